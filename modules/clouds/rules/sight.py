"""Lines of sight: which rays ask for a target, which surfaces stand in their way, and what those are called.

The surface of a cloud is told by small plates: each point stands for a square of about the spacing of its neighbours,
laid along the surface that they form. Nothing is closed that was not scanned.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from modules.clouds.records import Blocker, Slant, TargetKind
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.morton import Array
from modules.clouds.rules.patches import patches_of
from modules.clouds.rules.posing import triple
from workstation.api import UserError

SIDE = 180  # rays along a side of the picture of the target
_NEIGHBOURS = 8
_PLATE = 0.6  # half a side, in distances to the eighth neighbour
_LONE = 3.0  # times the usual size: no plate is larger
_CELL_M = 0.4
_LEAST_SHARE = 0.01
_NEAR_M = 1.0
_UPRIGHT_DEG, _LEVEL_DEG = 70.0, 20.0
T = TypeVar("T")


@dataclass(frozen=True)
class Rays:
    """From the eye in unit directions (n, 3), to ``reach`` (n,) away, each with its ``weight`` (n,), which add up to
    1."""

    directions: Array
    reach: Array
    weight: Array


def rays_to(eye: Array, kind: TargetKind, target: Array, turn_deg: float = 0.0) -> Rays:
    """Rays that fill the apparent size of a box (two corners, turned as a clipping box is), or one for each point.

    Raises ``UserError``: ``clouds.sight_inside`` when the eye is in the box, ``clouds.sight_no_target``.
    """
    if kind is TargetKind.POINTS:
        way = target - eye
        length = np.linalg.norm(way, axis=1)
        if not len(way) or not (length > 0).all():
            raise UserError("clouds.sight_no_target", name="")
        return Rays(way / length[:, None], length, np.full(len(way), 1 / len(way)))
    clip = box_of(target, turn_deg)
    if clip.inside(eye[None])[0]:
        raise UserError("clouds.sight_inside")
    own = clip.own
    rays = _box_rays(own.apply(eye[None])[0], *(np.array(corner) for corner in clip.box))
    return replace(rays, directions=rays.directions @ own.rotation)


def box_of(target: Array, turn_deg: float) -> Clip:
    """The box of two corners, turned."""
    return Clip((triple(np.minimum(*target)), triple(np.maximum(*target))), turn_deg)


def _box_rays(eye: Array, low: Array, high: Array) -> Rays:
    """A grid of directions over the corners as the eye sees them; what misses the box is left out. The weights are the
    solid angles."""
    ends = np.stack([low, high])
    corners = np.array([[x, y, z] for x in ends[:, 0] for y in ends[:, 1] for z in ends[:, 2]]) - eye
    ahead = corners.mean(axis=0)
    ahead = ahead / np.linalg.norm(ahead)
    aside = np.cross(ahead, (0.0, 0.0, 1.0) if abs(ahead[2]) < 0.99 else (0.0, 1.0, 0.0))
    aside = aside / np.linalg.norm(aside)
    above = np.cross(aside, ahead)
    depth = corners @ ahead
    if (depth <= 1e-9).any():
        raise UserError("clouds.sight_inside")  # so near that the box reaches beside and behind the eye
    x, y = corners @ aside / depth, corners @ above / depth
    u = x.min() + (np.arange(SIDE) + 0.5) / SIDE * np.ptp(x)
    v = y.min() + (np.arange(SIDE) + 0.5) / SIDE * np.ptp(y)
    u, v = (grid.ravel() for grid in np.meshgrid(u, v))
    ways = ahead + u[:, None] * aside + v[:, None] * above
    length = np.linalg.norm(ways, axis=1)
    ways = ways / length[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (low - eye) / ways, (high - eye) / ways
    enter = np.nanmax(np.minimum(first, second), axis=1)
    leave = np.nanmin(np.maximum(first, second), axis=1)
    met = (enter <= leave) & (enter > 0)
    if not met.any():
        raise UserError("clouds.sight_no_target", name="")
    weight = length[met] ** -3.0
    return Rays(ways[met], enter[met], weight / weight.sum())


@dataclass(frozen=True)
class Plates:
    """Squares that stand for points: ``middles``, ``normals`` (n, 3), half sides ``half`` (n,); ``spacing`` is how far
    the points lie apart where the scan is as dense as usual."""

    middles: Array
    normals: Array
    half: Array
    spacing: float

    def corners(self, factor: float = 1.0) -> Array:
        """The four corners of each square (n, 4, 3)."""
        helper = np.where(np.abs(self.normals[:, 2:3]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
        aside = np.cross(self.normals, helper)
        aside /= np.linalg.norm(aside, axis=1, keepdims=True)
        above = np.cross(self.normals, aside)
        size = (self.half * factor)[:, None]
        steps = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        corners: Array = np.stack([self.middles + size * (a * aside + b * above) for a, b in steps], axis=1)
        return corners

    def triangles(self) -> Array:
        """Two triangles a square (2n, 3), as numbers of corners."""
        base = 4 * np.arange(len(self.middles), dtype=np.int64)[:, None]
        both: Array = (base + np.array([0, 1, 2, 0, 2, 3])).reshape(-1, 3)
        return both


def plates_of(points: Array) -> Plates:
    """The plates of points (n, 3). Raises ``UserError("clouds.sight_nothing")`` for fewer than nine."""
    from scipy.spatial import cKDTree

    if len(points) <= _NEIGHBOURS:
        raise UserError("clouds.sight_nothing")
    away, around = cKDTree(points).query(points, k=_NEIGHBOURS + 1, workers=2)
    middles, normals, _ = patches_of(points, around)  # at an edge a middle lies inside: plates reach no farther
    size = away[:, -1]
    usual = float(np.median(size))
    return Plates(middles, normals, np.minimum(size, _LONE * usual) * _PLATE, usual)


def blockers_of(
    eye: Array, places: Array, normals: Array, weight: Array, named: Sequence[tuple[str, Array]],
    regions: Sequence[str], kinds: Sequence[int | None], metres: float,
) -> tuple[Blocker, ...]:
    """What hides the target, the most first: places (n, 3) where rays end, joined where they are near to each other.

    ``regions`` and ``kinds`` (n,) say whose points those are; ``named`` are things with a name and where they are.
    """
    if not len(places):
        return ()
    found = []
    labels = _joined(np.floor(places * metres / _CELL_M).astype(np.int64))
    for label in np.unique(labels):
        here = labels == label
        share = float(weight[here].sum())
        if share < _LEAST_SHARE:
            continue
        middle = np.average(places[here], axis=0, weights=weight[here])
        at = np.flatnonzero(here)
        own = places[here]
        nearest = own[np.argmin(np.linalg.norm(own - middle, axis=1))]
        name, away = _nearest(own, named)
        if away * metres > _NEAR_M:
            name, away = "", math.inf
        found.append(Blocker(
            share=share, middle=triple(nearest), distance_m=float(np.linalg.norm(nearest - eye)) * metres,
            slant=slant_of(normals[here]), name=name, name_m=away * metres if name else None,
            region=_most([regions[one] for one in at.tolist()]), kind=_most([kinds[one] for one in at.tolist()]),
        ))
    return tuple(sorted(found, key=lambda blocker: -blocker.share))


def slant_of(normals: Array) -> Slant:
    """How most of some plates stand."""
    tilt = np.degrees(np.arccos(np.clip(np.abs(normals[:, 2]), 0, 1)))
    middle = float(np.median(tilt))
    return Slant.UPRIGHT if middle >= _UPRIGHT_DEG else Slant.LEVEL if middle <= _LEVEL_DEG else Slant.SLOPING


def _nearest(places: Array, named: Sequence[tuple[str, Array]]) -> tuple[str, float]:
    best, away = "", math.inf
    for name, where in named:
        distance = float(np.linalg.norm(places - where, axis=1).min())
        if distance < away:
            best, away = name, distance
    return best, away


def _most(values: list[T]) -> T:
    return max(set(values), key=lambda value: (values.count(value), str(value)))


def _joined(cells: Array) -> Array:
    """A label for each cell (n, 3): those that touch have the same."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    kinds, which = np.unique(cells, axis=0, return_inverse=True)
    pairs = cKDTree(kinds).query_pairs(1.8, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(kinds), len(kinds)))
    _, labels = connected_components(graph, directed=False)
    joined: Array = labels[which.ravel()]
    return joined
