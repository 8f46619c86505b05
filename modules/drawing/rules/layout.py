"""A sheet of paper: frame, window at an exact scale, title block, north, scale bar, legend, tables.

Measures are millimetres. The frame of an A4 sheet upright is the type area of the dossier's pages (156 mm wide), so
that it stands there at its true scale; larger sheets have the margins of GB/T 14689 (25 mm to bind, 5 or 10 mm
elsewhere).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from modules.drawing.records import Points, Sheet, SheetKind, SignRole
from modules.drawing.rules.geometry import Box, box_of, polar, turned
from modules.drawing.rules.legend import LegendEntry
from modules.drawing.rules.marks.looks import FINE, INK, MEDIUM, THICK, THIN, style
from workstation.api import Words
from workstation.api import drawing as d

_TITLE_HEIGHT, _TITLE_WIDTH = 34.0, 168.0
_ENTRY_WIDTH, _ENTRY_HEIGHT = 36.0, 6.2
_COLUMN, _WIDE_COLUMN, _WIDE_FRAME = 38.0, 64.0, 200.0
_ROW, _NOTE = 4.6, 4.0
_TURNLESS = (SheetKind.ELEVATION, SheetKind.SECTION, SheetKind.UNFOLDED)
SCALES = (5, 10, 20, 25, 30, 40, 50, 60, 75, 100, 150, 200, 250, 300, 400, 500, 1000, 2000)  # GB/T 50001, and 1:75


@dataclass(frozen=True)
class Rect:
    """A rectangle of the sheet, from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True)
class TitleFacts:
    """What the title block says besides the sheet's own fields; a signature is a name with its date."""

    kind: str
    drawn_on: str = ""
    signatures: dict[SignRole, str] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetTable:
    """A small table inside the window: a title, heads and rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths_mm: tuple[float, ...]


def frame_of(sheet: Sheet) -> tuple[float, float, Rect]:
    """Width and height of the paper, and the frame on it."""
    short, long = d.SIZES_MM.get(sheet.paper, d.SIZES_MM["A4"])
    width, height = (long, short) if sheet.landscape else (short, long)
    if sheet.paper == "A4" and not sheet.landscape:
        return width, height, Rect(28.0, 42.0, 156.0, 212.0)
    other = 5.0 if sheet.paper in ("A4", "A3") else 10.0
    return width, height, Rect(25.0, other, width - 25.0 - other, height - 2 * other)


def window_of(sheet: Sheet, entries: int) -> Rect:
    """The window in which the drawing is seen; on upright sheets the legend stands in a column beside it."""
    _, _, frame = frame_of(sheet)
    column = _column(frame) if sheet.legend and entries and not _beside_title(frame) else 0.0
    return Rect(frame.left, frame.bottom + _TITLE_HEIGHT, frame.width - column, frame.height - _TITLE_HEIGHT)


def _column(frame: Rect) -> float:
    """How wide the column of the legend is on an upright sheet; a wide one holds the tables too."""
    return _WIDE_COLUMN if frame.width >= _WIDE_FRAME else _COLUMN


def _beside_title(frame: Rect) -> bool:
    """Whether the legend stands to the left of the title block."""
    return frame.width > frame.height


def fitting_scale(sheet: Sheet, box: Box, entries: int, margin_mm: float = 8.0) -> int:
    """The largest usual scale at which a box of the drawing fits into the window."""
    window = window_of(sheet, entries)
    wide, high = box[2] - box[0], box[3] - box[1]
    if round(sheet.turn_deg) % 180 == 90:
        wide, high = high, wide
    for scale in SCALES:
        if wide * 1000 / scale <= window.width - 2 * margin_mm and high * 1000 / scale <= window.height - 2 * margin_mm:
            return scale
    return SCALES[-1]


def lay_out(
    sheet: Sheet, marks: Sequence[d.Mark], entries: Sequence[LegendEntry], facts: TitleFacts, words: Words, *,
    north_deg: float | None, tables: Sequence[SheetTable] = (), cut: bool = False,
) -> d.Sheet:
    """The whole sheet as views; with ``cut`` only its frame, for the pages of a dossier."""
    width, height, frame = frame_of(sheet)
    shown = entries if sheet.legend else ()
    window = window_of(sheet, len(shown))
    if cut:
        window = Rect(window.left - frame.left, window.bottom - frame.bottom, window.width, window.height)
        width, height, frame = frame.width, frame.height, Rect(0.0, 0.0, frame.width, frame.height)
    paper: list[d.Mark] = [_rect(frame, THICK * 1.4), _rect(window, THIN)]
    paper += _title_block(sheet, frame, facts, words)
    paper += _legend_marks(frame, shown, words)
    paper += _scale_bar(sheet, window) if sheet.to_scale else _sketch_notice(window, words)
    paper += _notes(window, facts.notes)
    if north_deg is not None and sheet.kind not in _TURNLESS:
        paper += _north(window, north_deg + sheet.turn_deg)
    view = _view(sheet, marks, window)
    column = frame.left + frame.width - window.left - window.width
    if column >= _WIDE_COLUMN and tables:
        paper += _tables_in_column(Rect(window.left + window.width, window.bottom, column, window.height), tables)
    else:
        paper += _placed_tables(view, window, tables, _NOTE * len(facts.notes))
    around = d.View(tuple(paper), d.PAPER, width, height, clip=False)
    return d.Sheet(width, height, (view, around))


def _view(sheet: Sheet, marks: Sequence[d.Mark], window: Rect) -> d.View:
    return d.View(tuple(marks), float(sheet.scale), window.width, window.height, _origin(sheet, window), window.left,
                  window.bottom, sheet.turn_deg)


def _origin(sheet: Sheet, window: Rect) -> tuple[float, float]:
    """The point of the drawing in the window's lower left corner, so that ``centre`` is in its middle."""
    half = window.width * sheet.scale / 2000, window.height * sheet.scale / 2000
    back = turned(half, (0.0, 0.0), -sheet.turn_deg)
    return sheet.centre[0] - back[0], sheet.centre[1] - back[1]


def corners_seen(sheet: Sheet, entries: int = 1) -> Points:
    """The corners of the window in the drawing, in their order."""
    window = window_of(sheet, entries)
    half = window.width * sheet.scale / 2000, window.height * sheet.scale / 2000
    return tuple(
        turned((sheet.centre[0] + x * half[0], sheet.centre[1] + y * half[1]), sheet.centre, -sheet.turn_deg)
        for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    )


def seen(sheet: Sheet, entries: int = 1) -> Box:
    """The box of the drawing that the window shows."""
    return box_of(corners_seen(sheet, entries))


def _rect(rect: Rect, width_mm: float) -> d.Path:
    x0, y0, x1, y1 = rect.left, rect.bottom, rect.left + rect.width, rect.bottom + rect.height
    return d.polygon(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), style=style(INK, width_mm))


def _ground(rect: Rect) -> d.Mark:
    """White below what must be read over the drawing."""
    return replace(_rect(rect, THIN), style=d.Style(stroke="", fill="#ffffff", fill_opacity=0.85))


def _text(x: float, y: float, text: str, size: float, across: d.Across = "left", *, bold: bool = False) -> d.Label:
    return d.Label((x, y), text, size, "m", 0, across, "middle", bold=bold, style=style(INK, THIN))


def _fitted(x: float, y: float, text: str, size: float, room: float, *, bold: bool = False) -> d.Label:
    """Text in the middle of a cell, smaller where it would not fit."""
    wide = d.text_size(text or " ")[0] * size
    return _text(x, y, text, min(size, size * room / max(wide, 1e-6)), "center", bold=bold)


def _title_block(sheet: Sheet, frame: Rect, facts: TitleFacts, words: Words) -> list[d.Mark]:
    """图名, 图号, 火灾名称, 制图人, 审核人, 比例, 绘制时间, 绘图单位."""
    wide = min(frame.width, _TITLE_WIDTH) if _beside_title(frame) else frame.width
    x0, y0 = frame.left + frame.width - wide, frame.bottom
    x1, top = x0 + wide, y0 + _TITLE_HEIGHT
    label, value = 16.0, wide / 2 - 16.0
    signed = facts.signatures or {}
    rows: tuple[tuple[float, tuple[tuple[str, str, float], ...]], ...] = (
        (11.0, (("", sheet.title, wide - 2 * label - 18), (words("Sheet no."), sheet.number, 18.0 + label))),
        (7.5, ((words("Fire"), sheet.fire_name, wide - label),)),
        (7.5, ((words("Drawn by"), signed.get(SignRole.DRAWN_BY, ""), value),
               (words("Reviewed by"), signed.get(SignRole.REVIEWED_BY, ""), value))),
        (8.0, ((words("Scale"), scale_text(sheet, words), value * 0.5), (words("Date"), facts.drawn_on, value * 0.75),
               (words("Drawing office"), sheet.agency, wide - 3 * label - value * 1.25))),
    )
    made: list[d.Mark] = [d.polygon(((x0, y0), (x1, y0), (x1, top), (x0, top)), style=style(INK, THICK))]
    y = top
    for height, cells in rows:
        made += _cells(x0, y, height, cells, label, facts.kind)
        y -= height
        if y > y0 + 0.01:
            made.append(d.line((x0, y), (x1, y), style=style(INK, THIN)))
    return made


def _cells(
    x: float, top: float, height: float, cells: Sequence[tuple[str, str, float]], label: float, kind: str
) -> list[d.Mark]:
    made: list[d.Mark] = []
    middle = top - height / 2
    for number, (name, value, room) in enumerate(cells):
        if number:
            made.append(d.line((x, top), (x, top - height), style=style(INK, THIN)))
        if name:
            made.append(_fitted(x + label / 2, middle, name, 2.6, label - 2))
            made.append(d.line((x + label, top), (x + label, top - height), style=style(INK, FINE)))
            x += label
            made.append(_fitted(x + room / 2, middle, value, 3.0, room - 2))
        else:
            told = bool(kind) and kind not in value
            made.append(_fitted(x + room / 2, middle + (1.6 if told else 0), value, 4.6, room - 4, bold=True))
            if told:
                made.append(_fitted(x + room / 2, middle - 3.4, kind, 2.4, room - 4))
        x += room
    return made


def _legend_marks(frame: Rect, entries: Sequence[LegendEntry], words: Words) -> list[d.Mark]:
    """The legend beside the title block, or in a column from the upper right corner of an upright frame downwards."""
    if not entries:
        return []
    beside = _beside_title(frame)
    wide = frame.width - _TITLE_WIDTH if beside else _column(frame)
    high = _TITLE_HEIGHT if beside else frame.height - _TITLE_HEIGHT
    left = frame.left if beside else frame.left + frame.width - wide
    top = frame.bottom + _TITLE_HEIGHT + (0.0 if beside else high)
    columns = max(1, int((wide - 8) // _ENTRY_WIDTH)) if beside else 1
    rows = -(-len(entries) // columns)
    step = min(_ENTRY_HEIGHT, (high - 8.0) / rows)
    scale = step / _ENTRY_HEIGHT
    head = _text(left + (4.0 if beside else wide / 2), top - 4.0, words("Legend"), 3.0, "left" if beside else "center",
                 bold=True)
    made: list[d.Mark] = [_rect(Rect(left, top - high, wide, high), THIN), head]
    for number, entry in enumerate(entries):
        column, row = number // rows, number % rows
        x = left + 1.5 + column * (wide - 2) / columns
        y = top - 7.2 - (row + 1) * step
        made += [moved_mark(mark, x, y + step * 0.1, scale) for mark in entry.marks]
        room = (wide - 2) / columns - 12.5
        size = min(2.5 * scale, room / max(d.text_size(entry.title)[0], 1e-6))
        made.append(_text(x + 11.5 * max(scale, 0.9), y + step * 0.1 + 2.5 * scale, entry.title, size))
    return made


def moved_mark(mark: d.Mark, x: float, y: float, scale: float = 1.0) -> d.Mark:
    """A mark of the legend at its place."""
    def at(point: tuple[float, float]) -> tuple[float, float]:
        return x + point[0] * scale, y + point[1] * scale

    match mark:
        case d.Path():
            return replace(mark, rings=tuple(tuple(at(p) for p in ring) for ring in mark.rings))
        case d.Arc():
            return replace(mark, centre=at(mark.centre), radius_m=mark.radius_m * scale)
        case d.Label() | d.Symbol():
            return replace(mark, at=at(mark.at), size=mark.size * scale)
    return mark


def scale_text(sheet: Sheet, words: Words) -> str:
    """The scale as it is written, or that there is none."""
    return f"1:{sheet.scale}" if sheet.to_scale else words("not to scale")


def _scale_bar(sheet: Sheet, window: Rect) -> list[d.Mark]:
    """A bar of a round length of 20 to 50 mm in the lower right corner of the window."""
    metres = next((m for m in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if m * 1000 / sheet.scale >= 20), 200)
    wide = metres * 1000 / sheet.scale
    x, y = window.left + window.width - wide - 8, window.bottom + 4
    made: list[d.Mark] = [_ground(Rect(x - 3, y - 2, wide + 8, 8.0))]
    for number in range(4):
        a, b = x + wide * number / 4, x + wide * (number + 1) / 4
        fill = INK if number % 2 == 0 else "#ffffff"
        made.append(d.polygon(((a, y), (b, y), (b, y + 1.4), (a, y + 1.4)), style=d.Style(INK, FINE, fill=fill)))
    made += [_text(x + wide * share, y + 3.6, f"{metres * share:g}{' m' if share == 1 else ''}", 2.3, "center")
             for share in (0.0, 0.5, 1.0)]
    return made


def _sketch_notice(window: Rect, words: Words) -> list[d.Mark]:
    """Where a scale bar would stand, that there is no scale."""
    text = words("Sketch, not to scale")
    wide = d.text_size(text)[0] * 3.6 + 6
    box = Rect(window.left + window.width - wide - 4, window.bottom + 4, wide, 7.0)
    return [
        replace(_rect(box, MEDIUM), style=d.Style(INK, MEDIUM, fill="#ffffff")),
        _text(box.left + wide / 2, box.bottom + box.height / 2, text, 3.6, "center", bold=True),
    ]


def _north(window: Rect, turn_deg: float) -> list[d.Mark]:
    at = (window.left + window.width - 11, window.bottom + window.height - 12)
    ground = d.circle(at, 8.0, style=d.Style(stroke=INK, width_mm=FINE, fill="#ffffff", fill_opacity=0.9))
    return [ground, d.Symbol("map/north", at, 10.5, "m", turn_deg, style=d.Style(stroke=INK)),
            _north_letter(at, turn_deg)]


def _north_letter(at: tuple[float, float], turn_deg: float) -> d.Mark:
    return _text(*polar(at, 6.7, 90 + turn_deg), "N", 2.3, "center", bold=True)


def _notes(window: Rect, notes: Sequence[str]) -> list[d.Mark]:
    """Lines of small type in the lower left corner of the window, on a ground of their own."""
    if not notes:
        return []
    wide = max(d.text_size(note)[0] for note in notes) * 2.2
    ground = Rect(window.left + 1.5, window.bottom + 0.8, wide + 3.0, _NOTE * len(notes) + 0.6)
    return [_ground(ground), *(
        _text(window.left + 3, window.bottom + 3 + _NOTE * number, note, 2.2)
        for number, note in enumerate(reversed(notes))
    )]


def _placed_tables(view: d.View, window: Rect, tables: Sequence[SheetTable], foot_mm: float) -> list[d.Mark]:
    """Tables in the corner of the window where they cover least of the drawing, above what stands at its foot."""
    if not tables:
        return []
    wide = max(sum(table.widths_mm) for table in tables)
    high = sum(_table_height(table) + 2.0 for table in tables)
    right, upper = window.left + window.width - wide - 3, window.bottom + window.height - high - 3
    corners = [(window.left + 3, window.bottom + 3 + foot_mm), (right, window.bottom + 13), (window.left + 3, upper),
               (right, upper - 24)]
    boxes = [d.bounds(mark, view.scale / 1000) for mark in view.marks if not isinstance(mark, d.Picture)]
    middles = np.array([((a + c) / 2, (b + e) / 2) for a, b, c, e in boxes if a <= c]).reshape(-1, 2)
    spots = view.on_paper(middles) if len(middles) else middles

    def covered(corner: tuple[float, float]) -> int:
        inside = (spots >= corner).all(axis=1) & (spots <= (corner[0] + wide, corner[1] + high)).all(axis=1)
        return int(inside.sum())

    x, y = min(corners, key=covered)
    made: list[d.Mark] = []
    for table in tables:
        made += _table_marks(table, x, y)
        y += _table_height(table) + 2.0
    return made


def _tables_in_column(column: Rect, tables: Sequence[SheetTable]) -> list[d.Mark]:
    """Tables from the foot of the legend's column upwards, as wide as it is."""
    made: list[d.Mark] = []
    y = column.bottom + 2.0
    for table in tables:
        share = (column.width - 4.0) / sum(table.widths_mm)
        fitting = replace(table, widths_mm=tuple(width * share for width in table.widths_mm))
        made += _table_marks(fitting, column.left + 2.0, y)
        y += _table_height(table) + 3.0
    return made


def _table_height(table: SheetTable) -> float:
    return _ROW * (len(table.rows) + 2)


def _table_marks(table: SheetTable, x: float, y: float) -> list[d.Mark]:
    """A table with its lower left corner at (x, y)."""
    wide, high = sum(table.widths_mm), _table_height(table)
    look = d.Style(INK, MEDIUM, fill="#ffffff", fill_opacity=0.94)
    made: list[d.Mark] = [
        d.polygon(((x, y), (x + wide, y), (x + wide, y + high), (x, y + high)), style=look),
        _text(x + wide / 2, y + high - _ROW / 2, table.title, 2.5, "center", bold=True),
    ]
    for number, cells in enumerate((table.heads, *table.rows)):
        below = y + high - _ROW * (number + 2)
        made.append(d.line((x, below + _ROW), (x + wide, below + _ROW), style=style(INK, FINE)))
        left = x
        for text, room in zip(cells, table.widths_mm, strict=True):
            made.append(_fitted(left + room / 2, below + _ROW / 2, text, 2.2, room - 1.2))
            left += room
    return made
