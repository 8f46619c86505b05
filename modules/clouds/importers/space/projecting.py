"""Colouring the points that a placed photograph sees: a copy of the column of looks, the original is not touched."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from modules.clouds.importers.asking import tell
from modules.clouds.importers.points import Array
from modules.clouds.importers.space.parts import pieces_of
from modules.clouds.rules.gather import indices_in
from modules.clouds.rules.posing import Pinhole, spacing_of
from modules.clouds.rules.pyramid import Pyramid
from workstation.api import UserError

_CHUNK = 1_000_000
_SIDE_PX = 700  # of the picture of depths
_BEHIND = 0.04  # of the depth, and some spacings: so far behind the first surface a point is still of it
_SPACINGS = 2.0
_FEW = 1_000_000
_APART = 1.5  # neighbours in every direction are about that much farther than the nearest one
_REACHES = (1, 2, 3, 5, 8, 13, 21)  # cells that a point covers on each side


def answer(said: dict[str, Any]) -> dict[str, Any]:
    """Write the column; tells how many points were coloured."""
    piece = pieces_of(said)[0]
    pyramid, total = piece.pyramid, piece.pyramid.total
    camera = Pinhole(
        np.array(said["rotation"]), np.array(said["position"]), said["focal_px"], said["width"], said["height"]
    )
    with Image.open(said["picture"]) as image:
        picture = np.asarray(image.convert("RGB"))
    index, _ = indices_in(pyramid, None, _FEW)
    spacing = _APART * spacing_of(pyramid.coordinates(index))
    scale = min(1.0, _SIDE_PX / max(camera.width, camera.height))
    depths = _depths(pyramid, camera, scale, spacing)
    looks = np.lib.format.open_memmap(Path(said["partly"]), "w+", np.uint8, (total, 4))
    seen = 0
    for start in range(0, total, _CHUNK):
        index = np.arange(start, min(total, start + _CHUNK))
        look = np.array(pyramid.columns["look"][index])
        x, y, depth = camera.project(pyramid.coordinates(index)).T
        held = np.flatnonzero(_inside(camera, x, y, depth))
        cell = _cells(depths, x[held], y[held], scale)
        front = depth[held] <= depths.ravel()[cell] * (1 + _BEHIND) + _SPACINGS * spacing
        held = held[front]
        ratio = picture.shape[1] / camera.width
        column = np.minimum((x[held] * ratio).astype(np.int64), picture.shape[1] - 1)
        row = np.minimum((y[held] * ratio).astype(np.int64), picture.shape[0] - 1)
        look[held, :3] = picture[row, column]
        looks[index] = look
        seen += len(held)
        tell(total + start, 2 * total)
    looks.flush()
    return {"count": seen}


def _inside(camera: Pinhole, x: Array, y: Array, depth: Array) -> Array:
    with np.errstate(invalid="ignore"):
        held: Array = (depth > 0) & (x >= 0) & (x < camera.width) & (y >= 0) & (y < camera.height)
    return held


def _depths(pyramid: Pyramid, camera: Pinhole, scale: float, spacing: float) -> Array:
    """The depth of the nearest surface in each cell of a small picture (rows, columns), infinite where there is none.

    A point covers as many cells around it as its neighbours are away there, so that near surfaces have no holes.
    """
    from scipy.ndimage import minimum_filter

    form = int(camera.height * scale) + 1, int(camera.width * scale) + 1
    layers = [np.full(form, np.inf) for _ in _REACHES]
    total = pyramid.total
    for start in range(0, total, _CHUNK):
        points = pyramid.coordinates(np.arange(start, min(total, start + _CHUNK)))
        x, y, depth = camera.project(points).T
        held = _inside(camera, x, y, depth)
        x, y, depth = x[held], y[held], depth[held]
        layer = np.searchsorted(_REACHES[:-1], camera.focal_px * scale * spacing / depth)
        for number, depths in enumerate(layers):
            here = layer == number
            np.minimum.at(depths.ravel(), _cells(depths, x[here], y[here], scale), depth[here])
        tell(start, 2 * total)
    grown = [minimum_filter(depths, 2 * reach + 1, mode="constant", cval=np.inf)
             for depths, reach in zip(layers, _REACHES, strict=True)]
    nearest: Array = np.min(grown, axis=0)
    if not np.isfinite(nearest).any():
        raise UserError("clouds.photo_sees_nothing")
    return nearest


def _cells(depths: Array, x: Array, y: Array, scale: float) -> Array:
    cells: Array = (y * scale).astype(np.int64) * depths.shape[1] + (x * scale).astype(np.int64)
    return cells
