"""Disk images (磁盘镜像): the segments that one consists of, its volumes, and whether it is what it was when made."""

from dataclasses import dataclass, field

from workstation.api import Moment, Record


@dataclass(frozen=True, kw_only=True)
class Volume:
    """A part of a disk: ``start`` and ``length`` in bytes; ``filesystem`` is empty where none is known."""

    start: int
    length: int
    description: str = ""
    filesystem: str = ""


@dataclass(frozen=True, kw_only=True)
class DiskImage(Record):
    """An image; ``segments`` are the files in order, ``stated_md5`` what its maker wrote into it.

    ``media_md5`` is what its content hashes to, once somebody asked; ``facts`` is what its header says.
    """

    file_id: str
    title: str
    number: str = ""
    kind: str = "raw"
    segments: tuple[str, ...] = ()
    size: int = 0
    volumes: tuple[Volume, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    stated_md5: str = ""
    media_md5: str = ""
    verified_at: Moment | None = None
    withdrawn: str = ""
    note: str = ""
