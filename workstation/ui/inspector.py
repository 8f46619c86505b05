"""The right panel: what a record is, and what the ledger says was done to it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from workstation.domain.change import Changes
from workstation.domain.contributed import SearchEntry
from workstation.domain.record import Ref
from workstation.services.history_words import HistoryLine, describe
from workstation.storage.read import Read
from workstation.ui.kit.page import scrolled
from workstation.ui.kit.parts import Badge, PropertyList, clear, label, separator
from workstation.ui.shell import Shell

Shown = tuple[Ref, SearchEntry | None, list[HistoryLine]]


class Inspector(QFrame):
    """Shows one record at a time."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setMinimumWidth(round(250 * shell.tokens.scale))
        self._shell = shell
        self.ref: Ref | None = None
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(16, 18, 16, 16)
        self._body.setSpacing(10)
        self._body.setAlignment(Qt.AlignmentFlag.AlignTop)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(content))
        shell.changed.connect(self._on_changed)
        self.inspect(None)

    def inspect(self, ref: Ref | None) -> None:
        """Show a record, or that none is chosen."""
        self.ref = ref
        if ref is None or self._shell.case is None:
            clear(self._body)
            self._body.addWidget(label(self._shell.words("Details and history"), "title"))
            hint = self._shell.words("Choose a record to see what was done to it, when and by whom.")
            self._body.addWidget(label(hint, "muted", wrap=True))
            return
        self._shell.query(lambda read: self._load(read, ref), self._arrive)

    def _on_changed(self, changes: Changes) -> None:
        if any(Ref(change.kind, change.id) == self.ref for change in changes.items):
            self.inspect(self.ref)

    def _load(self, read: Read, ref: Ref) -> Shown:
        words = self._shell.words
        entry = read.titles([ref]).get(ref)
        return ref, entry, [describe(line, words, only=ref) for line in reversed(read.history(ref))]

    def _arrive(self, shown: Shown) -> None:
        ref, entry, lines = shown
        if ref == self.ref:  # otherwise another record was chosen meanwhile
            self._show(entry, lines)

    def _show(self, entry: SearchEntry | None, lines: list[HistoryLine]) -> None:
        words = self._shell.words
        clear(self._body)
        if entry is not None:
            self._body.addWidget(label(entry.title, "title", wrap=True))
            self._body.addWidget(PropertyList([
                (words("Number"), entry.number), (words("Detail"), words(entry.detail)),
            ]))
            self._body.addWidget(separator())
        self._body.addWidget(label(words("History"), "title"))
        for line in lines:
            self._body.addWidget(self._line(line))

    def _line(self, line: HistoryLine) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(2)
        layout.addWidget(label(line.operation, wrap=True))
        who = label(f"{line.at}  {line.officer}", "small", wrap=True)
        layout.addWidget(who)
        if not line.verified:
            layout.addWidget(Badge(self._shell, self._shell.words("Not signed in"), "warning"))
        if line.reason:
            layout.addWidget(label(line.reason, "small", wrap=True))
        for field in line.fields:
            text = f"{field.field}: {field.before or '—'} → {field.after or '—'}"
            layout.addWidget(label(text, "small", wrap=True, selectable=True))
        layout.addWidget(label(f"#{line.seq}  {line.hash[:16]}", "small", selectable=True))
        layout.addWidget(separator())
        return box
