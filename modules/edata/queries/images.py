"""Reading disk images."""

from pathlib import PurePath

from modules.edata.records import DiskImage
from workstation.api import Read, StoredFile


def all_images(read: Read) -> list[DiskImage]:
    """Every image by number, withdrawn ones too."""
    return read.all(DiskImage, order=("number",))


def valid_images(read: Read) -> list[DiskImage]:
    """Every image that was not withdrawn."""
    return read.where(DiskImage, order=("number",), withdrawn="")


def segment_files(read: Read, image: DiskImage) -> list[StoredFile]:
    """The files of an image in order."""
    return read.get_many(StoredFile, list(image.segments) or [image.file_id])


def set_name(name: str) -> str:
    """What the segments of one image share: their name without E01, E02 …"""
    path = PurePath(name)
    return path.stem.casefold() if path.suffix[:2].lower() == ".e" else ""
