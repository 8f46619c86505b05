"""Photographs can be found and cited."""

from collections.abc import Iterator

from modules.photos.queries import KIND_WORDS, valid_photos
from modules.photos.records import Photo
from workstation.api import N_, Read, Ref, Search, SearchEntry


def number_text(photo: Photo) -> str:
    """The number as it is printed."""
    return f"P-{photo.number:03}" if photo.number else ""


def entries(read: Read) -> Iterator[SearchEntry]:
    """Every photograph that counts."""
    for photo in valid_photos(read):
        title = photo.caption or photo.name
        yield SearchEntry(Ref("photos", photo.id), title, number_text(photo), KIND_WORDS[photo.kind])


PHOTO_SEARCH = Search("photos", N_("Photographs"), "photos", entries, evidence=True)
