"""Cameras of photographs that stand in a cloud: what they see, how well they fit, what stands before them."""

import math
from dataclasses import dataclass

import numpy as np

from modules.clouds.records import PhotoPose, Projection, Triple
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.morton import Array

_PLATES = 3  # so many points in the way are a surface; fewer are stray
_AROUND = 1.5  # spacings: how near to the ray a point is in the way
_FREE = 3.0  # spacings before the target that do not count: its own surface


@dataclass(frozen=True)
class Pinhole:
    """(x, y, z) = rotation (p - position): x right, y down, z ahead; the pixel is focal_px · (x / z, y / z) from the
    middle."""

    rotation: Array
    position: Array
    focal_px: float
    width: int
    height: int

    @classmethod
    def of(cls, pose: PhotoPose) -> "Pinhole":
        """The camera of a placed photograph."""
        from scipy.spatial.transform import Rotation

        w, x, y, z = pose.rotation
        rotation = Rotation.from_quat([x, y, z, w]).as_matrix()
        return cls(rotation, np.array(pose.position), pose.focal_px, pose.width, pose.height)

    def project(self, points: Array) -> Array:
        """Pixels and depth (n, 3) of points (n, 3); not a number for what lies behind."""
        seen = (np.asarray(points, float) - self.position) @ self.rotation.T
        depth = np.where(seen[:, 2] > 0, seen[:, 2], np.nan)
        x = self.width / 2 + self.focal_px * seen[:, 0] / depth
        y = self.height / 2 + self.focal_px * seen[:, 1] / depth
        return np.stack([x, y, seen[:, 2]], axis=1)

    def inside(self, points: Array) -> Array:
        """Which points (n, 3) lie in the picture, whatever stands before them."""
        x, y, depth = self.project(points).T
        with np.errstate(invalid="ignore"):
            held: Array = (depth > 0) & (x >= 0) & (x < self.width) & (y >= 0) & (y < self.height)
        return held

    @property
    def field_deg(self) -> float:
        """The angle of view from top to bottom."""
        return math.degrees(2 * math.atan(self.height / 2 / self.focal_px))

    @property
    def angle_deg(self) -> float:
        """The angle of view from left to right."""
        return math.degrees(2 * math.atan(self.width / 2 / self.focal_px))

    def bearings(self) -> tuple[float, float, float]:
        """Yaw (clockwise from the y axis), pitch (up) and roll (the picture's top leaning to the right), in degrees."""
        right, down, ahead = self.rotation
        pitch = math.asin(max(-1.0, min(1.0, float(ahead[2]))))
        yaw = math.atan2(float(ahead[0]), float(ahead[1]))
        level = np.array([math.cos(yaw), -math.sin(yaw), 0.0])
        above = np.cross(level, ahead)
        roll = math.atan2(float(-down @ level), float(-down @ above))
        del right
        return math.degrees(yaw) % 360, math.degrees(pitch), math.degrees(roll)

    def camera(self, origin: Array, reach: float, aspect: float) -> Camera:
        """The view's camera that looks the same way: relative to ``origin``, its target ``reach`` ahead, and the whole
        photograph in a picture ``aspect`` times as wide as high."""
        yaw, pitch, roll = self.bearings()
        x, y, z = (float(value) for value in self.position - origin + self.rotation[2] * reach)
        high = max(self.height, self.width / aspect)
        field = math.degrees(2 * math.atan(high / 2 / self.focal_px))
        return Camera((x, y, z), reach, yaw, pitch, Projection.PERSPECTIVE, roll, field)


def quaternion(rotation: Array) -> tuple[float, float, float, float]:
    """A rotation as unit quaternion (w, x, y, z) with w ≥ 0."""
    from scipy.spatial.transform import Rotation

    x, y, z, w = (float(value) for value in Rotation.from_matrix(rotation).as_quat())
    return (w, x, y, z) if w >= 0 else (-w, -x, -y, -z)


def triple(values: Array) -> Triple:
    """Three coordinates as plain numbers."""
    return float(values[0]), float(values[1]), float(values[2])


def in_the_way(points: Array, eye: Array, target: Array, spacing: float) -> float | None:
    """How far from the eye the first surface before the target is; none when the sight is free.

    ``points`` (n, 3) lie about ``spacing`` apart; single points count as stray. What lies within three spacings of
    the target is its own surface.
    """
    way = target - eye
    length = float(np.linalg.norm(way))
    if length <= 0:
        return None
    away = points - eye
    along = away @ (way / length)
    between = (along > spacing) & (along < length - _FREE * spacing)
    near, along = away[between], along[between]
    off = np.linalg.norm(near - along[:, None] * (way / length), axis=1)
    met = np.sort(along[off < _AROUND * spacing])
    for first in range(len(met) - _PLATES + 1):
        if met[first + _PLATES - 1] - met[first] < 4 * spacing:
            return float(met[first])
    return None


def spacing_of(points: Array) -> float:
    """How far points (n, 3) lie apart: the middle one of the distances to their nearest neighbours."""
    from scipy.spatial import cKDTree

    if len(points) < 2:
        return 0.0
    few = points[:: max(1, len(points) // 4000)]
    away, _ = cKDTree(points).query(few, k=2)
    return float(np.median(away[:, 1]))
