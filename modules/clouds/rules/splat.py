"""Drawing points without a graphics card: every point is put into a buffer of depth and index, then each pixel is
coloured once. Compiled by numba, free of Python's lock, so that several threads share the work.

Eye-dome lighting after C. Boucheny (thesis, 2009): a pixel is darkened by how far its neighbours lie before it.
"""

import numpy as np
from numba import njit

from modules.clouds.rules.morton import Array

EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit(cache=True, nogil=True, fastmath=True)
def splat(
    position: Array, first: Array, count: Array, size: Array, matrix: Array, shift: Array, parallel: bool, box: Array,
    boxed: bool, world: Array, home: Array, base: int, width: int, height: int, buffer: Array,
) -> None:
    """Put pieces of points into ``buffer`` (height * width of uint64: depth as the bits of a float32 above the index
    plus ``base``).

    ``matrix`` (3, 3) and ``shift`` (3,) turn whole-number coordinates into right, up and forward, where right and up
    are in pixels (in perspective: at a depth of 1); ``world`` (3, 3) and ``home`` (3,) turn them into what ``box`` is
    in.
    """
    depth_bits = np.empty(1, np.float32)
    as_bits = depth_bits.view(np.uint32)
    half_width, half_height = width / 2, height / 2
    for piece in range(first.size):
        start, end = first[piece], first[piece] + count[piece]
        side = size[piece]
        before = (side - 1) // 2
        for index in range(start, end):
            x, y, z = np.float64(position[index, 0]), np.float64(position[index, 1]), np.float64(position[index, 2])
            if boxed:
                a = world[0, 0] * x + world[0, 1] * y + world[0, 2] * z + home[0]
                b = world[1, 0] * x + world[1, 1] * y + world[1, 2] * z + home[1]
                c = world[2, 0] * x + world[2, 1] * y + world[2, 2] * z + home[2]
                if (
                    a < box[0, 0] or b < box[0, 1] or c < box[0, 2] or a > box[1, 0] or b > box[1, 1] or c > box[1, 2]
                ):
                    continue
            depth = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2] * z + shift[2]
            if depth <= 1e-4:
                continue
            across = matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2] * z + shift[0]
            up = matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2] * z + shift[1]
            if not parallel:
                near = 1.0 / depth
                across *= near
                up *= near
            across += half_width
            up = half_height - up
            edge = 0 if side == 1 else side  # a large point reaches into the picture from beside it
            if across < -edge or up < -edge or across >= width + edge or up >= height + edge:
                continue
            column, row = int(np.floor(across)), int(np.floor(up))
            depth_bits[0] = depth
            key = (np.uint64(as_bits[0]) << np.uint64(32)) | np.uint64(base + index)
            if side == 1:
                at = row * width + column
                if key < buffer[at]:
                    buffer[at] = key
                continue
            low_row, high_row = max(0, row - before), min(height, row - before + side)
            low, high = max(0, column - before), min(width, column - before + side)
            for r in range(low_row, high_row):
                for at in range(r * width + low, r * width + high):
                    if key < buffer[at]:
                        buffer[at] = key


@njit(cache=True, nogil=True)
def merge(buffers: Array, start: int, stop: int) -> None:
    """Keep the nearest of all ``buffers`` (k, n) in the first one."""
    for at in range(start, stop):
        for other in range(1, buffers.shape[0]):
            if buffers[other, at] < buffers[0, at]:
                buffers[0, at] = buffers[other, at]


@njit(cache=True, nogil=True, fastmath=True)
def depths(nearest: Array, start: int, stop: int, flat: float, logs: Array) -> None:
    """Write the binary logarithm of the depth of each pixel; with ``flat`` above zero (parallel views) the depth times
    that."""
    bits = np.empty(1, np.uint32)
    depth = bits.view(np.float32)
    for at in range(start, stop):
        if nearest[at] == EMPTY:
            logs[at] = 1e9
        else:
            bits[0] = np.uint32(nearest[at] >> np.uint64(32))
            logs[at] = depth[0] * flat if flat > 0 else np.log2(depth[0])


@njit(cache=True, nogil=True, fastmath=True)
def shade(
    nearest: Array, logs: Array, width: int, height: int, top: int, bottom: int, base: int, total: int, mode: int,
    look: Array, extra: Array, position: Array, turn: Array, shift: float, ramp: Array, low: float, span: float,
    opacity: float, tint: int, share: float, strength: float, reach: int, picture: Array,
) -> None:
    """Colour, in the rows from ``top`` to ``bottom`` of ``picture`` (height * width of uint32: 0xFFRRGGBB), the pixels
    whose index lies from ``base`` to ``base + total``: the points of one part.

    Modes: 0 the points' own colours; 1 ``ramp`` over ``extra`` (intensity); 2 ``ramp`` over the height, which the third
    row of ``turn`` and ``shift`` give; 3 ``extra`` as a direction, turned by ``turn``; 4 ``ramp`` by class; 5 ``ramp``
    by ``extra`` (scan); 6 ``tint`` alone; 7 ``ramp`` over ``extra`` (deviation), own colours where there is none.
    Colours of modes 4 to 7 cover the points' own ones by ``opacity``, ``tint`` covers all by ``share``.
    """
    most = ramp.size - 1
    begin, end = np.uint64(base), np.uint64(base + total)
    for row in range(top, bottom):
        for column in range(width):
            at = row * width + column
            number = nearest[at] & np.uint64(0xFFFFFFFF)
            if nearest[at] == EMPTY or number < begin or number >= end:
                continue
            index = np.int64(number - begin)
            red, green, blue = float(look[index, 0]), float(look[index, 1]), float(look[index, 2])
            if mode == 3:
                x, y, z = float(extra[index, 0]), float(extra[index, 1]), float(extra[index, 2])
                red = turn[0, 0] * x + turn[0, 1] * y + turn[0, 2] * z + 128.0
                green = turn[1, 0] * x + turn[1, 1] * y + turn[1, 2] * z + 128.0
                blue = turn[2, 0] * x + turn[2, 1] * y + turn[2, 2] * z + 128.0
            elif mode != 0:
                colour = tint
                cover = opacity
                if mode == 1 or mode == 7:
                    value = float(extra[index, 0])
                    step = int((value - low) * span * most)
                    if mode == 1:
                        cover = 1.0
                    elif value > 1e30:
                        cover = 0.0
                    colour = int(ramp[min(most, max(0, step))])
                elif mode == 2:
                    x, y, z = float(position[index, 0]), float(position[index, 1]), float(position[index, 2])
                    value = turn[2, 0] * x + turn[2, 1] * y + turn[2, 2] * z + shift
                    colour = int(ramp[min(most, max(0, int((value - low) * span * most)))])
                    cover = 1.0
                elif mode == 4:
                    colour = int(ramp[int(look[index, 3]) % ramp.size])
                elif mode == 5:
                    colour = int(ramp[int(extra[index, 0]) % ramp.size])
                red += (((colour >> 16) & 255) - red) * cover
                green += (((colour >> 8) & 255) - green) * cover
                blue += ((colour & 255) - blue) * cover
            if share > 0:
                red += (((tint >> 16) & 255) - red) * share
                green += (((tint >> 8) & 255) - green) * share
                blue += ((tint & 255) - blue) * share
            if strength > 0:
                here = logs[at]
                dark = 0.0
                if column >= reach:
                    dark += max(0.0, here - logs[at - reach])
                if column + reach < width:
                    dark += max(0.0, here - logs[at + reach])
                if row >= reach:
                    dark += max(0.0, here - logs[at - reach * width])
                if row + reach < height:
                    dark += max(0.0, here - logs[at + reach * width])
                light = np.exp(-strength * min(dark, 4.0))
                red, green, blue = red * light, green * light, blue * light
            picture[at] = np.uint32(0xFF000000 | (int(red + 0.5) << 16) | (int(green + 0.5) << 8) | int(blue + 0.5))
