"""Word documents hold drawings as pictures, with the words of the drawing for whoever does not see it."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
from PIL import Image

from workstation.domain.drawing import Sheet
from workstation.typeset.blocks import Block, Drawing, Figure, Heading, Line, Qr, Rect, Text
from workstation.typeset.pdfa import DocumentInfo
from workstation.typeset.word import write_word

INFO = DocumentInfo("技术报告", "大队", "报告", "zh", datetime(2026, 1, 23, tzinfo=UTC))


def written(path: Path, blocks: list[Block]) -> tuple[list[str], list[str], list[Image.Image], list[float]]:
    """Paragraphs, alternative texts, pictures, and the widths in millimetres that these have in the document."""
    write_word(blocks, path, INFO)
    document = docx.Document(str(path))
    shapes = list(document.inline_shapes)
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        names = sorted(name for name in packed.namelist() if name.startswith("word/media/"))
        pictures = [Image.open(io.BytesIO(packed.read(name))).convert("L") for name in names]
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    return texts, [shape._inline.docPr.get("descr") for shape in shapes], pictures, [shape.width.mm for shape in shapes]


def test_a_figure_is_a_picture_at_print_resolution_with_its_caption(tmp_path: Path) -> None:
    figure = Figure(100, 60, (Rect(0, 0, 100, 60), Line(0, 0, 100, 60), Text(50, 30, "起火点")), "图1 平面图")
    texts, told, (picture,), (width,) = written(tmp_path / "报告 副本.docx", [Heading(1, "现场"), figure])
    assert texts == ["现场", "图1 平面图"] and told == ["图1 平面图\n起火点"]
    assert abs(width - 100) < 3 and picture.width / (width / 25.4) > 290, "three hundred dots per inch"
    dark = sum(picture.point(lambda value: 255 if value < 128 else 0).histogram()[255:])
    assert dark > 2 * (picture.width + picture.height), "the lines are drawn"


def test_a_sheet_larger_than_the_page_fits_and_a_code_is_drawn(tmp_path: Path) -> None:
    sheet = Sheet(400, 280, ())
    _, told, pictures, widths = written(tmp_path / "a.docx", [Drawing(sheet, "图2"), Qr("EC1.abc", "扫码核对")])
    assert told == ["图2", "扫码核对"] and len(pictures) == 2
    assert all(width <= 156 for width in widths) and min(pictures[1].getextrema()) < 64
