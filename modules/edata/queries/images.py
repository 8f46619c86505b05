"""Reading disk images."""

from pathlib import PurePath

from modules.edata.records import DiskImage
from workstation.api import N_, Problem, Read, StoredFile

FACT_WORDS = {
    "case": N_("Case number in the image"), "evidence": N_("Evidence number in the image"),
    "description": N_("Description in the image"), "examiner": N_("Examiner"), "notes": N_("Notes in the image"),
    "tool": N_("Version of the tool"), "system": N_("Operating system"),
    "acquired": N_("Acquired at"), "set": N_("Clock of the system at it"),
}
"""What the header of an image says, by the keys of ``DiskImage.facts``."""


def all_images(read: Read) -> list[DiskImage]:
    """Every image by number, withdrawn ones too."""
    return read.all(DiskImage, order=("number",))


def valid_images(read: Read) -> list[DiskImage]:
    """Every image that was not withdrawn."""
    return read.where(DiskImage, order=("number",), withdrawn="")


def segment_files(read: Read, image: DiskImage) -> list[StoredFile]:
    """The files of an image in order."""
    return read.get_many(StoredFile, list(image.segments) or [image.file_id])


def damage_of(read: Read, image: DiskImage) -> list[Problem]:
    """What was found wrong with its segments."""
    return [problem for part in segment_files(read, image) for problem in read.where(Problem, file_id=part.id)]


def set_name(name: str) -> str:
    """What the segments of one image share: their name without E01, E02 …"""
    path = PurePath(name)
    return path.stem.casefold() if path.suffix[:2].lower() == ".e" else ""
