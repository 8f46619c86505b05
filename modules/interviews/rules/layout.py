"""The printed record: text set into lines and pages of a fixed grid, the same on every machine.

Line breaks come from estimated widths, never from a type face that a machine may lack: a page that was signed must
come out again as it was. Widths are in ems of the type.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modules.interviews.records import FormLine, LineKind, Mark, Run
from modules.interviews.rules.text import joined, shown

LINE_EMS = 39.0
PAGE_LINES = 25
_NOT_FIRST = "，。、；：？！）》」』”’,.;:?!)"
_ASCII = {" ": 0.23, "i": 0.28, "l": 0.28, "j": 0.28, ".": 0.28, ",": 0.28, ":": 0.28, ";": 0.28, "m": 0.93, "w": 0.8}


@dataclass(frozen=True)
class Page:
    """One page of the record; ``number`` of ``total``."""

    number: int
    total: int
    lines: tuple[FormLine, ...]

    @property
    def sha256(self) -> str:
        """The hash of what is printed."""
        return page_hash(self.lines)


def width_of(text: str) -> float:
    """The width of a text in ems."""
    return sum(_width(character) for character in text)


def _width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in _ASCII:
        return _ASCII[character]
    return 0.66 if character.isupper() else 0.56


def page_hash(lines: Sequence[FormLine]) -> str:
    """SHA-256 of the lines in UTF-8, joined by line feeds; struck and added text in its brackets."""
    return hashlib.sha256("\n".join(shown(line.runs) for line in lines).encode()).hexdigest()


def set_text(
    kind: LineKind, prefix: str, runs: Sequence[Run], exchange_id: str = "", indent: str = ""
) -> Iterator[FormLine]:
    """A text as lines; ``prefix`` begins the first, ``indent`` the others. A line separator begins a new line."""
    line: list[Run] = [Run(prefix)]
    room = LINE_EMS - width_of(prefix)
    empty = True
    for character, mark in ((character, run.mark) for run in runs for character in run.text):
        broken = character in "\n\u2028"
        need = _width(character)
        if broken or (need > room and not (character in _NOT_FIRST and room > -1)):
            yield FormLine(kind, joined(line), exchange_id)
            line, room = [Run(indent)], LINE_EMS - width_of(indent)
            if broken:
                continue
        line.append(Run(character, mark))
        room -= need
        empty = False
    if len(line) > 1 or empty:
        yield FormLine(kind, joined(line), exchange_id)


def pages_of(
    head: Sequence[FormLine], text: Sequence[FormLine], closing: Sequence[FormLine], continued: str, foot: str
) -> list[Page]:
    """The lines on pages: ``head`` on the first, ``closing`` kept together on the last, ``foot`` on each.

    ``continued`` is the title of the pages after the first; ``foot`` has ``{page}`` and ``{pages}``.
    """
    sheets: list[list[FormLine]] = [list(head)]
    for line in text:
        if len(sheets[-1]) >= PAGE_LINES:
            sheets.append([FormLine(LineKind.TITLE, (Run(continued),))])
        sheets[-1].append(line)
    if len(sheets[-1]) + len(closing) > PAGE_LINES:
        sheets.append([FormLine(LineKind.TITLE, (Run(continued),))])
    sheets[-1] += closing
    total = len(sheets)
    return [
        Page(number, total, (*lines, FormLine(LineKind.FOOT, (Run(foot.format(page=number, pages=total)),))))
        for number, lines in enumerate(sheets, 1)
    ]


def marked(runs: Sequence[Run], start: float = 0.0) -> Iterator[tuple[float, float, Run]]:
    """Each run with where it begins and ends, in ems."""
    for run in runs:
        end = start + width_of(run.text)
        yield start, end, run
        start = end


def plain_line(kind: LineKind, text: str) -> Iterator[FormLine]:
    """A text of the form itself."""
    yield from set_text(kind, "", (Run(text, Mark.PLAIN),))
