"""Rows of a log on the screen: as many as there are, read from the original only where somebody looks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from shiboken6 import isValid

from modules.edata.queries.logs import LogIndex, Row
from workstation.api import Read
from workstation.api.widgets import Shell

_PAGE = 200
_KEPT_PAGES = 60
Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractTableModel):
    """Rows by their numbers; pages of 200 are read off the window's thread and the newest 60 are kept."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._index: LogIndex | None = None
        self._numbers: NDArray[np.int64] = np.empty(0, np.int64)
        self._marked: set[int] = set()
        self._events: set[int] = set()
        self._pages: dict[int, list[Row]] = {}
        self._asked: set[int] = set()
        self._turn = 0
        self._titles: list[str] = []

    def show_rows(self, index: LogIndex | None, numbers: NDArray[np.int64], events: set[int]) -> None:
        """Show these rows of a log; ``events`` are the rows that are on the time line."""
        self.beginResetModel()
        self._index, self._numbers, self._events = index, numbers, events
        self._marked = {int(number) for number in index.marked} if index is not None else set()
        self._pages, self._asked = {}, set()
        self._turn += 1
        words = self._shell.words
        self._titles = [words("Row"), words("Time shown")]
        if index is not None:
            told = index.log.titles
            self._titles += [
                told[at] if at < len(told) and told[at] else words("Column {number}", number=at + 1)
                for at in index.log.format.text_columns
            ] or [words("Text")]
        self.endResetModel()

    def numbers(self, rows: Sequence[int]) -> list[int]:
        """The numbers of rows of the log that stand in these rows of the table."""
        return [int(self._numbers[row]) for row in rows]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        number = int(self._numbers[index.row()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(index.row(), index.column(), number)
        if role == Qt.ItemDataRole.ForegroundRole:
            level = "success" if number in self._events else "warning" if number in self._marked else ""
            return QColor(self._shell.tokens.level(level)[0]) if level else None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, at: int, column: int, number: int) -> str:
        if column == 0:
            return f"{number + 1:,}"
        page, place = divmod(at, _PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._ask(page)
            return "…"
        row = rows[place]
        if column == 1:
            return self._time(row)
        columns = self._index.log.format.text_columns if self._index else ()
        if not columns:
            return row.text
        where = columns[column - 2]
        return row.cells[where] if where < len(row.cells) else ""

    def _time(self, row: Row) -> str:
        """The time shown; what stands in its place where it is none, with a question mark."""
        if row.shown is not None:
            return row.shown.isoformat(sep=" ", timespec="milliseconds").removesuffix(".000")
        columns = self._index.log.format.time_columns if self._index else ()
        text = " ".join(row.cells[at] for at in columns if at < len(row.cells))
        return f"{text} ?" if text else "—"

    def _ask(self, page: int) -> None:
        if page in self._asked or self._index is None:
            return
        self._asked.add(page)
        index, turn = self._index, self._turn
        numbers = [int(number) for number in self._numbers[page * _PAGE : (page + 1) * _PAGE]]

        def read(_: Read) -> list[Row]:
            return index.rows(numbers)

        self._shell.query(read, lambda rows: self._arrived(turn, page, rows) if isValid(self) else None)

    def _arrived(self, turn: int, page: int, rows: list[Row]) -> None:
        if turn != self._turn:
            return
        self._pages[page] = rows
        while len(self._pages) > _KEPT_PAGES:
            dropped = next(iter(self._pages))
            del self._pages[dropped]
            self._asked.discard(dropped)
        last = min((page + 1) * _PAGE, len(self._numbers)) - 1
        self.dataChanged.emit(self.index(page * _PAGE, 0), self.index(last, len(self._titles) - 1))
