"""QR codes on screen."""

import segno
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_QUIET = 4


class QrCode(QWidget):
    """A QR code of a text (error correction M), black on white in every theme."""

    def __init__(self, text: str, size: int = 160) -> None:
        super().__init__()
        self._rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
        self.setFixedSize(QSize(size, size))
        self.setToolTip(text)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        count = len(self._rows) + 2 * _QUIET
        step = max(1, min(self.width(), self.height()) // count)
        left = (self.width() - step * count) // 2
        top = (self.height() - step * count) // 2
        for y, row in enumerate(self._rows, _QUIET):
            for x, dark in enumerate(row, _QUIET):
                if dark:
                    painter.fillRect(left + x * step, top + y * step, step, step, QColor("#000000"))
        painter.end()
