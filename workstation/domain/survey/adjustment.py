"""Least-squares adjustment of measurements (间接平差) with reliability and the search for blunders.

Sources: C. D. Ghilani, Adjustment Computations, 6th ed., ch. 11-13 (least squares), 19-20 (error ellipses, blunders);
武汉大学测绘学院《误差理论与测量平差基础》间接平差; W. Baarda, A testing procedure for use in geodetic networks (1968).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workstation.domain.errors import UserError

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Model = Callable[[Vector], tuple[Vector, Matrix]]

CRITICAL_W = 3.29  # Baarda: two-sided risk 0.1 % for one measurement
NON_CENTRALITY = 4.13  # Baarda: risk 0.1 %, power 80 %
GLOBAL_RISK = 0.05
_UNCHECKED = 1e-6  # a redundancy number below this is none
_STEPS = 60
_ALIKE = 0.98


@dataclass(frozen=True)
class Adjusted:
    """The outcome of an adjustment.

    ``x`` holds the unknowns and ``covariance`` theirs, from the a-priori sigmas. Per measurement: ``residuals``
    (adjusted minus measured, in its unit), ``redundancy`` r (0 unchecked … 1 fully checked; they sum up to ``dof``),
    ``w`` the normalised residual v / (σ·√r) (0 where unchecked) and ``detectable`` the smallest blunder that the test
    finds with 80 % power (infinite where unchecked). ``projector`` is I − A·N⁻¹·Aᵀ, of measurements divided by
    their sigmas (its diagonal is the redundancy). ``sigma0`` is the a-posteriori sigma of unit weight, none
    without redundancy; ``accepted`` the global test of sigma0² against 1 (chi-square, 5 %), none without redundancy.
    """

    x: Vector
    covariance: Matrix
    residuals: Vector
    redundancy: Vector
    w: Vector
    detectable: Vector
    projector: Matrix
    dof: int
    sigma0: float | None
    accepted: bool | None
    iterations: int

    @property
    def checked(self) -> bool:
        """Whether anything was measured more than once, directly or not."""
        return self.dof > 0

    @property
    def scaled_covariance(self) -> Matrix:
        """The covariance by what the residuals say, never below what the instruments promise."""
        return self.covariance * max(1.0, self.sigma0 or 1.0) ** 2


@dataclass(frozen=True)
class Blunder:
    """A measurement (or group) that does not fit: its place in the list, its test value w (beyond ±3.29), how far off
    it seems to be (measured minus true, in its unit; the length where two coordinates go together), and the others
    that would explain the misfit as well."""

    index: int
    w: float
    size: float
    alike: tuple[int, ...] = ()


def adjust(model: Model, observed: Vector, sigma: Vector, start: Vector, *, angular: Vector | None = None) -> Adjusted:
    """Adjust ``observed`` (n) with standard uncertainties ``sigma`` (n) for the unknowns, beginning at ``start`` (u).

    ``model(x)`` gives the computed measurements (n) and their derivatives (n × u). Where ``angular`` is true the
    misclosure is taken the short way round the circle (radians).

    Raises ``UserError``: ``survey.bad_sigma``, ``survey.not_determined`` (with the number of missing measurements),
    ``survey.no_convergence``.
    """
    if len(observed) == 0 or not np.all(np.isfinite(observed)):
        raise UserError("survey.not_a_number")
    if not np.all(np.isfinite(sigma)) or np.any(sigma <= 0):
        raise UserError("survey.bad_sigma")
    turn = np.zeros(len(observed), bool) if angular is None else np.asarray(angular, bool)
    x, iterations = _solve(model, observed, sigma, np.array(start, float), turn)
    computed, slope = model(x)
    return _judge(x, slope / sigma[:, None], _wrapped(computed - observed, turn), sigma, iterations)


def _solve(
    model: Model, observed: Vector, sigma: Vector, x: Vector, turn: Vector
) -> tuple[Vector, int]:
    """Gauss-Newton with halved steps where a full one makes it worse."""
    computed, slope = model(x)
    misfit = _wrapped(observed - computed, turn) / sigma
    cost = float(misfit @ misfit)
    for number in range(1, _STEPS + 1):
        step = _step(slope / sigma[:, None], misfit)
        for _ in range(30):
            fresh_computed, fresh_slope = model(x + step)
            fresh = _wrapped(observed - fresh_computed, turn) / sigma
            fresh_cost = float(fresh @ fresh)
            if fresh_cost <= cost * (1 + 1e-12) + 1e-18:
                break
            step = step / 2
        x, misfit, slope = x + step, fresh, fresh_slope
        done = bool(np.all(np.abs(step) <= 1e-10 * (1 + np.abs(x)))) or abs(cost - fresh_cost) <= 1e-14 * (1 + cost)
        cost = fresh_cost
        if not math.isfinite(cost):
            break
        if done and np.all(np.abs(step) <= 1e-6 * (1 + np.abs(x))):
            return x, number
    raise UserError("survey.no_convergence")


def _step(slope: Matrix, misfit: Vector) -> Vector:
    scale = _column_scale(slope)
    solved, _, rank, _ = np.linalg.lstsq(slope / scale, misfit, rcond=1e-11)
    if rank < slope.shape[1]:
        raise UserError("survey.not_determined", missing=slope.shape[1] - int(rank))
    found: Vector = solved / scale
    return found


def _column_scale(slope: Matrix) -> Vector:
    scale: Vector = np.sqrt(np.sum(slope**2, axis=0))
    return np.where(scale > 0, scale, 1.0)


def _judge(x: Vector, slope: Matrix, residuals: Vector, sigma: Vector, iterations: int) -> Adjusted:
    """``slope`` is divided by sigma: in that space every measurement has the variance 1."""
    scale = _column_scale(slope)
    q, r = np.linalg.qr(slope / scale)
    inverse = np.linalg.inv(r)
    covariance = (inverse @ inverse.T) / np.outer(scale, scale)
    projector = np.eye(len(sigma)) - q @ q.T
    redundancy = np.clip(np.diag(projector), 0.0, 1.0)
    checked = redundancy > _UNCHECKED
    root = np.sqrt(np.where(checked, redundancy, 1.0))
    white = residuals / sigma
    dof = len(sigma) - len(x)
    weighted = float(white @ white)
    return Adjusted(
        x=x, covariance=covariance, residuals=residuals, redundancy=np.where(checked, redundancy, 0.0),
        w=np.where(checked, white / root, 0.0),
        detectable=np.where(checked, NON_CENTRALITY * sigma / root, np.inf), projector=projector, dof=dof,
        sigma0=math.sqrt(weighted / dof) if dof > 0 else None,
        accepted=global_test(weighted, dof) if dof > 0 else None, iterations=iterations,
    )


def global_test(weighted_square_sum: float, dof: int, risk: float = GLOBAL_RISK) -> bool:
    """Whether vᵀPv is as small as the a-priori sigmas promise: one-sided chi-square test (Ghilani 16.7)."""
    from scipy.special import chdtri  # scipy costs a fifth of a second: only where it is needed

    return bool(weighted_square_sum <= float(chdtri(dof, risk)))


def find_blunders(
    model: Model, observed: Vector, sigma: Vector, start: Vector, *, angular: Vector | None = None,
    groups: Sequence[int] | None = None, at_most: int = 5,
) -> tuple[Blunder, ...]:
    """Name measurements that do not fit the others (data snooping): the one that stands out most is left out and the
    rest adjusted again, until nothing exceeds the critical value or nothing is left to check with.

    ``groups`` numbers measurements that stand or fall together, such as the two coordinates of a point; the indices
    that come back are then those numbers. With little redundancy several may explain the misfit equally well: they
    are named in ``alike``. Nothing is removed from the adjustment itself: that is for people to decide.
    """
    labels = np.arange(len(observed)) if groups is None else np.asarray(groups)
    turn = np.zeros(len(observed), bool) if angular is None else np.asarray(angular, bool)
    kept = np.arange(len(observed))
    found: list[Blunder] = []
    while len(found) < at_most:
        try:
            result = adjust(_rows_of(model, kept), observed[kept], sigma[kept], start, angular=turn[kept])
        except UserError:
            break  # without what was left out nothing is determined any more
        worst = _worst(result, labels[kept], sigma[kept]) if result.checked else None
        if worst is None:
            break
        found.append(worst)
        kept = kept[labels[kept] != worst.index]
    return tuple(found)


def _worst(result: Adjusted, labels: NDArray[np.intp], sigma: Vector) -> Blunder | None:
    """The group whose outlier test is largest by its critical value. T = vᵀ·R⁺·v ~ χ²(m) in whitened space; for one
    measurement that is w² against 3.29²."""
    white = result.residuals / sigma
    members = {int(label): np.flatnonzero(labels == label) for label in np.unique(labels)}
    inverse = {label: np.linalg.pinv(result.projector[np.ix_(i, i)], rcond=_UNCHECKED) for label, i in members.items()}
    ratios = {
        label: float(white[i] @ inverse[label] @ white[i]) / _critical(len(i))
        for label, i in members.items() if np.max(result.redundancy[i]) > 0
    }
    label = max(ratios, key=lambda one: ratios[one])
    if ratios[label] <= 1:
        return None
    rows = members[label]
    error = -(inverse[label] @ white[rows]) * sigma[rows]
    size = float(error[0]) if len(rows) == 1 else float(np.linalg.norm(error))
    alike = tuple(
        other for other in ratios
        if other != label and _correlation(result.projector, rows, members[other]) > _ALIKE
    )
    return Blunder(label, math.copysign(math.sqrt(ratios[label]) * CRITICAL_W, -size), size, alike)


def _critical(count: int) -> float:
    """The critical value of χ²(count) for a risk of 0.1 %."""
    if count == 1:
        return CRITICAL_W**2
    if count == 2:
        return -2 * math.log(0.001)
    from scipy.special import chdtri  # scipy costs a fifth of a second: only where it is needed

    return float(chdtri(count, 0.001))


def _correlation(projector: Matrix, one: NDArray[np.intp], other: NDArray[np.intp]) -> float:
    """The smallest canonical correlation of two outlier tests: near 1 they cannot be told apart."""
    left, right = _root_inverse(projector[np.ix_(one, one)]), _root_inverse(projector[np.ix_(other, other)])
    return float(np.min(np.linalg.svd(left @ projector[np.ix_(one, other)] @ right, compute_uv=False)))


def _root_inverse(block: Matrix) -> Matrix:
    values, vectors = np.linalg.eigh(block)
    root: Matrix = vectors @ np.diag(np.where(values > _UNCHECKED, 1 / np.sqrt(np.maximum(values, 1e-12)), 0.0))
    inverse: Matrix = root @ vectors.T
    return inverse


def _rows_of(model: Model, rows: NDArray[np.intp]) -> Model:
    def part(x: Vector) -> tuple[Vector, Matrix]:
        computed, slope = model(x)
        return computed[rows], slope[rows]

    return part


def _wrapped(values: Vector, turn: Vector) -> Vector:
    around = np.remainder(values + math.pi, 2 * math.pi) - math.pi
    return np.where(turn, around, values)
