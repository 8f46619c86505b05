"""Pure rules of photographs: corrected times, order and numbers, and what the standards ask of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from modules.photos.records import Annotation, Kind, Photo, Shape
from workstation.api import Clock, Ellipse, Line, Mark, Moment, Rect, RulePack, Text

CLASSES = (Kind.ORIENTATION, Kind.OVERVIEW, Kind.KEY, Kind.DETAIL)
MELT_MARK = "导线熔痕"


def camera_key(photo: Photo) -> str:
    """What tells one camera from another: make, model and serial number."""
    return f"{photo.camera} {photo.serial}".strip()


def corrected(photo: Photo, clocks: dict[str, Clock]) -> Moment | None:
    """The time with the camera clock's offset taken off; the raw text stays."""
    clock = clocks.get(camera_key(photo))
    if photo.taken is None or clock is None:
        return photo.taken
    return replace(
        photo.taken, utc=photo.taken.utc - timedelta(seconds=clock.offset_s), clock_id=clock.id,
        uncertainty_s=max(photo.taken.uncertainty_s, clock.uncertainty_s),
    )


def in_order(photos: Iterable[Photo]) -> list[Photo]:
    """方位 → 概貌 → 重点部位 → 细目, within a class by time, then by name."""
    order = list(Kind)

    def key(photo: Photo) -> tuple[int, float, str, str]:
        when = photo.taken.utc.timestamp() if photo.taken else float("inf")
        return order.index(photo.kind), when, photo.name, photo.id

    return sorted(photos, key=key)


@dataclass(frozen=True)
class Slip:
    """Something a standard asks for that a photograph does not have."""

    code: str
    photo: Photo
    values: dict[str, str]


def slips(photo: Photo, pack: RulePack) -> list[Slip]:
    """What XF/T 812 asks of one photograph."""
    found = []
    least = float(pack.data["melt_mark_min_f_number"])
    if photo.subject == MELT_MARK and photo.f_number is not None and photo.f_number < least:
        found.append(Slip("photos.aperture", photo, {"f": f"{photo.f_number:g}", "least": f"{least:g}"}))
    slowest = float(pack.data["handheld_max_exposure_s"])
    if photo.exposure_s is not None and photo.exposure_s > slowest * 1.001 and not photo.tripod:
        found.append(Slip("photos.slow", photo, {"exposure": exposure_text(photo.exposure_s)}))
    if photo.kind is Kind.DETAIL and not photo.has_scale:
        found.append(Slip("photos.no_scale", photo, {}))
    return found


def matrix(photos: Sequence[Photo]) -> dict[tuple[str | None, Kind], int]:
    """How many photographs there are by place and class."""
    return dict(Counter((photo.place_id, photo.kind) for photo in photos))


def exposure_text(seconds: float) -> str:
    """An exposure as photographers say it: 1/125 s."""
    return f"1/{round(1 / seconds)} s" if seconds < 0.4 else f"{seconds:g} s"


def turned(x: float, y: float, rotation: int) -> tuple[float, float]:
    """Shares of the upright picture as shares of the picture turned clockwise by ``rotation`` degrees."""
    match rotation % 360:
        case 90:
            return 1 - y, x
        case 180:
            return 1 - x, 1 - y
        case 270:
            return y, 1 - x
    return x, y


def printed_marks(photo: Photo, marks: Iterable[Annotation]) -> tuple[Mark, ...]:
    """The layer as vector marks over the picture as it is shown, which counts as 100 wide."""
    wide, high = (photo.width, photo.height) if photo.rotation % 180 == 0 else (photo.height, photo.width)
    aspect = high / wide if wide else 1.0
    found: list[Mark] = []
    for mark in marks:
        (x1, y1), (x2, y2) = turned(mark.x1, mark.y1, photo.rotation), turned(mark.x2, mark.y2, photo.rotation)
        found += _printed(mark, 100 * x1, 100 * aspect * y1, 100 * x2, 100 * aspect * y2)
    return tuple(found)


def _printed(mark: Annotation, x1: float, y1: float, x2: float, y2: float) -> list[Mark]:
    left, top, width, height = min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)
    text = [Text(left, top - 1, mark.text, 3.2, mark.colour, bold=True)] if mark.text else []
    match mark.shape:
        case Shape.ARROW:
            text = [Text(x1, y1 - 1, mark.text, 3.2, mark.colour, bold=True)] if mark.text else []
            return [Line(x1, y1, x2, y2, mark.colour, 0.6, arrow=True), *text]
        case Shape.BOX:
            return [Rect(left, top, width, height, mark.colour, line=0.6), *text]
        case Shape.CIRCLE:
            return [Ellipse(left, top, width, height, mark.colour, line=0.6), *text]
        case Shape.TEXT:
            return [Text(x1, y1, mark.text, 3.6, mark.colour, bold=True)]
