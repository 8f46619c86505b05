"""The scene drawings in the dossier: a list, then each sheet on a page of its own."""

from collections.abc import Iterator, Sequence

from modules.drawing.queries import SHEET_WORDS, compose, model, pictures, sheets, shown_on, signed
from modules.drawing.records import Sheet, SignRole
from modules.drawing.rules.layout import scale_text
from workstation.api import (
    N_,
    Block,
    Column,
    Drawing,
    Entry,
    Heading,
    Notice,
    PageBreak,
    Read,
    Ref,
    Section,
    Span,
    Table,
    Words,
    anchor_of,
)

_PER_PART = 12


def build_list(read: Read, words: Words, _: str) -> Iterator[Block]:
    """One row for each sheet, with who drew and who reviewed it."""
    known = sheets(read)
    if not known:
        return
    yield Entry(words("Scene drawings"))
    yield Heading(1, words("Scene drawings"))
    yield Table(
        (Column(words("Sheet no."), 0.7), Column(words("Title"), 2.0), Column(words("Kind"), 1.3),
         Column(words("Scale"), 0.7), Column(words("Drawn by"), 1.0), Column(words("Reviewed by"), 1.0),
         Column(words("Date"), 1.0)),
        tuple(_row(read, sheet, words) for sheet in known),
    )


def _row(read: Read, sheet: Sheet, words: Words) -> tuple[Span | str, ...]:
    who = signed(read, sheet, model(read, sheet.drawing_id))
    names = [
        (one.signature.name if one.valid else words("{name} (changed since)", name=one.signature.name)) if one else ""
        for one in (who.get(role) for role in SignRole)
    ]
    day = sheet.drawn_on.local.strftime("%Y-%m-%d") if sheet.drawn_on else ""
    link = Span(sheet.title, target=anchor_of(Ref("sheets", sheet.id)))
    return (sheet.number, link, words(SHEET_WORDS[sheet.kind]), scale_text(sheet, words), *names, day)


def sheet_parts(read: Read) -> Sequence[str]:
    """Sheets in groups that one process can set."""
    return tuple(str(start) for start in range(0, len(sheets(read)), _PER_PART))


def build_sheets(read: Read, words: Words, part: str) -> Iterator[Block]:
    """Each sheet; A4 upright at its true scale, larger ones reduced, which their caption says."""
    start = int(part or 0)
    chosen = sheets(read)[start : start + _PER_PART]
    for number, sheet in enumerate(chosen):
        if number:
            yield PageBreak()
        caption = f"{sheet.number} {sheet.title}  {scale_text(sheet, words)}".strip()
        drawn = model(read, sheet.drawing_id)
        drawing = compose(read, sheet, words, cut=True, drawn=drawn)
        day = sheet.drawn_on.text("%Y-%m-%d") if sheet.drawn_on else ""
        yield Entry(sheet.title, number=sheet.number, date=day, key=sheet.id)
        if any(not one.path.exists() for one in pictures(read, shown_on(sheet, drawn)).values()):
            yield Notice(words(
                "A picture below this sheet is missing: open the drawing once, so that it is made again, and export "
                "again.",
            ), "warning")
        yield Drawing(drawing, caption, anchor_of(Ref("sheets", sheet.id)))


SECTIONS = (
    Section("drawing.list", N_("List of scene drawings"), "drawings", build_list),
    Section("drawing.sheets", N_("Scene drawings"), "drawings", build_sheets, parts=sheet_parts),
)
