"""Numbers of the office across cases; long and rare texts on paper; an office's own Word template."""

from collections.abc import Iterator
from pathlib import Path

import docx
import pypdf
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from modules.forms import operations, queries
from modules.forms.module import MODULE
from modules.forms.records import FormPaper
from modules.forms.rules import number_parts
from modules.forms.ui.export import write_paper
from modules.forms.ui.numbers import NumbersDialog
from modules.forms.ui.page import FormsPage
from tests.ui.hands import click, in_dialog, settle, write
from workstation.api import NumberBook, UserError
from workstation.api.testing import job_of, temporary_case
from workstation.api.widgets import NoticeBar
from workstation.services.rules import load_rules
from workstation.storage.case import Case
from workstation.ui.window import MainWindow

RULES = load_rules()
GAPS = {
    "agency": "清溪大队", "fire": "仓库火灾", "to": "派出所", "why": "有人死亡", "reported": "2时", "address": "12号",
}


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Case, Case]]:
    with (
        temporary_case(tmp_path / "甲案", [MODULE], rules=RULES) as first,
        temporary_case(tmp_path / "乙案", [MODULE], rules=RULES) as second,
    ):
        yield first, second


@pytest.fixture
def book(tmp_path: Path) -> NumberBook:
    made = NumberBook(tmp_path / "profile")
    made.set_prefix("清")
    return made


def drafted(case: Case, **values: str) -> FormPaper:
    with case.work("forms.draft") as work:
        paper = operations.draft(work, "police")
        return operations.fill(work, paper.id, {**GAPS, **values})


def issued(case: Case, book: NumberBook) -> FormPaper:
    paper = drafted(case)
    with case.work("forms.issue") as work:
        return operations.issue(work, paper.id, numbers=book)


def test_numbers_go_on_across_the_cases_of_an_office(two: tuple[Case, Case], book: NumberBook) -> None:
    numbers = [issued(case, book).number for case in (two[0], two[1], two[0])]
    assert [number[-6:] for number in numbers] == ["第0001号", "第0002号", "第0003号"]
    assert all(number.startswith("清消火函字〔") for number in numbers)


def test_a_step_that_failed_loses_no_number(two: tuple[Case, Case], book: NumberBook) -> None:
    paper = drafted(two[0])
    with pytest.raises(RuntimeError), two[0].work("forms.issue") as work:
        operations.issue(work, paper.id, numbers=book)
        raise RuntimeError
    with two[0].work("forms.issue") as work:
        assert operations.issue(work, paper.id, numbers=book).number.endswith("第0001号")


def test_a_number_of_another_case_is_refused_by_name(two: tuple[Case, Case], book: NumberBook) -> None:
    taken = issued(two[0], book)
    paper = drafted(two[1])
    with pytest.raises(UserError, match=r"forms\.number_taken") as refused, two[1].work("forms.number") as work:
        operations.set_number(work, paper.id, taken.number, book)
    assert refused.value.values["case"] == two[0].info.name
    with two[1].work("forms.number") as work:
        operations.set_number(work, paper.id, "清消火函字〔2099〕第0042号", book)
    with two[1].work("forms.issue") as work:
        operations.issue(work, paper.id, numbers=book)
    other = drafted(two[0])
    with pytest.raises(UserError, match=r"forms\.number_taken"), two[0].work("forms.number") as work:
        operations.set_number(work, other.id, "清消火函字〔2099〕第0042号", book)


def test_a_case_from_elsewhere_shows_its_duplicates(two: tuple[Case, Case], book: NumberBook, tmp_path: Path) -> None:
    here, elsewhere = issued(two[0], book), issued(two[1], NumberBook(tmp_path / "other laptop"))
    assert here.number[1:] == elsewhere.number, "without the short name they differ"
    NumberBook(tmp_path / "third").note([queries.numbered(two[0].read(), here)])
    with two[1].work("forms.fill") as work:
        work.put(FormPaper(id="copy", code="police", pack_id=here.pack_id, title="通知公安机关函", number=here.number))
    clashes = queries.number_clashes(two[1].read(), NumberBook(tmp_path / "third"))
    assert list(clashes) == ["copy"] and two[0].info.name in clashes["copy"]
    assert issued(two[1], NumberBook(tmp_path / "third")).number.endswith("第0002号"), "what was learned counts"


@pytest.mark.parametrize(("number", "parts"), [
    ("利消火认字〔2022〕第0021号", ("利消火认字", 2022, 21)), ("消火认字[2022]21号", ("消火认字", 2022, 21)),
    ("电话记录", ("电话记录", 0, None)), ("〔2022〕", ("〔2022〕", 0, None)),
])
def test_a_number_is_read_as_it_is_written(number: str, parts: tuple[str, int, int | None]) -> None:
    assert number_parts(number) == parts


def on_paper(case: Case, paper: FormPaper, target: Path, own: Path | None = None) -> None:
    with job_of(case) as job:
        write_paper(job, paper.id, target, target.suffix[1:], "zh", own)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_twenty_thousand_characters_and_rare_ones(two: tuple[Case, Case], tmp_path: Path, kind: str) -> None:
    rare = "𠮷野家𡈽㐂龘䲜"  # CJK extension A and B
    long = "".join(f"第{number}条查明事实如下。" for number in range(1700))
    assert len(long) > 20_000
    paper = drafted(two[0], why=long, to=f"{rare}派出所")
    target = tmp_path / f"函 副本.{kind}"
    on_paper(two[0], paper, target)
    if kind == "pdf":
        pages = pypdf.PdfReader(target).pages
        text = squeezed("".join(page.extract_text() for page in pages))
        assert len(pages) > 10
    else:
        text = squeezed("".join(part.text or "" for part in docx.Document(str(target)).element.body.iter()
                                if part.tag.endswith("}t")))
    assert all(f"第{number}条查明事实" in text for number in (0, 800, 1699))
    assert rare in text or "U+20BB7" in text


def own_template(folder: Path, text: str, *, table: bool = False) -> Path:
    made = docx.Document()
    made.add_paragraph(text)
    if table:
        made.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ titles.to }}:{{ to }}"
    path = folder / "police.docx"
    folder.mkdir(parents=True, exist_ok=True)
    made.save(str(path))
    return path


def test_an_office_replaces_the_layout(two: tuple[Case, Case], tmp_path: Path) -> None:
    paper = drafted(two[0], why="<有人> & {{ 死亡 }}")
    own = own_template(tmp_path / "本单位 模板", "{{ title }} 致:{{ to }} 事由:{{ why }} 文号:{{ number }}", table=True)
    target = tmp_path / "函.docx"
    on_paper(two[0], paper, target, own)
    made = docx.Document(str(target))
    assert made.paragraphs[0].text == "通知公安机关函 致:派出所 事由:<有人> & {{ 死亡 }} 文号:／"
    assert made.tables[0].rows[0].cells[0].text.endswith("派出所")


@pytest.mark.parametrize("text", ["{{ nobody }}", "{{ to ", "{{ ''.__class__.__mro__[1].__subclasses__() }}"])
def test_a_wrong_template_says_what_is_wrong(two: tuple[Case, Case], tmp_path: Path, text: str) -> None:
    own, target, paper = own_template(tmp_path / "t", text), tmp_path / "函.docx", drafted(two[0])
    with pytest.raises(UserError, match=r"word\.bad_template") as refused:
        on_paper(two[0], paper, target, own)
    assert refused.value.values["path"] == str(own) and not target.exists()
    own.write_bytes(b"PK not a zip")
    with pytest.raises(UserError, match=r"word\.bad_template"):
        on_paper(two[0], paper, target, own)


def test_the_count_is_set_at_the_window(signed_window: MainWindow, qtbot: QtBot) -> None:
    signed_window.shell.show("forms")
    settle(signed_window, qtbot)
    page = signed_window.page
    assert isinstance(page, FormsPage)

    def fill(dialog: object) -> None:
        assert isinstance(dialog, NumbersDialog)
        for name, text in (("prefix", "清"), ("used", "41"), ("until", "99")):
            editor = dialog.form.editor(name).focus_widget()
            editor.clear()
            write(qtbot, editor, text)
        QApplication.processEvents()
        click(qtbot, dialog.save_button)

    in_dialog(lambda: click(qtbot, page.numbers_button), fill)
    book = page.numbers
    word = f"清{next(one.word for one in page._templates.values() if one.word)}"
    counter = book.counter(word, queries.today().year)
    assert (counter.used, counter.first, counter.until) == (41, 1, 99) and book.prefix == "清"
    assert book.last(word, counter.year) == 41


def test_a_register_that_cannot_be_read_costs_the_page_nothing(signed_window: MainWindow, qtbot: QtBot) -> None:
    (signed_window.shell.program.profile / "numbers.sqlite").write_bytes(b"no database" * 99)
    signed_window.shell.do("forms.draft", lambda work: operations.draft(work, "police"))
    signed_window.shell.show("forms")
    settle(signed_window, qtbot)
    page = signed_window.page
    assert isinstance(page, FormsPage) and len(page.table.records()) == 1
    click(qtbot, page.numbers_button)
    texts = [bar.message.text() for bar in signed_window.findChildren(NoticeBar)]
    assert any("numbers.sqlite" in text for text in texts)
