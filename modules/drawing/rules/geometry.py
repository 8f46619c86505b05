"""Points, lines and circles of the plane. Metres; angles in degrees counter-clockwise from the x axis."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from modules.drawing.records import Point, Points

EPSILON = 1e-9
NEAR_M = 1e-3  # points closer than this are one point
Segment = tuple[Point, Point]
Box = tuple[float, float, float, float]


def add(a: Point, b: Point) -> Point:
    return a[0] + b[0], a[1] + b[1]


def sub(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]


def times(a: Point, factor: float) -> Point:
    return a[0] * factor, a[1] * factor


def dot(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1]


def cross(a: Point, b: Point) -> float:
    """Positive if ``b`` lies to the left of ``a``."""
    return a[0] * b[1] - a[1] * b[0]


def distance(a: Point, b: Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def unit(a: Point, b: Point) -> Point:
    """The direction from ``a`` to ``b``; of two equal points that of the x axis."""
    length = distance(a, b)
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length) if length > EPSILON else (1.0, 0.0)


def left(direction: Point) -> Point:
    """The direction turned by 90 degrees to the left."""
    return -direction[1], direction[0]


def angle_of(a: Point, b: Point) -> float:
    """The angle of the way from ``a`` to ``b``, 0 to 360."""
    return math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) % 360


def polar(start: Point, length: float, angle_deg: float) -> Point:
    """The point at a length and an angle from ``start``."""
    turn = math.radians(angle_deg)
    return start[0] + length * math.cos(turn), start[1] + length * math.sin(turn)


def along(a: Point, b: Point, length: float) -> Point:
    """The point at ``length`` metres from ``a`` towards ``b``."""
    return add(a, times(unit(a, b), length))


def turned(point: Point, centre: Point, angle_deg: float) -> Point:
    """The point turned about a centre."""
    turn = math.radians(angle_deg)
    x, y = sub(point, centre)
    return (centre[0] + x * math.cos(turn) - y * math.sin(turn), centre[1] + x * math.sin(turn) + y * math.cos(turn))


def mirrored(point: Point, a: Point, b: Point) -> Point:
    """The point on the other side of the line through ``a`` and ``b``."""
    foot = foot_on_line(point, a, b)
    return 2 * foot[0] - point[0], 2 * foot[1] - point[1]


def parameter(point: Point, a: Point, b: Point) -> float:
    """Where the foot of the point on the line lies: 0 at ``a``, 1 at ``b``."""
    way = sub(b, a)
    square = dot(way, way)
    return dot(sub(point, a), way) / square if square > EPSILON**2 else 0.0


def foot_on_line(point: Point, a: Point, b: Point) -> Point:
    """The foot of the perpendicular on the endless line."""
    return add(a, times(sub(b, a), parameter(point, a, b)))


def nearest_on_segment(point: Point, a: Point, b: Point) -> Point:
    """The point of the segment that is nearest."""
    return add(a, times(sub(b, a), min(1.0, max(0.0, parameter(point, a, b)))))


def to_segment(point: Point, a: Point, b: Point) -> float:
    """How far a point is from a segment."""
    return distance(point, nearest_on_segment(point, a, b))


def meeting(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Where the endless lines a–b and c–d meet; none if they are parallel."""
    r, s = sub(b, a), sub(d, c)
    bottom = cross(r, s)
    if abs(bottom) <= EPSILON * max(1e-12, math.hypot(*r) * math.hypot(*s)):
        return None
    return add(a, times(r, cross(sub(c, a), s) / bottom))


def crossing(one: Segment, other: Segment, reach: float = NEAR_M) -> Point | None:
    """Where two segments cross, each lengthened by ``reach`` metres; none if they don't."""
    found = meeting(*one, *other)
    if found is None or to_segment(found, *one) > reach or to_segment(found, *other) > reach:
        return None
    return found


def segments(points: Sequence[Point], closed: bool = False) -> Iterator[Segment]:
    """The segments of a polyline."""
    yield from pairwise(points)
    if closed and len(points) > 2:
        yield points[-1], points[0]


def arc_points(centre: Point, radius: float, start_deg: float, sweep_deg: float) -> Points:
    """A polyline along an arc, at most 6 degrees a step."""
    steps = max(2, math.ceil(abs(sweep_deg) / 6))
    return tuple(polar(centre, radius, start_deg + sweep_deg * i / steps) for i in range(steps + 1))


def box_of(points: Iterable[Point]) -> Box:
    """Left, bottom, right, top; of nothing an empty box at the origin."""
    found = list(points)
    if not found:
        return 0.0, 0.0, 0.0, 0.0
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return min(xs), min(ys), max(xs), max(ys)


def boxes_meet(one: Box, other: Box, reach: float = 0.0) -> bool:
    """Whether two boxes have a point in common."""
    return (
        one[0] <= other[2] + reach and other[0] <= one[2] + reach
        and one[1] <= other[3] + reach and other[1] <= one[3] + reach
    )


def box_holds(outer: Box, inner: Box) -> bool:
    """Whether one box lies in another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def area_of(points: Sequence[Point]) -> float:
    """The area of a polygon, positive if its corners go counter-clockwise."""
    return sum(cross(a, b) for a, b in segments(points, closed=True)) / 2


def centre_of(points: Sequence[Point]) -> Point:
    """The centroid of a polygon, or the middle of points that enclose nothing."""
    area = area_of(points)
    if len(points) < 3 or abs(area) < EPSILON:
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    x = sum((a[0] + b[0]) * cross(a, b) for a, b in segments(points, closed=True)) / (6 * area)
    y = sum((a[1] + b[1]) * cross(a, b) for a, b in segments(points, closed=True)) / (6 * area)
    return x, y


def holds(points: Sequence[Point], point: Point) -> bool:
    """Whether a polygon holds a point (even–odd)."""
    inside = False
    for (ax, ay), (bx, by) in segments(points, closed=True):
        if (ay > point[1]) != (by > point[1]) and point[0] < (bx - ax) * (point[1] - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def length_of(points: Sequence[Point], closed: bool = False) -> float:
    """The length of a polyline."""
    return sum(distance(a, b) for a, b in segments(points, closed))


def rectangle(centre: Point, width: float, depth: float, angle_deg: float = 0.0) -> Points:
    """The corners of a turned rectangle, counter-clockwise from its lower left."""
    corners = ((-width / 2, -depth / 2), (width / 2, -depth / 2), (width / 2, depth / 2), (-width / 2, depth / 2))
    return tuple(turned(add(centre, corner), centre, angle_deg) for corner in corners)


def band(a: Point, b: Point, width: float) -> Points:
    """The rectangle of that width along a segment."""
    side = times(left(unit(a, b)), width / 2)
    return sub(a, side), sub(b, side), add(b, side), add(a, side)


def parallel(points: Sequence[Point], by: float, closed: bool = False) -> Points:
    """The polyline at a distance to its left (negative: right), with mitred corners."""
    pairs = list(segments(points, closed))
    moved = [tuple(add(p, times(left(unit(a, b)), by)) for p in (a, b)) for a, b in pairs]
    corners: list[Point] = []
    for before, after in pairwise(moved):
        corners.append(meeting(*before, *after) or after[0])
    if not closed:
        return (moved[0][0], *corners, moved[-1][1])
    return (meeting(*moved[-1], *moved[0]) or moved[0][0], *corners)
