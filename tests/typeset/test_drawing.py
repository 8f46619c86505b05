"""Drawings on paper: exact scale, vectors, text that can be copied; too large ones are reduced and say so."""

from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from tests.typeset.sample import INFO, build
from workstation.domain import drawing
from workstation.domain.drawing import Dots, Hatch, Label, Picture, Style, Symbol
from workstation.typeset.blocks import Drawing
from workstation.typeset.sheets import write_sheets

BLACK = Style("#000000", 0.5)


def page_of(path: Path, number: int = 0, dpi: float = 254.0) -> np.ndarray:
    """A page as grey values; at 254 dots per inch ten pixels are one millimetre."""
    with pypdfium2.PdfDocument(path) as document:
        return np.asarray(document[number].render(scale=dpi / 72).to_pil().convert("L"))


def dark_box(page: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(page < 128)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


@pytest.mark.parametrize(("size", "scale"), [("A4", 50.0), ("A3", 100.0), ("A0", 20.0)])
def test_a_sheet_of_its_own_is_to_scale_within_a_tenth_of_a_millimetre(tmp_path: Path, size: str, scale: float) -> None:
    width, height = drawing.SIZES_MM[size]
    ring = ((0.0, 0.0), (5.0, 0.0), (5.0, 2.0), (0.0, 2.0))
    sheet = drawing.sheet_of([drawing.polygon(ring, style=BLACK)], scale, width, height, (-1.0, -1.0))
    assert write_sheets([sheet], tmp_path / "图.pdf", INFO) == {}
    page = page_of(tmp_path / "图.pdf")
    assert page.shape == pytest.approx((height * 10, width * 10), abs=2)
    left, top, right, bottom = dark_box(page)
    k = 1000 / scale * 10
    assert (left, right) == pytest.approx((k - 2.5, 6 * k + 2.5), abs=1.5)
    assert (bottom, top) == pytest.approx((height * 10 - k + 2.5, height * 10 - 3 * k - 2.5), abs=2.5)


def test_text_symbols_pictures_and_hatches_reach_the_paper(tmp_path: Path) -> None:
    Image.new("RGB", (40, 20), "#0000ff").save(tmp_path / "现场 副本.png")
    marks = [
        Label((1, 1), "起火点 Origin", 5, halo="#ffffff", bold=True), Symbol("map/fire", (3, 3)),
        Picture(str(tmp_path / "现场 副本.png"), 40, 20, (0.05, 0, 1, 0, -0.05, 5)),
        Picture(str(tmp_path / "没有.png"), 40, 20, (0.05, 0, 5, 0, -0.05, 5)),
        drawing.circle((7, 2), 1, Style(hatch=Hatch(), fill="#eeeeee", opacity=0.5)),
        Dots(np.array([[8.0, 4.0], [np.nan, 1.0]]), style=Style(fill="#00aa00")),
    ]
    write_sheets([drawing.sheet_of(marks, 100, 100, 60, (0, 0))] * 2, tmp_path / "图.pdf", INFO)
    with pypdfium2.PdfDocument(tmp_path / "图.pdf") as document:
        assert len(document) == 2 and "起火点 Origin" in document[1].get_textpage().get_text_bounded()
        colours = document[0].render(scale=2).to_pil().convert("RGB")
    assert (0, 0, 254) in {colour for _, colour in colours.getcolors(1 << 20)}
    with pikepdf.open(tmp_path / "图.pdf") as pdf:
        fonts = pdf.pages[0].Resources.Font.values()
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)
    assert not list(tmp_path.glob(".*"))


def test_a_drawing_in_a_document_keeps_its_scale(tmp_path: Path) -> None:
    ring = ((0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (0.0, 5.0))
    red = drawing.polygon(ring, style=Style("#ff0000", 0.2, fill="#ff0000"))
    sheet = drawing.sheet_of([red], 100, 120, 80, (-1, -1))
    output, _ = build(tmp_path, [[Drawing(sheet, "平面图 1:100", "plan")]])
    with pypdfium2.PdfDocument(output) as document:
        picture = np.asarray(document[2].render(scale=254 / 72).to_pil().convert("RGB"), dtype=int)
    rows, columns = np.nonzero((picture[..., 0] > 200) & (picture[..., 1] < 90))
    assert columns.max() - columns.min() == pytest.approx(1002, abs=3)
    assert rows.max() - rows.min() == pytest.approx(502, abs=3)


def test_a_drawing_larger_than_the_page_is_reduced_and_says_so(tmp_path: Path) -> None:
    sheet = drawing.sheet_of([drawing.line((0, 0), (10, 10))], 10, 400, 800, (0, 0))
    output, _ = build(tmp_path, [[Drawing(sheet, "立面图")]])
    with pypdfium2.PdfDocument(output) as document:
        assert "不按比例" in document[2].get_textpage().get_text_bounded()


def test_a_wide_drawing_lies_on_its_side_where_it_would_become_much_smaller(tmp_path: Path) -> None:
    ring = ((0.0, 0.0), (39.0, 0.0), (39.0, 1.0), (0.0, 1.0))
    red = drawing.polygon(ring, style=Style("#ff0000", 0.2, fill="#ff0000"))
    sheet = drawing.sheet_of([red], 100, 390, 280, (0, -20))
    output, _ = build(tmp_path, [[Drawing(sheet, "展开图")]])
    with pypdfium2.PdfDocument(output) as document:
        picture = np.asarray(document[2].render(scale=254 / 72).to_pil().convert("RGB"), dtype=int)
    rows, columns = np.nonzero((picture[..., 0] > 200) & (picture[..., 1] < 90))
    high, wide = rows.max() - rows.min(), columns.max() - columns.min()
    assert high > wide * 30, "it runs up the page"
    assert high / 3900 > 156 / 390 * 1.2, "and is larger than across it"
