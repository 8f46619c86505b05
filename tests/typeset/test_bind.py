"""Papers are bound into volumes by kind and size; double-sided, every paper begins on the front of a sheet."""

from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.typeset.sample import build
from workstation.typeset.bind import Item, Kind, Paper, Volume, bind, papers_of
from workstation.typeset.blocks import Block, Entry, PageBreak, Paragraph, Span, Table
from workstation.typeset.blocks import Column as Head
from workstation.typeset.part import PartResult

KINDS = (Kind("main", "正卷", 10), Kind("photos", "照片卷", 10))


def part(pages: int, *entries: int) -> PartResult:
    """A part of that many pages in which a paper begins on each of the pages ``entries``."""
    named = tuple((Entry(f"自{page}页"), page) for page in entries)
    return PartResult(("x.pdf",), pages, {}, (), (), named, {}, {}, (pages,))


def item(*parts: PartResult, kind: str = "main", title: str = "件") -> Item:
    return Item(Entry(title, author="大队"), parts, kind=kind)


def bound(items: list[Item], kinds: tuple[Kind, ...]) -> tuple[Volume, ...]:
    return bind([paper for one in items for paper in papers_of(one)], kinds)


def shape(volumes: tuple[Volume, ...]) -> list[tuple[str, list[int]]]:
    return [(volume.kind, [paper.pages for paper in volume.papers]) for volume in volumes]


def test_a_paper_begins_at_every_entry_and_goes_on_over_parts() -> None:
    papers = list(papers_of(item(part(5, 2), part(4, 1))))
    assert [(paper.entry.title, paper.pages) for paper in papers] == [("件", 2), ("自2页", 4), ("自1页", 3)]
    assert {paper.entry.author for paper in papers} == {"大队"}


def test_each_kind_has_its_volumes_and_an_unknown_kind_goes_to_the_first() -> None:
    volumes = bound([item(part(3)), item(part(2), kind="photos"), item(part(1), kind="没有")], KINDS)
    assert shape(volumes) == [("main", [3, 1]), ("photos", [2])]
    assert shape(bound([], KINDS)) == [("main", [])]


def test_a_volume_that_would_grow_over_is_closed_before_the_paper_that_does_not_fit() -> None:
    volumes = bound([item(part(4)), item(part(4)), item(part(4)), item(part(9))], KINDS)
    assert shape(volumes) == [("main", [4, 4]), ("main", [4]), ("main", [9])]
    assert all(volume.numbered <= 11 for volume in volumes)


def test_a_small_rest_stays_in_its_volume() -> None:
    assert shape(bound([item(part(6)), item(part(5))], KINDS)) == [("main", [6, 5])]


def test_a_paper_that_no_volume_holds_is_continued() -> None:
    volumes = bound([item(part(2)), item(part(12), part(14, 13))], KINDS)
    assert shape(volumes) == [("main", [2, 8]), ("main", [10]), ("main", [7, 1])]
    assert [paper.continued for volume in volumes for paper in volume.papers] == [False, False, True, True, False]
    pages = [(stretch.first, stretch.count) for volume in volumes for paper in volume.papers
             for stretch in paper.stretches]
    assert pages == [(0, 2), (0, 8), (8, 4), (0, 6), (6, 7), (13, 1)]


@pytest.mark.parametrize("pages", [1, 9, 10, 11, 12, 40])
def test_no_page_is_lost_or_doubled(pages: int) -> None:
    volumes = bound([item(part(pages)), item(part(pages)), item(part(pages), kind="photos")], KINDS)
    assert sum(volume.numbered for volume in volumes) == 3 * pages
    assert all(volume.numbered <= 11 for volume in volumes)


def book(folder: Path, **options: bool) -> tuple[Path, list[str]]:
    first: list[Block] = [Paragraph("甲一", anchor="a"), PageBreak(), Paragraph("甲二"), PageBreak(), Paragraph("甲三")]
    places = (Span("0-000", target="b", mention=True), Span("0-000", target="nowhere", mention=True))
    second: list[Block] = [Table((Head("页"), Head("无")), (places,)), Entry("乙附"), Paragraph("乙二", anchor="b")]
    output, _ = build(folder, [first, second, [Paragraph("末")]], kinds=(Kind("", "正卷", 3),), **options)
    document = pypdfium2.PdfDocument(output)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return output, texts


def test_volumes_have_covers_contents_numbers_and_labels_of_their_own(tmp_path: Path) -> None:
    output, texts = book(tmp_path)
    labels = PdfReader(output).page_labels
    assert labels == ["第1卷 封面", "第1卷 卷内文件目录", "第1卷 1", "第1卷 2", "第1卷 3",
                      "第2卷 封面", "第2卷 卷内文件目录", "第2卷 1", "第2卷 2", "第2卷 第3件"]
    assert "共3页" in texts[0] and "共2页" in texts[5]
    assert "第2件" not in texts[1] and "第2件" in texts[6]


def test_the_place_of_a_record_is_printed_with_volume_and_page(tmp_path: Path) -> None:
    output, texts = book(tmp_path)
    page = texts[PdfReader(output).page_labels.index("第2卷 1")]
    assert "2-2" in page
    assert "—" in page, "what stands nowhere has no page"


def test_papers_begin_on_fronts_and_free_backs_carry_no_number(tmp_path: Path) -> None:
    output, texts = book(tmp_path, double_sided=True)
    labels = PdfReader(output).page_labels
    first = labels.index("第2卷 封面")
    assert first % 2 == 0
    own = labels[:first]
    assert own == [f"第1卷 {name}" for name in ("封面", "空白", "卷内文件目录", "空白", "1", "2", "3", "空白")]
    starts = [place for place, text in enumerate(texts) if any(word in text for word in ("甲一", "乙二", "末"))]
    assert all(place % 2 == 0 for place in starts)
    assert all(not text.strip() for label, text in zip(labels, texts, strict=True) if label.endswith("空白"))


def test_a_paper_knows_its_pages() -> None:
    assert Paper(Entry("空"), ()).pages == 0
