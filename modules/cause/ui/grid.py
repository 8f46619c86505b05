"""The grid of the matrix: evidence in rows, hypotheses in columns; one key says how an item bears."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from modules.cause.queries import BEARING_SIGNS, BEARING_WORDS, STATUS_WORDS
from modules.cause.records import Bearing
from modules.cause.rules.matrix import Matrix
from workstation.api import Claim, Ref
from workstation.api.widgets import Shell

Index = QModelIndex | QPersistentModelIndex
KEYS: dict[str, Bearing | None] = {
    "+": Bearing.CONSISTENT, "=": Bearing.CONSISTENT, "＋": Bearing.CONSISTENT, "1": Bearing.CONSISTENT,
    "-": Bearing.INCONSISTENT, "－": Bearing.INCONSISTENT, "2": Bearing.INCONSISTENT,
    "0": Bearing.NEUTRAL, "3": Bearing.NEUTRAL, "?": Bearing.PENDING, "？": Bearing.PENDING, "4": Bearing.PENDING,
}
_LEVELS = {
    Bearing.CONSISTENT: "success", Bearing.INCONSISTENT: "error", Bearing.NEUTRAL: "neutral",
    Bearing.PENDING: "warning",
}
_EVIDENCE, _HYPOTHESIS, _WIDEST, _SIGN = 240, 118, 260, 17
_SHORT, _CHARACTER = 7, 14.5  # characters of a hypothesis in its column's head, and the pixels that one takes


class GridModel(QAbstractTableModel):
    """The matrix as Qt sees it; what a person has just said is shown before it is stored."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.matrix = Matrix((), ())
        self.titles: Mapping[Ref, str] = {}
        self._said: dict[tuple[str, Ref], Bearing | None] = {}
        self.short = _SHORT
        self._font = QFont()
        self._font.setPixelSize(round(_SIGN * shell.tokens.scale))
        self._font.setBold(True)

    def replace(self, matrix: Matrix, titles: Mapping[Ref, str]) -> None:
        """Show what is stored."""
        same = (self.matrix.evidence, [claim.id for claim in self.matrix.hypotheses]) == (
            matrix.evidence, [claim.id for claim in matrix.hypotheses]
        )
        if not same:
            self.beginResetModel()
        self.matrix, self.titles, self._said = matrix, titles, {}
        if not same:
            self.endResetModel()
        elif matrix.evidence and matrix.hypotheses:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def say(self, index: Index, bearing: Bearing | None) -> None:
        """Show at once what was said."""
        claim, ref = self.at(index)
        self._said[claim.id, ref] = bearing
        self.dataChanged.emit(index, index)

    def at(self, index: Index) -> tuple[Claim, Ref]:
        """The hypothesis and the item of a cell."""
        return self.matrix.hypotheses[index.column()], self.matrix.evidence[index.row()]

    def bearing(self, index: Index) -> Bearing | None:
        """How it bears, as said last."""
        claim, ref = self.at(index)
        return self._said.get((claim.id, ref), self.matrix.bearing(claim, ref))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.matrix.evidence)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.matrix.hypotheses)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self._evidence_head(section, role)
        claim = self.matrix.hypotheses[section]
        words = self._shell.words
        if role == Qt.ItemDataRole.DisplayRole:
            short = f"{claim.text[:self.short]}…" if claim.text[self.short:] else claim.text
            return f"H{section + 1}  {words(STATUS_WORDS[claim.status])}\n{short}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (claim.text, words(STATUS_WORDS[claim.status]), claim.reason)))
        return None

    def _evidence_head(self, section: int, role: int) -> Any:
        title = self.titles.get(self.matrix.evidence[section], "")
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.ToolTipRole:
            return title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        bearing = self.bearing(index)
        claim, ref = self.at(index)
        cell = self.matrix.cells.get((claim.id, ref))
        reason = cell.reason if cell else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return (BEARING_SIGNS[bearing] if bearing else "") + ("*" if reason else "")
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            words = self._shell.words
            said = words(BEARING_WORDS[bearing]) if bearing else words("never held against it")
            return "\n".join(filter(None, (f"{self.titles.get(ref, '')} → {claim.text[:60]}", said, reason)))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if bearing is not None and role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._shell.tokens.level(_LEVELS[bearing])[0])
        if role == Qt.ItemDataRole.FontRole:
            return self._font
        return None


class Grid(QTableView):
    """The table: ``weighed`` carries index and bearing of each key; Enter asks for a reason."""

    weighed = Signal(object, object)
    reason_wanted = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.grid = GridModel(shell)
        self.setModel(self.grid)
        scale = shell.tokens.scale
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(shell.words("Matrix of hypotheses"))
        self.setCornerButtonEnabled(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        self._scale = scale
        across.setDefaultSectionSize(round(_HYPOTHESIS * scale))
        across.setMinimumHeight(round(52 * scale))
        down.setDefaultSectionSize(shell.tokens.row)
        down.setFixedWidth(round(_EVIDENCE * scale))
        down.setTextElideMode(Qt.TextElideMode.ElideRight)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self.reason_wanted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_room()

    def share_room(self) -> None:
        """Columns share the room there is, and so much of each hypothesis stands in its head."""
        count = self.grid.columnCount()
        if count:
            width = min(_WIDEST * self._scale, max(_HYPOTHESIS * self._scale, (self.viewport().width() - 1) / count))
            self.horizontalHeader().setDefaultSectionSize(int(width))
            self.grid.short = max(_SHORT, int(width / (_CHARACTER * self._scale)) - 1)
            self.grid.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, count - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One key weighs and goes on to the next item; Delete takes it off, Enter says why."""
        index = self.currentIndex()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if index.isValid() and plain:
            if event.text() in KEYS and event.text():
                self._weigh(index, KEYS[event.text()])
                return
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self._weigh(index, None)
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
                self.reason_wanted.emit(index)
                return
        super().keyPressEvent(event)

    def _weigh(self, index: QModelIndex, bearing: Bearing | None) -> None:
        self.grid.say(index, bearing)
        self.weighed.emit(index, bearing)
        below = self.grid.index(index.row() + 1, index.column())
        if below.isValid():
            self.setCurrentIndex(below)
