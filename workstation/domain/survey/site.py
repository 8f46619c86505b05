"""The local frame of a scene fitted onto the earth from points known in both.

A similarity with a free scale: two points fix it exactly and nothing checks it; the scale shows whether tape and map
agree. Source: Ghilani, Adjustment Computations, ch. 18 (two-dimensional conformal transformation).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.domain import frames
from workstation.domain.errors import UserError
from workstation.domain.place import GeoPoint
from workstation.domain.survey.fitting import Fit, KnownPoint, fit_points

_UNKNOWN_ERROR_M = 0.02
_PROJECTION = 5e-4


@dataclass(frozen=True)
class SiteFit:
    """The frame to be stored, and the fit with its residuals, blunders and scale."""

    frame: frames.SiteFrame
    fit: Fit

    @property
    def scale_off_ppm(self) -> float | None:
        """By how much the scale differs from 1, in ppm, where that is more than the points' errors (3 sigma) and the
        projection (500 ppm) explain: a unit, a point or a frame is then wrong."""
        a, b = self.fit.adjusted.x[:2]
        sigma = math.sqrt(float(self.fit.adjusted.covariance[0, 0])) / math.hypot(a, b)
        off = self.fit.scale - 1
        return off * 1e6 if abs(off) > max(3 * sigma, _PROJECTION) else None


def fit_site(name: str, pairs: Sequence[tuple[str, GeoPoint, GeoPoint]]) -> SiteFit:
    """Fit the frame ``name`` from points named with their place in it and in a frame in metres.

    Raises ``UserError``: ``survey.site_base`` (targets in several frames, or not in metres), and those of
    ``fit_points`` (one point, points too close together).
    """
    bases = {target.frame for _, _, target in pairs}
    if len(bases) > 1 or not all(frames.is_metric(base) for base in bases):
        raise UserError("survey.site_base", frames=", ".join(sorted(bases)))
    known = [
        KnownPoint((site.x, site.y), (target.x, target.y), target.accuracy_m or _UNKNOWN_ERROR_M, title)
        for title, site, target in pairs
    ]
    fit = fit_points(known)
    origin = fit.apply((0.0, 0.0))
    control = tuple(
        frames.Control(
            name=point.name, site_x=point.source[0], site_y=point.source[1], base_x=point.target[0],
            base_y=point.target[1], residual_m=residual.length_m,
        )
        for point, residual in zip(known, fit.residuals, strict=True)
    )
    frame = frames.SiteFrame(
        name=name, base=next(iter(bases)), a=float(fit.matrix[0, 0]),
        b=float(fit.matrix[1, 0]), shift_x_m=origin[0], shift_y_m=origin[1],
        rms_m=fit.rms_m if fit.checked else None, control=control,
    )
    return SiteFit(frame, fit)
