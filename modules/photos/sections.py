"""The album (照片卷): an overview, then the photographs in the order of their classes, two a page."""

from collections.abc import Iterator, Sequence

from modules.photos.queries import KIND_WORDS, annotations, clocks, place_names, valid_photos
from modules.photos.records import Annotation, Photo
from modules.photos.rules import corrected, exposure_text, printed_marks
from modules.photos.search import number_text
from workstation.api import (
    N_,
    Block,
    Clock,
    Column,
    Entry,
    Heading,
    Paragraph,
    PhotoGrid,
    Read,
    Ref,
    Section,
    Span,
    StoredFile,
    Table,
    Words,
    anchor_of,
)
from workstation.api import Photo as PrintedPhoto

_PER_PART = 96


def build_overview(read: Read, words: Words, _: str) -> Iterator[Block]:
    """One row for each photograph."""
    photos, known, places = valid_photos(read), clocks(read), place_names(read)
    if not photos:  # no volume of photographs that only says that there are none
        return
    yield Heading(1, words("List of photographs"))
    yield Table(
        (Column(words("Number"), 0.7), Column(words("Caption"), 2.6), Column(words("Class"), 1.2),
         Column(words("Place"), 1.2), Column(words("Taken at (corrected)"), 1.4)),
        tuple((
            Span(number_text(photo) or photo.name, target=anchor_of(Ref("photos", photo.id))), photo.caption,
            words(KIND_WORDS[photo.kind]), places.get(photo.place_id or "", ""), _time(photo, known),
        ) for photo in photos),
    )


def album_parts(read: Read) -> Sequence[str]:
    """Photographs in groups that one process can set."""
    return tuple(str(start) for start in range(0, len(valid_photos(read)), _PER_PART))


def build_album(read: Read, words: Words, part: str) -> Iterator[Block]:
    """The photographs, class by class; the layer's marks are drawn above the original and listed below."""
    photos = valid_photos(read)
    start = int(part or 0)
    chosen = photos[start : start + _PER_PART]
    known, places = clocks(read), place_names(read)
    if start == 0 and chosen:
        yield Entry(words("Album of photographs (照片卷)"))
    kind = photos[start - 1].kind if start else None
    group: list[PrintedPhoto] = []
    for photo in chosen:
        if photo.kind is not kind:
            if group:
                yield PhotoGrid(tuple(group))
                group = []
            kind = photo.kind
            yield Heading(1, words(KIND_WORDS[kind]))
        group.append(_printed(read, photo, known, places, words))
    if group:
        yield PhotoGrid(tuple(group))
    marks = [(photo, mark) for photo in chosen for mark in annotations(read, photo.id) if mark.text]
    if marks:
        yield Heading(2, words("Marks on the photographs"))
        for photo, mark in marks:
            yield Paragraph(_mark(photo, mark, words), "small")


def _printed(
    read: Read, photo: Photo, known: dict[str, Clock], places: dict[str, str], words: Words
) -> PrintedPhoto:
    file = read.find(StoredFile, photo.file_id)
    facts = [_time(photo, known), places.get(photo.place_id or "", ""), photo.camera]
    if photo.f_number:
        facts.append(f"F{photo.f_number:g}")
    if photo.exposure_s:
        facts.append(exposure_text(photo.exposure_s))
    if photo.direction_deg is not None:
        facts.append(words("direction {degrees}°", degrees=f"{photo.direction_deg:.0f}"))
    facts.append(f"SHA-256 {file.sha256[:16]}…" if file else "")
    return PrintedPhoto(
        path=str(read.vault.path(file.sha256)) if file else "", caption=photo.caption or photo.name,
        number=number_text(photo), facts="  ".join(fact for fact in facts if fact),
        anchor=anchor_of(Ref("photos", photo.id)), rotation=photo.rotation,
        marks=printed_marks(photo, annotations(read, photo.id)),
    )


def _mark(photo: Photo, mark: Annotation, words: Words) -> str:
    return words(
        "{photo}: {text} (at {x} % from the left, {y} % from the top)", photo=number_text(photo) or photo.name,
        text=mark.text, x=f"{mark.x1 * 100:.0f}", y=f"{mark.y1 * 100:.0f}",
    )


def _time(photo: Photo, known: dict[str, Clock]) -> str:
    moment = corrected(photo, known)
    return moment.text() if moment else ""


SECTIONS = (
    Section("photos.list", N_("List of photographs"), "photos", build_overview),
    Section("photos.album", N_("Album of photographs (照片卷)"), "photos", build_album, parts=album_parts),
)
