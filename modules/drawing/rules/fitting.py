"""Where a picture lies on the drawing: fitted by known points, with residuals."""

import math
from collections.abc import Sequence
from dataclasses import replace

from modules.drawing.records import Entity, Point
from workstation.api.survey import Fit, FitKind, KnownPoint, fit_points


def fit(underlay: Entity, shares: Sequence[Point], places: Sequence[Point], sigma_m: float = 0.02) -> Fit:
    """Fit the picture of an underlay; ``shares`` are (u, v) from its upper left corner, ``places`` metres.

    Turn, scale and shift only: two points always fit exactly, then ``checked`` is false and residuals prove nothing.
    Raises the ``UserError`` of ``fit_points``.
    """
    aspect = underlay.size_m / (underlay.depth_m or underlay.size_m)
    known = [
        KnownPoint(((u - 0.5) * aspect, 0.5 - v), place, sigma_m, str(number))
        for number, ((u, v), place) in enumerate(zip(shares, places, strict=True), 1)
    ]
    return fit_points(known, FitKind.SIMILARITY)


def placed(underlay: Entity, found: Fit) -> Entity:
    """The underlay where the fit puts it."""
    aspect = underlay.size_m / (underlay.depth_m or underlay.size_m)
    return replace(
        underlay, points=(found.apply((0.0, 0.0)),), size_m=aspect * found.scale, depth_m=found.scale,
        angle_deg=found.rotation_deg % 360,
    )


def share_of(underlay: Entity, place: Point) -> Point:
    """The share (u, v) of the picture that lies at a place of the drawing."""
    turn = complex(math.cos(math.radians(underlay.angle_deg)), math.sin(math.radians(underlay.angle_deg)))
    away = complex(place[0] - underlay.points[0][0], place[1] - underlay.points[0][1]) / turn
    return 0.5 + away.real / underlay.size_m, 0.5 - away.imag / (underlay.depth_m or underlay.size_m)
