"""PLY (Stanford polygon format): binary of both byte orders, and text. Only the vertices are points."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from modules.clouds.importers.points import Facts, Source, unreadable
from modules.clouds.importers.readers.binary import RecordSource, attributes, records_in
from modules.clouds.importers.readers.text import TableSource, end_of_lines

_TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2", "ushort": "u2",
    "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4", "float": "f4", "float32": "f4",
    "double": "f8", "float64": "f8",
}
_MOST_HEADER = 1 << 20


def open_ply(path: str, name: str) -> Source:
    """The vertices of a PLY file. Raises ``UserError("clouds.unreadable")``."""
    with Path(path).open("rb") as stream:
        head = stream.read(_MOST_HEADER)
    end = head.find(b"end_header")
    newline = head.find(b"\n", end)
    if not head.startswith(b"ply") or end < 0 or newline < 0:
        raise unreadable(name, "no PLY header")
    lines = head[:end].decode("ascii", "replace").split("\n")
    kind, before, count, fields = _header([line.split() for line in lines], name)
    names = [field for field, _ in fields]
    facts = Facts(format=f"PLY {kind}", present=count, declared=count, attributes=attributes(names))
    start = newline + 1 + before
    if kind == "ascii":
        stop, lines_found = end_of_lines(path, start, count)
        facts = replace(facts, present=lines_found)
        return TableSource(path, name, start, stop, tuple(names), facts)
    order = "<" if kind == "binary_little_endian" else ">"
    dtype = np.dtype([(field, order + code) for field, code in fields])
    return RecordSource(path, start, dtype, replace(facts, present=records_in(path, start, dtype.itemsize, count)))


def _header(lines: list[list[str]], name: str) -> tuple[str, int, int, list[tuple[str, str]]]:
    """Format, bytes of elements before the vertices, their count and fields."""
    kind, count, before = "", -1, 0
    fields: list[tuple[str, str]] = []
    element, element_count = "", 0
    for words in lines:
        try:
            match words:
                case ["format", given, *_]:
                    kind = given
                case ["element", element, number, *_]:
                    element_count = int(number)
                    if element == "vertex":
                        count = element_count
                case ["property", "list", *_] if element == "vertex" or count < 0:
                    raise unreadable(name, "lists before or within the vertices")
                case ["property", code, field, *_] if element == "vertex":
                    fields.append((field, _TYPES[code]))
                case ["property", code, _, *_] if count < 0:
                    before += element_count * np.dtype(_TYPES[code]).itemsize
        except (KeyError, ValueError) as error:
            raise unreadable(name, f"PLY header: {' '.join(words)[:60]}") from error
    names = [field for field, _ in fields]
    if kind not in ("ascii", "binary_little_endian", "binary_big_endian") or count < 0:
        raise unreadable(name, "PLY header without format or vertices")
    if not {"x", "y", "z"} <= {field.lower() for field in names} or len(set(names)) != len(names):
        raise unreadable(name, "vertices without x, y, z")
    if kind == "ascii" and before:
        raise unreadable(name, "elements before the vertices")
    return kind, before, count, fields
