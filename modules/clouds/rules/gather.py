"""Points of a part of a cloud: level by level up to a limit, or piece by piece without one."""

from collections.abc import Iterator

import numpy as np

from modules.clouds.rules.morton import Array
from modules.clouds.rules.pyramid import Pyramid

_PIECE = 1_000_000
Corners = tuple[Array, Array]


def _touches(pyramid: Pyramid, box: Corners | None) -> Array:
    """Which nodes may have points in a box, given in real coordinates of the file."""
    if box is None:
        return np.ones(len(pyramid.level), bool)
    low, high = box[0] - pyramid.origin, box[1] - pyramid.origin
    near: Array = ((pyramid.centre + pyramid.half >= low) & (pyramid.centre - pyramid.half <= high)).all(axis=1)
    return near


def indices_in(pyramid: Pyramid, box: Corners | None, most: int) -> tuple[Array, bool]:
    """The ascending indices of points in a box, coarse levels first, as many levels as ``most`` points allow; and
    whether those are all. One level alone that is more than that is thinned."""
    near = _touches(pyramid, box)
    taken: list[Array] = [np.empty(0, np.int64)]
    count, whole = 0, True
    for level in np.unique(pyramid.level[near]):
        here = np.concatenate([np.empty(0, np.int64), *(
            _within(pyramid, np.arange(pyramid.first[at], pyramid.first[at] + pyramid.count[at]), box)
            for node in np.flatnonzero(near & (pyramid.level == level))
            for at in range(pyramid.piece_from[node], pyramid.piece_from[node + 1])
        )])
        if count and count + len(here) > most:
            whole = False
            break
        if len(here) > most:
            here, whole = here[:: -(-len(here) // most)], False
        taken.append(here)
        count += len(here)
    return np.sort(np.concatenate(taken)), whole


def pieces_in(pyramid: Pyramid, box: Corners | None) -> Iterator[Array]:
    """The indices of all points in a box, at most a million at once."""
    for node in np.flatnonzero(_touches(pyramid, box)):
        for at in range(pyramid.piece_from[node], pyramid.piece_from[node + 1]):
            first, end = int(pyramid.first[at]), int(pyramid.first[at] + pyramid.count[at])
            for start in range(first, end, _PIECE):
                index = _within(pyramid, np.arange(start, min(end, start + _PIECE)), box)
                if len(index):
                    yield index


def _within(pyramid: Pyramid, index: Array, box: Corners | None) -> Array:
    if box is None or not len(index):
        return index
    real = pyramid.coordinates(index)
    kept: Array = index[((real >= box[0]) & (real <= box[1])).all(axis=1)]
    return kept
