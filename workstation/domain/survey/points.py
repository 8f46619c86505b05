"""Points with their uncertainty, error ellipses, and sides of a line."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Covariance = tuple[float, float, float]

EXACT: Covariance = (0.0, 0.0, 0.0)
CONFIDENCE_95 = 2.4477  # √χ²(2; 0.95): makes a standard ellipse one that holds the point in 95 of 100 cases


class Side(StrEnum):
    """On which side of a directed line, looking along it."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class ErrorEllipse:
    """A standard error ellipse: half axes in metres, ``bearing_deg`` of the long one, clockwise from y, 0 … 180.

    Times 2.4477 it holds the point with 95 % probability. Source: Ghilani, Adjustment Computations, ch. 19.
    """

    major_m: float
    minor_m: float
    bearing_deg: float


@dataclass(frozen=True)
class Placed:
    """A point in metres with the covariance (xx, xy, yy) in m²."""

    x: float
    y: float
    covariance: Covariance = EXACT

    @property
    def at(self) -> Point:
        """The coordinates alone."""
        return self.x, self.y

    @property
    def sigma_m(self) -> float:
        """The mean point error √(σx² + σy²) in metres (点位中误差)."""
        return math.sqrt(max(self.covariance[0] + self.covariance[2], 0.0))

    @property
    def ellipse(self) -> ErrorEllipse:
        """The standard error ellipse."""
        return ellipse(self.covariance)


def ellipse(covariance: Covariance) -> ErrorEllipse:
    """The standard error ellipse of a covariance (xx, xy, yy) in m²."""
    xx, xy, yy = covariance
    middle, spread = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    bearing = math.degrees(math.atan2(2 * xy, yy - xx) / 2) % 180.0
    return ErrorEllipse(math.sqrt(max(middle + spread, 0.0)), math.sqrt(max(middle - spread, 0.0)), bearing)


def placed(point: NDArray[np.float64], covariance: NDArray[np.float64]) -> Placed:
    """A point from an array (2) and its covariance (2 × 2)."""
    return Placed(float(point[0]), float(point[1]), (
        float(covariance[0, 0]), float(covariance[0, 1]), float(covariance[1, 1])
    ))


def matrix(covariance: Covariance) -> NDArray[np.float64]:
    """The covariance (xx, xy, yy) as a 2 × 2 array."""
    return np.array([[covariance[0], covariance[1]], [covariance[1], covariance[2]]])


def side_of(start: Point, end: Point, point: Point) -> Side | None:
    """On which side of the line from ``start`` to ``end`` the point lies; none on the line itself."""
    cross = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
    return None if cross == 0 else Side.LEFT if cross > 0 else Side.RIGHT
