"""Boxes with text that fits into them, as marks."""

from collections.abc import Iterator
from dataclasses import dataclass

from workstation.api import Mark, Rect, Ref, Text, anchor_of

GAP_INK = "#b3261e"
_SMALL = 2.0
_LEADING = 1.25
_PADDING = 1.4
_CLOSING = "，。、；：）」》”"  # may hang over the edge, never begin a line


@dataclass(frozen=True)
class Box:
    """A box at (``x``, ``y``) in millimetres; ``below`` is a short note under its text; a click leads to ``ref``."""

    x: float
    y: float
    width: float
    height: float
    text: str
    ink: str = "#5b6068"
    fill: str = "#ffffff"
    line: float = 0.25
    bold: bool = False
    ref: Ref | None = None
    below: str = ""
    type_ink: str = "#1f2328"
    size: float = 2.5


def draw_box(box: Box) -> Iterator[Mark]:
    """The frame and as many lines of the text as it has room for."""
    target = anchor_of(box.ref) if box.ref is not None else ""
    yield Rect(box.x, box.y, box.width, box.height, box.ink, box.fill, box.line, 1.0, target)
    note = _SMALL * 1.5 if box.below else 0.0
    pitch = box.size * _LEADING
    most = max(1, int((box.height - 1.0 - note) / pitch))
    lines = wrap(box.text, box.width - 2 * _PADDING, most, size=box.size, bold=box.bold)
    top = box.y + (box.height - note - len(lines) * pitch) / 2 + box.size * 1.02
    for number, line in enumerate(lines):
        yield Text(box.x + _PADDING, top + number * pitch, line, box.size, box.type_ink, bold=box.bold)
    if box.below:
        yield Text(box.x + box.width - _PADDING, box.y + box.height - 1.2, box.below, _SMALL, box.ink, align="right")


def wrap(text: str, width: float, most: int, *, size: float, bold: bool = False) -> list[str]:
    """Break text into at most ``most`` lines of ``width`` millimetres in type of ``size``; the rest is an ellipsis.

    Latin words stay whole where a line can hold them.
    """
    lines, line, used = [], "", 0.0
    for piece in _pieces(" ".join(text.split())):
        step = _width(piece, size, bold=bold)
        if used + step > width and line.strip() and piece not in _CLOSING:
            lines.append(line.rstrip())
            line, used = "", 0.0
            piece = piece.lstrip()
            step = _width(piece, size, bold=bold)
        while step > width and len(piece) > 1:
            cut = next(n for n in range(len(piece), 0, -1) if n == 1 or _width(piece[:n], size, bold=bold) <= width)
            lines.append(piece[:cut])
            piece = piece[cut:]
            step = _width(piece, size, bold=bold)
        line, used = line + piece, used + step
    lines.append(line.rstrip())
    lines = [line for line in lines if line]
    if len(lines) > most:
        last = lines[most - 1]
        while last and _width(last + "…", size, bold=bold) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last + "…"]
    return lines


def _pieces(text: str) -> Iterator[str]:
    """Where a line may be broken: between any two Chinese characters, between Latin words."""
    word = ""
    for character in text:
        if character.isascii() and character != " ":
            word += character
            continue
        if word:
            yield word
        word = ""
        yield character
    if word:
        yield word


def _width(text: str, size: float, *, bold: bool) -> float:
    latin = 0.6 if bold else 0.56
    return sum(size * (latin if character.isascii() else 1.0) for character in text)
