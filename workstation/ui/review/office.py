"""The office's certificates: make the authority, issue and revoke, hand the root out, trust the roots of others."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from workstation.domain.words import N_
from workstation.services.sealed import MINIMUM_PASSPHRASE
from workstation.services.signatures.authority import Authority, Issued, common_name
from workstation.services.signatures.trust import Root, Trust
from workstation.ui.kit.flow import FlowLayout
from workstation.ui.kit.form import Field, FormDialog
from workstation.ui.kit.parts import Badge, Card, EmptyState, button, clear, label
from workstation.ui.shell import Shell

_OFFICE = (Field("unit", N_("Unit"), required=True),)
_PERSON = (
    Field("name", N_("Name of the officer"), required=True), Field("unit", N_("Unit")),
    Field("certificate_no", N_("Certificate number")),
)
_REASON = (Field("reason", N_("Reason of the revocation"), required=True),)
Secrets = tuple[str, ...]


class SecretsDialog(FormDialog):
    """A form with passphrases below it; ``secrets`` afterwards holds them."""

    def __init__(self, shell: Shell, title: str, fields: tuple[Field, ...], secrets: Secrets, about: str) -> None:
        super().__init__(shell, title, fields)
        self._boxes: list[QLineEdit] = []
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        for name in secrets:
            box = QLineEdit()
            box.setEchoMode(QLineEdit.EchoMode.Password)
            box.setAccessibleName(name)
            cell = QVBoxLayout()
            cell.setSpacing(3)
            cell.addWidget(label(name, "small"))
            cell.addWidget(box)
            layout.insertLayout(layout.count() - 2, cell)
            self._boxes.append(box)
        layout.insertWidget(layout.count() - 2, label(about, "small", wrap=True))

    @property
    def secrets(self) -> Secrets:
        """The passphrases, in order."""
        return tuple(box.text() for box in self._boxes)


class OfficeCard(Card):
    """What the authority of this profile issued, and which roots are trusted."""

    def __init__(self, shell: Shell, changed: Callable[[], None]) -> None:
        super().__init__(shell.words("Certificates of the office"))
        self._shell, self._changed = shell, changed
        self._authority, self._trust = Authority(shell.program.profile), Trust(shell.program.profile)
        self.refresh()

    def refresh(self) -> None:
        """Read the profile again."""
        words = self._shell.words
        clear(self.body)
        if self._authority.exists:
            self._show_authority()
        else:
            self.body.addWidget(EmptyState(
                self._shell, "certificate", words(
                    "Officers sign with certificates that an authority vouches for. Make one for your office here, or "
                    "use key files and tokens that were issued elsewhere."
                ), button(self._shell, words("Make the authority …"), self.found, role="primary"),
            ))
        self.body.addWidget(label(words("Roots that are trusted on this computer"), "title"))
        for root in self._trust.roots():
            self.body.addLayout(self._root(root))
        line = FlowLayout()
        line.addWidget(button(self._shell, words("Trust another root …"), self.trust, icon_name="shield-check"))
        self.body.addLayout(line)

    def _show_authority(self) -> None:
        words = self._shell.words
        self.body.addWidget(label(common_name(self._authority.root.subject), "muted"))
        line = FlowLayout()
        line.addWidget(button(self._shell, words("Issue a certificate …"), self.issue, icon_name="plus"))
        line.addWidget(button(self._shell, words("Hand the root out …"), self.export, icon_name="file-export"))
        self.body.addLayout(line)
        for issued in self._authority.issued():
            self.body.addLayout(self._issued(issued))

    def _issued(self, issued: Issued) -> QHBoxLayout:
        words, line = self._shell.words, QHBoxLayout()
        text = "  ".join(filter(None, (issued.name, issued.unit, issued.certificate_no)))
        line.addWidget(label(text))
        state = words("revoked") if issued.revoked_at else words("until {day}", day=issued.until[:10])
        line.addWidget(Badge(self._shell, state, "error" if issued.revoked_at else "success"))
        line.addStretch(1)
        if not issued.revoked_at:
            line.addWidget(button(self._shell, words("Revoke …"), lambda: self.revoke(issued), role="quiet"))
        return line

    def _root(self, root: Root) -> QHBoxLayout:
        words, line = self._shell.words, QHBoxLayout()
        line.addWidget(label(root.name))
        line.addWidget(label(root.fingerprint[:16] + "…", "small", selectable=True))
        line.addStretch(1)
        if root.own:
            line.addWidget(Badge(self._shell, words("own"), "accent"))
        else:
            line.addWidget(button(self._shell, words("Trust no longer"), lambda: self._distrust(root), role="quiet"))
        return line

    def found(self) -> None:
        """Make the authority."""
        words = self._shell.words
        hint = words("At least {minimum} characters; several words are best.", minimum=MINIMUM_PASSPHRASE)
        dialog = SecretsDialog(
            self._shell, words("Make the authority"), _OFFICE, (words("Passphrase of the authority"),),
            f"{words('Whoever has it can issue certificates. Keep it with the head of the office.')} {hint}",
        )
        if dialog.exec():
            values, (secret,) = dialog.accepted_values, dialog.secrets
            self._do(lambda: self._authority.create(values["unit"], secret))

    def issue(self) -> None:
        """Issue a certificate."""
        words = self._shell.words
        dialog = SecretsDialog(
            self._shell, words("Issue a certificate"), _PERSON,
            (words("Passphrase of the authority"), words("Passphrase of the officer's key")),
            words("The officer types the second passphrase; it protects the key file."),
        )
        if dialog.exec():
            values, (root, own) = dialog.accepted_values, dialog.secrets
            self._do(lambda: self._authority.issue(
                values["name"], values["unit"], values["certificate_no"], root, own
            ))

    def revoke(self, issued: Issued) -> None:
        """Take a certificate back."""
        words = self._shell.words
        dialog = SecretsDialog(
            self._shell, words("Revoke the certificate of {name}", name=issued.name), _REASON,
            (words("Passphrase of the authority"),),
            words("Signatures that no time stamp proves to be older count as revoked from now on."),
        )
        if dialog.exec():
            values, (secret,) = dialog.accepted_values, dialog.secrets
            self._do(lambda: self._authority.revoke(issued.serial, values["reason"], secret))

    def export(self) -> None:
        """Write the root and the list of revoked certificates."""
        words = self._shell.words
        target = self._shell.save_file(words("Hand the root out …"), "root.pem", "PEM (*.pem)")
        if target is not None:
            def write() -> None:
                self._authority.export_root(target)
                self._authority.export_revocations(target.with_suffix(".crl"))

            self._do(write, words("Wrote {path}", path=target))

    def trust(self) -> None:
        """Believe somebody else's root."""
        words = self._shell.words
        kinds = "PEM, DER, CRL (*.pem *.crt *.cer *.der *.crl)"
        for path in self._shell.open_files(words("Trust another root …"), kinds):
            self._do(partial(self._trust.add, path))

    def _distrust(self, root: Root) -> None:
        if self._shell.confirm(self._shell.words("Trust no longer"), root.name):
            self._do(lambda: self._trust.remove(root.fingerprint))

    def _do(self, act: Callable[[], object], said: str = "") -> None:
        """Something of a second, off the window's thread; what was typed is asked again after a wrong passphrase."""
        def then(_: object) -> None:
            if said:
                self._shell.notify(said, "success")
            self.refresh()
            self._changed()

        self._shell.aside(act, then)
