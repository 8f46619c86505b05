"""Entering hydrants, stations, key units, cameras and witnesses from tables and from features."""

from dataclasses import fields as fields_of
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from modules.map import operations
from modules.map.importers.kinds import ASKED_SUFFIXES, COMPANIONS
from modules.map.importers.table import SiteMapping, guess, sites_of, sites_of_features
from modules.map.queries import SITE_WORDS
from modules.map.records import MapLayer, MapSite, SiteKind
from modules.map.rules.features import features_from
from modules.map.ui.commands import frame_choices
from workstation.api import N_, UNKNOWN_FRAME, WGS84, Job, Parsed, companions_of
from workstation.api.widgets import Field, ask_form

if TYPE_CHECKING:
    from modules.map.ui.page import MapPage

_TABLES = "*.csv *.txt *.tsv *.xlsx *.xls *.ods"
_PARSE = "modules.map.importers.parse"


def enter_file(page: "MapPage") -> None:
    """Ask for a table or a file of features, which column is what, and enter them."""
    shell, words = page.shell, page.words
    layers = " ".join(f"*{suffix}" for suffix in ASKED_SUFFIXES)
    found = shell.open_files(words("Table or layer of hydrants, stations, cameras …"),
                             f"CSV, GeoPackage … ({_TABLES} {layers});;{words('All files')} (*)")  # fmt: skip
    if not found:
        return
    path = found[0]
    of_features = path.suffix.lower() in ASKED_SUFFIXES

    def read(job: Job) -> Parsed:
        if not of_features:
            return job.parse(f"{_PARSE}:parse_table", path, name=path.name)
        beside = {suffix: str(one) for suffix, one in companions_of(path, COMPANIONS).items()}
        return job.parse(f"{_PARSE}:parse_vector", path, name=path.name, companions=beside)

    def ask(parsed: Parsed) -> None:
        if of_features:
            _ask_features(page, path, parsed)
            return
        mapping = _ask_mapping(page, parsed.data["columns"], placed=False)
        if mapping is not None:
            _enter(page, *sites_of(parsed.data["columns"], parsed.data["rows"], mapping))

    shell.run(words("Reading the table"), read, ask)


def _ask_features(page: "MapPage", path: Path, parsed: Parsed) -> None:
    """The first layer that has features."""
    number, facts = next((n, facts) for n, facts in enumerate(parsed.data["layers"]) if facts["features"])
    mapping = _ask_mapping(page, list(facts["fields"]), placed=True)
    if mapping is not None:
        held = features_from(parsed.blobs[f"{number}.npz"], orjson.loads(parsed.blobs[f"{number}.json"]))
        sure = facts["frame"] != UNKNOWN_FRAME
        _enter(page, *sites_of_features(held, mapping, sure=sure, title=path.stem))


def enter_layer(page: "MapPage", layer: MapLayer) -> None:
    """Enter the features of a layer as sites of one kind."""
    features = page.loaded.features.get(layer.id)
    if features is None or not features.count:
        return
    mapping = _ask_mapping(page, list(layer.fields), placed=True)
    if mapping is not None:
        sure = layer.frame != UNKNOWN_FRAME
        _enter(page, *sites_of_features(features, mapping, sure=sure, title=layer.title, file_id=layer.file_id))


def _ask_mapping(page: "MapPage", columns: list[str], *, placed: bool) -> SiteMapping | None:
    choices = tuple((one, one) for one in columns)
    optional = (("", N_("none")), *choices)
    asked = [Field("kind", N_("What are they?"), "choice", required=True, choices=tuple(SITE_WORDS.items()))]
    if not placed:
        asked += [
            Field("frame", N_("Coordinate frame"), "choice", required=True,
                  choices=frame_choices(page.loaded.site_frames)),
            Field("x", N_("Longitude or x"), "choice", required=True, choices=choices),
            Field("y", N_("Latitude or y"), "choice", required=True, choices=choices),
        ]  # fmt: skip
    asked += [
        Field(name, title, "choice", choices=optional) for name, title in (
            ("name", N_("Name")), ("number", N_("Number")), ("detail", N_("Remarks")),
            ("bearing", N_("Looks towards")), ("angle", N_("Field of view")),
            ("reach", N_("Sees as far as")),
        )
    ]  # fmt: skip
    values = {"kind": SiteKind.HYDRANT, "frame": WGS84, "name": columns[0] if columns else "", **guess(columns)}
    found = ask_form(page.shell, page.words("Which column is what?"), asked, values, columns=2)
    if found is None:
        return None
    names = {field.name for field in fields_of(SiteMapping)} - {"kind"}
    texts = {name: str(found[name] or "") for name in names & set(found)}
    return SiteMapping(kind=SiteKind(found["kind"]), **texts)


def _enter(page: "MapPage", sites: list[MapSite], bad: list[int]) -> None:
    shell, words = page.shell, page.words

    def told(count: int) -> None:
        text = words("{count} places entered", count=count)
        if bad:
            rows = ", ".join(map(str, bad[:8])) + (" …" if len(bad) > 8 else "")
            text += "\n" + words("{count} rows have no valid coordinates or angles: {rows}", count=len(bad), rows=rows)
        shell.notify(text, "warning" if bad else "success")

    shell.do("map.enter_sites", lambda work: operations.put_sites(work, sites), told)
