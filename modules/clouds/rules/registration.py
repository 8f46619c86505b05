"""Putting one scan into the frame of another: rigid movements, their fit to pairs, spheres, and how firm they are.

Fit of pairs after B. Horn / W. Kabsch (singular value decomposition, no scale); spheres by Gauss-Newton.
"""

import math
from dataclasses import dataclass

import numpy as np

from modules.clouds.records import Triple
from modules.clouds.rules.morton import Array
from workstation.api import UserError

_FLAT = 1e-3  # pairs whose second extent is so much smaller than the first lie on a line
_FIRM = 0.02  # a direction that is held by less than this share of the firmest may slide
_STEPS = 30


@dataclass(frozen=True)
class Rigid:
    """p' = rotation p + translation."""

    rotation: Array
    translation: Array

    @classmethod
    def identity(cls) -> "Rigid":
        """Nothing moves."""
        return cls(np.eye(3), np.zeros(3))

    @classmethod
    def of_matrix(cls, matrix: Array) -> "Rigid":
        """Of a (4, 4) matrix."""
        return cls(np.asarray(matrix[:3, :3], float), np.asarray(matrix[:3, 3], float))

    @property
    def matrix(self) -> Array:
        """As a (4, 4) matrix."""
        made = np.eye(4)
        made[:3, :3], made[:3, 3] = self.rotation, self.translation
        return made

    def apply(self, points: Array) -> Array:
        """The points (n, 3) in the other frame."""
        turned: Array = np.asarray(points) @ self.rotation.T + self.translation
        return turned

    def about(self, origin: Array) -> "Rigid":
        """The same movement of points that are told relative to ``origin`` in both frames."""
        return Rigid(self.rotation, self.rotation @ origin + self.translation - origin)

    def quaternion(self) -> tuple[float, float, float, float]:
        """The rotation as a unit quaternion (w, x, y, z) with w ≥ 0."""
        from scipy.spatial.transform import Rotation

        x, y, z, w = Rotation.from_matrix(self.rotation).as_quat()
        sign = -1.0 if w < 0 else 1.0
        return sign * float(w), sign * float(x), sign * float(y), sign * float(z)

    @classmethod
    def of_quaternion(cls, rotation: tuple[float, float, float, float], translation: Triple) -> "Rigid":
        """Of a unit quaternion (w, x, y, z) and a shift."""
        from scipy.spatial.transform import Rotation

        w, x, y, z = rotation
        return cls(np.asarray(Rotation.from_quat((x, y, z, w)).as_matrix()), np.array(translation, float))

    def inverse(self) -> "Rigid":
        """The way back."""
        return Rigid(self.rotation.T, -self.rotation.T @ self.translation)

    def after(self, first: "Rigid") -> "Rigid":
        """This movement after another one."""
        return Rigid(self.rotation @ first.rotation, self.rotation @ first.translation + self.translation)

    def angle_deg(self) -> float:
        """How far it turns."""
        return math.degrees(math.acos(max(-1.0, min(1.0, (float(np.trace(self.rotation)) - 1) / 2))))


@dataclass(frozen=True)
class PairFit:
    """A fit to pairs: the movement, the residual of each pair, their root mean square."""

    rigid: Rigid
    residuals: tuple[float, ...]
    rms: float


def fit_levelled(moving: Array, fixed: Array) -> PairFit:
    """The movement that keeps the vertical: a turn about it and a shift, from two pairs (n, 3) on.

    Raises ``UserError``: ``clouds.too_few_pairs``, ``clouds.pairs_in_line`` when all lie above one another.
    """
    if len(moving) < 2 or len(moving) != len(fixed):
        raise UserError("clouds.too_few_pairs", given=min(len(moving), len(fixed)), needed=2)
    here, there = moving.mean(axis=0), fixed.mean(axis=0)
    a, b = (moving - here)[:, :2], (fixed - there)[:, :2]
    if float(np.linalg.norm(a, axis=1).max()) <= _FLAT * max(1.0, float(np.abs(moving - here).max())):
        raise UserError("clouds.pairs_in_line")
    angle = math.atan2(float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()), float((a * b).sum()))
    c, s = math.cos(angle), math.sin(angle)
    rotation = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    return _fitted(Rigid(rotation, there - rotation @ here), moving, fixed)


def fit_pairs(moving: Array, fixed: Array) -> PairFit:
    """The movement that brings ``moving`` (n, 3) onto ``fixed``.

    Raises ``UserError``: ``clouds.too_few_pairs`` (three at least), ``clouds.pairs_in_line``.
    """
    if len(moving) < 3 or len(moving) != len(fixed):
        raise UserError("clouds.too_few_pairs", given=min(len(moving), len(fixed)), needed=3)
    here, there = moving.mean(axis=0), fixed.mean(axis=0)
    extents = np.linalg.svd(moving - here, compute_uv=False)
    if extents[1] <= _FLAT * extents[0] or extents[0] == 0:
        raise UserError("clouds.pairs_in_line")
    left, _, right = np.linalg.svd((moving - here).T @ (fixed - there))
    mirror = np.diag([1.0, 1.0, float(np.sign(np.linalg.det(right.T @ left.T)))])
    rotation = right.T @ mirror @ left.T
    return _fitted(Rigid(rotation, there - rotation @ here), moving, fixed)


def _fitted(rigid: Rigid, moving: Array, fixed: Array) -> PairFit:
    away = np.linalg.norm(rigid.apply(moving) - fixed, axis=1)
    return PairFit(rigid, tuple(float(value) for value in away), float(np.sqrt((away**2).mean())))


@dataclass(frozen=True)
class Sphere:
    """A sphere fitted to points, with the root mean square of their distances from it."""

    centre: Triple
    radius: float
    rms: float


def fit_sphere(points: Array, radius: float | None = None) -> Sphere:
    """The sphere (of a known radius, if one is given) that lies best on points (n, 3).

    Raises ``UserError("clouds.no_sphere")`` when there is none.
    """
    if len(points) < 8:
        raise UserError("clouds.no_sphere")
    middle = points.mean(axis=0)
    local = points - middle
    system = np.column_stack([2 * local, np.ones(len(local))])
    solution, *_ = np.linalg.lstsq(system, (local**2).sum(axis=1), rcond=None)
    centre = solution[:3]
    size = radius or math.sqrt(max(1e-12, float(solution[3] + centre @ centre)))
    for _ in range(_STEPS):
        away = local - centre
        lengths = np.maximum(np.linalg.norm(away, axis=1), 1e-12)
        slopes = -away / lengths[:, None]
        if radius is None:
            slopes = np.column_stack([slopes, -np.ones(len(local))])
        step, *_ = np.linalg.lstsq(slopes, -(lengths - size), rcond=None)
        centre = centre + step[:3]
        size = size if radius is not None else size + float(step[3])
        if float(np.abs(step).max()) < 1e-9:
            break
    off = np.linalg.norm(local - centre, axis=1) - size
    if not np.isfinite(centre).all() or not 0 < size < 1e6:
        raise UserError("clouds.no_sphere")
    x, y, z = (float(value) for value in centre + middle)
    return Sphere((x, y, z), size, float(np.sqrt((off**2).mean())))


@dataclass(frozen=True)
class Firmness:
    """How well surfaces hold a scan in place: the weakest movement, and its share of the firmest one."""

    direction: Triple
    share: float
    turns: bool = False

    @property
    def slides(self) -> bool:
        """Whether the scan may slide along that direction, as in a corridor, or turn about it, as in a tank."""
        return self.share < _FIRM


def firmness(points: Array, normals: Array) -> Firmness:
    """From the places and normals (n, 3) of surfaces that both scans see: where none looks, nothing holds.

    The eigenvalues of the information matrix of a point-to-plane fit say how firmly each of the six movements is held;
    turns count by what they move at the typical distance from the middle (Gelfand et al., 2003).
    """
    local = points - points.mean(axis=0)
    size = max(1e-9, float(np.sqrt((local**2).sum(axis=1).mean())))
    slopes = np.concatenate([np.cross(local / size, normals), normals], axis=1)
    values, vectors = np.linalg.eigh(slopes.T @ slopes / max(1, len(slopes)))
    turn, way = vectors[:3, 0], vectors[3:, 0]
    turns = bool(np.linalg.norm(turn) > np.linalg.norm(way))
    x, y, z = (float(value) for value in (turn if turns else way) / np.linalg.norm(turn if turns else way))
    return Firmness((x, y, z), float(max(0.0, values[0]) / max(values[-1], 1e-12)), turns)
