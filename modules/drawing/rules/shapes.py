"""The shape of each entity: its lines for picking and snapping, its box, and its key points by number."""

import math
from collections.abc import Iterator

from modules.drawing.records import Entity, Kind, Point, Points
from modules.drawing.rules.geometry import (
    Box,
    Segment,
    add,
    arc_points,
    band,
    box_of,
    left,
    middle,
    polar,
    rectangle,
    segments,
    times,
    unit,
)
from modules.drawing.rules.walls import Body, hole, opening_ends

PAPER_SCALE = 100  # the scale at which the paper sizes of symbols and text are judged for picking
_POINT_KINDS = (Kind.SYMBOL, Kind.TEXT, Kind.ROOM, Kind.VECTOR, Kind.DEPTH)
USUAL_MM: dict[Kind, float] = {
    Kind.SYMBOL: 6.0, Kind.TEXT: 3.0, Kind.ROOM: 3.2, Kind.VECTOR: 12.0, Kind.DEPTH: 2.2, Kind.LEADER: 2.8,
    Kind.ARROW: 2.8, Kind.DIMENSION: 2.5, Kind.WIRE: 2.2,
}
STACK: dict[Kind, int] = {
    Kind.UNDERLAY: 0, Kind.HATCH: 1, Kind.OBJECT: 2, Kind.STAIR: 2, Kind.SLOPE: 2, Kind.LINE: 3, Kind.CIRCLE: 3,
    Kind.ARC: 3, Kind.WALL: 4, Kind.OPENING: 5, Kind.COLUMN: 5, Kind.DIMENSION: 7, Kind.SYMBOL: 8, Kind.VECTOR: 8,
    Kind.ROOM: 9, Kind.TEXT: 9,
}
_USUAL_STACK = 6


def stack(kind: Kind) -> int:
    """Which sort of things lies above which: areas below lines, lines below walls, text on top."""
    return STACK.get(kind, _USUAL_STACK)


def paper_mm(entity: Entity) -> float:
    """The size of the entity's text or symbol on paper."""
    return entity.paper_mm or USUAL_MM.get(entity.kind, 2.5)


def sweep(entity: Entity) -> float:
    """The sweep of an arc in degrees."""
    return entity.value if entity.value is not None else 360.0


def ends(entity: Entity) -> Segment:
    """The two points of what has exactly two: walls, stairs, slopes."""
    return entity.points[0], entity.points[1]


def outline(entity: Entity, host: Entity | None = None, body: Body | None = None) -> tuple[Points, bool]:
    """The polyline that stands for the entity, and whether it is closed."""
    points = entity.points
    match entity.kind:
        case Kind.WALL:
            return (body.outline if body else band(*ends(entity), entity.size_m)), True
        case Kind.OPENING:
            return (hole(entity, host) if host else ()), True
        case Kind.CIRCLE:
            return arc_points(points[0], entity.size_m, 0.0, 360.0), True
        case Kind.ARC:
            return arc_points(points[0], entity.size_m, entity.angle_deg, sweep(entity)), False
        case Kind.STAIR | Kind.SLOPE:
            return band(*ends(entity), entity.size_m), True
        case Kind.COLUMN if entity.style == "round":
            return arc_points(points[0], entity.size_m / 2, 0.0, 360.0), True
        case Kind.COLUMN | Kind.OBJECT | Kind.UNDERLAY:
            return rectangle(points[0], entity.size_m, entity.depth_m or entity.size_m, entity.angle_deg), True
        case Kind.DIMENSION:
            return dimension_line(entity), False
        case Kind.SYMBOL | Kind.TEXT | Kind.ROOM | Kind.VECTOR | Kind.DEPTH:
            return point_box(entity), True
    return points, entity.closed or entity.kind is Kind.HATCH


def point_box(entity: Entity, scale: float = PAPER_SCALE) -> Points:
    """The place that text or a symbol of paper size takes at a scale."""
    size = paper_mm(entity) * scale / 1000
    if entity.kind in (Kind.TEXT, Kind.ROOM):
        wide = size * max(1.0, 0.62 * max((len(line) for line in entity.text.split("\n")), default=1))
        return rectangle(entity.points[0], wide, size * (1 + entity.text.count("\n")), entity.angle_deg)
    return rectangle(entity.points[0], size, size, 0.0)


def dimension_direction(entity: Entity) -> Point:
    """The way in which a dimension measures: along its ends, or along x or y."""
    if entity.style == "horizontal":
        return (1.0, 0.0)
    if entity.style == "vertical":
        return (0.0, 1.0)
    return unit(entity.points[0], entity.points[-1])


def dimension_line(entity: Entity) -> Points:
    """The feet of what is measured on the dimension line, in the order of the points."""
    way = dimension_direction(entity)
    start = add(entity.points[0], times(left(way), entity.size_m))
    return tuple(
        add(start, times(way, (p[0] - start[0]) * way[0] + (p[1] - start[1]) * way[1])) for p in entity.points
    )


def lines(entity: Entity, host: Entity | None = None, body: Body | None = None) -> list[Segment]:
    """The segments by which the entity is picked, trimmed against and snapped to."""
    found, closed = outline(entity, host, body)
    made = list(segments(found, closed))
    if entity.kind is Kind.WALL:
        made.append((entity.points[0], entity.points[1]))
    return made


def extent(entity: Entity, host: Entity | None = None, body: Body | None = None) -> Box:
    """The box of the entity."""
    found, _ = outline(entity, host, body)
    return box_of((*found, *entity.points))


def key_points(entity: Entity, host: Entity | None = None, body: Body | None = None) -> Points:
    """The points that can be caught and that dimensions follow, always in the same order for a kind.

    Walls: start, end, then the joined corners start left, start right, end left, end right. Openings: the two jambs on
    the centre line, then on the faces. Boxes: the middle, then the corners. Circles: the middle, then the quadrants.
    """
    points = entity.points
    match entity.kind:
        case Kind.WALL:
            if body is not None:
                return body.spots
            a, b, c, d = band(*ends(entity), entity.size_m)
            return (*points, d, a, c, b)
        case Kind.OPENING:
            return (*opening_ends(entity, host), *hole(entity, host)) if host else ()
        case Kind.COLUMN | Kind.OBJECT | Kind.UNDERLAY if entity.style != "round":
            return (points[0], *outline(entity)[0])
        case Kind.CIRCLE | Kind.COLUMN:
            radius = entity.size_m if entity.kind is Kind.CIRCLE else entity.size_m / 2
            return (points[0], *(polar(points[0], radius, quarter) for quarter in (0, 90, 180, 270)))
        case Kind.ARC:
            curve = outline(entity)[0]
            return points[0], curve[0], curve[-1]
        case Kind.STAIR | Kind.SLOPE:
            return (*points, *band(*ends(entity), entity.size_m))
    return points


def middles(entity: Entity, host: Entity | None = None, body: Body | None = None) -> Iterator[Point]:
    """The middles of the entity's straight sides."""
    if entity.kind in _POINT_KINDS or entity.kind in (Kind.CIRCLE, Kind.ARC, Kind.DIMENSION):
        return
    if body is not None:
        start, end = body.start, body.end
        sides = [(start.left, end.left), (start.right, end.right), ends(entity)]
    else:
        sides = lines(entity, host)
    for a, b in sides:
        if math.hypot(b[0] - a[0], b[1] - a[1]) > 0.01:
            yield middle(a, b)
