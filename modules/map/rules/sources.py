"""Tiles by address: XYZ and WMTS templates, and which tiles a view needs."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

from modules.map.records import MapLayer
from modules.map.rules.mercator import HALF, Tile, degrees_at, plane_at, tiles_in
from workstation.api import WGS84, UserError, drawing, frames

MOST_TILES = 3000
"""What one person may ask a server for at once."""

_KNOWN = re.compile(r"\{(TileMatrix|TileRow|TileCol|z|x|y|-y)\}", re.IGNORECASE)
_ANY = re.compile(r"\{[^{}]*\}")
_CAPABILITIES = re.compile(r"getcapabilities|wmtscapabilities\.xml", re.IGNORECASE)


@dataclass(frozen=True)
class Offer:
    """A layer that a WMTS server offers, as a template."""

    title: str
    address: str
    min_zoom: int
    max_zoom: int


def is_capabilities(address: str) -> bool:
    """Whether an address tells what a WMTS server offers, instead of giving tiles."""
    return bool(_CAPABILITIES.search(address)) and not _KNOWN.search(address)


def checked(address: str) -> str:
    """A template in order.

    Raises ``UserError``: ``map.bad_address`` (not http or https), ``map.bad_template`` (a part that is not known),
    ``map.short_template`` (no place for zoom, column or row).
    """
    address = address.strip()
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError("map.bad_address", address=shown(address))
    if is_capabilities(address):
        return address
    named = {found.group(1).lower() for found in _KNOWN.finditer(address)}
    strange = [found for found in _ANY.findall(address) if not _KNOWN.fullmatch(found)]
    whole = (named & {"z", "tilematrix"}) and (named & {"x", "tilecol"}) and (named & {"y", "-y", "tilerow"})
    if strange:
        raise UserError("map.bad_template", address=shown(address), part=strange[0])
    if not whole:
        raise UserError("map.short_template", address=shown(address))
    return address


def shown(address: str) -> str:
    """An address without what comes after its path: keys of access stand there."""
    return address.split("?", 1)[0][:120]


def host_of(address: str) -> str:
    """The server that is asked."""
    return urlsplit(address).hostname or ""


def address_of(template: str, tile: Tile) -> str:
    """Where one tile is."""
    values = {
        "z": tile.zoom, "tilematrix": tile.zoom, "x": tile.column, "tilecol": tile.column, "y": tile.row,
        "tilerow": tile.row, "-y": (1 << tile.zoom) - 1 - tile.row,
    }
    return _KNOWN.sub(lambda found: str(values[found.group(1).lower()]), template)


def cache_name(template: str) -> str:
    """The name of a source's cache in the workspace: the same for every case."""
    return f"{hashlib.sha256(template.encode()).hexdigest()[:20]}.mbtiles"


def shifted(layer: MapLayer, box: drawing.Box) -> drawing.Box:
    """Where the tiles of a layer lie that belong into a box of the plane: those in GCJ-02 are off by what the frame is
    off in its middle."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if layer.frame != frames.GCJ02 or max(abs(x), abs(y)) > HALF:
        return box
    ((longitude, latitude),) = frames.convert(np.array([degrees_at(x, y)]), WGS84, frames.GCJ02).tolist()
    there = plane_at(longitude, latitude)
    dx, dy = there[0] - x, there[1] - y
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy


def wanted_tiles(box: drawing.Box, first: int, last: int) -> list[Tile]:
    """The tiles of a part of the plane over some zooms, the coarsest first.

    Raises ``UserError("map.too_many_tiles")``.
    """
    found = list(_over(box, first, last))
    if len(found) > MOST_TILES:
        raise UserError("map.too_many_tiles", count=MOST_TILES, zoom=last)
    return found


def _over(box: drawing.Box, first: int, last: int) -> Iterator[Tile]:
    count = 0
    for zoom in range(first, last + 1):
        tiles = list(tiles_in(box, zoom, MOST_TILES))
        if not tiles and count <= MOST_TILES and box[0] < box[2]:
            raise UserError("map.too_many_tiles", count=MOST_TILES, zoom=zoom)
        count += len(tiles)
        yield from tiles
