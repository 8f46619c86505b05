"""The sandbox's side of logs: the first lines for a person to judge, then the whole file piece by piece.

A row is kept as where it stands in the file and what time it shows: 20 bytes, whatever it says. Nothing of a file is
left out: lines that are no text or tell no time are rows too, and the first of them are named.
"""

import re
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from modules.edata.records import Layout, LogFormat
from modules.edata.rules.log_lines import decode, format_of, guess_encoding, guess_format, splitter
from modules.edata.rules.log_times import UNDATED, TimeReader, shown
from workstation.api import Parsed, UserError, to_plain

_HEAD = 256 << 10
_MOST_WIDE = 256 << 20
_MOST_JOINED = 200
MOST_FAULTS = 50  # told one by one; the rest is counted
_PREVIEWED = 40
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def preview_log(path: str, name: str, form: dict[str, Any] | None = None) -> Parsed:
    """The first lines as they would be read, with the guess how to read them where ``form`` is none.

    Raises ``UserError``: ``edata.log_empty``, ``edata.bad_pattern``, ``edata.bad_workbook``, ``edata.log_binary``.
    """
    with Path(path).open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        raise UserError("edata.log_empty", name=name)
    sheets: list[str] = []
    if head.startswith(_WORKBOOKS):
        sheets, lines = _sheet_lines(path, name, form["sheet"] if form else "", _PREVIEWED + 200)
        guessed = guess_format(lines, "utf-8", layout=Layout.SHEET)
        if not form:
            guessed = replace(guessed, sheet=sheets[0])
    else:
        encoding = form["encoding"] if form else guess_encoding(head)
        lines = _head_lines(head, encoding, name)
        guessed = guess_format(lines, encoding)
    chosen = format_of(form) if form else guessed
    split, reader = splitter(chosen), TimeReader(chosen.time_order)
    rows = [[cell[:120] for cell in split(line)][:60] for line in lines[:_PREVIEWED]]
    times = []
    for row in rows:
        try:
            times.append(shown(reader.read(_time_text(row, chosen.time_columns))).isoformat(sep=" "))
        except (ValueError, IndexError):
            times.append("")
    return Parsed({
        "format": to_plain(chosen), "lines": [line[:300] for line in lines[:_PREVIEWED]], "rows": rows, "times": times,
        "sheets": sheets,
    })


def _head_lines(head: bytes, encoding: str, name: str) -> list[str]:
    if encoding == "utf-16":
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
        return [line for line in text.splitlines()[:400] if line.strip()]
    if b"\0" in head:
        raise UserError("edata.log_binary", name=name)
    lines = [decode(line, encoding)[0] for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:400]]
    return [line.rstrip("\r") for line in lines if line.strip()]


def plain_text(path: str, name: str, form: dict[str, Any]) -> Parsed:
    """A workbook's sheet, or text in UTF-16, as UTF-8 lines: the form that rows are found in.

    Raises ``UserError``: ``edata.bad_workbook``, ``edata.log_too_large``.
    """
    if form["layout"] == Layout.SHEET:
        _, lines = _sheet_lines(path, name, form["sheet"], 0)
        return Parsed({}, {"text": "\n".join(lines).encode()})
    if Path(path).stat().st_size > _MOST_WIDE:
        raise UserError("edata.log_too_large", name=name, most=_MOST_WIDE >> 20)
    return Parsed({}, {"text": Path(path).read_bytes().decode("utf-16", "replace").encode()})


def _sheet_lines(path: str, name: str, sheet: str, most: int) -> tuple[list[str], list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            names = list(book.sheet_names)
            if not names:
                raise UserError("edata.log_empty", name=name)
            found = book.get_sheet_by_name(sheet if sheet in names else names[0])
            rows = found.to_python(skip_empty_area=False, nrows=most or None)
    except (CalamineError, OSError, ValueError) as error:
        raise UserError("edata.bad_workbook", name=name, reason=str(error)[:200]) from error
    return names, ["\t".join(_cell(cell) for cell in row) for row in rows]


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"[\t\r\n]+", " ", str(value))


def index_rows(
    path: str, name: str, form: dict[str, Any], start: int, most: int, line: int  # noqa: ARG001 - all parsers get it
) -> Parsed:
    """The rows that begin in ``most`` bytes from ``start``; ``line`` is the number of lines before them.

    Blobs: ``times`` int64 (milliseconds of the display), ``offsets`` uint64, ``lengths`` uint32, ``marked`` uint32
    (rows of this piece). ``next`` is where to go on; it is ``start`` at the end of the file.
    """
    chosen = format_of(form)
    with Path(path).open("rb") as stream:
        stream.seek(start)
        piece = stream.read(most)
        last = len(piece) < most
        if not last and not piece.endswith(b"\n"):
            piece += stream.readline(most)  # a line longer than a piece is cut: no text is that long
    found = _Rows(chosen, line)
    used = found.take(piece, last=last)
    blobs = {
        "times": np.array(found.times, np.int64).tobytes(),
        "offsets": (np.array(found.starts, np.uint64) + np.uint64(start)).tobytes(),
        "lengths": np.array(found.lengths, np.uint32).tobytes(), "marked": np.array(found.marked, np.uint32).tobytes(),
    }
    return Parsed({
        "next": start + used, "lines": found.lines, "undated": found.undated, "bad": found.bad, "other": found.other,
        "faults": found.faults, "faulty": found.faulty,
    }, blobs)


class _Rows:
    """The rows of one piece of a log."""

    def __init__(self, form: LogFormat, before: int) -> None:
        self._form, self._before = form, before
        self._split, self._reader = splitter(form), TimeReader(form.time_order)
        self._marks = re.compile("|".join(map(re.escape, form.marks)), re.IGNORECASE) if form.marks else None
        self._only = form.time_columns[0] if len(form.time_columns) == 1 else -1
        self.times: list[int] = []
        self.starts: list[int] = []
        self.lengths: list[int] = []
        self.marked: list[int] = []
        self.faults: list[tuple[int, str, str]] = []
        self.lines = self.undated = self.bad = self.other = self.faulty = 0

    def take(self, piece: bytes, *, last: bool) -> int:
        """Find the rows; returns how many bytes were used. A row that goes on beyond the piece is left to the next."""
        raw = piece.split(b"\n")
        ends_open = not raw[-1]
        if ends_open:
            raw.pop()
        starts = [0, *accumulate(len(line) + 1 for line in raw)]
        texts = self._texts(raw)
        at = 0
        while at < len(raw):
            text, joined = texts[at], 1
            if '"' in text and text.count('"') % 2 and self._form.layout is Layout.SEPARATED:
                joined = self._joined(texts, at)
                if joined == 0 and not last and at:
                    break  # it goes on in the next piece
                joined = max(joined, 1)
                text = "\n".join(texts[at : at + joined])
            number = self._before + at + 1
            if number > self._form.skip and text:
                self._row(number, text, starts[at], starts[at + joined] - starts[at])
            at += joined
        self.lines = at
        return min(starts[at], len(piece))

    def _joined(self, texts: list[str], at: int) -> int:
        """How many lines a cell in quotation marks makes one row of; 0 where it does not end."""
        for more in range(1, _MOST_JOINED):
            if at + more >= len(texts):
                return 0
            if texts[at + more].count('"') % 2:
                return more + 1
        return 1

    def _texts(self, raw: list[bytes]) -> list[str]:
        encoding, found = self._form.encoding, []
        if encoding == "utf-16":
            encoding = "utf-8"  # it was made into that before
        for at, line in enumerate(raw):
            text, how = decode(line, encoding)
            if how:
                number = self._before + at + 1
                if how == "?":
                    self.bad += 1
                    self._fault(number, "edata.log_line_encoding", text)
                else:
                    self.other += 1
            found.append(text.rstrip("\r"))
        if found and not self._before:
            found[0] = found[0].removeprefix("\ufeff")
        return found

    def _row(self, number: int, text: str, start: int, length: int) -> None:
        time = UNDATED
        cells = self._split(text)
        try:
            shown_text = cells[self._only].strip() if self._only >= 0 else _time_text(cells, self._form.time_columns)
            time = self._reader.read(shown_text)
        except IndexError:  # a heading or a sum among the rows: it has no place for a time
            self.undated += 1
        except ValueError:
            self.undated += 1
            self._fault(number, "edata.log_line_time", text)
        if self._marks is not None and self._marks.search(text):
            self.marked.append(len(self.times))
        self.times.append(time)
        self.starts.append(start)
        self.lengths.append(length)

    def _fault(self, number: int, code: str, text: str) -> None:
        self.faulty += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((number, code, text[:60]))


def _time_text(cells: list[str], columns: tuple[int, ...]) -> str:
    """The text of the time. Raises ``IndexError`` where a column is missing."""
    if not columns:
        raise IndexError
    return " ".join(cells[column].strip() for column in columns)

