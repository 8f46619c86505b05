"""What an electronic signature looks like on the page: the name, and the facts of the signature beside it."""

import io
from collections.abc import Sequence
from pathlib import Path

from pikepdf import Dictionary, Name, Pdf, Stream

from workstation.typeset.faces import RESOURCE
from workstation.typeset.lines import SetLine, set_lines
from workstation.typeset.stamps import draw_text
from workstation.typeset.style import EMBER, SANS, SERIF, SOFT, Type
from workstation.typeset.subset import add_font

_NAME_SHARE = 0.36
_FACTS_SIZE, _LARGEST_NAME, _SMALLEST = 6.6, 19.0, 3.5
_LEADING = 1.32
_EDGE = 3.0


def draw_seal(name: str, facts: Sequence[str], width: float, height: float, output: Path) -> None:
    """Write a page of ``width`` × ``height`` points that shows a signature; its fonts are embedded."""
    left = width * _NAME_SHARE
    glyphs: dict[str, dict[int, int]] = {}
    size = _LARGEST_NAME
    while size > _SMALLEST and _width(_line(name, Type(SERIF, size, size))) > left - 3 * _EDGE:
        size -= 0.5
    shown = _line(name, Type(SERIF, size, size))
    parts = [draw_text(shown, (left - _width(shown)) / 2, height / 2 - size * 0.36, glyphs)]
    lines, facts_size = _fitting(facts, width - left - 2 * _EDGE, height - 2 * _EDGE)
    leading = facts_size * _LEADING
    top = height / 2 + leading * len(lines) / 2
    for number, line in enumerate(lines, 1):
        parts.append(draw_text(line, left + _EDGE, top - leading * number + facts_size * 0.3, glyphs))
    red, green, blue = (int(EMBER[place : place + 2], 16) / 255 for place in (1, 3, 5))
    parts.append(
        f"{red:.3f} {green:.3f} {blue:.3f} RG 0.8 w {left - _EDGE:.2f} {_EDGE:.2f} m"
        f" {left - _EDGE:.2f} {height - _EDGE:.2f} l S"
    )
    _write(parts, glyphs, width, height, output)


def _fitting(facts: Sequence[str], width: float, height: float) -> tuple[list[SetLine], float]:
    """The facts, smaller where there are many."""
    size = _FACTS_SIZE
    while True:
        kind = Type(SANS, size, size * _LEADING, colour=SOFT)
        lines = [line for fact in facts for line in set_lines(fact, kind, width, {})]
        if len(lines) * kind.leading <= height or size <= _SMALLEST:
            return lines[: max(1, int(height / kind.leading))], size
        size -= 0.2


def _line(text: str, kind: Type) -> SetLine:
    return set_lines(text, kind, 10_000, {})[0]


def _width(line: SetLine) -> float:
    return sum(run.width for run in line.runs)


def _write(
    parts: Sequence[str], glyphs: dict[str, dict[int, int]], width: float, height: float, output: Path
) -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(width, height))
        page = pdf.pages[0].obj
        fonts = {f"/{RESOURCE[name]}": add_font(pdf, name, used) for name, used in sorted(glyphs.items())}
        page.Resources = Dictionary(Font=Dictionary(fonts))
        page.Contents = Stream(pdf, "\n".join(["q", *parts, "Q"]).encode("ascii"))
        if Name.Group in page:
            del page.Group
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
    output.write_bytes(made.getvalue())  # qpdf ends the process when its last bytes find no room
