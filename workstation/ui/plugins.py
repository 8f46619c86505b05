"""Approving plugins: what was found, from whom, in which exact form, and who let it run."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workstation.domain.errors import UserError
from workstation.domain.words import N_
from workstation.services.plugins import Found, PluginState, Shelf
from workstation.ui.kit.parts import EmptyState, button, label
from workstation.ui.kit.table import Column, RecordTable
from workstation.ui.shell import Shell

STATE_WORDS = {
    PluginState.APPROVED: N_("Approved"), PluginState.NEW: N_("Not approved"),
    PluginState.CHANGED: N_("Changed since it was approved"), PluginState.BROKEN: N_("Cannot be read"),
}
_LEVELS = {
    PluginState.APPROVED: "success", PluginState.NEW: "neutral", PluginState.CHANGED: "warning",
    PluginState.BROKEN: "error",
}


class PluginsPanel(QWidget):
    """The plugins of this profile. Only a signed-in officer approves or revokes, and is named with the approval."""

    def __init__(self, shell: Shell, sign_in: Callable[[], None]) -> None:
        super().__init__()
        self._shell, self._sign_in = shell, sign_in
        self._shelf = Shelf(shell.program.profile)
        words = shell.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 14, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(label(words(
            "A plugin runs only in exactly the form that an officer approved. Compare the hash with the one that the "
            "publisher gives. Changes count from the next start."
        ), "muted", wrap=True))
        empty = words("No plugin lies in {folder}.", folder=self._shelf.folder)
        self.table: RecordTable[Found] = RecordTable(
            shell, "plugins", (
                Column(words("Plugin"), lambda f: f.manifest.title if f.manifest else f.folder.name, 150),
                Column(words("Version"), lambda f: f.manifest.version if f.manifest else "", 70),
                Column(words("Publisher"), lambda f: f.manifest.publisher if f.manifest else "", 120),
                Column(words("State"), self._state, 150, level=lambda f: _LEVELS[f.state]),
                Column(words("Hash"), lambda f: f.manifest.digest if f.manifest else "", 180),
                Column(words("Approving officer"), self._approver, 160),
            ), key=lambda f: str(f.folder), filterable=False, empty=EmptyState(shell, "plug", empty),
        )
        self.table.selected.connect(lambda _: self._enable())
        layout.addWidget(self.table, 1)
        self.message = label("", "error", wrap=True)
        self.message.hide()
        layout.addWidget(self.message)
        line = QHBoxLayout()
        self.add_button = button(shell, words("Add a plugin folder …"), self.add, icon_name="plus")
        self.revoke_button = button(shell, words("Revoke"), self.revoke, icon_name="x", role="danger")
        self.approve_button = button(shell, words("Approve …"), self.approve, icon_name="shield-check", role="primary")
        line.addWidget(self.add_button)
        line.addStretch(1)
        line.addWidget(self.revoke_button)
        line.addWidget(self.approve_button)
        layout.addLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """Look at the folder again."""
        self.message.hide()
        try:
            self.table.set_records(self._shelf.found())
        except UserError as error:
            self._say(self._shell.words.error(error))
        self._enable()

    def add(self) -> None:
        """Copy a plugin's folder into the profile; it does not run until it is approved."""
        folder = self._shell.open_folder(self._shell.words("Add a plugin folder …"))
        if folder is not None:
            self.install(folder)

    def install(self, folder: Path) -> None:
        """Copy this plugin's folder into the profile."""
        self._do(lambda: self._shelf.install(folder))

    def approve(self) -> None:
        """Let the chosen plugin run, in the name of the officer who is signed in."""
        chosen = self._chosen()
        if chosen is None or chosen.manifest is None or not self._named():
            return
        manifest, officer, words = chosen.manifest, self._shell.signed_in.officer, self._shell.words
        if self._shell.confirm(words("Approve the plugin"), words(
            "{officer} lets “{title}” {version} of {publisher} run in this workstation. Hash: {digest}",
            officer=officer.name, title=manifest.title, version=manifest.version, publisher=manifest.publisher,
            digest=manifest.digest,
        )):
            self._do(lambda: self._shelf.approve(manifest.id, manifest.digest, officer.name))

    def revoke(self) -> None:
        """Do not let the chosen plugin run any more."""
        chosen = self._chosen()
        if chosen is not None and chosen.manifest is not None and self._named():
            plugin_id = chosen.manifest.id
            self._do(lambda: self._shelf.revoke(plugin_id, self._shell.signed_in.officer.name))

    def _named(self) -> bool:
        """Whether somebody is signed in, after asking."""
        if not self._shell.signed_in.officer.verified:
            self._sign_in()
        named = self._shell.signed_in.officer.verified
        if not named:
            self._say(self._shell.words("Sign in first: an approval names its officer."))
        return named

    def _chosen(self) -> Found | None:
        chosen = self.table.selection()
        return chosen[0] if len(chosen) == 1 else None

    def _enable(self) -> None:
        chosen = self._chosen()
        self.approve_button.setEnabled(
            chosen is not None and chosen.state in (PluginState.NEW, PluginState.CHANGED)
        )
        self.revoke_button.setEnabled(
            chosen is not None and chosen.state in (PluginState.APPROVED, PluginState.CHANGED)
        )
        if chosen is not None and chosen.error is not None:
            self._say(self._shell.words.error(chosen.error))

    def _state(self, found: Found) -> str:
        return self._shell.words(STATE_WORDS[found.state])

    def _approver(self, found: Found) -> str:
        told = self._shelf.approver(found.manifest.id) if found.manifest else None
        return f"{told.by}  {told.at}".strip() if told else ""

    def _do(self, act: Callable[[], object]) -> None:
        """Act, and show what is so now, with what went wrong."""
        wrong = ""
        try:
            act()
        except UserError as error:
            wrong = self._shell.words.error(error)
        self.refresh()
        if wrong:
            self._say(wrong)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.show()
