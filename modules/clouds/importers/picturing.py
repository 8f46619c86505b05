"""Pictures at true scale from points: squares of so many metres, the first row above."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modules.clouds.rules.morton import Array

_MOST_PIXELS = 60_000_000
_MARGIN_PX = 8
_INCH_M = 0.0254


@dataclass(frozen=True)
class Raster:
    """``left`` and ``bottom`` are where the lower left corner lies, in metres of the picture's plane."""

    left: float
    bottom: float
    metres_per_px: float
    width: int
    height: int

    @classmethod
    def around(cls, flat: Array, width_px: int = 0, metres_per_px: float = 0.0) -> "Raster":
        """Around places (n, 2) in metres: with pixels of a size, or at most so many on the longer side, and none
        smaller than the points lie apart."""
        low, high = np.percentile(flat, (0.02, 99.98), axis=0)
        span = np.maximum(high - low, 1e-3)
        apart = math.sqrt(float(span[0] * span[1]) / max(1, len(flat)))
        size = metres_per_px or max(float(span.max()) / width_px, 0.7 * apart)
        size = max(size, math.sqrt(float(span[0] * span[1]) / _MOST_PIXELS))
        wide, high_px = (math.ceil(float(value) / size) + 2 * _MARGIN_PX for value in span)
        return cls(float(low[0]) - _MARGIN_PX * size, float(low[1]) - _MARGIN_PX * size, size, wide, high_px)

    def pixels(self, flat: Array) -> tuple[Array, Array]:
        """The index (row · width + column) of places, and which places lie in the picture."""
        column = np.floor((flat[:, 0] - self.left) / self.metres_per_px).astype(np.int64)
        row = self.height - 1 - np.floor((flat[:, 1] - self.bottom) / self.metres_per_px).astype(np.int64)
        inside = (column >= 0) & (column < self.width) & (row >= 0) & (row < self.height)
        return row * self.width + column, inside


def mean_per_pixel(raster: Raster, flat: Array, values: Array) -> tuple[Array, Array]:
    """The mean of values (n,) in each pixel (height, width), gaps of two pixels filled, and where there is one."""
    index, inside = raster.pixels(flat)
    size = raster.width * raster.height
    count = np.bincount(index[inside], minlength=size).astype(np.float64)
    total = np.bincount(index[inside], values[inside], minlength=size)
    count, total = count.reshape(raster.height, raster.width), total.reshape(raster.height, raster.width)
    for _ in range(2):
        count, total = _spread(count, total)
    return total / np.maximum(count, 1e-12), count > 0


def _spread(count: Array, total: Array) -> tuple[Array, Array]:
    """Empty pixels take the mean of their eight neighbours."""
    around_count, around_total = np.zeros_like(count), np.zeros_like(total)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if dx or dy:
                around_count += np.roll(count, (dy, dx), (0, 1))
                around_total += np.roll(total, (dy, dx), (0, 1))
    empty = (count == 0) & (around_count > 0)
    mean = around_total / np.maximum(around_count, 1e-12)
    return np.where(empty, 1.0, count), np.where(empty, mean, total)


def save_picture(picture: Array, path: Path, metres_per_px: float) -> None:
    """Write a picture (height, width[, 3]) of bytes as PNG, with its scale as if printed 1:100. Raises ``OSError``."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = 2 * _MOST_PIXELS
    path.parent.mkdir(parents=True, exist_ok=True)
    partly = path.with_name(f"{path.name}.part")
    per_inch = _INCH_M / (metres_per_px / 100)
    Image.fromarray(np.ascontiguousarray(picture)).save(partly, "PNG", dpi=(per_inch, per_inch))
    partly.replace(path)
