"""Tiles from a server that a person added: one at a time, with a pause, never more than was asked for.

Nothing here is called unless somebody asks for tiles of a source; what arrived stays when it is stopped.
"""

import socket
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from modules.map.importers import tile_cache
from modules.map.records import MapLayer
from modules.map.rules.mercator import Tile
from modules.map.rules.sources import address_of, host_of
from workstation.api import Task, UserError

PAUSE_S = 0.05
_TIMEOUT_S, _BATCH, _MOST_FAILURES = 10.0, 16, 4
_MOST_BYTES, _MOST_TEXT = 4_000_000, 20_000_000
_KINDS = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"RIFF", "webp"))
_ABSENT = (204, 404, 410)
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "no network, or no server of that name"), (ssl.SSLError, "its certificate can't be trusted"),
    (ConnectionRefusedError, "it refuses the connection"), (TimeoutError, "no answer in time"),
    (ConnectionError, "the connection broke"),
)
_AGENT = "Embercase (offline map cache; one request at a time)"


@dataclass(frozen=True)
class Fetched:
    """How many came, were there already, and do not exist."""

    came: int
    known: int
    absent: int


def fetch_tiles(task: Task, path: Path, layer: MapLayer, tiles: list[Tile], pause_s: float = PAUSE_S) -> Fetched:
    """Ask for the tiles that are not in the cache at ``path``, and keep them there.

    Raises ``Cancelled``, and ``UserError``: ``map.source_unreachable``, ``map.source_refuses``, ``map.not_pictures``,
    ``map.cache_unusable``. What came before stays.
    """
    wanted = tile_cache.missing(path, tiles)
    known = len(tiles) - len(wanted)
    batch: list[tuple[Tile, bytes]] = []
    came = absent = failures = 0

    def keep() -> None:
        if batch:
            tile_cache.begin(path, layer, _kind(batch[0][1]))
            tile_cache.keep(path, batch)
            batch.clear()

    try:
        for number, tile in enumerate(wanted):
            task.progress(number, len(wanted), f"{layer.title} {tile.zoom}/{tile.column}/{tile.row}")
            try:
                content = get(address_of(layer.address, tile), _MOST_BYTES)
                failures = 0
            except UserError as error:
                failures += 1
                if error.code == "map.source_refuses" or failures >= _MOST_FAILURES or not (came or absent):
                    raise
                continue
            if content is None:
                absent += 1
            elif not _kind(content):
                raise UserError("map.not_pictures", host=host_of(layer.address))
            else:
                came += 1
                batch.append((tile, content))
            if len(batch) >= _BATCH:
                keep()
            time.sleep(pause_s)
    finally:
        keep()
    return Fetched(came, known, absent)


def get(address: str, most: int = _MOST_TEXT) -> bytes | None:
    """What a server answers; none where it says that there is nothing.

    Raises ``UserError``: ``map.source_unreachable``, ``map.source_refuses`` (a key is missing, or too much was asked),
    ``map.answer_too_large``.
    """
    host = host_of(address)
    request = urllib.request.Request(address, headers={"User-Agent": _AGENT})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
            if answer.status in _ABSENT:
                return None
            content: bytes = answer.read(most + 1)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in _ABSENT:
            return None
        if error.code in (401, 403, 418, 429):
            raise UserError("map.source_refuses", host=host, status=error.code) from error
        raise UserError("map.source_unreachable", host=host, reason=f"HTTP {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise UserError("map.source_unreachable", host=host, reason=_reason(error)) from error
    if len(content) > most:
        raise UserError("map.answer_too_large", host=host, megabytes=most // 1_000_000)
    return content


def _reason(error: Exception) -> str:
    """Why there is no answer, in plain words; they are told in the reader's language."""
    cause = getattr(error, "reason", error)
    for kind, said in _REASONS:
        if isinstance(cause, kind):
            return said
    return (cause.strerror if isinstance(cause, OSError) else "") or str(cause)


def _kind(content: bytes) -> str:
    return next((kind for start, kind in _KINDS if content.startswith(start)), "")

