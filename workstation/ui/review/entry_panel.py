"""One ledger entry in full: who, when, why, and each record that it changed, before and after."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from workstation.domain.record import Ref
from workstation.services import history
from workstation.services.history_words import HistoryLine, describe
from workstation.storage.ledger import EntryKind, LedgerEntry, RecordChange
from workstation.storage.read import Read
from workstation.ui.entries import Found, Known
from workstation.ui.kit.page import scrolled
from workstation.ui.kit.parts import Badge, PropertyList, button, clear, label, separator
from workstation.ui.shell import Shell

_LINE = 16  # characters of a hash on one line
_NAMES = ("name", "title", "text", "number")
_MOST = 40  # changed records that are listed


@dataclass(frozen=True)
class _Shown:
    line: HistoryLine
    entry: LedgerEntry
    lines: dict[Ref, HistoryLine]


class EntryPanel(QFrame):
    """Shows the entry chosen in the ledger, with a way to its records and a way to take it back."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._shell = shell
        self._seq = 0
        self._shown: _Shown | None = None
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(16, 14, 16, 14)
        self._body.setSpacing(8)
        self._body.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))
        self.undo_button = button(
            shell, shell.words("Take this step back"), self._undo, icon_name="arrow-back-up",
            tip=shell.words("Writes what was there before as a new step; nothing leaves the ledger."),
        )
        self.undo_button.hide()
        layout.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignRight)
        layout.setContentsMargins(0, 0, 10, 10)
        self.setMinimumWidth(round(260 * shell.tokens.scale))
        self.show_entry(0)

    def show_entry(self, seq: int) -> None:
        """Show the entry of that number; 0 is none."""
        self._seq = seq
        if seq:
            self._shell.query(lambda read: self._load(read, seq), self._arrive)
            return
        clear(self._body)
        self.undo_button.hide()
        self._body.addWidget(label(self._shell.words("Choose an entry to see what it changed."), "muted", wrap=True))

    def _load(self, read: Read, seq: int) -> _Shown | None:
        entry, words = read.entry(seq), self._shell.words
        if entry is None:
            return None
        refs = [Ref(kind=change.kind, id=change.id) for change in entry.changes[:_MOST]]
        return _Shown(describe(entry, words), entry, {ref: describe(entry, words, only=ref) for ref in refs})

    def _arrive(self, shown: _Shown | None) -> None:
        if shown is not None and shown.entry.seq == self._seq:
            self._shown = shown
            self._shell.entries.name(shown.lines, self._fill)

    def _fill(self, known: Known) -> None:
        shown, words = self._shown, self._shell.words
        if shown is None or shown.entry.seq != self._seq:
            return
        clear(self._body)
        line = shown.line
        self._body.addWidget(label(line.operation, "title", wrap=True))
        if not line.verified:
            self._body.addWidget(Badge(self._shell, words("Not signed in"), "warning"))
        self._body.addWidget(PropertyList([
            (words("Number"), f"#{line.seq}"), (words("Beijing time"), line.at), (words("Officer"), line.officer),
            (words("Reason"), line.reason), (words("Hash"), _in_lines(line.hash)),
        ]))
        for change in shown.entry.changes[:_MOST]:
            ref = Ref(kind=change.kind, id=change.id)
            self._body.addWidget(separator())
            self._add_record(ref, known.by_ref.get(ref), change, shown.lines[ref])
        rest = len(shown.entry.changes) - _MOST
        if rest > 0:
            self._body.addWidget(label(words("and {count} more records", count=rest), "muted"))
        self.undo_button.setVisible(shown.entry.kind is EntryKind.DO and self._shell.writable)

    def _add_record(self, ref: Ref, found: Found | None, change: RecordChange, line: HistoryLine) -> None:
        words, row = self._shell.words, QHBoxLayout()
        if change.before is None:
            level, text = "success", words("Added")
        elif change.after is None:
            level, text = "error", words("Removed")
        else:
            level, text = "info", words("Changed")
        row.addWidget(Badge(self._shell, text, level), 0, Qt.AlignmentFlag.AlignTop)
        name = found.name if found else _name_in(change) or words("Record of the kind {kind}", kind=ref.kind)
        row.addWidget(label(name, wrap=True), 1)
        if found is not None:
            row.addWidget(button(
                self._shell, "", lambda: self._shell.reveal(ref), icon_name="chevron-right", role="quiet",
                tip=words("Go to this record"),
            ), 0, Qt.AlignmentFlag.AlignTop)
        self._body.addLayout(row)
        for field in line.fields:
            text = f"{field.field}: {field.before or '—'} → {field.after or '—'}"
            self._body.addWidget(label(text, "small", wrap=True, selectable=True))

    def _undo(self) -> None:
        seq, words = self._seq, self._shell.words
        self._shell.call(
            lambda case: history.undo_step(case, seq),
            lambda step: self._shell.notify(words("Undo: {operation}", operation=words(f"op.{step.operation}"))),
        )


def _name_in(change: RecordChange) -> str:
    """What a record that is gone was called, from its own image."""
    image = change.after or change.before or {}
    return next((str(image[name]) for name in _NAMES if image.get(name)), "")


def _in_lines(digest: str) -> str:
    """A hash, which has no place where a line could break, in lines."""
    return "\n".join(digest[at : at + _LINE] for at in range(0, len(digest), _LINE))
