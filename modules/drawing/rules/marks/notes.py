"""Marks of what explains: text, leaders, arrows, lines, hatched areas, dimensions, rooms."""

from itertools import pairwise

import shapely

from modules.drawing.records import Entity, Kind, Point, Points
from modules.drawing.rules.dimensions import lengths_m, shown_mm
from modules.drawing.rules.geometry import (
    add,
    along,
    angle_of,
    distance,
    holds,
    left,
    length_of,
    middle,
    sub,
    times,
    unit,
)
from modules.drawing.rules.marks.building import upright
from modules.drawing.rules.marks.looks import AREAS, ARROWS, FINE, LINES, MEDIUM, THIN, style
from modules.drawing.rules.shapes import dimension_direction, dimension_line, outline, paper_mm, sweep
from workstation.api import drawing as d

_HEAD_MM = 3.2
_GAP_MM, _OVER_MM, _TICK_MM = 1.2, 1.6, 1.6
HALO = "#ffffff"


def line_marks(entity: Entity, colour: str) -> list[d.Mark]:
    """Lines, circles and arcs in their style."""
    look = LINES.get(entity.style, LINES[""])
    pen = style(entity.colour or look.colour or colour, look.width_mm, look.dash_mm)
    match entity.kind:
        case Kind.CIRCLE:
            return [d.circle(entity.points[0], entity.size_m, style=pen)]
        case Kind.ARC:
            return [d.Arc(entity.points[0], entity.size_m, entity.angle_deg, sweep(entity), style=pen)]
    return [d.Path((entity.points,), entity.closed, style=pen)]


def area_marks(entity: Entity, colour: str, scale: float) -> list[d.Mark]:
    """A hatched area; its text, if it has one, in its middle."""
    look = AREAS.get(entity.style, AREAS[""])
    ink = entity.colour or (look.colour if entity.style else colour)
    made: list[d.Mark] = [d.polygon(entity.points, style=d.Style(
        stroke=ink, width_mm=look.width_mm, dash_mm=look.dash_mm, fill=look.fill or ink, fill_opacity=look.fill_opacity,
        hatch=look.hatch,
    ))]
    if entity.text:
        xs, ys = zip(*entity.points, strict=True)
        at = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        size = (entity.paper_mm or 2.6) * scale / 1000
        made.append(d.Label(at, entity.text, size, "m", 0, "center", "middle", halo=HALO, style=style(ink, THIN)))
    return made


def arrow_marks(entity: Entity, colour: str, scale: float) -> list[d.Mark]:
    """A way with a head at its end."""
    look = ARROWS.get(entity.style, ARROWS[""])
    ink = entity.colour or look.colour or colour
    head = min(_HEAD_MM * scale / 1000 * (1.0 if look.width_mm < 0.5 else 1.3), length_of(entity.points) * 0.6)
    tip, before = entity.points[-1], entity.points[-2]
    way = unit(before, tip)
    back = sub(tip, times(way, head))
    made: list[d.Mark] = [
        d.polyline((*entity.points[:-1], back), style=style(ink, look.width_mm, look.dash_mm)),
        head_mark(tip, way, head, ink),
    ]
    return made + _beside(entity, ink, scale)


def head_mark(tip: Point, way: Point, size: float, ink: str, *, hollow: bool = False) -> d.Mark:
    """The head of an arrow."""
    back, side = sub(tip, times(way, size)), times(left(way), size * 0.34)
    look = d.Style(stroke=ink, width_mm=THIN, fill="#ffffff" if hollow else ink)
    return d.polygon((tip, add(back, side), sub(back, side)), style=look)


def _beside(entity: Entity, ink: str, scale: float) -> list[d.Mark]:
    """Text above the middle of the longest piece of a line."""
    if not entity.text:
        return []
    a, b = max(pairwise(entity.points), key=lambda pair: distance(*pair))
    turn = upright(angle_of(a, b))
    size = paper_mm(entity) * scale / 1000
    side = left((1.0, 0.0)) if abs(turn) < 1e-9 else left(unit(*((a, b) if turn == angle_of(a, b) % 360 else (b, a))))
    at = add(middle(a, b), times(side, size * 0.45))
    return [d.Label(at, entity.text, size, "m", turn, "center", "bottom", halo=HALO, style=style(ink, THIN))]


def wire_marks(entity: Entity, colour: str, scale: float) -> list[d.Mark]:
    """A circuit: dashed and dotted, its name beside it, a square at the supply."""
    ink = entity.colour or colour
    size = 0.9 * scale / 1000
    x, y = entity.points[0]
    square = ((x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size))
    made: list[d.Mark] = [
        d.polyline(entity.points, style=style(ink, 0.25, (3.0, 0.8, 0.6, 0.8))),
        d.polygon(square, style=d.Style(stroke=ink, width_mm=THIN, fill=ink)),
    ]
    return made + _beside(entity, ink, scale)


def text_marks(entity: Entity, colour: str, scale: float) -> list[d.Mark]:
    """Lines of text, their middle at the point; bold with the style ``bold``."""
    size = paper_mm(entity) * scale / 1000
    ink = entity.colour or colour
    return [d.Label(entity.points[0], entity.text, size, "m", entity.angle_deg, "center", "middle",
                    bold=entity.style == "bold", halo=HALO, style=style(ink, THIN))]


def leader_marks(entity: Entity, colour: str, scale: float) -> list[d.Mark]:
    """A line from what is meant to a text on a short shelf."""
    ink = entity.colour or colour
    size = paper_mm(entity) * scale / 1000
    end, before = entity.points[-1], entity.points[-2]
    to_right = end[0] >= before[0]
    wide = d.text_size(entity.text or " ")[0] * size
    shelf = (end[0] + (wide if to_right else -wide), end[1])
    dot = d.circle(entity.points[0], 0.5 * scale / 1000, style=d.Style(stroke=ink, width_mm=FINE, fill=ink))
    label = d.Label((end[0], end[1] + size * 0.25), entity.text, size, "m", 0, "left" if to_right else "right",
                    "bottom", halo=HALO, style=style(ink, THIN))
    return [d.polyline((*entity.points, shelf), style=style(ink, FINE)), dot, label]


def dimension_marks(entity: Entity, colour: str, scale: float, window: Points = ()) -> list[d.Mark]:
    """A dimension or a chain: line, extension lines, slanting ticks, figures in millimetres that are read from below
    or from the right. Figures without room stand alternately above each other. Where a sheet's ``window`` (its corners
    in the drawing) cuts a part off, its figure stands in the middle of what is seen."""
    ink = entity.colour or colour
    mm = scale / 1000
    feet = dimension_line(entity)
    order = sorted(range(len(feet)), key=lambda n: (feet[n][0] - feet[0][0]) ** 2 + (feet[n][1] - feet[0][1]) ** 2)
    a, b = feet[0], feet[-1]
    way = unit(a, b)
    fine = style(ink, FINE)
    made: list[d.Mark] = [d.line(sub(a, times(way, _OVER_MM * mm)), add(b, times(way, _OVER_MM * mm)), style=fine)]
    for number in order:
        point, foot = entity.points[number], feet[number]
        out = unit(point, foot)
        if distance(point, foot) > _GAP_MM * mm:
            made.append(d.line(add(point, times(out, _GAP_MM * mm)), add(foot, times(out, _OVER_MM * mm)), style=fine))
        slant = times(add(way, left(way)), _TICK_MM * mm / 2 / 2**0.5 * 1.2)
        made.append(d.line(sub(foot, slant), add(foot, slant), style=style(ink, MEDIUM)))
    return made + _figures(entity, feet, ink, scale, window)


def _figures(entity: Entity, feet: Points, ink: str, scale: float, window: Points) -> list[d.Mark]:
    """Each figure above its part; one that has no room stands beyond the line, away from what is measured."""
    size, mm = paper_mm(entity) * scale / 1000, scale / 1000
    made: list[d.Mark] = []
    angle = angle_of(feet[0], feet[-1])
    turn = upright(angle)
    up = left(unit(feet[0], feet[-1]))
    up = up if abs((turn - angle) % 360) < 1e-6 else times(up, -1)
    outward = times(left(dimension_direction(entity)), 1.0 if entity.size_m >= 0 else -1.0)
    last = -1e9
    for figure, drawn, (a, b) in zip(shown_mm(entity), lengths_m(entity), pairwise(feet), strict=True):
        text, centre = str(figure), _seen_middle(a, b, window)
        place = distance(feet[0], centre)
        wide = d.text_size(text)[0] * size
        narrow = wide > drawn * 0.96
        again = narrow and place - last < wide * 1.05
        away = (_OVER_MM + 0.5) * mm + size * (0.5 + 1.2 * again)
        at = add(centre, times(outward, away) if narrow else times(up, size * 0.3))
        last = place if narrow and not again else last
        made.append(d.Label(at, text, size, "m", turn, "center", "middle" if narrow else "bottom", halo=HALO,
                            style=style(ink, THIN)))
    if entity.text:
        end = along(feet[-1], feet[0], -size * 0.8)
        made.append(d.Label(end, entity.text, size, "m", turn, "left" if turn == angle else "right", "middle",
                            halo=HALO, style=style(ink, THIN)))
    return made


def _seen_middle(a: Point, b: Point, window: Points) -> Point:
    """The middle of the part of a line that is seen; of the whole line if none is."""
    if not window or (holds(window, a) and holds(window, b)):
        return middle(a, b)
    part = shapely.LineString((a, b)).intersection(shapely.Polygon(window))
    if part.is_empty:
        return middle(a, b)
    centre = part.centroid
    return centre.x, centre.y


def room_marks(entity: Entity, area: str, colour: str, scale: float) -> list[d.Mark]:
    """The name of a room and its clear area; an open one has no area."""
    size = paper_mm(entity) * scale / 1000
    ink = entity.colour or colour
    at = entity.points[0]
    made: list[d.Mark] = []
    if entity.text:
        made.append(d.Label(at, entity.text, size, "m", 0, "center", "bottom", bold=True, halo=HALO,
                            style=style(ink, THIN)))
    if area:
        below = (at[0], at[1] - size * 0.35)
        made.append(d.Label(below, area, size * 0.8, "m", 0, "center", "top", halo=HALO,
                            style=style(ink, THIN)))
    return made


def frame_marks(entity: Entity) -> list[d.Mark]:
    """A dashed frame where an underlay's picture cannot be shown."""
    points, _ = outline(entity)
    return [d.polygon(points, style=style("#8a8f98", THIN, (2.0, 1.0)))]
