"""Lines of logs: their encoding, their cells, and the most likely way to read them."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from modules.edata.records import Layout, LogFormat, TimeOrder
from modules.edata.rules.log_times import guess_order
from workstation.api import UserError

ENCODINGS = ("utf-8", "gb18030", "utf-16", "latin-1")
SEPARATORS = (",", ";", "\t", "|", "  ")
_GAP = re.compile(r" {2,}|\t+")
_STAMP = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def format_of(plain: Mapping[str, Any]) -> LogFormat:
    """The format that ``to_plain`` made JSON of. Raises ``UserError("edata.bad_profile")``."""
    values = dict(plain)
    try:
        for name in ("time_columns", "text_columns", "marks"):
            values[name] = tuple(values[name])
        values |= {"layout": Layout(values["layout"]), "time_order": TimeOrder(values["time_order"])}
        return LogFormat(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError("edata.bad_profile", reason=error) from error


def splitter(form: LogFormat) -> Callable[[str], list[str]]:
    """A function that gives the cells of a line. Raises ``UserError("edata.bad_pattern")``."""
    if form.layout is Layout.PATTERN:
        try:
            pattern = re.compile(form.pattern)
        except re.error as error:
            raise UserError("edata.bad_pattern", pattern=form.pattern[:80], reason=error) from error
        if not pattern.groups:
            raise UserError("edata.bad_pattern", pattern=form.pattern[:80], reason="( )")
        return lambda line: [cell or "" for cell in found.groups()] if (found := pattern.search(line)) else []
    if form.separator == "  ":
        return lambda line: _GAP.split(line.strip())
    separator = form.separator

    def split(line: str) -> list[str]:
        return _quoted(line, separator) if '"' in line else line.split(separator)

    return split


def _quoted(line: str, separator: str) -> list[str]:
    """Cells of which some stand in quotation marks, doubled marks within them being one (RFC 4180)."""
    cells, cell, within, at = [], "", False, 0
    while at < len(line):
        character = line[at]
        if within and character == '"' and line[at + 1 : at + 2] == '"':
            cell += '"'
            at += 1
        elif character == '"':
            within = not within
        elif character == separator and not within:
            cells.append(cell)
            cell = ""
        else:
            cell += character
        at += 1
    return [*cells, cell]


def decode(line: bytes, encoding: str) -> tuple[str, str]:
    """A line as text and how: ``""`` as expected, another encoding's name, or ``"?"`` with what cannot be read marked.

    Chinese in UTF-8 is nearly never GBK by chance, but often passes for it: UTF-8 is therefore tried first.
    """
    if line.isascii():
        return line.decode("ascii"), ""
    for tried in dict.fromkeys(("utf-8", encoding, "gb18030")):
        try:
            return line.decode(tried), "" if tried == encoding else tried
        except UnicodeDecodeError:
            continue
    return line.decode(encoding, "replace"), "?"


def guess_encoding(head: bytes) -> str:
    """UTF-16 by its mark; UTF-8 or GBK by how many lines are sound."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    lines = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    sound = {tried: sum(_is_sound(line, tried) for line in lines) for tried in ("utf-8", "gb18030")}
    return "gb18030" if sound["gb18030"] > sound["utf-8"] and sound["utf-8"] * 2 < len(lines) else "utf-8"


def _is_sound(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def guess_format(lines: Sequence[str], encoding: str, *, layout: Layout = Layout.SEPARATED) -> LogFormat:
    """The most likely way to read these first lines of a log; columns are found by what looks like a time."""
    told = [line for line in lines if _STAMP.search(line) or _CLOCK.search(line)] or list(lines)
    separator = "\t" if layout is Layout.SHEET else _separator(told)
    base = LogFormat(layout=layout, encoding=encoding, separator=separator, skip=0)
    split = splitter(base)
    rows = [split(line) for line in told[:40]]
    width = max((len(row) for row in rows), default=1)
    columns = [[row[at].strip() for row in rows if at < len(row) and row[at].strip()] for at in range(width)]
    for at, column in enumerate(columns):
        order = _order(column[-20:])
        if order is None:
            continue
        times: tuple[int, ...] = (at,)
        days_only = not any(_CLOCK.search(text) for text in column) and not any(len(text) > 11 for text in column)
        if days_only and at + 1 < width and any(_CLOCK.match(text) for text in columns[at + 1]):
            times = (at, at + 1)
        texts = tuple(other for other in range(width) if other not in times and not _counts(columns[other]))
        return LogFormat(
            layout=layout, encoding=encoding, separator=separator, skip=_titles(lines, split, at, order),
            time_columns=times, time_order=order, text_columns=texts,
        )
    return LogFormat(layout=layout, encoding=encoding, separator=separator, skip=0, time_columns=(), text_columns=(0,))


def _order(texts: Sequence[str]) -> TimeOrder | None:
    """How the times of a column are written; where most look like times but do not exist, as the first that does."""
    order = guess_order(list(texts))
    if order is None and sum(bool(_STAMP.search(text)) for text in texts) * 2 >= max(len(texts), 1):
        return next((found for text in texts if (found := guess_order([text])) is not None), None)
    return order


def _titles(lines: Sequence[str], split: Callable[[str], list[str]], column: int, order: TimeOrder) -> int:
    """How many lines stand before the first that tells a time in its column, be it one that does not exist."""
    for number, line in enumerate(lines):
        cell = next(iter(split(line)[column : column + 1]), "").strip()
        if _STAMP.search(cell) or guess_order([cell]) is order:
            return number
    return 0


def _counts(column: Sequence[str]) -> bool:
    """Whether a column does nothing but number the rows."""
    numbers = [int(text) for text in column if text.isdecimal()]
    return len(numbers) == len(column) > 2 and all(later == one + 1 for one, later in pairwise(numbers))


def _separator(lines: Sequence[str]) -> str:
    """The separator that gives the same number of cells, more than one, in the most lines."""
    best, score = ",", 0.0
    for separator in SEPARATORS:
        split = splitter(LogFormat(separator=separator))
        counts = [len(split(line)) for line in lines[:40]]
        usual = max(set(counts), key=counts.count) if counts else 1
        found = counts.count(usual) / len(counts) + usual / 100 if usual > 1 else 0.0
        if found > score + 0.05:
            best, score = separator, found
    return best
