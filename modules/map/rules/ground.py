"""The graticule, fields of view, surroundings: what is drawn on the ellipsoid."""

import math

from modules.map.rules.items import Item
from modules.map.rules.mercator import HALF, degrees_at, plane_at
from workstation.api import drawing, geodesy

_STEPS = (30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001)
_LINES = 5
_APART_PX = 150.0
_EDGE, _FOOT = 0.08, 0.03  # of the width and the height: where names find no room
_NARROW_DEG = 12.0


def step_of(degrees: float) -> float:
    """A round distance of grid lines, so that at most five fit."""
    wanted = max(degrees, 0.0) / _LINES
    return next((step for step in reversed(_STEPS) if step >= wanted), _STEPS[0])


def step_at(px_per_m: float) -> float:
    """The same for a screen, by its magnification: lines stand at least so many pixels apart."""
    wanted = _APART_PX / max(px_per_m, 1e-12) / (HALF / 180)
    return next((step for step in reversed(_STEPS) if step >= wanted), _STEPS[0])


def graticule(box: drawing.Box, stroke: str, ink: str, size_mm: float = 2.2, halo: str = "") -> list[drawing.Mark]:
    """Meridians and parallels of a part of the plane, with their degrees along its edges."""
    west, south, east, north = _degrees(box)
    step = step_of(min(east - west, north - south))
    return [*grid_lines(box, step, stroke), *grid_names(box, step, ink, size_mm, halo)]


def grid_lines(box: drawing.Box, step: float, stroke: str) -> list[drawing.Mark]:
    """Meridians and parallels, ``step`` degrees apart."""
    meridians, parallels = _grid(box, step)
    look = drawing.Style(stroke, 0.13)
    return [
        *(drawing.line((x, box[1]), (x, box[3]), look) for _, x in meridians),
        *(drawing.line((box[0], y), (box[2], y), look) for _, y in parallels),
    ]


def grid_names(
    box: drawing.Box, step: float, ink: str, size_mm: float, halo: str, *, above: bool = False
) -> list[drawing.Mark]:
    """Their degrees along the left and the lower (or upper) edge, where they are not cut."""
    meridians, parallels = _grid(box, step)
    digits, text = max(0, math.ceil(-math.log10(step))), drawing.Style(ink)
    wide, high = box[2] - box[0], box[3] - box[1]
    edge = box[3] - high * 0.008 if above else box[1] + high * 0.008  # off the frame
    marks: list[drawing.Mark] = []
    for degrees, x in meridians:
        if x < box[2] - wide * _EDGE:
            name = f" {abs(degrees):.{digits}f}°{'E' if degrees >= 0 else 'W'}"
            marks.append(drawing.Label((x, edge), name, size_mm, upright="top" if above else "baseline", halo=halo,
                                       style=text))  # fmt: skip
    for degrees, y in parallels:
        if box[1] + high * _FOOT < y < box[3] - high * _FOOT:
            name = f" {abs(degrees):.{digits}f}°{'N' if degrees >= 0 else 'S'}"
            marks.append(drawing.Label((box[0], y), name, size_mm, halo=halo, style=text))
    return marks


def _degrees(box: drawing.Box) -> tuple[float, float, float, float]:
    west, south = degrees_at(max(box[0], -HALF), max(box[1], -HALF))
    return (west, south, *degrees_at(min(box[2], HALF), min(box[3], HALF)))


def _grid(box: drawing.Box, step: float) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Meridians and parallels that cross a box: their degrees, and where they lie on the plane."""
    west, south, east, north = _degrees(box)
    if not (west < east and south < north):
        return [], []
    across = [number * step for number in range(math.ceil(west / step), math.floor(east / step) + 1)]
    up = [number * step for number in range(math.ceil(south / step), math.floor(north / step) + 1)]
    return [(one, plane_at(one, 0)[0]) for one in across], [(one, plane_at(0, one)[1]) for one in up]


def possible(item: Item, colour: str) -> drawing.Mark:
    """The circle within which an approximate place lies."""
    ring = geodesy.circle(degrees_at(item.x, item.y), item.within_m)
    points = tuple(plane_at(float(longitude), float(latitude)) for longitude, latitude in ring)
    return drawing.polygon(points, style=drawing.Style(colour, 0.35, (2.4, 1.4), fill=colour, fill_opacity=0.08))


def sector(item: Item, reach_m: float, colour: str) -> drawing.Mark:
    """What is seen from a point, as far as ``reach_m``; without an angle a narrow one shows the direction."""
    angle = min(item.view_angle_deg or _NARROW_DEG, 350.0)
    ring = geodesy.sector(degrees_at(item.x, item.y), item.bearing_deg or 0.0, angle, reach_m)
    points = tuple(plane_at(float(longitude), float(latitude)) for longitude, latitude in ring)
    return drawing.polygon(points, style=drawing.Style(colour, 0.2, fill=colour, fill_opacity=0.22))
