"""The histogram of a deviation map over its colour scale."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from modules.clouds.records import Deviation
from modules.clouds.rules.palette import DEVIATIONS
from workstation.api.widgets import Shell


class Histogram(QWidget):
    """Bars in the colours of the map; how often each distance occurs."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._map: Deviation | None = None
        self.setMinimumHeight(110)
        self.setAccessibleName(shell.words("Histogram of the distances"))

    def show_map(self, deviation: Deviation | None) -> None:
        """Show another one."""
        self._map = deviation
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._map is None or not self._map.statistics.counts:
            return
        painter = QPainter(self)
        counts, scale = self._map.statistics.counts, self._map.scale_m
        text = painter.fontMetrics().height() + 2
        high, wide = self.height() - text - 10, self.width() / len(counts)
        for number, count in enumerate(counts):
            colour = int(DEVIATIONS[min(255, round((number + 0.5) / len(counts) * 255))])
            painter.fillRect(QRectF(number * wide, high + 2, wide + 0.5, 6), QColor(colour))
            bar = high * count / max(counts)
            painter.fillRect(QRectF(number * wide, high - bar, max(1.0, wide - 1), bar), QColor(colour))
        painter.setPen(self.palette().windowText().color())
        below = QRectF(0, self.height() - text, self.width(), text)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, f"−{scale * 1000:g} mm")
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"+{scale * 1000:g} mm")
