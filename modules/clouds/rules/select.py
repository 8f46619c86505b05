"""Which nodes of a scene a picture needs: best first, within a budget of points."""

from itertools import pairwise

import numpy as np
from numba import njit

from modules.clouds.rules.camera import Camera
from modules.clouds.rules.morton import Array
from modules.clouds.rules.scene import Scene

_OVERLAP = 1.3  # points are drawn so much larger than they lie apart, for a surface without holes
_CLOSED, _CLOSED_PX = 2.8, 40  # the same for points spread over the faces of a mesh; and the largest of these
_FINEST_PX = 0.8  # children of nodes whose points lie closer together on the picture add nothing


@njit(cache=True, nogil=True)
def _projected(node: int, centre: Array, radii: Array, axes: Array, eye: Array, parallel: bool, pixel: float,
               tangents: Array) -> float:
    """The size in pixels of a real unit at the nearest part of a node, or -1 when the node is out of sight."""
    radius = radii[node]
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
def _sift_up(keys: Array, nodes: Array, held: int, key: float, node: int) -> int:
    """Put a node into the heap of ``held`` nodes; returns how many it then holds."""
    at = held
    while at and keys[(at - 1) // 2] < key:
        keys[at], nodes[at] = keys[(at - 1) // 2], nodes[(at - 1) // 2]
        at = (at - 1) // 2
    keys[at], nodes[at] = key, node
    return held + 1


@njit(cache=True, nogil=True)
def _select(
    roots: Array, centre: Array, half: Array, radii: Array, spacing: Array, child: Array, points: Array, axes: Array,
    eye: Array, parallel: bool, pixel: float, tangents: Array, budget: int, box: Array, chosen: Array, scale_px: Array,
) -> int:
    """Write the chosen nodes and the pixels of a real unit at each; returns how many, parents before children, as a
    negative number when the budget was used up before all was chosen that the picture can show."""
    heap_key = np.empty(centre.shape[0] + 1, np.float64)
    heap_node = np.empty(centre.shape[0] + 1, np.int64)
    held = count = 0
    left = budget
    unit = np.empty(centre.shape[0], np.float64)
    for root in roots:
        size = _projected(root, centre, radii, axes, eye, parallel, pixel, tangents)
        if size < 0:
            continue
        unit[root] = size
        held = _sift_up(heap_key, heap_node, held, size * spacing[root], root)
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
            size = -1.0 if out else _projected(below, centre, radii, axes, eye, parallel, pixel, tangents)
            if size < 0:
                continue
            unit[below] = size
            held = _sift_up(heap_key, heap_node, held, size * spacing[below], below)
    return count


class Selection:
    """The pieces to draw: ``first``, ``count`` and the ``size`` in pixels of a point of each; ``runs`` says from where
    to where they belong to which part. ``points`` in all, and whether that is ``complete``: everything that the
    picture can show."""

    def __init__(self, scene: Scene, nodes: Array, scale_px: Array, largest_px: int, *, complete: bool) -> None:
        self.complete = complete
        counts = scene.points[nodes]
        drawn = np.zeros(len(scene.points), bool)
        drawn[nodes] = True
        children = scene.child[nodes]
        refined = (drawn[children] & (children >= 0)).any(axis=1)
        spacing = np.where(refined, scene.spacing[nodes] / 2, np.minimum(
            scene.spacing[nodes], scene.side[nodes] / np.sqrt(np.maximum(1, counts))
        ))
        size = np.clip(np.ceil(spacing * scale_px * _OVERLAP), 1, largest_px)
        closed = np.ceil(scene.apart[nodes] * scale_px * _CLOSED)
        wide = (closed > largest_px) & (refined | (children < 0).all(axis=1))
        size = np.where(wide, np.minimum(closed, _CLOSED_PX), size).astype(np.int64)
        pieces = scene.piece_to[nodes] - scene.piece_from[nodes]
        at = np.repeat(scene.piece_from[nodes] - np.concatenate([[0], np.cumsum(pieces)[:-1]]), pieces)
        rows = at + np.arange(int(pieces.sum()))
        sizes = np.repeat(size, pieces)
        if len(scene.parts) > 1:
            order = np.argsort(scene.part[rows], kind="stable")
            rows, sizes = rows[order], sizes[order]
        self.first, self.count, self.size = scene.first[rows], scene.count[rows], sizes
        borders = np.searchsorted(scene.part[rows], np.arange(len(scene.parts) + 1)).tolist()
        self.runs = [(part, start, stop) for part, (start, stop) in enumerate(pairwise(borders))
                     if stop > start]
        self.points = int(counts.sum())


def select(
    scene: Scene, camera: Camera, width: int, height: int, budget: int, box: Array, *, largest_px: int = 3
) -> Selection:
    """What to draw of a scene with about ``budget`` points at most: the node that reaches it is still drawn.

    ``box`` (2, 3) is in coordinates relative to the scene's origin: what lies outside is left out.
    """
    pixel = camera.pixel_size(height)
    half_view = np.array([width * pixel / 2, height * pixel / 2])
    chosen, scale_px = np.empty(len(scene.points), np.int64), np.empty(len(scene.points))
    count = _select(
        scene.roots, scene.centre, scene.half, scene.radius, scene.spacing, scene.child, scene.points, camera.axes(),
        camera.eye(), camera.parallel, pixel, half_view, budget, box, chosen, scale_px,
    )
    complete, count = count >= 0, abs(count)
    return Selection(scene, chosen[:count], scale_px[:count], largest_px, complete=complete)
