"""QR codes, and labels to be cut out and stuck on packages."""

import segno

from workstation.typeset.blocks import Label, Labels, Qr
from workstation.typeset.lines import SetLine
from workstation.typeset.pages import Pages, heights
from workstation.typeset.style import (
    BOLD,
    BOTTOM,
    FACTS,
    FRAME,
    INK,
    LEFT,
    MM,
    RULE,
    SANS,
    WIDTH,
    Type,
)
from workstation.typeset.tracing import untraced

_COLUMNS = 2
_WIDTH, _HEIGHT = WIDTH / _COLUMNS, 45 * MM
_EDGE, _MARGIN = 26 * MM, 3 * MM
_TITLE = Type(BOLD, 11, 14.5)
_LINE = Type(SANS, 7.8, 11)
_TITLE_LINES, _TEXT_LINES = 2, 6


def draw_qr(pages: Pages, block: Qr) -> None:
    """A code with its caption beside it."""
    edge = block.size * MM
    caption = pages.lines(block.caption, FACTS, WIDTH - edge - 14)
    height = max(edge, heights(caption))
    pages.gap(5)
    pages.need(min(height, pages.y - BOTTOM) if pages.untouched else height)
    top = pages.y
    pages.take(height)
    _code(pages, block.text, LEFT, top, edge, "m")
    down_to = top
    for line in caption:
        pages.draw_line(line, LEFT + edge + 14, down_to)
        down_to -= line.height
    pages.gap(8)


def draw_labels(pages: Pages, block: Labels) -> None:
    """Labels in two columns, with dashed lines to cut along."""
    for first in range(0, len(block.labels), _COLUMNS):
        pages.need(_HEIGHT)
        top = pages.y
        pages.take(_HEIGHT)
        for column, one in enumerate(block.labels[first : first + _COLUMNS]):
            _label(pages, one, LEFT + column * _WIDTH, top)


def _label(pages: Pages, block: Label, left: float, top: float) -> None:
    with pages.kept() as canvas:
        canvas.setDash(2, 2)
        pages.box(left, top - _HEIGHT, _WIDTH, _HEIGHT, line=0.4, colour=RULE)
    _code(pages, block.code, left + _MARGIN, top - _MARGIN, _EDGE, "q")
    beside = left + _EDGE + 2 * _MARGIN
    room = left + _WIDTH - _MARGIN - beside
    down = top - _MARGIN
    for line in [*pages.lines(block.title, _TITLE, room)[:_TITLE_LINES], *_texts(pages, block, room)]:
        pages.draw_line(line, beside, down)
        down -= line.height
    signed = top - _HEIGHT + 4 * MM
    share = (_WIDTH - 2 * _MARGIN) / max(len(block.signers), 1)
    for number, role in enumerate(block.signers):
        x = left + _MARGIN + number * share
        pages.write(role, _LINE, x, signed + _LINE.leading, share)
        width = pages.lines(role, _LINE, share)[0].runs[-1].width if role else 0
        pages.rule(x + width + 3, signed, x + share - 4, signed, 0.5, FRAME)


def _texts(pages: Pages, block: Label, room: float) -> list[SetLine]:
    found = [line for text in block.lines for line in pages.lines(text, _LINE, room)]
    return found[:_TEXT_LINES]


def _code(pages: Pages, text: str, left: float, top: float, edge: float, error: str) -> None:
    """The dark dots as one path, so that no seam shows between them."""
    rows = [list(row) for row in segno.make(untraced(text), error=error, micro=False).matrix]
    dot = edge / len(rows)
    with pages.kept() as canvas:
        canvas.setFillColor(INK)
        path = canvas.beginPath()
        for down, row in enumerate(rows):
            for right, dark in enumerate(row):
                if dark:
                    path.rect(left + right * dot, top - (down + 1) * dot, dot * 1.01, dot * 1.01)
        canvas.drawPath(path, stroke=0, fill=1)
