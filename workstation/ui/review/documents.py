"""The documents that leave the case: dossier, rectification report, sealed package."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workstation.domain.finding import Severity
from workstation.domain.words import LANGUAGES, N_
from workstation.services.dossier import Request, sign_head
from workstation.services.dossier_word import export_word
from workstation.services.package import Packaged, write_package
from workstation.storage.read import Read
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.page import PageBase, scrolled
from workstation.ui.kit.parts import Badge, Card, Header, PropertyList, button, clear, label
from workstation.ui.kit.qr import QrCode
from workstation.ui.shell import Shell

_DOCUMENTS = (
    ("dossier", N_("Dossier (案卷)"),
     N_("Every section in the order of the template, with photographs, problems, findings and the signed ledger head."),
     "book"),
    ("rectification", N_("Rectification report (整改评估报告)"),
     N_("Measures item by item, with proof, on-site checks and evaluation."), "clipboard-check"),
    ("technical", N_("Technical investigation report (技术调查报告)"),
     N_("The fire, the scene, the times, the cause with its hypotheses, spread and disaster, losses, lessons: drawn "
        "from the records, with the texts of its form."), "report"),
    ("publication", N_("Text for the public (公开稿)"),
     N_("The evaluation of rectification as the public reads it, without private data."), "upload"),
)


class DocumentsPage(PageBase):
    """One card a document; what was written last can be opened from here."""

    kinds = None

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.body.addWidget(Header(
            words("Dossier and package"),
            words("Everything is signed; the head of the ledger is printed on every paper."),
        ))
        self.state = Card(words("Before you hand it over"))
        self.both_sides, self.apart = QCheckBox(), QCheckBox()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.state)
        for document, title, about, icon_name in _DOCUMENTS:
            column.addWidget(self._card(document, words(title), words(about), icon_name))
        column.addWidget(self._after_card())
        column.addWidget(self._package_card())
        self.witness = Card(words("Ledger head for the record"))
        column.addWidget(self.witness)
        column.addStretch(1)
        self.body.addWidget(scrolled(content), 1)
        self.refresh()

    def _card(self, document: str, title: str, about: str, icon_name: str) -> Card:
        words = self.words
        card = Card(title)
        card.body.addWidget(label(about, "muted", wrap=True))
        if document == "dossier":
            card.body.addLayout(self._choices())
        line = QHBoxLayout()
        for language in LANGUAGES:
            text = words("Write in Chinese …") if language == "zh" else words("Write in English …")
            made = button(
                self.shell, text, partial(self.export, document, language), icon_name=icon_name,
                role="primary" if language == "zh" else "",
            )
            made.setEnabled(self.shell.recording)
            line.addWidget(made)
        if document != "dossier":
            word = button(self.shell, words("Word …"), partial(self.export_word, document), icon_name="file-text")
            word.setEnabled(self.shell.recording)
            line.addWidget(word)
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _choices(self) -> QHBoxLayout:
        """How the dossier is to be written."""
        line = QHBoxLayout()
        for box, text in ((self.both_sides, N_("Printed on both sides")),
                          (self.apart, N_("Each volume also as a file of its own"))):
            box.setText(self.words(text))
            line.addWidget(box)
        line.addStretch(1)
        return line

    def _package_card(self) -> Card:
        words = self.words
        card = Card(words("Sealed package (移送包)"))
        card.body.addWidget(label(words(
            "Both documents, every original, the case facts and the ledger, signed, with a program that checks them "
            "on a computer that has nothing else installed."
        ), "muted", wrap=True))
        line = QHBoxLayout()
        made = button(self.shell, words("Write the package …"), self.package, icon_name="archive", role="primary")
        made.setEnabled(self.shell.recording)
        line.addWidget(made)
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _after_card(self) -> Card:
        words = self.words
        card = Card(words("After it is written"))
        card.body.addWidget(label(words(
            "Sign the document with your certificate, check whose signatures it bears, make a copy without personal "
            "data, or see what changed since the version before."
        ), "muted", wrap=True))
        line = FlowLayout()
        for text, page, icon_name in (
            (N_("Sign or check a document"), "review.signatures", "certificate"),
            (N_("Make a redacted copy"), "review.redaction", "photo-off"),
            (N_("Compare two versions"), "review.versions", "switch-horizontal"),
        ):
            line.addWidget(button(self.shell, words(text), partial(self.shell.show, page), icon_name=icon_name))
        card.body.addLayout(line)
        return card

    def package(self) -> None:
        """Ask where to, then write the package as a job."""
        case = self.shell.case
        if case is None:
            return
        target = self.shell.save_file(self.words("Write the package …"), f"{case.info.name}-package.zip", "ZIP (*.zip)")
        if target is None:
            return
        signer, words = self.shell.signed_in, self.words
        self.shell.run(
            words("Writing the package"), lambda job: write_package(job, target, signer, words), self._packed
        )

    def _packed(self, packaged: Packaged) -> None:
        text = self.words("Wrote {path} ({files} files)", path=packaged.path, files=packaged.files)
        self.shell.notify(f"{text}\n{packaged.report}", "success")

    def load(self, read: Read) -> tuple[int, int]:
        findings = self.shell.catalogue.findings(read)
        errors = sum(result.finding.severity is Severity.ERROR for result in findings)
        return errors, len(findings)

    def show_data(self, data: tuple[int, int]) -> None:
        errors, count = data
        words = self.words
        clear(self.state.body)
        line = QHBoxLayout()
        text = words("{errors} findings must be mended", errors=errors) if errors else words("Nothing must be mended")
        line.addWidget(Badge(self.shell, text, "error" if errors else "success"))
        line.addWidget(label(words("{count} findings of the rules in all", count=count), "muted"))
        line.addStretch(1)
        line.addWidget(button(self.shell, words("Look at them"), lambda: self.shell.show("review.checks"), role="quiet",
                              icon_name="chevron-right"))
        self.state.body.addLayout(line)
        self._show_witness()

    def _show_witness(self) -> None:
        case = self.shell.case
        clear(self.witness.body)
        if case is None:
            return
        witness = sign_head(case, self.shell.signed_in)
        line = QHBoxLayout()
        line.addWidget(QrCode(witness.text(), 190))
        head = QLineEdit(witness.head)  # too long for one line of a narrow window, so it scrolls
        head.setReadOnly(True)
        head.setCursorPosition(0)
        head.setAccessibleName(self.words("Hash"))
        line.addWidget(PropertyList([
            (self.words("Entries"), str(witness.size)), (self.words("Hash"), head),
            (self.words("Signed by"), self.shell.signed_in.officer.name),
        ]), 1, Qt.AlignmentFlag.AlignVCenter)
        self.witness.body.addLayout(line)

    def export(self, document: str, language: str) -> None:
        """Ask where to, then write as a job."""
        case = self.shell.case
        if case is None:
            return
        suggestion = f"{case.info.name}-{document}-{language}.pdf"
        target = self.shell.save_file(self.words("Write the document"), suggestion, "PDF (*.pdf)")
        if target is not None:
            self.write(document, language, target.with_suffix(".pdf"))

    def write(self, document: str, language: str, target: Path) -> None:
        """Write a document as a job."""
        dossier = document == "dossier"
        self.shell.export(
            document, target, self._written, language, double_sided=dossier and self.both_sides.isChecked(),
            apart=dossier and self.apart.isChecked(),
        )

    def export_word(self, document: str) -> None:
        """Ask where to, then write a Word file in the window's language, as a job."""
        case, language, signer = self.shell.case, self.words.language, self.shell.signed_in
        if case is None:
            return
        suggestion = f"{case.info.name}-{document}-{language}.docx"
        target = self.shell.save_file(self.words("Write the document"), suggestion, "Word (*.docx)")
        if target is None:
            return
        request = Request(target.with_suffix(".docx"), document, language)
        self.shell.run(self.words("Writing the document"),
                       lambda job: str(export_word(job, request, signer)), self._written)

    def _written(self, path: str) -> None:
        self.shell.notify(self.words("Wrote {path}", path=path), "success")
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))
