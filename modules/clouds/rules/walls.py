"""Straight walls in a slice of a cloud: lines that many points bear, faces that belong together (墙线拟合).

Lines are drawn by lot among points near one another, the longest unbroken one is fitted by least squares, its points
are taken away, and so on (sequential RANSAC; M. Fischler and R. Bolles, 1981). They are proposals: people accept them.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from modules.clouds.rules.morton import Array
from workstation.api import ProposedWall

_GRID_M = 0.02
_SLACK_M = 0.02
_GAP_M = 0.35  # doors are wider: they end a line
_LEAST_M = 0.6
_MOST_LINES = 60
_DRAWS = 300
_NEAR_M = 1.5
_STEP_M, _FILLED = 0.1, 0.6  # so many of a line's steps bear points, or it is none
_DENSE = 10  # points for each metre
_THINNEST_M, _THICKEST_M = 0.05, 0.5
_PARALLEL = math.cos(math.radians(1.5))


@dataclass(frozen=True, eq=False)
class Face:
    """A line in the plane, in metres, with the root mean square distance of its points."""

    start: Array
    end: Array
    rms: float
    points: int

    @property
    def length(self) -> float:
        """Metres from start to end."""
        return float(np.linalg.norm(self.end - self.start))

    @property
    def along(self) -> Array:
        """The unit vector from start to end."""
        way: Array = (self.end - self.start) / self.length
        return way


def propose_walls(flat: Array, eyes: Array) -> tuple[ProposedWall, ...]:
    """Walls in points (n, 2) in metres; ``eyes`` (m, 2) is where they were scanned from: one face alone belongs to a
    wall that stands behind it. Longest first."""
    faces = find_faces(flat)
    walls: list[ProposedWall] = []
    alone = list(faces)
    for one in faces:
        if one not in alone:
            continue
        other = _opposite(one, [face for face in alone if face != one])
        if other is None:
            continue
        alone = [face for face in alone if face not in (one, other)]
        walls.append(_joined(one, other))
    walls += [_single(face, eyes) for face in alone]
    return tuple(sorted(walls, key=lambda wall: -math.dist(wall.start, wall.end)))


def find_faces(flat: Array) -> list[Face]:
    """Lines of at least 0.6 m, in the order in which they were found: those with most points first."""
    rest = _thinned(flat)
    found: list[Face] = []
    rng = np.random.default_rng(11)
    while len(rest) >= _LEAST_M / _GRID_M / 2 and len(found) < _MOST_LINES:
        run = _longest(rest, rng)
        if run is None:
            break
        face = _fitted(rest[run], flat)
        off = _off(rest, face.start, face.along)
        reach = (rest - face.start) @ face.along
        taken = (np.abs(off) < 2 * _SLACK_M) & (reach > -_SLACK_M) & (reach < face.length + _SLACK_M)
        if not taken.any():
            break
        rest = rest[~taken]
        if face.length >= _LEAST_M:
            found.append(face)
    return found


def _thinned(flat: Array) -> Array:
    """One point, the mean, in each square of 2 cm: near and far walls count alike."""
    if not len(flat):
        return flat
    cell = np.floor((flat - flat.min(axis=0)) / _GRID_M).astype(np.int64)
    _, back, count = np.unique(cell[:, 0] * (int(cell[:, 1].max()) + 1) + cell[:, 1], return_inverse=True,
                               return_counts=True)
    return np.stack([np.bincount(back, flat[:, axis]) / count for axis in (0, 1)], axis=1)


def _off(points: Array, start: Array, along: Array) -> Array:
    local = points - start
    away: Array = along[0] * local[:, 1] - along[1] * local[:, 0]
    return away


def _longest(points: Array, rng: np.random.Generator) -> Array | None:
    """The points of the longest unbroken line that lots have found."""
    best: Array | None = None
    length = 0.0
    for _ in range(_DRAWS):
        one = points[rng.integers(len(points))]
        near = np.flatnonzero((np.abs(points - one) < _NEAR_M).all(axis=1))
        two = points[near[rng.integers(len(near))]]
        apart = float(np.linalg.norm(two - one))
        if apart < 0.15:
            continue
        along = (two - one) / apart
        close = np.flatnonzero(np.abs(_off(points, one, along)) < _SLACK_M)
        run, reach = _unbroken((points[close] - one) @ along)
        if reach > length:
            best, length = close[run], reach
    return best if length >= _LEAST_M * 0.8 else None


def _unbroken(at: Array) -> tuple[Array, float]:
    """Of places along a line the longest run without a gap that is well filled: their indices, and its length."""
    order = np.argsort(at)
    breaks = np.flatnonzero(np.diff(at[order]) > _GAP_M)
    edges = np.concatenate([[0], breaks + 1, [len(at)]])
    best, length = order[:0], 0.0
    for first, last in pairwise(edges):
        part = order[first:last]
        reach = float(at[part[-1]] - at[part[0]]) if len(part) > 1 else 0.0
        steps = len(np.unique(np.floor(at[part] / _STEP_M)))
        if reach > length and len(part) >= _DENSE * max(1.0, reach) and steps >= _FILLED * reach / _STEP_M:
            best, length = part, reach
    return best, length


def _fitted(run: Array, flat: Array) -> Face:
    """The line of least squares through a run, then through the exact points beside it, those far off left out."""
    middle, along = _axis(run)
    for _ in range(3):
        reach = (run - middle) @ along
        local = (flat - middle) @ along
        beside = flat[(np.abs(_off(flat, middle, along)) < _SLACK_M) & (local >= reach.min()) & (local <= reach.max())]
        if len(beside) < 10:
            beside = run
        middle, along = _axis(beside)
    reach, off = (run - middle) @ along, _off(beside, middle, along)
    start, end = middle + along * reach.min(), middle + along * reach.max()
    return Face(start, end, float(np.sqrt((off**2).mean())), len(beside))


def _axis(points: Array) -> tuple[Array, Array]:
    middle = points.mean(axis=0)
    _, vectors = np.linalg.eigh((points - middle).T @ (points - middle))
    return middle, vectors[:, 1]


def _opposite(one: Face, others: list[Face]) -> Face | None:
    """The nearest parallel face that may be the other side of the same wall."""
    best, nearest = None, _THICKEST_M
    for other in others:
        if abs(float(one.along @ other.along)) < _PARALLEL:
            continue
        apart = abs(float(_off((other.start + other.end)[None] / 2, one.start, one.along)[0]))
        ends = sorted(float((end - one.start) @ one.along) for end in (other.start, other.end))
        shared = min(ends[1], one.length) - max(ends[0], 0.0)
        if _THINNEST_M <= apart < nearest and shared >= 0.5 * min(one.length, other.length):
            best, nearest = other, apart
    return best


def _joined(one: Face, other: Face) -> ProposedWall:
    """The middle line of two faces, as far as either reaches."""
    apart = float(_off((other.start + other.end)[None] / 2, one.start, one.along)[0])
    side = np.array([-one.along[1], one.along[0]]) * apart / 2
    ends = [float((end - one.start) @ one.along) for end in (one.start, one.end, other.start, other.end)]
    start, end = one.start + one.along * min(ends) + side, one.start + one.along * max(ends) + side
    points = one.points + other.points
    rms = math.sqrt((one.rms**2 * one.points + other.rms**2 * other.points) / points)
    return ProposedWall(
        start=(float(start[0]), float(start[1])), end=(float(end[0]), float(end[1])), thickness_m=abs(apart),
        residual_m=rms, points=points,
    )


def _single(face: Face, eyes: Array) -> ProposedWall:
    """One face, told so that the wall is on its left: the scanner stood on its right."""
    start, end = face.start, face.end
    nearest = eyes[np.argmin(np.linalg.norm(eyes - (start + end) / 2, axis=1))]
    if float(_off(nearest[None], start, face.along)[0]) > 0:
        start, end = end, start
    return ProposedWall(
        start=(float(start[0]), float(start[1])), end=(float(end[0]), float(end[1])), residual_m=face.rms,
        points=face.points,
    )
