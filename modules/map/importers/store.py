"""Storing layers that were read: a record each, the arrays beside the case, a problem for each thing that is wrong."""

from pathlib import Path
from typing import Any

from modules.map.importers.raster import SUFFIXES, is_geotiff
from modules.map.importers.tiles import is_tiles
from modules.map.operations import add_layer
from modules.map.queries import derived_path, layers
from modules.map.records import LayerKind, MapLayer
from modules.map.rules.mercator import PLANE
from modules.map.rules.styling import first_style
from workstation.api import N_, Importer, Moment, Parsed, Problem, StoredFile, Work, write_derived

VECTOR_SUFFIXES = (".gpkg", ".shp", ".zip", ".geojson", ".json", ".kml", ".gpx", ".dxf")
TILE_SUFFIXES = (".mbtiles", ".pmtiles")


def store_vector(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """One layer of the map for each layer of the file."""
    for number, facts in enumerate(parsed.data["layers"]):
        title = Path(file.name).stem
        if len(parsed.data["layers"]) > 1:
            title = f"{title} · {facts['member']}"
        layer = MapLayer(
            id=f"{file.id}-{number}", title=title, kind=LayerKind.VECTOR, file_id=file.id, member=facts["member"],
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
    for suffix in (".npz", ".json"):
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


def is_vector(head: bytes) -> bool:
    """GeoPackage, Shapefile (also zipped), GeoJSON, KML; GPX and DXF only where a layer is asked for."""
    if head.startswith(b"SQLite format 3\0"):
        return head[68:72] in (b"GPKG", b"GP10", b"GP11")
    if head.startswith(b"PK"):
        return any(suffix in head.lower() for suffix in (b".shp", b".dbf", b".shx"))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return b'"FeatureCollection"' in head or (b'"Feature"' in head and b'"geometry"' in head)
    return head.startswith(b"\x00\x00\x27\x0a") or b"<kml" in head


IMPORTERS = (
    Importer("map.vector", N_("Map layer"), VECTOR_SUFFIXES[:5], is_vector,
             "modules.map.importers.vector:parse_vector", store_vector, priority=5),
    Importer("map.raster", N_("Orthophoto (GeoTIFF)"), SUFFIXES, is_geotiff,
             "modules.map.importers.raster:parse_raster", store_raster, priority=20),
    Importer("map.tiles", N_("Map tiles"), TILE_SUFFIXES, is_tiles,
             "modules.map.importers.tiles:parse_tiles", store_tiles, priority=5),
)  # fmt: skip

ASKED_FOR = (
    Importer("map.vector", N_("Map layer"), VECTOR_SUFFIXES, is_vector,
             "modules.map.importers.vector:parse_vector", store_vector, priority=5),
    *IMPORTERS[1:],
)  # fmt: skip
"""What a person takes in as a layer: GPX and DXF too, which otherwise are tracks and drawings."""
