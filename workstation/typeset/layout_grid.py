"""Ruled grids: tables and label-value lists, split between rows or inside a long row."""

from collections.abc import Iterator
from dataclasses import dataclass

from workstation.typeset.blocks import Column, KeyValues, Table
from workstation.typeset.lines import SetLine, set_lines
from workstation.typeset.pages import Pages, heights
from workstation.typeset.style import (
    CAPTION,
    CELL,
    FRAME,
    HEAD_CELL,
    HEIGHT,
    LABEL,
    LEFT,
    RULE,
    SHADE,
    SOFT,
    VALUE,
    WIDTH,
    Type,
)

PAD_X, PAD_Y = 4.5, 3.2
EMPTY = Type(CELL.face, 9, 14, colour=SOFT, align="center")

# A header above this part of the page is not repeated: it would leave no room for rows, or none at all.
TALLEST_HEADER = 0.4
_UNSPLIT = 0.35  # a row above this part of a page is split over pages


@dataclass(frozen=True)
class Row:
    cells: tuple[list[SetLine], ...]
    shaded: tuple[bool, ...] = ()
    anchor: str = ""

    @property
    def height(self) -> float:
        return max((heights(cell) for cell in self.cells), default=0.0) + 2 * PAD_Y


def _least_of(row: Row) -> float:
    """What of a row has to stand below the header."""
    return row.height if row.height <= HEIGHT * _UNSPLIT else 2 * CELL.leading + 2 * PAD_Y


class Grid:
    """Draws rows of one grid; knows where its columns are and repeats its header on every page."""

    def __init__(self, pages: Pages, widths: list[float], header: Row | None = None) -> None:
        self.pages, self.widths, self.header = pages, widths, header
        self.top = 0.0
        self.open = False
        self.first = True

    def add(self, row: Row) -> None:
        """Draw a row here, on the next page, or over as many pages as it takes."""
        while True:
            self.begin(self._least(row))
            room = self.pages.free
            if row.height <= room + 0.01:
                self.draw(row)
                return
            if row.height <= HEIGHT * _UNSPLIT and not self._fresh():
                self._break()
                continue
            part, row = _split(row, room)
            self.draw(part)
            self._break()

    def close(self) -> None:
        if self.open:
            self.pages.rule(LEFT, self.pages.y, LEFT + sum(self.widths), self.pages.y, 0.9, FRAME)
            self.open = False

    def _least(self, row: Row) -> float:
        return (self.header.height if self.header else 0.0) + _least_of(row)

    def _fresh(self) -> bool:
        """Only the header stands above on this page."""
        head = self.header.height if self.header else 0.0
        return self.open and self.pages.free >= HEIGHT - head - 0.01

    def begin(self, least: float) -> None:
        if self.open and self.pages.free < CELL.leading + 2 * PAD_Y:
            self._break()
        if self.open:
            return
        self.pages.need(least)
        self.open = self.first = True
        if self.header:
            self.draw(self.header)

    def _break(self) -> None:
        self.close()
        self.pages.new_page()

    def draw(self, row: Row) -> None:
        pages, height = self.pages, row.height
        top = pages.y
        pages.anchor(row.anchor, top)
        bottom = pages.take(height)
        x = LEFT
        for width, shaded in zip(self.widths, row.shaded, strict=False):
            if shaded:
                pages.box(x, bottom, width, height, fill=SHADE)
            x += width
        x = LEFT
        for cell, width in zip(row.cells, self.widths, strict=True):
            down = top - PAD_Y
            for line in cell:
                pages.draw_line(line, x + PAD_X, down)
                down -= line.height
            x += width
        x = LEFT
        for width in (0.0, *self.widths):
            x += width
            pages.rule(x, top, x, bottom, 0.4, RULE)
        pages.rule(LEFT, bottom, x, bottom, 0.4, RULE)
        pages.rule(LEFT, top, x, top, *((0.9, FRAME) if self.first else (0.4, RULE)))
        self.first = False


def _split(row: Row, room: float) -> tuple[Row, Row]:
    """The lines that fit into ``room`` and the rest; at least one line goes, so it ends."""
    heads, tails = [], []
    for cell in row.cells:
        used, count = 2 * PAD_Y, 0
        while count < len(cell) and used + cell[count].height <= room:
            used += cell[count].height
            count += 1
        count = max(count, 1)
        heads.append(cell[:count])
        tails.append(cell[count:])
    return Row(tuple(heads), row.shaded, row.anchor), Row(tuple(tails), row.shaded)


def column_widths(columns: tuple[Column, ...]) -> list[float]:
    total = sum(column.width for column in columns) or 1.0
    return [WIDTH * column.width / total for column in columns]


def beginning_of_table(table: Table) -> float:
    """Points that caption, header and first row take."""
    if not table.columns:
        return 0.0
    caption = heights(set_lines(table.caption, CAPTION, WIDTH, {})) + 3 if table.caption else 0.0
    header, first = _header(table, {}), next(_rows(table, {}), None)
    return caption + (header.height if header else 0.0) + (
        _least_of(first) if first else CELL.leading + 2 * PAD_Y
    )


def _header(table: Table, missing: dict[str, int]) -> Row | None:
    if not any(column.title for column in table.columns):
        return None
    titles = tuple(
        set_lines(column.title, HEAD_CELL, width - 2 * PAD_X, missing)
        for column, width in zip(table.columns, column_widths(table.columns), strict=True)
    )
    return Row(titles, (True,) * len(titles))


def _rows(table: Table, missing: dict[str, int]) -> Iterator[Row]:
    widths = column_widths(table.columns)
    kinds = [Type(CELL.face, CELL.size, CELL.leading, align=column.align) for column in table.columns]
    for number, cells in enumerate(table.rows):
        padded = (*cells, *("",) * len(widths))[: len(widths)]
        anchor = table.anchors[number] if number < len(table.anchors) else ""
        lines = tuple(
            set_lines(cell, kind, width - 2 * PAD_X, missing)
            for cell, kind, width in zip(padded, kinds, widths, strict=True)
        )
        yield Row(lines, (), anchor)


def draw_table(pages: Pages, table: Table) -> None:
    """Caption, header, rows, crossed-out unused rows. Rows with too few cells are filled up, others cut."""
    if not table.columns:
        return
    pages.gap(6)
    widths = column_widths(table.columns)
    header = _header(table, pages.notes.missing)
    tall = header if header and header.height > HEIGHT * TALLEST_HEADER else None
    header = None if tall else header
    pages.need(beginning_of_table(table))
    pages.anchor(table.anchor)
    if table.caption:
        bottom = pages.write(table.caption, CAPTION, LEFT, pages.y, WIDTH)
        pages.take(pages.y - bottom + 3)
    grid = Grid(pages, widths, header)
    if tall:
        grid.add(tall)
    for row in _rows(table, pages.notes.missing):
        grid.add(row)
    if not table.rows and table.empty and not table.min_rows:
        whole = Grid(pages, [sum(widths)])
        if header:
            grid.begin(header.height + 30)
        grid.open = False
        whole.add(Row((pages.lines(table.empty, EMPTY, WIDTH - 2 * PAD_X),)))
        whole.close()
    _cross_out(grid, table.min_rows - len(table.rows))
    grid.close()
    pages.gap(8)


def _cross_out(grid: Grid, unused: int) -> None:
    """Empty rows, struck through by one diagonal (rules for forms: unused rows are crossed out)."""
    if unused <= 0:
        return
    pages, height = grid.pages, CELL.leading + 2 * PAD_Y
    grid.begin(height)
    count = min(unused, int(pages.free // height))
    if count == 0:
        return
    top = pages.y
    for _ in range(count):
        grid.draw(Row(tuple(pages.lines(" ", CELL, 50) for _ in grid.widths)))
    pages.rule(LEFT, pages.y, LEFT + sum(grid.widths), top, 0.7, FRAME)


def height_of_key_values(block: KeyValues) -> float:
    """Points that all its rows take."""
    return 12 + sum(row.height for row in _pairs(block, {}))


def _shares(block: KeyValues) -> list[float]:
    share = (1.0, 3.6) if block.columns == 1 else (1.0, 1.7, 1.0, 1.7)
    return [WIDTH * part / sum(share) for part in share]


def _pairs(block: KeyValues, missing: dict[str, int]) -> Iterator[Row]:
    widths = _shares(block)
    for first in range(0, len(block.rows), block.columns):
        pairs = (*block.rows[first : first + block.columns], ("", ""))[: block.columns]
        cells = []
        for (label, value), label_width, value_width in zip(pairs, widths[::2], widths[1::2], strict=True):
            cells.append(set_lines(label, LABEL, label_width - 2 * PAD_X, missing))
            cells.append(set_lines(value, VALUE, value_width - 2 * PAD_X, missing))
        yield Row(tuple(cells), (True, False) * block.columns)


def draw_key_values(pages: Pages, block: KeyValues) -> None:
    if not block.rows:
        return
    pages.gap(4)
    pages.need(LABEL.leading + 2 * PAD_Y)
    pages.anchor(block.anchor)
    grid = Grid(pages, _shares(block))
    for row in _pairs(block, pages.notes.missing):
        grid.add(row)
    grid.close()
    pages.gap(8)
