"""A table of cells as in a spreadsheet: copied, pasted, emptied and walked through by keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableWidget, QTableWidgetItem

from workstation.ui.kit.parts import copy_text
from workstation.ui.shell import Shell

MOST_ROWS = 2000


class CellTable(QTableWidget):
    """``typed`` columns from the left can be written to, by hand or by pasting; the others are shown.

    Ctrl+C copies what is chosen with tabs between its cells, Ctrl+V writes from the current cell on, with new rows
    where they are needed, Delete empties, Enter begins a cell or goes to the one below.
    """

    def __init__(self, shell: Shell, heads: Sequence[str], rows: int, typed: int) -> None:
        super().__init__(rows, len(heads))
        self._typed = typed
        self.setHorizontalHeaderLabels(list(heads))
        self.verticalHeader().setDefaultSectionSize(shell.tokens.row)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        if not typed:
            self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def cells(self) -> list[list[str]]:
        """What stands in the columns that are typed, row by row."""
        return [[self.text(row, column) for column in range(self._typed)] for row in range(self.rowCount())]

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        item = self.item(row, column)
        return item.text() if item is not None else ""

    def write(self, row: int, column: int, cells: Sequence[str]) -> None:
        """Write a row from a cell on; what reaches beyond the typed columns is left out."""
        for number, text in enumerate(cells[: self._typed - column], column):
            self.setItem(row, number, QTableWidgetItem(text.strip()))

    def show_cell(self, row: int, column: int, text: str) -> None:
        """Say something in a column that is not typed."""
        item = QTableWidgetItem(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.setItem(row, column, item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste) and self._typed:
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._typed:
            self._empty()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._enter()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """What is chosen, as a spreadsheet takes it."""
        for chosen in self.selectedRanges()[:1]:
            copy_text("\n".join(
                "\t".join(self.text(row, column) for column in range(chosen.leftColumn(), chosen.rightColumn() + 1))
                for row in range(chosen.topRow(), chosen.bottomRow() + 1)
            ))  # fmt: skip

    def paste(self) -> None:
        """Cells from the clipboard, from the current one on: parted by tabs, otherwise by commas."""
        row, column = max(self.currentRow(), 0), max(self.currentColumn(), 0)
        lines = QApplication.clipboard().text().rstrip("\r\n").splitlines()[: MOST_ROWS - row]
        if column >= self._typed or not lines:
            return
        self.setRowCount(max(self.rowCount(), row + len(lines)))
        self.blockSignals(True)
        for down, line in enumerate(lines):
            self.write(row + down, column, line.split("\t") if "\t" in line else line.replace("\uff0c", ",").split(","))
        self.blockSignals(False)
        self.itemChanged.emit(self.item(row, column))

    def _empty(self) -> None:
        for chosen in self.selectedRanges():
            for row in range(chosen.topRow(), chosen.bottomRow() + 1):
                self.write(row, chosen.leftColumn(), [""] * (chosen.rightColumn() + 1 - chosen.leftColumn()))

    def _enter(self) -> None:
        row, column = self.currentRow(), self.currentColumn()
        if 0 <= column < self._typed and not self.text(row, column):
            self.edit(self.currentIndex())
            return
        self.setCurrentCell(min(row + 1, self.rowCount() - 1), max(column, 0))
