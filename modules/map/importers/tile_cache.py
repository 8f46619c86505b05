"""The cache of a source of tiles: an MBTiles file that any map program reads."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from modules.map.records import MapLayer
from modules.map.rules.mercator import Tile
from workstation.api import UserError

_TABLES = (
    "CREATE TABLE IF NOT EXISTS metadata (name TEXT PRIMARY KEY, value TEXT)",
    "CREATE TABLE IF NOT EXISTS tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB, "
    "PRIMARY KEY (zoom_level, tile_column, tile_row))",
)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Raises ``UserError("map.cache_unusable")``: no room, no permission, or not an MBTiles file any more."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = sqlite3.connect(path, timeout=10.0)
        try:
            with held:
                yield held
        finally:
            held.close()
    except (sqlite3.Error, OSError) as error:
        raise UserError("map.cache_unusable", path=path, reason=str(error)) from error


def begin(path: Path, layer: MapLayer, kind: str) -> None:
    """Make the file if it is not there, and write down what it holds and whose it is. Raises as ``_opened``."""
    facts = {
        "name": layer.title, "format": kind, "type": "baselayer", "version": "1", "attribution": layer.attribution,
        "minzoom": str(layer.min_zoom), "maxzoom": str(layer.max_zoom), "bounds": "-180,-85,180,85",
        "description": layer.approval,
    }
    with _opened(path) as held:
        for table in _TABLES:
            held.execute(table)
        held.executemany("INSERT OR REPLACE INTO metadata VALUES (?, ?)", facts.items())


def missing(path: Path, tiles: Iterable[Tile]) -> list[Tile]:
    """Those that are not in the file yet."""
    wanted = list(tiles)
    if not path.exists():
        return wanted
    with _opened(path) as held:
        return [
            tile for tile in wanted if held.execute(
                "SELECT 1 FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", _key(tile)
            ).fetchone() is None
        ]  # fmt: skip


def keep(path: Path, tiles: Iterable[tuple[Tile, bytes]]) -> None:
    """Write tiles that came."""
    with _opened(path) as held:
        held.executemany("INSERT OR REPLACE INTO tiles VALUES (?, ?, ?, ?)",
                         [(*_key(tile), content) for tile, content in tiles])  # fmt: skip


def copy(source: Path, target: Path, layer: MapLayer, tiles: Iterable[Tile]) -> None:
    """Put tiles of one cache that another one lacks into it. Raises as ``_opened``."""
    wanted = missing(target, tiles)
    if not wanted:
        return
    with _opened(source) as held:
        found = [(tile, row[0]) for tile in wanted if (row := held.execute(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", _key(tile)
        ).fetchone())]  # fmt: skip
        kind = held.execute("SELECT value FROM metadata WHERE name = 'format'").fetchone()
    if found:
        begin(target, layer, str(kind[0]) if kind else "png")
        keep(target, found)


def count(path: Path) -> int:
    """How many tiles there are."""
    if not path.exists():
        return 0
    with _opened(path) as held:
        return int(held.execute("SELECT count(*) FROM tiles").fetchone()[0])


def _key(tile: Tile) -> tuple[int, int, int]:
    """Rows of MBTiles count from the south."""
    return tile.zoom, tile.column, (1 << tile.zoom) - 1 - tile.row
