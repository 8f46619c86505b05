"""One part of a document: blocks in, a PDF file without fonts and the notes for joining it out.

A part is rendered in any process; ``PartResult`` is plain data that crosses process borders.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path

from workstation.domain.words import Words
from workstation.typeset.blocks import (
    Block,
    CoverFacts,
    Drawing,
    Entry,
    Figure,
    Heading,
    KeyValues,
    Labels,
    Notice,
    PageBreak,
    Paragraph,
    Photo,
    PhotoGrid,
    Qr,
    SealPlace,
    Signatures,
    Spacer,
    Table,
)
from workstation.typeset.keeping import keep_together
from workstation.typeset.layout_drawing import draw_drawing
from workstation.typeset.layout_figure import draw_figure
from workstation.typeset.layout_grid import draw_key_values, draw_table
from workstation.typeset.layout_labels import draw_labels, draw_qr
from workstation.typeset.layout_photo import draw_photo, draw_photo_grid
from workstation.typeset.layout_seal import draw_seal_place
from workstation.typeset.layout_text import draw_heading, draw_notice, draw_paragraph, draw_signatures
from workstation.typeset.pages import Mention, Pages
from workstation.typeset.style import MM

PRINT_EDGE_PX = 2400
"""Longer edge of a print copy: 156 mm at 390 dots per inch."""


@dataclass(frozen=True)
class PartResult:
    """Where the pages are and what stands on them; pages count from 0, places are points from the lower left.

    ``paths`` are the files that hold the pages, in order, ``file_pages`` how many each of them holds; ``blocks`` is
    how many blocks were drawn: with none the part is one blank page. ``traces``: page and number of each mark on it.
    """

    paths: tuple[str, ...]
    pages: int
    anchors: dict[str, tuple[int, float]]
    links: tuple[tuple[int, tuple[float, float, float, float], str], ...]
    headings: tuple[tuple[int, str, int, float], ...]
    entries: tuple[tuple[Entry, int], ...]
    missing: dict[str, int]
    glyphs: dict[str, dict[int, int]]
    file_pages: tuple[int, ...]
    mentions: tuple[tuple[int, Mention], ...] = ()
    blocks: int = 1
    fields: tuple[tuple[int, tuple[float, float, float, float], str], ...] = ()
    traces: tuple[tuple[int, int], ...] = ()


def render_part(
    blocks: Iterable[Block],
    output: Path,
    language: str,
    print_edge_px: int = PRINT_EDGE_PX,
    check: Callable[[], None] = lambda: None,
) -> PartResult:
    """Lay the blocks out and write them to ``output``; ``check`` is called before each block and may raise."""
    pages = Pages(output, Words(language), print_edge_px)
    entries: list[tuple[Entry, int]] = []
    count = 0
    for block, following in pairwise(chain(_printed(blocks), (None,))):
        check()
        assert block is not None
        keep_together(pages, block, following)
        count += 1
        if isinstance(block, Entry):
            if not pages.untouched:
                pages.new_page()
            entries.append((block, pages.notes.pages - 1))
        else:
            _draw(pages, block)
    return replace(result_of(pages, tuple(entries)), blocks=count)


def _printed(blocks: Iterable[Block]) -> Iterator[Block | None]:
    return (block for block in blocks if not isinstance(block, CoverFacts))


def result_of(pages: Pages, entries: tuple[tuple[Entry, int], ...] = ()) -> PartResult:
    """Write what is laid out, and say what it is."""
    notes = pages.finish()
    return PartResult(
        tuple(map(str, pages.files)),
        notes.pages,
        notes.anchors,
        tuple(notes.links),
        tuple(notes.headings),
        entries,
        notes.missing,
        notes.glyphs,
        tuple(pages.file_pages),
        tuple(notes.mentions),
        fields=tuple(notes.fields),
        traces=tuple(sorted(notes.traces)),
    )


def _draw(pages: Pages, block: Block) -> None:
    match block:
        case Heading():
            draw_heading(pages, block)
        case Paragraph():
            draw_paragraph(pages, block)
        case KeyValues():
            draw_key_values(pages, block)
        case Table():
            draw_table(pages, block)
        case Photo():
            draw_photo(pages, block)
        case PhotoGrid():
            draw_photo_grid(pages, block)
        case Figure():
            draw_figure(pages, block)
        case Drawing():
            draw_drawing(pages, block)
        case Qr():
            draw_qr(pages, block)
        case Labels():
            draw_labels(pages, block)
        case Signatures():
            draw_signatures(pages, block)
        case SealPlace():
            draw_seal_place(pages, block)
        case Notice():
            draw_notice(pages, block)
        case PageBreak():
            if not pages.untouched:
                pages.new_page()
        case Spacer():
            pages.gap(block.height * MM)
        case Entry() | CoverFacts():
            raise AssertionError("entries begin a page, covers are made last: neither is drawn here")
