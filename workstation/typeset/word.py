"""Word documents (DOCX) that an office may go on editing: the same blocks and texts as in the PDF."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from workstation.domain.errors import UserError
from workstation.domain.words import N_, Words
from workstation.typeset.blocks import (
    Block,
    CoverFacts,
    Drawing,
    Entry,
    Figure,
    Heading,
    Inline,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Photo,
    PhotoGrid,
    Qr,
    SealPlace,
    Signatures,
    Spacer,
    Span,
    Table,
    Text,
)
from workstation.typeset.lines import plain
from workstation.typeset.pdfa import DocumentInfo
from workstation.typeset.print_copy import print_copy
from workstation.typeset.rasterise import rasterise

_TEXT_FACE, _HEAD_FACE = "宋体", "黑体"
_TEXT_PT, _HEADS_PT = 12, {1: 18, 2: 14, 3: 12}
_TOP_MM, _BINDING_MM, _TYPE_MM = 37, 28, (156, 225)  # 天头、订口、版心 (GB/T 9704)
_PHOTO_PX, _PHOTO_MM, _PAIR_MM = 1600, 130, 74
_ALIGN = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT, "title": WD_ALIGN_PARAGRAPH.CENTER}


def write_word(blocks: Iterable[Block], output: Path, info: DocumentInfo) -> None:
    """Write blocks as a Word document. Figures, drawings and codes are pictures at print resolution; the PDF has their
    lines at exact scale.

    Raises ``TypeError`` for labels, which are cut from paper, ``OSError`` if the file cannot be written.
    """
    made = Document()
    words = Words(info.language)
    _set_page(made)
    made.core_properties.title, made.core_properties.author = info.title, info.author
    made.core_properties.created = made.core_properties.modified = info.made.replace(tzinfo=None)
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
            _heading(made, block)
        case Paragraph():
            _paragraph(made, block)
        case KeyValues():
            _grid(made, [(Span(name, bold=True), value) for name, value in block.rows])
        case Table():
            _table(made, block)
        case Signatures():
            _grid(made, [(f"{place.role}:{place.name}", f"{words(N_('Date'))}:{place.date}") for place in block.places])
            for text in block.below:
                _runs(made.add_paragraph(), text)
        case Notice():
            _runs(made.add_paragraph(), block.text)
        case PageBreak() | Entry():
            _break(made)
        case Spacer():
            made.add_paragraph()
        case Photo():
            _photos(made, (block,), 1, words)
        case PhotoGrid():
            _photos(made, block.photos, 2 if block.per_page == 4 else 1, words)
        case Figure() | Drawing() | Qr():
            _figure(made, block, words)
        case SealPlace():
            made.add_paragraph(block.text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        case CoverFacts():
            _cover(made, block)
        case _:
            raise TypeError(f"a Word document has no {type(block).__name__}")


def _break(made: Any) -> None:
    """A new page, unless the document has just begun or just broken."""
    if not made.paragraphs and not made.tables:
        return
    last = made.element.body[-2] if len(made.element.body) > 1 else None
    if last is not None and last.tag == qn("w:p") and last.findall(f".//{qn('w:br')}"):
        return
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _heading(made: Any, block: Heading) -> None:
    paragraph = made.add_paragraph(style=f"Heading {block.level}")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if block.level == 1 else WD_ALIGN_PARAGRAPH.LEFT
    for run in _runs(paragraph, block.text):
        run.font.size = Pt(_HEADS_PT[block.level])
        run.font.color.rgb = None
        _set_face(run, _HEAD_FACE)


def _paragraph(made: Any, block: Paragraph) -> None:
    paragraph = made.add_paragraph()
    _runs(paragraph, block.text)
    if block.style in _ALIGN:
        paragraph.alignment = _ALIGN[block.style]
    elif block.style == "body":
        paragraph.paragraph_format.first_line_indent = Pt(2 * _TEXT_PT)


def _table(made: Any, block: Table) -> None:
    if block.caption:
        made.add_paragraph(block.caption)
    if not block.rows and block.empty and not block.min_rows:
        made.add_paragraph(block.empty)
        return
    head = tuple(Span(column.title, bold=True) for column in block.columns)
    spare = [tuple("／" for _ in block.columns)] * max(0, block.min_rows - len(block.rows))
    _grid(made, [head, *block.rows, *spare], [column.width for column in block.columns])


def _grid(made: Any, rows: Sequence[tuple[Inline, ...]], shares: Sequence[float] = ()) -> None:
    if not rows:
        return
    count = max(len(row) for row in rows)
    table = made.add_table(rows=len(rows), cols=count)
    table.style = "Table Grid"
    wanted = list(shares) or ([1.0, 3.0] if count == 2 else [1.0] * count)
    widths = [Mm(_TYPE_MM[0] * share / sum(wanted)) for share in wanted]
    cells = table._cells
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            cell = cells[number * count + column]
            cell.width = widths[column]
            _runs(cell.paragraphs[0], value)


def _photos(made: Any, photos: Sequence[Photo], columns: int, words: Words) -> None:
    for first in range(0, len(photos), columns):
        table = made.add_table(rows=1, cols=columns)
        for cell, photo in zip(table.rows[0].cells, photos[first : first + columns], strict=False):
            paragraph = cell.paragraphs[0]
            try:
                copy = print_copy(Path(photo.path), _PHOTO_PX, name=photo.name)
                upright = copy.width >= copy.height or columns == 2
                width = (_PAIR_MM if columns == 2 else _PHOTO_MM) if upright else _PHOTO_MM * copy.width / copy.height
                paragraph.add_run().add_picture(io.BytesIO(copy.data), width=Mm(width))
            except UserError as problem:
                paragraph.add_run(words.error(problem))
            for line in filter(None, (f"{photo.number} {photo.caption}".strip(), photo.facts)):
                cell.add_paragraph(line)


def _figure(made: Any, block: Figure | Drawing | Qr, words: Words) -> None:
    """The drawing as a picture with what is written in it as its alternative text, then its caption."""
    drawn = rasterise(block, words.language)
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    width = min(drawn.width_mm, _TYPE_MM[0], _TYPE_MM[1] * drawn.width_mm / drawn.height_mm)
    shape = paragraph.add_run().add_picture(io.BytesIO(drawn.data), width=Mm(width))
    caption = plain(block.caption)
    inside = [mark.text for mark in block.marks if isinstance(mark, Text)] if isinstance(block, Figure) else []
    shape._inline.docPr.set("descr", "\n".join(filter(None, (caption, *inside))))
    if caption:
        paragraph.paragraph_format.keep_with_next = True
        below = made.add_paragraph()
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _runs(below, block.caption)


def _cover(made: Any, block: CoverFacts) -> None:
    for text, size in ((block.agency, 16), (block.title, 22), (block.date, 12)):
        if text:
            paragraph = made.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(text)
            run.font.size = Pt(size)
            _set_face(run, _HEAD_FACE)
    _grid(made, [(Span(name, bold=True), value.replace("{pages}", "／")) for name, value in block.facts])


def _frame(run: Any) -> None:
    """The frame of a mark such as 待核."""
    border = OxmlElement("w:bdr")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
        border.set(qn(f"w:{name}"), value)
    run._element.get_or_add_rPr().append(border)


def _runs(paragraph: Any, text: Inline) -> list[Any]:
    runs = []
    for part in text if isinstance(text, tuple) else (text,):
        shown = part.text if isinstance(part, Span) else part
        run = paragraph.add_run(shown)
        if isinstance(part, Span) and part.badge:
            _frame(run)
        run.bold = (isinstance(part, Span) and part.bold) or None
        runs.append(run)
    return runs
