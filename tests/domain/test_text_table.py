"""Tables of others: every usual encoding and separator, workbooks, and what is no table."""

from pathlib import Path

import openpyxl
import pytest

from workstation.domain.text_table import decoded, read_table, rows_of

TEXT = "名称,经度\n消火栓 一号,113.9\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding))[0] == TEXT


def test_a_cut_text_loses_no_more_than_its_last_character() -> None:
    content = "现场 副本".encode()[:-1]
    assert decoded(content, cut=True) == ("现场 副", "utf-8-sig")
    with pytest.raises(ValueError, match="not a text"):
        decoded(b"\x89PNG\0\0")
    with pytest.raises(ValueError, match="not a text"):
        decoded(b"\xff\xff\xff")
    assert decoded(b"\xff\xff\xff", "latin-1")[1] == "latin-1"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_are_parted_by_what_parts_them(separator: str) -> None:
    assert rows_of(f'a{separator}"b{separator} b"\n1{separator}2\n') == [["a", f"b{separator} b"], ["1", "2"]]


def test_a_workbook_is_a_table_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("设施")
    for row in (["名称", "经度"], ["消火栓", 113.9], ["井", 7]):
        sheet.append(row)
    path = tmp_path / "设施 副本.xlsx"
    book.save(path)
    assert read_table(path) == [["名称", "经度"], ["消火栓", "113.9"], ["井", "7"]]
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(ValueError, match=r"\w"):
        read_table(path)
