"""Pictures beside the case that can be made again from the originals."""

from pathlib import Path

from modules.photos.queries import derived_path, hashes, valid_photos, without_derived
from modules.photos.records import Photo
from workstation.api import Job, Read, StoredFile, UserError, write_derived

_PARSE = "modules.photos.importers.parse:parse_photo"
_RENDER = "modules.photos.importers.parse:render_full"


def without_thumbnail(read: Read) -> list[Photo]:
    """Photographs whose thumbnail is not there: the folder was cleared, or the case came without it."""
    photos = valid_photos(read)
    missing = without_derived(read, "thumbnail", photos, hashes(read))
    return [photo for photo in photos if photo.id in missing]


def make_previews(job: Job) -> int:
    """Make the missing thumbnails and previews; returns how many could not be made. Raises ``Cancelled``."""
    read, failed = job.read(), 0
    missing = without_thumbnail(read)
    for done, photo in enumerate(missing):
        job.progress(done, len(missing), photo.name)
        file = read.get(StoredFile, photo.file_id)
        try:
            parsed = job.parse(_PARSE, read.vault.path(file.sha256), name=file.name)
            for name, content in parsed.blobs.items():
                write_derived(derived_path(read, name, file.sha256), content)
        except UserError:
            failed += 1
    return failed


def full_picture(job: Job, photo: Photo) -> Path:
    """The whole picture in its full size, made once. Raises ``UserError`` when the original cannot be read."""
    read = job.read()
    file = read.get(StoredFile, photo.file_id)
    target = derived_path(read, "full", file.sha256)
    if not target.exists():
        parsed = job.parse(_RENDER, read.vault.path(file.sha256), name=file.name)
        write_derived(target, parsed.blobs["full"])
    return target
