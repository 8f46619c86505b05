"""Marks as plain rings of points: what every back end draws, and what is measured, picked and culled."""

import math
from collections.abc import Sequence

import numpy as np

from workstation.domain.drawing.marks import (
    Arc,
    Dots,
    Ellipse,
    Floats,
    Hatch,
    Label,
    Mark,
    Path,
    Paths,
    Picture,
    Point,
    Symbol,
)

Box = tuple[float, float, float, float]
"""Least x, least y, greatest x, greatest y."""

NO_BOX: Box = (math.inf, math.inf, -math.inf, -math.inf)
_WIDE_EM, _NARROW_EM, _LINE_EM = 1.0, 0.58, 1.35
_MOST_HATCH_LINES = 4000


def outline(mark: Mark, tolerance_m: float = 0.001) -> list[Floats]:
    """The rings of a path, an arc or an ellipse as (n, 2) arrays; curves depart from the truth by at most the
    tolerance. Rings with a coordinate that is no number are left out; other marks have no outline."""
    match mark:
        case Path():
            rings = [np.asarray(ring, dtype=np.float64).reshape(-1, 2) for ring in mark.rings]
        case Arc():
            rings = [_arc(mark.centre, mark.radius_m, mark.radius_m, mark.start_deg, mark.sweep_deg, 0.0, tolerance_m)]
        case Ellipse():
            rings = [_arc(mark.centre, mark.half_x_m, mark.half_y_m, 0.0, 360.0, mark.rotation_deg, tolerance_m)]
        case Paths():
            rings = [mark.points[a:b] for a, b in zip(mark.starts[:-1], mark.starts[1:], strict=True)]
        case _:
            return []
    return [ring for ring in rings if len(ring) and np.isfinite(ring).all()]


def is_closed(mark: Mark) -> bool:
    """Whether the mark has an inside."""
    match mark:
        case Path() | Paths():
            return mark.closed
        case Arc():
            return abs(mark.sweep_deg) >= 360.0
        case _:
            return isinstance(mark, Ellipse)


def _arc(
    centre: Point, half_x: float, half_y: float, start_deg: float, sweep_deg: float, turn_deg: float, tolerance: float
) -> Floats:
    largest = max(abs(half_x), abs(half_y), 1e-12)
    if not math.isfinite(largest + start_deg + sweep_deg + turn_deg):
        return np.empty((0, 2))
    step = 2 * math.acos(max(1 - tolerance / largest, 0.0)) if tolerance < largest else math.pi / 4
    count = min(max(math.ceil(abs(math.radians(sweep_deg)) / max(step, 1e-4)), 8), 2000)
    angles = np.radians(start_deg + np.linspace(0.0, sweep_deg, count + 1))
    x, y = half_x * np.cos(angles), half_y * np.sin(angles)
    cos, sin = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    return np.column_stack((centre[0] + cos * x - sin * y, centre[1] + sin * x + cos * y))


def bounds(mark: Mark, m_per_mm: float = 0.0) -> Box:
    """The box around a mark; ``m_per_mm`` is how many metres a millimetre on paper takes, for what has its size there.
    What text takes is estimated."""
    match mark:
        case Label():
            size = mark.size * (m_per_mm if mark.unit == "mm" else 1.0)
            width, height = text_size(mark.text)
            reach = math.hypot(width, height) * size
            return _around([mark.at], reach)
        case Symbol():
            size = mark.size * (m_per_mm if mark.unit == "mm" else 1.0)
            return _around([mark.at], size * 0.7072)
        case Picture():
            first, right, below = corners(mark)
            return _around(np.array([first, right, below, right + below - first]), 0.0)
        case Dots():
            return _around(mark.points, mark.diameter_mm * m_per_mm / 2)
        case Paths():
            return _around(mark.points, mark.style.width_mm * m_per_mm / 2)
        case Arc() if abs(mark.sweep_deg) >= 360:
            return _around([mark.centre], abs(mark.radius_m) + mark.style.width_mm * m_per_mm / 2)
        case Arc() | Ellipse():
            rings = outline(mark, max(_largest(mark) * 1e-3, 1e-9))
            return _around(rings[0], mark.style.width_mm * m_per_mm / 2) if rings else NO_BOX
        case Path():
            reach = mark.style.width_mm * m_per_mm / 2
            xs, ys = [x for ring in mark.rings for x, _ in ring], [y for ring in mark.rings for _, y in ring]
            if not xs or not math.isfinite(sum(xs) + sum(ys)):
                return _around([point for ring in mark.rings for point in ring], reach)
            return min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach


def _largest(mark: Arc | Ellipse) -> float:
    return abs(mark.radius_m) if isinstance(mark, Arc) else max(abs(mark.half_x_m), abs(mark.half_y_m))


def _around(points: Sequence[Point] | Floats, reach: float) -> Box:
    array = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    array = array[np.isfinite(array).all(axis=1)]
    if not len(array):
        return NO_BOX
    low, high = array.min(axis=0), array.max(axis=0)
    return float(low[0]) - reach, float(low[1]) - reach, float(high[0]) + reach, float(high[1]) + reach


def corners(picture: Picture) -> Floats:
    """The picture's upper left, upper right and lower left corner in the model, (3, 2)."""
    a, b, c, d, e, f = picture.affine
    width, height = picture.width, picture.height
    return np.array([(c, f), (a * width + c, d * width + f), (b * height + c, e * height + f)])


def bounds_of(marks: Sequence[Mark], m_per_mm: float = 0.0) -> Box:
    """The box around several marks; an empty one has its least beyond its greatest."""
    boxes = np.array([bounds(mark, m_per_mm) for mark in marks] or [NO_BOX])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def text_size(text: str) -> tuple[float, float]:
    """Width and height of lines of text in heights of the type, estimated without a type face."""
    lines = text.split("\n")
    width = max(sum(_WIDE_EM if ord(c) > 0x2E7F else _NARROW_EM for c in line) for line in lines)
    return width, len(lines) * _LINE_EM


def hatch_lines(rings: Sequence[Floats], hatch: Hatch, m_per_mm: float) -> list[Floats]:
    """The hatch of a closed outline as (2, 2) arrays; the lines keep to a grid of the model, so neighbours match.

    Even-odd rule: between each second pair of crossings lies the inside. A hatch that would take more than some
    thousand lines is made coarser.
    """
    spacing = hatch.spacing_mm * m_per_mm
    if not rings or spacing <= 0:
        return []
    angles = (hatch.angle_deg, hatch.angle_deg + 90) if hatch.cross else (hatch.angle_deg,)
    return [piece for angle in angles for piece in _hatch(rings, math.radians(angle), spacing)]


def _hatch(rings: Sequence[Floats], angle: float, spacing: float) -> list[Floats]:
    along, across = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
    starts = np.concatenate(rings)
    ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    v1, v2, u1, u2 = starts @ across, ends @ across, starts @ along, ends @ along
    low, high = float(v1.min()), float(v1.max())
    spacing *= max(1.0, math.ceil((high - low) / spacing / _MOST_HATCH_LINES))
    pieces: list[Floats] = []
    for level in np.arange(math.ceil(low / spacing), math.floor(high / spacing) + 1) * spacing:
        crossing = (v1 <= level) != (v2 <= level)
        share = (level - v1[crossing]) / (v2[crossing] - v1[crossing])
        at = np.sort(u1[crossing] + share * (u2[crossing] - u1[crossing]))
        pieces += [
            np.outer((at[i], at[i + 1]), along) + level * across for i in range(0, len(at) - 1, 2)
        ]
    return pieces
