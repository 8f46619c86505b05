"""Morton order of points and the level of each in the octree; compiled by numba, free of Python's lock.

A code interleaves 21 bits of each axis (z, y, x from the highest): 21 octal digits, the first of which says in which
eighth of the cube a point lies, the next in which eighth of that, and so on. A node of level L is a prefix of L digits.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

DIGITS = 21
CELL_DIGITS = 7  # a node keeps one point in each of its 128 x 128 x 128 cells
DEEPEST = DIGITS - CELL_DIGITS
LEAF = 20_000  # what is left of a node becomes a leaf when it has no more points than this
INDEX_BITS = 22  # of a packed sorting key; the rest holds the highest digits of the code
Array = NDArray[Any]


@njit(cache=True, nogil=True)
def _spread(value: int) -> np.uint64:
    """The 21 bits of a number with two zeros before each."""
    v = np.uint64(value) & np.uint64(0x1FFFFF)
    v = (v | (v << np.uint64(32))) & np.uint64(0x1F00000000FFFF)
    v = (v | (v << np.uint64(16))) & np.uint64(0x1F0000FF0000FF)
    v = (v | (v << np.uint64(8))) & np.uint64(0x100F00F00F00F00F)
    v = (v | (v << np.uint64(4))) & np.uint64(0x10C30C30C30C30C3)
    return (v | (v << np.uint64(2))) & np.uint64(0x1249249249249249)


@njit(cache=True, nogil=True)
def morton_codes(x: Array, y: Array, z: Array, lower: Array, side_bits: int, codes: Array) -> int:
    """Write the code of every point into ``codes`` (uint64). ``lower`` is the cube's corner and
    2^``side_bits`` its side, in units of the whole-number coordinates. Returns how many points lie outside the cube
    (their codes mean nothing)."""
    outside = 0
    side = np.int64(1) << side_bits
    down, up = max(0, side_bits - 21), max(0, 21 - side_bits)
    for at in range(x.size):
        dx, dy, dz = np.int64(x[at]) - lower[0], np.int64(y[at]) - lower[1], np.int64(z[at]) - lower[2]
        if dx < 0 or dy < 0 or dz < 0 or dx >= side or dy >= side or dz >= side:
            outside += 1
        codes[at] = (
            _spread((dx >> down) << up)
            | (_spread((dy >> down) << up) << np.uint64(1))
            | (_spread((dz >> down) << up) << np.uint64(2))
        )
    return outside


@njit(cache=True, nogil=True)
def pack(codes: Array, base: np.uint64, drop: int, keys: Array) -> None:
    """Sorting keys: the highest digits of ``codes`` - ``base`` above the index of the point; ``drop`` bits are lost."""
    for at in range(codes.size):
        keys[at] = (((codes[at] - base) >> np.uint64(drop)) << np.uint64(INDEX_BITS)) | np.uint64(at)


def order_of(codes: Array, base: int, last: int) -> Array:
    """The order (uint32) in which codes between ``base`` and ``last`` ascend, exact to 42 bits below their range.

    One sort of packed whole numbers, six times as fast as sorting indices.
    """
    if len(codes) >> INDEX_BITS:
        return np.argsort(codes, kind="stable").astype(np.uint32)
    drop = max(0, int(last - base).bit_length() - (64 - INDEX_BITS))
    keys = np.empty(len(codes), np.uint64)
    pack(codes, np.uint64(base), drop, keys)
    keys.sort()
    return (keys & np.uint64((1 << INDEX_BITS) - 1)).astype(np.uint32)


@njit(cache=True, nogil=True)
def gather_columns(
    order: Array, codes: Array, x: Array, y: Array, z: Array, red: Array, green: Array, blue: Array, shift: int,
    classes: Array, intensity: Array, ascending: Array, position: Array, look: Array, strength: Array,
) -> None:
    """Write codes, coordinates (n, 3), looks (n, 4: red, green, blue, class) and intensities in the given order.

    Colours lose ``shift`` bits; what is absent is empty. One loop, because the fields of one point lie close together.
    """
    coloured, classified, strong = red.size > 0, classes.size > 0, intensity.size > 0
    for to in range(order.size):
        at = order[to]
        ascending[to] = codes[at]
        position[to, 0], position[to, 1], position[to, 2] = x[at], y[at], z[at]
        if coloured:
            look[to, 0] = min(red[at] >> shift, 255)
            look[to, 1] = min(green[at] >> shift, 255)
            look[to, 2] = min(blue[at] >> shift, 255)
        else:
            look[to, 0] = look[to, 1] = look[to, 2] = 200
        look[to, 3] = classes[at] if classified else 0
        if strong:
            strength[to] = intensity[at]


@njit(cache=True, nogil=True)
def point_levels(codes: Array, order: Array, before: np.uint64, has_before: bool, levels: Array) -> None:
    """The level of each point in ascending order: the coarsest at which it is the first in its cell.

    ``before`` is the code before the first one, if there is one.
    """
    previous = before
    known = has_before
    for to in range(order.size):
        code = codes[order[to]]
        if known:
            difference = code ^ previous
            common = DIGITS
            if difference != 0:
                common = 0
                while (difference >> np.uint64(60)) & np.uint64(7) == 0:
                    difference <<= np.uint64(3)
                    common += 1
            level = common - CELL_DIGITS + 1
            levels[to] = 0 if level < 0 else (min(level, DEEPEST))
        else:
            levels[to] = 0
            known = True
        previous = code


@njit(cache=True, nogil=True)
def assign_nodes(
    codes: Array, order: Array, levels: Array, starts: Array, roots: Array, node_of: Array, node_level: Array,
    node_code: Array,
) -> int:
    """Give every point its node and return how many nodes there are, or -1 when there is no room for them.

    Subtrees begin at ``starts`` (the last entry is the end) with the levels ``roots``; points of a coarser level go to
    nodes above, which other subtrees share: a node may be written in several pieces.
    """
    nodes = 0
    stack_level = np.empty(256, np.int64)
    stack_from = np.empty(256, np.int64)
    stack_to = np.empty(256, np.int64)
    for tree in range(roots.size):
        root = roots[tree]
        above = np.full(DIGITS + 1, -1, np.int64)
        for at in range(starts[tree], starts[tree + 1]):
            level = levels[at]
            if level < root:
                if above[level] < 0:
                    if nodes >= node_level.size:
                        return -1
                    node_level[nodes] = level
                    node_code[nodes] = codes[order[at]] >> np.uint64(63 - 3 * level) if level else np.uint64(0)
                    above[level] = nodes
                    nodes += 1
                node_of[at] = above[level]
        depth = 1
        stack_level[0], stack_from[0], stack_to[0] = root, starts[tree], starts[tree + 1]
        while depth:
            depth -= 1
            level, first, end = stack_level[depth], stack_from[depth], stack_to[depth]
            left = here = 0
            for at in range(first, end):
                left += levels[at] >= level
                here += levels[at] == level
            if left == 0:
                continue
            leaf = left <= LEAF or level >= DEEPEST
            if leaf or here:
                if nodes >= node_level.size:
                    return -1
                node_level[nodes] = level
                node_code[nodes] = codes[order[first]] >> np.uint64(63 - 3 * level) if level else np.uint64(0)
                for at in range(first, end):
                    if levels[at] == level or (leaf and levels[at] > level):
                        node_of[at] = nodes
                nodes += 1
            if not leaf:
                shift = np.uint64(60 - 3 * level)
                begin = first
                while begin < end:  # eight children at most, each a run of one digit
                    digit = codes[order[begin]] >> shift
                    low, high = begin, end
                    while low < high:
                        middle = (low + high) // 2
                        if codes[order[middle]] >> shift > digit:
                            high = middle
                        else:
                            low = middle + 1
                    stack_level[depth], stack_from[depth], stack_to[depth] = level + 1, begin, low
                    depth += 1
                    begin = low
    return nodes


@njit(cache=True, nogil=True)
def places(order: Array, node_of: Array, first: Array, source: Array) -> None:
    """``source[k]`` is the point that comes k-th when points are laid down node by node; ``first`` is advanced."""
    for at in range(order.size):
        node = node_of[at]
        source[first[node]] = order[at]
        first[node] += 1
