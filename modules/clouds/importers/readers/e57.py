"""E57 (ASTM E2807) by pye57, piece by piece, with poses, colours and intensity.

pye57 dies of a scan without prototype and hands over uninitialised memory where the record count is too large:
the prototype is looked at first, and only what ``read`` says it delivered is taken.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pye57
from pye57 import libe57

from modules.clouds.importers.points import Array, Facts, Points, ScanFacts, finite, kept, strength, unreadable

_PIECE = 1_000_000
_MOST_XML = 256 << 20
_CARTESIAN = ("cartesianX", "cartesianY", "cartesianZ")
_SPHERICAL = ("sphericalRange", "sphericalAzimuth", "sphericalElevation")
_COLOURS = ("colorRed", "colorGreen", "colorBlue")
E57_ERRORS = (RuntimeError, ValueError, KeyError, OSError, IndexError, TypeError, libe57.E57Exception)
_INVALID = ("cartesianInvalidState", "sphericalInvalidState")


class E57Source:
    """All scans of a file, each turned into the file's common frame by its own pose."""

    sequential = True

    def __init__(self, path: str, name: str) -> None:
        self._name = name
        look_into(path, name)
        try:
            self._file = pye57.E57(path)
            self._scans = [_Scan(self._file, index) for index in range(self._file.scan_count)]
            pictures = len(self._file.root["images2D"]) if self._file.root.isDefined("images2D") else 0
        except E57_ERRORS as error:
            raise unreadable(name, error) from error
        self.units = sum(scan.facts.count for scan in self._scans)
        self.unit_bytes = 20.0
        fields = {field for scan in self._scans for field in scan.fields}
        attributes = tuple(
            attribute for attribute, wanted in (("rgb", "colorRed"), ("intensity", "intensity")) if wanted in fields
        )
        facts = Facts(
            format="E57", present=self.units, declared=self.units, attributes=attributes, unit="metre",
            scans=tuple(scan.facts for scan in self._scans),
        )
        for scan in self._scans:
            if not scan.readable:
                facts = facts.noted("clouds.scan_unreadable", name=name, scan=scan.facts.name)
        self.facts = facts.noted("clouds.e57_pictures", name=name, count=pictures) if pictures else facts

    def read(self, start: int, stop: int) -> Points:
        raise NotImplementedError("E57 is read in one go")

    def stream(self) -> Iterator[Points]:
        for index, scan in enumerate(self._scans):
            if scan.readable and scan.facts.count:
                for points in scan.stream(self._name):
                    points.scan = index
                    yield points

    def close(self) -> None:
        self._file.close()


def look_into(path: str, name: str) -> None:
    """Whether every set of points has its prototype, by the file's own XML (pages of data with a checksum each)."""
    size = Path(path).stat().st_size
    with Path(path).open("rb") as stream:
        head = stream.read(48)
        if len(head) < 48 or not head.startswith(b"ASTM-E57"):
            raise unreadable(name, "no E57 header")
        length, xml_at, xml_bytes, page = struct.unpack_from("<QQQQ", head, 16)
        if length != size:
            raise unreadable(name, f"{length} bytes announced, {size} received")
        if not 64 <= page <= 1 << 20 or xml_at >= size or xml_bytes > min(size, _MOST_XML):
            raise unreadable(name, "its description has no room in the file")
        begin = xml_at // page * page
        stream.seek(begin)
        raw = stream.read(xml_bytes * page // (page - 4) + 2 * page)
    pages = [raw[at : at + page - 4] for at in range(0, len(raw), page)]
    xml = b"".join(pages)[xml_at - begin :][:xml_bytes]
    for points in re.finditer(rb"<points\b[^>]*CompressedVector[^>]*?(/>|>)", xml):
        end = xml.find(b"</points>", points.end())
        if points[1] == b"/>" or b"<prototype" not in xml[points.end() : end]:
            raise unreadable(name, "a scan does not say what its points consist of")


class _Scan:
    def __init__(self, file: Any, index: int) -> None:
        self._file = file
        node = file.data3d[index]
        points: Any = node["points"] if node.isDefined("points") else None
        count = points.childCount() if points is not None else 0
        name = str(node["name"].value()) if node.isDefined("name") else f"scan {index + 1}"
        rotation, translation, posed = _pose(node)
        self.facts = ScanFacts(name, count, rotation, translation, posed)
        self.fields: tuple[str, ...] = ()
        self._points = points
        if points is not None and _has_prototype(points):
            prototype = libe57.StructureNode(points.prototype())
            self.fields = tuple(prototype.get(at).elementName() for at in range(prototype.childCount()))
        self._axes = next((axes for axes in (_CARTESIAN, _SPHERICAL) if set(axes) <= set(self.fields)), None)
        self.readable = self._axes is not None
        self._colour_limit = _limits(
            node, "colorLimits", "colorRedMinimum", "colorRedMaximum", self._points, "colorRed"
        )
        self._intensity_limit = _limits(
            node, "intensityLimits", "intensityMinimum", "intensityMaximum", self._points, "intensity"
        )

    def stream(self, name: str) -> Iterator[Points]:
        """Piece by piece; raises ``UserError`` when libE57 gives up."""
        more = (field for field in (*_COLOURS, "intensity", *_INVALID) if field in self.fields)
        wanted = [*(self._axes or ()), *more]
        room = min(_PIECE, self.facts.count)
        buffers, held = libe57.VectorSourceDestBuffer(), {}
        for field in wanted:
            held[field] = np.empty(room, np.float64)
            buffers.append(libe57.SourceDestBuffer(self._file.image_file, field, held[field], room, True, True))
        try:
            reader = self._points.reader(buffers)
            while count := reader.read():
                yield self._piece({field: values[:count].copy() for field, values in held.items()})
        except E57_ERRORS as error:
            raise unreadable(name, error) from error

    def _piece(self, data: dict[str, Array]) -> Points:
        first, second, third = (data[axis] for axis in self._axes or ())
        if self._axes == _SPHERICAL:
            flat = first * np.cos(third)
            first, second, third = flat * np.cos(second), flat * np.sin(second), first * np.sin(third)
        colour = intensity = None
        if all(field in data for field in _COLOURS):
            low, high = self._colour_limit
            red, green, blue = ((strength(data[field], low, high) >> 8).astype(np.uint8) for field in _COLOURS)
            colour = (red, green, blue)
        if "intensity" in data:
            intensity = strength(data["intensity"], *self._intensity_limit)
        if self.facts.posed:
            first, second, third = _turn(self.facts, first, second, third)
        points = Points(first, second, third, colour=colour, intensity=intensity)
        for state in _INVALID:
            if state in data and np.any(data[state]):
                points = kept(points, data[state] == 0)
                break
        return finite(points)


def _has_prototype(points: Any) -> bool:
    try:
        return bool(libe57.StructureNode(points.prototype()).childCount())
    except E57_ERRORS:
        return False


def _pose(node: Any) -> tuple[tuple[float, float, float, float], tuple[float, float, float], bool]:
    rotation, translation = (1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    if not node.isDefined("pose"):
        return rotation, translation, False
    pose = node["pose"]
    if pose.isDefined("rotation"):
        w, x, y, z = (float(pose["rotation"][axis].value()) for axis in "wxyz")
        length = float(np.sqrt(w * w + x * x + y * y + z * z))
        if np.isfinite(length) and length > 0:
            rotation = (w / length, x / length, y / length, z / length)
    if pose.isDefined("translation"):
        x, y, z = (float(pose["translation"][axis].value()) for axis in "xyz")
        if np.isfinite((x, y, z)).all():
            translation = (x, y, z)
    return rotation, translation, True


def _turn(scan: ScanFacts, x: Array, y: Array, z: Array) -> tuple[Array, Array, Array]:
    w, i, j, k = scan.rotation
    matrix = np.array([
        [1 - 2 * (j * j + k * k), 2 * (i * j - k * w), 2 * (i * k + j * w)],
        [2 * (i * j + k * w), 1 - 2 * (i * i + k * k), 2 * (j * k - i * w)],
        [2 * (i * k - j * w), 2 * (j * k + i * w), 1 - 2 * (i * i + j * j)],
    ])
    turned = [row[0] * x + row[1] * y + row[2] * z + shift for row, shift in zip(matrix, scan.translation, strict=True)]
    return turned[0], turned[1], turned[2]


def _limits(node: Any, group: str, low: str, high: str, points: Any, field: str) -> tuple[float, float]:
    """The range of an attribute: as the scan says, else as its prototype allows, else 0..255 or 0..1."""
    try:
        if node.isDefined(group):
            least, most = float(node[group][low].value()), float(node[group][high].value())
            if most > least:
                return least, most
        prototype = libe57.StructureNode(points.prototype())
        child = prototype[field]
        return float(child.minimum()), float(child.maximum())
    except (*E57_ERRORS, AttributeError):
        return (0.0, 255.0) if field.startswith("color") else (0.0, 1.0)
