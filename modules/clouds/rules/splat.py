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
    boxed: bool, scale: Array, middle: Array, width: int, height: int, buffer: Array,
) -> None:
    """Put pieces of points into ``buffer`` (height * width of uint64: depth as the bits of a float32 above the index).

    ``matrix`` (3, 3) and ``shift`` (3,) turn whole-number coordinates into right, up and forward, where right and up
    are in pixels (in perspective: at a depth of 1).
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
                a, b, c = (x - middle[0]) * scale[0], (y - middle[1]) * scale[1], (z - middle[2]) * scale[2]
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
            if across < 0 or up < 0 or across >= width or up >= height:
                continue
            column, row = int(across), int(up)
            depth_bits[0] = depth
            key = (np.uint64(as_bits[0]) << np.uint64(32)) | np.uint64(index)
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


@njit(cache=True, nogil=True, fastmath=True)
def merge(buffers: Array, start: int, stop: int, flat: float, logs: Array) -> None:
    """Keep the nearest of all ``buffers`` (k, n) in the first one, and write the binary logarithm of its depth; with
    ``flat`` above zero (parallel views) the depth times that."""
    bits = np.empty(1, np.uint32)
    depth = bits.view(np.float32)
    for at in range(start, stop):
        nearest = buffers[0, at]
        for other in range(1, buffers.shape[0]):
            if buffers[other, at] < nearest:
                nearest = buffers[other, at]
        buffers[0, at] = nearest
        if nearest == EMPTY:
            logs[at] = 1e9
        else:
            bits[0] = np.uint32(nearest >> np.uint64(32))
            logs[at] = depth[0] * flat if flat > 0 else np.log2(depth[0])


@njit(cache=True, nogil=True, fastmath=True)
def shade(
    nearest: Array, logs: Array, width: int, height: int, top: int, bottom: int, mode: int, look: Array, extra: Array,
    position: Array, ramp: Array, low: float, span: float, background: int, strength: float, reach: int,
    picture: Array,
) -> None:
    """Colour the rows from ``top`` to ``bottom`` of ``picture`` (height * width of uint32: 0xFFRRGGBB).

    Modes: 0 the points' own colours; 1 ``ramp`` over ``extra`` (intensity); 2 ``ramp`` over the z of ``position``;
    3 ``extra`` as a direction; 4 ``ramp`` by class; 5 ``ramp`` by ``extra`` (scan).
    """
    most = ramp.size - 1
    for row in range(top, bottom):
        for column in range(width):
            at = row * width + column
            if nearest[at] == EMPTY:
                picture[at] = background
                continue
            index = np.int64(nearest[at] & np.uint64(0xFFFFFFFF))
            if mode == 0:
                red, green, blue = int(look[index, 0]), int(look[index, 1]), int(look[index, 2])
            elif mode == 3:
                red, green, blue = int(extra[index, 0]) + 128, int(extra[index, 1]) + 128, int(extra[index, 2]) + 128
            else:
                if mode == 1:
                    step = int((extra[index, 0] - low) * span * most)
                elif mode == 2:
                    step = int((position[index, 2] - low) * span * most)
                elif mode == 4:
                    step = int(look[index, 3]) % ramp.size
                else:
                    step = int(extra[index, 0]) % ramp.size
                colour = int(ramp[min(most, max(0, step))])
                red, green, blue = (colour >> 16) & 255, (colour >> 8) & 255, colour & 255
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
                red, green, blue = int(red * light), int(green * light), int(blue * light)
            picture[at] = np.uint32(0xFF000000 | (red << 16) | (green << 8) | blue)
