"""Tile archives read in the sandbox: MBTiles and PMTiles with pictures; some tiles at a time, decoded there."""

import gzip
import io
import json
import mmap
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pmtiles.tile import (
    Compression,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from modules.map.rules.mercator import HALF, from_degrees
from workstation.api import Parsed, UserError

_PMTILES = b"PMTiles"
_MOST_EDGE = 1024
_DEPTH = 4
_WORLD = (-HALF, -HALF, HALF, HALF)


def parse_tiles(path: str, *, name: str = "", **_: Any) -> Parsed:
    """What an archive says of itself. Raises ``UserError``: ``map.not_tiles``, ``map.vector_tiles``."""
    try:
        facts = _pmtiles(path) if _is_pmtiles(path) else _mbtiles(path)
    except (sqlite3.Error, OSError, ValueError, KeyError, EOFError, IndexError) as error:
        raise UserError("map.not_tiles", name=name, reason=str(error)[:200]) from error
    if facts["format"] in ("pbf", "mvt"):
        raise UserError("map.vector_tiles", name=name)
    return Parsed(facts)


def read_tiles(path: str, *, tiles: list[list[int]], name: str = "", growing: bool = False, **_: Any) -> Parsed:
    """Tiles [zoom, column, row] (rows from the north) as ``z/x/y``: raw RGBA, their sizes in ``sizes``.

    One that is missing or can't be decoded is left out, the latter counted in ``broken``. ``growing``: the file is a
    cache that tiles are still written into.
    Raises ``UserError("map.not_tiles")``.
    """
    sizes: dict[str, list[int]] = {}
    blobs: dict[str, bytes] = {}
    broken = 0
    try:
        for key, content in contents(path, tiles, growing=growing):
            try:
                plain = decoded_tile(content)
            except Exception:  # a decoder may raise anything on a tile that nobody here made
                broken += 1
                continue
            sizes[key], blobs[key] = list(plain.size), plain.tobytes()
    except (sqlite3.Error, OSError, ValueError) as error:
        raise UserError("map.not_tiles", name=name, reason=str(error)[:200]) from error
    return Parsed({"sizes": sizes, "broken": broken}, blobs)


def decoded_tile(content: bytes) -> Image.Image:
    """A tile as RGBA. May raise anything: nobody here made it."""
    with Image.open(io.BytesIO(content)) as image:
        if max(image.size) > _MOST_EDGE:
            raise ValueError(image.size)
        return image.convert("RGBA")


def _is_pmtiles(path: str) -> bool:
    with Path(path).open("rb") as stream:
        return stream.read(7) == _PMTILES


@lru_cache(maxsize=8)
def _database(path: str) -> sqlite3.Connection:
    # immutable: an original is never written to, nor is anything put beside it
    return sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _mbtiles(path: str) -> dict[str, Any]:
    known = {str(key): str(value) for key, value in _database(path).execute("SELECT name, value FROM metadata")}
    zooms = _database(path).execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
    if zooms[0] is None:
        raise ValueError("no tiles")
    bounds = [float(part) for part in known.get("bounds", "").split(",") if part.strip()]
    return {
        "title": known.get("name", ""), "format": known.get("format", "png").lower(), "min_zoom": int(zooms[0]),
        "max_zoom": min(int(zooms[1]), 24), "attribution": known.get("attribution", ""), "box": _box(bounds),
    }


def _box(bounds: list[float]) -> list[float]:
    """West, south, east, north in degrees as a box of the plane."""
    if len(bounds) != 4:
        return list(_WORLD)
    (west, south), (east, north) = from_degrees(np.array([bounds[:2], bounds[2:]])).tolist()
    return [west, south, east, north]


@lru_cache(maxsize=4)
def _mapped(path: str) -> mmap.mmap:
    with Path(path).open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


@lru_cache(maxsize=4)
def _header(path: str) -> dict[str, Any]:
    return dict(deserialize_header(bytes(_mapped(path)[:127])))


@lru_cache(maxsize=512)
def _directory(path: str, offset: int, length: int) -> Any:
    return deserialize_directory(bytes(_mapped(path)[offset : offset + length]))


def _pmtiles(path: str) -> dict[str, Any]:
    header = _header(path)
    start = header["metadata_offset"]
    metadata = bytes(_mapped(path)[start : start + header["metadata_length"]])
    if header["internal_compression"] is Compression.GZIP:
        metadata = gzip.decompress(metadata)
    known = json.loads(metadata or b"{}")
    kinds = {TileType.PNG: "png", TileType.JPEG: "jpg", TileType.WEBP: "webp", TileType.MVT: "mvt"}
    bounds = [header[key] / 1e7 for key in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")]
    return {
        "title": str(known.get("name", "")), "format": kinds.get(header["tile_type"], "png"),
        "min_zoom": int(header["min_zoom"]), "max_zoom": min(int(header["max_zoom"]), 24),
        "attribution": str(known.get("attribution", "")), "box": _box(bounds),
    }


def contents(path: str, tiles: Iterable[Sequence[int]], *, growing: bool) -> Iterator[tuple[str, bytes]]:
    """The tiles [zoom, column, row] that are there, as ``z/x/y`` with their bytes."""
    if growing:
        with closing(sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)) as held:
            for zoom, column, row in tiles:
                if content := _mb_tile(held, zoom, column, row):
                    yield f"{zoom}/{column}/{row}", content
        return
    pm = _is_pmtiles(path)
    for zoom, column, row in tiles:
        content = _pm_tile(path, zoom, column, row) if pm else _mb_tile(_database(path), zoom, column, row)
        if content:
            yield f"{zoom}/{column}/{row}", content


def _mb_tile(held: sqlite3.Connection, zoom: int, column: int, row: int) -> bytes:
    found = held.execute(
        "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
        (zoom, column, (1 << zoom) - 1 - row),
    ).fetchone()
    return bytes(found[0]) if found else b""


def _pm_tile(path: str, zoom: int, column: int, row: int) -> bytes:
    header, tile = _header(path), zxy_to_tileid(zoom, column, row)
    offset, length = header["root_offset"], header["root_length"]
    for _ in range(_DEPTH):
        entry = find_tile(_directory(path, offset, length), tile)
        if entry is None:
            return b""
        if entry.run_length:
            start = header["tile_data_offset"] + entry.offset
            return bytes(_mapped(path)[start : start + entry.length])
        offset, length = header["leaf_directory_offset"] + entry.offset, entry.length
    return b""
