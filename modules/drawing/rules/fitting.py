"""Where a picture lies on the drawing: fitted by known points, with residuals; drawn anew where it must be slanted."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from modules.drawing.records import Entity, Point, Rectified
from workstation.api import UserError
from workstation.api.survey import NEEDED, Fit, FitKind, KnownPoint, fit_points

SHARED_SIGMA_M = 0.02
LONGEST_PX = 2400
_AROUND = 1.0  # how far beyond the known points a slanted picture is shown, in sizes of what they span
_FARTHEST = 6.0  # parts of it that are drawn larger than this, beside the middle of the known points, are left out
_GRID = 60
Matrix = NDArray[np.float64]


def kinds_for(underlay: Entity, count: int) -> list[FitKind]:
    """What a number of known points can fit, the usual kind first. A picture at true scale keeps its scale."""
    usual = FitKind.RIGID if underlay.ref is not None else FitKind.SIMILARITY
    return [kind for kind in (usual, FitKind.AFFINE, FitKind.PROJECTIVE) if NEEDED[kind] <= count]


def fit(
    underlay: Entity, shares: Sequence[Point], places: Sequence[Point], kind: FitKind = FitKind.SIMILARITY,
    sigma_m: float = SHARED_SIGMA_M,
) -> Fit:
    """Fit the picture of an underlay; ``shares`` are (u, v) of what is shown, from its upper left corner, ``places``
    metres.

    The source plane is the picture about its middle, y up: metres of the underlay as it lies. As many points as a kind
    needs always fit exactly, then ``checked`` is false and residuals prove nothing. Raises the ``UserError`` of
    ``fit_points``.
    """
    known = [
        KnownPoint(((u - 0.5) * underlay.size_m, (0.5 - v) * _height(underlay)), place, sigma_m, str(number))
        for number, ((u, v), place) in enumerate(zip(shares, places, strict=True), 1)
    ]
    return fit_points(known, kind)


def placed(underlay: Entity, found: Fit) -> Entity:
    """The underlay where a fit without slant puts it."""
    scale = 1.0 if found.kind is FitKind.RIGID else found.scale
    return replace(
        underlay, points=(found.apply((0.0, 0.0)),), size_m=underlay.size_m * scale, depth_m=_height(underlay) * scale,
        angle_deg=found.rotation_deg % 360,
    )


def rectified(underlay: Entity, found: Fit, former: Rectified | None) -> tuple[Entity, Rectified]:
    """The underlay upright around its known points, and how its picture is drawn anew for that.

    Raises ``UserError("survey.beyond_horizon")`` if nothing of the picture can be shown.
    """
    width, height = underlay.size_m, _height(underlay)
    to_source = np.array([[width, 0, -width / 2], [0, -height, height / 2], [0, 0, 1]])  # shares to metres as it lay
    to_place = found.matrix @ to_source
    x0, y0, x1, y1 = _crop(to_place, found)
    to_shown = np.array([[1 / (x1 - x0), 0, -x0 / (x1 - x0)], [0, -1 / (y1 - y0), y1 / (y1 - y0)], [0, 0, 1]])
    before = np.eye(3) if former is None else np.array(former.matrix).reshape(3, 3)
    matrix = to_shown @ to_place @ before
    ahead = float(found.matrix[2] @ np.array([*found.centre, 1.0]))
    matrix = matrix / math.copysign(float(np.abs(matrix).max()), ahead)  # what lies before the camera is positive
    longest = max(x1 - x0, y1 - y0)
    made = Rectified(
        matrix=tuple(float(one) for one in matrix.ravel()),
        width_px=max(1, round(LONGEST_PX * (x1 - x0) / longest)),
        height_px=max(1, round(LONGEST_PX * (y1 - y0) / longest)),
    )
    there = replace(
        underlay, points=(((x0 + x1) / 2, (y0 + y1) / 2),), size_m=x1 - x0, depth_m=y1 - y0, angle_deg=0.0,
        mirrored=False, style=made.id,
    )
    return there, made


def _crop(to_place: Matrix, found: Fit) -> tuple[float, float, float, float]:
    """What of the drawing the picture shall cover: the known points and what is around them, as far as the picture
    reaches and is not drawn beyond measure."""
    targets = np.array([point.target for point in found.points])
    low, high = targets.min(axis=0), targets.max(axis=0)
    room = np.maximum(high - low, (high - low).max() * 0.25) * _AROUND
    low, high = low - room, high + room
    side = np.linspace(0, 1, _GRID)
    u, v = (grid.ravel() for grid in np.meshgrid(side, side))
    x, y, w = to_place @ np.array([u, v, np.ones_like(u)])
    middle = np.array([*found.centre, 1.0])
    ahead = w * float(np.sign(found.matrix[2] @ middle))
    usual = abs(float(found.matrix[2] @ middle))
    seen = ahead > usual / _FARTHEST
    if not seen.any():
        raise UserError("survey.beyond_horizon")
    px, py = x[seen] / w[seen], y[seen] / w[seen]
    inside = (px >= low[0]) & (px <= high[0]) & (py >= low[1]) & (py <= high[1])
    px, py = np.append(px[inside], targets[:, 0]), np.append(py[inside], targets[:, 1])
    return float(px.min()), float(py.min()), float(px.max()), float(py.max())


def _height(underlay: Entity) -> float:
    return underlay.depth_m or underlay.size_m


def share_of(underlay: Entity, place: Point) -> Point:
    """The share (u, v) of the picture that lies at a place of the drawing."""
    turn = complex(math.cos(math.radians(underlay.angle_deg)), math.sin(math.radians(underlay.angle_deg)))
    away = complex(place[0] - underlay.points[0][0], place[1] - underlay.points[0][1]) / turn
    return 0.5 + away.real / underlay.size_m, 0.5 - away.imag / _height(underlay)


def place_of(underlay: Entity, share: Point) -> Point:
    """Where a share (u, v) of the picture lies on the drawing."""
    turn = complex(math.cos(math.radians(underlay.angle_deg)), math.sin(math.radians(underlay.angle_deg)))
    away = complex((share[0] - 0.5) * underlay.size_m, (0.5 - share[1]) * _height(underlay)) * turn
    return underlay.points[0][0] + away.real, underlay.points[0][1] + away.imag
