"""Reading photographs."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import sqlalchemy as sa

from modules.photos.records import Annotation, Kind, Photo
from modules.photos.rules import camera_key, corrected, in_order
from workstation.api import N_, Clock, Moment, Place, Read, StoredFile

KIND_WORDS: dict[Kind, str] = {
    Kind.ORIENTATION: N_("Orientation (方位)"),
    Kind.OVERVIEW: N_("Overview (概貌)"),
    Kind.KEY: N_("Key part (重点部位)"),
    Kind.DETAIL: N_("Detail (细目)"),
    Kind.UNCLASSIFIED: N_("Not classified"),
}


def derived_path(read: Read, name: str, sha256: str) -> Path:
    """Where a thumbnail or preview lies; it can be deleted and made again."""
    return read.case.derived / name / sha256[:2] / f"{sha256}.jpg"


def hashes(read: Read, file_ids: Sequence[str] | None = None) -> dict[str, str]:
    """The SHA-256 of files by id: of these, or of all."""
    table = read.table(StoredFile)
    query = sa.select(table.c.id, table.c.sha256)
    if file_ids is not None:
        query = query.where(table.c.id.in_(file_ids))
    return {row.id: row.sha256 for row in read.rows(query)}


def without_derived(read: Read, name: str, photos: Iterable[Photo], known: dict[str, str]) -> set[str]:
    """The ids of photographs whose thumbnail or preview is not there, although the original is."""
    folder = read.case.derived / name
    there = {entry.name for part in _entries(folder) if part.is_dir() for entry in _entries(Path(part.path))}
    return {photo.id for photo in photos if photo.file_id in known and f"{known[photo.file_id]}.jpg" not in there}


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def valid_photos(read: Read) -> list[Photo]:
    """Every photograph that was not withdrawn, in the order of the album."""
    return in_order(read.where(Photo, withdrawn=""))


def clocks(read: Read) -> dict[str, Clock]:
    """The cameras' clocks by camera."""
    return {clock.device: clock for clock in read.all(Clock) if clock.device}


def cameras(read: Read) -> dict[str, list[Photo]]:
    """The photographs by camera."""
    found: dict[str, list[Photo]] = {}
    for photo in valid_photos(read):
        found.setdefault(camera_key(photo), []).append(photo)
    return found


def time_of(read: Read, photo: Photo) -> Moment | None:
    """The corrected time of one photograph."""
    return corrected(photo, clocks(read))


def annotations(read: Read, photo_id: str) -> list[Annotation]:
    """The marks on one photograph."""
    return read.where(Annotation, photo_id=photo_id)


def place_names(read: Read) -> dict[str, str]:
    """The names of places by id."""
    return {place.id: place.name for place in read.all(Place)}
