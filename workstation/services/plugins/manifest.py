"""``plugin.toml`` and the hash of everything beside it, read without running anything."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.record import canonical

API = 1
"""The number of the door (``workstation.api``); it rises when something there changes its meaning."""

MANIFEST = "plugin.toml"
_ID = re.compile(r"[a-z][a-z0-9_]{2,39}")
_MOST_FILES = 2_000
_MOST_BYTES = 200_000_000


@dataclass(frozen=True)
class Manifest:
    """What a plugin says of itself, and what it consists of.

    ``files`` maps each path (POSIX, relative to ``folder``) to its SHA-256; ``digest`` is the SHA-256 of that
    table and so changes with every change of any file.
    """

    id: str
    title: str
    version: str
    publisher: str
    api: int
    folder: Path
    files: Mapping[str, str]
    digest: str


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the plugin in ``folder``.

    Raises ``UserError``: ``plugin.unreadable``, ``plugin.incomplete``, ``plugin.bad_id``, ``plugin.link``,
    ``plugin.too_large``.
    """
    path = folder / MANIFEST
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        files = _hashes(folder)
    except (OSError, ValueError) as error:
        raise UserError("plugin.unreadable", path=path, reason=error) from error
    texts = {name: told.get(name) for name in ("id", "title", "version", "publisher")}
    missing = [name for name, value in texts.items() if not isinstance(value, str) or not value.strip()]
    if type(told.get("api")) is not int:
        missing.append("api")
    if missing:
        raise UserError("plugin.incomplete", path=path, fields=", ".join(missing))
    told_id = str(texts["id"])
    if not _ID.fullmatch(told_id):
        raise UserError("plugin.bad_id", path=path, id=told_id)
    return Manifest(
        id=told_id,
        title=str(texts["title"]),
        version=str(texts["version"]),
        publisher=str(texts["publisher"]),
        api=told["api"],
        folder=folder.resolve(),
        files=files,
        digest=hashlib.sha256(canonical(files)).hexdigest(),
    )


def _hashes(folder: Path) -> dict[str, str]:
    files: dict[str, str] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise UserError("plugin.link", path=path)
        if path.is_file():
            size += path.stat().st_size
            if len(files) >= _MOST_FILES or size > _MOST_BYTES:
                raise UserError("plugin.too_large", path=folder, files=_MOST_FILES, megabytes=_MOST_BYTES // 10**6)
            with path.open("rb") as stream:
                files[path.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    return files
