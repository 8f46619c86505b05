"""Tileable noise textures with mip levels: the grain of plaster, char, wood, cloth and concrete."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]
SIZE = 1024
_SMALLEST = 4


def vector(values: Sequence[float] | Floats) -> Floats:
    """Numbers as a vector of single precision."""
    return np.asarray(values, np.float32)


def dot(a: Floats, b: Floats) -> Floats:
    """The scalar products of the rows of two (n, 3) arrays."""
    return np.asarray(np.einsum("ij,ij->i", a, b), np.float32)


def unit(vectors: Floats) -> Floats:
    """The rows of an (n, 3) array with length one."""
    return np.asarray(vectors / (np.sqrt(dot(vectors, vectors)) + np.float32(1e-9))[:, None], np.float32)




@dataclass(frozen=True)
class Texture:
    """A tileable grey image in 0…1 with its two slopes (per tile), each as one flat pyramid of mip levels."""

    value: Floats
    slope_u: Floats
    slope_v: Floats
    offsets: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int32]


def spectral(seed: int, exponent: float, stretch: float = 1.0) -> Floats:
    """Noise whose amplitude falls with frequency to the power ``-exponent``; ``stretch`` > 1 draws it out along v."""
    rng = np.random.default_rng(seed)
    fu = np.fft.fftfreq(SIZE)[None, :] * SIZE
    fv = np.fft.fftfreq(SIZE)[:, None] * SIZE * stretch
    frequency = np.hypot(fu, fv)
    frequency[0, 0] = 1.0
    phase = np.exp(2j * np.pi * rng.random((SIZE, SIZE)))
    spectrum = phase * frequency ** (-exponent)
    spectrum[0, 0] = 0.0
    noise = np.fft.ifft2(spectrum).real
    noise = (noise - noise.mean()) / noise.std()
    return np.asarray(np.clip(0.5 + noise * 0.2, 0.0, 1.0), np.float32)


def cellular(seed: int, cells: int) -> Floats:
    """Distance between the two nearest of scattered points: 0 in the cracks between cells, 1 in their middle."""
    rng = np.random.default_rng(seed)
    jitter = rng.random((cells, cells, 2)).astype(np.float32)
    axis = (np.arange(SIZE, dtype=np.float32) + 0.5) * (cells / SIZE)
    u, v = np.meshgrid(axis, axis)
    cu, cv = u.astype(np.int32), v.astype(np.int32)
    first = np.full(u.shape, 9.0, np.float32)
    second = first.copy()
    for dv in (-1, 0, 1):
        for du in (-1, 0, 1):
            point = jitter[(cv + dv) % cells, (cu + du) % cells]
            distance = np.hypot(cu + du + point[..., 0] - u, cv + dv + point[..., 1] - v)
            second = np.minimum(second, np.maximum(first, distance))
            first = np.minimum(first, distance)
    return np.clip((second - first) * 1.6, 0.0, 1.0).astype(np.float32)


def pyramid(image: Floats) -> Texture:
    """Build the mip levels of an image and of its slopes."""
    slope_u = (np.roll(image, -1, 1) - np.roll(image, 1, 1)) * (SIZE / 2)
    slope_v = (np.roll(image, -1, 0) - np.roll(image, 1, 0)) * (SIZE / 2)
    flat: list[Floats] = []
    sizes: list[int] = []
    for level_image in (image, slope_u, slope_v):
        levels: list[Floats] = []
        sizes = []
        level = level_image
        while level.shape[0] >= _SMALLEST:
            levels.append(level.ravel())
            sizes.append(level.shape[0])
            level = level.reshape(level.shape[0] // 2, 2, -1, 2).mean((1, 3), dtype=np.float32)
        flat.append(np.concatenate(levels))
    areas = np.array(sizes, np.int32) ** 2
    offsets = np.concatenate([[0], np.cumsum(areas)[:-1]]).astype(np.int32)
    return Texture(flat[0], flat[1], flat[2], offsets, np.array(sizes, np.int32))


@dataclass(frozen=True)
class Lookup:
    """Where in a texture a set of points falls: four neighbours with their weights, at the right mip level."""

    at: tuple[npt.NDArray[np.int32], ...]
    weights: tuple[Floats, ...]

    def read(self, flat: Floats) -> Floats:
        """The bilinear values of one of a texture's pyramids at these points."""
        total = flat[self.at[0]] * self.weights[0]
        for index, weight in zip(self.at[1:], self.weights[1:], strict=True):
            total += flat[index] * weight
        return total


def look_up(texture: Texture, u: Floats, v: Floats, footprint: Floats | float) -> Lookup:
    """Neighbours of the points (u, v), in tiles; ``footprint`` is the size of a pixel there, in tiles."""
    level = np.log2(np.maximum(np.asarray(footprint, np.float32) * SIZE, 1.0))
    chosen = np.minimum((level + 0.3).astype(np.int32), len(texture.sizes) - 1)
    size = texture.sizes[chosen]
    offset = texture.offsets[chosen]
    x = (u * size).astype(np.float32)
    y = (v * size).astype(np.float32)
    x0, y0 = np.floor(x), np.floor(y)
    fx, fy = x - x0, y - y0
    mask = size - 1
    left = x0.astype(np.int32) & mask
    right = (left + 1) & mask
    top = offset + (y0.astype(np.int32) & mask) * size
    bottom = offset + ((y0.astype(np.int32) + 1) & mask) * size
    gx, gy = 1 - fx, 1 - fy
    return Lookup((top + left, top + right, bottom + left, bottom + right), (gx * gy, fx * gy, gx * fy, fx * fy))


def values(texture: Texture, u: Floats, v: Floats, footprint: Floats | float) -> Floats:
    """The texture's values at the points (u, v), in tiles."""
    return look_up(texture, u, v, footprint).read(texture.value)


@cache
def library() -> dict[str, Texture]:
    """All textures by name; made once per process."""
    cells = cellular(5, 36) * (0.75 + 0.5 * (spectral(6, 1.0) - 0.5))
    images = {
        "cloud": spectral(1, 1.9),
        "rough": spectral(2, 1.25),
        "grain": spectral(3, 0.6),
        "streak": spectral(4, 1.2, stretch=0.12),
        "char": np.clip(cells, 0, 1).astype(np.float32),
        "crack": cellular(7, 9),
        "weave": _weave(),
    }
    return {name: pyramid(image) for name, image in images.items()}


def _weave() -> Floats:
    axis = np.arange(SIZE, dtype=np.float32) / SIZE * 2 * np.pi * 64
    u, v = np.meshgrid(axis, axis)
    cloth = 0.5 + 0.25 * np.sin(u) * np.sign(np.sin(v / 2)) + 0.25 * np.sin(v) * np.sign(np.sin(u / 2))
    return np.clip(cloth * 0.7 + 0.3 * spectral(8, 1.0), 0, 1).astype(np.float32)
