"""Headings, paragraphs, notices and places to sign."""

from workstation.domain.words import N_
from workstation.typeset.blocks import Heading, Level, Notice, Paragraph, SignaturePlace, Signatures
from workstation.typeset.lines import plain, set_lines
from workstation.typeset.pages import Pages, heights
from workstation.typeset.style import (
    AMBER,
    BODY,
    EMBER,
    FACTS,
    FRAME,
    GREEN,
    HEADINGS,
    LABEL,
    LEFT,
    MM,
    NOTICE,
    NOTICE_TITLE,
    PARAGRAPHS,
    RULE,
    SHADE,
    VALUE,
    WIDTH,
)

_SIGN_HEIGHT = 34 * MM
_NOTICE_LOOK: dict[Level, tuple[str, str, str]] = {
    "info": (FRAME, SHADE, ""),
    "warning": (AMBER, "#fbf5e6", N_("Please note")),
    "error": (EMBER, "#faeeea", N_("Problem")),
    "to_verify": (AMBER, "#fbf5e6", N_("To be verified")),
    "success": (GREEN, "#eef5ef", ""),
}


def draw_heading(pages: Pages, block: Heading) -> None:
    kind = HEADINGS[block.level]
    lines = pages.lines(block.text, kind, WIDTH)
    pages.gap({1: 14, 2: 12, 3: 8}[block.level])
    pages.need(heights(lines) + max(3 * BODY.leading + 8, pages.follow + 20))
    pages.follow = 0.0
    pages.anchor(block.anchor)
    pages.heading(block.level, plain(block.text))
    for line in lines:
        top = pages.y
        pages.take(line.height)
        pages.draw_line(line, LEFT, top)
    if block.level == 1:
        pages.take(4)
        pages.box(LEFT, pages.y - 0.4, 14 * MM, 1.8, fill=EMBER)
        pages.rule(LEFT, pages.y, LEFT + WIDTH, pages.y, 0.5, FRAME)
        pages.take(9)
    else:
        pages.take(3)


def draw_paragraph(pages: Pages, block: Paragraph) -> None:
    kind = PARAGRAPHS[block.style]
    quoted = block.style == "quote"
    x, width = (LEFT + 7 * MM, WIDTH - 9 * MM) if quoted else (LEFT, WIDTH)
    lines = pages.lines(block.text, kind, width)
    pages.need(heights(lines[:2]))
    pages.anchor(block.anchor)
    for number, line in enumerate(lines):
        rest = len(lines) - number
        # the last two lines stay together: no line stands alone at the top of a page
        pages.need(line.height * (2 if rest == 2 else 1))
        top = pages.y
        pages.take(line.height)
        if quoted:
            pages.box(LEFT + 3.5 * MM, pages.y, 1.2, line.height, fill=RULE)
        pages.draw_line(line, x, top)
    pages.gap(3 if block.style in {"small", "note", "mono"} else 5)


def draw_notice(pages: Pages, block: Notice) -> None:
    """A shaded bar; one that does not fit is continued on the next page."""
    edge, fill, title = _NOTICE_LOOK[block.level]
    heading = block.title or (pages.words(title) if title else "")
    pages.gap(5)
    inner = WIDTH - 22
    lines = pages.lines(heading, NOTICE_TITLE, inner) if heading else []
    lines += pages.lines(block.text, NOTICE, inner)
    while lines:
        pages.need(heights(lines[:3]) + 12)
        count = 0
        while count < len(lines) and heights(lines[: count + 1]) + 12 <= pages.free:
            count += 1
        count = max(count, 1)
        now, lines = lines[:count], lines[count:]
        top = pages.y
        bottom = pages.take(heights(now) + 12)
        pages.box(LEFT, bottom, WIDTH, top - bottom, fill=fill)
        pages.box(LEFT, bottom, 2.6, top - bottom, fill=edge)
        down = top - 6
        for line in now:
            pages.draw_line(line, LEFT + 13, down)
            down -= line.height
        if lines:
            pages.new_page()
    pages.gap(8)


def height_of_signatures(block: Signatures) -> float:
    """Points that places to sign take, at most."""
    notes = [line for text in block.below for line in set_lines(text, PARAGRAPHS["small"], WIDTH, {})]
    return 10 + _SIGN_HEIGHT * ((len(block.places) + 1) // 2) + heights(notes) + 6


def draw_signatures(pages: Pages, block: Signatures) -> None:
    pages.gap(10)
    width, height = (WIDTH - 8 * MM) / 2, _SIGN_HEIGHT
    notes = [line for text in block.below for line in pages.lines(text, PARAGRAPHS["small"], WIDTH)]
    for first in range(0, len(block.places), 2):
        last = first + 2 >= len(block.places)
        pages.need(height + (heights(notes) + 3 if last else 0))
        top = pages.y
        pages.take(height)
        for column, place in enumerate(block.places[first : first + 2]):
            _sign_here(pages, place, LEFT + column * (width + 8 * MM), top, width)
    pages.gap(3 if notes else 6)
    for line in notes:
        pages.need(line.height)
        top = pages.y
        pages.take(line.height)
        pages.draw_line(line, LEFT, top)
    pages.gap(3 if notes else 0)


def _sign_here(pages: Pages, place: SignaturePlace, x: float, top: float, width: float) -> None:
    down = pages.write(place.role, LABEL, x, top, width)
    who = "　".join(part for part in (place.name, place.detail) if part)
    if who:
        pages.write(who, VALUE, x, down, width)
        down -= VALUE.leading
    line = top - 25 * MM
    pages.field(place.field, x, line + 2, width, down - line - 4)
    pages.rule(x, line, x + width, line, 0.5, FRAME)
    date = place.date or pages.words(N_("Date:          year        month        day"))
    pages.write(pages.words(N_("Signature")), FACTS, x, line - 1, width / 3)
    pages.write(date, FACTS, x + width * 0.42, line - 1, width * 0.58)
