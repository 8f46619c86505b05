"""Planes through points: least squares and robust."""

from dataclasses import dataclass

import numpy as np

from modules.clouds.rules.morton import Array
from workstation.api import UserError

_DRAWS = 300
_JUDGED = 5000


@dataclass(frozen=True)
class Plane:
    """A plane by a point and its unit normal (3,); ``rms`` is the distance of the points that it was fitted to."""

    point: Array
    normal: Array
    rms: float = 0.0
    points: int = 0

    def distances(self, points: Array) -> Array:
        """Signed distances (n,): positive on the side of the normal."""
        away: Array = (points - self.point) @ self.normal
        return away

    def axes(self) -> tuple[Array, Array]:
        """Two unit vectors in the plane: the first level, the second as far up as it goes (north, if it is level)."""
        level = np.cross((0.0, 0.0, 1.0), self.normal)
        across = level / np.linalg.norm(level) if np.linalg.norm(level) > 1e-6 else np.array([1.0, 0.0, 0.0])
        return across, np.cross(self.normal, across)


def fit_plane(points: Array) -> Plane:
    """The plane of least squares through points (n, 3). Raises ``UserError("clouds.no_plane")``."""
    if len(points) < 3:
        raise UserError("clouds.no_plane")
    middle = points.mean(axis=0)
    values, vectors = np.linalg.eigh((points - middle).T @ (points - middle))
    if values[1] <= 1e-12 * max(values[2], 1e-300):
        raise UserError("clouds.no_plane")
    return _towards(Plane(middle, vectors[:, 0], float(np.sqrt(max(0.0, values[0]) / len(points))), len(points)))


def robust_plane(points: Array, slack: float) -> Plane:
    """The plane that most points lie on within ``slack``, then fitted to those (RANSAC with a fixed seed).

    Raises ``UserError("clouds.no_plane")``.
    """
    if len(points) < 3:
        raise UserError("clouds.no_plane")
    rng = np.random.default_rng(3)
    few = points[:: max(1, len(points) // _JUDGED)]
    best, most = None, 0
    for _ in range(_DRAWS):
        one, two, three = few[rng.choice(len(few), 3, replace=False)]
        normal = np.cross(two - one, three - one)
        length = float(np.linalg.norm(normal))
        if length < 1e-12:
            continue
        agree = int((np.abs((few - one) @ normal) < slack * length).sum())
        if agree > most:
            best, most = Plane(one, normal / length), agree
    if best is None:
        raise UserError("clouds.no_plane")
    plane = best
    for _ in range(5):
        near = points[np.abs(plane.distances(points)) < slack]
        if len(near) < 3:
            raise UserError("clouds.no_plane")
        plane = fit_plane(near)
    return plane


def _towards(plane: Plane) -> Plane:
    """The normal up, or of an upright plane to the side of positive x, else y: the sign must not be by chance."""
    x, y, z = plane.normal
    turned = z < -0.1 or (abs(z) <= 0.1 and (x < -1e-9 or (abs(x) <= 1e-9 and y < 0)))
    return Plane(plane.point, -plane.normal, plane.rms, plane.points) if turned else plane
