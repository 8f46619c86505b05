"""Tables of numbers in text: XYZ, CSV, TXT, ASC, PTS, and the text forms of PLY and PCD; read by ranges of bytes."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from modules.clouds.importers.points import Array, Facts, Points, Source, unreadable
from modules.clouds.importers.readers.binary import Columns, attributes

_PIECE_BYTES = 32 << 20
_BLOCK = 8 << 20
_SPACES = bytes.maketrans(b",;\t\r", b"    ")
_LONGEST_LINE = 1 << 16
_NAME = re.compile(r"[A-Za-z_]+[A-Za-z_0-9]*")
_ALIASES = {
    "x": "x", "y": "y", "z": "z", "easting": "x", "northing": "y", "elevation": "z", "height": "z", "r": "red",
    "g": "green", "b": "blue", "red": "red", "green": "green", "blue": "blue", "i": "intensity",
    "intensity": "intensity",
    "scalar_intensity": "intensity", "reflectance": "intensity", "nx": "nx", "ny": "ny", "nz": "nz",
    "classification": "classification", "class": "classification",
}
COLUMN_NAMES = ("x", "y", "z", "red", "green", "blue", "intensity", "nx", "ny", "nz", "classification", "skip")


class TableSource:
    """Lines of numbers between two bytes of a file. A line that lacks columns is dropped and counted; lines of one
    number (counts between the blocks of a PTS file) are passed over."""

    sequential = False

    def __init__(self, path: str, name: str, start: int, stop: int, columns: tuple[str, ...], facts: Facts) -> None:
        self._path, self._name, self._start, self._stop = path, name, start, stop
        self._names = columns
        self.units = stop - start
        self.unit_bytes = 1.0
        self.facts = replace(facts, columns=columns)
        self._columns = Columns()

    def read(self, start: int, stop: int) -> Points:
        """The lines that begin between two bytes, counted from the first line."""
        table, dropped = self._table(self._lines(self._start + start, self._start + stop))
        columns = {
            column.lower(): table[:, number] for number, column in enumerate(self._names) if column != "skip"
        }
        points = self._columns.points(columns)
        points.dropped += dropped
        return points

    def stream(self) -> Iterator[Points]:
        for start in range(0, self.units, _PIECE_BYTES):
            yield self.read(start, min(self.units, start + _PIECE_BYTES))

    def numbers(self) -> tuple[Array, int]:
        """All lines (n, columns) at once, and how many could not be read."""
        return self._table(self._lines(self._start, self._stop))

    def close(self) -> None:
        """Every read opens the file itself."""

    def _lines(self, start: int, stop: int) -> bytes:
        with Path(self._path).open("rb") as stream:
            stream.seek(max(self._start, start - 1))
            content = stream.read(stop - stream.tell())
            if stop < self._stop and not content.endswith(b"\n"):
                content += stream.readline(min(_LONGEST_LINE, self._stop - stop))
        if start > self._start:
            cut = content.find(b"\n")
            content = content[cut + 1 :] if cut >= 0 else b""
        return content

    def _table(self, content: bytes) -> tuple[Array, int]:
        width = len(self._names)
        content = content.translate(_SPACES)
        lines = content.count(b"\n") + (not content.endswith(b"\n") and bool(content.strip()))
        try:
            numbers = np.fromstring(content, np.float64, sep=" ") if content.strip() else np.empty(0)
        except ValueError:  # a text that is no number: counted line by line
            return _line_by_line(content, width)
        if len(numbers) == lines * width:
            return numbers.reshape(lines, width), 0
        return _line_by_line(content, width)


def _line_by_line(content: bytes, width: int) -> tuple[Array, int]:
    """The slow way for pieces with odd lines: numbers of each line that has enough, and how many had not."""
    rows: list[list[float]] = []
    dropped = 0
    for line in content.split(b"\n"):
        words = line.split()
        if len(words) <= 1 or words[0].startswith((b"#", b"//")):
            continue
        try:
            rows.append([float(word) for word in words[:width]])
            if len(words) < width:
                rows.pop()
                dropped += 1
        except ValueError:
            dropped += 1
    return np.array(rows, np.float64).reshape(len(rows), width), dropped


def end_of_lines(path: str, start: int, count: int) -> tuple[int, int]:
    """The byte after ``count`` lines from ``start`` on, and how many lines there are up to it."""
    found = 0
    with Path(path).open("rb") as stream:
        stream.seek(start)
        at = start
        while block := stream.read(_BLOCK):
            here = block.count(b"\n")
            if found + here >= count:
                ends = np.flatnonzero(np.frombuffer(block, np.uint8) == 10)
                return (at + int(ends[count - found - 1]) + 1 if count > found else at), count
            found += here
            at += len(block)
            if not block.endswith(b"\n") and len(block) < _BLOCK:
                found += 1
    return at, min(found, count)


def open_text(path: str, name: str, columns: tuple[str, ...] = ()) -> Source:
    """A table of numbers without a header of its own. ``columns`` says what they are, else it is guessed.

    Raises ``UserError("clouds.unreadable")`` when no line holds three numbers.
    """
    size = Path(path).stat().st_size
    with Path(path).open("rb") as stream:
        head = stream.read(1 << 18)
    if b"\0" in head[:4096]:
        raise unreadable(name, "it is not a text")
    start, declared, titles, sample = _look(head, name)
    pts = name.lower().endswith(".pts")
    guessed = columns or _guess(titles, sample, pts=pts)
    if not {"x", "y", "z"} <= set(guessed):
        raise unreadable(name, "no three columns of coordinates")
    _, lines = end_of_lines(path, start, size)
    facts = Facts(
        format="PTS" if pts else "XYZ", present=lines, declared=declared, attributes=attributes(guessed),
        scans=(),
    )
    if not ends_with_newline(path):
        facts = facts.noted("clouds.last_line_open", name=name)
    return TableSource(path, name, start, size, guessed, facts)


def ends_with_newline(path: str) -> bool:
    """Whether the last line of a text is whole."""
    size = Path(path).stat().st_size
    with Path(path).open("rb") as stream:
        stream.seek(max(0, size - 1))
        return stream.read(1) in (b"\n", b"")


def _look(head: bytes, name: str) -> tuple[int, int | None, list[str], Array]:
    """Where the numbers begin, the count said before them, the titles of columns, and the first lines."""
    at, declared = 0, None
    titles: list[str] = []
    for raw in head.split(b"\n")[:200]:
        words = raw.translate(_SPACES).split()
        numbers = _numbers(words)
        if len(numbers) == len(words) and len(words) >= 3:
            sample = [_numbers(line.translate(_SPACES).split()) for line in head[at:].split(b"\n")[:500]]
            rows = [row for row in sample[:-1] or sample if len(row) == len(numbers)]
            return at, declared, titles, np.array(rows)
        if len(words) == 1 and words[0].isdigit():
            declared = int(words[0])
        elif words:
            titles = [word.decode("utf-8", "replace").strip('"#/ ') for word in words if word.strip(b"#/")]
        at += len(raw) + 1
    raise unreadable(name, "no line of three numbers at its beginning")


def _numbers(words: list[bytes]) -> list[float]:
    found = []
    for word in words:
        try:
            found.append(float(word))
        except ValueError:
            break
    return found


def _guess(titles: list[str], sample: Array, *, pts: bool) -> tuple[str, ...]:
    """What the columns are: by their titles, else by how many there are and what values they hold."""
    width = int(sample.shape[1])
    named = [_ALIASES.get(title.lower().split("[")[0].strip("("), "skip") for title in titles if _NAME.match(title)]
    if len(named) == width and {"x", "y", "z"} <= set(named):
        return tuple(named)
    rest = sample[:, 3:]

    def bytes_from(first: int) -> bool:
        part = rest[:, first : first + 3]
        whole = bool(np.all(part == np.round(part)))
        return part.shape[1] == 3 and whole and bool(np.all((part >= 0) & (part <= 255)))

    colour, normal = ("red", "green", "blue"), ("nx", "ny", "nz")
    guess: tuple[str, ...] = ()
    if width - 3 >= 3 and bytes_from(0) and not pts:
        guess = colour + (("intensity",) if width > 6 else ())
    elif width - 3 >= 4 and bytes_from(1):
        guess = ("intensity", *colour)
    elif width - 3 == 3 and math.isclose(float(np.median(np.linalg.norm(rest, axis=1))), 1.0, abs_tol=0.02):
        guess = normal
    elif width - 3 == 1 or pts:
        guess = ("intensity",)
    names = ("x", "y", "z", *guess, *["skip"] * width)
    return names[:width]
