"""Lengths, bearings, angles and areas from points, with what the points' uncertainty leaves of theirs.

Law of propagation of uncertainty to first order: u²(f) = J·C·Jᵀ (JCGM 100:2008, 5.2.2, equation 13). ``covariance``
is that of all coordinates in the order x1, y1, x2, y2 …, in m².
"""

import math
from collections.abc import Sequence

import numpy as np

from workstation.domain.errors import UserError
from workstation.domain.measure import Measured
from workstation.domain.survey.adjustment import Matrix
from workstation.domain.survey.points import Placed, Point, matrix


def independent(points: Sequence[Placed]) -> Matrix:
    """The covariance (2n × 2n) of points that know nothing of one another."""
    whole = np.zeros((2 * len(points), 2 * len(points)))
    for number, point in enumerate(points):
        whole[2 * number : 2 * number + 2, 2 * number : 2 * number + 2] = matrix(point.covariance)
    return whole


def distance(first: Point, second: Point, covariance: Matrix) -> Measured:
    """The distance in metres; ``covariance`` is 4 × 4.

    Where two points all but coincide the first order says nothing: the uncertainty is then that of the larger axis.
    """
    dx, dy = second[0] - first[0], second[1] - first[1]
    length = math.hypot(dx, dy)
    between = covariance[:2, :2] + covariance[2:, 2:] - covariance[:2, 2:] - covariance[2:, :2]
    largest = math.sqrt(max(float(np.max(np.linalg.eigvalsh(between))), 0.0))
    if length <= largest:
        return Measured(length, largest)
    return Measured(length, _root(np.array([-dx, -dy, dx, dy]) / length, covariance))


def bearing(start: Point, end: Point, covariance: Matrix) -> Measured:
    """The bearing from ``start`` to ``end`` in degrees clockwise from y; ``covariance`` is 4 × 4.

    Raises ``UserError("survey.points_coincide")``.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    if square == 0:
        raise UserError("survey.points_coincide")
    slope = np.array([-dy, dx, dy, -dx]) / square
    return Measured(math.degrees(math.atan2(dx, dy)) % 360, math.degrees(_root(slope, covariance)), "°")


def angle(at: Point, start: Point, end: Point, covariance: Matrix) -> Measured:
    """The clockwise angle at ``at`` from ``start`` to ``end``, 0 … 360 degrees; ``covariance`` is 6 × 6 (at, start,
    end).

    Raises ``UserError("survey.points_coincide")``.
    """
    slopes = []
    turns = []
    for target in (start, end):
        dx, dy = target[0] - at[0], target[1] - at[1]
        square = dx * dx + dy * dy
        if square == 0:
            raise UserError("survey.points_coincide")
        turns.append(math.atan2(dx, dy))
        slopes.append((dy / square, -dx / square))
    (sx, sy), (ex, ey) = slopes
    slope = np.array([sx - ex, sy - ey, -sx, -sy, ex, ey])
    return Measured(math.degrees(turns[1] - turns[0]) % 360, math.degrees(_root(slope, covariance)), "°")


def area(corners: Sequence[Point], covariance: Matrix) -> Measured:
    """The area of a polygon in m² by its corners in order (Gauss's formula); ``covariance`` is 2n × 2n.

    Raises ``UserError("survey.too_few_points")``.
    """
    if len(corners) < 3:
        raise UserError("survey.too_few_points", needed=3, given=len(corners))
    points = np.array(corners, float)
    local = points - points.mean(axis=0)  # large coordinates would eat the digits
    after, before = np.roll(local, -1, axis=0), np.roll(local, 1, axis=0)
    signed = float(np.sum(local[:, 0] * after[:, 1] - after[:, 0] * local[:, 1])) / 2
    slope = np.column_stack([after[:, 1] - before[:, 1], before[:, 0] - after[:, 0]]).ravel() / 2
    return Measured(abs(signed), _root(slope, covariance), "m²")


def path_length(points: Sequence[Point], covariance: Matrix, *, closed: bool = False) -> Measured:
    """The length of a polyline in metres; ``covariance`` is 2n × 2n."""
    count = len(points)
    slope = np.zeros(2 * count)
    total = 0.0
    for first in range(count if closed and count > 2 else count - 1):
        second = (first + 1) % count
        dx, dy = points[second][0] - points[first][0], points[second][1] - points[first][1]
        length = math.hypot(dx, dy)
        if length > 0:
            slope[2 * first : 2 * first + 2] -= (dx / length, dy / length)
            slope[2 * second : 2 * second + 2] += (dx / length, dy / length)
        total += length
    return Measured(total, _root(slope, covariance))


def _root(slope: np.ndarray[tuple[int], np.dtype[np.float64]], covariance: Matrix) -> float:
    return math.sqrt(max(float(slope @ covariance @ slope), 0.0))
