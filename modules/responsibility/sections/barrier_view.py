"""Barriers as walls between the fire and its consequences: held, failed (broken through), missing (dashed)."""

from collections.abc import Iterator, Sequence

from modules.responsibility.queries import BARRIER_WORDS, CONSEQUENCE_WORDS
from modules.responsibility.records import Barrier, BarrierState, Consequence
from modules.responsibility.rules.grounds import Impact, Standing
from modules.responsibility.sections.boxes import GAP_INK, Box, draw_box, wrap
from modules.responsibility.sections.figure import INKS
from workstation.api import Figure, Line, Mark, Polygon, Rect, Ref, Text, Words

_NAME, _WALL, _HIGH = 24.0, 20.0, 26.0
_ROW, _HEAD = _HIGH + 9.0, 9.0
_INK = {
    BarrierState.HELD: ("#1d6b3c", "#e7f3ea"), BarrierState.FAILED: (GAP_INK, "#fdecea"),
    BarrierState.MISSING: ("#9a6700", "#ffffff"), BarrierState.OPEN: ("#8b939c", "#f3f4f6"),
}
_ORDER = (BarrierState.HELD, BarrierState.FAILED, BarrierState.MISSING, BarrierState.OPEN)
_NOTHING = Impact()
_PER_LINE = 6  # on paper
ON_SCREEN = 9


def draw_barriers(
    barriers: Sequence[Barrier], words: Words, impact: Impact = _NOTHING, per_line: int = _PER_LINE
) -> Figure:
    """One band for each consequence with the barriers against it; a barrier against several stands in each."""
    marks: list[Mark] = list(_legend(words))
    y = _HEAD
    for consequence in Consequence:
        own = [one for one in barriers if consequence in one.against]
        lines = max(1, -(-len(own) // per_line))
        marks += _band(consequence, own, y, lines, words, impact, per_line)
        y += lines * _ROW
    return Figure(_width(per_line), y, tuple(marks))


def _width(per_line: int) -> float:
    return _NAME + per_line * (_WALL + 2.0) + 2.0


def _band(
    consequence: Consequence, own: Sequence[Barrier], y: float, lines: int, words: Words, impact: Impact, per_line: int
) -> Iterator[Mark]:
    ink = INKS[consequence.value]
    yield from draw_box(Box(
        0.0, y, _NAME - 4.0, _HIGH, words(CONSEQUENCE_WORDS[consequence]), ink=ink, fill="#fbf1ea", line=0.5, bold=True,
        size=2.5,
    ))
    for line in range(lines):
        middle = y + line * _ROW + _HIGH + 3.0
        yield Line(_NAME - 2.0, middle, _width(per_line) - 1.0, middle, ink, 0.9, arrow=True)
    if not own:
        yield Text(_NAME, y + _HIGH / 2, words("No barrier written down"), 2.8, GAP_INK)
    for number, barrier in enumerate(own):
        line, place = divmod(number, per_line)
        yield from _wall(barrier, _NAME + place * (_WALL + 2.0), y + line * _ROW, words, impact)


def _wall(barrier: Barrier, x: float, y: float, words: Words, impact: Impact) -> Iterator[Mark]:
    ref = Ref("barriers", barrier.id)
    ink, fill = _INK[barrier.state]
    lost = impact.standing_of(ref) is Standing.LOST
    yield Rect(x, y, _WALL, _HIGH, ink, fill, 0.3 if barrier.state is BarrierState.OPEN else 0.8, 0.6,
               f"barriers:{barrier.id}")
    if barrier.state is BarrierState.MISSING:
        for edge in (0.9, _WALL - 0.9):
            yield Line(x + edge, y + 1.0, x + edge, y + _HIGH - 1.0, ink, 0.4, (1.4, 1.2))
    for number, text in enumerate(wrap(barrier.name, _WALL - 3.4, 4, size=2.5, bold=True)):
        yield Text(x + _WALL / 2, y + 4.4 + number * 3.2, text, 2.5, "#1f2328", bold=True, align="center")
    state = words("no ground") if lost else words(BARRIER_WORDS[barrier.state])
    yield Text(x + _WALL / 2, y + _HIGH - 5.4, state, 2.4, GAP_INK if lost else ink, bold=True, align="center")
    ground = words("published") if barrier.source else words("{count} evidence", count=len(barrier.evidence))
    yield Text(x + _WALL / 2, y + _HIGH - 1.8, ground, 2.1, "#5b6068", align="center")
    yield from _broken(barrier.state, x, y + _HIGH)


def _broken(state: BarrierState, x: float, y: float) -> Iterator[Mark]:
    """Whether the arrow below goes through: a wall stands in its way, or the way is open."""
    if state is BarrierState.HELD:
        yield Rect(x + _WALL / 2 - 1.0, y + 0.6, 2.0, 4.8, "#1d6b3c", "#1d6b3c", 0.3)
    elif state is BarrierState.FAILED:
        middle = x + _WALL / 2
        for side in (-1.0, 1.0):
            yield Polygon(((middle + side, y + 0.6), (middle + side * 2.2, y + 5.4)), GAP_INK, line=0.6, closed=False)


def _legend(words: Words) -> Iterator[Mark]:
    x = _NAME
    for state in _ORDER:
        ink, fill = _INK[state]
        yield Rect(x, 1.0, 6.0, 4.0, ink, fill, 0.8, 0.5)
        text = words(BARRIER_WORDS[state])
        yield Text(x + 7.4, 4.0, text, 2.5, "#1f2328")
        x += 13.0 + sum(1.4 if character.isascii() else 2.5 for character in text)
