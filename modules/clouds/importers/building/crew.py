"""The processes that build a pyramid, and the way to talk with them."""

import json
import os
import queue
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from workstation.api import RESOURCES, UserError

Message = dict[str, Any]
_Heard = Message | BaseException | None
_STALLED_S = 300.0
_SETTINGS = {
    # glibc gives large arrays back at once and zeroes them anew: a second of 14 for 20 million points
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 32),
    "RAYON_NUM_THREADS": "1",  # of lazrs; each process of the crew keeps one processor busy
}


class Lost(Exception):  # noqa: N818 - it is told as a UserError by whoever knows the file
    """A process ended without an answer."""


class OutsideCube(Exception):  # noqa: N818 - the plan has to be made anew, nobody is told
    """Points lie outside the cube of the plan."""


class DiskError(Exception):
    """A process could not write; ``number`` is the system's errno."""

    def __init__(self, number: int, reason: str) -> None:
        self.number, self.reason = number, reason
        super().__init__(reason)


class _Process:
    def __init__(self, hello: Message) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "modules.clouds.importers.building.worker"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=RESOURCES.parent, text=True, encoding="utf-8",
            env=os.environ | _SETTINGS,
        )
        self._send(hello)

    def ask(self, request: Message) -> Iterator[Message]:
        """Every answer to a request; a stream has several, with ``end`` as the last."""
        self._send(request)
        while True:
            assert self._process.stdout is not None
            line = self._process.stdout.readline()
            if not line:
                raise Lost
            answer: Message = json.loads(line)
            if "outside" in answer:
                raise OutsideCube
            if "errno" in answer:
                raise DiskError(answer["errno"], answer["reason"])
            if "error" in answer:
                raise UserError(answer["error"], **answer["values"])
            yield answer
            if request["do"] != "stream" or "end" in answer:
                return

    def _send(self, message: Message) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise Lost from error

    def kill(self) -> None:
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # the pipe broke with its process
                    continue
        self._process.wait()


class Crew:
    """Several processes that share the work; ``close`` leaves none behind."""

    def __init__(self, size: int, hello: Message) -> None:
        self._processes = [_Process(hello) for _ in range(size)]

    def work(
        self, requests: Iterable[Message], arrived: Callable[[Message], None], check: Callable[[], None]
    ) -> None:
        """Give out requests to whoever is free; ``arrived`` and ``check`` are called in the calling thread.

        Raises what ``check`` raises, ``Lost``, ``OutsideCube``, ``DiskError``, or a process's ``UserError``; the
        processes are ended then.
        """
        pending, answers = deque(requests), queue.SimpleQueue[_Heard]()
        heard, working = time.monotonic(), len(self._processes)
        with ThreadPoolExecutor(working, "build") as pool:
            try:
                for process in self._processes:
                    pool.submit(_serve, process, pending, answers)
                while working:
                    try:
                        answer = answers.get(timeout=0.05)
                    except queue.Empty:
                        check()
                        if time.monotonic() - heard > _STALLED_S:
                            raise Lost from None
                        continue
                    if isinstance(answer, BaseException):
                        raise answer
                    if answer is None:
                        working -= 1
                    else:
                        arrived(answer)
                        heard = time.monotonic()
            except BaseException:
                self.close()  # before the pool waits for its threads
                raise

    def close(self) -> None:
        """End every process."""
        for process in self._processes:
            process.kill()


def _serve(process: _Process, pending: deque[Message], answers: "queue.SimpleQueue[_Heard]") -> None:
    """Put every answer of a process, then None when nothing is left to do, or what went wrong."""
    try:
        while True:
            try:
                request = pending.popleft()
            except IndexError:
                break
            for answer in process.ask(request):
                answers.put(answer)
        answers.put(None)
    except BaseException as error:
        pending.clear()
        answers.put(error)
