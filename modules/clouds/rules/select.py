"""Which nodes of a pyramid a picture needs: best first, within a budget of points."""

import numpy as np
from numba import njit

from modules.clouds.rules.camera import Camera
from modules.clouds.rules.morton import Array
from modules.clouds.rules.pyramid import Pyramid

_OVERLAP = 1.3  # points are drawn so much larger than they lie apart, for a surface without holes
_FINEST_PX = 0.8  # children of nodes whose points lie closer together on the picture add nothing


@njit(cache=True, nogil=True)
def _projected(node: int, centre: Array, half: Array, axes: Array, eye: Array, parallel: bool, pixel: float,
               tangents: Array) -> float:
    """The size in pixels of a real unit at the nearest part of a node, or -1 when the node is out of sight."""
    radius = np.sqrt(half[node, 0] ** 2 + half[node, 1] ** 2 + half[node, 2] ** 2)
    across = up = depth = 0.0
    for axis in range(3):
        away = centre[node, axis] - eye[axis]
        across += axes[0, axis] * away
        up += axes[1, axis] * away
        depth += axes[2, axis] * away
    if parallel:
        if abs(across) - radius > tangents[0] or abs(up) - radius > tangents[1]:
            return -1.0
        return float(1.0 / pixel)
    if depth + radius <= 0:
        return -1.0
    wide = np.sqrt(1.0 + tangents[0] ** 2)
    high = np.sqrt(1.0 + tangents[1] ** 2)
    if (abs(across) - depth * tangents[0]) / wide > radius or (abs(up) - depth * tangents[1]) / high > radius:
        return -1.0
    distance = np.sqrt(across * across + up * up + depth * depth) - radius
    return float(1.0 / (pixel * max(distance, radius * 0.2, 1e-6)))


@njit(cache=True, nogil=True)
def _select(
    centre: Array, half: Array, spacing: Array, child: Array, points: Array, axes: Array, eye: Array, parallel: bool,
    pixel: float, tangents: Array, budget: int, box: Array, chosen: Array, scale_px: Array,
) -> int:
    """Write the chosen nodes and the pixels of a real unit at each; returns how many, parents before children, as a
    negative number when the budget was used up before all was chosen that the picture can show."""
    heap_key = np.empty(centre.shape[0] + 1, np.float64)
    heap_node = np.empty(centre.shape[0] + 1, np.int64)
    held = count = 0
    left = budget
    first = _projected(0, centre, half, axes, eye, parallel, pixel, tangents)
    if first < 0:
        return 0
    heap_key[0], heap_node[0] = first * spacing[0], 0
    held = 1
    unit = np.empty(centre.shape[0], np.float64)
    unit[0] = first
    while held:
        node = heap_node[0]
        held -= 1
        key, moved = heap_key[held], heap_node[held]
        at = 0
        while 2 * at + 1 < held:  # sift down
            below = 2 * at + 1
            if below + 1 < held and heap_key[below + 1] > heap_key[below]:
                below += 1
            if heap_key[below] <= key:
                break
            heap_key[at], heap_node[at] = heap_key[below], heap_node[below]
            at = below
        heap_key[at], heap_node[at] = key, moved
        if left <= 0:
            return -count
        left -= points[node]
        chosen[count], scale_px[count] = node, unit[node]
        count += 1
        if spacing[node] * unit[node] < _FINEST_PX:
            continue
        for digit in range(8):
            below = child[node, digit]
            if below < 0:
                continue
            out = False
            for axis in range(3):
                if centre[below, axis] + half[below, axis] < box[0, axis]:
                    out = True
                if centre[below, axis] - half[below, axis] > box[1, axis]:
                    out = True
            size = -1.0 if out else _projected(below, centre, half, axes, eye, parallel, pixel, tangents)
            if size < 0:
                continue
            unit[below] = size
            at = held
            held += 1
            key = size * spacing[below]
            while at and heap_key[(at - 1) // 2] < key:  # sift up
                heap_key[at], heap_node[at] = heap_key[(at - 1) // 2], heap_node[(at - 1) // 2]
                at = (at - 1) // 2
            heap_key[at], heap_node[at] = key, below
    return count


class Selection:
    """The pieces to draw: ``first``, ``count`` and the ``size`` in pixels of a point of each; ``points`` in all, and
    whether that is ``complete``: everything that the picture can show."""

    def __init__(
        self, pyramid: Pyramid, nodes: Array, scale_px: Array, largest_px: int, *, complete: bool
    ) -> None:
        self.complete = complete
        counts = node_points(pyramid)[nodes]
        side = 2 * pyramid.half[nodes].max(axis=1)
        drawn = np.zeros(len(pyramid.level), bool)
        drawn[nodes] = True
        children = pyramid.child[nodes]
        refined = (drawn[children] & (children >= 0)).any(axis=1)
        spacing = np.where(refined, pyramid.spacing[nodes] / 2, np.minimum(
            pyramid.spacing[nodes], side / np.sqrt(np.maximum(1, counts))
        ))
        size = np.clip(np.ceil(spacing * scale_px * _OVERLAP), 1, largest_px).astype(np.int64)
        pieces = pyramid.piece_from[nodes + 1] - pyramid.piece_from[nodes]
        at = np.repeat(pyramid.piece_from[nodes] - np.concatenate([[0], np.cumsum(pieces)[:-1]]), pieces)
        rows = at + np.arange(int(pieces.sum()))
        self.first, self.count = pyramid.first[rows], pyramid.count[rows]
        self.size = np.repeat(size, pieces)
        self.points = int(counts.sum())


def node_points(pyramid: Pyramid) -> Array:
    """How many points each node has."""
    sums = np.concatenate([[0], np.cumsum(pyramid.count)])
    counts: Array = sums[pyramid.piece_from[1:]] - sums[pyramid.piece_from[:-1]]
    return counts


def select(
    pyramid: Pyramid, camera: Camera, width: int, height: int, budget: int, box: Array, *, largest_px: int = 3
) -> Selection:
    """What to draw of a pyramid with about ``budget`` points at most: the node that reaches it is still drawn.

    ``box`` (2, 3) is in coordinates relative to the pyramid's origin: what lies outside is left out.
    """
    pixel = camera.pixel_size(height)
    half_view = np.array([width * pixel / 2, height * pixel / 2])
    eye = camera.eye()
    chosen, scale_px = np.empty(len(pyramid.level), np.int64), np.empty(len(pyramid.level))
    count = _select(
        pyramid.centre, pyramid.half, pyramid.spacing, pyramid.child, node_points(pyramid), camera.axes(), eye,
        camera.parallel, pixel, half_view, budget, box, chosen, scale_px,
    )
    complete, count = count >= 0, abs(count)
    return Selection(pyramid, chosen[:count], scale_px[:count], largest_px, complete=complete)
