"""Actors and facts along time (down) and along the six links (across), as marks: the same on screen and on paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modules.responsibility.queries import CONSEQUENCE_WORDS, LINK_WORDS, ROLE_WORDS, STATUS_WORDS
from modules.responsibility.records import Consequence, FindingStatus, Link, Role
from modules.responsibility.rules.course import Fact, Row
from modules.responsibility.rules.grounds import Impact
from modules.responsibility.sections.boxes import GAP_INK, Box, wrap
from modules.responsibility.sections.figure import INKS, shaken
from workstation.api import N_, Ellipse, Figure, Line, Mark, Rect, Ref, Text, Words

_HEAD, _BETWEEN, _GAP = 19.0, 2.2, 2.0
_MILESTONE = 5.5
_TALLEST = 200.0
_INK = "#5b6068"
_NOTHING = Impact()
_FIRM = (FindingStatus.ESTABLISHED, FindingStatus.PUBLISHED)


@dataclass(frozen=True)
class Measure:
    """How large everything is, in millimetres: a column of a link, the column of times, a box, its type."""

    column: float
    times: float
    box: float
    size: float

    def x(self, number: int) -> float:
        """The left edge of a column."""
        return self.times + number * self.column

    @property
    def width(self) -> float:
        """The whole figure."""
        return self.x(len(Link))


SCREEN = Measure(46.0, 29.0, 24.0, 2.6)
PAPER = Measure(23.0, 17.0, 24.0, 2.1)


def draw_course(
    rows: Sequence[Row], words: Words, measure: Measure = SCREEN, impact: Impact = _NOTHING
) -> Figure:
    """The whole course as one figure."""
    marks: list[Mark] = []
    y, tops = _HEAD, list[float]()
    for row in rows:
        tops.append(y)
        y += _height(row, measure) + _BETWEEN
    marks += _columns(measure, y, words)
    for number, row in enumerate(rows):
        marks += _time(row, tops[number], measure, words)
        for place, link in enumerate(Link):
            marks += _facts(row.of(link), measure, place, number, tops, words, impact)
    if not rows:
        y += 12.0
        marks.append(Text(measure.width / 2, y - 6.0, words("No findings yet"), 3.0, _INK, align="center"))
    marks += _legend(measure, words)
    return Figure(measure.width, y, tuple(marks))


def course_figures(rows: Sequence[Row], words: Words) -> Iterator[Figure]:
    """The course for paper, in as many figures as pages are needed."""
    begin, height = 0, _HEAD
    for number, row in enumerate(rows):
        needed = _height(row, PAPER) + _BETWEEN
        if number > begin and height + needed > _TALLEST:
            yield draw_course(_sheet(rows, begin, number), words, PAPER)
            begin, height = number, _HEAD
        height += needed
    yield draw_course(_sheet(rows, begin, len(rows)), words, PAPER)


def _sheet(rows: Sequence[Row], begin: int, end: int) -> list[Row]:
    """The rows of one sheet, counted from its top; what lasts longer lasts to its foot."""
    return [
        Row(row.moment, row.milestone, {
            link: tuple(
                Fact(fact.finding, fact.actor, min(fact.until, end - 1) - begin) for fact in row.of(link)
            ) for link in Link
        }) for row in rows[begin:end]
    ]


def _height(row: Row, measure: Measure) -> float:
    most = max((len(row.of(link)) for link in Link), default=0)
    return max(most * (measure.box + _GAP) - _GAP, _MILESTONE)


def _columns(measure: Measure, bottom: float, words: Words) -> Iterator[Mark]:
    for number, link in enumerate(Link):
        x = measure.x(number)
        yield Rect(x + 0.6, _HEAD - 12.0, measure.column - 1.2, 10.0, "#c9d2db", "#e9eef3", 0.25, 1.0)
        lines = wrap(words(LINK_WORDS[link]), measure.column - 3.4, 2, size=measure.size, bold=True)
        for place, line in enumerate(lines):
            top = _HEAD - 7.6 - (len(lines) - 1) * measure.size * 0.62 + place * measure.size * 1.25 + 0.9
            yield Text(x + measure.column / 2, top, line, measure.size, "#1f2328", bold=True, align="center")
        yield Line(x, _HEAD - 2.0, x, bottom, "#e3e6ea", 0.2)


def _time(row: Row, y: float, measure: Measure, words: Words) -> Iterator[Mark]:
    label = row.moment.text("%Y-%m-%d %H:%M") if row.moment else words("Time not stated")
    ink = GAP_INK if row.moment is None or row.milestone else "#1f2328"
    if row.milestone:
        yield Rect(0.0, y, measure.width, _MILESTONE, "#e5b8b3", "#fdf1ef", 0.25, 0.8)
        yield Text(measure.times + 2.0, y + _MILESTONE / 2 + measure.size * 0.36, words(row.milestone), measure.size,
                   GAP_INK, bold=True)
    for place, line in enumerate(wrap(label, measure.times - 1.5, 2, size=measure.size)):
        yield Text(0.8, y + _MILESTONE / 2 + measure.size * (0.36 + 1.25 * place), line, measure.size, ink,
                   bold=bool(row.milestone))


def _facts(
    facts: Sequence[Fact], measure: Measure, place: int, number: int, tops: Sequence[float], words: Words,
    impact: Impact,
) -> Iterator[Mark]:
    x = measure.x(place) + 2.0
    width = measure.column - 3.0
    for step, fact in enumerate(facts):
        y = tops[number] + step * (measure.box + _GAP)
        if fact.until > number:
            ends = tops[fact.until] + _MILESTONE / 2
            yield Line(x - 1.0, y + 1.0, x - 1.0, max(ends, y + measure.box), "#b8430f", 0.7, arrow=True)
        firm = fact.finding.status in _FIRM
        yield from _fact(fact, shaken(Box(
            x, y, width, measure.box, fact.finding.facts or fact.finding.duty, ink="#1d6b3c" if firm else _INK,
            line=0.6 if firm else 0.25, ref=Ref("responsibility", fact.finding.id),
            below=words(STATUS_WORDS[fact.finding.status]), size=measure.size,
        ), impact, words), measure, words)


def _fact(fact: Fact, box: Box, measure: Measure, words: Words) -> Iterator[Mark]:
    """The box with its actor in a band at the top, and what it contributed as spots below."""
    actor = wrap(fact.actor or words("No subject named"), box.width - 2.4, 2, size=measure.size, bold=True)
    band = measure.size * 1.25 * len(actor) + 0.9
    ink = "#1f2328" if fact.actor else GAP_INK
    target = f"responsibility:{fact.finding.id}"
    yield Rect(box.x, box.y, box.width, box.height, box.ink, box.fill, box.line, 1.0, target)
    yield Rect(box.x + 0.4, box.y + 0.4, box.width - 0.8, band, "#eef3ea", "#eef3ea")
    for place, line in enumerate(actor):
        yield Text(box.x + 1.2, box.y + measure.size * (1.15 + 1.25 * place), line, measure.size, ink, bold=True)
    foot = 3.6
    room = box.height - band - foot - 0.8
    lines = wrap(box.text, box.width - 2.4, max(1, int(room / (measure.size * 1.22))), size=measure.size)
    for place, line in enumerate(lines):
        yield Text(box.x + 1.2, box.y + band + 0.6 + measure.size * (1.0 + 1.22 * place), line, measure.size, "#1f2328")
    yield from _spots(fact, box.x + 2.4, box.y + box.height - 2.0)
    yield Text(box.x + box.width - 1.2, box.y + box.height - 1.2, box.below, min(2.0, measure.size), box.ink,
               align="right")


def _spots(fact: Fact, x: float, y: float) -> Iterator[Mark]:
    """One spot for each consequence: full where direct, half as large where contributing, a ring where possible."""
    for number, consequence in enumerate(Consequence):
        yield from _spot(fact.finding.role(consequence), INKS[consequence.value], x + number * 3.0, y)


def _spot(role: Role, ink: str, x: float, y: float) -> Iterator[Mark]:
    if not role.is_causal:
        return
    radius = 0.85 if role is Role.CONTRIBUTING else 1.15
    fill = "" if role is Role.POSSIBLE else ink
    yield Ellipse(x - radius, y - radius, 2 * radius, 2 * radius, ink, fill, 0.35)


def _legend(measure: Measure, words: Words) -> Iterator[Mark]:
    x, y = 2.0, 3.0
    for consequence in Consequence:
        yield from _spot(Role.DIRECT, INKS[consequence.value], x, y)
        text = words(CONSEQUENCE_WORDS[consequence])
        yield Text(x + 2.2, y + 0.8, text, measure.size, INKS[consequence.value], bold=True)
        x += 6.0 + _long(text, measure.size)
    x += 4.0
    for role in (Role.DIRECT, Role.CONTRIBUTING, Role.POSSIBLE):
        yield from _spot(role, _INK, x, y)
        text = words(ROLE_WORDS[role])
        yield Text(x + 2.2, y + 0.8, text, measure.size, _INK)
        x += 6.0 + _long(text, measure.size)
    yield Line(x + 2.0, y - 1.2, x + 2.0, y + 1.4, "#b8430f", 0.7, arrow=True)
    yield Text(x + 4.0, y + 0.8, words(N_("lasted until")), measure.size, _INK)


def _long(text: str, size: float) -> float:
    return sum(size * (0.6 if character.isascii() else 1.02) for character in text)
