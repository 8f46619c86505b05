"""The redacted copy (脱敏): what the machine found and what an officer ticked; areas drawn on photographs."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QTabWidget, QVBoxLayout, QWidget

from workstation.domain.redaction import RedactedPicture, RedactedTerm, RedactionKind
from workstation.domain.words import N_
from workstation.services.dossier import Exported, Request, export_document
from workstation.services.job import Job
from workstation.services.redaction import deciding
from workstation.services.redaction.listing import KINDS, found_in
from workstation.services.redaction.plan import Removed, plan_of
from workstation.services.redaction.proposing import Proposal, Proposals, propose
from workstation.services.redaction.replacing import squeezed
from workstation.storage.read import Read
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.form import Field, ask_form
from workstation.ui.kit.page import PageBase
from workstation.ui.kit.parts import EmptyState, Header, button, label, on_key
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.review.pictures import PicturesPanel
from workstation.ui.shell import Shell

_SOURCES = {"records": N_("record of the case"), "labels": N_("beside a label"), "pattern": N_("by its form"),
            "decided": N_("decided before")}
_BY_HAND = (
    Field("text", N_("Text to be removed"), required=True),
    Field("kind", N_("What it is"), "choice", choices=tuple(KINDS.items()), required=True),
)
_CHANGE = (
    Field("replacement", N_("Printed instead"), required=True), Field("reason", N_("Reason of the removal")),
)
_STYLES = (("surname", N_("张某某: keeps the surname")), ("order", N_("甲某: tells nothing")))


@dataclass(frozen=True)
class Row:
    """A text, proposed or decided."""

    kind: RedactionKind
    text: str
    count: int
    where: str
    source: str
    term: RedactedTerm | None = None


@dataclass(frozen=True)
class Decided:
    """What officers decided so far."""

    terms: tuple[RedactedTerm, ...]
    pictures: tuple[RedactedPicture, ...]


class RedactionPage(PageBase):
    """Texts on one side, pictures on the other; both are records of the case as soon as they are decided."""

    kinds = ("redacted_terms", "redacted_pictures")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.proposals = Proposals((), ())
        self.removed: tuple[Removed, ...] = ()  # as the copy says that was written last
        self._decided = Decided((), ())
        self.look_button = button(
            shell, words("Look for personal data"), self.look, icon_name="search", tip="Ctrl+L"
        )
        self.write_button = button(
            shell, words("Write the redacted copy …"), self.write, icon_name="file-export", role="primary"
        )
        self.header = Header(words("Redacted copy (脱敏副本)"), "", self.look_button, self.write_button)
        self.body.addWidget(self.header)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._texts(), words("Texts"))
        self.pictures = PicturesPanel(shell)
        self.tabs.addTab(self.pictures, words("Pictures"))
        self.body.addWidget(self.tabs, 1)
        on_key(self, "Ctrl+L", self.look)
        self.refresh()

    def _texts(self) -> QWidget:
        words, part = self.words, QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        line = FlowLayout()
        self.remove_button = button(self.shell, words("Take out"), self.remove, icon_name="check", tip="Space")
        self.keep_button = button(self.shell, words("Print it"), self.keep, icon_name="x", tip="Delete")
        self.change_button = button(self.shell, words("Print something else …"), self.change, icon_name="pencil")
        self.hand_button = button(self.shell, words("Another text …"), self.by_hand, icon_name="plus")
        for one in (self.remove_button, self.keep_button, self.change_button, self.hand_button):
            line.addWidget(one)
        self.style_box = QComboBox()
        self.style_box.setAccessibleName(words("Names that stand for names"))
        for value, text in _STYLES:
            self.style_box.addItem(words(text), value)
        line.addWidget(self.style_box)
        column.addLayout(line)
        self.table: RecordTable[Row] = RecordTable(
            self.shell, "redaction", (
                Column(words("Decision"), lambda row: words("removed") if row.term else words("kept"), 80,
                       level=lambda row: "success" if row.term else ""),
                Column(words("What it is"), lambda row: words(KINDS[row.kind]), 120),
                Column(words("Text"), lambda row: row.text, 240),
                Column(words("Printed instead"), lambda row: row.term.replacement if row.term else "", 130),
                Column(words("Times"), lambda row: str(row.count or ""), 60, sort=lambda row: row.count, right=True),
                Column(words("Found in"), lambda row: row.where, 300),
                Column(words("Pages of the copy last written"), self._pages, 220),
                Column(words("Found how"), lambda row: words(_SOURCES[row.source]), 110),
                Column(words("Reason"), lambda row: row.term.reason if row.term else "", 140),
            ),
            key=lambda row: squeezed(row.text),
            empty=EmptyState(self.shell, "search", words(
                "Let the program look through everything that the dossier would print: it proposes names, numbers and "
                "addresses. What is removed, you decide."
            ), button(self.shell, words("Look for personal data"), self.look)),
        )
        self.table.selected.connect(lambda _: self._enable())
        self.table.activated.connect(self._toggle)
        on_key(self.table, "Space", self.remove)
        on_key(self.table, "Delete", self.keep)
        column.addWidget(self.table, 1)
        column.addWidget(label(words(
            "Several lines can be chosen at once, with Shift or Ctrl. Enter changes a decision."
        ), "small"))
        return part

    def load(self, read: Read) -> Decided:
        return Decided(tuple(read.all(RedactedTerm)), tuple(read.all(RedactedPicture)))

    def show_data(self, data: Decided) -> None:
        self._decided = data
        self._show()

    def view_state(self) -> tuple[Proposals, tuple[Removed, ...]]:
        return self.proposals, self.removed

    def restore_view(self, state: tuple[Proposals, tuple[Removed, ...]] | None) -> None:
        if state is not None:
            self.proposals, self.removed = state
            self._show()

    def _show(self) -> None:
        seen = {picture.id for picture in self._decided.pictures}
        waiting = sum(picture.sha256 not in seen for picture in self.proposals.pictures)
        self.header.set_subtitle(self.words(
            "{terms} texts removed, {pictures} pictures looked at, {waiting} not yet. Pictures that nobody has looked "
            "at are left out.", terms=len(self._decided.terms), pictures=len(seen), waiting=waiting,
        ))
        self.table.set_records(self._rows())
        self.pictures.show_pictures(self.proposals.pictures, self._decided.pictures, writable=self.shell.recording)
        self._enable()

    def _rows(self) -> list[Row]:
        terms = {squeezed(term.text): term for term in self._decided.terms}
        rows = [_row(proposal, terms.pop(squeezed(proposal.text), None)) for proposal in self.proposals.texts]
        return [Row(term.kind, term.text, 0, "", "decided", term) for term in terms.values()] + rows

    def _pages(self, row: Row) -> str:
        if row.term is None:
            return ""
        key = row.kind.value, row.term.replacement
        return found_in((one for one in self.removed if (one.kind, one.what) == key), self.words)

    def _enable(self) -> None:
        chosen = self.table.selection() if self.shell.recording else []
        self.remove_button.setEnabled(any(row.term is None for row in chosen))
        self.keep_button.setEnabled(any(row.term is not None for row in chosen))
        self.change_button.setEnabled(len(chosen) == 1 and chosen[0].term is not None)
        self.hand_button.setEnabled(self.shell.recording)
        self.write_button.setEnabled(bool(self._decided.terms or self._decided.pictures) and self.shell.recording)

    def look(self) -> None:
        """Let the machine look through everything that would be printed."""
        catalogue, words = self.shell.catalogue, self.words
        self.shell.run(
            words("Looking for personal data"), lambda job: propose(job, catalogue, "dossier", words), self._found
        )

    def _found(self, proposals: Proposals) -> None:
        self.proposals = proposals
        self._show()
        self.shell.notify(self.words(
            "{texts} texts and {pictures} pictures to decide on", texts=len(proposals.texts),
            pictures=len(proposals.pictures),
        ), "info")

    def remove(self) -> None:
        """Decide that what is chosen is removed."""
        self._remove([(row.kind, row.text) for row in self.table.selection() if row.term is None])

    def _remove(self, texts: Sequence[tuple[RedactionKind, str]], reason: str = "") -> None:
        style, words = str(self.style_box.currentData()), self.words
        if texts:
            self.shell.do("redaction.redact", lambda work: deciding.redact(
                work, texts, words, style=style, reason=reason
            ))

    def keep(self) -> None:
        """Decide that what is chosen is printed."""
        texts = [row.text for row in self.table.selection() if row.term is not None]
        if texts:
            self.shell.do("redaction.keep", lambda work: deciding.keep(work, texts))

    def _toggle(self, row: Row) -> None:
        if not self.shell.recording:
            return
        if row.term is None:
            self._remove([(row.kind, row.text)])
        else:
            self.shell.do("redaction.keep", lambda work: deciding.keep(work, [row.text]))

    def change(self) -> None:
        """Print something else for a text."""
        (row,) = self.table.selection()
        if row.term is None:
            return
        term = row.term
        values = ask_form(self.shell, row.text, _CHANGE, {"replacement": term.replacement, "reason": term.reason})
        if values is not None:
            self.shell.do("redaction.rename", lambda work: deciding.rename(
                work, term.id, values["replacement"], values["reason"]
            ))

    def by_hand(self) -> None:
        """Remove a text that the machine did not propose."""
        values = ask_form(self.shell, self.words("Another text …"), _BY_HAND, {"kind": RedactionKind.NAME})
        if values is not None:
            self._remove([(RedactionKind(values["kind"]), values["text"])])

    def write(self) -> None:
        """Ask where to and what about pictures that nobody has seen, then write as a job."""
        case, words = self.shell.case, self.words
        if case is None:
            return
        suggestion = words("redacted copy") + ".pdf"  # without the name of the case, which may be somebody's
        target = self.shell.save_file(words("Write the redacted copy …"), suggestion, "PDF (*.pdf)")
        if target is None:
            return
        signer, language, path = self.shell.signed_in, words.language, target.with_suffix(".pdf")

        def write(job: Job) -> Exported:
            return export_document(job, Request(path, language=language, redaction=plan_of(job.read())), signer)

        self.shell.run(words("Writing the redacted copy"), write, self._written)

    def _written(self, exported: Exported) -> None:
        self.removed = exported.removed
        self._show()
        for failure in exported.failures:
            self.shell.notify(self.words.error(failure), "warning")
        self.shell.notify(self.words(
            "Wrote {path}. It was read back: nothing of what was removed is left in it.", path=exported.path
        ), "success")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(exported.path)))


def _row(proposal: Proposal, term: RedactedTerm | None) -> Row:
    where = "、".join(f"{title} {count}" for title, count in proposal.where.items())
    return Row(proposal.kind, proposal.text, proposal.count, where, proposal.source, term)

