"""Points on the triangles of a mesh, spread evenly: the density is chosen once for the file and told."""

import math
from collections.abc import Iterator

import numpy as np

from modules.clouds.importers.points import Array, Facts

_LEAST, _MOST = 100_000, 3_000_000  # points on all triangles of a file
_EACH = 12  # points on a triangle, within these limits
_PIECE = 500_000
_GOLDEN = (0.7548776662466927, 0.5698402909980532)  # R2 sequence (M. Roberts, 2018): even, and the same each time


def areas(corners: Array) -> Array:
    """The areas (n,) of triangles (n, 3 corners, 3); those with corners that are no numbers have none."""
    sides = corners[:, 1:] - corners[:, :1]
    with np.errstate(invalid="ignore", over="ignore"):
        found = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1) / 2
    return np.where(np.isfinite(found), found, 0.0)


def spacing_for(total_area: float, triangles: int) -> float:
    """The spacing of points that suits so many triangles of an area in all: two significant digits, rounded up."""
    if not 0 < total_area < math.inf:
        return 0.0
    spacing = math.sqrt(total_area / min(_MOST, max(_LEAST, _EACH * triangles)))
    step = 10.0 ** (math.floor(math.log10(spacing)) - 1)
    return math.ceil(spacing / step) * step


def counts_for(sizes: Array, spacing: float) -> Array:
    """How many points each triangle gets. What is lost of one by rounding is made up by the next: small triangles
    have a point now and then."""
    if not spacing:
        return np.zeros(len(sizes), np.int64)
    return np.diff(np.floor(np.cumsum(sizes) / spacing**2), prepend=0).astype(np.int64)


def spread(sizes: Array, spacing: float) -> Iterator[Array]:
    """Barycentric places in pieces: which triangle, and the weights of its three corners (n, 4)."""
    counts = counts_for(sizes, spacing)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    for start in range(0, total, _PIECE):
        number = np.arange(start, min(total, start + _PIECE))
        which = np.searchsorted(ends, number, "right")
        u, v = ((0.5 + number * step) % 1.0 for step in _GOLDEN)
        beyond = u + v > 1
        u, v = np.where(beyond, 1 - u, u), np.where(beyond, 1 - v, v)
        yield np.stack([which, 1 - u - v, u, v], axis=1)


def weighted(values: Array, triangles: Array, places: Array) -> Array:
    """Values (m, k) at vertices carried to places on triangles (t, 3 vertices): (n, k)."""
    at = triangles[places[:, 0].astype(np.int64)]
    made: Array = np.einsum("nc,nck->nk", places[:, 1:], values[at])
    return made


def told(facts: Facts, name: str, triangles: int, spacing: float) -> Facts:
    """The facts with what a person has to know of a mesh."""
    if not triangles or not spacing:
        return facts
    return facts.noted("clouds.mesh_sampled", name=name, triangles=triangles, spacing=f"{spacing:.3g}")
