"""Places for seals (用印处): a broken circle with whose seal it is."""

from workstation.typeset.blocks import SealPlace
from workstation.typeset.pages import Pages, ink
from workstation.typeset.style import LEFT, MM, SEAL, SERIF, WIDTH, Type

_RADIUS = 19 * MM


def draw_seal_place(pages: Pages, block: SealPlace) -> None:
    """A seal of its own, at the right end of the line."""
    pages.gap(10)
    pages.need(2 * _RADIUS + 4)
    bottom = pages.take(2 * _RADIUS + 4)
    draw_seal(pages, block.text, LEFT + WIDTH - _RADIUS, bottom + _RADIUS + 2)


def draw_seal(pages: Pages, text: str, x: float, y: float) -> None:
    """The circle around (x, y)."""
    with pages.kept() as canvas:
        canvas.setLineWidth(0.5)
        canvas.setStrokeColor(ink(SEAL))
        canvas.setDash(2.5, 2.5)
        canvas.circle(x, y, _RADIUS, stroke=1, fill=0)
    pages.write(text, Type(SERIF, 8.5, 12, colour=SEAL, align="center"), x - _RADIUS, y + 6, 2 * _RADIUS)
