"""Cameras: where the eye is, what a pixel sees; all coordinates are relative to a pyramid's origin."""

import math
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from modules.clouds.records import Projection, Triple
from modules.clouds.rules.morton import Array

EYE_M = 1.6
FIELD_DEG = 60.0  # of view, from top to bottom
STANDING: dict[Projection, tuple[float, float]] = {  # yaw and pitch of the parallel views
    Projection.PLAN: (0.0, -90.0), Projection.SOUTH: (0.0, 0.0), Projection.NORTH: (180.0, 0.0),
    Projection.EAST: (270.0, 0.0), Projection.WEST: (90.0, 0.0),
}
_STEEPEST_DEG = 89.9


@dataclass(frozen=True)
class Camera:
    """Looks at ``target`` from ``distance`` away. ``yaw_deg`` clockwise from north (y), ``pitch_deg`` up when positive.

    In parallel views ``distance`` is what the picture is high, in real units. ``roll_deg`` leans the head to the right,
    ``field_deg`` is the angle from top to bottom; both are for perspective.
    """

    target: Triple
    distance: float
    yaw_deg: float = 30.0
    pitch_deg: float = -25.0
    projection: Projection = Projection.PERSPECTIVE
    roll_deg: float = 0.0
    field_deg: float = FIELD_DEG

    @property
    def parallel(self) -> bool:
        """Whether lines that are parallel stay so: plan and elevations."""
        return self.projection is not Projection.PERSPECTIVE

    def axes(self) -> Array:
        """Right, up and forward, as rows (3, 3)."""
        yaw, pitch = self.yaw_deg, self.pitch_deg
        if self.parallel:
            yaw, pitch = STANDING.get(self.projection, (yaw, 0.0))  # that of a wall keeps its own direction
        y, p = math.radians(yaw), math.radians(pitch)
        forward = np.array([math.sin(y) * math.cos(p), math.cos(y) * math.cos(p), math.sin(p)])
        right = np.array([math.cos(y), -math.sin(y), 0.0])
        up = np.cross(right, forward)
        if self.roll_deg and not self.parallel:
            r = math.radians(self.roll_deg)
            right, up = right * math.cos(r) - up * math.sin(r), up * math.cos(r) + right * math.sin(r)
        return np.stack([right, up, forward])

    def eye(self, depth: float = 0.0) -> Array:
        """Where the eye is; for parallel views a plane ``depth`` before the target."""
        back = max(self.distance, depth) if self.parallel else self.distance
        eye: Array = np.array(self.target) - self.axes()[2] * back
        return eye

    def pixel_size(self, height: int) -> float:
        """Real units of a pixel: in parallel views everywhere, in perspective at a distance of 1."""
        whole = self.distance if self.parallel else 2 * math.tan(math.radians(self.field_deg) / 2)
        return whole / height

    # moving

    def turned(self, dyaw_deg: float, dpitch_deg: float) -> "Camera":
        """Turned about the target."""
        pitch = min(_STEEPEST_DEG, max(-_STEEPEST_DEG, self.pitch_deg + dpitch_deg))
        return replace(self, yaw_deg=(self.yaw_deg + dyaw_deg) % 360, pitch_deg=pitch)

    def moved(self, right_px: float, up_px: float, height: int) -> "Camera":
        """The target moved along the picture by so many pixels of a picture ``height`` pixels high."""
        step = self.pixel_size(height) * (1.0 if self.parallel else self.distance)
        axes = self.axes()
        return replace(self, target=_triple(np.array(self.target) + axes[0] * right_px * step + axes[1] * up_px * step))

    def nearer(self, factor: float) -> "Camera":
        """The distance to the target divided by ``factor``."""
        return replace(self, distance=max(1e-3, self.distance / factor))

    def walked(self, forward: float, right: float, up: float, turn_deg: float = 0.0) -> "Camera":
        """Eye and target moved on level ground, in real units; turned about the eye."""
        y = math.radians(self.yaw_deg)
        ahead, aside = np.array([math.sin(y), math.cos(y), 0.0]), np.array([math.cos(y), -math.sin(y), 0.0])
        eye = self.eye() + ahead * forward + aside * right + np.array([0.0, 0.0, up])
        turned = self.turned(turn_deg, 0.0)
        return replace(turned, target=_triple(eye + turned.axes()[2] * turned.distance))

    def looking_at(self, target: Array) -> "Camera":
        """The same direction, about another point."""
        return replace(self, target=_triple(target))

    def project(self, points: Array, width: int, height: int) -> Array:
        """Pixels and depth (n, 3) of points (n, 3); a depth that is not positive lies behind the eye."""
        seen = (np.asarray(points, float) - self.eye()) @ self.axes().T
        size = self.pixel_size(height) * (1.0 if self.parallel else np.where(seen[:, 2] > 0, seen[:, 2], np.nan))
        x = width / 2 + seen[:, 0] / size
        y = height / 2 - seen[:, 1] / size
        return np.stack([x, y, seen[:, 2]], axis=1)


def standing(floor: Triple, eye: float, yaw_deg: float) -> Camera:
    """A camera that looks level from ``eye`` above a place on the floor."""
    x, y, z = floor
    ahead = (math.sin(math.radians(yaw_deg)), math.cos(math.radians(yaw_deg)))
    return Camera((x + ahead[0] * eye, y + ahead[1] * eye, z + eye), eye, yaw_deg, 0.0)


def overview(lower: Array, upper: Array, projection: Projection, aspect: float, yaw_deg: float = 30.0) -> Camera:
    """A camera that sees a whole box (corners relative to the origin) in a picture ``aspect`` times as wide as high."""
    middle, size = (lower + upper) / 2, upper - lower
    camera = Camera(_triple(middle), 1.0, yaw_deg, projection=projection)
    if camera.parallel:
        axes = np.abs(camera.axes())
        wide, high = float(axes[0] @ size), float(axes[1] @ size)
        return replace(camera, distance=max(high, wide / aspect, 1e-3) * 1.08)
    radius = float(np.linalg.norm(size)) / 2
    return replace(camera, distance=max(1e-3, radius / math.sin(math.radians(FIELD_DEG) / 2) / min(1.0, aspect)))


def _triple(values: Array) -> Triple:
    return cast("Triple", tuple(float(value) for value in values))
