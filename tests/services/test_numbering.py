"""One count for each 代字 and year across the cases of an office; ranges for two computers; duplicates are named."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from workstation.domain.errors import UserError
from workstation.services.numbering import FILE, Counter, NumberBook, Numbered

WORD = "清消火认字"


def paper(paper_id: str, case: str = "一案") -> Numbered:
    return Numbered(paper_id, "火灾事故认定书", case, case, word=WORD, year=2026)


def test_the_count_goes_on_from_case_to_case(tmp_path: Path) -> None:
    book = NumberBook(tmp_path / "配置 副本")
    papers = (paper("a", "一案"), paper("b", "二案"), paper("c", "一案"))
    assert [book.reserve(one) for one in papers] == [1, 2, 3]
    assert book.reserve(paper("b", "二案")) == 2, "asked again after a crash, it is the same one"
    assert book.reserve(replace(paper("d"), year=2027)) == 1
    assert book.reserve(replace(paper("e"), word="清消火封字")) == 1
    assert book.reserve(paper("f", "三案"), taken=(9,)) == 10, "a case that came from elsewhere knows more"


def test_what_was_used_on_paper_comes_first_and_a_range_ends(tmp_path: Path) -> None:
    book = NumberBook(tmp_path)
    book.set_counter(Counter(WORD, 2026, used=500, first=501, until=502))
    assert [book.reserve(paper("a")), book.reserve(paper("b"))] == [501, 502]
    with pytest.raises(UserError, match=r"numbers\.used_up"):
        book.reserve(paper("c"))
    book.set_counter(Counter(WORD, 2026, used=507, first=501, until=600))
    assert book.reserve(paper("c")) == 508
    assert book.reserve(paper("d"), taken=(3,)) == 509, "the other computer's numbers do not count here"


@pytest.mark.parametrize("counter", [
    Counter(WORD, 2026, first=0), Counter(WORD, 2026, used=-1), Counter(WORD, 2026, first=9, until=3),
])
def test_a_range_that_is_none_is_refused(tmp_path: Path, counter: Counter) -> None:
    book = NumberBook(tmp_path)
    with pytest.raises(UserError, match=r"numbers\.bad_range"):
        book.set_counter(counter)
    assert book.counter(WORD, 2026) == Counter(WORD, 2026)


def test_who_bears_a_number_is_told(tmp_path: Path) -> None:
    book = NumberBook(tmp_path)
    book.note([replace(paper("a", "一案"), number="清消火认字〔2026〕第0007号", serial=7)])
    found = book.others(["清消火认字〔2026〕第0007号", "另号", ""], "二案")
    assert [one.case_name for one in found["清消火认字〔2026〕第0007号"]] == ["一案"] and len(found) == 1
    assert not book.others(["清消火认字〔2026〕第0007号"], "一案")
    assert book.reserve(paper("b", "二案")) == 8
    assert (book.prefix, book.set_prefix(" 清 "), book.prefix) == ("", None, "清")


def test_two_windows_at_once_get_two_numbers(tmp_path: Path) -> None:
    def take(number: int) -> int:
        return NumberBook(tmp_path).reserve(paper(f"p{number}"))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(12))) == list(range(1, 13))


def _text(path: Path) -> None:
    path.write_text("不是数据库" * 400, "utf-8")


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("spoil", [_text, _folder])
def test_a_broken_register_is_named_and_kept(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(tmp_path / FILE)
    with pytest.raises(UserError, match=r"numbers\.unreadable") as told:
        NumberBook(tmp_path).reserve(paper("a"))
    assert FILE in str(told.value.values["path"]) and (tmp_path / FILE).exists()


def test_the_register_is_an_ordinary_file(tmp_path: Path) -> None:
    NumberBook(tmp_path).reserve(paper("a"))
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
