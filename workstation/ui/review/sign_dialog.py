"""Signing one document: with which key, where, why, with a time stamp or without."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from workstation.domain.words import N_
from workstation.services.signatures.authority import Authority
from workstation.services.signatures.document import Verified
from workstation.services.signatures.request import KeyFile, KeySource, SignRequest, Token
from workstation.services.signatures.trust import Trust
from workstation.ui.kit.parts import button, label, on_key
from workstation.ui.shell import Shell

FIELDS = {
    "investigator": N_("Investigator (承办人)"), "reviewer": N_("Reviewer (审核人)"),
    "filed_by": N_("Filed by (立卷人)"), "checked_by": N_("Checked by (检查人)"),
}
_OTHER, _TOKEN = "other", "token"


def field_name(shell: Shell, field: str) -> str:
    """What a signature field is called; those of further volumes carry a number."""
    known = next((name for name in FIELDS if field.startswith(name)), "")
    if not known:
        return field
    rest = field.removeprefix(known).strip("_")
    return " ".join(filter(None, (shell.words(FIELDS[known]), rest)))


class SignDialog(QDialog):
    """``request`` afterwards holds what is to be done."""

    def __init__(self, shell: Shell, document: Verified) -> None:
        super().__init__(shell.window)
        self._shell, self._document = shell, document
        self.request: SignRequest | None = None
        words = shell.words
        self.setWindowTitle(words("Sign a document"))
        self.setMinimumWidth(520)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 20)
        layout.setSpacing(10)
        layout.addWidget(label(words("Sign a document"), "title"))
        layout.addWidget(label(document.path.name, "muted", wrap=True))
        self.place, self.reason, self.key = QComboBox(), QLineEdit(), QComboBox()
        self.secret, self.library, self.time_stamps = QLineEdit(), QLineEdit(), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.library.setText(shell.settings.token_library)
        self.time_stamps.setText(shell.settings.time_stamps)
        self.time_stamps.setPlaceholderText(words("none"))
        self._fill_places()
        self._fill_keys(shell.settings.key_file)
        self._library_row = self._row(words("Library of the token (PKCS#11)"), self.library, self._choose_library)
        self._add(layout, words("Where to sign"), self.place)
        self._add(layout, words("Reason of the signature"), self.reason)
        self._add(layout, words("Key to sign with"), self.key)
        layout.addWidget(self._library_row)
        self._secret_label = self._add(layout, words("Passphrase of the key"), self.secret)
        self._add(layout, words("Time stamp server (RFC 3161)"), self.time_stamps)
        layout.addWidget(label(words(
            "Without a time stamp the time is that of this computer only. The document itself stays as it is; the "
            "signature is added at its end."
        ), "small", wrap=True))
        self.message = label("", "error", wrap=True)
        self.message.hide()
        layout.addWidget(self.message)
        layout.addLayout(self._buttons())
        self.key.currentIndexChanged.connect(lambda _: self._key_chosen())
        on_key(self, "Ctrl+Return", self.try_accept)
        self._key_chosen(ask=False)
        self.secret.setFocus()

    def _add(self, layout: QVBoxLayout, title: str, widget: QWidget) -> QLabel:
        name = label(title, "small")
        name.setBuddy(widget)
        widget.setAccessibleName(title)
        layout.addWidget(name)
        layout.addWidget(widget)
        return name

    def _row(self, title: str, line: QLineEdit, choose: Callable[[], object]) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        inner = QHBoxLayout()
        line.setAccessibleName(title)
        inner.addWidget(line, 1)
        inner.addWidget(button(self._shell, self._shell.words("Choose …"), choose))
        column.addWidget(label(title, "small"))
        column.addLayout(inner)
        return row

    def _buttons(self) -> QHBoxLayout:
        words, line = self._shell.words, QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(self._shell, words("Cancel"), self.reject))
        self.sign_button = button(self._shell, words("Sign"), self.try_accept, role="primary", icon_name="certificate")
        self.sign_button.setDefault(True)
        line.addWidget(self.sign_button)
        return line

    def _fill_places(self) -> None:
        for field in self._document.free:
            self.place.addItem(field_name(self._shell, field), field)
        if not self._document.free:
            self.place.addItem(self._shell.words("At the foot of the last page"), "")

    def _fill_keys(self, chosen: str) -> None:
        self.key.clear()
        files = Authority(self._shell.program.profile).key_files()
        other = Path(chosen)
        if chosen and other.is_file() and other not in files:
            files.append(other)
        for path in files:
            self.key.addItem(path.stem, str(path))
            if str(path) == chosen:
                self.key.setCurrentIndex(self.key.count() - 1)
        self.key.addItem(self._shell.words("Another key file (.p12, .pfx) …"), _OTHER)
        self.key.addItem(self._shell.words("A card or stick (PKCS#11)"), _TOKEN)

    def _key_chosen(self, *, ask: bool = True) -> None:
        words, chosen = self._shell.words, self.key.currentData()
        token = chosen == _TOKEN
        self._library_row.setVisible(token)
        text = words("PIN of the token") if token else words("Passphrase of the key")
        self.secret.setAccessibleName(text)
        self._secret_label.setText(text)
        if ask and chosen == _OTHER:
            found = self._shell.open_files(words("Choose a key file"), "PKCS#12 (*.p12 *.pfx)")
            self.key.blockSignals(True)
            self._fill_keys(str(found[0]) if found else "")
            self.key.blockSignals(False)

    def _choose_library(self) -> None:
        found = self._shell.open_files(self._shell.words("Choose the library of the token"))
        if found:
            self.library.setText(str(found[0]))

    def _source(self) -> KeySource | None:
        chosen = self.key.currentData()
        if chosen == _OTHER:
            return None
        if chosen == _TOKEN:
            return Token(Path(self.library.text().strip()), "", self.secret.text()) if self.library.text() else None
        return KeyFile(Path(str(chosen)), self.secret.text())

    def try_accept(self) -> None:
        """Take what was chosen, or say what is missing."""
        source = self._source()
        if source is None:
            self.message.setText(self._shell.words("Choose a key file, or the library of a token."))
            self.message.show()
            return
        settings, trust = self._shell.settings, Trust(self._shell.program.profile)
        if isinstance(source, KeyFile):
            settings.key_file = str(source.path)
        else:
            settings.token_library = str(source.library)
        settings.time_stamps = self.time_stamps.text().strip()
        settings.save()
        path = self._document.path
        self.request = SignRequest(
            path, path, source, str(self.place.currentData()), self.reason.text().strip(), "",
            settings.time_stamps, settings.language, tuple(root.der for root in trust.roots()),
            tuple(trust.revocations()),
        )
        self.accept()
