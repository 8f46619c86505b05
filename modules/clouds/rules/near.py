"""The exact points of a pyramid around a place or in a box, with what was recorded of them."""

import numpy as np

from modules.clouds.records import Box, Triple
from modules.clouds.rules.morton import Array
from modules.clouds.rules.pyramid import Pyramid


def points_in(pyramid: Pyramid, box: Box, most: int = 0) -> Array:
    """The indices of points within a box (corners in real coordinates). With ``most`` the finest levels are left out
    once there are so many: what is left is spread evenly."""
    lower, upper = (np.array(corner) - pyramid.origin for corner in box)
    found: list[Array] = [np.empty(0, np.int64)]
    count = 0
    for node in range(len(pyramid.level)):  # in order of the levels
        if most and count >= most and pyramid.level[node] > pyramid.level[node - 1]:
            break
        low, high = pyramid.centre[node] - pyramid.half[node], pyramid.centre[node] + pyramid.half[node]
        if (high < lower).any() or (low > upper).any():
            continue
        whole = bool((low >= lower).all() and (high <= upper).all())
        for at in range(pyramid.piece_from[node], pyramid.piece_from[node + 1]):
            rows = np.arange(pyramid.first[at], pyramid.first[at] + pyramid.count[at])
            if not whole:
                local = (pyramid.columns["position"][rows[0] : rows[-1] + 1] - pyramid.middle) * pyramid.scale
                rows = rows[((local >= lower) & (local <= upper)).all(axis=1)] if len(rows) else rows
            found.append(rows)
            count += len(rows)
    return np.concatenate(found)


def points_around(pyramid: Pyramid, place: Triple, radius: float) -> Array:
    """The indices of points within ``radius`` of a place."""
    x, y, z = place
    box = ((x - radius, y - radius, z - radius), (x + radius, y + radius, z + radius))
    index = points_in(pyramid, box)
    away = np.linalg.norm(pyramid.coordinates(index) - np.array(place), axis=1)
    near: Array = index[away <= radius]
    return near


def brightness(pyramid: Pyramid, index: Array) -> Array:
    """How bright points are (n,), 0 to 1: their intensity, else the grey of their colour."""
    if "intensity" in pyramid.columns:
        values = pyramid.columns["intensity"][index].astype(np.float64)
    else:
        values = pyramid.columns["look"][index, :3].astype(np.float64) @ (0.299, 0.587, 0.114)
    span = float(np.ptp(values)) if len(values) else 0.0
    level: Array = (values - values.min()) / span if span > 0 else np.zeros(len(values))
    return level
