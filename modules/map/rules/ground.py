"""The graticule, fields of view, surroundings: what is drawn on the ellipsoid."""

import math

from modules.map.rules.items import Item
from modules.map.rules.mercator import HALF, degrees_at, plane_at
from workstation.api import drawing, geodesy

_STEPS = (30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001)
_LINES = 5
_EDGE, _FOOT = 0.08, 0.03  # of the width and the height: where names find no room
_NARROW_DEG = 12.0


def step_of(degrees: float) -> float:
    """A round distance of grid lines, so that at most five fit."""
    wanted = max(degrees, 0.0) / _LINES
    return next((step for step in reversed(_STEPS) if step >= wanted), _STEPS[0])


def graticule(box: drawing.Box, stroke: str, ink: str, size_mm: float = 2.2, halo: str = "") -> list[drawing.Mark]:
    """Meridians and parallels of a part of the plane, with their degrees along its edges."""
    west, south = degrees_at(max(box[0], -HALF), max(box[1], -HALF))
    east, north = degrees_at(min(box[2], HALF), min(box[3], HALF))
    if not (west < east and south < north):
        return []
    step = step_of(min(east - west, north - south))
    digits = max(0, math.ceil(-math.log10(step)))
    look, text = drawing.Style(stroke, 0.13), drawing.Style(ink)
    foot = box[1] + (box[3] - box[1]) * 0.008  # off the frame
    marks: list[drawing.Mark] = []
    for number in range(math.ceil(west / step), math.floor(east / step) + 1):
        x, _ = plane_at(number * step, 0)
        marks.append(drawing.line((x, box[1]), (x, box[3]), look))
        if x < box[2] - (box[2] - box[0]) * _EDGE:  # else its name would be cut
            name = f" {abs(number * step):.{digits}f}°{'E' if number >= 0 else 'W'}"
            marks.append(drawing.Label((x, foot), name, size_mm, halo=halo, style=text))
    for number in range(math.ceil(south / step), math.floor(north / step) + 1):
        _, y = plane_at(0, number * step)
        marks.append(drawing.line((box[0], y), (box[2], y), look))
        if box[1] + (box[3] - box[1]) * _FOOT < y < box[3] - (box[3] - box[1]) * _FOOT:  # above those of the meridians
            name = f" {abs(number * step):.{digits}f}°{'N' if number >= 0 else 'S'}"
            marks.append(drawing.Label((box[0], y), name, size_mm, halo=halo, style=text))
    return marks


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
