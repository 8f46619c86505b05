"""``Job``: long work on a worker lane. It reads, hands batches to the case thread, and can be stopped.

``Task`` is the same for work that has no case yet: it only says how far it is, and can be stopped.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from workstation.domain.errors import Cancelled
from workstation.domain.evidence import Problem
from workstation.domain.parsed import Parsed
from workstation.domain.time import Moment
from workstation.storage.case import Case
from workstation.storage.read import Read
from workstation.storage.work import Work

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """How far a job is; ``total`` 0 means that the end is not known yet. ``item`` is what is under way."""

    done: int
    total: int
    item: str = ""


class Parse(Protocol):
    """Runs a parser on an untrusted file in a process of its own."""

    def __call__(self, function: str, path: Path, **options: Any) -> Parsed: ...


class Write(Protocol):
    """Runs one step on the case thread and waits for it."""

    def __call__(
        self, operation: str, fn: Callable[[Work], T], *, undoable: bool = ..., reason: str = ..., witness: bool = ...
    ) -> T: ...


class Task:
    """The handle of long work: says how far it is, and hears when somebody asked to stop."""

    def __init__(self, report: Callable[[Progress], None], cancel: threading.Event | None = None) -> None:
        self._report = report
        self._cancel = cancel or threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._cancel.is_set()

    def check(self) -> None:
        """Raises ``Cancelled`` if somebody asked to stop."""
        if self.cancelled:
            raise Cancelled

    def progress(self, done: int, total: int, item: str = "") -> None:
        """Say how far the work is. Raises ``Cancelled`` if somebody asked to stop."""
        self.check()
        self._report(Progress(done, total, item))

    def on_case(self, case: Case, parse: Parse) -> "Job":
        """The job of this task on a case that the calling thread alone works on."""
        return Job(case, direct_write(case), parse, self._report, self._cancel)


class Job(Task):
    """The handle of long work on a case."""

    def __init__(
        self, case: Case, write: Write, parse: Parse, report: Callable[[Progress], None],
        cancel: threading.Event | None = None,
    ) -> None:
        super().__init__(report, cancel)
        self.case = case
        self.write = write
        self.parse = parse
        self.problems: list[Problem] = []

    def read(self) -> Read:
        """A view for the calling thread."""
        return self.case.read()

    def problem(self, path: str, code: str, /, **values: object) -> Problem:
        """Note a bad item; the job's owner stores what is noted here with its next batch."""
        noted = Problem(
            path=path, code=code, values={name: str(value) for name, value in values.items()},
            at=Moment(utc=datetime.now(UTC)),
        )
        self.problems.append(noted)
        return noted


def direct_write(case: Case) -> Write:
    """Steps taken at once in the calling thread: for the command line, where that thread is the case thread."""

    def write(
        operation: str, fn: Callable[[Work], T], *, undoable: bool = True, reason: str = "", witness: bool = False
    ) -> T:
        with case.work(operation, undoable=undoable, reason=reason, witness=witness) as work:
            return fn(work)

    return write
