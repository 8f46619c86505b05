"""What the command line says: sentences and progress for people, or one JSON document for programs."""

import io
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console as RichConsole
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from workstation.domain.words import Words
from workstation.services.job import Progress as JobProgress

_HALF = re.compile("[\ud800-\udfff]")

Report = Callable[[JobProgress], None]


class Console:
    """Writes results to standard output and everything else to standard error."""

    def __init__(self, words: Words, *, as_json: bool = False) -> None:
        self.words = words
        self._as_json = as_json
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show ends nothing
        self._errors = RichConsole(stderr=True, highlight=False)
        self._answers = RichConsole(highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """A line for people; nothing when the answer is for a program."""
        if not self._as_json:
            self._answers.print(text, markup=False)

    def answer(self, answer: dict[str, Any]) -> None:
        """The whole result, for programs."""
        if self._as_json:
            text = json.dumps(answer, ensure_ascii=False, indent=2)
            # bytes of a file name that are no UTF-8 are told as \\xff, so that the answer is
            text = _HALF.sub(lambda half: rf"\\x{ord(half[0]) & 0xFF:02x}", text)
            sys.stdout.buffer.write(text.encode() + b"\n")
            sys.stdout.flush()

    def error(self, text: str, *, code: str, details: Sequence[str] = ()) -> None:
        """What went wrong, on standard error; with ``--json`` also as the answer, ``details`` one by one."""
        self._errors.print(text, style="red", markup=False, soft_wrap=True)
        self.answer({"error": {"code": code, "message": text, **({"details": list(details)} if details else {})}})

    @contextmanager
    def progress(self, title: str) -> Iterator[Report]:
        """A progress bar on standard error while long work runs."""
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            TextColumn("{task.fields[item]}", markup=False),
        )
        with Progress(*columns, console=self._errors, transient=True) as bar:
            task = bar.add_task(title, total=None, item="")

            def report(progress: JobProgress) -> None:
                bar.update(task, completed=progress.done, total=progress.total or None, item=progress.item)

            yield report
