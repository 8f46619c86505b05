"""The bottom strip: jobs under way with their progress and a way to stop each."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from workstation.ui.jobs import JobEntry, JobState
from workstation.ui.kit.parts import button, clear, label
from workstation.ui.shell import Shell


class _Row(QWidget):
    """One job."""

    def __init__(self, shell: Shell, entry: JobEntry) -> None:
        super().__init__()
        self._shell, self.entry = shell, entry
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        self._title = label(entry.title)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(320)
        self._item = label("", "small")
        line.addWidget(self._title)
        line.addWidget(self._bar, 1)
        line.addWidget(self._item, 2)
        failed = entry.state is JobState.FAILED
        text = shell.words("Dismiss") if failed else shell.words("Stop")
        line.addWidget(button(shell, text, self._act, role="quiet", icon_name="x" if failed else "player-stop"))
        self.update_progress()

    def update_progress(self) -> None:
        """Show how far the job is."""
        progress = self.entry.progress
        self._bar.setRange(0, progress.total)
        self._bar.setValue(min(progress.done, progress.total))
        if self.entry.state is JobState.FAILED:
            self._item.setText(self._shell.words("Failed"))
            self._bar.hide()
        elif progress.total:
            self._item.setText(f"{progress.done} / {progress.total}   {progress.item}")
        else:
            self._item.setText(progress.item)

    def _act(self) -> None:
        if self.entry.state is JobState.FAILED:
            self._shell.jobs.dismiss(self.entry)
        else:
            self._title.setText(self._shell.words("Stopping …"))
            self.entry.cancel()


class JobStrip(QFrame):
    """All jobs; hidden while there are none."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self._shell = shell
        self._rows: list[_Row] = []
        self._shown: list[tuple[JobEntry, JobState]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 4, 8, 4)
        self._layout.setSpacing(0)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        shell.jobs.updated.connect(self._update)
        self._update()

    def _update(self) -> None:
        entries = self._shell.jobs.entries
        shown = [(entry, entry.state) for entry in entries]
        if shown != self._shown:
            clear(self._layout)
            self._shown = shown
            self._rows = [_Row(self._shell, entry) for entry in entries]
            for row in self._rows:
                self._layout.addWidget(row)
        for row in self._rows:
            row.update_progress()
        self.setVisible(bool(entries))
