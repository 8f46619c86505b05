"""Placing single points the way they are measured at a scene.

直角坐标法 (baseline and offset), 距离交会法 (two distances), 极坐标法 (polar): Ghilani & Wolf, Elementary Surveying,
15th ed., ch. 11 (coordinate geometry); 《测量学》on setting out points.
Uncertainties by first-order propagation (JCGM 100:2008, 5.1.2).
"""

import math
from dataclasses import dataclass

import numpy as np

from workstation.domain.errors import UserError
from workstation.domain.survey.adjustment import Matrix
from workstation.domain.survey.network import ARCSEC
from workstation.domain.survey.points import Placed, Side, matrix, placed

_WEAK_DEG = 30.0  # rays that cross at less (or at more than 150) place a point badly


@dataclass(frozen=True)
class BaselineReading:
    """``along_m`` on the baseline from its start (negative: behind it), ``offset_m`` ≥ 0 square to it on ``side``.

    ``square_sigma_deg`` is how well the right angle was made: by eye 2°, with a square 0.5°.
    """

    along_m: float
    offset_m: float
    side: Side = Side.LEFT
    along_sigma_m: float = 0.005
    offset_sigma_m: float = 0.005
    square_sigma_deg: float = 0.5


@dataclass(frozen=True)
class Crossing:
    """The two points at given distances from two known points. ``left`` and ``right`` are as seen from the first to
    the second; ``angle_deg`` is the one at which the rays cross; ``weak`` if it is below 30° or above 150°."""

    left: Placed
    right: Placed
    angle_deg: float

    @property
    def weak(self) -> bool:
        """Whether small errors in the lengths move the point far."""
        return not _WEAK_DEG <= self.angle_deg <= 180 - _WEAK_DEG

    def on(self, side: Side) -> Placed:
        """The point on one side."""
        return self.left if side is Side.LEFT else self.right


def baseline_offset(start: Placed, end: Placed, reading: BaselineReading) -> Placed:
    """The point by baseline and offset (直角坐标法).

    Raises ``UserError``: ``survey.points_coincide``, ``survey.negative_length``, ``survey.not_a_number``.
    """
    _finite(reading.along_m, reading.offset_m)
    if reading.offset_m < 0:
        raise UserError("survey.negative_length", length=reading.offset_m)
    dx, dy = end.x - start.x, end.y - start.y
    length = math.hypot(dx, dy)
    if length == 0:
        raise UserError("survey.points_coincide")
    u = np.array([dx, dy]) / length
    n = np.array([-u[1], u[0]]) * (1 if reading.side is Side.LEFT else -1)
    point = np.array(start.at) + reading.along_m * u + reading.offset_m * n
    covariance = _carried(start, end, point) + reading.along_sigma_m**2 * np.outer(u, u)
    covariance += reading.offset_sigma_m**2 * np.outer(n, n)
    covariance += (reading.offset_m * math.radians(reading.square_sigma_deg)) ** 2 * np.outer(u, u)
    return placed(point, covariance)


def _carried(start: Placed, end: Placed, point: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Matrix:
    """What the uncertainty of the baseline's ends does to a point that is fixed to it without being stretched."""
    dx, dy = end.x - start.x, end.y - start.y
    square = dx * dx + dy * dy
    arm = point - np.array(start.at)
    across = np.array([-dy, dx]) / square  # turn of the baseline for a shift of its end
    turned = np.outer([-arm[1], arm[0]], across)
    by_start = np.eye(2) - turned
    result: Matrix = by_start @ matrix(start.covariance) @ by_start.T + turned @ matrix(end.covariance) @ turned.T
    return result


def two_distances(
    first: Placed, second: Placed, from_first_m: float, from_second_m: float, sigma_first_m: float = 0.005,
    sigma_second_m: float = 0.005,
) -> Crossing:
    """Both points at these distances from two known points (两点距离交会); which one holds is for people to say.

    Lengths that just fail to meet by no more than three of their sigmas are taken to touch on the line.
    Raises ``UserError``: ``survey.points_coincide``, ``survey.negative_length``, ``survey.not_a_number``,
    ``survey.do_not_meet`` (with the gap in metres).
    """
    _finite(from_first_m, from_second_m)
    if from_first_m <= 0 or from_second_m <= 0:
        raise UserError("survey.negative_length", length=min(from_first_m, from_second_m))
    dx, dy = second.x - first.x, second.y - first.y
    base = math.hypot(dx, dy)
    if base == 0:
        raise UserError("survey.points_coincide")
    gap = max(base - from_first_m - from_second_m, abs(from_first_m - from_second_m) - base, 0.0)
    if gap > 3 * math.hypot(sigma_first_m, sigma_second_m):
        raise UserError("survey.do_not_meet", gap=f"{gap:.3f}")
    along = (base * base + from_first_m**2 - from_second_m**2) / (2 * base)
    across = math.sqrt(max(from_first_m**2 - along * along, 0.0))
    u = np.array([dx, dy]) / base
    n = np.array([-u[1], u[0]])
    foot = np.array(first.at) + along * u
    cosine = (from_first_m**2 + from_second_m**2 - base * base) / (2 * from_first_m * from_second_m)
    angle = math.degrees(math.acos(min(1.0, max(-1.0, cosine))))
    sigmas = (sigma_first_m, sigma_second_m)
    left, right = (placed(p, _crossed(first, second, p, sigmas)) for p in (foot + across * n, foot - across * n))
    return Crossing(left, right, angle)


def _crossed(
    first: Placed, second: Placed, point: np.ndarray[tuple[int], np.dtype[np.float64]], sigmas: tuple[float, float]
) -> Matrix:
    """B·p = noise, where the rows of B are the unit rays: each ray feels its own sigma and its known point's."""
    rays, variances = [], []
    for known, sigma in zip((first, second), sigmas, strict=True):
        ray = point - np.array(known.at)
        ray = ray / np.linalg.norm(ray)
        rays.append(ray)
        variances.append(sigma**2 + float(ray @ matrix(known.covariance) @ ray))
    inverse = np.linalg.pinv(np.array(rays), rcond=1e-3)
    result: Matrix = inverse @ np.diag(variances) @ inverse.T
    return result


@dataclass(frozen=True)
class PolarReading:
    """``angle_deg`` clockwise from the backsight (or the bearing itself where there is none), ``distance_m`` slope
    distance with ``zenith_deg`` (90 = level, as with a horizontal distance)."""

    angle_deg: float
    distance_m: float
    zenith_deg: float = 90.0
    angle_sigma_arcsec: float = 5.0
    distance_sigma_m: float = 0.003
    zenith_sigma_arcsec: float = 5.0


def polar(station: Placed, reading: PolarReading, backsight: Placed | None = None) -> Placed:
    """The point by polar coordinates from a station (极坐标法), oriented by a backsight or by north.

    Raises ``UserError``: ``survey.points_coincide``, ``survey.negative_length``, ``survey.not_a_number``,
    ``survey.bad_zenith``.
    """
    _finite(reading.angle_deg, reading.distance_m, reading.zenith_deg)
    if reading.distance_m <= 0:
        raise UserError("survey.negative_length", length=reading.distance_m)
    if not 0 < reading.zenith_deg < 180:
        raise UserError("survey.bad_zenith", zenith=reading.zenith_deg)
    zenith = math.radians(reading.zenith_deg)
    flat = reading.distance_m * math.sin(zenith)
    bearing = math.radians(reading.angle_deg)
    if backsight is not None:
        dx, dy = backsight.x - station.x, backsight.y - station.y
        if dx == dy == 0:
            raise UserError("survey.points_coincide")
        bearing += math.atan2(dx, dy)
    u = np.array([math.sin(bearing), math.cos(bearing)])
    n = np.array([math.cos(bearing), -math.sin(bearing)])
    point = np.array(station.at) + flat * u
    covariance = matrix(station.covariance) if backsight is None else _carried(station, backsight, point)
    lengthwise = (math.sin(zenith) * reading.distance_sigma_m) ** 2
    lengthwise += (reading.distance_m * math.cos(zenith) * reading.zenith_sigma_arcsec * ARCSEC) ** 2
    covariance = covariance + lengthwise * np.outer(u, u)
    covariance += (flat * reading.angle_sigma_arcsec * ARCSEC) ** 2 * np.outer(n, n)
    return placed(point, covariance)


def height_difference(
    reading: PolarReading, instrument_height_m: float = 0.0, target_height_m: float = 0.0
) -> tuple[float, float]:
    """The height of the target's foot above the station's, and its sigma, in metres (三角高程).

    Dh = S·cos z + i − t; curvature and refraction are left out: below 1 mm within 100 m.
    """
    zenith = math.radians(reading.zenith_deg)
    sigma = math.hypot(
        math.cos(zenith) * reading.distance_sigma_m,
        reading.distance_m * math.sin(zenith) * reading.zenith_sigma_arcsec * ARCSEC,
    )
    return reading.distance_m * math.cos(zenith) + instrument_height_m - target_height_m, sigma


def _finite(*values: float) -> None:
    if not all(math.isfinite(value) for value in values):
        raise UserError("survey.not_a_number")
