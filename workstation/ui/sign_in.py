"""Signing in: choose an officer and give the passphrase, or make a new officer."""

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from workstation.domain.errors import UserError
from workstation.domain.party import Officer
from workstation.domain.words import N_
from workstation.services.identity import Identities, SignedIn
from workstation.services.sealed import MINIMUM_PASSPHRASE
from workstation.ui.kit.form import Field, FormDialog
from workstation.ui.kit.parts import button, label
from workstation.ui.shell import Shell

_NEW_OFFICER = (
    Field("name", N_("Name of the officer"), required=True), Field("unit", N_("Unit")),
    Field("certificate_no", N_("Certificate number")),
)


class SignInDialog(QDialog):
    """Asks who acts. ``signed_in`` afterwards holds the answer."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.window)
        self._shell = shell
        self.signed_in: SignedIn | None = None
        words = shell.words
        self.setWindowTitle(words("Sign in"))
        self.setMinimumWidth(420)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 20)
        layout.setSpacing(10)
        layout.addWidget(label(words("Sign in"), "title"))
        about = words("Every step in the ledger names who took it, and exports are signed.")
        layout.addWidget(label(about, "muted", wrap=True))
        self.officer_box = QComboBox()
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(words("Passphrase"))
        self.passphrase.returnPressed.connect(self.try_sign_in)
        self.message = label("", "error", wrap=True)
        self.message.hide()
        self._nobody = label(words("No officer is known on this computer yet: make one."), wrap=True)
        layout.addWidget(self._nobody)
        for title, box in ((words("Officer"), self.officer_box), (words("Passphrase"), self.passphrase)):
            box.setAccessibleName(title)
            cell = QVBoxLayout()
            cell.setSpacing(3)
            cell.addWidget(label(title, "small"))
            cell.addWidget(box)
            layout.addLayout(cell)
        layout.addWidget(self.message)
        line = QHBoxLayout()
        line.addWidget(button(shell, words("New officer …"), self.make_officer, icon_name="plus", role="quiet"))
        line.addStretch(1)
        line.addWidget(button(shell, words("Cancel"), self.reject))
        self.sign_in_button = button(shell, words("Sign in"), self.try_sign_in, role="primary")
        self.sign_in_button.setDefault(True)
        line.addWidget(self.sign_in_button)
        layout.addLayout(line)
        self._fill(shell.settings.last_officer)

    def try_sign_in(self) -> None:
        """Unlock the officer's key with the passphrase."""
        officer_id = self.officer_box.currentData()
        if officer_id is None:
            self._say(self._shell.words("Make an officer first."))
            return
        identities, passphrase = self._shell.program.identities, self.passphrase.text()
        self._take_input(ready=False)
        self._shell.aside(lambda: _attempt(identities, officer_id, passphrase), self._answered)

    def _answered(self, answer: SignedIn | UserError) -> None:
        self._take_input(ready=True)
        if isinstance(answer, UserError):
            self._say(self._shell.words.error(answer))
            self.passphrase.selectAll()
            self.passphrase.setFocus()
        elif self.isVisible():  # otherwise the person thought better of it
            self.signed_in = answer
            self._shell.settings.last_officer = answer.officer.id
            self._shell.settings.save()
            self.accept()

    def _take_input(self, *, ready: bool) -> None:
        """Unlocking takes a second on purpose: so long, nothing can be entered and the button says why."""
        for widget in (self.officer_box, self.passphrase, self.sign_in_button):
            widget.setEnabled(ready)
        self.sign_in_button.setText(self._shell.words("Sign in" if ready else "Unlocking …"))

    def make_officer(self) -> None:
        """Make a new officer with a key of their own."""
        dialog = NewOfficerDialog(self._shell)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._fill(dialog.officer_id)
            self.passphrase.setFocus()
        dialog.deleteLater()

    def _fill(self, chosen: str) -> None:
        self.officer_box.clear()
        for officer in self._shell.program.identities.officers():
            text = f"{officer.name}  {officer.unit}  {officer.certificate_no}".strip()
            self.officer_box.addItem(text, officer.id)
            if officer.id == chosen:
                self.officer_box.setCurrentIndex(self.officer_box.count() - 1)
        known = self.officer_box.count() > 0
        self._nobody.setVisible(not known)
        self.officer_box.setEnabled(known)
        self.passphrase.setEnabled(known)
        self.sign_in_button.setEnabled(known)
        if known:
            self.passphrase.setFocus()

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.show()


def sign_in(shell: Shell) -> None:
    """Ask who acts; from then on they do."""
    dialog = SignInDialog(shell)
    if dialog.exec() == QDialog.DialogCode.Accepted and dialog.signed_in is not None:
        shell.act_as(dialog.signed_in)
    dialog.deleteLater()


def _attempt(identities: Identities, officer_id: str, passphrase: str) -> SignedIn | UserError:
    try:
        return identities.sign_in(officer_id, passphrase)
    except UserError as error:
        return error


class NewOfficerDialog(FormDialog):
    """Name, unit, certificate number and a passphrase given twice."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, shell.words("New officer"), _NEW_OFFICER, accept_text=shell.words("Create"))
        self.officer_id = ""
        self.first, self.second = QLineEdit(), QLineEdit()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        hint = shell.words("At least {minimum} characters; several words are best.", minimum=MINIMUM_PASSPHRASE)
        for title, box in ((shell.words("Passphrase"), self.first), (shell.words("Passphrase again"), self.second)):
            box.setEchoMode(QLineEdit.EchoMode.Password)
            box.setAccessibleName(title)
            cell = QVBoxLayout()
            cell.setSpacing(3)
            cell.addWidget(label(title, "small"))
            cell.addWidget(box)
            layout.insertLayout(layout.count() - 2, cell)
        layout.insertWidget(layout.count() - 2, label(hint, "small", wrap=True))

    def try_accept(self) -> None:
        """Make the key; locking it takes a second on purpose, as unlocking does."""
        values, identities = self.form.values(), self._shell.program.identities
        if values is None or not self.accept_button.isEnabled():
            return
        passphrase, again = self.first.text(), self.second.text()
        self.accept_button.setEnabled(False)
        self._shell.aside(lambda: _attempt_to_make(identities, values, passphrase, again), self._made)

    def _made(self, answer: Officer | UserError) -> None:
        self.accept_button.setEnabled(True)
        if isinstance(answer, UserError):
            self.say(answer)
        else:
            self.officer_id = answer.id
            self.accept()


def _attempt_to_make(
    identities: Identities, values: dict[str, str], passphrase: str, again: str
) -> Officer | UserError:
    try:
        if passphrase != again:
            raise UserError("identity.passphrases_differ")
        return identities.create(values["name"], values["unit"], values["certificate_no"], passphrase)
    except UserError as error:
        return error
