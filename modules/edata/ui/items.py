"""The list of files of an acquisition (清单): hashes, what was stated of them, and checking them again."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from modules.edata import operations
from modules.edata.importers.hashes import check_hashes
from modules.edata.queries import Item
from modules.edata.records import Acquisition, HashCheck
from modules.edata.ui.files import pick_files
from workstation.api import N_
from workstation.api.widgets import Badge, Card, Field, Shell, ask_form, button, clear, label, separator

_ALGORITHMS = (("", N_("(none)")), ("sha256", "SHA-256"), ("sm3", "SM3"), ("sha1", "SHA-1"), ("md5", "MD5"))
_FIELDS = (
    Field("category", N_("Class of the data"), help=N_("for example: video, log, document, disk image")),
    Field("stated_algorithm", N_("Hash stated by the holder or the tool"), "choice", choices=_ALGORITHMS),
    Field("stated_hash", N_("Its value"), help=N_("Spaces and colons are understood. MD5 alone proves little.")),
    Field("note", N_("Note"), "multiline"),
)


class ItemsCard(Card):
    """Below the form of an acquisition."""

    def __init__(self, shell: Shell) -> None:
        words = shell.words
        self.add_button = button(shell, words("Add files …"), lambda: self.add(), icon_name="plus", role="primary",
                                 tip="Ctrl+Shift+A")
        self.check_button = button(shell, words("Check hashes"), lambda: self.check(), icon_name="shield-check",
                                   tip=words("Hash every original again and compare it with its first hash"))
        super().__init__(words("List of files"), self.check_button, self.add_button)
        self._shell, self._words = shell, words
        self._acquisition: Acquisition | None = None
        self._rows: Sequence[Item] = ()

    def show_items(self, acquisition: Acquisition | None, rows: Sequence[Item], *, writable: bool) -> None:
        """Show the list of an acquisition, or none while a new one is entered."""
        self._acquisition, self._rows = acquisition, rows
        clear(self.body)
        self.add_button.setEnabled(acquisition is not None and writable)
        self.check_button.setEnabled(bool(rows) and writable)
        if acquisition is None or not rows:
            self.body.addWidget(label(self._words(
                "Save the acquisition first; then its files can be listed." if acquisition is None else
                "No files yet. Add what was secured: every file is listed with its hash."), "muted", wrap=True))
        for row in rows:
            self._show_row(row, writable)

    def _show_row(self, row: Item, writable: bool) -> None:
        words, line = self._words, QHBoxLayout()
        name = row.file.name if row.file else words("(not found in this case)")
        line.addWidget(label(name, "title", wrap=True, selectable=True), 1)
        for text, level in self._badges(row):
            line.addWidget(Badge(self._shell, text, level), 0, Qt.AlignmentFlag.AlignTop)
        for icon_name, tip, act in (
            ("pencil", words("Describe …"), lambda: self.describe(row)), ("x", words("Take off the list"),
                                                                        lambda: self._remove(row)),
        ):
            made = button(self._shell, "", act, icon_name=icon_name, role="quiet", tip=tip)
            made.setEnabled(writable)
            line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        if row.file is not None:
            text = f"{row.item.category}  {row.file.size:,} B\n{row.file.sha256[:32]}\n{row.file.sha256[32:]}".strip()
            self.body.addWidget(label(text, "small", wrap=True, selectable=True))
        self.body.addWidget(separator())

    def _badges(self, row: Item) -> list[tuple[str, str]]:
        words = self._words
        found = []
        if row.agrees is not None:
            found.append((words("as stated"), "success") if row.agrees else (words("not as stated"), "error"))
        elif row.item.stated_hash:
            found.append((row.item.stated_algorithm.upper(), "warning"))
        if row.check is not None:
            found.append((words("unchanged"), "success") if row.check.holds else (words("CHANGED: frozen"), "error"))
        return found

    def add(self) -> None:
        """Choose files of the vault, or take more in, and put them on the list."""
        one = self._acquisition
        if one is None or not self.add_button.isEnabled():
            return
        present = {row.item.file_id for row in self._rows}
        chosen = [file.id for file in pick_files(self._shell, self._words("Add files …"), leave_out=present)]
        if chosen:
            self._shell.do("edata.add_files", lambda work: operations.add_files(work, one.id, chosen))

    def check(self) -> None:
        """Hash every original on the list again, as a job."""
        ids = [row.file.id for row in self._rows if row.file]
        self._shell.run(self._words("Check hashes"), lambda job: check_hashes(job, ids), self._tell)

    def _tell(self, checks: list[HashCheck]) -> None:
        bad = sum(not check.holds for check in checks)
        words = self._words
        if bad:
            text = words("{bad} of {count} originals are not what they were: they are frozen.", bad=bad,
                         count=len(checks))
        else:
            text = words("{count} originals are unchanged.", count=len(checks))
        self._shell.notify(text, "error" if bad else "success")

    def describe(self, row: Item) -> None:
        """Say what a file is, and which hash was stated of it."""
        item = row.item
        values = ask_form(
            self._shell, row.file.name if row.file else "", _FIELDS,
            {field.name: getattr(item, field.name) for field in _FIELDS},
        )
        if values is not None:
            self._shell.do("edata.describe_item", lambda work: operations.describe_item(work, item.id, **values))

    def _remove(self, row: Item) -> None:
        self._shell.do("edata.remove_item", lambda work: operations.remove_item(work, row.item.id))
