"""PLY files with faces: the vertices as points with all that they have, and points spread evenly on the triangles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from modules.clouds.importers.points import Array, Facts, Points
from modules.clouds.importers.readers.binary import Columns
from modules.clouds.importers.readers.sampling import areas, counts_for, spacing_for, spread, told

MOST = 10_000_000  # vertices, and faces: they are held in memory
_PIECE = 500_000
_WHOLE = ("rgb", "rgba", "classification", "scalar_classification", "class", "label")  # nothing lies between two


@dataclass(frozen=True)
class Faces:
    """The element that follows the vertices: how many ``count``; ``before`` and ``after`` are the types of numbers
    around the list of corners, whose own count is of type ``length`` and whose numbers are of type ``corner``."""

    count: int
    length: str
    corner: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class PlyMesh:
    """Vertices by column (n,), and the triangles between them (t, 3)."""

    sequential = True

    def __init__(self, name: str, vertices: dict[str, Array], triangles: Array, facts: Facts) -> None:
        count = len(vertices["x"])
        held = triangles[((triangles >= 0) & (triangles < count)).all(axis=1)]
        if missing := len(triangles) - len(held):
            facts = facts.noted("clouds.faces_left_out", name=name, count=missing)
        self._vertices, self._triangles = vertices, held
        corners = np.stack([vertices[axis].astype(np.float64)[held] for axis in "xyz"], axis=2)
        self._sizes = areas(corners)
        self._spacing = spacing_for(float(self._sizes.sum()), len(held))
        self.units = count + int(counts_for(self._sizes, self._spacing).sum())
        self.unit_bytes = 30.0
        self.facts = told(replace(facts, format="PLY mesh", present=self.units), name, len(held), self._spacing)
        self._columns = Columns()

    def read(self, start: int, stop: int) -> Points:
        raise NotImplementedError("a mesh is read in one go")

    def stream(self) -> Iterator[Points]:
        for start in range(0, len(self._vertices["x"]), _PIECE):
            yield self._columns.points({
                field: values[start : start + _PIECE] for field, values in self._vertices.items()
            })
        for places in spread(self._sizes, self._spacing):
            yield self._columns.points(self._between(places))

    def _between(self, places: Array) -> dict[str, Array]:
        """The columns at places on triangles, in the types of vertices; of the first corner where there is no mean."""
        at, weights = self._triangles[places[:, 0].astype(np.int64)], places[:, 1:]
        made = {}
        for field, values in self._vertices.items():
            if field in _WHOLE or (values.dtype.kind != "f" and values.dtype.itemsize >= 4):
                made[field] = values[at[:, 0]]
                continue
            mean = (weights * values[at]).sum(axis=1)
            made[field] = mean if values.dtype.kind == "f" else np.round(mean).astype(values.dtype)
        return made

    def close(self) -> None:
        """The whole file was read when it was opened."""


def binary_faces(path: str, start: int, faces: Faces, order: str) -> tuple[Array, int]:
    """The triangles (t, 3) of a binary file from a byte on, and how many faces the file has no room for."""
    around = [(f"b{at}", order + kind) for at, kind in enumerate(faces.before)]
    behind = [(f"a{at}", order + kind) for at, kind in enumerate(faces.after)]
    three = np.dtype([*around, ("n", order + faces.length), ("v", order + faces.corner, 3), *behind])
    with Path(path).open("rb") as stream:
        stream.seek(start)
        content = stream.read(min(faces.count * three.itemsize, Path(path).stat().st_size - start))
        whole = np.frombuffer(content, three, len(content) // three.itemsize)
        if len(whole) == faces.count and bool((whole["n"] == 3).all()):
            return whole["v"].astype(np.int64), 0
        return _polygons(content + stream.read(), faces, order)


def _polygons(content: bytes, faces: Faces, order: str) -> tuple[Array, int]:
    """Faces of any number of corners, one after the other."""
    before, after = (sum(np.dtype(kind).itemsize for kind in kinds) for kinds in (faces.before, faces.after))
    length, corner = np.dtype(order + faces.length), np.dtype(order + faces.corner)
    triangles: list[tuple[int, int, int]] = []
    at = done = 0
    while done < faces.count:
        begin = at + before + length.itemsize
        if begin > len(content):
            break
        many = int(np.frombuffer(content, length, 1, at + before)[0])
        at = begin + many * corner.itemsize + after
        if many < 0 or at > len(content):
            break
        triangles += fan(np.frombuffer(content, corner, many, begin).tolist())
        done += 1
    return np.array(triangles, np.int64).reshape(-1, 3), faces.count - done


def text_faces(path: str, start: int, faces: Faces) -> tuple[Array, int]:
    """The triangles (t, 3) of a text from a byte on, and how many faces are missing or cannot be read."""
    skipped, triangles, done = len(faces.before), list[tuple[int, int, int]](), 0
    with Path(path).open("rb") as stream:
        stream.seek(start)
        for _, line in zip(range(faces.count), stream, strict=False):
            words = line.split()[skipped:]
            try:
                many = int(words[0])
                corners = [int(word) for word in words[1 : 1 + many]]
            except (ValueError, IndexError):
                continue
            if len(corners) == many:
                done += 1
                triangles += fan(corners)
    return np.array(triangles, np.int64).reshape(-1, 3), faces.count - done


def fan(corners: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The triangles of a face around its first corner."""
    for second, third in pairwise(corners[1:]):
        yield corners[0], second, third
