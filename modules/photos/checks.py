"""What XF/T 812 and XF/T 1249 ask of scene photographs (R15, R17)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from modules.photos.queries import cameras, clocks, place_names, valid_photos
from modules.photos.records import Kind, Photo
from modules.photos.rules import CLASSES, matrix, slips
from modules.photos.search import number_text
from workstation.api import N_, Check, Finding, Place, Read, Ref, RulePack, Severity, UserError


def exposures(read: Read) -> Iterator[Finding]:
    """XF/T 812: aperture of melt marks, slow exposures, scale in details."""
    return exposures_of(read, valid_photos(read))


def exposures_of(read: Read, photos: Iterable[Photo]) -> Iterator[Finding]:
    """The same for some photographs."""
    packs: dict[date, RulePack | None] = {}
    for photo in photos:
        day = photo.taken.local.date() if photo.taken else datetime.now(UTC).date()
        if day not in packs:
            packs[day] = _pack(read, day)
        pack = packs[day]
        for slip in slips(photo, pack) if pack else ():
            values = {"photo": number_text(photo) or photo.name, **slip.values}
            yield Finding(slip.code, values, Ref("photos", photo.id))


def _pack(read: Read, day: date) -> RulePack | None:
    try:
        return read.rules.on("photo-checks", day)
    except UserError:
        return None


def completeness(read: Read) -> Iterator[Finding]:
    """R15: every class is there, and every room or point that was photographed has key and detail photographs."""
    photos = valid_photos(read)
    if not photos:
        return
    counts, names = matrix(photos), place_names(read)
    present = {photo.kind for photo in photos}
    for kind in CLASSES:
        if kind not in present:
            yield Finding(f"photos.no_{kind.value}")
    unclassified = sum(photo.kind is Kind.UNCLASSIFIED for photo in photos)
    if unclassified:
        yield Finding("photos.unclassified", {"count": str(unclassified)})
    parts = {place.id for place in read.all(Place) if place.level in ("room", "point")}
    for place_id in sorted({photo.place_id for photo in photos if photo.place_id} & parts):
        for kind in (Kind.KEY, Kind.DETAIL):
            if not counts.get((place_id, kind)):
                values = {"place": names.get(place_id, "")}
                yield Finding(f"photos.place_no_{kind.value}", values, Ref("places", place_id))


def camera_clocks(read: Read) -> Iterator[Finding]:
    """R17: the offset of every camera's clock is known."""
    known = clocks(read)
    for camera, photos in cameras(read).items():
        if camera and camera not in known:
            values = {"camera": camera, "count": str(len(photos))}
            yield Finding("photos.clock_unknown", values, Ref("photos", photos[0].id), Severity.WARNING)


CHECKS = (
    Check("photos.exposures", N_("Exposure and scale"), "XF/T 812 6.2.3.4", exposures, "verified"),
    Check("photos.matrix", N_("Completeness of photographs"), "XF/T 1249 7.4", completeness, "verified"),
    Check("photos.clocks", N_("Camera clocks"), "法发〔2016〕22号 第14条；R17", camera_clocks),
)
