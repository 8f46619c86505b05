"""Above the board: the window of the sheet in hand, and walls that are only proposed."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from modules.drawing.records import Kind, Sheet
from modules.drawing.rules.geometry import turned
from modules.drawing.rules.layout import window_of
from modules.drawing.rules.proposals import line_of
from modules.drawing.ui.board import Board
from modules.drawing.ui.tools.proposing import PROPOSED
from workstation.api.widgets import Canvas


class SheetFrame:
    """What the sheet in hand shows, as a frame with its name."""

    def __init__(self, canvas: Canvas, board: Board) -> None:
        self._canvas, self._board = canvas, board
        self.sheet: Sheet | None = None
        canvas.add_overlay(self.paint)

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show the frame of another sheet, or of none."""
        self.sheet = sheet
        self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Paint the frame."""
        sheet = self.sheet
        if sheet is None or sheet.drawing_id != self._board.drawing_id:
            return
        window = window_of(sheet, 1)
        half = window.width * sheet.scale / 2000, window.height * sheet.scale / 2000
        x, y = sheet.centre
        corners = [
            self._canvas.view.to_px(*turned((x + sx * half[0], y + sy * half[1]), sheet.centre, -sheet.turn_deg))
            for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]
        painter.setPen(QPen(QColor("#1f5a8f"), 1.5, Qt.PenStyle.DashLine))
        painter.drawPolygon(QPolygonF(corners))
        painter.drawText(corners[3] + QPointF(6, -5), f"{sheet.number} {sheet.title}  1:{sheet.scale}")


class ProposedWalls:
    """Proposed walls as dashed lines: they are no part of the drawing until a person accepts them."""

    def __init__(self, canvas: Canvas, board: Board) -> None:
        self._canvas, self._board = canvas, board
        canvas.add_overlay(self.paint)

    def paint(self, painter: QPainter) -> None:
        """Paint those of visible underlays."""
        model = self._board.model
        if model is None or not self._board.proposals:
            return
        underlays = {one.id: one for one in model.of_kind(Kind.UNDERLAY) if model.shown(one)}
        painter.setPen(QPen(QColor(PROPOSED), 2, Qt.PenStyle.DashLine))
        for one in self._board.proposals:
            if one.underlay_id in underlays:
                a, b = line_of(one, underlays[one.underlay_id])
                painter.drawLine(self._canvas.view.to_px(*a), self._canvas.view.to_px(*b))
