"""Areas with holes as one outline: a hatched area of the drawing has no more."""

from collections.abc import Sequence

import shapely

Ring = list[tuple[float, float]]


def outlines(rings: Sequence[Ring]) -> list[Ring]:
    """One outline for each part of a hatch, its boundaries taken by the even-odd rule; a hole is joined to the outside
    by a slit."""
    area = shapely.Polygon()
    for ring in rings:
        area = area.symmetric_difference(shapely.make_valid(shapely.Polygon(ring)))
    parts = shapely.get_parts(area) if area.geom_type.startswith(("Multi", "Geometry")) else [area]
    return [_slit(part) for part in parts if isinstance(part, shapely.Polygon) and part.area > 0]


def _slit(part: shapely.Polygon) -> Ring:
    """The outer ring, led into each hole and back from the nearest corner, the leftmost hole first."""
    outer = _corners(part.exterior)
    for hole in sorted((_corners(one) for one in part.interiors), key=min):
        start = min(range(len(hole)), key=lambda n: hole[n])
        inner = hole[start:] + hole[:start]
        at = min(range(len(outer)), key=lambda n: _apart(outer[n], inner[0]))
        outer = [*outer[: at + 1], *inner, inner[0], *outer[at:]]
    return outer


def _corners(ring: shapely.LinearRing) -> Ring:
    return [(float(x), float(y)) for x, y in ring.coords[:-1]]


def _apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
