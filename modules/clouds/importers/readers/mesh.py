"""OBJ and GLB: the vertices of a mesh as points, and points spread evenly on its triangles."""

import json
import struct
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from modules.clouds.importers.points import Array, Facts, Points, finite, unreadable, whole_bytes
from modules.clouds.importers.readers.sampling import areas, counts_for, spacing_for, spread, told, weighted
from modules.clouds.importers.readers.text import ends_with_newline

_PIECE = 500_000
_MOST_JSON = 64 << 20
_COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_TRIANGLES = 4
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}


class ObjSource:
    """The lines ``v x y z [r g b]`` of a Wavefront OBJ file, and points on the faces between them."""

    sequential = True

    def __init__(self, path: str, name: str) -> None:
        self._path, self._name = path, name
        tables, triangles = _read_obj(path)
        if not tables or tables[0].shape[1] < 3:
            raise unreadable(name, "no vertices")
        self._coloured = tables[0].shape[1] >= 6
        self._values = np.concatenate(tables)
        vertices = len(self._values)
        self._triangles = triangles[((triangles >= 0) & (triangles < vertices)).all(axis=1)]
        self._sizes = areas(self._values[self._triangles, :3])
        self._spacing = spacing_for(float(self._sizes.sum()), len(self._triangles))
        count = vertices + int(counts_for(self._sizes, self._spacing).sum())
        self.units, self.unit_bytes = count, 30.0
        kind = "OBJ mesh" if len(self._triangles) else "OBJ"
        facts = Facts(format=kind, present=count, attributes=("rgb",) if self._coloured else ())
        if not ends_with_newline(path):
            facts = facts.noted("clouds.last_line_open", name=name)
        if missing := len(triangles) - len(self._triangles):
            facts = facts.noted("clouds.faces_left_out", name=name, count=missing)
        self.facts = told(facts, name, len(self._triangles), self._spacing)

    def read(self, start: int, stop: int) -> Points:
        raise NotImplementedError("OBJ is read in one go")

    def stream(self) -> Iterator[Points]:
        for start in range(0, len(self._values), _PIECE):
            yield self._points(self._values[start : start + _PIECE])
        for places in spread(self._sizes, self._spacing):
            yield self._points(weighted(self._values, self._triangles, places))

    def close(self) -> None:
        """The whole file was read when it was opened."""

    def _points(self, table: Array) -> Points:
        colour = None
        if self._coloured:
            shown = np.nan_to_num(table[:, 3:6]) * (255.0 if self._bright else 1.0)
            red, green, blue = np.clip(shown + 0.5, 0, 255).astype(np.uint8).T
            colour = (red, green, blue)
        return finite(Points(table[:, 0], table[:, 1], table[:, 2], colour=colour))

    @cached_property
    def _bright(self) -> bool:
        """Whether colours go from 0 to 1."""
        return bool(np.nanmax(self._values[:, 3:6], initial=0.0) <= 1.0)


def _read_obj(path: str) -> tuple[list[Array], Array]:
    """The vertices (tables of 3 or 6 columns) and the triangles between them; read in pieces, so that memory holds
    little more than these."""
    tables, corners = [], [np.empty((0, 3), np.int64)]
    rows: list[list[bytes]] = []
    faces: list[tuple[int, int, int]] = []
    count = width = 0
    with Path(path).open("rb") as stream:
        for line in stream:
            if line.startswith(b"v "):
                rows.append(line.split()[1:])
                width = width or (6 if len(rows[0]) >= 6 else min(3, len(rows[0])))
                count += 1
                if len(rows) == _PIECE:
                    tables.append(_table(rows, width))
                    rows = []
            elif line.startswith(b"f "):
                faces += _fan(line, count)
                if len(faces) >= _PIECE:
                    corners.append(np.array(faces, np.int64))
                    faces = []
    if rows:
        tables.append(_table(rows, width))
    return tables, np.concatenate([*corners, np.array(faces, np.int64).reshape(-1, 3)])


def _fan(line: bytes, known: int) -> Iterator[tuple[int, int, int]]:
    """The triangles of a face: its corners count from 1, or backwards from the last vertex."""
    corners = []
    for word in line.split()[1:]:
        try:
            number = int(word.split(b"/", 1)[0])
        except ValueError:
            return
        corners.append(number - 1 if number > 0 else known + number)
    for second, third in pairwise(corners[1:]):
        yield corners[0], second, third


def _table(rows: list[list[bytes]], width: int) -> Array:
    """The numbers of vertices; a row that cannot be read is no number, and so is left out and counted."""
    table = np.full((len(rows), width), np.nan)
    for number, row in enumerate(rows):
        try:
            table[number] = [float(word) for word in row[:width]]
        except ValueError:  # too few words, or one that is no number
            continue
    return table


class GlbSource:
    """The vertices of every mesh of a binary glTF 2.0 file, placed by their nodes; its y axis points up, ours is z."""

    sequential = True

    def __init__(self, path: str, name: str) -> None:
        self._path, self._name = path, name
        size = Path(path).stat().st_size
        with Path(path).open("rb") as stream:
            head = stream.read(20)
            if len(head) < 20 or head[:4] != b"glTF":
                raise unreadable(name, "no GLB header")
            _, length, json_bytes, kind = struct.unpack("<4xIII4s", head)
            if length > size:
                raise unreadable(name, f"{length} bytes announced, {size} received")
            if kind != b"JSON" or json_bytes > min(_MOST_JSON, size - 20):
                raise unreadable(name, "its description is missing")
            try:
                self._said: dict[str, Any] = json.loads(stream.read(json_bytes))
            except ValueError as error:
                raise unreadable(name, error) from error
            self._binary_at = stream.tell() + 8
        try:
            self._parts = list(self._placed_parts())
            count = sum(int(self._said["accessors"][part["POSITION"]]["count"]) for part, _ in self._parts)
            self._spacing, triangles, sampled = self._surveyed()
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise unreadable(name, f"its description is damaged: {error!r}") from error
        if not self._parts:
            raise unreadable(name, "no vertices")
        coloured = any("COLOR_0" in part for part, _ in self._parts)
        count += sampled
        self.units, self.unit_bytes = count, 12.0
        facts = Facts(
            format="GLB mesh" if triangles else "GLB", present=count, declared=count,
            attributes=("rgb",) if coloured else (), unit="metre",
        )
        self.facts = told(facts, name, triangles, self._spacing)

    def read(self, start: int, stop: int) -> Points:
        raise NotImplementedError("GLB is read in one go")

    def stream(self) -> Iterator[Points]:
        for part, matrix in self._parts:
            try:
                values, triangles = self._mesh(part, matrix)
            except ValueError as error:
                raise unreadable(self._name, error) from error
            except (KeyError, IndexError, TypeError) as error:
                raise unreadable(self._name, f"a mesh is damaged: {error!r}") from error
            yield self._points(values)
            for places in spread(areas(values[triangles, :3]), self._spacing):
                yield self._points(weighted(values, triangles, places))

    def _points(self, values: Array) -> Points:
        colour = None
        if values.shape[1] > 3:
            red, green, blue = values[:, 3:6].round().astype(np.uint8).T
            colour = (red, green, blue)
        return finite(Points(values[:, 0], values[:, 1], values[:, 2], colour=colour))

    def _surveyed(self) -> tuple[float, int, int]:
        """The spacing of points on all triangles, how many triangles there are, and how many points.

        A mesh that is damaged has none here; reading it tells what is wrong."""
        sizes: list[Array] = []
        for part, matrix in self._parts:
            try:
                values, triangles = self._mesh(part, matrix)
            except (KeyError, IndexError, TypeError, ValueError):
                continue
            sizes.append(areas(values[triangles, :3]))
        count = sum(len(one) for one in sizes)
        spacing = spacing_for(float(sum(one.sum() for one in sizes)), count)
        return spacing, count, sum(int(counts_for(one, spacing).sum()) for one in sizes)

    def _mesh(self, part: dict[str, int], matrix: Array) -> tuple[Array, Array]:
        """x, y, z and perhaps red, green, blue (0 to 255) of the vertices, and the triangles (t, 3)."""
        points = self._accessor(part["POSITION"], 3).astype(np.float64)
        x, y, z = (points @ matrix[:3, :3].T + matrix[:3, 3]).T
        columns = [x, -z, y]
        if "COLOR_0" in part:
            colours = self._accessor(part["COLOR_0"], 3)
            if len(colours) == len(points):
                columns += [whole_bytes(np.ascontiguousarray(colours[:, channel])) for channel in range(3)]
        if part.get("mode", _TRIANGLES) != _TRIANGLES:
            return np.stack(columns, axis=1), np.empty((0, 3), np.int64)
        index = np.arange(len(points))
        if "indices" in part:
            index = self._accessor(part["indices"], 1)[:, 0].astype(np.int64)
        triangles = index[: len(index) // 3 * 3].reshape(-1, 3)
        return np.stack(columns, axis=1), triangles[(triangles < len(points)).all(axis=1)]

    def close(self) -> None:
        """Every read opens the file itself."""

    def _placed_parts(self) -> Iterator[tuple[dict[str, int], Array]]:
        nodes = self._said.get("nodes", [])
        scenes = self._said.get("scenes", [])
        roots = scenes[self._said.get("scene", 0)]["nodes"] if scenes else range(len(nodes))
        pending = [(int(root), np.eye(4), 0) for root in roots]
        while pending:
            number, above, depth = pending.pop()
            node = nodes[number]
            matrix = above @ _node_matrix(node)
            if depth > 64 or len(pending) > 1_000_000:
                raise ValueError("nodes within nodes without end")
            pending += [(int(child), matrix, depth + 1) for child in node.get("children", ())]
            if "mesh" in node:
                for primitive in self._said["meshes"][node["mesh"]]["primitives"]:
                    if "POSITION" in primitive["attributes"]:
                        more = {name: primitive[name] for name in ("indices", "mode") if name in primitive}
                        yield primitive["attributes"] | more, matrix

    def _accessor(self, number: int, width: int) -> Array:
        accessor = self._said["accessors"][number]
        view = self._said["bufferViews"][accessor["bufferView"]]
        dtype = np.dtype(_COMPONENTS[accessor["componentType"]])
        given, count = _WIDTHS[accessor["type"]], int(accessor["count"])
        stride = int(view.get("byteStride", 0)) or dtype.itemsize * given
        start = self._binary_at + int(view.get("byteOffset", 0)) + int(accessor.get("byteOffset", 0))
        if count < 0 or stride < dtype.itemsize * given or given < width:
            raise ValueError("a mesh is damaged: accessor")
        wanted = (count - 1) * stride + dtype.itemsize * given if count else 0
        if start < 0 or start + wanted > Path(self._path).stat().st_size:
            raise ValueError(f"{count} vertices have no room")
        with Path(self._path).open("rb") as stream:
            stream.seek(start)
            content = np.frombuffer(stream.read(wanted).ljust(count * stride, b"\0"), np.uint8)
        rows = content.reshape(count, stride)[:, : dtype.itemsize * given]
        return np.ascontiguousarray(rows).view(dtype)[:, :width]


def _node_matrix(node: dict[str, Any]) -> Array:
    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4).T
    x, y, z, w = (float(value) for value in node.get("rotation", (0, 0, 0, 1)))
    turn = np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ])
    matrix = np.eye(4)
    matrix[:3, :3] = turn * np.array(node.get("scale", (1, 1, 1)), np.float64)
    matrix[:3, 3] = np.array(node.get("translation", (0, 0, 0)), np.float64)
    return matrix


