"""Forms as Word documents (DOCX) that an office may go on editing: the same blocks and texts as in the PDF."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from workstation.domain.words import N_, Words
from workstation.typeset.blocks import (
    Block,
    Heading,
    Inline,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Signatures,
    Spacer,
    Span,
    Table,
)
from workstation.typeset.pdfa import DocumentInfo

_TEXT_FACE, _HEAD_FACE = "宋体", "黑体"
_TEXT_PT, _HEADS_PT = 12, {1: 18, 2: 14, 3: 12}
_TOP_MM, _BINDING_MM, _TYPE_MM = 37, 28, (156, 225)  # 天头、订口、版心 (GB/T 9704)
_ALIGN = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT, "title": WD_ALIGN_PARAGRAPH.CENTER}


def write_word(blocks: Iterable[Block], output: Path, info: DocumentInfo) -> None:
    """Write what a form consists of; pictures and drawings have no place in it.

    Raises ``TypeError`` for a block that no form has, ``OSError`` if the file cannot be written.
    """
    made = Document()
    words = Words(info.language)
    _set_page(made)
    made.core_properties.title, made.core_properties.author = info.title, info.author
    for block in blocks:
        _add(made, block, words)
    made.save(str(output))


def _set_page(made: Any) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(_TOP_MM), Mm(_BINDING_MM)
    section.right_margin = Mm(210 - _BINDING_MM - _TYPE_MM[0])
    section.bottom_margin = Mm(297 - _TOP_MM - _TYPE_MM[1])
    style = made.styles["Normal"]
    style.font.size = Pt(_TEXT_PT)
    _set_face(style, _TEXT_FACE)


def _set_face(styled: Any, face: str) -> None:
    """Both for Latin and for Chinese text: Word keeps them apart."""
    styled.font.name = face
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _add(made: Any, block: Block, words: Words) -> None:
    match block:
        case Heading():
            paragraph = made.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if block.level == 1 else WD_ALIGN_PARAGRAPH.LEFT
            for run in _runs(paragraph, block.text):
                run.font.size = Pt(_HEADS_PT[block.level])
                _set_face(run, _HEAD_FACE)
        case Paragraph():
            _paragraph(made, block)
        case KeyValues():
            _grid(made, [(Span(name, bold=True), value) for name, value in block.rows])
        case Table():
            head = tuple(Span(column.title, bold=True) for column in block.columns)
            spare = [tuple("／" for _ in block.columns)] * max(0, block.min_rows - len(block.rows))
            _grid(made, [head, *block.rows, *spare])
        case Signatures():
            _grid(made, [(f"{place.role}:{place.name}", f"{words(N_('Date'))}:{place.date}") for place in block.places])
        case Notice():
            _runs(made.add_paragraph(), block.text)
        case PageBreak():
            made.add_page_break()
        case Spacer():
            made.add_paragraph()
        case _:
            raise TypeError(f"a form has no {type(block).__name__}")


def _paragraph(made: Any, block: Paragraph) -> None:
    paragraph = made.add_paragraph()
    _runs(paragraph, block.text)
    if block.style in _ALIGN:
        paragraph.alignment = _ALIGN[block.style]
    elif block.style == "body":
        paragraph.paragraph_format.first_line_indent = Pt(2 * _TEXT_PT)


def _grid(made: Any, rows: list[tuple[Inline, ...]]) -> None:
    if not rows:
        return
    table = made.add_table(rows=0, cols=max(len(row) for row in rows))
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, value in zip(cells, row, strict=False):
            _runs(cell.paragraphs[0], value)


def _runs(paragraph: Any, text: Inline) -> list[Any]:
    runs = []
    for part in text if isinstance(text, tuple) else (text,):
        run = paragraph.add_run(part.text if isinstance(part, Span) else part)
        run.bold = (isinstance(part, Span) and part.bold) or None
        runs.append(run)
    return runs
