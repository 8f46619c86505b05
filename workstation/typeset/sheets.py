"""Drawings on sheets of their own, A4 to A0, at exact scale: vector PDF/A with the shipped faces."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pikepdf import Dictionary, ObjectStreamMode, Pdf

from workstation.domain.drawing import Sheet
from workstation.domain.words import Words
from workstation.typeset.assemble import all_glyphs, finish_page
from workstation.typeset.blocks import Block
from workstation.typeset.faces import RESOURCE
from workstation.typeset.layout_drawing import draw_sheet
from workstation.typeset.pages import Pages
from workstation.typeset.part import render_part
from workstation.typeset.pdfa import DocumentInfo, mark_pdfa
from workstation.typeset.style import MM
from workstation.typeset.subset import add_font

PRINT_EDGE_PX = 6000
"""Longer edge of a picture: A0 at 130 dots per inch."""


def write_sheets(sheets: Sequence[Sheet], output: Path, info: DocumentInfo) -> dict[str, int]:
    """Write each sheet as one page of its own size; returns the characters that no face has, with their counts.

    Raises ``OSError`` if the file cannot be written.
    """
    draft = output.with_name(f".{output.name}.draft")
    pages = Pages(draft, Words(info.language), PRINT_EDGE_PX)
    for number, sheet in enumerate(sheets):
        if number:
            pages.new_page()
        pages.canvas.setPageSize((sheet.width_mm * MM, sheet.height_mm * MM))
        draw_sheet(pages, sheet, 0.0, 0.0)
        pages.take(0)
    try:
        notes = pages.finish()
        _finish(pages.files, output, notes.glyphs, info)
    finally:
        for path in pages.files:
            path.unlink(missing_ok=True)
    return notes.missing


def write_pages(blocks: Iterable[Block], output: Path, info: DocumentInfo) -> dict[str, int]:
    """Write blocks as pages without cover or contents, as a form is printed; returns characters that no face has.

    Raises ``OSError`` if the file cannot be written.
    """
    part = render_part(blocks, output.with_name(f".{output.name}.draft"), info.language)
    paths = [Path(path) for path in part.paths]
    try:
        _finish(paths, output, part.glyphs, info)
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
    return part.missing


def _finish(drafts: Sequence[Path], output: Path, glyphs: dict[str, dict[int, int]], info: DocumentInfo) -> None:
    with Pdf.new() as pdf:
        for path in drafts:
            with Pdf.open(path) as draft:
                pdf.pages.extend(draft.pages)
        fonts = pdf.make_indirect(Dictionary())
        for page in pdf.pages:
            finish_page(page, fonts, {})
        for name, used in sorted(all_glyphs([glyphs]).items()):
            fonts[f"/{RESOURCE[name]}"] = add_font(pdf, name, used)
        mark_pdfa(pdf, info)
        pdf.save(
            output, min_version="1.7", deterministic_id=True, object_stream_mode=ObjectStreamMode.generate
        )
