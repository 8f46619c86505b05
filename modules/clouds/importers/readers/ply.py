"""PLY (Stanford polygon format): binary of both byte orders, and text. Vertices are points; faces make it a mesh."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from modules.clouds.importers.points import Array, Facts, Source, unreadable
from modules.clouds.importers.readers.binary import RecordSource, attributes, records_in
from modules.clouds.importers.readers.faces import MOST, Faces, PlyMesh, binary_faces, text_faces
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
    said = [line.split() for line in lines]
    kind, before, count, fields = _header(said, name)
    names = [field for field, _ in fields]
    facts = Facts(format=f"PLY {kind}", present=count, declared=count, attributes=attributes(names))
    start = newline + 1 + before
    faces = _faces(said)
    if faces is not None and max(count, faces.count) > MOST:
        faces, facts = None, _by_vertices(facts, name)
    if kind == "ascii":
        stop, lines_found = end_of_lines(path, start, count)
        facts = replace(facts, present=lines_found)
        table = TableSource(path, name, start, stop, tuple(names), facts)
        return table if faces is None or lines_found < count else _text_mesh(table, path, name, stop, faces)
    order = "<" if kind == "binary_little_endian" else ">"
    dtype = np.dtype([(field, order + code) for field, code in fields])
    present = records_in(path, start, dtype.itemsize, count)
    if faces is None or present < count:
        return RecordSource(path, start, dtype, replace(facts, present=present))
    vertices = np.fromfile(path, dtype, count, offset=start)
    triangles, missing = binary_faces(path, start + count * dtype.itemsize, faces, order)
    return _mesh(name, {field.lower(): vertices[field] for field in names}, triangles, facts, missing)


def _text_mesh(table: TableSource, path: str, name: str, stop: int, faces: Faces) -> Source:
    vertices, dropped = table.numbers()
    if dropped:  # faces name their corners by number
        table.facts = _by_vertices(table.facts, name)
        return table
    triangles, missing = text_faces(path, stop, faces)
    names = [field.lower() for field in table.facts.columns]
    columns = {field: vertices[:, number] for number, field in enumerate(names)}
    return _mesh(name, columns, triangles, replace(table.facts, columns=()), missing)


def _by_vertices(facts: Facts, name: str) -> Facts:
    return facts.noted("clouds.mesh_by_vertices", name=name, most=f"{MOST:,}")


def _mesh(name: str, vertices: dict[str, Array], triangles: Array, facts: Facts, missing: int) -> Source:
    if missing:
        facts = facts.noted("clouds.faces_left_out", name=name, count=missing)
    return PlyMesh(name, vertices, triangles, replace(facts, declared=None))


def _faces(lines: list[list[str]]) -> Faces | None:
    """The faces, if they follow the vertices and are lists of corners."""
    found: Faces | None = None
    elements = [words[1] for words in lines if words[:1] == ["element"] and len(words) > 2]
    if elements[elements.index("vertex") + 1 :][:1] != ["face"]:
        return None
    at = next(number for number, words in enumerate(lines) if words[:2] == ["element", "face"])
    around: list[list[str]] = [[], []]
    for words in lines[at + 1 :]:
        if words[:1] == ["element"]:
            break
        if words[:2] == ["property", "list"] and len(words) == 5 and found is None:
            found = Faces(int(lines[at][2]), _TYPES.get(words[2], ""), _TYPES.get(words[3], ""))
        elif words[:1] == ["property"]:
            around[found is not None].append(_TYPES.get(words[1], ""))
    if found is None or found.count <= 0:
        return None
    whole = replace(found, before=tuple(around[0]), after=tuple(around[1]))
    types = (whole.length, whole.corner, *whole.before, *whole.after)
    return whole if all(types) and whole.length[0] in "iu" and whole.corner[0] in "iu" else None


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
