"""A table of records: declared columns, sorting, a filter box, remembered widths; light with 20,000 rows."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workstation.ui.shell import Shell

T = TypeVar("T")
_SHORT = 170  # what is no wider than this, at the usual text size, is seen whole
_GIVES = 0.6  # a long text keeps at least this share of that
_CELL_MARGIN = 26
_MEASURED, _LONGEST = 60, 200  # rows and characters that are measured
_HEAD_MARGIN = 34  # room for the padding and the sort arrow
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: ``text`` shows a record, ``sort`` orders it (by text if none), ``level`` tints it as a badge."""

    title: str
    text: Callable[[T], str]
    width: int = 140
    sort: Callable[[T], Any] | None = None
    level: Callable[[T], str] | None = None
    right: bool = False


class _Model(QAbstractTableModel, Generic[T]):
    """The records as Qt sees them."""

    def __init__(self, shell: Shell, columns: Sequence[Column[T]], parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._columns = columns
        self.records: list[T] = []

    def replace(self, records: Sequence[T]) -> None:
        """Show other records."""
        self.beginResetModel()
        self.records = list(records)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.records)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole and self._columns[section].right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        column, record = self._columns[index.column()], self.records[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(record)
        if role == Qt.ItemDataRole.UserRole:
            return column.sort(record) if column.sort else column.text(record)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and column.level and column.level(record):
            return QColor(self._shell.tokens.level(column.level(record))[0])
        return None


class _Filter(QSortFilterProxyModel):
    """Keeps rows in which every word of the filter occurs."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._needles: list[str] = []
        self.setSortRole(Qt.ItemDataRole.UserRole)

    def look_for(self, text: str) -> None:
        """Change the filter."""
        self.beginFilterChange()
        self._needles = text.casefold().split()
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        if not self._needles:
            return True
        model = self.sourceModel()
        texts = (str(model.index(row, column, parent).data() or "") for column in range(model.columnCount()))
        text = " ".join(texts).casefold()
        return all(needle in text for needle in self._needles)

    def lessThan(self, left: Index, right: Index) -> bool:
        first, second = left.data(Qt.ItemDataRole.UserRole), right.data(Qt.ItemDataRole.UserRole)
        try:
            return bool(first < second)
        except TypeError:
            return str(first) < str(second)


class RecordTable(QWidget, Generic[T]):
    """The table with its filter box; ``selected`` carries the records chosen, ``activated`` the one opened."""

    selected = Signal(list)
    activated = Signal(object)

    def __init__(
        self, shell: Shell, name: str, columns: Sequence[Column[T]], *, key: Callable[[T], str],
        empty: QWidget | None = None, filterable: bool = True,
    ) -> None:
        super().__init__()
        self._shell, self._name, self._key = shell, name, key
        self._model: _Model[T] = _Model(shell, columns, self)
        self._proxy = _Filter(self)
        self._proxy.setSourceModel(self._model)
        self.view = QTableView()
        self._set_up_view(columns)
        self.filter_box = QLineEdit()
        self.filter_box.setPlaceholderText(shell.words("Filter …"))
        self.filter_box.setAccessibleName(shell.words("Filter …"))
        self.view.setAccessibleName(shell.words("Table: {columns}", columns=", ".join(c.title for c in columns)))
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.textChanged.connect(self._proxy.look_for)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.filter_box)
        self.filter_box.setVisible(filterable)
        self._filterable = filterable
        self._stack = QStackedLayout()
        layout.addLayout(self._stack, 1)  # first: the stack shows what it is given, alone as a window of its own
        self._stack.addWidget(self.view)
        if empty is not None:
            self._stack.addWidget(empty)

    def _set_up_view(self, columns: Sequence[Column[T]]) -> None:
        view = self.view
        view.setModel(self._proxy)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setSortingEnabled(True)
        view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(self._shell.tokens.row)
        head = view.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        scale = self._shell.tokens.scale
        self._fitting, self._columns = False, columns
        self._least = [round(head.fontMetrics().horizontalAdvance(one.title) + _HEAD_MARGIN * scale) for one in columns]
        self._told = [max(round(one.width * scale), least) for one, least in zip(columns, self._least, strict=True)]
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        head.sectionResized.connect(self._on_resized)
        view.horizontalScrollBar().setSingleStep(20)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.viewport().installEventFilter(self)
        self._fit()
        view.selectionModel().selectionChanged.connect(lambda *_: self.selected.emit(self.selection()))
        view.activated.connect(lambda index: self.activated.emit(self._record(index)))

    def set_records(self, records: Sequence[T]) -> None:
        """Show these records, keeping the selection where it still exists."""
        kept = {self._key(record) for record in self.selection()}
        self._model.replace(records)
        self._fit()
        if self._stack.count() > 1:
            self._stack.setCurrentIndex(0 if records else 1)
            self.filter_box.setVisible(bool(records) and self._filterable)
        if kept:
            self.select(kept)

    def records(self) -> list[T]:
        """Everything that the table holds, filtered or not."""
        return list(self._model.records)

    def selection(self) -> list[T]:
        """The records chosen, in the order shown."""
        rows = self.view.selectionModel().selectedRows() if self.view.selectionModel() else []
        return [self._record(index) for index in sorted(rows, key=lambda index: index.row())]

    def select(self, keys: set[str]) -> None:
        """Choose the records of these keys and bring the first into view."""
        model = self.view.selectionModel()
        model.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        first = True
        for row, record in enumerate(self._model.records):
            if self._key(record) in keys:
                index = self._proxy.mapFromSource(self._model.index(row, 0))
                model.select(index, flags)
                if first:
                    model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                    self.view.scrollTo(index)
                    first = False

    def _record(self, index: Index) -> T:
        return self._model.records[self._proxy.mapToSource(index).row()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:  # of the viewport: by the window, or because a scroll bar came
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Give the columns the widths that a person gave them; else what fits, the wide ones giving way first."""
        scale, kept = self._shell.tokens.scale, self._shell.settings.widths.get(self._name, [])
        if len(kept) == len(self._told):
            widths = [round(width * scale) for width in kept]
        else:
            short = round(_SHORT * scale)
            widths = fitted(self._needs(), self._told, self._least, self.view.viewport().width(), short)
            left_over = self.view.viewport().width() - sum(widths[:-1])
            widths[-1] = min(widths[-1], max(left_over, self._least[-1]))
            self._spread(widths, left_over - widths[-1])
        self._fitting = True
        for number, width in enumerate(widths):
            self.view.setColumnWidth(number, width)
        self._fitting = False

    def _spread(self, widths: list[int], left_over: int) -> None:
        """The last column takes what is left over; figures would stand far from their row there, so that it goes to
        the widest column of words instead."""
        wordy = [number for number, column in enumerate(self._columns) if not column.right]
        if left_over > 0 and self._columns[-1].right and wordy:
            widths[max(wordy, key=lambda number: widths[number])] += left_over

    def _needs(self) -> list[int]:
        """How wide each column must be for the texts of the first rows and for its title."""
        metrics, padding = self.view.fontMetrics(), round(_CELL_MARGIN * self._shell.tokens.scale)
        rows = self._model.records[:_MEASURED]
        return [
            max(least, *(metrics.horizontalAdvance(column.text(record)[:_LONGEST]) + padding for record in rows))
            if rows else told
            for column, least, told in zip(self._columns, self._least, self._told, strict=True)
        ]

    def _on_resized(self, section: int) -> None:
        """Remember what a person did; the last column takes the rest by itself."""
        if self._fitting or section == self._model.columnCount() - 1:
            return
        scale = self._shell.tokens.scale
        self._shell.settings.widths[self._name] = [
            round(self.view.columnWidth(number) / scale) for number in range(self._model.columnCount())
        ]


def fitted(needs: Sequence[int], told: Sequence[int], least: Sequence[int], room: int, short: int) -> list[int]:
    """Widths in pixels for a room. What needs no more than ``short`` is seen whole; longer texts give way first, down
    to ``least``, and take what is left over."""
    wanted = [need if need <= short else max(short, min(need, own)) for need, own in zip(needs, told, strict=True)]
    over = sum(wanted) - room
    if over > 0:
        spare = [
            max(want - max(low, round(_GIVES * short)), 0) if need > short else 0
            for want, need, low in zip(wanted, needs, least, strict=True)
        ]
        share = min(1.0, over / sum(spare)) if sum(spare) else 0.0
        return [want - math.ceil(part * share) for want, part in zip(wanted, spare, strict=True)]
    hidden = [max(need - want, 0) for need, want in zip(needs, wanted, strict=True)]
    share = min(1.0, -over / sum(hidden)) if sum(hidden) else 0.0
    return [want + math.floor(part * share) for want, part in zip(wanted, hidden, strict=True)]
