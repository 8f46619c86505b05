"""The sandbox's side of disk images: raw ones and Expert Witness files, read by The Sleuth Kit and libewf."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modules.edata.importers.ewf import NEWER, SIGNATURE, check_segment
from workstation.api import Parsed, UserError

_MOST_ENTRIES = 20_000
_FOLDERS = (2, 11)  # TSK_FS_META_TYPE_DIR, _VIRT_DIR
_ALLOCATED = 0x01


def is_image(head: bytes) -> bool:
    """Whether the first bytes are an Expert Witness file, or a disk or volume that begins with a boot sector or ext."""
    if head.startswith((SIGNATURE, NEWER)):
        return True
    boot = head[510:512] == b"\x55\xaa" and (head[:1] in (b"\xeb", b"\xe9", b"\x33", b"\xfa", b"\0"))
    return boot or head[1080:1082] == b"\x53\xef"


def probe_image(path: str, name: str, **_: Any) -> Parsed:
    """What one file of an image is; every chunk of an Expert Witness file is checked.

    Raises ``UserError("edata.image_unreadable")``.
    """
    with Path(path).open("rb") as stream:
        head = stream.read(4096)
    if not is_image(head):
        raise UserError("edata.image_unreadable", name=name)
    if not head.startswith(SIGNATURE):
        kind = "ewf2" if head.startswith(NEWER) else "raw"
        return Parsed({"kind": kind, "segment": 1, "size": Path(path).stat().st_size if kind == "raw" else 0,
                       "bad": [], "broken": [], "facts": {}, "md5": "", "chunk_bytes": 0, "ended": True, "last": True})
    found = check_segment(path, name)
    return Parsed({
        "kind": "e01", "segment": found.number, "size": found.media_bytes, "bad": found.bad[:1000],
        "broken": found.broken[:20], "facts": found.facts, "md5": found.md5, "chunk_bytes": found.chunk_bytes,
        "ended": found.ended, "last": found.last,
    })


def volumes(path: str, name: str, others: list[str]) -> Parsed:
    """The size of an image, its volumes, and the MD5 that its maker wrote into it.

    Raises ``UserError("edata.image_unreadable")``.
    """
    import pytsk3

    image = _open(path, name, others)
    size = int(image.get_size())
    parts: list[dict[str, Any]] = []
    try:
        for part in pytsk3.Volume_Info(image):
            if part.flags == pytsk3.TSK_VS_PART_FLAG_ALLOC:
                start, length = part.start * 512, part.len * 512
                parts.append({"start": start, "length": length, "description": _text(part.desc),
                              "filesystem": _filesystem(image, start)})
    except OSError:  # no table of volumes: the whole may be one
        parts = []
    if not parts:
        parts = [{"start": 0, "length": size, "description": "", "filesystem": _filesystem(image, 0)}]
    stated = getattr(image, "stated_md5", "")
    return Parsed({"size": size, "volumes": parts, "md5": stated})


def _filesystem(image: Any, start: int) -> str:
    import pytsk3

    try:
        return _kind(pytsk3.FS_Info(image, offset=start))
    except OSError:
        return ""


def _kind(system: Any) -> str:
    import pytsk3

    named = ("FAT12", "FAT16", "FAT32", "EXFAT", "NTFS", "EXT2", "EXT3", "EXT4", "HFS", "APFS", "ISO9660", "YAFFS2")
    known = {int(getattr(pytsk3, f"TSK_FS_TYPE_{one}")): one for one in named if hasattr(pytsk3, f"TSK_FS_TYPE_{one}")}
    return known.get(int(system.info.ftype), str(int(system.info.ftype)))


def list_folder(path: str, name: str, others: list[str], start: int, folder: str) -> Parsed:
    """The entries of a folder (an inode as text; empty: the root), deleted ones too.

    Raises ``UserError``: ``edata.image_unreadable``, ``edata.no_filesystem``, ``edata.folder_unreadable``.
    """
    system = _system(path, name, others, start)
    kind = _kind(system)
    try:
        opened = system.open_dir(inode=int(folder)) if folder else system.open_dir("/")
        entries = []
        for entry in opened:
            told = _entry(entry, local="FAT" in kind)
            if told is not None:
                entries.append(told)
            if len(entries) >= _MOST_ENTRIES:
                break
    except OSError as error:
        raise UserError("edata.folder_unreadable", name=name, reason=str(error)[:120]) from error
    return Parsed({"entries": entries})


def _entry(entry: Any, *, local: bool) -> dict[str, Any] | None:
    """``local``: the file system keeps what a clock showed, without its zone. The Sleuth Kit reads that as the time of
    the machine it runs on, so the way back is the same machine's."""
    label = _text(entry.info.name.name)
    if label in (".", ".."):
        return None
    meta = entry.info.meta
    when = int(meta.mtime) if meta is not None else 0
    modified = datetime.fromtimestamp(when) if local else datetime.fromtimestamp(when, UTC)
    return {
        "name": label, "inode": int(meta.addr) if meta is not None else int(entry.info.name.meta_addr),
        "size": int(meta.size) if meta is not None else 0,
        "folder": meta is not None and int(meta.type) in _FOLDERS,
        "deleted": not int(entry.info.name.flags) & _ALLOCATED,
        "modified": modified.isoformat() if when > 0 else "",
    }


def read_file(path: str, name: str, others: list[str], start: int, inode: int, at: int, most: int) -> Parsed:
    """``most`` bytes of a file from ``at`` on, with its whole size. Raises ``UserError("edata.folder_unreadable")``."""
    system = _system(path, name, others, start)
    try:
        opened = system.open_meta(inode=inode)
        size = int(opened.info.meta.size)
        content = opened.read_random(at, min(most, size - at)) if at < size else b""
    except OSError as error:
        raise UserError("edata.folder_unreadable", name=name, reason=str(error)[:120]) from error
    return Parsed({"size": size}, {"content": content})


def read_media(path: str, name: str, others: list[str], at: int, most: int) -> Parsed:
    """``most`` bytes of the content of an image. Raises ``UserError("edata.image_unreadable")``."""
    image = _open(path, name, others)
    size = int(image.get_size())
    try:
        content = image.read(at, min(most, size - at)) if at < size else b""
    except OSError as error:
        raise UserError("edata.image_unreadable", name=name) from error
    return Parsed({"size": size}, {"content": content})


def _system(path: str, name: str, others: list[str], start: int) -> Any:
    import pytsk3

    try:
        return pytsk3.FS_Info(_open(path, name, others), offset=start)
    except OSError as error:
        raise UserError("edata.no_filesystem", name=name) from error


def _open(path: str, name: str, others: list[str]) -> Any:
    """The image as The Sleuth Kit sees it; in the vault segments have no names of their own: they are handed over."""
    import pyewf
    import pytsk3

    try:
        with Path(path).open("rb") as stream:
            head = stream.read(8)
        if not head.startswith((SIGNATURE, NEWER)):
            return pytsk3.Img_Info(path)
        handle = pyewf.handle()
        handle.open_file_objects([Path(one).open("rb") for one in (path, *others)])  # noqa: SIM115 - libewf keeps them
    except OSError as error:
        raise UserError("edata.image_unreadable", name=name) from error

    def read(_: Any, offset: int, size: int) -> bytes:
        try:
            return bytes(handle.read_buffer_at_offset(size, offset))
        except OSError as error:  # a missing segment: The Sleuth Kit would make a fault of it that names nothing
            raise UserError("edata.image_unreadable", name=name) from error

    kind = type("Ewf", (pytsk3.Img_Info,), {  # the binding's way is to inherit
        "close": lambda _: handle.close(), "read": read,
        "get_size": lambda _: int(handle.get_media_size()), "stated_md5": handle.get_hash_value("MD5") or "",
    })
    return kind(url="", type=pytsk3.TSK_IMG_TYPE_EXTERNAL)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
