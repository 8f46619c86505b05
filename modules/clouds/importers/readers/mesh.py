"""OBJ and GLB: the vertices of a mesh as points."""

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from modules.clouds.importers.points import Array, Facts, Points, finite, unreadable, whole_bytes

_PIECE = 500_000
_MOST_JSON = 64 << 20
_COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}


class ObjSource:
    """The lines ``v x y z [r g b]`` of a Wavefront OBJ file."""

    sequential = True

    def __init__(self, path: str, name: str) -> None:
        self._path, self._name = path, name
        count = 0
        width = 0
        with Path(path).open("rb") as stream:
            for line in stream:
                if line.startswith(b"v "):
                    width = width or len(line.split()) - 1
                    count += 1
        if not count or width < 3:
            raise unreadable(name, "no vertices")
        self.units, self.unit_bytes = count, 30.0
        self.facts = Facts(format="OBJ", present=count, attributes=("rgb",) if width >= 6 else ())

    def read(self, start: int, stop: int) -> Points:
        raise NotImplementedError("OBJ is read in one go")

    def stream(self) -> Iterator[Points]:
        rows: list[list[bytes]] = []
        with Path(self._path).open("rb") as stream:
            for line in stream:
                if line.startswith(b"v "):
                    rows.append(line.split()[1:])
                    if len(rows) == _PIECE:
                        yield self._points(rows)
                        rows = []
        if rows:
            yield self._points(rows)

    def close(self) -> None:
        """Every read opens the file itself."""

    def _points(self, rows: list[list[bytes]]) -> Points:
        coloured = "rgb" in self.facts.attributes
        width = 6 if coloured else 3
        good: list[list[float]] = []
        for row in rows:
            try:
                if len(row) >= width:
                    good.append([float(word) for word in row[:width]])
            except ValueError:
                continue
        table = np.array(good).reshape(len(good), width)
        colour = None
        if coloured:
            red, green, blue = (whole_bytes(table[:, column]) for column in (3, 4, 5))
            colour = (red, green, blue)
        points = finite(Points(table[:, 0], table[:, 1], table[:, 2], colour=colour))
        points.dropped += len(rows) - len(good)
        return points


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
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise unreadable(name, f"its description is damaged: {error!r}") from error
        if not self._parts:
            raise unreadable(name, "no vertices")
        coloured = any("COLOR_0" in part for part, _ in self._parts)
        self.units, self.unit_bytes = count, 12.0
        self.facts = Facts(
            format="GLB", present=count, declared=count, attributes=("rgb",) if coloured else (), unit="metre",
        )

    def read(self, start: int, stop: int) -> Points:
        raise NotImplementedError("GLB is read in one go")

    def stream(self) -> Iterator[Points]:
        for part, matrix in self._parts:
            try:
                points = self._accessor(part["POSITION"], 3).astype(np.float64)
                colours = self._accessor(part["COLOR_0"], 3) if "COLOR_0" in part else None
            except (KeyError, IndexError, TypeError, ValueError) as error:
                raise unreadable(self._name, f"a mesh is damaged: {error!r}") from error
            x, y, z = (points @ matrix[:3, :3].T + matrix[:3, 3]).T
            colour = None
            if colours is not None and len(colours) == len(points):
                red, green, blue = (whole_bytes(np.ascontiguousarray(colours[:, channel])) for channel in range(3))
                colour = (red, green, blue)
            yield finite(Points(x, -z, y, colour=colour))

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
                        yield primitive["attributes"], matrix

    def _accessor(self, number: int, width: int) -> Array:
        accessor = self._said["accessors"][number]
        view = self._said["bufferViews"][accessor["bufferView"]]
        dtype = np.dtype(_COMPONENTS[accessor["componentType"]])
        given, count = _WIDTHS[accessor["type"]], int(accessor["count"])
        stride = int(view.get("byteStride", 0)) or dtype.itemsize * given
        start = self._binary_at + int(view.get("byteOffset", 0)) + int(accessor.get("byteOffset", 0))
        if count < 0 or stride < dtype.itemsize * given or given < width:
            raise ValueError("accessor")
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


