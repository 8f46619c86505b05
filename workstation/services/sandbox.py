"""The sandbox: parsers of untrusted files run in processes of their own, under memory and time limits.

A parser that crashes, hangs or eats memory costs that one file. Workers live on between files; one that failed
is replaced. Starting one costs about 0.2 s, a call well under a millisecond.
"""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.parsed import Parsed
from workstation.domain.resources import PROJECT
from workstation.services.sandbox_worker import TooLongError, frame, read_frame

_MEMORY_BYTES = 2 << 30
_TIMEOUT_S = 60.0
_ANSWER_BYTES = 512 << 20


class Sandbox:
    """A few workers, shared by all threads; ``close`` leaves no process behind."""

    def __init__(
        self, workers: int = 2, *, memory_bytes: int = _MEMORY_BYTES, timeout_s: float = _TIMEOUT_S,
        preload: Sequence[str] = (),
    ) -> None:
        self._limits = {"memory_bytes": memory_bytes, "preload": list(preload)}
        self._timeout_s = timeout_s
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)
        self._workers = workers

    def parse(self, function: str, path: Path, **options: Any) -> Parsed:
        """Run the parser that ``function`` names (``package.module:name``) on ``path``.

        Raises the parser's own ``UserError``, or ``sandbox.crashed``, ``sandbox.timed_out``,
        ``sandbox.out_of_memory``, ``sandbox.failed``, each naming the file.
        """
        name = str(options.get("name", path.name))
        path = path.absolute()  # the worker stands in another folder
        worker = self._idle.get() or _Worker(self._limits)
        try:
            header, blobs = worker.ask({"function": function, "path": str(path), "options": options}, self._timeout_s)
        except _WorkerLostError as lost:
            worker.kill()
            self._idle.put(None)
            raise UserError(lost.code, name=name) from lost
        except BaseException:
            worker.kill()
            self._idle.put(None)
            raise
        self._idle.put(worker)
        if "error" in header:
            raise UserError(header["error"], **{"name": name, **_told(header["values"], path, name)})
        return Parsed(header["data"], blobs)

    def close(self) -> None:
        """End every worker that is idle; those at work end with their call."""
        for _ in range(self._workers):
            try:
                worker = self._idle.get(timeout=self._timeout_s)
            except queue.Empty:
                return
            if worker is not None:
                worker.kill()


def _told(values: dict[str, Any], path: Path, name: str) -> dict[str, Any]:
    """The values of an error; a reason that a library gave keeps its first line and calls the file by its own name."""
    reason = values.get("reason")
    if not isinstance(reason, str) or not reason:
        return values
    first = reason.strip().split("\n")[0]
    for place in (str(path), path.name):
        first = first.removeprefix(f"{place}: ").replace(place, name)
    return {**values, "reason": first}


class _WorkerLostError(Exception):
    """The worker is gone or has to go."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class _Worker:
    """One process, asked one thing at a time."""

    def __init__(self, limits: dict[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "workstation.services.sandbox_worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=PROJECT,
        )
        self._send(limits)

    def ask(self, request: dict[str, Any], timeout_s: float) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Send a request and wait for the answer, at most ``timeout_s`` seconds."""
        late = threading.Event()

        def expire() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(timeout_s, expire)
        timer.start()
        try:
            self._send(request)
            return self._receive()
        except TooLongError as error:
            raise _WorkerLostError("sandbox.answer_too_long") from error
        except (OSError, ValueError) as error:
            raise _WorkerLostError("sandbox.timed_out" if late.is_set() else "sandbox.crashed") from error
        finally:
            timer.cancel()

    def kill(self) -> None:
        """End the process and wait for its end."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close_quietly(stream)
        self._process.wait()

    def _send(self, content: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(frame(json.dumps(content).encode()))
            self._process.stdin.flush()
        except OSError as error:
            raise _WorkerLostError("sandbox.crashed") from error

    def _receive(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        stream = self._process.stdout
        assert stream is not None
        content = read_frame(stream, _ANSWER_BYTES)
        if not content:
            raise ValueError("the worker ended")
        header: dict[str, Any] = json.loads(content)
        announced = header.get("blobs", ())
        if sum(size for _, size in announced) > _ANSWER_BYTES:
            raise TooLongError
        blobs: dict[str, bytes] = {}
        for name, size in announced:
            blobs[name] = stream.read(size)
            if len(blobs[name]) != size:
                raise ValueError("the worker ended within an answer")
        return header, blobs


def _close_quietly(stream: Any) -> None:
    try:
        stream.close()
    except OSError:  # the pipe broke with its process
        return
