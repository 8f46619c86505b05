"""A joined document, read back with two independent readers."""

from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.typeset.sample import build, jpeg
from workstation.typeset.blocks import (
    Block,
    Column,
    Entry,
    Heading,
    KeyValues,
    PageBreak,
    Paragraph,
    Photo,
    PhotoGrid,
    Qr,
    Span,
    Table,
)

FACTS: list[Block] = [
    Heading(1, "火灾事故基本情况", "incident"),
    KeyValues((("起火单位", ("某五金厂，见", Span("物证3", target="exhibit:3"))),)),
    Paragraph("起火部位位于一层西侧充电区，不能排除充电器内部故障。"),
    PageBreak(),
    Heading(2, "经过"),
    Paragraph(("照片见", Span("照片12", target="photo:12"), "，另见", Span("无此处", target="nowhere"))),
]
EXHIBITS: list[Block] = [
    Heading(1, "物证"),
    Table((Column("序号"), Column("名称", 4)), tuple((str(n), f"物证名称{n}") for n in range(1, 61)),
          anchors=tuple(f"exhibit:{n}" for n in range(1, 61))),
]  # fmt: skip


def photos(folder: Path) -> list[Block]:
    return [
        Heading(1, "照片"),
        PhotoGrid((Photo(str(jpeg(folder / "12.jpg")), "充电器", "照片 12", anchor="photo:12"),)),
        Entry("补充照片", number="清消〔2026〕3号"),
        Paragraph("补充照片在此"),
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("document")
    output, assembled = build(folder, [FACTS, EXHIBITS, photos(folder), [Paragraph("备考")]])
    assert assembled.missing_targets == ("nowhere",)
    assert assembled.missing == {}
    return output


def page_texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def test_text_can_be_extracted_by_both_readers(made: Path) -> None:
    for texts in (page_texts(made), [page.extract_text() for page in PdfReader(made).pages]):
        whole = "".join("".join(texts).split())
        assert "不能排除充电器内部故障。" in whole
        assert "物证名称60" in whole


def test_page_numbers_run_from_one_and_the_rest_has_none(made: Path) -> None:
    texts = page_texts(made)
    heads = [text.split("\n")[2].strip() if len(text.split("\n")) > 2 else "" for text in texts]
    reader = PdfReader(made)
    labels = reader.page_labels
    assert labels[0] == "封面"
    assert labels[-1] == "第4件"
    numbers = [label for label in labels if label.isdigit()]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    for label, text, head in zip(labels, texts, heads, strict=True):
        if label.isdigit():
            assert label in (head, *text.split())
    assert f"共{len(numbers)}页" in texts[0]


def test_the_list_of_contents_names_the_printed_pages(made: Path) -> None:
    contents = "".join(page_texts(made)[1].split())
    labels = PdfReader(made).page_labels
    texts = page_texts(made)
    extra = labels[next(place for place, text in enumerate(texts) if "补充照片在此" in text)]
    assert f"清消〔2026〕3号补充照片{extra}" in contents.replace("\ufffe", "")
    assert contents.index("第1件") < contents.index("第2件") < contents.index("第3件") < contents.index("补充照片")


def links(path: Path) -> list[tuple[int, int, tuple[float, ...], float]]:
    """(page, target page, rectangle, target height) of every link."""
    reader = PdfReader(path)
    ids = {page.indirect_reference.idnum: place for place, page in enumerate(reader.pages)}
    found = []
    for place, page in enumerate(reader.pages):
        for reference in page.get("/Annots", []):
            annotation = reference.get_object()
            goal = annotation["/A"]["/D"]
            rect = tuple(float(value) for value in annotation["/Rect"])
            found.append((place, ids[list.__getitem__(goal, 0).idnum], rect, float(goal[3])))
    return found


def test_links_lead_from_a_statement_to_the_row_of_its_exhibit(made: Path) -> None:
    texts = page_texts(made)
    here = next(place for place, text in enumerate(texts) if "某五金厂" in text)
    ((_, goal, _, height),) = [link for link in links(made) if link[0] == here]
    assert "物证名称3" in texts[goal]
    document = pypdfium2.PdfDocument(made)
    page = document[goal].get_textpage()
    found = page.search("物证名称3", match_whole_word=False).get_next()
    assert found
    top = page.get_charbox(found[0])[3]
    document.close()
    assert 0 < height - top < 30


def test_every_row_of_contents_is_a_link_to_its_first_page(made: Path) -> None:
    texts = page_texts(made)
    goals = {goal for place, goal, _, _ in links(made) if place == 1}
    assert any("补充照片在此" in texts[goal] for goal in goals)
    assert any("备考" in texts[goal] for goal in goals)


def test_bookmarks_follow_entries_and_headings(made: Path) -> None:
    reader = PdfReader(made)

    def titles(items: list[object]) -> list[object]:
        return [titles(item) if isinstance(item, list) else item["/Title"] for item in items]  # type: ignore[index]

    outline = titles(reader.outline)
    assert outline[:2] == ["封面", "卷内文件目录"]
    assert outline[2:4] == ["第1件", ["火灾事故基本情况", ["经过"]]]
    assert "补充照片" in outline


def test_the_same_blocks_give_the_same_bytes(tmp_path: Path) -> None:
    def once(name: str) -> bytes:
        folder = tmp_path / name
        folder.mkdir()
        return build(folder, [FACTS, EXHIBITS, photos(folder)])[0].read_bytes()

    assert once("first") == once("second, elsewhere 现场 副本")


def test_a_photograph_passes_byte_for_byte_and_once(tmp_path: Path) -> None:
    source = jpeg(tmp_path / "a.jpg", 1600, 1200)
    shown = [Photo(str(source), number=f"{n}") for n in range(3)]
    output, _ = build(tmp_path, [[PhotoGrid(tuple(shown))], [shown[0], Qr("x")]])
    data = output.read_bytes()
    assert data.count(source.read_bytes()) == 1


def test_double_sided_numbers_stand_outside_and_back_pages_are_mirrored(tmp_path: Path) -> None:
    many: list[Block] = [Paragraph("一"), PageBreak(), Paragraph("二")]
    output, _ = build(tmp_path, [many], double_sided=True)
    document = pypdfium2.PdfDocument(output)
    places = []
    for place, number in ((4, "1"), (5, "2")):
        text = document[place].get_textpage()
        places.append(text.get_charbox(text.get_text_range().index(number))[0])
    boxes = [document[place].get_mediabox()[0] for place in (4, 5)]
    document.close()
    assert places[0] > 400
    assert places[1] < 120
    assert boxes[0] == 0
    assert 5 < boxes[1] < 6


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages(tmp_path: Path, language: str) -> None:
    output, _ = build(tmp_path, [[Paragraph("x"), Photo("nowhere/照片.jpg")]], language=language)
    text = "".join(page_texts(output)[2].split())
    assert ("此照片无法显示" if language == "zh" else "Thisphotographcannotbeshown") in text
    assert "照片.jpg" in text
