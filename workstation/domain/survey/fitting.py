"""Fits of one plane onto another by points known in both: pictures, scanned plans, local site frames.

Sources: Ghilani, Adjustment Computations, ch. 18 (two-dimensional conformal, affine and projective transformations);
R. Hartley, In defence of the eight-point algorithm, IEEE PAMI 19 (1997) for the scaling before the projective start.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from workstation.domain.errors import UserError
from workstation.domain.survey.adjustment import Adjusted, Blunder, Matrix, Model, Vector, adjust, find_blunders
from workstation.domain.survey.points import Placed, Point, placed

_LEAST_SPREAD = 10.0  # in sigmas: nearer points leave the turn uncertain by more than 8°


class FitKind(StrEnum):
    """What the fit may change: ``rigid`` place and turn; ``similarity`` also the scale; ``affine`` also shear and two
    scales; ``projective`` also the slant of a camera."""

    RIGID = "rigid"
    SIMILARITY = "similarity"
    AFFINE = "affine"
    PROJECTIVE = "projective"


NEEDED = {FitKind.RIGID: 2, FitKind.SIMILARITY: 2, FitKind.AFFINE: 3, FitKind.PROJECTIVE: 4}


@dataclass(frozen=True)
class KnownPoint:
    """A point known in both planes: in the ``source`` (pixels, or local metres) and in the ``target`` (metres);
    ``sigma_m`` is how well both together are known there, per axis."""

    source: Point
    target: Point
    sigma_m: float = 0.02
    name: str = ""


@dataclass(frozen=True)
class PointResidual:
    """How far the fitted point lies from the known one, in metres of the target; ``w`` the larger normalised
    residual of its two axes; ``checked`` is false where the fit must go through the point."""

    name: str
    dx_m: float
    dy_m: float
    w: float
    checked: bool

    @property
    def length_m(self) -> float:
        """The length of the residual in metres."""
        return math.hypot(self.dx_m, self.dy_m)


@dataclass(frozen=True)
class Fit:
    """A fitted transformation, ``matrix`` 3 × 3 in homogeneous coordinates (target ~ matrix · source).

    ``rms_m`` is the root mean square of the residuals' lengths in metres; ``checked`` is false with just as many
    points as needed: the fit is then exact and nothing controls it. ``blunders`` index ``points``.
    """

    kind: FitKind
    matrix: Matrix
    points: tuple[KnownPoint, ...]
    residuals: tuple[PointResidual, ...]
    blunders: tuple[Blunder, ...]
    rms_m: float
    adjusted: Adjusted
    centre: Point
    spread: float

    @property
    def checked(self) -> bool:
        """Whether a point more than needed controls the fit."""
        return self.adjusted.checked

    @property
    def scale(self) -> float:
        """Metres of the target for one unit of the source, at the centre of the known points."""
        return math.sqrt(abs(float(np.linalg.det(self._slope()))))

    @property
    def rotation_deg(self) -> float:
        """By how much the source's x axis is turned counter-clockwise, −180 … 180 degrees."""
        slope = self._slope()
        return math.degrees(math.atan2(slope[1, 0], slope[0, 0]))

    def apply(self, source: Point) -> Point:
        """A point of the source in the target. Raises ``UserError("survey.beyond_horizon")`` where a slanted picture
        has none."""
        u, v, w = self.matrix @ np.array([source[0], source[1], 1.0])
        middle = self.matrix[2] @ np.array([*self.centre, 1.0])
        if w * middle <= 1e-12 * middle * middle:
            raise UserError("survey.beyond_horizon")
        return float(u / w), float(v / w)

    def back(self, target: Point) -> Point:
        """A point of the target in the source."""
        u, v, w = np.linalg.solve(self.matrix, np.array([target[0], target[1], 1.0]))
        return float(u / w), float(v / w)

    def place(self, source: Point) -> Placed:
        """A point of the source in the target, with what the fit leaves uncertain (not the reading of the point)."""
        _, slope = _model(self.kind, np.array([self._normal(source)]))(self.adjusted.x)
        point = np.array(self.apply(source))
        return placed(point, slope @ self.adjusted.scaled_covariance @ slope.T)

    def _slope(self) -> Matrix:
        """The derivative of the target by the source at the centre."""
        u, v, w = self.matrix @ np.array([*self.centre, 1.0])
        slope: Matrix = (self.matrix[:2, :2] - np.outer([u / w, v / w], self.matrix[2, :2])) / w
        return slope

    def _normal(self, source: Point) -> Point:
        return (source[0] - self.centre[0]) / self.spread, (source[1] - self.centre[1]) / self.spread


def fit_points(points: Sequence[KnownPoint], kind: FitKind = FitKind.SIMILARITY) -> Fit:
    """Fit the source onto the target by least squares, with residuals and blunders named.

    Raises ``UserError``: ``survey.too_few_points`` (needed, given), ``survey.points_too_close`` (with the spread),
    ``survey.points_in_line`` (affine, projective), ``survey.bad_sigma``, ``survey.not_a_number``,
    ``survey.no_convergence``.
    """
    if len(points) < NEEDED[kind]:
        raise UserError("survey.too_few_points", needed=NEEDED[kind], given=len(points))
    source = np.array([point.source for point in points], float)
    target = np.array([point.target for point in points], float)
    if not (np.all(np.isfinite(source)) and np.all(np.isfinite(target))):
        raise UserError("survey.not_a_number")
    sigma = np.repeat([point.sigma_m for point in points], 2).astype(float)
    _check_spread(source, target, sigma, kind)
    centre = source.mean(axis=0)
    spread = 1.0 if kind is FitKind.RIGID else float(np.max(np.linalg.norm(source - centre, axis=1)))
    near = (source - centre) / spread
    origin = target.mean(axis=0)
    model, observed = _model(kind, near), (target - origin).ravel()
    start = _start(kind, near, target - origin)
    result = adjust(model, observed, sigma, start)
    found = find_blunders(model, observed, sigma, start, groups=np.repeat(np.arange(len(points)), 2).tolist())
    return _fit(kind, points, result, found, centre, spread, origin)


def _fit(
    kind: FitKind, points: Sequence[KnownPoint], result: Adjusted, found: Sequence[Blunder], centre: Vector,
    spread: float, origin: Vector,
) -> Fit:
    inner = np.array([[1 / spread, 0, -centre[0] / spread], [0, 1 / spread, -centre[1] / spread], [0, 0, 1]])
    outer = np.array([[1, 0, origin[0]], [0, 1, origin[1]], [0, 0, 1]], float)
    residuals = result.residuals.reshape(-1, 2)
    w, redundancy = result.w.reshape(-1, 2), result.redundancy.reshape(-1, 2)
    shown = tuple(
        PointResidual(point.name, float(v[0]), float(v[1]), float(np.max(np.abs(wi))), bool(np.max(ri) > 0))
        for point, v, wi, ri in zip(points, residuals, w, redundancy, strict=True)
    )
    return Fit(
        kind=kind, matrix=outer @ _matrix(kind, result.x) @ inner, points=tuple(points), residuals=shown,
        blunders=tuple(found),
        rms_m=float(np.sqrt(np.mean(np.sum(residuals**2, axis=1)))),
        adjusted=result, centre=(float(centre[0]), float(centre[1])), spread=spread,
    )


def _check_spread(source: Matrix, target: Matrix, sigma: Vector, kind: FitKind) -> None:
    middle, extent = target - target.mean(axis=0), source - source.mean(axis=0)
    reach = 2 * float(np.max(np.linalg.norm(middle, axis=1)))
    if not np.all(np.isfinite(sigma)) or np.any(sigma <= 0):
        raise UserError("survey.bad_sigma")
    if reach < _LEAST_SPREAD * float(np.median(sigma)) or float(np.max(np.abs(extent))) == 0:
        raise UserError("survey.points_too_close", spread=f"{reach:.3f}")
    if kind in (FitKind.AFFINE, FitKind.PROJECTIVE):
        for plane in (middle, extent):
            largest, smallest = np.linalg.svd(plane, compute_uv=False)[:2]
            if smallest < 1e-3 * largest:
                raise UserError("survey.points_in_line")


def _matrix(kind: FitKind, x: Vector) -> Matrix:
    if kind is FitKind.RIGID:
        c, s = math.cos(x[0]), math.sin(x[0])
        return np.array([[c, -s, x[1]], [s, c, x[2]], [0, 0, 1]])
    if kind is FitKind.SIMILARITY:
        return np.array([[x[0], -x[1], x[2]], [x[1], x[0], x[3]], [0, 0, 1]])
    if kind is FitKind.AFFINE:
        return np.array([[x[0], x[1], x[2]], [x[3], x[4], x[5]], [0, 0, 1]])
    return np.array([[x[0], x[1], x[2]], [x[3], x[4], x[5]], [x[6], x[7], 1]])


def _model(kind: FitKind, near: Matrix) -> Model:
    """Target coordinates (x, y, x, y …) as functions of the parameters."""
    u, v = near[:, 0], near[:, 1]
    one, nil = np.ones_like(u), np.zeros_like(u)

    def stacked(*rows: Sequence[Vector]) -> Matrix:
        return np.stack([np.column_stack(list(row)) for row in rows], axis=1).reshape(2 * len(u), -1)

    def rigid(x: Vector) -> tuple[Vector, Matrix]:
        c, s = math.cos(x[0]), math.sin(x[0])
        computed = np.column_stack([c * u - s * v + x[1], s * u + c * v + x[2]]).ravel()
        return computed, stacked((-s * u - c * v, one, nil), (c * u - s * v, nil, one))

    def linear(x: Vector) -> tuple[Vector, Matrix]:
        if kind is FitKind.SIMILARITY:
            slope = stacked((u, -v, one, nil), (v, u, nil, one))
        else:
            slope = stacked((u, v, one, nil, nil, nil), (nil, nil, nil, u, v, one))
        return slope @ x, slope

    def projective(x: Vector) -> tuple[Vector, Matrix]:
        top, low = x[0] * u + x[1] * v + x[2], x[3] * u + x[4] * v + x[5]
        w = x[6] * u + x[7] * v + 1
        w = np.where(np.abs(w) < 1e-9, 1e-9, w)
        a, b = top / w, low / w
        slope = stacked(
            (u / w, v / w, one / w, nil, nil, nil, -a * u / w, -a * v / w),
            (nil, nil, nil, u / w, v / w, one / w, -b * u / w, -b * v / w),
        )
        return np.column_stack([a, b]).ravel(), slope

    return {FitKind.PROJECTIVE: projective, FitKind.RIGID: rigid}.get(kind, linear)


def _start(kind: FitKind, near: Matrix, target: Matrix) -> Vector:
    if kind is FitKind.RIGID:
        (u, v), (x, y) = near.T, target.T
        return np.array([math.atan2(float(np.sum(u * y - v * x)), float(np.sum(u * x + v * y))), 0.0, 0.0])
    if kind is not FitKind.PROJECTIVE:
        return np.zeros({FitKind.SIMILARITY: 4, FitKind.AFFINE: 6}[kind])
    size = float(np.max(np.abs(target)))
    rows = []
    for (u, v), (x, y) in zip(near, target / size, strict=True):
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v, -x], [0, 0, 0, u, v, 1, -y * u, -y * v, -y]]
    h = np.linalg.svd(np.array(rows))[2][-1]
    if abs(h[8]) < 1e-9 * np.max(np.abs(h)):
        raise UserError("survey.points_in_line")
    h = h / h[8]
    h[:6] *= size
    return np.asarray(h[:8])
