"""Signatures in PDF files: sign one, check one, and the certificates behind them."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from workstation.domain.words import N_
from workstation.services.job import Job
from workstation.services.signatures.document import (
    Statement,
    Verified,
    sign_document,
    statements,
    verdict,
    verify_document,
)
from workstation.services.signatures.request import SignRequest
from workstation.services.signatures.signing import Signed
from workstation.services.signatures.trust import Trust
from workstation.storage.read import Read
from workstation.ui.kit.page import PageBase, scrolled
from workstation.ui.kit.parts import Badge, Card, EmptyState, Header, button, clear, label, on_key
from workstation.ui.review.office import OfficeCard
from workstation.ui.review.sign_dialog import SignDialog, field_name
from workstation.ui.shell import Shell

_PDF = "PDF (*.pdf)"
_LEVELS = {"success": N_("it holds"), "info": N_("for information"), "warning": N_("not proven"), "error": N_("broken")}


class SignaturesPage(PageBase):
    """What was found in the document that was looked at last, and the office's certificates below."""

    kinds = ()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self.verified: Verified | None = None
        self.body.addWidget(Header(
            words("Signatures"), words("Signatures stand in the PDF itself: any reader of PDF files can check them."),
            button(shell, words("Sign a document …"), self.sign, icon_name="certificate", role="primary",
                   tip="Ctrl+G"),
            button(shell, words("Check a document …"), self.verify, icon_name="shield-check", tip="Ctrl+H"),
        ))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        self.result = Card(words("Document that was checked"))
        self.office = OfficeCard(shell, self._again)
        for part in (self.result, self.office):
            column.addWidget(part)
        column.addStretch(1)
        self.body.addWidget(scrolled(content), 1)
        on_key(self, "Ctrl+G", self.sign)
        on_key(self, "Ctrl+H", self.verify)
        self._show()
        self.refresh()

    def load(self, read: Read) -> None:
        del read

    def show_data(self, data: None) -> None:
        del data

    def view_state(self) -> Verified | None:
        return self.verified

    def restore_view(self, state: Verified | None) -> None:
        if state is not None:
            self._arrived(state)

    def sign(self) -> None:
        """Choose a PDF, look at it, ask how to sign it."""
        path = self._choose(self.words("Sign a document …"))
        if path is not None:
            self._look(path, then_sign=True)

    def verify(self) -> None:
        """Choose a PDF and say what its signatures are worth."""
        path = self._choose(self.words("Check a document …"))
        if path is not None:
            self._look(path)

    def _choose(self, title: str) -> Path | None:
        found = self.shell.open_files(title, _PDF)
        return found[0] if found else None

    def _look(self, path: Path, *, then_sign: bool = False) -> None:
        trust = Trust(self.shell.program.profile)
        self.shell.run(
            self.words("Checking the signatures"), lambda job: _verified(job, path, trust),
            self._ask if then_sign else self._arrived,
        )

    def _again(self) -> None:
        """Whom the office trusts changed: what was said may read otherwise now."""
        if self.verified is not None:
            self._look(self.verified.path)

    def _ask(self, verified: Verified) -> None:
        self._arrived(verified)
        dialog = SignDialog(self.shell, verified)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.request is not None:
            self._sign(dialog.request)
        dialog.deleteLater()

    def _sign(self, request: SignRequest) -> None:
        signer = self.shell.signed_in
        self.shell.run(
            self.words("Signing"), lambda job: sign_document(job, request, job.parse, signer), self._signed
        )

    def _signed(self, signed: Signed) -> None:
        self.shell.notify(self.words(
            "{name} signed {path} in the field {field}: PAdES {level}", name=signed.name, path=signed.path.name,
            field=field_name(self.shell, signed.field), level=signed.level,
        ), "success")
        for note in signed.notes:
            self.shell.notify(self.words.error(note), "warning")
        self._look(signed.path)

    def _arrived(self, verified: Verified) -> None:
        self.verified = verified
        self._show()

    def _show(self) -> None:
        words = self.words
        clear(self.result.body)
        if self.verified is None:
            self.result.body.addWidget(EmptyState(
                self.shell, "shield-check", words(
                    "Choose a PDF: who signed it and when, whether it was changed since, and who vouches for the "
                    "certificate is said here in plain words."
                ), button(self.shell, words("Check a document …"), self.verify),
            ))
            return
        line = QHBoxLayout()
        line.addWidget(label(self.verified.path.name, "title"))
        line.addStretch(1)
        line.addWidget(button(self.shell, words("Open it"), self._open, icon_name="external-link", role="quiet"))
        self.result.body.addLayout(line)
        self._say(verdict(self.verified, words), "title")
        for one in statements(self.verified, words):
            self._say(one)
        if self.verified.free:
            places = "、".join(field_name(self.shell, field) for field in self.verified.free)
            self.result.body.addWidget(label(words("Still to be signed: {places}", places=places), "muted", wrap=True))

    def _say(self, statement: Statement, role: str = "") -> None:
        line = QHBoxLayout()
        badge = Badge(self.shell, self.words(_LEVELS[statement.level]), statement.level)
        line.addWidget(badge)
        line.addWidget(label(statement.text, role, wrap=True, selectable=True), 1)
        self.result.body.addLayout(line)

    def _open(self) -> None:
        if self.verified is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.verified.path)))


def _verified(job: Job, path: Path, trust: Trust) -> Verified:
    job.progress(0, 0, path.name)
    return verify_document(job.parse, path, trust)
