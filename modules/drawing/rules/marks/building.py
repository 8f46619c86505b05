"""Marks of the building: walls with their poché, openings, stairs, slopes, columns."""

import math
from collections.abc import Iterable

import shapely

from modules.drawing.records import Entity, Kind, Point, Points
from modules.drawing.rules import walls
from modules.drawing.rules.geometry import add, along, angle_of, band, distance, left, polar, sub, times, unit
from modules.drawing.rules.marks.looks import FINE, INK, MATERIALS, MEDIUM, THICK, THIN, style
from modules.drawing.rules.model import Model, WallGroup
from modules.drawing.rules.shapes import ends, outline
from workstation.api import drawing as d

_TREAD_M = 0.26
_ARROW_MM = 2.4
_LEAF_M = 0.04


def wall_marks(model: Model, group: WallGroup) -> list[d.Mark]:
    """The cut of walls that touch one another, with the openings taken out of it."""
    made: list[d.Mark] = []
    for key, solid in group.solids.items():
        layer_id, name, colour = key.split("\n")
        layer = model.layers.get(layer_id)
        if layer is not None and not layer.visible:
            continue
        holes = [
            shapely.Polygon(walls.hole(opening, body.wall))
            for body in group.bodies.values() for opening in model.openings(body.wall.id)
            if f"{body.wall.layer_id}\n{body.wall.style}\n{body.wall.colour}" == key and model.shown(opening)
        ]
        cut = solid.difference(shapely.union_all(holes)) if holes else solid
        material = MATERIALS.get(name, MATERIALS[""])
        look = d.Style(
            stroke=colour or (layer.colour if layer else INK), width_mm=material.width_mm, dash_mm=material.dash_mm,
            fill=material.fill, hatch=material.hatch,
        )
        made += [
            d.polygon(_ring(part.exterior), *map(_ring, part.interiors), style=look, layer=layer_id)
            for part in shapely.get_parts(cut) if part.area > 1e-6
        ]
    return made


def _ring(ring: Iterable[Point]) -> Points:
    return tuple((x, y) for x, y in getattr(ring, "coords", ring))[:-1]


def opening_marks(entity: Entity, host: Entity, colour: str) -> list[d.Mark]:
    """A door, window or gap in its wall."""
    a, b = walls.opening_ends(entity, host)
    kind = entity.style or "door"
    if kind in ("window", "high_window", "grille"):
        return list(_window(a, b, host.size_m, colour, kind))
    if kind == "opening":
        return [d.line(*pair, style=style(colour, FINE, (1.2, 0.8))) for pair in _faces(a, b, host.size_m)]
    if kind == "shutter":
        return _shutter(a, b, host.size_m, colour)
    if kind == "sliding":
        return _sliding(a, b, colour)
    if kind == "double":
        middle = along(a, b, distance(a, b) / 2)
        return [*_leaf(a, middle, entity.flipped, colour), *_leaf(b, middle, not entity.flipped, colour)]
    hinge, lock = (b, a) if entity.mirrored else (a, b)
    return _leaf(hinge, lock, entity.flipped != entity.mirrored, colour)


def _faces(a: Point, b: Point, thickness: float) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
    side = times(left(unit(a, b)), thickness / 2)
    return (add(a, side), add(b, side)), (sub(a, side), sub(b, side))


def _leaf(hinge: Point, lock: Point, to_right: bool, colour: str) -> list[d.Mark]:
    """A leaf that stands open at a right angle, and the way that it swings."""
    width = distance(hinge, lock)
    closed = angle_of(hinge, lock)
    swing = -90.0 if to_right else 90.0
    tip = polar(hinge, width, closed + swing)
    leaf = band(hinge, tip, _LEAF_M)
    start = closed if swing > 0 else closed - 90
    return [
        d.polygon(leaf, style=d.Style(stroke=colour, width_mm=THIN, fill="#ffffff")),
        d.Arc(hinge, width, start, 90.0, style=style(colour, FINE)),
    ]


def _window(a: Point, b: Point, thickness: float, colour: str, kind: str) -> Iterable[d.Mark]:
    dash = (1.4, 0.8) if kind == "high_window" else ()
    for pair in _faces(a, b, thickness):
        yield d.line(*pair, style=style(colour, THIN, dash))
    for pair in _faces(a, b, thickness / 3):
        yield d.line(*pair, style=style(colour, FINE, dash))
    if kind == "grille":
        count = max(2, round(distance(a, b) / 0.15))
        for number in range(1, count):
            at = along(a, b, distance(a, b) * number / count)
            yield d.circle(at, 0.012, style=d.Style(stroke=colour, width_mm=FINE, fill=colour))


def _shutter(a: Point, b: Point, thickness: float, colour: str) -> list[d.Mark]:
    """The curtain in its guides, and dashed the coil above."""
    outer, inner = _faces(a, b, thickness)
    guide = min(0.06, distance(a, b) / 8)
    guides: list[d.Mark] = [
        d.polygon(band(end, along(end, other, guide), thickness * 0.5), style=d.Style(stroke=colour, width_mm=THIN))
        for end, other in ((a, b), (b, a))
    ]
    return [
        *guides, d.line(along(a, b, guide), along(b, a, guide), style=style(colour, MEDIUM)),
        *(d.line(*pair, style=style(colour, FINE, (1.2, 0.8))) for pair in (outer, inner)),
    ]


def _sliding(a: Point, b: Point, colour: str) -> list[d.Mark]:
    length, side = distance(a, b), times(left(unit(a, b)), 0.03)
    first, second = (a, along(a, b, length * 0.54)), (along(a, b, length * 0.46), b)
    look = d.Style(stroke=colour, width_mm=THIN, fill="#ffffff")
    return [
        d.polygon(band(add(first[0], side), add(first[1], side), 0.04), style=look),
        d.polygon(band(sub(second[0], side), sub(second[1], side), 0.04), style=look),
    ]


def stair_marks(entity: Entity, colour: str, scale: float) -> list[d.Mark]:
    """The flight with its treads and an arrow that points up; ``text`` stands at its foot."""
    a, b = ends(entity)
    run = distance(a, b)
    steps = max(1, round(entity.value) if entity.value else round(run / _TREAD_M))
    side = times(left(unit(a, b)), entity.size_m / 2)
    made: list[d.Mark] = [d.polygon(band(a, b, entity.size_m), style=style(colour, THIN))]
    for number in range(1, steps):
        at = along(a, b, run * number / steps)
        made.append(d.line(add(at, side), sub(at, side), style=style(colour, FINE)))
    start, tip = along(a, b, run * 0.08), along(a, b, run * 0.92)
    return [*made, *_way(start, tip, colour, scale), *_foot(entity, a, colour, scale)]


def slope_marks(entity: Entity, colour: str, scale: float) -> list[d.Mark]:
    """A slope with an arrow that points down, its gradient beside."""
    a, b = ends(entity)
    start, tip = along(a, b, distance(a, b) * 0.12), along(a, b, distance(a, b) * 0.88)
    outline_mark = d.polygon(band(a, b, entity.size_m), style=style(colour, THIN))
    return [outline_mark, *_way(start, tip, colour, scale), *_foot(entity, start, colour, scale)]


def _way(start: Point, tip: Point, colour: str, scale: float) -> list[d.Mark]:
    size = _ARROW_MM * scale / 1000
    way = unit(start, tip)
    back = sub(tip, times(way, size))
    side = times(left(way), size * 0.28)
    dot = d.circle(start, size * 0.16, style=d.Style(stroke=colour, width_mm=FINE, fill=colour))
    head = d.polygon((tip, add(back, side), sub(back, side)), style=d.Style(stroke=colour, width_mm=FINE, fill=colour))
    return [d.line(start, back, style=style(colour, THIN)), head, dot]


def _foot(entity: Entity, start: Point, colour: str, scale: float) -> list[d.Mark]:
    if not entity.text:
        return []
    a, b = ends(entity)
    size = 2.5 * scale / 1000
    at = sub(start, times(unit(a, b), size * 0.4))
    turn = upright(angle_of(a, b) - 90)
    return [d.Label(at, entity.text, size, "m", turn, "center", "top" if turn_is_up(a, b) else "bottom",
                    halo="#ffffff", style=style(colour, THIN))]


def turn_is_up(a: Point, b: Point) -> bool:
    """Whether the way goes up or to the right on the sheet."""
    return math.sin(math.radians(angle_of(a, b))) >= -0.01


def upright(angle_deg: float) -> float:
    """The angle at which text is read from below or from the right: within -89 to 91 degrees."""
    angle = angle_deg % 360
    return angle - 180 if 91 <= angle < 271 else angle - 360 if angle >= 271 else angle


def column_marks(entity: Entity, colour: str) -> list[d.Mark]:
    """A column in black; one of steel (``style`` ``steel``) as an H."""
    look = d.Style(stroke=colour, width_mm=MEDIUM, fill=colour)
    if entity.style == "steel":
        return _steel(entity, colour)
    points, _ = outline(entity)
    if entity.style == "round":
        return [d.circle(entity.points[0], entity.size_m / 2, style=look)]
    return [d.polygon(points, style=look)]


def _steel(entity: Entity, colour: str) -> list[d.Mark]:
    a, b, c, e = outline(entity)[0]
    middle_low, middle_high = along(a, b, distance(a, b) / 2), along(e, c, distance(a, b) / 2)
    return [d.line(*pair, style=style(colour, THICK)) for pair in ((a, b), (e, c), (middle_low, middle_high))]


BUILDING = (Kind.WALL, Kind.OPENING, Kind.STAIR, Kind.SLOPE, Kind.COLUMN)
