"""Tiles for paper, laid in the sandbox: one picture of a part of the plane out of an archive or a cache."""

import sqlite3
from typing import Any

import numpy as np
from PIL import Image

from modules.map.importers.tiles import contents, decoded_tile
from modules.map.rules.mercator import Tile, tiles_in
from workstation.api import Parsed, UserError, drawing

MOST_PX = 4000
_MOST_TILES = 2000


def lay_tiles(
    path: str, *, box: list[float], width: int, height: int, first: int, last: int, finest: int, name: str = "",
    growing: bool = False, **_: Any,
) -> Parsed:
    """A box of the plane as ``rgba`` of ``width`` × ``height`` pixels; ``broken`` counts tiles that can't be decoded.

    From zoom ``first`` to ``last`` one lies over the other, so that a coarser tile stands in for one that is missing;
    where there is none at ``last``, finer ones up to ``finest`` do.
    Raises ``UserError("map.not_tiles")``.
    """
    paper = _Paper(drawing_box(box), min(max(width, 1), MOST_PX), min(max(height, 1), MOST_PX))
    try:
        for zoom in range(first, last + 1):
            paper.lay(path, list(tiles_in(paper.box, zoom, _MOST_TILES)), growing=growing)
        missing = paper.missing
        for _zoom in range(last + 1, finest + 1):
            below = [one for tile in missing for one in _quarters(tile) if _meets(one.box, paper.box)]
            if not below or len(below) > _MOST_TILES:
                break
            paper.lay(path, below, growing=growing)
            missing = below  # finer ones lie over those that came
    except (sqlite3.Error, OSError, ValueError) as error:
        raise UserError("map.not_tiles", name=name, reason=str(error)[:200]) from error
    rgba = np.asarray(paper.image)
    covered = float(np.count_nonzero(rgba[..., 3])) / (rgba.shape[0] * rgba.shape[1])
    return Parsed({"broken": paper.broken, "covered": covered}, {"rgba": rgba.tobytes()})


def drawing_box(box: list[float]) -> drawing.Box:
    """A box as options give it."""
    west, south, east, north = box
    return west, south, east, north


class _Paper:
    """The picture as far as it is laid; ``missing`` are the tiles of the last zoom that are not there."""

    def __init__(self, box: drawing.Box, width: int, height: int) -> None:
        self.box, self.image = box, Image.new("RGBA", (width, height))
        self.broken, self.missing = 0, list[Tile]()

    def lay(self, path: str, tiles: list[Tile], *, growing: bool) -> None:
        """Put the tiles that are there over what lies at their place."""
        by_key = {f"{tile.zoom}/{tile.column}/{tile.row}": tile for tile in tiles}
        found = contents(path, [(tile.zoom, tile.column, tile.row) for tile in tiles], growing=growing)
        for key, content in found:
            try:
                picture = decoded_tile(content)
            except Exception:  # a decoder may raise anything on a tile that nobody here made
                self.broken += 1
                continue
            self._put(by_key.pop(key), picture)
        self.missing = list(by_key.values())

    def _put(self, tile: Tile, picture: Image.Image) -> None:
        """The part of a tile that is on the paper; edges are rounded as those of its neighbours."""
        (west, south, east, north), (width, height) = self.box, self.image.size
        across, down = width / (east - west), height / (north - south)
        left, right = ((x - west) * across for x in (tile.box[0], tile.box[2]))
        top, bottom = ((north - y) * down for y in (tile.box[3], tile.box[1]))
        x0, x1 = max(round(left), 0), min(round(right), width)
        y0, y1 = max(round(top), 0), min(round(bottom), height)
        if x0 >= x1 or y0 >= y1:
            return
        per_x, per_y = picture.width / (right - left), picture.height / (bottom - top)
        part = (
            max((x0 - left) * per_x, 0.0), max((y0 - top) * per_y, 0.0),
            min((x1 - left) * per_x, picture.width), min((y1 - top) * per_y, picture.height),
        )  # fmt: skip
        if part[0] < part[2] and part[1] < part[3]:
            self.image.paste(picture.resize((x1 - x0, y1 - y0), Image.Resampling.BICUBIC, box=part), (x0, y0))


def _quarters(tile: Tile) -> list[Tile]:
    column, row = 2 * tile.column, 2 * tile.row
    return [Tile(tile.zoom + 1, column + dx, row + dy) for dy in (0, 1) for dx in (0, 1)]


def _meets(one: drawing.Box, other: drawing.Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
