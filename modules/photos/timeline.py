"""When photographs were taken, by the corrected clock."""

from collections.abc import Iterator

from modules.photos.queries import clocks, valid_photos
from modules.photos.rules import corrected
from workstation.api import N_, Read, Ref, Timeline, TimelineItem


def items(read: Read) -> Iterator[TimelineItem]:
    """Every photograph with a time."""
    known = clocks(read)
    for photo in valid_photos(read):
        moment = corrected(photo, known)
        if moment is not None:
            yield TimelineItem(Ref("photos", photo.id), photo.caption or photo.name, moment, lane=N_("Photographs"))


PHOTO_TIMELINE = Timeline("photos", N_("Photographs"), items)
