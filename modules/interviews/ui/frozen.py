"""A table whose first column stays in view while the others are scrolled sideways."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QTableWidget


class FrozenTable(QTableWidget):
    """The first column is drawn a second time above itself; the keyboard and what is chosen stay with the table."""

    def __init__(self) -> None:
        super().__init__()
        self._first = QTableView(self)
        self._first.setModel(self.model())
        self._first.setSelectionModel(self.selectionModel())
        self._first.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._first.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._first.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._first.setFrameShape(QFrame.Shape.NoFrame)
        self._first.setStyleSheet("QTableView { border: none; border-radius: 0; }")
        self._first.verticalHeader().hide()
        self._first.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for policy in (self._first.setHorizontalScrollBarPolicy, self._first.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for table in (self, self._first):
            table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().valueChanged.connect(self._first.verticalScrollBar().setValue)
        self._first.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.horizontalHeader().sectionResized.connect(lambda *_: self.settle())
        self.verticalHeader().sectionResized.connect(lambda row, _, size: self._first.setRowHeight(row, size))
        self._first.doubleClicked.connect(lambda index: self.cellActivated.emit(index.row(), index.column()))
        self.currentCellChanged.connect(lambda row, column, *_: self._uncover(row, column))
        self.viewport().stackUnder(self._first)

    def settle(self) -> None:
        """Put the first column over itself: after columns or rows were made, or changed their size."""
        for column in range(self.columnCount()):
            self._first.setColumnHidden(column, column > 0)
        if self.columnCount():
            self._first.setColumnWidth(0, self.columnWidth(0))
        for row in range(self.rowCount()):
            self._first.setRowHeight(row, self.rowHeight(row))
        self._first.horizontalHeader().setFixedHeight(self.horizontalHeader().height())
        edge = self.frameWidth()
        self._first.setGeometry(edge, edge, self.columnWidth(0) if self.columnCount() else 0,
                                self.viewport().height() + self.horizontalHeader().height())
        self._first.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.settle()

    def _uncover(self, row: int, column: int) -> None:
        """Never leave the cell that is chosen below the first column."""
        cell = self.model().index(row, column)
        hidden = self.columnWidth(0) - self.visualRect(cell).left()
        if column > 0 and hidden > 0:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - hidden)
