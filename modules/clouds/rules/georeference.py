"""Fitting a cloud to surveyed points: into an EPSG frame in metres or the site's own frame."""

from collections.abc import Sequence

import numpy as np

from modules.clouds.records import Cloud, FrameFit, PointPair
from modules.clouds.rules.registration import PairFit, Rigid, fit_levelled, fit_pairs
from workstation.api import UserError


def fit_to_pairs(pairs: Sequence[PointPair], *, levelled: bool = False, metres: float = 1.0) -> PairFit:
    """The movement by the pairs in use, and the residuals of all of them, in the order given; ``metres`` in one unit
    of the moving points. Raises ``UserError`` as ``fit_pairs`` and ``fit_levelled`` do."""
    used = [pair for pair in pairs if pair.used]
    moving = np.array([pair.moving for pair in used], float).reshape(-1, 3) * metres
    fixed = np.array([pair.fixed for pair in used], float).reshape(-1, 3)
    fit = (fit_levelled if levelled else fit_pairs)(moving, fixed)
    whole = np.array([pair.moving for pair in pairs], float) * metres
    away = np.linalg.norm(fit.rigid.apply(whole) - np.array([pair.fixed for pair in pairs], float), axis=1)
    return PairFit(fit.rigid, tuple(float(value) for value in away), fit.rms)


def frame_fit(cloud: Cloud, frame: str, pairs: Sequence[PointPair], *, levelled: bool) -> FrameFit:
    """How a cloud lies in the frame of its control points; one more pair than needed is wanted, or nothing checks it.

    Raises ``UserError``: ``clouds.unit_unknown``, ``clouds.too_few_pairs``, ``clouds.pairs_in_line``.
    """
    if cloud.metres is None:
        raise UserError("clouds.unit_unknown", name=cloud.name)
    fit = fit_to_pairs(pairs, levelled=levelled, metres=cloud.metres)
    x, y, z = (float(value) for value in fit.rigid.translation)
    return FrameFit(
        cloud_id=cloud.id, frame=frame, rotation=fit.rigid.quaternion(), translation=(x, y, z), pairs=tuple(pairs),
        residuals=fit.residuals, rms_m=fit.rms, levelled=levelled,
    )


def pair_residuals(pairs: Sequence[PointPair], rigid: Rigid) -> tuple[float, ...]:
    """How far a movement leaves the points of each pair apart, in the order given."""
    moving, fixed = (np.array([getattr(pair, side) for pair in pairs]) for side in ("moving", "fixed"))
    return tuple(float(value) for value in np.linalg.norm(rigid.apply(moving) - fixed, axis=1))


def checked(pairs: Sequence[PointPair], *, levelled: bool = False) -> bool:
    """Whether there is a pair more than the fit needs."""
    return sum(pair.used for pair in pairs) > (2 if levelled else 3)


def rigid_of(fit: FrameFit) -> Rigid:
    """The movement of a fit, for points in metres."""
    return Rigid.of_quaternion(fit.rotation, fit.translation)
