"""Storing layers that were read: a record each, the arrays beside the case, a problem for each thing that is wrong."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from modules.map.importers.kinds import (
    ASKED_SUFFIXES,
    COMPANIONS,
    RASTER_SUFFIXES,
    TILE_SUFFIXES,
    VECTOR_SUFFIXES,
    is_geotiff,
    is_tiles,
    is_vector,
)
from modules.map.operations import add_layer
from modules.map.queries import derived_path, layers
from modules.map.records import LayerKind, MapLayer
from modules.map.rules.mercator import PLANE
from modules.map.rules.styling import first_style
from workstation.api import N_, Importer, Moment, Parsed, Problem, StoredFile, Work, write_derived

FEATURE_FILES = (".npz", ".json")


def store_vector(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """One layer of the map for each layer of the file."""
    for number, facts in enumerate(parsed.data["layers"]):
        title = Path(file.name).stem
        if len(parsed.data["layers"]) > 1:
            title = f"{title} · {facts['member']}"
        layer = MapLayer(
            id=f"{file.id}-{number}", title=title, kind=LayerKind.VECTOR, file_id=file.id, member=facts["member"],
            companions=tuple(name[:_ID] for name in parsed.data["companions"]),
            style=first_style(len(layers(work)), areas=facts["areas"]), **described(facts),
        )
        add_layer(work, layer)
        keep_features(work, layer, file, facts, parsed, number)


def described(facts: dict[str, Any]) -> dict[str, Any]:
    """What a record holds of a layer that was read."""
    return {"frame": facts["frame"], "features": facts["features"], "fields": tuple(facts["fields"]),
            "box": tuple(facts["box"])}  # fmt: skip


def keep_features(
    work: Work, layer: MapLayer, file: StoredFile, facts: dict[str, Any], parsed: Parsed, number: int
) -> None:
    """Write the arrays, and note what is wrong with some features."""
    for suffix in FEATURE_FILES:
        write_derived(derived_path(work, layer, suffix), parsed.blobs[f"{number}{suffix}"])
    for code, values in facts["problems"]:
        work.put(Problem(path=file.source_path, code=code, values={"name": file.name, **values},
                         at=Moment(utc=work.at), file_id=file.id))  # fmt: skip


def store_raster(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """A raster as a layer; the range of its values is kept for its contrast."""
    data = parsed.data
    note = "" if data["bytes"] else f"{data['low']!r} {data['high']!r}"
    add_layer(work, MapLayer(
        id=file.id, title=Path(file.name).stem, kind=LayerKind.RASTER, file_id=file.id, frame=data["frame"],
        box=tuple(data["box"]), note=note,
    ))


def store_tiles(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """A tile archive as a layer."""
    data = parsed.data
    add_layer(work, MapLayer(
        id=file.id, title=data["title"] or Path(file.name).stem, kind=LayerKind.TILES, file_id=file.id, frame=PLANE,
        box=tuple(data["box"]), min_zoom=data["min_zoom"], max_zoom=data["max_zoom"], attribution=data["attribution"],
    ))


_PARSE = "modules.map.importers.parse"
_ID = 32  # characters of a hash, as which an original lies in the vault, are the id of its record
_RASTER = Importer("map.raster", N_("Orthophoto (GeoTIFF)"), (), is_geotiff, f"{_PARSE}:parse_raster", store_raster,
                   priority=20)  # fmt: skip
_TILES = Importer("map.tiles", N_("Map tiles"), TILE_SUFFIXES, is_tiles, f"{_PARSE}:parse_tiles", store_tiles,
                  priority=5)  # fmt: skip


def _vector(suffixes: tuple[str, ...]) -> Importer:
    return Importer("map.vector", N_("Map layer"), suffixes, is_vector, f"{_PARSE}:parse_vector", store_vector,
                    priority=5, companions=COMPANIONS)  # fmt: skip


IMPORTERS = (_vector(VECTOR_SUFFIXES), _RASTER, _TILES)

ASKED_FOR = (_vector(ASKED_SUFFIXES), replace(_RASTER, suffixes=RASTER_SUFFIXES), _TILES)
"""What a person takes in as a layer: also GPX and DXF, which otherwise are tracks and drawings, and any TIFF."""
