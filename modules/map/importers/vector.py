"""Vector layers read in the sandbox: GeoPackage, Shapefile, GeoJSON, KML, GPX, DXF, by GDAL.

Everything that is wrong with some features is counted and named; the rest is kept.
"""

import codecs
import io
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyogrio
import shapely
from pyogrio import raw
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError

from modules.map.importers.kinds import READ_BESIDE
from modules.map.rules.features import AREA, LINE, POINT, Features
from modules.map.rules.mercator import PLANE, from_degrees
from workstation.api import UNKNOWN_FRAME, WGS84, Parsed, UserError, decoded, drawing, frames

MOST_BYTES = 400_000_000
MOST_FEATURES = 2_000_000
_TEXT = 400
_CHECKED_POINTS = 200_000  # larger outlines are drawn, but not looked through for crossings
_SHP_MAGIC = b"\x00\x00\x27\x0a"
_ALONE = "layer"
_DECLARED = re.compile(r"(<\?xml[^>]*encoding=[\"'])[^\"']+")
_DRAWN_ONLY = ("tessellate", "extrude", "visibility", "drawOrder", "icon")  # of KML: how it is shown, not what it is
_CONFIDENCE = 25
_UNNAMED = "pyogrio_"  # the library's name for bytes


def parse_vector(
    path: str, *, name: str = "", frame: str = "", companions: dict[str, str] | None = None, **_: Any
) -> Parsed:
    """Every layer of a file: what it is (``layers``), its features (``N.npz``) and their texts (``N.json``).

    ``frame`` says what the numbers mean, instead of what the file declares; ``companions`` are the paths of the other
    files of a Shapefile, by suffix.
    Raises ``UserError``: ``map.file_too_large``, ``map.not_a_layer``, ``map.no_features``.
    """
    beside = {suffix: Path(one) for suffix, one in (companions or {}).items()}
    size = sum(one.stat().st_size for one in (Path(path), *beside.values()))
    if size > MOST_BYTES:
        raise UserError("map.file_too_large", name=name, megabytes=size // 1_000_000)
    content, encoding = _readable(Path(path).read_bytes(), name, {key: one.read_bytes() for key, one in beside.items()})
    try:
        members = [str(row[0]) for row in pyogrio.list_layers(content)]
    except (DataSourceError, ValueError) as error:
        raise UserError("map.not_a_layer", name=name, reason=_reason(error)) from error
    found: list[dict[str, Any]] = []
    blobs: dict[str, bytes] = {}
    for number, member in enumerate(members):  # by number: what has no name of its own gets another at each opening
        member = Path(name).stem if member.startswith(_UNNAMED) or member == _ALONE else member
        read = _layer(content, number, member, encoding, frame)
        if read is not None:
            facts, features = read
            blobs[f"{len(found)}.npz"] = features.to_bytes()
            blobs[f"{len(found)}.json"] = orjson.dumps(features.columns)
            found.append({"member": member, **facts})
    if not any(facts["features"] for facts in found):
        raise UserError("map.no_features", name=name)
    return Parsed({"layers": found, "companions": [one.name for one in beside.values()]}, blobs)


def _readable(content: bytes, name: str, beside: dict[str, bytes]) -> tuple[bytes, str | None]:
    """The bytes as GDAL takes them, and the encoding of texts where the file does not say it."""
    if content.startswith(_SHP_MAGIC):
        table = beside.get(".dbf")
        return _zipped(content, beside), encoding_of(table) if table and ".cpg" not in beside else None
    if not content.startswith(b"PK"):
        return _as_utf8(content), None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            sizes = {item.filename: item.file_size for item in held.infolist()}
            if sum(sizes.values()) > 4 * MOST_BYTES:
                raise UserError("map.file_too_large", name=name, megabytes=sum(sizes.values()) // 1_000_000)
            pages = [one for one in sizes if one.lower().endswith(".kml")]
            if pages:
                return _as_utf8(held.read(pages[0])), None
            tables = [one for one in sizes if one.lower().endswith(".dbf")]
            if not tables or any(one.lower().endswith(".cpg") for one in sizes):
                return content, None
            return content, encoding_of(held.read(tables[0]))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, zlib.error) as error:
        raise UserError("map.not_a_layer", name=name, reason=str(error)) from error


def _reason(error: Exception) -> str:
    """Why GDAL could not read a file, in words that can be told."""
    said = str(error).split("\n")[0]
    if found := re.search(r"GeoJSON.*line (\d+), character (\d+)", said):
        return f"GeoJSON, line {found[1]}, character {found[2]}"
    if found := re.search(r"kml.* on line (\d+)", said):
        return f"KML, line {found[1]}"
    if "malformed" in said:
        return "the database is damaged"
    return "no format that is known" if "not recognized" in said else said[:200]


def _as_utf8(content: bytes) -> bytes:
    """GeoJSON, KML and GPX in UTF-8, whatever they were written in; everything else as it is."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start not in (b"{", b"<") and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content
    try:
        text, _ = decoded(content)
    except ValueError:
        return content
    return _DECLARED.sub(r"\1UTF-8", text, count=1).encode()


def encoding_of(table: bytes) -> str:
    """UTF-8 if all of a dBASE table's rows are that; else GB18030, which domestic Shapefiles without .cpg are in."""
    try:
        (start,) = struct.unpack_from("<H", table, 8)
        table[start:].decode("utf-8")
        table[32:start].decode("utf-8")
    except (struct.error, UnicodeDecodeError):
        return "GB18030"
    return "UTF-8"


def _zipped(shapes: bytes, beside: dict[str, bytes]) -> bytes:
    """A Shapefile as a zip, with an index that fits; without its .dbf it has no attributes."""
    records, at = bytearray(), 100
    while at + 8 <= len(shapes):
        (length,) = struct.unpack_from(">i", shapes, at + 4)
        if length < 2:
            break
        records += struct.pack(">ii", at // 2, length)
        at += 8 + 2 * length
    head = bytearray(shapes[:100])
    struct.pack_into(">i", head, 24, (100 + len(records)) // 2)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(f"{_ALONE}.shp", shapes)
        made.writestr(f"{_ALONE}.shx", bytes(head) + bytes(records))
        for suffix in READ_BESIDE:
            if suffix in beside:
                made.writestr(f"{_ALONE}{suffix}", beside[suffix])
    return stream.getvalue()


def _layer(
    content: bytes, number: int, member: str, encoding: str | None, frame: str
) -> tuple[dict[str, Any], Features] | None:
    """One layer; none if it has no geometry at all."""
    try:
        there = pyogrio.read_info(content, layer=number, encoding=encoding, force_feature_count=True)["features"]
        if there < 1:
            return None
        meta, _, geometry, columns = raw.read(  # room is made for as many as are asked for, in every column
            content, layer=number, encoding=encoding, force_2d=True, max_features=min(there, MOST_FEATURES)
        )
    except (DataSourceError, DataLayerError, ValueError) as error:
        return _facts(member, UNKNOWN_FRAME, [("map.layer_unreadable", {"reason": _reason(error)})]), _none()
    if geometry is None or not len(geometry):
        return None
    shapes = shapely.from_wkb(geometry, on_invalid="ignore")
    problems: list[tuple[str, dict[str, Any]]] = []
    empty = int(np.count_nonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if empty:
        problems.append(("map.empty_geometries", {"count": empty}))
    points, starts, owners, kinds = _rings(shapes)
    points, starts, owners, kinds, bad = _finite(points, starts, owners, kinds)
    if bad:
        problems.append(("map.not_numbers", {"count": bad}))
    _look_for_crossings(shapes, problems)
    known, points = _onto_plane(points, frame or _declared(meta["crs"]), problems)
    points, starts, owners, kinds, bad = _finite(points, starts, owners, kinds)
    if bad:
        problems.append(("map.outside_frame", {"count": bad, "frame": known}))
    texts = {
        str(field): [_text(value) for value in values]
        for field, values in zip(meta["fields"], columns, strict=True)
    }
    texts = {field: values for field, values in texts.items() if any(values) and field not in _DRAWN_ONLY}
    features = Features(points, starts, owners, kinds, len(shapes), texts)
    return _facts(member, known, problems, features), features


def _facts(
    member: str, frame: str, problems: list[tuple[str, dict[str, Any]]], features: Features | None = None
) -> dict[str, Any]:
    box = features.box if features is not None else None
    return {
        "frame": frame, "features": features.count if features is not None else 0,
        "fields": list(features.columns) if features is not None else [], "box": list(box) if box else [],
        "areas": bool(features is not None and (features.kinds == AREA).any()),
        "problems": [[code, {"layer": member, **{key: str(value) for key, value in values.items()}}]
                     for code, values in problems],
    }  # fmt: skip


def _none() -> Features:
    nothing = np.empty(0, dtype=np.int64)
    return Features(np.empty((0, 2)), np.zeros(1, dtype=np.int64), nothing, nothing.astype(np.uint8), 0)


def _rings(shapes: Any) -> tuple[drawing.Floats, Any, Any, Any]:
    """Points, lines and outlines of every part, whatever collections they are in."""
    owners = np.arange(len(shapes))
    for _ in range(4):  # collections within collections; deeper ones are nobody's map
        shapes, index = shapely.get_parts(shapes, return_index=True)
        owners = owners[index]
        if not (shapely.get_type_id(shapes) > 3).any():
            break
    kinds = shapely.get_type_id(shapes)
    areas = shapely.orient_polygons(shapes[kinds == 3])  # outer rings counter-clockwise, holes clockwise
    rings, index = shapely.get_rings(areas, return_index=True)
    pieces = (
        (rings, owners[kinds == 3][index], AREA), (shapes[(kinds == 1) | (kinds == 2)],
         owners[(kinds == 1) | (kinds == 2)], LINE), (shapes[kinds == 0], owners[kinds == 0], POINT),
    )  # fmt: skip
    points, lengths, whose, what = [np.empty((0, 2))], [], [], []
    for items, owner, kind in pieces:
        coordinates, index = shapely.get_coordinates(items, return_index=True)
        counts = np.bincount(index, minlength=len(items)).astype(np.int64)
        filled = counts > 0
        points.append(coordinates)
        lengths.append(counts[filled])
        whose.append(owner[filled])
        what.append(np.full(np.count_nonzero(filled), kind, dtype=np.uint8))
    starts = np.concatenate(([0], np.cumsum(np.concatenate(lengths)))).astype(np.int64)
    return np.concatenate(points), starts, np.concatenate(whose).astype(np.int64), np.concatenate(what)


def _finite(points: drawing.Floats, starts: Any, owners: Any, kinds: Any) -> tuple[drawing.Floats, Any, Any, Any, int]:
    """Without the rings that have a coordinate that is no number; how many features lost one."""
    wrong = ~np.isfinite(points).all(axis=1)
    if not wrong.any():
        return points, starts, owners, kinds, 0
    bad = np.add.reduceat(wrong, starts[:-1]) > 0
    keep = np.repeat(~bad, np.diff(starts))
    left = np.concatenate(([0], np.cumsum(np.diff(starts)[~bad]))).astype(np.int64)
    return points[keep], left, owners[~bad], kinds[~bad], len(np.unique(owners[bad]))


def _look_for_crossings(shapes: Any, problems: list[tuple[str, dict[str, Any]]]) -> None:
    areas = np.nonzero(np.isin(shapely.get_type_id(shapes), (3, 6)))[0]
    areas = areas[shapely.get_num_coordinates(shapes[areas]) <= _CHECKED_POINTS]
    crossed = areas[~shapely.is_valid(shapes[areas])]
    if len(crossed):
        problems.append(("map.self_crossing", {"count": len(crossed), "first": int(crossed[0]) + 1}))


def _declared(crs: str | None) -> str:
    """The frame that a file declares, as an EPSG code; unknown where it has none."""
    if not crs:
        return UNKNOWN_FRAME
    try:
        code = CRS.from_user_input(crs).to_epsg(min_confidence=_CONFIDENCE)
    except CRSError:
        code = None
    return f"EPSG:{code}" if code else UNKNOWN_FRAME


def _onto_plane(
    points: drawing.Floats, frame: str, problems: list[tuple[str, dict[str, Any]]]
) -> tuple[str, drawing.Floats]:
    """The frame that holds, and the points on the plane; of unknown frame as they are, or grey if they look like
    degrees."""
    if frame != UNKNOWN_FRAME and len(points):
        degrees = frames.is_geographic(frame)
        if degrees and (np.abs(points) > (180.0, 90.0)).any():
            problems.append(("map.wrong_frame", {"frame": frame}))
            frame = UNKNOWN_FRAME
    if frame == UNKNOWN_FRAME:
        problems.append(("map.no_frame", {}))
        likely = len(points) and (points >= (70.0, 0.0)).all() and (points <= (140.0, 56.0)).all()
        return UNKNOWN_FRAME, from_degrees(points) if likely else points
    if frame == PLANE:
        return frame, points
    try:
        return frame, from_degrees(frames.convert(points, frame, WGS84))
    except UserError:
        problems.append(("map.no_parameters", {"frame": frames.frame_title(frame)}))
        return UNKNOWN_FRAME, points


def _text(value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value != value or str(value) == "NaT":
        return ""
    if isinstance(value, float | np.floating):
        return f"{value:.10g}"
    return str(value)[:_TEXT]
