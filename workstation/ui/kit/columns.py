"""Widgets in as many columns as there is room for: two where it is wide, one below another where it is not."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from workstation.ui.kit.parts import clear
from workstation.ui.shell import Shell


class Columns(QWidget):
    """Lays widgets out row by row. ``narrowest`` is the width in pixels (at the usual text size) below which a column
    is not made; ``wide`` widgets take a whole row."""

    def __init__(
        self, shell: Shell, *, most: int = 2, narrowest: int = 360, spacing: tuple[int, int] = (14, 14)
    ) -> None:
        super().__init__()
        self._most = most
        self._narrowest = round(narrowest * shell.tokens.scale)
        self._placed: list[tuple[QWidget, bool]] = []
        self._count = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(spacing[0])
        self._grid.setVerticalSpacing(spacing[1])

    def place(self, widgets: Sequence[QWidget], wide: Sequence[QWidget] = ()) -> None:
        """Show these widgets instead of those that were shown."""
        clear(self._grid)
        self._placed = [(widget, widget in wide) for widget in widgets]
        self._count = 0
        self._arrange(self._fitting(self.width()))

    @property
    def count(self) -> int:
        """How many columns there are now."""
        return self._count

    def _fitting(self, width: int) -> int:
        gap = self._grid.horizontalSpacing()
        return max(1, min(self._most, (width + gap) // (self._narrowest + gap)))

    def _arrange(self, count: int) -> None:
        if count == self._count:
            return
        self._count = count
        rows = self._grid.rowCount()
        for widget, _ in self._placed:
            self._grid.removeWidget(widget)  # an item that is only taken out would keep the widget's old height
        place = 0
        for widget, wide in self._placed:
            if wide and place % count:
                place += count - place % count
            self._grid.addWidget(widget, place // count, place % count, 1, count if wide else 1)
            place += count if wide else 1
        for column in range(self._most):
            self._grid.setColumnStretch(column, 1 if column < count else 0)
        for row in range(rows):
            self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(-(-place // count), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self._fitting(event.size().width()))

    def minimumSizeHint(self) -> QSize:
        widest = max((widget.minimumSizeHint().width() for widget, _ in self._placed), default=0)
        return QSize(widest, super().minimumSizeHint().height())
