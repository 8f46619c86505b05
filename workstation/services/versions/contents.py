"""The contents of one version: kept beside the case at each export, or read from the PDF where that is missing."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from workstation.domain.errors import UserError
from workstation.services.job import Parse
from workstation.services.signature_file import read_signature_file
from workstation.services.versions.pieces import Piece
from workstation.storage.durable import write_durably

READ = "workstation.services.versions.from_pdf:read"
_FORMAT = "embercase-contents-1"
_MOST_BYTES = 256 << 20


@dataclass(frozen=True)
class Chapter:
    """A section: its id, title, and pieces in order."""

    id: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Contents:
    """What a version says. ``places``: volume and printed page of every anchor; ``from_pdf``: read from its pages."""

    sha256: str
    pages: int
    chapters: tuple[Chapter, ...]
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    from_pdf: bool = False


def gathered(
    said: Iterable[tuple[str, str, Sequence[Piece]]], sha256: str, pages: int, places: dict[str, tuple[int, int]]
) -> Contents:
    """The contents of what was laid out: (id of the section, title, pieces) part by part."""
    pieces: dict[str, list[Piece]] = {}
    titles: dict[str, str] = {}
    for name, title, own in said:
        titles[name] = title
        pieces.setdefault(name, []).extend(own)
    chapters = tuple(Chapter(name, titles[name], tuple(own)) for name, own in pieces.items() if own)
    return Contents(sha256, pages, chapters, places)


def folder_of(case: Path) -> Path:
    """Where the contents of a case's exports are kept."""
    return case / "exports" / "contents"


def encode(contents: Contents) -> bytes:
    """The file that is kept."""
    body = {"format": _FORMAT, **asdict(contents)}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def keep(case: Path, contents: Contents) -> str:
    """Keep the contents with the case; returns the SHA-256 of what was written. Raises ``OSError``."""
    content = encode(contents)
    folder = folder_of(case)
    folder.mkdir(parents=True, exist_ok=True)
    write_durably(folder / f"{contents.sha256}.json", content)
    return hashlib.sha256(content).hexdigest()


def contents_of(path: Path, parse: Parse, cases: Sequence[Path] = ()) -> Contents:
    """What a PDF holds: by the contents kept in one of the ``cases``, or in the case beside it, or from its text.

    Raises ``signature.cannot_read``, ``versions.unreadable``.
    """
    try:
        with path.open("rb") as stream:
            own = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UserError("signature.cannot_read", path=path, reason=error.strerror or error) from error
    for digest in (own, *_before_signing(path, own)):
        for case in (*cases, path.absolute().parent.parent):
            kept = _load(folder_of(case) / f"{digest}.json", digest)
            if kept is not None:
                return kept
    found = parse(READ, path).data
    chapters = tuple(
        Chapter(title, title, tuple(Piece("", text) for text in texts)) for title, texts in found["chapters"]
    )
    return Contents(own, int(found["pages"]), chapters, from_pdf=True)


def _before_signing(path: Path, own: str) -> list[str]:
    """The hashes that the file had before it was signed, by its signature file."""
    try:
        beside = read_signature_file(path)
    except UserError:
        return []
    if beside is None or not beside.holds or beside.sha256 != own:
        return []
    return [version["sha256"] for version in beside.versions if "sha256" in version]


def _load(path: Path, digest: str) -> Contents | None:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        body: dict[str, Any] = json.loads(path.read_bytes())
        if body["format"] != _FORMAT or body["sha256"] != digest:
            return None
        chapters = tuple(
            Chapter(one["id"], one["title"], tuple(Piece(piece["key"], piece["text"]) for piece in one["pieces"]))
            for one in body["chapters"]
        )
        places = {key: (int(volume), int(page)) for key, (volume, page) in body["places"].items()}
        return Contents(digest, int(body["pages"]), chapters, places)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # then its text is read
        return None
