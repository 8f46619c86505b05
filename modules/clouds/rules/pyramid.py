"""The live format of a cloud: one file with columns of points and a table of octree nodes, read by memory mapping.

    4096 bytes      magic, then JSON: counts, scale, cube, columns
    columns         position (n, 3) int32 as in the source; look (n, 4) uint8; intensity, scan, normal if there are any
    table           pieces of nodes: level, Morton prefix, first point, count

It is additive: every point stands in exactly one node, and a node is drawn together with all above it.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from modules.clouds.records import Colouring
from modules.clouds.rules.morton import CELL_DIGITS, Array

MAGIC = b"EMBERCLOUD1\n"
HEADER_BYTES = 4096
POINTS = "points.ecp"
PIECE = np.dtype([("level", "u1"), ("code", "<u8"), ("first", "<u8"), ("count", "<u4")])
WIDTHS: dict[str, tuple[str, int]] = {
    "position": ("<i4", 3), "look": ("u1", 4), "intensity": ("<u2", 1), "scan": ("<u2", 1), "normal": ("i1", 3),
}


def width_bytes(column: str) -> int:
    """Bytes of one point in a column."""
    code, many = WIDTHS[column]
    return np.dtype(code).itemsize * many


@dataclass(frozen=True)
class Shape:
    """What a pyramid consists of. coordinate = integer * scale + offset; the cube's corner and side are integers.
    ``closed`` surfaces are those of meshes: points are spread evenly over them and are drawn without gaps."""

    count: int
    columns: tuple[str, ...]
    scale: tuple[float, float, float]
    offset: tuple[float, float, float]
    lower: tuple[int, int, int]
    side_bits: int
    closed: bool = False

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Shape":
        """The shape that JSON describes."""
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
        return cls(**cast("dict[str, Any]", values))

    def column_at(self, column: str) -> int:
        """The byte at which a column begins."""
        at = HEADER_BYTES
        for name in self.columns:
            if name == column:
                return at
            at += -(-width_bytes(name) * self.count // 64) * 64
        return at

    @property
    def table_at(self) -> int:
        """The byte at which the table of nodes begins."""
        return self.column_at("")

    def header(self, pieces: int) -> bytes:
        """The first 4096 bytes; ``pieces`` is 0 while the file is being built."""
        said = {
            "count": self.count, "columns": self.columns, "scale": self.scale, "offset": self.offset,
            "lower": self.lower, "side_bits": self.side_bits, "closed": self.closed, "pieces": pieces,
        }
        return (MAGIC + json.dumps(said).encode()).ljust(HEADER_BYTES)


def read_header(stream: BinaryIO) -> tuple[Shape, int]:
    """Shape and number of pieces. Raises ``ValueError`` for anything else than a finished pyramid."""
    head = stream.read(HEADER_BYTES)
    if not head.startswith(MAGIC):
        raise ValueError("no pyramid")
    said: dict[str, Any] = json.loads(head[len(MAGIC) :])
    pieces = int(said.pop("pieces"))
    return Shape.of(said), pieces


class Pyramid:
    """A cloud to be looked at: columns that are memory-mapped, and the tree over them.

    ``level``, ``code`` (n,), ``centre`` and ``half`` (n, 3: in real units, relative to ``origin``), ``child`` (n, 8:
    index or -1) describe the nodes; the pieces of node i are ``piece_from[i]`` to ``piece_from[i + 1]`` of ``first``
    and ``count``. ``origin`` is the middle of the cube in real coordinates, so that small floats suffice for drawing.
    """

    def __init__(self, shape: Shape, columns: dict[str, Array], pieces: Array) -> None:
        self.shape = shape
        self._ranges: dict[Colouring, tuple[float, float]] = {}
        self.columns = columns
        pieces = pieces[np.lexsort((pieces["first"], pieces["code"], pieces["level"]))]
        self.first = np.ascontiguousarray(pieces["first"].astype(np.int64))
        self.count = np.ascontiguousarray(pieces["count"].astype(np.int64))
        same = (pieces["level"][1:] == pieces["level"][:-1]) & (pieces["code"][1:] == pieces["code"][:-1])
        begins = np.flatnonzero(np.concatenate([[True], ~same])) if len(pieces) else np.empty(0, np.int64)
        levels, codes = pieces["level"][begins].astype(np.int64), pieces["code"][begins]
        self.level, self.code, extra = _with_ancestors(levels, codes)
        at = np.concatenate([begins, [len(pieces)]]).astype(np.int64)
        self.piece_from = np.empty(len(self.level) + 1, np.int64)
        known = np.flatnonzero(~extra)
        self.piece_from[:-1] = at[np.searchsorted(known, np.arange(len(self.level)))]
        self.piece_from[-1] = len(pieces)
        self.scale = np.array(shape.scale)
        side = np.abs(self.scale) * float(1 << shape.side_bits)
        self.middle = np.array(shape.lower, np.float64) + float(1 << shape.side_bits) / 2
        self.origin = self.middle * self.scale + np.array(shape.offset)
        cell = _decode(self.code)
        self.half = side / 2 / (2.0 ** self.level)[:, None]
        self.centre = (-side / 2 + (2 * cell + 1) * self.half) * np.sign(self.scale)
        self.spacing = (2 * self.half / (1 << CELL_DIGITS)).max(axis=1)
        self.child = _children(self.level, self.code)

    @property
    def total(self) -> int:
        """How many points there are."""
        return self.shape.count

    @cached_property
    def apart(self) -> float:
        """How far the points of a closed surface lie apart, in real units; 0 for scans, whose gaps are real."""
        if not self.shape.closed or not len(self.count):
            return 0.0
        from modules.clouds.rules.posing import spacing_of

        at = int(np.argmax(self.count))
        return spacing_of(self.coordinates(np.arange(self.first[at], self.first[at] + self.count[at])))

    def coordinates(self, index: Array) -> Array:
        """The exact coordinates (n, 3), in real units of the file, of points by their index."""
        whole: Array = self.columns["position"][index].astype(np.float64)
        real: Array = whole * self.scale + np.array(self.shape.offset)
        return real

    def range_of(self, colouring: Colouring) -> tuple[float, float]:
        """Between which values colours are spread: all but the outermost hundredths of the coarsest points."""
        if colouring not in self._ranges:
            rows = slice(int(self.first[0]), int(self.first[0] + self.count[0])) if len(self.first) else slice(0)
            values = np.empty(0)
            if colouring is Colouring.HEIGHT:
                values = self.columns["position"][rows, 2]
            elif colouring is Colouring.INTENSITY and "intensity" in self.columns:
                values = self.columns["intensity"][rows]
            low, high = np.percentile(values, (1, 99)) if len(values) else (0.0, 1.0)
            self._ranges[colouring] = float(low), float(high)
        return self._ranges[colouring]

    def bounds(self) -> tuple[Array, Array]:
        """Lower and upper corner of the points of the coarsest nodes, in real units."""
        rows = [self.columns["position"][self.first[at] : self.first[at] + self.count[at]]
                for at in range(self.piece_from[min(9, len(self.level))])]
        seen = np.concatenate(rows).astype(np.float64) * self.scale + np.array(self.shape.offset)
        return seen.min(axis=0), seen.max(axis=0)


def open_pyramid(path: Path) -> Pyramid:
    """A finished pyramid. Raises ``ValueError`` or ``OSError`` when there is none or it is cut short."""
    with path.open("rb") as stream:
        shape, pieces = read_header(stream)
        if not pieces:
            raise ValueError("it is not finished")
        stream.seek(shape.table_at)
        table = np.frombuffer(stream.read(pieces * PIECE.itemsize), PIECE)
    if len(table) != pieces or int(table["count"].sum()) != shape.count:
        raise ValueError("its table is damaged")
    columns: dict[str, Array] = {}
    for name in shape.columns:
        code, many = WIDTHS[name]
        form = (shape.count, many) if many > 1 else (shape.count,)
        columns[name] = np.memmap(path, np.dtype(code), "r", shape.column_at(name), form)
    return Pyramid(shape, columns, table)


def coarse_points(pyramid: Pyramid, most: int) -> Array:
    """The indices, ascending, of about ``most`` points of the coarsest levels: spread evenly over the cloud."""
    taken: list[Array] = [np.empty(0, np.int64)]
    count = 0
    for node in range(len(pyramid.level)):  # in order of the levels
        if count > most and node and pyramid.level[node] > pyramid.level[node - 1]:
            break
        for at in range(pyramid.piece_from[node], pyramid.piece_from[node + 1]):
            taken.append(np.arange(pyramid.first[at], pyramid.first[at] + pyramid.count[at]))
            count += len(taken[-1])
    index = np.sort(np.concatenate(taken))
    return index[:: len(index) // most] if len(index) > 2 * most else index


def _with_ancestors(levels: Array, codes: Array) -> tuple[Array, Array, Array]:
    """Nodes in order of level and code, with those added that only hold the tree together; which were added."""
    known = {(int(level), int(code)) for level, code in zip(levels, codes, strict=True)}
    missing: set[tuple[int, int]] = set() if (0, 0) in known else {(0, 0)}
    for level, code in known:
        above = (level - 1, code >> 3)
        while above[0] > 0 and above not in known and above not in missing:
            missing.add(above)
            above = (above[0] - 1, above[1] >> 3)
    nodes = sorted(known | missing)
    return (
        np.array([level for level, _ in nodes], np.int64), np.array([code for _, code in nodes], np.uint64),
        np.array([node in missing for node in nodes], bool),
    )


def _decode(codes: Array) -> Array:
    """The cell (n, 3: x, y, z) of each prefix on its own level."""
    cell = np.zeros((len(codes), 3))
    rest, bit = codes.copy(), 1.0
    while rest.any():
        for axis in range(3):
            cell[:, axis] += ((rest >> np.uint64(axis)) & np.uint64(1)).astype(np.float64) * bit
        rest >>= np.uint64(3)
        bit *= 2
    return cell


def _children(levels: Array, codes: Array) -> Array:
    """For each node the index of its children in order of their digit, -1 where there is none."""
    child = np.full((len(levels), 8), -1, np.int64)
    place = {(int(level), int(code)): at for at, (level, code) in enumerate(zip(levels, codes, strict=True))}
    for (level, code), at in place.items():
        if level:
            child[place[(level - 1, code >> 3)], code & 7] = at
    return child
