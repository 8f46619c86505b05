"""The processes that lay out the parts of a document, at work while the exporting thread watches over them."""

import errno
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.words import Words
from workstation.services.dossier_render import Rendered, Setting, Task, failed_part, no_room, render
from workstation.services.job import Job
from workstation.services.module import Section

_PROCESSES = 2
_POLL_S = 0.2


class Pool:
    """Two processes that lay out parts; asked to stop when the job is cancelled, replaced when they are lost."""

    def __init__(self, job: Job, setting: Setting, folder: Path) -> None:
        self.setting, self.folder = setting, folder
        self._job = job
        self._executor = self._start()

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            Path(self.setting.cancel).touch()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def render(self, parts: Sequence[tuple[Section, str]], words: Words) -> list[Rendered]:
        """Every part, in order; one whose process was lost is tried once more, alone."""
        tasks = [
            Task(section.id, part, str(self.folder / f"part{number:04}.pdf"))
            for number, (section, part) in enumerate(parts)
        ]
        futures: list[Future[Rendered]] = [self._executor.submit(render, self.setting, task) for task in tasks]
        self._follow(futures, [words(section.title) for section, _ in parts])
        return [
            self._result(future, task, words(section.title))
            for future, task, (section, _) in zip(futures, tasks, parts, strict=True)
        ]

    def call(self, function: Callable[..., Any], *values: object) -> Any:
        """Run one function in a helper process."""
        future: Future[Any] = self._executor.submit(function, *values)
        while not future.done():
            self._job.check()
            wait([future], timeout=_POLL_S)
        return future.result()

    def finish(self, function: Callable[..., Any], *values: object) -> Any:
        """The last call: when its process is lost there is nothing to fall back on."""
        try:
            return self.call(function, *values)
        except BrokenProcessPool as lost:  # qpdf ends the process when its last bytes find no room
            if no_room(self.folder):
                raise OSError(errno.ENOSPC, "no space left", str(self.folder)) from lost
            raise UserError("dossier.process_lost") from lost

    def _follow(self, futures: Sequence[Future[Rendered]], titles: Sequence[str]) -> None:
        while True:
            done = sum(future.done() for future in futures)
            under_way = next((titles[place] for place, future in enumerate(futures) if not future.done()), "")
            self._job.progress(done, len(futures) + 1, under_way)
            if done == len(futures):
                return
            wait([future for future in futures if not future.done()], timeout=_POLL_S, return_when="FIRST_COMPLETED")

    def _result(self, future: Future[Rendered], task: Task, title: str) -> Rendered:
        try:
            return future.result()
        except BrokenProcessPool:
            self._executor.shutdown(wait=True)
            self._executor = self._start()
        try:
            rendered: Rendered = self.call(render, self.setting, task)
        except BrokenProcessPool as lost:
            self._executor.shutdown(wait=True)
            self._executor = self._start()
            return failed_part(self.setting, title, Path(task.output), lost)
        return rendered

    def _start(self) -> ProcessPoolExecutor:
        # without max_tasks_per_child: with it the executor of Python 3.11 can wait for ever (cpython issue 115634)
        return ProcessPoolExecutor(_PROCESSES, multiprocessing.get_context("spawn"))
