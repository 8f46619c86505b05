"""Above the board: the window of the sheet in hand."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from modules.drawing.records import Sheet
from modules.drawing.rules.geometry import turned
from modules.drawing.rules.layout import window_of
from modules.drawing.ui.board import Board
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
