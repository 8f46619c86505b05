"""Asking a process that calculates: one request, lines that say how far it is, one answer; it can be stopped at any
time."""

import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from typing import IO, Any

from workstation.api import RESOURCES, Job, UserError

Message = dict[str, Any]
_WORKER = "modules.clouds.importers.space.worker"
_SILENCE_S = 600.0
_TURN_S = 0.2


def ask_worker(job: Job, request: Message, item: str) -> Message:
    """The answer to a request; ``item`` is what the progress says is under way.

    Raises ``Cancelled``, the ``UserError`` that the process tells, or ``UserError("clouds.space_failed")`` when it
    ended without an answer (as when memory ran out) or said nothing for ten minutes.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:  # a request may hold more than a pipe takes at once
        json.dump(request, said)
        said.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", _WORKER], stdin=said, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=RESOURCES.parent, text=True, encoding="utf-8",
        )
    assert process.stdout is not None
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        answer = _listen(job, lines, item)
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()
    if "error" in answer:
        raise UserError(str(answer["error"]), **answer["values"])
    if not answer:
        raise UserError("clouds.space_failed", name=item)
    return answer


def _listen(job: Job, lines: "queue.Queue[str | None]", item: str) -> Message:
    heard = time.monotonic()
    while time.monotonic() - heard < _SILENCE_S:
        job.check()
        try:
            line = lines.get(timeout=_TURN_S)
        except queue.Empty:
            continue
        if line is None:
            return {}
        heard = time.monotonic()
        with suppress(ValueError):
            said: Message = json.loads(line)
            if "done" not in said:
                return said
            job.progress(int(said["done"]), int(said["total"]), item)
    return {}


def _read(stream: IO[str], lines: "queue.Queue[str | None]") -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)
