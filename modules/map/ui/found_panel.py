"""What lies under a click, what a search found, what is near: one list, and the facts of what is chosen in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from workstation.api import Ref
from workstation.api.widgets import PropertyList, Shell, button, label, scrolled


@dataclass(frozen=True)
class Found:
    """One thing: its title, where it lies on the plane, its facts, and its record if it has one."""

    title: str
    detail: str
    box: tuple[float, float, float, float] | None
    facts: tuple[tuple[str, str], ...] = ()
    ref: Ref | None = None


class FoundPanel(QWidget):
    """``chosen`` carries what to look at, ``opened`` the record to go to."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, shell: Shell, hint: str) -> None:
        super().__init__()
        self._shell, self._hint = shell, hint
        self._found: list[Found] = []
        self.head = label(hint, "muted", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(shell.words("Found"))
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(self._choose)
        self.facts = PropertyList()
        self.open_button = button(shell, shell.words("Open its page"), self._open, icon_name="external-link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 8)
        layout.addWidget(self.head)
        layout.addWidget(self.list, 2)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.facts)
        inner.addStretch(1)
        layout.addWidget(scrolled(holder), 3)
        layout.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_found([], "")

    def show_found(self, found: Sequence[Found], head: str) -> None:
        """Show these, and the facts of the first."""
        self._found = list(found)
        self.head.setText(head or self._hint)
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            item = QListWidgetItem(f"{one.title}\n{one.detail}" if one.detail else one.title)
            item.setSizeHint(QSize(0, round(self._shell.tokens.row * (1.5 if one.detail else 1))))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setVisible(bool(found))
        if found:
            self.list.setCurrentRow(0)
        self._show(found[0] if found else None)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._found):
            self._show(self._found[row])
            self.chosen.emit(self._found[row])

    def _show(self, one: Found | None) -> None:
        self.facts.set_rows(one.facts if one else ())
        self.open_button.setVisible(one is not None and one.ref is not None)

    def _open(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._found) and self._found[row].ref is not None:
            self.opened.emit(self._found[row].ref)


