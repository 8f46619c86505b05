"""Whatever a case holds, a page comes out, and what could not be shown is said on it."""

from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from tests.typeset.sample import build, jpeg
from workstation.typeset.blocks import (
    Block,
    Column,
    Ellipse,
    Figure,
    Heading,
    KeyValues,
    Line,
    Notice,
    PageBreak,
    Paragraph,
    Photo,
    PhotoGrid,
    Polygon,
    Qr,
    Rect,
    SignaturePlace,
    Signatures,
    Spacer,
    Table,
    Text,
)
from workstation.typeset.part import render_part
from workstation.typeset.pdfa import DocumentInfo
from workstation.typeset.word import write_word


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


def test_twenty_thousand_characters_in_one_cell(tmp_path: Path) -> None:
    long = "".join(chr(0x4E00 + n % 2000) for n in range(20_000))
    table = Table((Column("名"), Column("文", 3)), (("长", long), ("完", "后")), caption="长表")
    output, _ = build(tmp_path, [[table]])
    text = text_of(output)
    reader = PdfReader(output)
    assert len(reader.pages) > 8
    assert sum(text.count(character) for character in set(long[:50])) >= 500
    kept = "".join(character for character in text if 0x4E00 <= ord(character) < 0x4E00 + 2000)
    assert len(kept) >= 20_000
    heads = [page.extract_text() for page in reader.pages[2:]]
    assert all("文" in head for head in heads), "the header is repeated"


def test_twenty_thousand_characters_without_a_break(tmp_path: Path) -> None:
    output, _ = build(tmp_path, [[Paragraph("x" * 20_000), KeyValues((("键" * 300, "y" * 20_000),))]])
    text = text_of(output)
    assert text.count("x") >= 20_000
    assert text.count("y") >= 20_000


def test_rare_characters_are_listed(tmp_path: Path) -> None:
    output, assembled = build(tmp_path, [[Paragraph("王𠮷、😀、مرحبا")]])
    assert "〔U+20BB7〕" in text_of(output)
    assert set(assembled.missing) == set("𠮷😀مرحبا")


EMPTY: list[Block] = [
    Heading(1, ""), Paragraph(""), KeyValues(()), Table((), ()), Table((Column(""),), ()), Notice(""), Qr(""),
    Table((Column("甲"),), (), empty="无"), Table((Column("甲"), Column("乙")), (("一",), ("一", "二", "三"))),
    PhotoGrid(()), Figure(0, 0, ()), Signatures(()), Spacer(-5), PageBreak(), PageBreak(),
]  # fmt: skip


def test_empty_things(tmp_path: Path) -> None:
    output, assembled = build(tmp_path, [EMPTY])
    assert assembled.numbered == 1, "no blank page at the end"
    assert "三" not in text_of(output)


def test_a_part_without_blocks_is_one_blank_page(tmp_path: Path) -> None:
    assert render_part([], tmp_path / "p.pdf", "zh").pages == 1


def test_unused_rows_are_crossed_out_on_one_page(tmp_path: Path) -> None:
    crossed = Table((Column("序号"), Column("名称")), (("1", "甲"),), min_rows=200)
    assert render_part([crossed], tmp_path / "p.pdf", "zh").pages == 1


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "truncated"])
def test_a_photograph_that_cannot_be_shown_says_why(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "现场 副本.jpg"
    whole = jpeg(tmp_path / "whole.jpg", 800, 600).read_bytes()
    content = {"empty": b"", "text": b"not a picture", "truncated": whole[: len(whole) // 3]}
    if kind != "missing":
        path.write_bytes(content[kind])
    output, _ = build(tmp_path, [[Photo(str(path), "说明", "照片 1")]])
    text = text_of(output)
    assert "此照片无法显示" in text
    assert "照片1说明" in text.partition("此照片无法显示")[2].partition("。")[0]


def test_a_photograph_whose_original_is_gone_is_called_by_its_number(tmp_path: Path) -> None:
    photo = Photo(str(tmp_path / ("0a" * 32)), "东立面", "照片 7")
    output, _ = build(tmp_path, [[photo]])
    write_word([photo], tmp_path / "a.docx", DocumentInfo("", "", "", "zh", datetime(2026, 1, 23, tzinfo=UTC)))
    (table,) = docx.Document(str(tmp_path / "a.docx")).tables
    for text in (text_of(output), table.cell(0, 0).text):
        assert "找不到照片原件“照片7东立面”" in "".join(text.split()) and "0a0a" not in text


def test_a_photograph_of_every_kind_prints(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (60, 40), (200, 30, 30, 128))
    picture.save(tmp_path / "a.png")
    picture.convert("CMYK").save(tmp_path / "b.jpg")
    Image.new("P", (50, 40), 7).save(tmp_path / "c.gif")
    Image.new("I;16", (60, 40), 40_000).save(tmp_path / "d.png")
    picture.convert("L").save(tmp_path / "e.jpg")
    names = ["a.png", "b.jpg", "c.gif", "d.png", "e.jpg"]
    photos = tuple(Photo(str(tmp_path / name), rotation=90 * n) for n, name in enumerate(names))
    output, _ = build(tmp_path, [[PhotoGrid(photos, 4)]])
    assert "无法显示" not in text_of(output)
    images = [image for page in PdfReader(output).pages for image in page.images]
    assert len(images) == len(names)


WORDS = st.text(max_size=60)
BLOCKS = st.one_of(
    st.builds(Heading, st.sampled_from([1, 2, 3]), WORDS),
    st.builds(Paragraph, WORDS, st.sampled_from(["title", "body", "quote", "right", "mono"])),
    st.builds(KeyValues, st.lists(st.tuples(WORDS, WORDS), max_size=4).map(tuple), st.sampled_from([1, 2])),
    st.builds(
        Table,
        st.lists(st.builds(Column, WORDS), max_size=12).map(tuple),
        st.lists(st.lists(WORDS, max_size=5).map(tuple), max_size=4).map(tuple),
        WORDS,
        min_rows=st.integers(0, 60),
        empty=WORDS,
    ),
    st.builds(Notice, WORDS, st.sampled_from(["info", "warning", "error", "to_verify", "success"])),
    st.builds(Signatures, st.lists(st.builds(SignaturePlace, WORDS, WORDS, WORDS, WORDS), max_size=3).map(tuple)),
    st.builds(Spacer, st.floats(-10, 500)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(BLOCKS, max_size=6))
def test_any_text_anywhere_gives_pages(tmp_path: Path, blocks: list[Block]) -> None:
    output = tmp_path / "part.pdf"
    result = render_part(blocks, output, "zh")
    assert len(PdfReader(output).pages) == result.pages


@pytest.mark.parametrize("rows", [(), (("甲", "乙"),) * 3])
def test_a_header_taller_than_a_page_is_set_once(tmp_path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    table = Table((Column("很长的表头" * 150, 1), Column("说明" * 90, 1), *(Column("列", 2),) * 8), rows, empty="无")
    result = render_part([table], tmp_path / "part.pdf", "zh")
    assert 1 < result.pages < 30
    assert len(PdfReader(tmp_path / "part.pdf").pages) == result.pages


def test_marks_of_every_kind_and_absurd_sizes(tmp_path: Path) -> None:
    marks = (
        Line(0, 0, 0, 0, arrow=True),
        Line(0, 0, 900, 900, arrow=True, dash=(1, 2)),
        Rect(5, 5, 20, 10, fill="#ffffff", radius=2, target="nowhere"),
        Ellipse(5, 5, 20, 10),
        Polygon(((0, 0),)),
        Polygon(((0, 0), (5, 5), (9, 0)), fill="#eeeeee", closed=False),
        Text(10, 10, "文字" * 400, width=30, angle=30),
    )
    output, assembled = build(tmp_path, [[Figure(2000, 3000, marks, caption="图" * 200)]])
    assert assembled.missing_targets == ("nowhere",)
    assert "文字" in text_of(output)
