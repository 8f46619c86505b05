"""Rooms: the faces that walls and separating lines enclose, with their clear area."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely import ops
from shapely.geometry.base import BaseGeometry

from modules.drawing.records import Entity, Point, Points
from modules.drawing.rules.geometry import add, holds, segments, times, unit

SEPARATOR = "separator"
_REACH_M = 0.03  # a separator that ends this near to a wall divides


@dataclass(frozen=True)
class Face:
    """An enclosed face: its outline, its clear area in m² and its perimeter in m, holes (columns, ducts) taken off."""

    outline: Points
    holes: tuple[Points, ...]
    area_m2: float
    perimeter_m: float


def faces(solids: Iterable[BaseGeometry], separators: Sequence[Entity] = ()) -> list[Face]:
    """The faces between wall bodies (doors count as closed); lines of the style ``separator`` divide them further."""
    body = shapely.union_all([solid for solid in solids if not solid.is_empty])
    found: list[Face] = []
    lines = [
        shapely.LineString(_reaching(pair)) for entity in separators for pair in segments(entity.points, entity.closed)
    ]
    for part in shapely.get_parts(body):
        for ring in getattr(part, "interiors", ()):
            room = shapely.Polygon(ring).difference(body)
            for piece in shapely.get_parts(room):
                found += [_face(face) for face in _divided(piece, lines)]
    return found


def face_at(point: Point, known: Iterable[Face]) -> Face | None:
    """The face that holds a point; none in the open."""
    for face in known:
        if holds(face.outline, point) and not any(holds(hole, point) for hole in face.holes):
            return face
    return None


def _reaching(pair: tuple[Point, Point]) -> Points:
    """A separator a little longer, so that one that ends on the face of a wall divides."""
    a, b = pair
    way = times(unit(a, b), _REACH_M)
    return (a[0] - way[0], a[1] - way[1]), add(b, way)


def _divided(room: BaseGeometry, lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    touching = [line for line in lines if line.intersects(room)]
    if not touching:
        return [room]
    edges = shapely.union_all([room.boundary, *touching])
    pieces = [piece for piece in ops.polygonize(edges) if room.contains(piece.representative_point())]
    return pieces or [room]


def _face(shape: BaseGeometry) -> Face:
    return Face(
        tuple((x, y) for x, y in shape.exterior.coords[:-1]),
        tuple(tuple((x, y) for x, y in ring.coords[:-1]) for ring in shape.interiors),
        float(shape.area), float(shape.exterior.length),
    )
