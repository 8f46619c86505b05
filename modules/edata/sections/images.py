"""Disk images in the dossier: segments with their hashes, volumes, what the content hashes to, files taken out."""

from collections.abc import Iterator

from modules.edata.queries.images import FACT_WORDS, damage_of, segment_files, valid_images
from modules.edata.queries.media import derived_items
from modules.edata.records import Derived, DiskImage
from workstation.api import (
    Block,
    Column,
    Heading,
    KeyValues,
    Notice,
    Read,
    Ref,
    StoredFile,
    Table,
    Words,
    anchor_of,
)


def build_images(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each image that was not withdrawn."""
    images = valid_images(read)
    if not images:
        return
    items = derived_items(read)
    yield Heading(1, words("Disk images"))
    for one in images:
        ref = Ref("disk_images", one.id)
        yield Heading(2, f"{one.number} {one.title}", anchor=anchor_of(ref))
        yield from _image(read, one, words)
        yield from _files(read, [item for item in items if item.source == ref], words)


def _image(read: Read, one: DiskImage, words: Words) -> Iterator[Block]:
    yield KeyValues((
        (words("Bytes"), f"{one.size:,}"),
        *((words(FACT_WORDS.get(key, key)), value) for key, value in one.facts.items()),
        (words("MD5 that its maker stated"), one.stated_md5 or "／"),
        (words("MD5 of the content"), one.media_md5 or words("not verified")),
        (words("Verified at"), one.verified_at.text("%Y-%m-%d %H:%M") if one.verified_at else "／"),
        (words("Note"), one.note),
    ))
    if one.media_md5 and one.stated_md5 and one.media_md5 != one.stated_md5:
        yield Notice(words("{name}: the content is not what its maker stated.", name=one.title), "error")
    for problem in damage_of(read, one):
        yield Notice(words.problem(problem), "error")
    yield Table(
        (Column(words("Segment"), 1.6), Column(words("Bytes"), 0.9, "right"), Column("SHA-256", 3.4)),
        tuple((file.name, f"{file.size:,}", file.sha256) for file in segment_files(read, one)),
    )
    if one.volumes:
        yield Table(
            (Column(words("Begins at byte"), 1.1, "right"), Column(words("Bytes"), 1.1, "right"),
             Column(words("Volume"), 2), Column(words("File system"), 1.4)),
            tuple((
                f"{volume.start:,}", f"{volume.length:,}", volume.description or "／", volume.filesystem or "／",
            ) for volume in one.volumes),
        )


def _files(read: Read, items: list[Derived], words: Words) -> Iterator[Block]:
    rows = []
    for item in items:
        file = read.find(StoredFile, item.file_id)
        made = f"{item.made_by} {item.made_at.text('%m-%d %H:%M') if item.made_at else ''}".strip()
        rows.append((
            item.number, item.title, item.path,
            f"{file.size:,}" if file else "", file.sha256 if file else "", f"{item.tool}；{made}",
        ))
    if rows:
        yield Table(
            (Column(words("Number"), 0.8), Column(words("Name"), 1.4), Column(words("Path in the image"), 1.8),
             Column(words("Bytes"), 0.9, "right"), Column("SHA-256", 2.4), Column(words("Tool; taken out by"), 1.6)),
            tuple(rows), caption=words("Files taken out of the image: read only, each with a hash of its own."),
            anchors=tuple(anchor_of(Ref("derived_items", item.id)) for item in items),
        )
