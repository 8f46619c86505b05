"""Reading photographs."""

from pathlib import Path

from modules.photos.records import Annotation, Kind, Photo
from modules.photos.rules import camera_key, corrected, in_order
from workstation.api import N_, Clock, Moment, Place, Read

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
