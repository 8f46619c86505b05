"""Writing disk images: their segments find one another, whichever comes first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from modules.edata.queries.images import all_images, set_name
from modules.edata.records import DiskImage, Volume
from modules.edata.rules.numbers import next_number
from workstation.api import Moment, StoredFile, UserError, Work

_LETTER = "J"  # 镜像; K is calculations


def register_image(work: Work, image: DiskImage) -> DiskImage:
    """Enter an image; one of the same file stays as it is."""
    known = work.where(DiskImage, file_id=image.file_id)
    if known:
        return known[0]
    made = replace(image, number=next_number(_LETTER, {other.number for other in all_images(work)}))
    work.put(made)
    return made


def gather_segments(work: Work, name: str) -> None:
    """Put together what belongs to one image by its name: x.E01, x.E02 …"""
    shared = set_name(name)
    files = [file for file in work.all(StoredFile, order=("name",)) if shared and set_name(file.name) == shared]
    ids = {file.id for file in files}
    for image in all_images(work):
        if image.file_id in ids and image.kind == "e01":
            work.put(replace(image, segments=tuple(file.id for file in files)))


def found_volumes(work: Work, image_id: str, size: int, volumes: Sequence[Volume], stated_md5: str = "") -> DiskImage:
    """Write down what the image holds."""
    known = work.get(DiskImage, image_id)
    image = replace(known, size=size, volumes=tuple(volumes), stated_md5=stated_md5 or known.stated_md5)
    work.put(image)
    return image


def verified(work: Work, image_id: str, md5: str) -> DiskImage:
    """Write down what the content of the image hashes to."""
    image = replace(work.get(DiskImage, image_id), media_md5=md5, verified_at=Moment(utc=work.at))
    work.put(image)
    return image


def describe_image(work: Work, image_id: str, **values: Any) -> DiskImage:
    """Correct what an image is called."""
    image = replace(work.get(DiskImage, image_id), **values)
    if not image.title.strip():
        raise UserError("edata.title_empty")
    work.put(image)
    return image
