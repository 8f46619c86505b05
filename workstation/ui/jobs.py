"""The running jobs, as the bottom strip shows them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QObject, Signal

from workstation.domain.errors import Cancelled
from workstation.services.job import Progress


class JobState(Enum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(eq=False)
class JobEntry:
    """One job on the board."""

    title: str
    progress: Progress = field(default_factory=lambda: Progress(0, 0))
    state: JobState = JobState.RUNNING
    cancel: Callable[[], None] = lambda: None


class JobBoard(QObject):
    """All jobs of the window; ``updated`` tells that something is different."""

    updated = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[JobEntry] = []

    def start(self, title: str) -> JobEntry:
        """A new job."""
        entry = JobEntry(title)
        self.entries.append(entry)
        self.updated.emit()
        return entry

    def bind(self, entry: JobEntry, cancel: Callable[[], None]) -> None:
        """How the job is asked to stop."""
        entry.cancel = cancel

    def progress(self, entry: JobEntry, progress: Progress) -> None:
        """How far the job is."""
        entry.progress = progress
        self.updated.emit()

    def finish(self, entry: JobEntry, error: BaseException | None) -> None:
        """The job ended; finished ones leave the board, failed ones stay until they were seen."""
        if error is None:
            entry.state = JobState.DONE
        else:
            entry.state = JobState.STOPPED if isinstance(error, Cancelled) else JobState.FAILED
        if entry.state is not JobState.FAILED:
            self.entries.remove(entry)
        self.updated.emit()

    def dismiss(self, entry: JobEntry) -> None:
        """Take a failed job off the board."""
        self.entries.remove(entry)
        self.updated.emit()

    @property
    def running(self) -> list[JobEntry]:
        """The jobs that have not ended."""
        return [entry for entry in self.entries if entry.state is JobState.RUNNING]
