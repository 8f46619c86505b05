"""Writing what people say of photographs; the originals are never touched."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from modules.photos.queries import clocks, valid_photos
from modules.photos.records import Annotation, Kind, Photo
from workstation.api import Clock, Moment, Place, Ref, UserError, Work


def register(work: Work, photo: Photo) -> None:
    """Enter a photograph; one that is registered keeps what was said of it."""
    if work.find(Photo, photo.id) is None:
        work.put(photo)


def edit(work: Work, photo_ids: Sequence[str], **values: Any) -> None:
    """Change caption, class, place, rating, flags … of several photographs in one step."""
    work.put_many(replace(photo, **values) for photo in work.get_many(Photo, list(photo_ids)))


def classify(work: Work, photo_ids: Sequence[str], kind: Kind) -> None:
    """Put photographs into one of the four classes."""
    edit(work, photo_ids, kind=kind)


def put_at(work: Work, photo_ids: Sequence[str], place_name: str) -> None:
    """Say where photographs were taken; a part of the scene that has no record yet gets one. Empty takes it away."""
    name = place_name.strip()
    place_id = None
    if name:
        place = next(iter(work.where(Place, name=name)), None)
        if place is None:
            place = Place(name=name)
            work.put(place)
        place_id = place.id
    edit(work, photo_ids, place_id=place_id)


def rotate(work: Work, photo_id: str, quarter_turns: int) -> None:
    """Turn how a photograph is shown, clockwise in quarters; the original stays as the camera wrote it."""
    photo = work.get(Photo, photo_id)
    edit(work, [photo_id], rotation=(photo.rotation + 90 * quarter_turns) % 360)


def link_exhibits(work: Work, photo_ids: Sequence[str], refs: Sequence[Ref]) -> None:
    """Link photographs with the exhibits that they show."""
    edit(work, photo_ids, exhibits=tuple(refs))


def renumber(work: Work) -> int:
    """Number all photographs in the order of the album; returns how many."""
    photos = valid_photos(work)
    work.put_many(replace(photo, number=number) for number, photo in enumerate(photos, 1))
    return len(photos)


def set_camera_offset(
    work: Work, camera: str, offset_s: float, uncertainty_s: float = 1.0, note: str = "", *,
    measured_at: Moment | None = None,
) -> Clock:
    """Record how far a camera's clock was ahead of Beijing time, in seconds (校时); measured now unless told when."""
    if not camera.strip():
        raise UserError("photos.camera_unknown")
    known = clocks(work).get(camera)
    base = known or Clock(name=camera, device=camera)
    clock = replace(
        base, offset_s=offset_s, uncertainty_s=uncertainty_s, measured_at=measured_at or Moment(utc=work.at),
        note=note,
    )
    work.put(clock)
    return clock


def annotate(work: Work, annotation: Annotation) -> None:
    """Put a mark on the layer above a photograph."""
    work.get(Photo, annotation.photo_id)
    work.put(annotation)


def erase(work: Work, annotation_id: str) -> None:
    """Take a mark off the layer."""
    work.remove(Annotation, annotation_id)


def withdraw(work: Work, photo_ids: Sequence[str], reason: str) -> None:
    """Take photographs out of the evidence; originals and history stay."""
    if not reason.strip():
        raise UserError("photos.reason_empty")
    edit(work, photo_ids, withdrawn=reason.strip())
