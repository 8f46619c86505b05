"""Where names stand beside places, so that none covers another: at its place if there is room, else further off with
a line that leads there."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modules.clouds.rules.morton import Array

_WAYS = np.arange(16) * np.pi / 8  # directions that are tried around a place
_RINGS = (1.0, 2.2, 3.6, 5.2, 7.0)  # how far off, in heights of a line
_BESIDE = 4  # the first places to be tried touch the place
Point = tuple[float, float]
Size = tuple[float, float]


@dataclass(frozen=True)
class Laid:
    """A box of a name: its upper left corner, and where a line to its place begins (none when it stands beside it)."""

    left: float
    top: float
    leader: Point | None = None


def laid(places: Sequence[Point], sizes: Sequence[Size], room: Size, gap: float) -> list[Laid]:
    """Boxes of ``sizes`` for names at ``places``, y downwards, within ``room`` as far as there is any; ``gap`` is how
    far a name stands from its place. The first come first; one for which there is no room stands where it covers the
    least."""
    at = np.array(places, float).reshape(-1, 2)
    taken = np.concatenate([at - gap / 3, at + gap / 3], axis=1)  # the places stay visible too
    found = []
    for place, size in zip(places, sizes, strict=True):
        boxes = _around(place, size, gap)
        beyond = size[0] * size[1] - _shared(boxes, np.array([[0.0, 0.0, *room]]))[:, 0]
        covered = _shared(boxes, taken).sum(axis=1) + beyond
        best = int(np.argmin(covered > 1e-9)) if covered.min() <= 1e-9 else int(np.argmin(covered))
        left, top, right, bottom = (float(value) for value in boxes[best])
        leader = (min(max(place[0], left), right), min(max(place[1], top), bottom)) if best >= _BESIDE else None
        found.append(Laid(left, top, leader))
        taken = np.concatenate([taken, boxes[best : best + 1]])
    return found


def width_of(text: str) -> float:
    """About how wide a text is, in heights of its type: wide characters are square."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WF" else 0.58 for one in text)


def _around(place: Point, size: Size, gap: float) -> Array:
    """Boxes (n, 4: left, top, right, bottom): the four beside the place, then rings around it."""
    x, y, width, height = *place, *size
    right, left, above, below = x + gap, x - gap - width, y - height - gap / 2, y + gap / 2
    corners = [np.array([(right, above), (right, below), (left, above), (left, below)])]
    for ring in _RINGS:
        away = gap + ring * height
        across = x + np.sin(_WAYS) * away
        across = np.where(np.sin(_WAYS) >= -1e-9, across, across - width)
        corners.append(np.stack([across, y - np.cos(_WAYS) * away - height / 2], axis=1))
    upper_left = np.concatenate(corners)
    return np.concatenate([upper_left, upper_left + size], axis=1)


def _shared(boxes: Array, others: Array) -> Array:
    """The areas (n, m) that boxes (n, 4) and others (m, 4) have in common."""
    low, high = np.maximum(boxes[:, None, :2], others[None, :, :2]), np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared: Array = np.clip(high - low, 0, None).prod(axis=2)
    return shared
