"""Choosing a colour: from a chart of hues and shades by mouse or arrows, or by its number."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from workstation.ui.kit.parts import button, label
from workstation.ui.shell import Shell

_HUES, _SHADES = 12, (0.28, 0.42, 0.56, 0.70, 0.84)
_SATURATION, _CELL = 0.45, 26


def chart() -> list[str]:
    """The colours on offer as ``#rrggbb``: a row of greys, then rows from dark to pale, a column for each hue."""
    greys = [QColor.fromHslF(0.0, 0.0, number / (_HUES - 1)) for number in range(_HUES)]
    hues = [QColor.fromHslF(hue / _HUES, _SATURATION, shade) for shade in _SHADES for hue in range(_HUES)]
    return [colour.name() for colour in (*greys, *hues)]


def _nearest(colour: str) -> int:
    """The place on the chart of the colour that is most like another."""
    def away(row: int) -> int:
        one, other = QColor(chart()[row]), QColor(colour)
        return ((one.red() - other.red()) ** 2 + (one.green() - other.green()) ** 2 + (one.blue() - other.blue()) ** 2)

    return min(range(len(chart())), key=away)


def swatch(colour: str, rim: str, size: int = 18) -> QIcon:
    """A square of a colour."""
    picture = QPixmap(size, size)
    picture.fill(QColor(colour))
    painter = QPainter(picture)
    painter.setPen(QColor(rim))
    painter.drawRect(0, 0, size - 1, size - 1)
    painter.end()
    return QIcon(picture)


class ColourDialog(QDialog):
    """``colour`` is what is chosen now; Enter or a double click takes it."""

    def __init__(self, shell: Shell, title: str, colour: str) -> None:
        super().__init__(shell.window)
        self.colour = colour
        words, tokens = shell.words, shell.tokens
        cell = round(_CELL * tokens.scale)
        self.setWindowTitle(title)
        self.chart = QListWidget()
        self.chart.setAccessibleName(words("Colours"))
        self.chart.setViewMode(QListWidget.ViewMode.IconMode)
        self.chart.setMovement(QListWidget.Movement.Static)
        self.chart.setGridSize(QSize(cell, cell))
        self.chart.setIconSize(QSize(cell - 6, cell - 6))
        self.chart.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chart.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chart.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.chart.setStyleSheet("QListWidget::item { padding: 0; margin: 0; }")
        self.chart.setFixedSize(cell * _HUES + 16, cell * (len(_SHADES) + 1) + 12)
        for one in chart():
            item = QListWidgetItem(swatch(one, tokens.border, cell - 6), "")
            item.setToolTip(one)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, one)
            self.chart.addItem(item)
        self.number = QLineEdit(colour)
        self.number.setAccessibleName(words("Colour as #rrggbb"))
        self.shown = label("")
        self.take = button(shell, words("Take this colour"), self.accept, role="primary")
        self.take.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.addWidget(label(title, "title"))
        layout.addWidget(self.chart)
        line = QHBoxLayout()
        line.addWidget(self.shown)
        line.addWidget(self.number, 1)
        line.addWidget(button(shell, words("Cancel"), self.reject))
        line.addWidget(self.take)
        layout.addLayout(line)
        self._rim = tokens.border
        self.chart.setCurrentRow(_nearest(colour))  # before anything listens: what was there stays until one chooses
        self.chart.currentRowChanged.connect(lambda row: self.number.setText(chart()[row]))
        self.chart.itemDoubleClicked.connect(lambda _: self.accept())
        self.number.textChanged.connect(self._show)
        self._show(colour)

    def _show(self, text: str) -> None:
        known = re.fullmatch(r"#[0-9a-fA-F]{6}", text.strip()) is not None
        self.take.setEnabled(known)
        if known:
            self.colour = text.strip().lower()
            self.shown.setPixmap(swatch(self.colour, self._rim, 26).pixmap(26, 26))


def pick_colour(shell: Shell, title: str, colour: str) -> str | None:
    """Ask for a colour; none if the person thought better of it."""
    dialog = ColourDialog(shell, title, colour)
    try:
        return dialog.colour if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()
