"""Fire analysis on the drawing: vectors with their table, arc mapping, depths of char and calcination with contours.

What is computed here are facts about what was drawn and measured; what they mean is for people to say.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from modules.drawing.records import Entity, Kind, Point, Points
from modules.drawing.rules.geometry import distance, nearest_on_segment, segments
from workstation.api import UserError

HEAT, FLAME, SMOKE = "heat", "flame", "smoke"
CHAR, CALCINATION = "char", "calcination"
ARC_SYMBOLS = ("fire/arc-bead", "fire/arc-severed")
_GRID = 96
_NICE = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_ON_WIRE_M = 0.3


@dataclass(frozen=True)
class VectorRow:
    """A vector of the table: its number, kind, azimuth of the way it points (if north is known), what it rests on."""

    number: int
    entity: Entity
    azimuth_deg: float | None


def vectors(entities: Iterable[Entity], north_deg: float | None) -> list[VectorRow]:
    """All vectors, numbered from the top to the bottom of the plan and from left to right."""
    found = sorted(
        (entity for entity in entities if entity.kind is Kind.VECTOR),
        key=lambda entity: (-round(entity.points[0][1], 1), entity.points[0][0], entity.id),
    )
    return [
        VectorRow(number, entity, None if north_deg is None else (90 - entity.angle_deg + north_deg) % 360)
        for number, entity in enumerate(found, 1)
    ]


@dataclass(frozen=True)
class ArcRow:
    """An arc site on its circuit: ``along_m`` is the length of wire from the supply, ``last`` marks the site that is
    farthest from the supply."""

    site: Entity
    circuit: str
    along_m: float
    last: bool
    severed: bool


def arc_map(entities: Iterable[Entity]) -> list[ArcRow]:
    """The arc sites by circuit, from the supply outwards. A wire begins at its supply; a site belongs to the nearest
    wire within 30 cm."""
    known = list(entities)
    wires = [entity for entity in known if entity.kind is Kind.WIRE]
    sites = [entity for entity in known if entity.kind is Kind.SYMBOL and entity.style in ARC_SYMBOLS]
    rows: list[ArcRow] = []
    for wire in wires:
        mine = []
        for site in sites:
            nearest = min(wires, key=lambda other: _along(other, site.points[0])[0])
            away, place = _along(wire, site.points[0])
            if nearest.id == wire.id and away <= _ON_WIRE_M:
                mine.append((place, site))
        mine.sort(key=lambda pair: (pair[0], pair[1].id))
        rows += [
            ArcRow(site, wire.text, place, number == len(mine), site.style == ARC_SYMBOLS[1])
            for number, (place, site) in enumerate(mine, 1)
        ]
    return rows


def _along(wire: Entity, point: Point) -> tuple[float, float]:
    """How far a point is from a wire, and how far along the wire its nearest point lies."""
    best, place, before = math.inf, 0.0, 0.0
    for a, b in segments(wire.points):
        near = nearest_on_segment(point, a, b)
        if distance(near, point) < best:
            best, place = distance(near, point), before + distance(a, near)
        before += distance(a, b)
    return best, place


@dataclass(frozen=True)
class Contour:
    """Lines of one depth in millimetres."""

    level_mm: float
    lines: tuple[Points, ...]


def depth_points(entities: Iterable[Entity], style: str) -> list[Entity]:
    """The measured depths of one sort, by number."""
    return sorted(
        (e for e in entities if e.kind is Kind.DEPTH and (e.style or CHAR) == style and e.value is not None),
        key=lambda e: (-round(e.points[0][1], 2), e.points[0][0], e.id),
    )


def contours(points: Sequence[Entity], step_mm: float = 0.0) -> list[Contour]:
    """Lines of equal depth between measured points (linear interpolation, nothing beyond their hull).

    Raises ``UserError("drawing.too_few_depths")`` for fewer than three points or points in one line.
    """
    import contourpy  # both are slow to load, and few drawings have depths
    from scipy.interpolate import griddata

    places = np.array([entity.points[0] for entity in points], dtype=float).reshape(-1, 2)
    depths = np.array([entity.value or 0.0 for entity in points], dtype=float)
    if len(places) < 3 or np.linalg.matrix_rank(places - places.mean(axis=0), tol=1e-6) < 2:
        raise UserError("drawing.too_few_depths", count=len(places))
    low, high = places.min(axis=0), places.max(axis=0)
    xs, ys = np.linspace(low[0], high[0], _GRID), np.linspace(low[1], high[1], _GRID)
    gx, gy = np.meshgrid(xs, ys)
    surface = griddata(places, depths, (gx, gy), method="linear")
    generator = contourpy.contour_generator(xs, ys, np.ma.masked_invalid(surface))
    span = float(depths.max() - depths.min())
    step = step_mm or next((nice for nice in _NICE if span / nice <= 8), span / 8 or 1.0)
    lowest, highest = float(depths.min()) / step, float(depths.max()) / step
    levels = np.arange(math.floor(lowest + 1e-9) + 1, math.ceil(highest - 1e-9)) * step
    found = []
    for level in levels:
        lines = tuple(
            tuple((float(x), float(y)) for x, y in line)
            for line in generator.lines(float(level)) if isinstance(line, np.ndarray) and len(line) > 2
        )
        if lines:
            found.append(Contour(float(level), lines))
    return found
