"""A room from the lengths of its walls and some diagonals, by least squares.

Source: Ghilani, Adjustment Computations, ch. 14 (trilateration); the datum is the first wall: corner 1 at (0, 0),
corner 2 on the x axis, so that coordinates say nothing of errors in place and turn, only of the shape.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workstation.domain.errors import UserError
from workstation.domain.measure import Measured
from workstation.domain.survey import uncertainty
from workstation.domain.survey.adjustment import Adjusted, Blunder, Matrix, Model, Vector, adjust, find_blunders
from workstation.domain.survey.points import Placed, Point, placed

_MOST_SHAPES = 1024


@dataclass(frozen=True)
class RoomLength:
    """A measured length between two corners, numbered from 0; a wall joins neighbours, a diagonal any others."""

    first: int
    second: int
    length_m: float
    sigma_m: float = 0.005


@dataclass(frozen=True)
class Room:
    """An adjusted room, its corners counter-clockwise (or clockwise if asked) from (0, 0) along the x axis.

    ``residuals`` etc. of ``adjusted`` and the indices of ``blunders`` follow ``lengths``; ``covariance`` is 2n × 2n.
    """

    corners: tuple[Placed, ...]
    lengths: tuple[RoomLength, ...]
    covariance: Matrix
    area: Measured
    adjusted: Adjusted
    blunders: tuple[Blunder, ...]

    def between(self, first: int, second: int) -> Measured:
        """The distance between any two corners, measured or not, with its uncertainty."""
        rows = [2 * first, 2 * first + 1, 2 * second, 2 * second + 1]
        return uncertainty.distance(
            self.corners[first].at, self.corners[second].at, self.covariance[np.ix_(rows, rows)]
        )


def room_by_lengths(
    lengths: Sequence[RoomLength], *, clockwise: bool = False, near: Sequence[Point] | None = None
) -> Room:
    """Adjust a room of n corners from its n walls and at least n − 3 diagonals; more of them check it.

    Without ``near`` (rough corners, when the shape is unusual) every shape that the lengths allow is tried, and the
    one kept that fits best and does not cross itself. Raises ``UserError``: ``survey.too_few_points``,
    ``survey.negative_length``, ``survey.bad_corner``, ``survey.not_rigid`` (with how many diagonals are missing),
    ``survey.not_determined``, ``survey.no_convergence``.
    """
    count = _corners(lengths)
    missing = 2 * count - 3 - len({frozenset((item.first, item.second)) for item in lengths})
    if missing > 0:
        raise UserError("survey.not_rigid", missing=missing)
    best: tuple[tuple[bool, float, float], Adjusted] | None = None
    observed = np.array([item.length_m for item in lengths])
    sigma = np.array([item.sigma_m for item in lengths])
    failure = UserError("survey.not_rigid", missing=1)
    for start in [list(near)] if near is not None else _shapes(count, lengths, clockwise):
        try:
            result = adjust(_model(count, lengths), observed, sigma, _unknowns(start))
        except UserError as error:
            failure = error
            continue
        corners = _points(result.x)
        turned = (_signed_area(corners) < 0) != clockwise
        misfit = round((result.sigma0 or 0.0), 6)
        rank = (_crosses(corners) or turned, misfit, _reflex(corners, clockwise))
        if best is None or rank < best[0]:
            best = rank, result
    if best is None:
        raise failure
    return _room(lengths, best[1], observed, sigma)


def _room(lengths: Sequence[RoomLength], result: Adjusted, observed: Vector, sigma: Vector) -> Room:
    count = (len(result.x) + 3) // 2
    free = [2, *range(4, 2 * count)]
    covariance = np.zeros((2 * count, 2 * count))
    covariance[np.ix_(free, free)] = result.scaled_covariance
    points = _points(result.x)
    corners = tuple(
        placed(np.array(point), covariance[2 * i : 2 * i + 2, 2 * i : 2 * i + 2]) for i, point in enumerate(points)
    )
    blunders = find_blunders(_model(count, lengths), observed, sigma, result.x)
    return Room(corners, tuple(lengths), covariance, uncertainty.area(points, covariance), result, blunders)


def _corners(lengths: Sequence[RoomLength]) -> int:
    count = 1 + max((max(item.first, item.second) for item in lengths), default=-1)
    if count < 3:
        raise UserError("survey.too_few_points", needed=3, given=max(count, 0))
    for item in lengths:
        if item.first == item.second or min(item.first, item.second) < 0:
            raise UserError("survey.bad_corner", first=item.first + 1, second=item.second + 1)
        if not item.length_m > 0 or not math.isfinite(item.length_m):
            raise UserError("survey.negative_length", length=item.length_m)
    return count


def _unknowns(corners: Sequence[Point]) -> Vector:
    """The corners moved and turned so that the first lies at (0, 0) and the second on the x axis; x2, x3, y3, …"""
    points = np.array(corners, float) - np.array(corners[0], float)
    angle = math.atan2(points[1, 1], points[1, 0])
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    points = points @ turn.T
    return np.concatenate([[points[1, 0]], points[2:].ravel()])


def _points(x: Vector) -> list[Point]:
    rest = x[1:].reshape(-1, 2)
    return [(0.0, 0.0), (float(x[0]), 0.0), *((float(px), float(py)) for px, py in rest)]


def _model(count: int, lengths: Sequence[RoomLength]) -> Model:
    first = np.array([item.first for item in lengths])
    second = np.array([item.second for item in lengths])
    rows = np.arange(len(lengths))

    def compute(x: Vector) -> tuple[Vector, Matrix]:
        points = np.array(_points(x))
        ray = points[second] - points[first]
        length = np.hypot(ray[:, 0], ray[:, 1])
        unit = ray / np.maximum(length, 1e-12)[:, None]
        slope = np.zeros((len(lengths), 2 * count))
        for axis in (0, 1):
            slope[rows, 2 * second + axis] += unit[:, axis]
            slope[rows, 2 * first + axis] -= unit[:, axis]
        return length, slope[:, [2, *range(4, 2 * count)]]

    return compute


def _shapes(count: int, lengths: Sequence[RoomLength], clockwise: bool) -> list[list[Point]]:
    """Every shape that follows from placing one corner after another by two lengths; a rough circle if none does."""
    known: dict[frozenset[int], float] = {frozenset((item.first, item.second)): item.length_m for item in lengths}
    order: list[tuple[int, int, int]] = []
    placed_corners = [0, 1]
    while len(placed_corners) < count:
        found = next((
            (corner, one, two) for corner in range(count) if corner not in placed_corners
            for one, two in itertools.combinations(sorted(placed_corners), 2)
            if frozenset((corner, one)) in known and frozenset((corner, two)) in known
        ), None)
        if found is None or frozenset((0, 1)) not in known:
            return [_circle(count, lengths, clockwise)]
        order.append(found)
        placed_corners.append(found[0])
    usual = -1.0 if clockwise else 1.0
    shapes = []
    for sides in itertools.islice(itertools.product((1.0, -1.0), repeat=len(order)), _MOST_SHAPES):
        corners: dict[int, Point] = {0: (0.0, 0.0), 1: (known[frozenset((0, 1))], 0.0)}
        for (corner, one, two), side in zip(order, sides, strict=True):
            between = one < corner < two  # in a convex room such a corner lies on the other side of one → two
            lengths_to = known[frozenset((corner, one))], known[frozenset((corner, two))]
            corners[corner] = _meet(corners[one], corners[two], *lengths_to, side * usual * (-1 if between else 1))
        shapes.append([corners[number] for number in range(count)])
    return shapes


def _meet(first: Point, second: Point, from_first: float, from_second: float, side: float) -> Point:
    """Where two lengths meet, or come nearest to it: the adjustment judges the rest."""
    dx, dy = second[0] - first[0], second[1] - first[1]
    base = max(math.hypot(dx, dy), 1e-9)
    along = (base * base + from_first**2 - from_second**2) / (2 * base)
    across = side * math.sqrt(max(from_first**2 - along * along, (0.01 * base) ** 2))
    return first[0] + (along * dx - across * dy) / base, first[1] + (along * dy + across * dx) / base


def _circle(count: int, lengths: Sequence[RoomLength], clockwise: bool) -> list[Point]:
    radius = sum(item.length_m for item in lengths) / len(lengths) / 2
    turn = (-2 if clockwise else 2) * math.pi / count
    return [(radius * math.cos(number * turn), radius * math.sin(number * turn)) for number in range(count)]


def _signed_area(corners: Sequence[Point]) -> float:
    after = [*corners[1:], corners[0]]
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(corners, after, strict=True)) / 2


def _reflex(corners: Sequence[Point], clockwise: bool) -> float:
    """How many corners bend inwards: of shapes that fit equally well the plainest is kept."""
    count = len(corners)
    triples = ((corners[i - 1], corners[i], corners[(i + 1) % count]) for i in range(count))
    turns = [(b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]) for a, b, c in triples]
    return float(sum((turn < 0) != clockwise for turn in turns))


def _crosses(corners: Sequence[Point]) -> bool:
    """Whether walls that are no neighbours cross."""
    count = len(corners)
    walls = [(corners[i], corners[(i + 1) % count]) for i in range(count)]
    return any(
        _cross(*walls[i], *walls[j]) for i in range(count) for j in range(i + 2, count) if (j + 1) % count != i
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
