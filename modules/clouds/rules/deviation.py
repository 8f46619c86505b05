"""How far points lie from a plane or from another cloud, and the volume between two surfaces.

Sources: D. Lague et al., Accurate 3D comparison of complex topography with terrestrial laser scanner (2013), for
distances along the normal of the local surface; GUM (JCGM 100:2008) 5.1.2 for the uncertainty of the volume.
"""

import math
from pathlib import Path

import numpy as np

from modules.clouds.records import PlaneSource, Statistics, Triple, Volume
from modules.clouds.rules.morton import Array
from modules.clouds.rules.palette import DEVIATIONS
from modules.clouds.rules.patches import patches_of
from modules.clouds.rules.planes import Plane, fit_plane, robust_plane
from modules.clouds.rules.scene import NO_VALUE
from workstation.api import UserError

MAPS = "deviations"  # the folder of maps, beside a pyramid
_BINS = 41
_NEIGHBOURS = 12
_FEWEST = 20
_PIECE = 100_000
_CELLS = 4_000_000


def plane_for(points: Array, source: PlaneSource, picks: tuple[Triple, ...] = ()) -> Plane:
    """The plane that points (n, 3) are held against.

    A fitted one follows what most points lie on, so that what bulges or is missing does not draw it along. Raises
    ``UserError("clouds.no_plane")``.
    """
    if len(points) < 3:
        raise UserError("clouds.no_plane")
    if source is PlaneSource.PICKED:
        return fit_plane(np.array(picks, float).reshape(-1, 3))
    extent = float(np.linalg.norm(np.percentile(points, 95, axis=0) - np.percentile(points, 5, axis=0)))
    fitted = robust_plane(points, slack=0.004 * extent)
    if source is PlaneSource.FITTED:
        return fitted
    normal = np.array([0.0, 0.0, 1.0])
    if source is PlaneSource.UPRIGHT:
        normal = np.array([fitted.normal[0], fitted.normal[1], 0.0])
        if np.linalg.norm(normal) < 0.5:
            raise UserError("clouds.no_upright_plane")
        normal /= np.linalg.norm(normal)
    near = points[np.abs(fitted.distances(points)) < 0.004 * extent]
    offset = float(np.median((near - fitted.point) @ normal))
    return Plane(fitted.point + normal * offset, normal)


def to_surface(points: Array, surface: Array, reach: float) -> Array:
    """Signed distances (n,) of points from the surface that other points form, along its local normal; where none
    lies within ``reach``, not a number. Above, and on the side of positive x of what is upright, is positive."""
    from scipy.spatial import cKDTree

    if len(surface) < _NEIGHBOURS or not len(points):
        raise UserError("clouds.nothing_to_compare")
    tree = cKDTree(surface)
    found = np.full(len(points), np.nan)
    for start in range(0, len(points), _PIECE):
        part = points[start : start + _PIECE]
        away, nearest = tree.query(part, distance_upper_bound=reach, workers=2)
        held = np.flatnonzero(np.isfinite(away))
        places, back = np.unique(nearest[held], return_inverse=True)
        _, around = tree.query(surface[places], k=_NEIGHBOURS, workers=2)
        middles, normals, _ = patches_of(surface, around)
        normals = _towards(normals)
        off = np.einsum("ni,ni->n", part[held] - middles[back], normals[back])
        found[start + held] = off
    return found


def _towards(normals: Array) -> Array:
    x, y, z = normals.T
    turned = (z < -0.1) | ((np.abs(z) <= 0.1) & ((x < -1e-9) | ((np.abs(x) <= 1e-9) & (y < 0))))
    return np.where(turned[:, None], -normals, normals)


def statistics_of(values: Array, scale_m: float, tolerance_m: float) -> Statistics:
    """Of signed distances in metres; the histogram spans the colour scale, what lies beyond counts at its ends.

    Raises ``UserError("clouds.nothing_to_compare")``.
    """
    held = values[np.isfinite(values)]
    if len(held) < _FEWEST:
        raise UserError("clouds.nothing_to_compare")
    edges = np.linspace(-scale_m, scale_m, _BINS + 1)
    counts, _ = np.histogram(np.clip(held, -scale_m, scale_m), edges)
    low, middle, high = (float(value) for value in np.percentile(held, (5, 50, 95)))
    return Statistics(
        count=len(held), mean=float(held.mean()), rms=float(np.sqrt((held**2).mean())), lowest=float(held.min()),
        highest=float(held.max()), low_5=low, median=middle, high_95=high,
        beyond=float((np.abs(held) > tolerance_m).mean()), edges=tuple(float(edge) for edge in edges),
        counts=tuple(int(count) for count in counts),
    )


def scale_for(values: Array) -> float:
    """Where colours should end: the 98 % quantile of the distances, rounded up to 1, 2 or 5."""
    held = np.abs(values[np.isfinite(values)])
    rough = max(1e-3, float(np.percentile(held, 98)) if len(held) else 1e-3)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)


def volume_between(before: Array, after: Array, cell_m: float, tolerance_m: float, u_m: float) -> Volume:
    """What lies between two surfaces seen from above, both (n, 3) in metres.

    The height of a cell is the median of its points; changes below ``tolerance_m`` count as none. ``u_m`` is what the
    registration may have shifted one surface against the other, the same in every cell. Raises
    ``UserError("clouds.nothing_to_compare" | "clouds.cells_too_small")``.
    """
    if len(before) < _FEWEST or len(after) < _FEWEST:
        raise UserError("clouds.nothing_to_compare")
    corner = np.minimum(before.min(axis=0), after.min(axis=0))[:2]
    span = np.maximum(before.max(axis=0), after.max(axis=0))[:2] - corner
    shape = tuple(int(value) for value in np.floor(span / cell_m) + 1)
    if shape[0] * shape[1] > _CELLS:
        raise UserError("clouds.cells_too_small")
    (old, old_u), (new, new_u) = (_heights(points, corner, cell_m, shape) for points in (before, after))
    both = np.isfinite(old + new)
    if not both.any():
        raise UserError("clouds.nothing_to_compare")
    change = new[both] - old[both]
    counted = np.where(np.abs(change) > tolerance_m, change, 0.0)
    area = cell_m**2
    chance = float(np.sqrt((old_u[both] ** 2 + new_u[both] ** 2)[counted != 0].sum())) * area
    common = u_m * area * int((counted != 0).sum())
    either = int(np.isfinite(old).sum() + np.isfinite(new).sum() - both.sum())
    return Volume(
        removed_m3=float(-counted[counted < 0].sum()) * area, added_m3=float(counted[counted > 0].sum()) * area,
        uncertainty_m3=math.hypot(chance, common), covered_m2=float(both.sum()) * area,
        share=float(both.sum()) / either, cell_m=cell_m,
    )


def _heights(points: Array, corner: Array, cell: float, shape: tuple[int, ...]) -> tuple[Array, Array]:
    """The median height of each cell, and how uncertain it is (1.25 s / √n); not a number where nothing was seen."""
    where = np.floor((points[:, :2] - corner) / cell).astype(np.int64)
    key = where[:, 0] * shape[1] + where[:, 1]
    order = np.lexsort((points[:, 2], key))
    key, z = key[order], points[order, 2]
    begins = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    counts = np.diff(np.concatenate([begins, [len(key)]]))
    middle = (z[begins + (counts - 1) // 2] + z[begins + counts // 2]) / 2
    mean = np.add.reduceat(z, begins) / counts
    spread = np.sqrt(np.maximum(0.0, np.add.reduceat(z**2, begins) / counts - mean**2))
    heights, unsure = np.full(shape[0] * shape[1], np.nan), np.full(shape[0] * shape[1], np.nan)
    heights[key[begins]] = middle
    unsure[key[begins]] = 1.25 * spread / np.sqrt(counts)
    return heights, unsure


def colours_of(values: Array, scale_m: float) -> Array:
    """The colours (n, 3: red, green, blue) of signed distances."""
    at = np.clip((np.nan_to_num(values) / scale_m + 1) * 127.5, 0, 255).round().astype(np.int64)
    ramp = DEVIATIONS[at]
    return np.stack([ramp >> 16 & 255, ramp >> 8 & 255, ramp & 255], axis=1).astype(np.uint8)


def values_in(folder: Path) -> Array | None:
    """The distances (n,) in metres of the points of a cloud, in the order of its pyramid, from the folder of a map;
    ``NO_VALUE`` where there is none; nothing when what was derived has been deleted."""
    try:
        with np.load(folder / "points.npz", allow_pickle=False) as held:
            values = np.full(int(held["total"]), NO_VALUE, np.float32)
            values[held["index"]] = held["values"]
    except (OSError, ValueError, KeyError):
        return None
    return values
