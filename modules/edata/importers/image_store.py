"""Disk images on their way in, looked into, verified; files taken out of them as items of their own."""

import hashlib
from pathlib import Path, PurePath
from typing import Any

from modules.edata.importers.disk import is_image
from modules.edata.importers.media_store import keep
from modules.edata.operations.images import found_volumes, gather_segments, register_image, verified
from modules.edata.operations.media import enter_derived
from modules.edata.queries.acquisitions import frozen_files
from modules.edata.queries.images import segment_files
from modules.edata.records import Derived, DiskImage, Volume
from workstation.api import N_, Importer, Job, Parsed, Problem, Ref, StoredFile, UserError, Work

_MODULE = "modules.edata.importers.disk"
_PIECE = 32 << 20
_MOST_EXTRACTED = 4 << 30
_TOLD = 5


def store_image(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """Enter an image or one of its segments; damaged parts get a problem that names the sectors."""
    told = parsed.data
    work.put(file)
    if told["segment"] == 1:
        register_image(work, DiskImage(
            file_id=file.id, title=PurePath(file.name).stem, kind=told["kind"], segments=(file.id,), size=told["size"],
            facts=told["facts"], stated_md5=told["md5"],
        ))
    gather_segments(work, file.name)
    if told["bad"] or told["broken"] or not told["ended"]:
        work.put(Problem(
            id=f"{file.id[:24]}-bad", path=file.source_path, code="edata.image_damaged", at=file.taken_in,
            file_id=file.id, values={"name": file.name, "parts": _parts(told)},
        ))


def _parts(told: dict[str, Any]) -> str:
    """Which chunks and sections are damaged, in bytes of the segment's content."""
    size = told["chunk_bytes"]
    parts = [f"{number * size:,}–{(number + 1) * size - 1:,}" for number in told["bad"][:_TOLD]]
    more = len(told["bad"]) - len(parts)
    return ", ".join([*parts, *([f"+{more}"] if more > 0 else []), *told["broken"][:_TOLD]]) or "…"


IMAGE_IMPORTER = Importer(
    id="edata.image", title=N_("Disk image"), suffixes=(".e01", ".dd", ".img", ".raw01", ".ex01"), recognise=is_image,
    parse=f"{_MODULE}:probe_image", store=store_image, priority=4,
)


def _source(job: Job, image: DiskImage) -> tuple[Path, dict[str, Any]]:
    files = segment_files(job.read(), image)
    if any(file.id in frozen_files(job.read()) for file in files) or not files:
        raise UserError("edata.frozen", title=image.title)
    first, *others = (job.case.vault.path(file.sha256) for file in files)
    return first, {"name": files[0].name, "others": [str(other) for other in others]}


def look_into(job: Job, image: DiskImage) -> DiskImage:
    """Find the volumes of an image. Raises ``edata.image_unreadable`` where segments are missing or damaged."""
    path, options = _source(job, image)
    told = job.parse(f"{_MODULE}:volumes", path, **options).data
    parts = [Volume(**part) for part in told["volumes"]]

    def write(work: Work) -> DiskImage:
        if not any(part.filesystem for part in parts):
            file = work.get(StoredFile, image.file_id)
            work.put(Problem(
                id=f"{file.id[:24]}-unknown", path=file.source_path, code="edata.no_known_filesystem", at=file.taken_in,
                file_id=file.id, values={"name": file.name},
            ))
        return found_volumes(work, image.id, told["size"], parts, told["md5"])

    return job.write("edata.look_into", write, undoable=False)


def list_folder(job: Job, image: DiskImage, volume: Volume, folder: str = "") -> list[dict[str, Any]]:
    """The entries of a folder: name, inode, size, folder, deleted, modified (ISO, no zone where none is kept)."""
    path, options = _source(job, image)
    entries: list[dict[str, Any]] = job.parse(
        f"{_MODULE}:list_folder", path, **options, start=volume.start, folder=folder).data["entries"]
    return entries


def preview_file(job: Job, image: DiskImage, volume: Volume, inode: int, most: int = 65_536) -> bytes:
    """The first bytes of a file in an image."""
    path, options = _source(job, image)
    return job.parse(
        f"{_MODULE}:read_file", path, **options, start=volume.start, inode=inode, at=0, most=most).blobs["content"]


def extract(job: Job, image: DiskImage, volume: Volume, where: str, inode: int) -> Derived:
    """Take a file out of an image, piece by piece, into the vault under its own hash.

    ``where`` is its path in the volume. Raises ``UserError``: ``edata.file_too_large`` and those of reading.
    """
    path, options = _source(job, image)
    pieces, at, size = [], 0, 1
    while at < size:
        piece = job.parse(f"{_MODULE}:read_file", path, **options, start=volume.start, inode=inode, at=at, most=_PIECE)
        size, content = int(piece.data["size"]), piece.blobs["content"]
        if size > _MOST_EXTRACTED:
            raise UserError("edata.file_too_large", name=where, most=_MOST_EXTRACTED >> 30)
        pieces.append(content)
        at += len(content)
        job.progress(at, max(size, 1), where)
        if not content:
            break
    name = PurePath(where).name or "file"
    kept = keep(job, b"".join(pieces), name, f"{options['name']}:{where}", "application/octet-stream", "edata.extract")
    item = Derived(
        file_id=kept.id, number="", title=name, source=Ref("disk_images", image.id), path=f"@{volume.start} {where}",
        tool="The Sleuth Kit, libewf",
    )
    return job.write("edata.extract", lambda work: enter_derived(work, kept, item), undoable=False)


def verify(job: Job, image: DiskImage) -> DiskImage:
    """Hash the whole content (MD5, as its maker stated it) and write down what came out. Raises ``Cancelled``."""
    path, options = _source(job, image)
    digest, at, size = hashlib.md5(usedforsecurity=False), 0, 1
    while at < size:
        piece = job.parse(f"{_MODULE}:read_media", path, **options, at=at, most=_PIECE)
        size, content = int(piece.data["size"]), piece.blobs["content"]
        digest.update(content)
        at += len(content)
        job.progress(at, max(size, 1), image.title)
        if not content:
            break
    return job.write("edata.verify", lambda work: verified(work, image.id, digest.hexdigest()), undoable=False)
