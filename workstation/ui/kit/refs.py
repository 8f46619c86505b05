"""Choosing and showing evidence: every record that some module says may be cited."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workstation.domain.record import Ref
from workstation.ui.entries import Found, Known
from workstation.ui.kit.parts import button, clear, label
from workstation.ui.shell import Shell

_SHOWN = 300
_REF = Qt.ItemDataRole.UserRole


class RefList(QWidget):
    """The chosen references, each with its title, a way to go there and a way to take it off."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._refs: tuple[Ref, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        layout.addLayout(self._rows)
        self.add_button: QPushButton = button(shell, shell.words("Link evidence …"), self._choose, icon_name="link")
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def refs(self) -> tuple[Ref, ...]:
        """What is chosen."""
        return self._refs

    def set_refs(self, refs: Sequence[Ref]) -> None:
        """Show these references."""
        self._refs = tuple(refs)
        clear(self._rows)
        if self._refs:
            self._shell.entries.name(self._refs, self._name)

    def _name(self, known: Known) -> None:
        clear(self._rows)  # asked for twice, answered twice
        for ref in self._refs:
            self._rows.addWidget(self._row(ref, known.by_ref.get(ref)))

    def _row(self, ref: Ref, entry: Found | None) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        text = entry.name if entry else self._shell.words("(not found in this case)")
        line.addWidget(label(text, "" if entry else "error", wrap=True), 1)
        words = self._shell.words
        line.addWidget(button(
            self._shell, "", lambda: self._shell.inspect(ref), icon_name="eye", role="quiet", tip=words("Show"),
        ))
        line.addWidget(button(
            self._shell, "", lambda: self._drop(ref), icon_name="x", role="quiet", tip=words("Unlink"),
        ))
        return row

    def _drop(self, ref: Ref) -> None:
        self.set_refs([other for other in self._refs if other != ref])
        self.edited.emit()

    def _choose(self) -> None:
        picked = pick_evidence(self._shell, self._refs)
        if picked is not None:
            self.set_refs(picked)
            self.edited.emit()


class EvidencePicker(QDialog):
    """A list with a search box; several entries can be ticked."""

    def __init__(self, shell: Shell, chosen: Sequence[Ref]) -> None:
        super().__init__(shell.window)
        self._shell = shell
        self._chosen = dict.fromkeys(chosen)
        self._entries: list[Found] = []
        self.setWindowTitle(shell.words("Link evidence"))
        self.resize(620, 560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(10)
        layout.addWidget(label(shell.words("Link evidence"), "title"))
        self.search_box = QLineEdit()
        self.search_box.setPlaceholderText(shell.words("Search by number, title or detail …"))
        self.search_box.textChanged.connect(lambda _: self._fill())
        layout.addWidget(self.search_box)
        self.list = QListWidget()
        self.list.itemChanged.connect(self._ticked)
        layout.addWidget(self.list, 1)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(shell, shell.words("Cancel"), self.reject))
        line.addWidget(button(shell, shell.words("Link these"), self.accept, role="primary"))
        layout.addLayout(line)
        shell.entries.ask(self._show)

    def refs(self) -> tuple[Ref, ...]:
        """What is ticked."""
        return tuple(self._chosen)

    def _show(self, known: Known) -> None:
        self._entries = [entry for entry in known.all if entry.evidence]
        self._fill()

    def _fill(self) -> None:
        needles = self.search_box.text().casefold().split()
        self.list.blockSignals(True)
        self.list.clear()
        for entry in self._entries:
            if all(needle in entry.haystack or needle in entry.letters for needle in needles):
                item = QListWidgetItem(f"{entry.name}    {entry.detail}".rstrip(), self.list)
                item.setData(_REF, entry.ref)
                ticked = Qt.CheckState.Checked if entry.ref in self._chosen else Qt.CheckState.Unchecked
                item.setCheckState(ticked)
            if self.list.count() >= _SHOWN:
                break
        self.list.blockSignals(False)

    def _ticked(self, item: QListWidgetItem) -> None:
        ref = item.data(_REF)
        if item.checkState() == Qt.CheckState.Checked:
            self._chosen[ref] = None
        else:
            self._chosen.pop(ref, None)


def pick_evidence(shell: Shell, chosen: Sequence[Ref] = ()) -> tuple[Ref, ...] | None:
    """Let a person choose evidence; none if they thought better of it."""
    dialog = EvidencePicker(shell, chosen)
    try:
        return dialog.refs() if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()
