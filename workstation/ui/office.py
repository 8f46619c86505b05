"""Keeping the office registry up with the open case, quietly: it is only an index, and may be switched off."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from workstation.domain.change import Changes
from workstation.domain.errors import UserError
from workstation.services.job import Task
from workstation.services.office import Rebuilt
from workstation.storage.read import Read
from workstation.ui.shell import Shell

_PAUSE_MS = 4000  # after the last change
_KINDS = ("parties", "claims", "responsibility", "incident")


class OfficeWatch(QObject):
    """Reads a case into the registry when it is opened, and again after what the registry holds has changed."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)  # its timer goes with the window, never when Python collects garbage on another thread
        self._shell = shell
        self._told = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._take_in)
        shell.case_changed.connect(self._on_case)
        shell.changed.connect(self._on_changed)

    def _on_case(self) -> None:
        self._timer.stop()
        if self._shell.case is not None:
            self._timer.start(0)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_KINDS):
            self._timer.start(_PAUSE_MS)

    def _take_in(self) -> None:
        shell = self._shell
        if shell.case is not None and shell.settings.office_registry:
            shell.query(self._write, self._written)

    def _write(self, read: Read) -> UserError | None:
        """Twice if need be: an index that breaks while it is used is put aside by the second attempt."""
        program, wrong = self._shell.program, None
        for _ in range(2):
            try:
                program.office.take_in(program.workbench, read)
            except UserError as error:
                wrong = error
            else:
                return None
        return wrong

    def _written(self, error: UserError | None) -> None:
        shell, file = self._shell, self._shell.program.office.file
        if error is not None:
            if not self._told:
                self._told = True
                shell.notify(shell.words.error(error), "warning")
            return
        if file.set_aside is not None:
            put_aside, file.set_aside = file.set_aside, None
            self.rebuild(put_aside)

    def rebuild(self, put_aside: Path) -> None:
        """Read the cases that are known here again, after the registry's file was damaged."""
        shell, program = self._shell, self._shell.program
        folders = [Path(name) for name in dict.fromkeys((*program.office.file.salvaged, *shell.settings.recent))]
        officer = program.identities.machine().officer

        def read(task: Task) -> Rebuilt:
            return program.office.read_cases(program.workbench, officer, folders, task)

        def done(rebuilt: Rebuilt) -> None:
            shell.notify(shell.words(
                "The office registry was damaged; it was made anew from {count} cases, and {failed} could not be read. "
                "The damaged file is kept as {name}; what people had confirmed is kept too.",
                count=rebuilt.read, failed=len(rebuilt.failed), name=put_aside.name,
            ), "warning")

        shell.start(shell.words("Making the office registry anew"), read, done)
