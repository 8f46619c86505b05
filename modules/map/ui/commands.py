"""What a person does with the map beyond looking: frames, sites, orientation maps."""

import math
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modules.map import operations, queries
from modules.map.importers.again import read_again
from modules.map.importers.table import SiteMapping, guess, sites_of
from modules.map.queries import SITE_WORDS
from modules.map.records import LayerKind, MapLayer, MapSheet, MapSite, SiteKind
from modules.map.rules.features import Features
from modules.map.rules.mercator import degrees_at, true_scale
from modules.map.ui.model import FRAMES
from workstation.api import N_, WGS84, GeoPoint, Job, Parsed, UserError, Work, drawing, frames
from workstation.api.widgets import Field, ask_form, write_png

if TYPE_CHECKING:
    from modules.map.ui.page import MapPage

_DPI = 200.0
_SCALES = (200, 500, 1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)


def frame_choices(sites: dict[str, frames.SiteFrame]) -> tuple[tuple[str, str], ...]:
    """Frames with their names."""
    return tuple((frame, frames.frame_title(frame)) for frame in (*FRAMES, *sorted(sites)))


def say_frame(page: "MapPage", layer: MapLayer) -> None:
    """Ask what the numbers of a layer mean, and read it again."""
    shell = page.shell
    if layer.kind is not LayerKind.VECTOR:
        shell.notify(shell.words("Pictures carry their own frame."), "info")
        return
    help_text = N_("GCJ-02 and BD-09 are accurate to 1 m at best.")
    field = Field("frame", N_("Coordinate frame"), "choice", required=True, wide=True, help=help_text,
                  choices=frame_choices({}))  # fmt: skip
    initial = layer.frame if layer.frame in FRAMES else WGS84
    found = ask_form(shell, shell.words("What do the numbers of this layer mean?"), [field], {"frame": initial})
    if found is not None:
        frame = str(found["frame"])
        shell.run(shell.words("Reading the layer"), lambda job: read_again(job, [layer], frame),
                  lambda _: page.refresh())  # fmt: skip


def enter_table(page: "MapPage") -> None:
    """Ask for a table of hydrants, stations …, which column is what, and enter its rows."""
    shell, words = page.shell, page.words
    chosen = shell.open_files(words("Table of hydrants, stations, key units"), "CSV (*.csv *.txt *.tsv)")
    if not chosen:
        return
    path = chosen[0]

    def read(job: Job) -> Parsed:
        return job.parse("modules.map.importers.parse:parse_table", path, name=path.name)

    def ask(parsed: Parsed) -> None:
        mapping = _ask_mapping(page, parsed.data["columns"])
        if mapping is not None:
            _enter(page, *sites_of(parsed.data["columns"], parsed.data["rows"], mapping))

    shell.run(words("Reading the table"), read, ask)


def _ask_mapping(page: "MapPage", columns: list[str]) -> SiteMapping | None:
    choices = tuple((one, one) for one in columns)
    optional = (("", N_("none")), *choices)
    fields = [
        Field("kind", N_("What are they?"), "choice", required=True, choices=_kinds()),
        Field("frame", N_("Coordinate frame"), "choice", required=True,
              choices=frame_choices(page.loaded.site_frames)),
        Field("x", N_("Longitude or x"), "choice", required=True, choices=choices),
        Field("y", N_("Latitude or y"), "choice", required=True, choices=choices),
        Field("name", N_("Name"), "choice", required=True, choices=choices),
        Field("number", N_("Number"), "choice", choices=optional),
        Field("detail", N_("Remarks"), "choice", choices=optional),
    ]  # fmt: skip
    values = {"kind": SiteKind.HYDRANT, "frame": WGS84, "name": columns[0], **guess(columns)}
    found = ask_form(page.shell, page.words("Which column is what?"), fields, values, columns=2)
    if found is None:
        return None
    texts = {name: str(found[name] or "") for name in ("x", "y", "name", "frame", "number", "detail")}
    return SiteMapping(kind=SiteKind(found["kind"]), **texts)


def _kinds() -> tuple[tuple[SiteKind, str], ...]:
    return tuple(SITE_WORDS.items())


def _enter(page: "MapPage", sites: list[MapSite], bad: list[int]) -> None:
    shell, words = page.shell, page.words

    def told(count: int) -> None:
        text = words("{count} places entered", count=count)
        if bad:
            rows = ", ".join(map(str, bad[:8])) + (" …" if len(bad) > 8 else "")
            text += "\n" + words("{count} rows have no valid coordinates: {rows}", count=len(bad), rows=rows)
        shell.notify(text, "warning" if bad else "success")

    shell.do("map.enter_sites", lambda work: operations.put_sites(work, sites), told)


def enter_points(page: "MapPage", layer: MapLayer) -> None:
    """Enter the points of a layer as sites of one kind."""
    features = page.loaded.features.get(layer.id)
    if features is None or not features.count:
        return
    columns = tuple((one, one) for one in layer.fields)
    fields = [
        Field("kind", N_("What are they?"), "choice", required=True, choices=_kinds()),
        Field("name", N_("Name"), "choice", choices=(("", N_("none")), *columns)),
        Field("number", N_("Number"), "choice", choices=(("", N_("none")), *columns)),
    ]
    known = guess(list(layer.fields))
    values = {"kind": SiteKind.HYDRANT, "name": known.get("name", ""), "number": known.get("number", "")}
    found = ask_form(page.shell, page.words("Enter its points as hydrants, stations …"), fields, values)
    if found is not None:
        name, number = str(found["name"] or ""), str(found["number"] or "")
        _enter(page, points_as_sites(features, layer, SiteKind(found["kind"]), name, number), [])


def points_as_sites(features: Features, layer: MapLayer, kind: SiteKind, name: str, number: str) -> list[MapSite]:
    """The middles of a layer's features as sites, in WGS-84; of unknown frame they stay so."""
    made = []
    for place, (x, y) in enumerate(features.middles.tolist()):
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        longitude, latitude = degrees_at(x, y)
        point = GeoPoint(x=longitude, y=latitude, frame=WGS84 if layer.frame != "unknown" else "unknown")
        title = features.columns.get(name, [""] * features.count)[place] or f"{layer.title} {place + 1}"
        code = features.columns.get(number, [""] * features.count)[place]
        made.append(MapSite(kind=kind, name=title, number=code, point=point, file_id=layer.file_id))
    return made


def lay_out(page: "MapPage", sheet: MapSheet | None = None) -> None:
    """Ask for title and scale, and keep what is in the middle of the view as an orientation map."""
    shell, words, view = page.shell, page.words, page.canvas.view
    longitude, latitude = degrees_at(view.x, view.y)
    shown = [layer for layer in page.loaded.layers if layer.visible and layer.kind is LayerKind.VECTOR]
    if sheet is None:
        wanted = view.width / view.px_per_m * true_scale(view.y) / 0.156
        scale = next((one for one in _SCALES if one >= wanted * 0.7), _SCALES[-1])
        sheet = MapSheet(
            title=words("Orientation map"), longitude=longitude, latitude=latitude, scale=float(scale),
            layers=tuple(layer.id for layer in shown), drawn_by=shell.signed_in.officer.name,
            source="；".join(dict.fromkeys(layer.attribution for layer in shown if layer.attribution)),
            approval="；".join(dict.fromkeys(layer.approval for layer in shown if layer.approval)),
        )  # fmt: skip
    fields = [
        Field("title", N_("Title"), required=True, wide=True),
        Field("scale", N_("Scale 1:"), "float", required=True, minimum=10),
        Field("drawn_by", N_("Drawn by")), Field("source", N_("Source"), wide=True),
        Field("approval", N_("Map approval number (审图号)"), wide=True),
        Field("shows", N_("From the case"), "tags", choices=page.case_kinds(), wide=True),
    ]
    values = {name: getattr(sheet, name) for name in ("title", "scale", "drawn_by", "source", "approval", "shows")}
    found = ask_form(shell, words("Orientation map for the dossier"), fields, values, columns=2)
    if found is not None:
        kept = MapSheet(**{**{name: getattr(sheet, name) for name in sheet.__dataclass_fields__}, **found})
        shell.do("map.lay_out", lambda work: operations.put_sheet(work, kept),
                 lambda _: shell.notify(words("The orientation map is in the dossier."), "success"))  # fmt: skip


def export_sheet(page: "MapPage", sheet: MapSheet, kind: str) -> None:
    """Ask where, and write an orientation map as PDF, SVG or PNG; the ledger notes it."""
    shell, words = page.shell, page.words
    target = shell.save_file(words("Orientation map"), f"{sheet.title}.{kind}", f"{kind.upper()} (*.{kind})")
    if target is None:
        return
    target = target.with_suffix(f".{kind}")

    def write(job: Job) -> Path:
        made = queries.composed(job.read(), sheet, words)
        _write(made, target, kind, sheet.title, job, words.language)

        def note(work: Work) -> None:
            work.note(file=target.name, sheet=sheet.title)

        job.write("map.export", note, witness=True, undoable=False)
        return target

    shell.run(words("Writing the document"), write,
              lambda path: shell.notify(words("Written: {path}", path=path), "success"))  # fmt: skip


def _write(made: drawing.Sheet, target: Path, kind: str, title: str, job: Job, language: str) -> None:
    try:
        if kind == "svg":
            target.write_text(drawing.to_svg(made, title), "utf-8")
        elif kind == "png":
            write_png(made, target, _DPI)
        else:
            from workstation.api.paper import DocumentInfo, write_sheets

            at = datetime.fromisoformat(job.read().case.created_at)
            write_sheets([made], target, DocumentInfo(title, "", title, language, at))
    except OSError as error:
        raise UserError("export.cannot_write", path=target, reason=error.strerror or error) from error


def menu_of(page: "MapPage") -> list[tuple[str, Any]]:
    """The acts with orientation maps."""
    words = page.words
    entries: list[tuple[str, Any]] = [(words("Lay out an orientation map …"), lambda: lay_out(page))]
    entries += [
        (words("The last one as {kind} …", kind=kind.upper()), partial(_export_last, page, kind))
        for kind in ("pdf", "png", "svg")
    ]
    entries.append((words("Take the last one out of the dossier"), lambda: _take_out(page)))
    return entries


def _export_last(page: "MapPage", kind: str) -> None:
    if page.loaded.sheets:
        export_sheet(page, page.loaded.sheets[-1], kind)
    else:
        page.shell.notify(page.words("There is no orientation map yet: lay one out first."))


def _take_out(page: "MapPage") -> None:
    if page.loaded.sheets:
        last = page.loaded.sheets[-1]
        page.shell.do("map.remove_sheet", lambda work: operations.remove_sheet(work, last.id))
