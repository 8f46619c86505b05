"""Choosing among the files that the vault holds, or taking more in."""

from collections.abc import Collection, Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from workstation.api import FileState, Read, StoredFile
from workstation.api.widgets import EmptyState, RecordTableView, Shell, TableColumn, button, label, on_key


class FilePicker(QDialog):
    """A table of the case's originals; several can be chosen. ``suffixes`` (lower case) leave others out."""

    def __init__(
        self, shell: Shell, title: str, *, leave_out: Collection[str] = (), suffixes: Sequence[str] = ()
    ) -> None:
        super().__init__(shell.window)
        self._shell, self._leave_out, self._suffixes = shell, set(leave_out), tuple(suffixes)
        words = shell.words
        self.setWindowTitle(title)
        self.resize(820, 560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.addWidget(label(title, "title"))
        self.take_button = button(shell, words("Take files in …"), self._take_in, icon_name="file-import")
        self.table: RecordTableView[StoredFile] = RecordTableView(
            shell, "edata-files", (
                TableColumn(words("File"), lambda file: file.name, 300),
                TableColumn(words("Size"), lambda file: f"{file.size:,}", 110, sort=lambda file: file.size, right=True),
                TableColumn(words("Taken in"), lambda file: file.taken_in.text("%Y-%m-%d %H:%M"), 140),
                TableColumn("SHA-256", lambda file: file.sha256[:16], 140),
            ), key=lambda file: file.id,
            empty=EmptyState(shell, "files", words("Nothing fits yet. Take the files in first."),
                             button(shell, words("Take files in …"), self._take_in, icon_name="file-import")),
        )
        self.table.activated.connect(lambda _: self.accept())
        layout.addWidget(self.table, 1)
        line = QHBoxLayout()
        line.addWidget(self.take_button)
        line.addStretch(1)
        line.addWidget(button(shell, words("Cancel"), self.reject))
        self.accept_button = button(shell, words("Choose"), self.accept, role="primary")
        line.addWidget(self.accept_button)
        layout.addLayout(line)
        self.table.selected.connect(lambda files: self.accept_button.setEnabled(bool(files)))
        self.accept_button.setEnabled(False)
        on_key(self, "Ctrl+Return", self.accept)
        shell.changed.connect(self._refresh)
        self._refresh()

    def chosen(self) -> list[StoredFile]:
        """The files chosen."""
        return self.table.selection()

    def _take_in(self) -> None:
        self._shell.import_files(self._shell.open_files(self._shell.words("Take files in")))

    def _refresh(self, _: object = None) -> None:
        self._shell.query(self._load, self.table.set_records)

    def _load(self, read: Read) -> list[StoredFile]:
        return [
            file for file in read.all(StoredFile, order=("name",))
            if file.id not in self._leave_out and file.state is not FileState.WITHDRAWN
            and (not self._suffixes or file.name.lower().endswith(self._suffixes))
        ]


def pick_files(
    shell: Shell, title: str, *, leave_out: Collection[str] = (), suffixes: Sequence[str] = ()
) -> list[StoredFile]:
    """Let a person choose originals; empty if they thought better of it."""
    dialog = FilePicker(shell, title, leave_out=leave_out, suffixes=suffixes)
    try:
        return dialog.chosen() if dialog.exec() == QDialog.DialogCode.Accepted else []
    finally:
        dialog.deleteLater()
