"""Depths measured in a grid: rows of figures become points with their depths, contours follow."""

import math
from typing import TYPE_CHECKING, Any

from modules.drawing.records import Entity, Kind, LayerRole
from modules.drawing.rules import typed
from modules.drawing.rules.geometry import add, turned
from modules.drawing.rules.marks.looks import DEPTHS
from modules.drawing.rules.model import Edit
from workstation.api import N_, UserError
from workstation.api.widgets import Field, ask_form

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

MOST = 2000
_NOTHING = ("-", "—", "x", "X", "×")


def ask(page: "DrawingPage") -> None:
    """Ask for the figures and the grid, and set the points."""
    if page.board.model is None:
        return
    sorts = tuple((name, look.title) for name, look in DEPTHS.items())
    help_text = N_("One line for each row, the uppermost first, figures in mm with spaces between; - where nothing "
                   "could be measured.")
    values = ask_form(page.shell, page.words("Grid of depths"), (
        Field("sort", N_("Kind"), "choice", choices=sorts),
        Field("depths", N_("Depths"), "multiline", required=True, help=help_text),
        Field("at", N_("Lower left point (x,y in mm)"), required=True),
        Field("column_mm", N_("From column to column"), "float", unit="mm", minimum=1.0),
        Field("row_mm", N_("From row to row"), "float", unit="mm", minimum=1.0),
        Field("turn", N_("Turned by"), "float", unit="°"),
    ), {"sort": "char", "depths": "", "at": "0,0", "column_mm": 500.0, "row_mm": 500.0, "turn": 0.0},
        accept_text=page.words("Draw"), check=_check)  # fmt: skip
    if values is not None:
        page.board.edit(Edit(put=tuple(points_of(page, values))), "drawing.depths", choose=True)


def _check(values: dict[str, Any]) -> None:
    rows_of(values["depths"] or "")
    typed.place(typed.read(f"={values['at']}"), None, (0.0, 0.0))


def rows_of(text: str) -> list[list[float | None]]:
    """Rows of depths in millimetres, the uppermost first; none where nothing was measured.

    Raises ``UserError``: ``drawing.bad_depth`` with the figure, ``drawing.too_many_depths``.
    """
    rows = [[_depth(cell) for cell in _cells(line)] for line in text.splitlines() if line.strip()]
    count = sum(depth is not None for row in rows for depth in row)
    if not 0 < count <= MOST:
        raise UserError("drawing.too_many_depths", count=count, most=MOST)
    return rows


def _cells(line: str) -> list[str]:
    """The figures of a row; in what a spreadsheet gave, an empty cell is one where nothing was measured."""
    if "\t" in line:
        return [cell.strip() or _NOTHING[0] for cell in line.split("\t")]
    return line.replace(",", " ").replace("，", " ").split()


def _depth(cell: str) -> float | None:
    if cell in _NOTHING:
        return None
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not 0 <= value < 1e4:
        raise UserError("drawing.bad_depth", text=cell[:20])
    return value


def points_of(page: "DrawingPage", values: dict[str, Any]) -> list[Entity]:
    """The measured points of a grid."""
    origin = typed.place(typed.read(f"={values['at']}"), None, (0.0, 0.0))
    across, up = (values["column_mm"] or 500.0) / 1000, (values["row_mm"] or 500.0) / 1000
    board = page.board
    layer = board.layer_for(LayerRole.TRACES)
    made = []
    for number, row in enumerate(reversed(rows_of(values["depths"]))):
        for column, depth in enumerate(row):
            if depth is None:
                continue
            place = add(origin, turned((column * across, number * up), (0.0, 0.0), values["turn"] or 0.0))
            made.append(Entity(
                drawing_id=board.drawing_id, layer_id=layer, kind=Kind.DEPTH, points=(place,), value=depth,
                style=values["sort"],
            ))
    return made
