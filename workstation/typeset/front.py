"""Cover (封面) and list of contents (卷内文件目录): what is laid out once everything else is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workstation.domain.words import N_, Words
from workstation.typeset.blocks import Column, Inline, Span, Table
from workstation.typeset.layout_grid import draw_table
from workstation.typeset.layout_seal import draw_seal
from workstation.typeset.pages import Pages
from workstation.typeset.part import PRINT_EDGE_PX, PartResult, result_of
from workstation.typeset.style import BOLD, BOTTOM, EMBER, FRAME, LEFT, MM, SERIF, TOP, WIDTH, Type

_AGENCY = Type(SERIF, 18, 28, align="center")
_TITLE = Type(BOLD, 27, 40, align="center")
_KIND = Type(BOLD, 14, 24, align="center", colour="#33383d")
_VOLUME = Type(BOLD, 16, 24, align="center")
_HEAD = Type(BOLD, 17, 30, align="center")
_FOOT = Type(SERIF, 11, 18, align="center")


@dataclass(frozen=True)
class Cover:
    """``facts`` are the labelled lines of the cover; ``corner`` stands top right (档号、密级、保管期限).

    ``volume`` names the volume where there are several; ``seal`` says whose seal goes to the foot.
    """

    agency: str
    title: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    corner: tuple[tuple[str, str], ...] = ()
    foot: str = ""
    note: Inline = ""
    volume: str = ""
    seal: str = ""


@dataclass(frozen=True)
class ContentsRow:
    """One row of the list: 序号 is its place, ``pages`` its printed page or first and last page."""

    title: str
    number: str
    author: str
    date: str
    pages: str
    note: str
    target: str


def render_cover(cover: Cover, output: Path, words: Words) -> PartResult:
    pages = Pages(output, words, PRINT_EDGE_PX)
    x = LEFT + WIDTH * 0.62
    top = TOP
    for label, value in cover.corner:
        text = f"{label}：{value}" if words.language == "zh" else f"{label}: {value}"
        top = pages.write(text, _corner(), x, top, WIDTH * 0.38)
    pages.y = TOP - 34 * MM
    pages.take(0)
    for text, kind in (
        (cover.agency, _AGENCY), (cover.title, _TITLE), (cover.kind, _KIND), (cover.volume, _VOLUME),
    ):
        if not text:
            continue
        bottom = pages.write(text, kind, LEFT, pages.y, WIDTH)
        pages.take(pages.y - bottom + 7 * MM)
        if kind is _AGENCY:
            pages.box(LEFT + WIDTH / 2 - 11 * MM, pages.y + 3 * MM, 22 * MM, 1.6, fill=EMBER)
    facts_height = 25 * len(cover.facts) + (42 if cover.seal else 26) * MM
    pages.y = min(pages.y - 6 * MM, BOTTOM + max(facts_height, 92 * MM))
    _facts(pages, cover.facts)
    if cover.note:
        pages.write(cover.note, Type(SERIF, 9, 14, colour=FRAME, align="center"), LEFT, BOTTOM + 15 * MM, WIDTH)
    if cover.seal:  # a seal is set above the date, at the right
        pages.write(cover.foot, _FOOT, LEFT + WIDTH - 60 * MM, BOTTOM + 11 * MM, 60 * MM)
        draw_seal(pages, cover.seal, LEFT + WIDTH - 30 * MM, BOTTOM + 15 * MM)
    else:
        pages.write(cover.foot, _FOOT, LEFT, BOTTOM + 8 * MM, WIDTH)
    return result_of(pages)


def _corner() -> Type:
    return Type(SERIF, 10, 16)


def _facts(pages: Pages, facts: tuple[tuple[str, str], ...]) -> None:
    """Labelled lines on a thin rule each, in the middle of the cover."""
    left, width, label_width = LEFT + 14 * MM, WIDTH - 28 * MM, 43 * MM
    kind = Type(SERIF, 11.5, 18)
    for label, value in facts:
        names = pages.lines(label, Type(SERIF, 11.5, 18, colour="#3b4046"), label_width - 4)
        lines = pages.lines(value, kind, width - label_width)
        height = 18 * max(len(names), len(lines))
        if pages.y - height - 8 < BOTTOM + 16 * MM:
            break
        for column, at in ((names, left), (lines, left + label_width)):
            down = pages.y
            for line in column:
                pages.draw_line(line, at, down)
                down -= line.height
        pages.y -= height
        pages.rule(left + label_width - 4, pages.y - 1, left + width, pages.y - 1, 0.4, FRAME)
        pages.y -= 7


def render_contents(rows: Sequence[ContentsRow], output: Path, words: Words, title: str) -> PartResult:
    """The list of what is in the volume, every row a link to its first page."""
    pages = Pages(output, words, PRINT_EDGE_PX)
    pages.heading(1, title)
    bottom = pages.write(title, _HEAD, LEFT, pages.y, WIDTH)
    pages.take(pages.y - bottom + 4)
    columns = (
        Column(words(N_("Item no.")), 1.05, "center"),
        Column(words(N_("Document number")), 2.45),
        Column(words(N_("Responsible")), 2.3),
        Column(words(N_("Document title")), 4.25),
        Column(words(N_("Date")), 2.15, "center"),
        Column(words(N_("Page no.")), 1.8, "center"),
        Column(words(N_("Remarks")), 1.75),
    )
    cells: tuple[tuple[Inline, ...], ...] = tuple(
        (
            str(number),
            row.number,
            row.author,
            Span(row.title, target=row.target),
            row.date,
            Span(row.pages, target=row.target),
            row.note,
        )
        for number, row in enumerate(rows, 1)
    )
    draw_table(pages, Table(columns, cells, min_rows=0))
    return result_of(pages)
