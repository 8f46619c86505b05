"""The planes through small neighbourhoods of points; compiled by numba, free of Python's lock."""

import numpy as np
from numba import njit

from modules.clouds.rules.morton import Array

_SWEEPS = 12
_DONE = 1e-22  # of the square of the largest entry


def patches_of(points: Array, around: Array) -> tuple[Array, Array, Array]:
    """Of neighbourhoods given by the indices of their points (n, k): the middles (n, 3), the normals (n, 3) of the
    planes of least squares, and the two smaller variances (n, 2), across the plane and the smaller one along it."""
    middles, normals = np.empty((len(around), 3)), np.empty((len(around), 3))
    variances = np.empty((len(around), 2))
    _fit(np.ascontiguousarray(points, np.float64), np.ascontiguousarray(around, np.int64), middles, normals, variances)
    return middles, normals, variances


@njit(cache=True, nogil=True)
def _fit(points: Array, around: Array, middles: Array, normals: Array, variances: Array) -> None:
    many = around.shape[1]
    a, v = np.empty((3, 3)), np.empty((3, 3))
    for number in range(around.shape[0]):
        for axis in range(3):
            total = 0.0
            for at in range(many):
                total += points[around[number, at], axis]
            middles[number, axis] = total / many
        for first in range(3):
            for second in range(first, 3):
                total = 0.0
                for at in range(many):
                    index = around[number, at]
                    total += (points[index, first] - middles[number, first]) * (
                        points[index, second] - middles[number, second])
                a[first, second] = a[second, first] = total
        _diagonal(a, v)
        least = 0
        for axis in range(1, 3):
            if a[axis, axis] < a[least, least]:
                least = axis
        next_one = np.inf
        for axis in range(3):
            if axis != least:
                next_one = min(next_one, a[axis, axis])
            normals[number, axis] = v[axis, least]
        variances[number, 0], variances[number, 1] = a[least, least], next_one


@njit(cache=True, nogil=True)
def _diagonal(a: Array, v: Array) -> None:
    """Jacobi's rotations: ``a`` (3, 3) becomes diagonal, ``v`` holds its axes as columns."""
    largest = 0.0
    for row in range(3):
        for column in range(3):
            v[row, column] = 1.0 if row == column else 0.0
            largest = max(largest, abs(a[row, column]))
    for _ in range(_SWEEPS):
        if a[0, 1] ** 2 + a[0, 2] ** 2 + a[1, 2] ** 2 <= _DONE * largest * largest:
            return
        for p in range(2):
            for q in range(p + 1, 3):
                if a[p, q] == 0.0:
                    continue
                slope = (a[q, q] - a[p, p]) / (2.0 * a[p, q])
                t = (1.0 if slope >= 0 else -1.0) / (abs(slope) + np.sqrt(slope * slope + 1.0))
                c = 1.0 / np.sqrt(t * t + 1.0)
                s = t * c
                for k in range(3):
                    x, y = a[k, p], a[k, q]
                    a[k, p], a[k, q] = c * x - s * y, s * x + c * y
                for k in range(3):
                    x, y = a[p, k], a[q, k]
                    a[p, k], a[q, k] = c * x - s * y, s * x + c * y
                for k in range(3):
                    x, y = v[k, p], v[k, q]
                    v[k, p], v[k, q] = c * x - s * y, s * x + c * y
