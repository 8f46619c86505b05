"""Traverses (导线): closure against what is permissible, and coordinates by the compass rule.

Sources: Ghilani & Wolf, Elementary Surveying, ch. 10 (balancing angles, compass rule); GB 50026-2020, 3.3 (导线测量:
方位角闭合差, 相对闭合差; numbers to be compared with the text, they come from the rule pack).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.api import UserError
from workstation.api.survey import Point


@dataclass(frozen=True)
class Leg:
    """One leg in order: the clockwise angle at its start from the leg before, degrees, and its horizontal length."""

    start: str
    end: str
    angle_deg: float
    length_m: float


@dataclass(frozen=True)
class Permissible:
    """What a grade permits: ``angle_arcsec``·√n for the sum of angles, 1/``relative`` of the length for place."""

    angle_arcsec: float
    relative: float


@dataclass(frozen=True)
class Traverse:
    """A computed traverse.

    ``angular_arcsec`` is measured minus due, none where nothing checks it; ``gap_m`` the linear closure (fs), none
    for an open traverse; ``one_in`` the relative closure 1/N, infinite where it closes exactly. ``points`` are by the
    compass rule after the angles were balanced.
    """

    points: tuple[tuple[str, Point], ...]
    total_m: float
    angles: int
    angular_arcsec: float | None
    angular_limit_arcsec: float | None
    dx_m: float | None
    dy_m: float | None
    gap_m: float | None
    one_in: float | None
    limit_one_in: float | None

    @property
    def angle_holds(self) -> bool | None:
        """Whether the angles close well enough; none where that cannot be said."""
        if self.angular_arcsec is None or self.angular_limit_arcsec is None:
            return None
        return abs(self.angular_arcsec) <= self.angular_limit_arcsec

    @property
    def length_holds(self) -> bool | None:
        """Whether the place closes well enough; none where that cannot be said."""
        if self.one_in is None or self.limit_one_in is None:
            return None
        return self.one_in >= self.limit_one_in


def compute_traverse(
    start: Point, start_bearing_deg: float, legs: Sequence[Leg], *, end: Point | None = None,
    closing_angle_deg: float | None = None, end_bearing_deg: float | None = None, limits: Permissible | None = None,
) -> Traverse:
    """Compute a traverse from ``start``, where ``start_bearing_deg`` is the bearing to the backsight.

    Closed on an outer point: ``end`` is the start, with the closing angle and the first backsight's bearing as
    ``end_bearing_deg``; a polygon (闭合), whose first angle is turned from its last leg: without closing angle;
    connecting (附合): ``end`` is another known point, with the angle there and the bearing to its foresight; open
    (支): neither. Raises ``UserError("measurements.traverse_empty")``.
    """
    if not legs:
        raise UserError("measurements.traverse_empty")
    count = len(legs) + (closing_angle_deg is not None)
    total_turn = sum(leg.angle_deg for leg in legs) + (closing_angle_deg or 0.0)
    angular, correction = None, 0.0
    if end_bearing_deg is not None:
        # every angle turns from the backsight to the foresight; between stations the sight reverses by 180°
        last = start_bearing_deg + total_turn + 180.0 * len(legs)
        angular = ((last - end_bearing_deg + 180) % 360 - 180) * 3600
        correction = -angular / 3600 / count
    steps, bearing = [], start_bearing_deg
    for number, leg in enumerate(legs):
        bearing += leg.angle_deg + correction + (180.0 if number else 0.0)
        turn = math.radians(bearing)
        steps.append((leg.length_m * math.sin(turn), leg.length_m * math.cos(turn)))
    total = sum(leg.length_m for leg in legs)
    dx = dy = gap = one_in = None
    if end is not None:
        dx = start[0] + sum(step[0] for step in steps) - end[0]
        dy = start[1] + sum(step[1] for step in steps) - end[1]
        gap = math.hypot(dx, dy)
        one_in = total / gap if gap > 1e-9 else math.inf
    return Traverse(
        points=tuple(_balanced(start, legs, steps, dx or 0.0, dy or 0.0, total)), total_m=total, angles=count,
        angular_arcsec=angular, dx_m=dx, dy_m=dy, gap_m=gap, one_in=one_in,
        angular_limit_arcsec=limits.angle_arcsec * math.sqrt(count) if limits and angular is not None else None,
        limit_one_in=limits.relative if limits and one_in is not None else None,
    )


def _balanced(
    start: Point, legs: Sequence[Leg], steps: Sequence[Point], dx: float, dy: float, total: float
) -> list[tuple[str, Point]]:
    """The compass rule: every leg takes its share of the closure by its length."""
    found: list[tuple[str, Point]] = []
    x, y = start
    for leg, (step_x, step_y) in zip(legs, steps, strict=True):
        share = leg.length_m / total
        x, y = x + step_x - dx * share, y + step_y - dy * share
        found.append((leg.end, (x, y)))
    return found
