"""Lanes: which thread may do what to an open case.

One case thread takes every write in turn; queries and jobs have worker threads; parsers have processes of
their own. Nothing here knows of a window.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from workstation.services.job import Job, Parse, Progress
from workstation.storage.case import Case
from workstation.storage.read import Read
from workstation.storage.work import Work

T = TypeVar("T")

_JOB_THREADS = 3
_QUERY_THREADS = 2


@dataclass(frozen=True)
class RunningJob(Generic[T]):
    """A job under way: its result to come, and the way to ask it to stop."""

    future: Future[T]
    cancel: Callable[[], None]


class Lanes:
    """The threads of one open case; ``close`` waits for what is under way."""

    def __init__(self, case: Case, parse: Parse) -> None:
        self.case = case
        self._parse = parse
        self._case_thread = ThreadPoolExecutor(1, "case")
        self._jobs = ThreadPoolExecutor(_JOB_THREADS, "job")
        self._queries = ThreadPoolExecutor(_QUERY_THREADS, "query")
        self._running: set[threading.Event] = set()

    @property
    def busy(self) -> bool:
        """Whether jobs are under way."""
        return bool(self._running)

    def call(self, fn: Callable[[Case], T]) -> Future[T]:
        """Run ``fn`` on the case thread, after all that was asked for before."""
        return self._case_thread.submit(fn, self.case)

    def write(
        self, operation: str, fn: Callable[[Work], T], *, undoable: bool = True, reason: str = "",
        witness: bool = False, initiator: object = None,
    ) -> Future[T]:
        """One step on the case thread."""

        def step(case: Case) -> T:
            with case.work(
                operation, undoable=undoable, reason=reason, witness=witness, initiator=initiator
            ) as work:
                return fn(work)

        return self.call(step)

    def query(self, fn: Callable[[Read], T]) -> Future[T]:
        """A read off the window's thread."""
        return self._queries.submit(self.case.look, fn)

    def run(self, fn: Callable[[Job], T], report: Callable[[Progress], None]) -> RunningJob[T]:
        """Long work on a worker lane; ``report`` is called from there."""
        cancel = threading.Event()
        job = Job(self.case, self._job_write, self._parse, report, cancel)
        self._running.add(cancel)
        future = self._jobs.submit(fn, job)
        future.add_done_callback(lambda _: self._running.discard(cancel))
        return RunningJob(future, cancel.set)

    def _job_write(
        self, operation: str, fn: Callable[[Work], T], *, undoable: bool = True, reason: str = "", witness: bool = False
    ) -> T:
        return self.write(operation, fn, undoable=undoable, reason=reason, witness=witness).result()

    def close(self) -> None:
        """Ask every job to stop, let the case thread finish what was handed to it, and end the threads."""
        for cancel in tuple(self._running):
            cancel.set()
        executors: tuple[Any, ...] = (self._jobs, self._queries, self._case_thread)
        for executor in executors:
            executor.shutdown(wait=True, cancel_futures=executor is not self._case_thread)
