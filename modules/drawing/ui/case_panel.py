"""What of the case belongs on the drawing: exhibits and photographs, those that have no place yet first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modules.drawing import queries
from modules.drawing.queries import Subject
from modules.drawing.ui.board import Board
from workstation.api import N_, Read
from workstation.api.widgets import Shell, icon, label

KINDS = (("exhibits", N_("Exhibits")), ("photos", N_("Photographs")))


class CasePanel(QWidget):
    """``taken`` carries the ``Subject`` that was clicked; one that has a place is chosen there instead."""

    taken = Signal(object)

    def __init__(self, shell: Shell, board: Board) -> None:
        super().__init__()
        self._shell, self._board = shell, board
        self._subjects: list[Subject] = []
        words = shell.words
        self.kind = QComboBox()
        self.kind.setAccessibleName(words("What of the case"))
        for name, title in KINDS:
            self.kind.addItem(words(title), name)
        self.list = QListWidget()
        self.list.setAccessibleName(words("From the case"))
        self.list.itemClicked.connect(self._clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 8)
        said = words("Click one, then its place on the drawing. Its number follows the case.")
        hint = label(said, "small", wrap=True)
        for widget in (self.kind, self.list, hint):
            layout.addWidget(widget)
        self.kind.currentIndexChanged.connect(self.refresh)
        board.loaded.connect(self.refresh)
        board.changed.connect(self._show)
        self.refresh()

    def refresh(self) -> None:
        """Read what there is."""
        kind = str(self.kind.currentData())

        def read(read: Read) -> list[Subject]:
            return queries.subjects(read, kind)

        self._shell.query(read, self._take)

    def _take(self, found: list[Subject]) -> None:
        self._subjects = found
        self._show()

    def _show(self) -> None:
        model = self._board.model
        placed = {entity.ref: entity for entity in model.entities.values() if entity.ref} if model else {}
        state = [(one.ref.id, one.number, one.ref in placed) for one in self._subjects]
        if state == getattr(self, "_state", None) and self.list.count():
            return
        self._state = state
        self.list.clear()
        words, tokens = self._shell.words, self._shell.tokens
        for subject in sorted(self._subjects, key=lambda one: one.ref in placed):
            there = subject.ref in placed
            item = QListWidgetItem(f"{subject.number}  {subject.title}")
            item.setIcon(icon("check" if there else "map-pin", tokens.success if there else tokens.text_muted))
            item.setToolTip(words("On the drawing: click to find it") if there else words("Click, then its place"))
            item.setData(Qt.ItemDataRole.UserRole, subject)
            self.list.addItem(item)
        if not self._subjects:
            item = QListWidgetItem(words("Nothing has been registered yet."))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)

    def _clicked(self, item: QListWidgetItem) -> None:
        subject = item.data(Qt.ItemDataRole.UserRole)
        if not isinstance(subject, Subject):
            return
        model = self._board.model
        there = next((e for e in model.entities.values() if e.ref == subject.ref), None) if model else None
        if there is not None:
            self._board.choose([there])
        else:
            self.taken.emit(subject)
