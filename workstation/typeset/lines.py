"""Breaking text into lines: Chinese between characters, Latin between words, with 避头尾 (kinsoku) rules.

Pure: nothing here knows a page. Source of the rules: GB/T 15834-2011 5.1 (marks that may not begin or end a line).
"""

from dataclasses import dataclass, replace
from itertools import groupby

from workstation.typeset.blocks import Inline, Span
from workstation.typeset.faces import clean, face, face_for, substitute
from workstation.typeset.style import LINK, Type
from workstation.typeset.tracing import pieces

NOT_FIRST = frozenset("，。、；：？！）】》」』〕〉…—～·’”％‰℃°,.;:?!)]}%>")
NOT_LAST = frozenset("（【《「『〔〈‘“([{￥$№§<")
HANGING = frozenset("，。、；：）】》」』〕〉")
_AFTER_LATIN = frozenset("/\\_&=|+")
_WIDE = ((0x2460, 0x24FF), (0x25A0, 0x26FF), (0x2E80, 0xA4CF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF),
         (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF))  # fmt: skip


@dataclass(frozen=True)
class Run:
    """Text in one face, ``x`` points right of the start of its line; ``spread`` is added after each character.

    ``trace`` is the number of the mark that it stood in (0: none).
    """

    text: str
    face: str
    size: float
    colour: str
    x: float
    width: float
    target: str = ""
    badge: bool = False
    spread: float = 0.0
    mention: bool = False
    trace: int = 0


@dataclass(frozen=True)
class SetLine:
    runs: tuple[Run, ...]
    height: float
    ascent: float


@dataclass(frozen=True)
class _Look:
    face: str
    colour: str
    target: str
    badge: bool
    mention: bool = False
    trace: int = 0


def wide(character: str) -> bool:
    code = ord(character)
    return code >= 0x2460 and any(low <= code <= high for low, high in _WIDE)


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    if after == " " or after in NOT_FIRST or before in NOT_LAST:
        return False
    if before == " ":
        return True
    if wide(before) or wide(after):
        return True
    return before in _AFTER_LATIN or (before == "-" and after.isalpha())


def cut_lines(text: str, widths: list[float], limit: float, indent: float = 0.0) -> list[tuple[int, int]]:
    """Start and end of each line of ``text``; ``widths`` and ``limit`` in one unit, ``indent`` for the first line.

    Breaks where ``may_break`` allows; a word longer than a line is cut anywhere, so every line makes progress.
    A closing mark may stand half a width outside, where its white half is.
    """
    lines: list[tuple[int, int]] = []
    start, last, used, at = 0, -1, indent, 0
    while at < len(text):
        character = text[at]
        if character == "\n":
            lines.append((start, at))
            start, last, used, at = at + 1, -1, 0.0, at + 1
            continue
        over = used + widths[at] - limit
        if over > 0.01 and character != " " and not (character in HANGING and over <= widths[at] * 0.55) and at > start:
            cut = last if last > start else at
            lines.append((start, cut))
            start = cut
            while start < len(text) and text[start] == " ":
                start += 1
            at, last, used = start, -1, 0.0
            continue
        used += widths[at]
        at += 1
        if at < len(text) and may_break(character, text[at]):
            last = at
    lines.append((start, len(text)))
    return lines


def spans_of(inline: Inline) -> tuple[Span, ...]:
    parts = inline if isinstance(inline, tuple) else (inline,)
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def plain(inline: Inline) -> str:
    """The bare text of an inline."""
    return "".join(span.text for span in spans_of(inline))


def set_lines(inline: Inline, kind: Type, limit: float, missing: dict[str, int]) -> list[SetLine]:
    """The lines of ``inline`` in a column ``limit`` points wide; characters that no face has go to ``missing``."""
    text, looks = _prepare(inline, kind, missing)
    widths = [_width(character, look, kind.size) for character, look in zip(text, looks, strict=True)]
    indent = kind.first_indent * kind.size
    cuts = cut_lines(text, widths, limit, indent)
    lines = []
    for number, (start, end) in enumerate(cuts):
        while end > start and text[end - 1] == " ":
            end -= 1
        room = limit - (indent if number == 0 else 0.0)
        ends_paragraph = number == len(cuts) - 1 or (end < len(text) and text[end] == "\n")
        used = sum(widths[start:end])
        spread = _spread(text[start:end], room, used) if kind.justify and not ends_paragraph else 0.0
        x = limit - room
        if kind.align != "left":
            x += (room - used) * (0.5 if kind.align == "center" else 1.0)
        runs = _runs(text, looks, widths, start, end, x, spread, kind.size)
        lines.append(SetLine(runs, kind.leading, kind.leading * 0.5 + kind.size * 0.36))
    return lines


def _spread(text: str, room: float, used: float) -> float:
    """White between characters that brings a line to full measure; nothing if that would look torn."""
    if text and text[-1] in HANGING and used > room:
        return 0.0
    gaps = len(text) - 1
    if gaps < 8 or sum(map(wide, text)) * 2 < len(text):
        return 0.0
    spread = (room - used) / gaps
    return spread if spread < 1.1 else 0.0


def _prepare(inline: Inline, kind: Type, missing: dict[str, int]) -> tuple[str, list[_Look]]:
    text: list[str] = []
    looks: list[_Look] = []
    for span in spans_of(inline):
        wanted = kind.bold_face if span.bold else kind.face
        colour = LINK if span.target else kind.colour
        glyphs = face(wanted).glyphs
        beside = _Look(kind.face, kind.colour, "", False)
        if span.badge and text:
            text.append(" ")
            looks.append(beside)
        for piece, trace in pieces(clean(span.text)):
            look = _Look(wanted, colour, span.target, span.badge, span.mention, trace)
            for character in piece:
                if ord(character) in glyphs or character == "\n":
                    text.append(character)
                    looks.append(look)
                    continue
                found = face_for(character, wanted)
                if not found:
                    missing[character] = missing.get(character, 0) + 1
                shown = character if found else substitute(character)
                text.extend(shown)
                looks.extend([replace(look, face=found or wanted)] * len(shown))
        if span.badge:
            text.append(" ")
            looks.append(beside)
    return "".join(text), looks


def _width(character: str, look: _Look, size: float) -> float:
    font = face(look.face)
    return font.widths.get(ord(character), font.default_width) * 0.001 * size


def _runs(
    text: str, looks: list[_Look], widths: list[float], start: int, end: int, x: float, spread: float, size: float
) -> tuple[Run, ...]:
    runs = []
    for _, group in groupby(range(start, end), key=lambda place: id(looks[place])):
        places = list(group)
        look = looks[places[0]]
        width = sum(widths[places[0] : places[-1] + 1]) + spread * len(places)
        piece = text[places[0] : places[-1] + 1]
        runs.append(Run(
            piece, look.face, size, look.colour, x, width, look.target, look.badge, spread, look.mention, look.trace
        ))
        x += width
    return tuple(runs)
