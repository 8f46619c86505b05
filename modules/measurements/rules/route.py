"""The route of a traverse or a levelling line, put together from readings in whatever order they were taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from modules.measurements.rules.levelling import LevelClosure, LevelLimit, Rise, level_closure
from modules.measurements.rules.starting import bearing_between
from modules.measurements.rules.traverse import Leg, Permissible, Traverse, compute_traverse
from workstation.api import UserError
from workstation.api.survey import Angle, Bearing, Direction, Distance, Observation, Point


@dataclass(frozen=True)
class _Turn:
    """A clockwise angle at a point of the route; ``back`` is where it was turned from."""

    back: str
    value_deg: float


def follow_traverse(
    route: Sequence[str], observations: Sequence[Observation], held: Mapping[str, Point], limits: Permissible | None
) -> Traverse:
    """The traverse along ``route``: its first point is held; it ends on itself, on another held point, or openly.

    Raises ``UserError``: ``measurements.route_short``, ``measurements.route_start``, ``measurements.route_length``,
    ``measurements.route_angle``, ``measurements.route_bearing`` (each naming the points that lack something).
    """
    if len(route) < 2:
        raise UserError("measurements.route_short")
    if route[0] not in held:
        raise UserError("measurements.route_start", point=route[0])
    loop = route[0] == route[-1] and len(route) > 3
    first = _first_turn(route, observations, held, loop)
    legs = []
    for number, (start, end) in enumerate(pairwise(route)):
        turn = first.value_deg if number == 0 else _turn(observations, start, route[number - 1], end)
        legs.append(Leg(start, end, turn, _length(observations, start, end)))
    start_bearing = _start_bearing(route, observations, held, first)
    closing, end_bearing = _closing(route, observations, held, first, start_bearing, loop)
    return compute_traverse(
        held[route[0]], start_bearing, legs, end=held.get(route[-1]), closing_angle_deg=closing,
        end_bearing_deg=end_bearing, limits=limits,
    )


def _first_turn(
    route: Sequence[str], observations: Sequence[Observation], held: Mapping[str, Point], loop: bool
) -> _Turn:
    """The angle at the first point: from a held point if there is one, from the last of a loop, or from north."""
    turns = [(back, value) for at, back, to, value in _angles(observations) if at == route[0] and to == route[1]]
    for back, value in turns:
        if back in held:
            return _Turn(back, value)
    for back, value in turns:
        if loop and back == route[-2]:
            return _Turn(back, value)
    if any(isinstance(o, Bearing) and {o.at, o.target} == {route[0], route[1]} for o in observations):
        return _Turn("", 0.0)
    raise UserError("measurements.route_bearing", point=route[0])


def _start_bearing(
    route: Sequence[str], observations: Sequence[Observation], held: Mapping[str, Point], first: _Turn
) -> float:
    if first.back in held:
        return bearing_between(held[route[0]], held[first.back])
    for item in observations:
        if isinstance(item, Bearing) and {item.at, item.target} == {route[0], route[1]}:
            forward = item.value_deg if item.at == route[0] else item.value_deg + 180
            return (forward - first.value_deg) % 360
    raise UserError("measurements.route_bearing", point=route[0])


def _closing(
    route: Sequence[str], observations: Sequence[Observation], held: Mapping[str, Point], first: _Turn,
    start_bearing: float, loop: bool,
) -> tuple[float | None, float | None]:
    """The angle at the end and the bearing that it should lead to."""
    if loop and first.back == route[-2]:
        return None, start_bearing  # the angle of the closing corner was the first one
    for at, back, to, value in _angles(observations):
        if at == route[-1] and back == route[-2] and to in held and at in held:
            return value, bearing_between(held[at], held[to])
    return None, None


def _angles(observations: Sequence[Observation]) -> list[tuple[str, str, str, float]]:
    """Every clockwise angle (at, back, to, degrees): as measured, as its complement, and between directions."""
    found = []
    circles: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for item in observations:
        if isinstance(item, Angle):
            found.append((item.at, item.start, item.end, item.value_deg))
        elif isinstance(item, Direction):
            circles.setdefault((item.at, item.round), []).append((item.target, item.value_deg))
    for (at, _), readings in circles.items():
        found += [
            (at, back, to, (value - zero) % 360) for back, zero in readings for to, value in readings if back != to
        ]
    return found + [(at, to, back, (360 - value) % 360) for at, back, to, value in found]


def _turn(observations: Sequence[Observation], at: str, back: str, to: str) -> float:
    values = [value for p, q, r, value in _angles(observations) if (p, q, r) == (at, back, to)]
    if not values:
        raise UserError("measurements.route_angle", point=at)
    return values[0] + fmean((value - values[0] + 180) % 360 - 180 for value in values)


def _length(observations: Sequence[Observation], start: str, end: str) -> float:
    values = [o.value_m for o in observations if isinstance(o, Distance) and {o.start, o.end} == {start, end}]
    if not values:
        raise UserError("measurements.route_length", start=start, end=end)
    return fmean(values)


def follow_levels(
    route: Sequence[str], rises: Sequence[Rise], known: Mapping[str, float], limit: LevelLimit | None
) -> LevelClosure | None:
    """The closure of a levelling line along ``route``; none if it ends on a point without a known height.

    Raises ``UserError``: ``measurements.route_short``, ``measurements.route_rise``.
    """
    if len(route) < 2:
        raise UserError("measurements.route_short")
    line = [_rise(rises, start, end) for start, end in pairwise(route)]
    if route[0] == route[-1]:
        return level_closure(line, 0.0, limit)
    if route[0] in known and route[-1] in known:
        return level_closure(line, known[route[-1]] - known[route[0]], limit)
    return None


def _rise(rises: Sequence[Rise], start: str, end: str) -> Rise:
    there = [rise.value_m for rise in rises if (rise.start, rise.end) == (start, end)]
    back = [-rise.value_m for rise in rises if (rise.end, rise.start) == (start, end)]
    one = next((rise for rise in rises if {rise.start, rise.end} == {start, end}), None)
    if one is None:
        raise UserError("measurements.route_rise", start=start, end=end)
    return Rise(start, end, fmean([*there, *back]), one.sigma_m, one.length_m)
