"""Texts and tables that others wrote: their encoding, their separator, their cells; workbooks too."""

import codecs
import csv
import io
from datetime import date, datetime
from pathlib import Path

ENCODINGS = ("utf-8-sig", "gb18030")
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
_SNIFFED, _SEPARATORS = 8192, ",;\t"


def decoded(content: bytes, *more: str, cut: bool = False) -> tuple[str, str]:
    """A text with its encoding: UTF-16 by its mark, otherwise UTF-8, then GB18030, then ``more``.

    With ``cut`` the last character may be incomplete. Raises ``ValueError`` for what is no text: bytes that no encoding
    fits, or a NUL.
    """
    for encoding in ("utf-16",) if content.startswith(_MARKS) else (*ENCODINGS, *more):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(content, final=not cut)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding
    raise ValueError("not a text")


def rows_of(text: str) -> list[list[str]]:
    """The cells of a text table, parted by what its first lines suggest: comma, semicolon or tab.

    Raises ``ValueError``.
    """
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:_SNIFFED], _SEPARATORS)
    except csv.Error:
        dialect = csv.excel
    try:
        return list(csv.reader(io.StringIO(text, newline=""), dialect))
    except csv.Error as error:
        raise ValueError(str(error)) from error


def read_table(path: Path) -> list[list[str]]:
    """The cells of a text table, or of the first sheet of a workbook (xlsx, xls, ods) that has more than one row.

    For a process with limits: workbooks come from anywhere. Raises ``ValueError``.
    """
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_WORKBOOKS):
        return _workbook(path)
    return rows_of(decoded(path.read_bytes())[0])


def _workbook(path: Path) -> list[list[str]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for sheet in book.sheet_names:
            rows = [[_cell(value) for value in row] for row in book.get_sheet_by_name(sheet).iter_rows()]
            if sum(any(row) for row in rows) > 1:
                return rows
    except Exception as error:  # the library raises kinds of its own for every way to be broken
        raise ValueError(str(error)) from error
    raise ValueError("no rows")


def _cell(value: object) -> str:
    match value:
        case float():
            return f"{value:.15g}"
        case datetime():
            return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
        case date():
            return value.isoformat()
    return str(value)
