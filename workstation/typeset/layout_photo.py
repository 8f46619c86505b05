"""Photographs: number plate, picture, caption, facts; one, two or four a page."""

from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.words import N_
from workstation.typeset.blocks import Photo, PhotoGrid
from workstation.typeset.layout_figure import Plan
from workstation.typeset.lines import SetLine
from workstation.typeset.pages import Pages, heights
from workstation.typeset.print_copy import PrintCopy, print_copy
from workstation.typeset.style import (
    CAPTION,
    EMBER,
    FACTS,
    FRAME,
    HEIGHT,
    LEFT,
    MM,
    NOTICE,
    PLATE,
    RULE,
    SHADE,
    WIDTH,
)

ROOM = HEIGHT - 18 * MM
"""A page of photographs leaves room for one heading above it."""

GUTTER = 6 * MM
_SLOTS = {1: (WIDTH, ROOM), 2: (WIDTH, ROOM / 2), 4: ((WIDTH - GUTTER) / 2, ROOM / 2)}


def draw_photo_grid(pages: Pages, grid: PhotoGrid) -> None:
    width, height = _SLOTS[grid.per_page]
    columns = 2 if grid.per_page == 4 else 1
    for first in range(0, len(grid.photos), columns):
        pages.need(height)
        top = pages.y
        pages.take(height)
        for column, photo in enumerate(grid.photos[first : first + columns]):
            _draw(pages, photo, LEFT + column * (width + GUTTER), top, width, height - 5 * MM)


def draw_photo(pages: Pages, photo: Photo) -> None:
    """A single photograph between other blocks, as high as half a page of photographs at most."""
    height = ROOM / 2
    pages.gap(6)
    pages.need(height)
    top = pages.y
    pages.take(height)
    _draw(pages, photo, LEFT, top, WIDTH, height - 5 * MM)


def _draw(pages: Pages, photo: Photo, x: float, top: float, width: float, height: float) -> None:
    plate = _plate_width(pages, photo)
    text_width = width - plate - (6 if plate else 0)
    caption = _shortened(pages, pages.lines(photo.caption, CAPTION, text_width), 3) if photo.caption else []
    facts = _shortened(pages, pages.lines(photo.facts, FACTS, text_width), 3) if photo.facts else []
    legend = max(heights(caption) + heights(facts), PLATE.leading + 4 if plate else 0)
    room = height - legend - 6
    pages.anchor(photo.anchor, top)
    pages.trace(photo.trace)
    try:
        if photo.withheld:
            raise UserError("typeset.photo_withheld", reason=photo.withheld)
        copy = print_copy(Path(photo.path), pages.print_edge_px, photo.blotted, photo.name)
    except UserError as problem:
        _placeholder(pages, pages.words.error(problem), x, top - room, width, room)
        left, bottom = x, top - room
    else:
        left, bottom, shown = _picture(pages, copy, photo.rotation, x, top, width, room)
        _marks(pages, photo, left, bottom, shown, top)
    down = bottom - 5
    # the legend starts under the picture's left edge, unless the text was set too wide for that
    used = max((sum(run.width for run in line.runs) for line in (*caption, *facts)), default=0.0)
    x = max(x, min(left, x + width - plate - (6 if plate else 0) - used))
    if plate:
        pages.box(x, down - PLATE.leading - 2.5, plate, PLATE.leading + 2, fill=EMBER, radius=1.5)
        pages.write(photo.number, PLATE, x + 5, down - 1.5, plate)
        pages.link(x, down - PLATE.leading - 2, plate, PLATE.leading + 2, photo.target)
    for line in (*caption, *facts):
        pages.draw_line(line, x + plate + (6 if plate else 0), down)
        down -= line.height


def _plate_width(pages: Pages, photo: Photo) -> float:
    if not photo.number:
        return 0.0
    return min(sum(run.width for run in pages.lines(photo.number, PLATE, WIDTH / 3)[0].runs) + 10, WIDTH / 3)


def _shortened(pages: Pages, lines: list[SetLine], most: int) -> list[SetLine]:
    """At most ``most`` lines; what is left out is announced by the mark for omission."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], *pages.lines("……", FACTS, WIDTH)]


def _picture(
    pages: Pages, copy: PrintCopy, rotation: int, x: float, top: float, width: float, height: float
) -> tuple[float, float, float]:
    """Draw as large as the room allows, in the middle; returns the left and the lower edge and the width."""
    turn = rotation % 360 // 90
    wide, high = (copy.width, copy.height) if turn % 2 == 0 else (copy.height, copy.width)
    scale = min(width / wide, height / high)
    shown_width, shown_height = wide * scale, high * scale
    left, bottom = x + (width - shown_width) / 2, top - shown_height
    name = pages.image(copy, copy.digest[:32])
    with pages.kept() as canvas:
        canvas.translate(left + shown_width / 2, bottom + shown_height / 2)
        canvas.rotate(-90 * turn)
        canvas.translate(-copy.width * scale / 2, -copy.height * scale / 2)
        canvas.scale(copy.width * scale, copy.height * scale)
        canvas.doForm(name)
    pages.box(left, bottom, shown_width, shown_height, line=0.4, colour=RULE)
    return left, bottom, shown_width


def _marks(pages: Pages, photo: Photo, left: float, bottom: float, width: float, top: float) -> None:
    plan = Plan(pages, left, top, width / 100)
    with pages.kept() as canvas:
        path = canvas.beginPath()
        path.rect(left, bottom, width, top - bottom)
        canvas.clipPath(path, stroke=0, fill=0)
        for mark in photo.marks:
            plan.draw(canvas, mark)


def _placeholder(pages: Pages, reason: str, x: float, y: float, width: float, height: float) -> None:
    pages.box(x, y, width, height, fill=SHADE, line=0.6, colour=FRAME)
    pages.rule(x, y, x + width, y + height, 0.4, RULE)
    pages.rule(x, y + height, x + width, y, 0.4, RULE)
    title = pages.words(N_("This photograph cannot be shown"))
    inner = width - 24
    lines = [*pages.lines(title, CAPTION, inner), *pages.lines(reason, NOTICE, inner)]
    lines = _shortened(pages, lines, max(2, int(height // NOTICE.leading) - 2))
    pages.box(x + 8, y + height / 2 - heights(lines) / 2 - 5, width - 16, heights(lines) + 10, fill="#ffffff", line=0.4)
    down = y + height / 2 + heights(lines) / 2
    for line in lines:
        pages.draw_line(line, x + 12, down)
        down -= line.height
