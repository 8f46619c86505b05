"""The right panel: what a record is, and what the ledger says was done to it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from workstation.domain.change import Changes
from workstation.domain.record import Ref
from workstation.services.history_words import BriefLine, HistoryLine, describe, describe_briefly
from workstation.storage.read import Read
from workstation.ui.entries import Known
from workstation.ui.kit.page import scrolled
from workstation.ui.kit.parts import Badge, PropertyList, button, clear, label, separator
from workstation.ui.shell import Shell

Lines = Sequence[HistoryLine | BriefLine]
_NEWEST = 12
_PAUSE_MS = 1500  # between two looks at what was done last, while much is being done


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
        self._lines: Lines = []
        self._lines_of: Ref | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._again)
        shell.changed.connect(self._on_changed)
        self.inspect(None)

    def inspect(self, ref: Ref | None) -> None:
        """Show a record; with none, what was done in the case last."""
        self.ref = ref
        if self._shell.case is not None:
            self._shell.query(lambda read: (ref, self._load(read, ref)), self._arrive)

    def _again(self) -> None:
        self.inspect(self.ref)

    def _on_changed(self, changes: Changes) -> None:
        concerned = self.ref is None or any(Ref(kind=one.kind, id=one.id) == self.ref for one in changes.items)
        if concerned and not self._pause.isActive():
            self._pause.start(0 if self.ref is not None else _PAUSE_MS)

    def _load(self, read: Read, ref: Ref | None) -> Lines:
        words = self._shell.words
        if ref is None:
            return [describe_briefly(entry, words) for entry in read.newest_in_brief(_NEWEST)]
        return [describe(entry, words, only=ref) for entry in reversed(read.history(ref))]

    def _arrive(self, answer: tuple[Ref | None, Lines]) -> None:
        ref, lines = answer
        if ref == self.ref:  # otherwise another record was chosen meanwhile
            self._lines, self._lines_of = lines, ref
            self._shell.entries.name([ref] if ref is not None else [], self._show)

    def _show(self, known: Known) -> None:
        words = self._shell.words
        if self._lines_of != self.ref:
            return
        found = known.by_ref.get(self.ref) if self.ref is not None else None
        clear(self._body)
        if self.ref is None:
            self._body.addWidget(label(words("Done last"), "title"))
            hint = words("Choose a record to see what was done to it, when and by whom.")
            self._body.addWidget(label(hint, "muted", wrap=True))
        if found is not None:
            self._body.addWidget(label(found.title, "title", wrap=True))
            self._body.addWidget(PropertyList([
                (words("Kind of record"), found.kind), (words("Number"), found.number), (words("Detail"), found.detail),
            ]))
            if found.page != self._page_on_view():
                self._body.addWidget(button(
                    self._shell, words("Go to this record"), self._go, icon_name="chevron-right", role="quiet"
                ), 0, Qt.AlignmentFlag.AlignLeft)
            self._body.addWidget(separator())
        if self.ref is not None:
            self._body.addWidget(label(words("History"), "title"))
        for line in self._lines:
            self._body.addWidget(self._line(line) if isinstance(line, HistoryLine) else self._brief(line))

    def _page_on_view(self) -> str:
        case = self._shell.case
        return self._shell.settings.pages.get(case.info.id, "") if case is not None else ""

    def _go(self) -> None:
        if self.ref is not None:
            self._shell.reveal(self.ref)

    def _brief(self, line: BriefLine) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(1)
        layout.addWidget(label(line.operation, wrap=True))
        layout.addWidget(label(f"{line.at}  {line.officer}", "small", wrap=True))
        return box

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
