"""What lies under a click, what a search found, what is near: one list, and the facts of what is chosen in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from workstation.api import Ref
from workstation.api.widgets import FlowLayout, PropertyList, Shell, button, label, scrolled

_SITES = "map_sites"
_LEAST_PX = 230.0


@dataclass(frozen=True)
class Found:
    """One thing: its title, where it lies on the plane, its facts, and its record if it has one. ``way`` is the
    straight line to it from where one asked."""

    title: str
    detail: str
    box: tuple[float, float, float, float] | None
    facts: tuple[tuple[str, str], ...] = ()
    ref: Ref | None = None
    way: tuple[tuple[float, float], tuple[float, float]] | None = None


class FoundPanel(QWidget):
    """``chosen`` carries what to look at, ``opened`` the record to go to."""

    chosen = Signal(object)
    opened = Signal(object)
    corrected = Signal(object)
    removed = Signal(object)

    def __init__(self, shell: Shell, hint: str, *, writable: bool = True) -> None:
        super().__init__()
        self._shell, self._hint = shell, hint
        self._found: list[Found] = []
        self.head = label(hint, "muted", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(shell.words("Found"))
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(self._choose)
        self.facts = PropertyList()
        words = shell.words
        self.open_button = button(shell, words("Open its page"), partial(self._tell, self.opened),
                                  icon_name="external-link")  # fmt: skip
        self.correct_button = button(shell, words("Edit …"), partial(self._tell, self.corrected), icon_name="pencil")
        self.remove_button = button(shell, words("Remove"), partial(self._tell, self.removed), icon_name="trash",
                                    role="quiet")  # fmt: skip
        self._writable = writable
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
        acts = FlowLayout()
        for act in (self.open_button, self.correct_button, self.remove_button):
            acts.addWidget(act)
        layout.addLayout(acts)
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
        self.setMinimumHeight(round(_LEAST_PX * self._shell.tokens.scale) if found else 0)  # else others leave no room
        if found:
            self.list.setCurrentRow(0)
        self._show(found[0] if found else None)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._found):
            self._show(self._found[row])
            self.chosen.emit(self._found[row])

    def _show(self, one: Found | None) -> None:
        self.facts.set_rows(one.facts if one else ())
        own = one is not None and one.ref is not None and one.ref.kind == _SITES
        self.open_button.setVisible(one is not None and one.ref is not None and not own)
        for act in (self.correct_button, self.remove_button):
            act.setVisible(own and self._writable)

    def _tell(self, signal: SignalInstance) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._found) and self._found[row].ref is not None:
            signal.emit(self._found[row].ref)


