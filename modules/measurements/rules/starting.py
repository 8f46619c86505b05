"""Starting coordinates: every point that follows from the known ones by polar rays, or from a free station.

They only begin an adjustment and need not be good: a metre or a few degrees off is enough.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from workstation.api import UserError
from workstation.api.survey import (
    Angle,
    Bearing,
    Direction,
    Distance,
    FitKind,
    KnownPoint,
    Observation,
    Point,
    fit_points,
)

Circles = dict[tuple[str, str], list[tuple[str, float]]]


def starting_points(observations: Sequence[Observation], known: Mapping[str, Point]) -> dict[str, Point]:
    """Coordinates of every point that can be reached from ``known``, those included."""
    lengths = _lengths(observations)
    circles = _circles(observations)
    found = dict(known)
    for _ in range(len(observations) + 1):
        before = len(found)
        for step in (_by_orientation, _by_free_station):
            for name, point in list(step(circles, lengths, found)):
                found.setdefault(name, point)
        for name, point in list(_by_three_lengths(lengths, found)):
            found.setdefault(name, point)
        if len(found) == before:
            return found
    return found


def _lengths(observations: Sequence[Observation]) -> dict[frozenset[str], float]:
    return {frozenset((o.start, o.end)): o.value_m for o in observations if isinstance(o, Distance)}


def _circles(observations: Sequence[Observation]) -> Circles:
    """Per station and orientation: targets with their readings. An angle is a circle with 0 at its backsight."""
    circles: Circles = defaultdict(list)
    for number, o in enumerate(observations):
        if isinstance(o, Direction):
            circles[o.at, f"round {o.round}"].append((o.target, o.value_deg))
        elif isinstance(o, Angle):
            circles[o.at, f"angle {number}"] += [(o.start, 0.0), (o.end, o.value_deg)]
        elif isinstance(o, Bearing):
            circles[o.at, "north"].append((o.target, o.value_deg))
    return circles


def _by_orientation(
    circles: Circles, lengths: Mapping[frozenset[str], float], found: Mapping[str, Point]
) -> Iterator[tuple[str, Point]]:
    """Polar rays from stations that are known and oriented."""
    for (station, group), readings in circles.items():
        if station in found:
            x, y = found[station]
            turn = 0.0 if group == "north" else next((
                bearing_between((x, y), found[target]) - value for target, value in readings
                if target in found and found[target] != (x, y)
            ), None)
            for target, value in readings if turn is not None else ():
                length = lengths.get(frozenset((station, target)))
                if length is not None and turn is not None:
                    angle = math.radians(value + turn)
                    yield target, (x + length * math.sin(angle), y + length * math.cos(angle))
        elif group == "north":
            for target, value in readings:
                length = lengths.get(frozenset((station, target)))
                if target in found and length is not None:
                    angle = math.radians(value)
                    x, y = found[target]
                    yield station, (x - length * math.sin(angle), y - length * math.cos(angle))


def _by_free_station(
    circles: Circles, lengths: Mapping[frozenset[str], float], found: Mapping[str, Point]
) -> Iterator[tuple[str, Point]]:
    """A station that is not known sees two known points with angle and length (自由设站)."""
    for (station, _), readings in circles.items():
        if station in found:
            continue
        points = []
        for target, value in readings:
            length = lengths.get(frozenset((station, target)))
            if target in found and length is not None:
                angle = math.radians(value)
                points.append(KnownPoint((length * math.sin(angle), length * math.cos(angle)), found[target], 0.01))
        try:
            yield station, fit_points(points, FitKind.RIGID).apply((0.0, 0.0))
        except UserError:
            continue  # too few of them, or too close together


def _by_three_lengths(
    lengths: Mapping[frozenset[str], float], found: Mapping[str, Point]
) -> Iterator[tuple[str, Point]]:
    """A point at three lengths from known ones: the third says on which side it lies."""
    names = {name for pair in lengths for name in pair if name not in found}
    for name in sorted(names):
        near = [(other, length) for pair, length in lengths.items() if name in pair for other in pair - {name}]
        known = [(found[other], length) for other, length in near if other in found]
        if len(known) >= 3:
            (first, a), (second, b), (third, c) = known[:3]
            both = _meet(first, second, a, b)
            yield name, min(both, key=lambda point: abs(math.dist(point, third) - c))


def _meet(first: Point, second: Point, a: float, b: float) -> tuple[Point, Point]:
    dx, dy = second[0] - first[0], second[1] - first[1]
    base = math.hypot(dx, dy) or 1e-9
    along = (base * base + a * a - b * b) / (2 * base)
    across = math.sqrt(max(a * a - along * along, (0.01 * base) ** 2))
    x, y = first[0] + along * dx / base, first[1] + along * dy / base
    return (x - across * dy / base, y + across * dx / base), (x + across * dy / base, y - across * dx / base)


def bearing_between(start: Point, end: Point) -> float:
    """The bearing from one point to another in degrees clockwise from y, −180 … 180."""
    return math.degrees(math.atan2(end[0] - start[0], end[1] - start[1]))
