"""Where photographs were taken and where they look."""

import math
from collections.abc import Iterator

from modules.photos.queries import clocks, valid_photos
from modules.photos.rules import corrected
from workstation.api import N_, Layer, LayerItem, Read, Ref

_FRAME_MM = 36.0


def items(read: Read) -> Iterator[LayerItem]:
    """Every photograph with a position; the view angle holds for a full frame."""
    known = clocks(read)
    for photo in valid_photos(read):
        if photo.point is None:
            continue
        moment = corrected(photo, known)
        angle = math.degrees(2 * math.atan(_FRAME_MM / 2 / photo.focal_mm)) if photo.focal_mm else None
        yield LayerItem(
            Ref("photos", photo.id), photo.caption or photo.name, photo.point, photo.direction_deg, angle,
            moment.utc if moment else None,
        )


PHOTO_LAYER = Layer("photos", N_("Photographs"), items)
