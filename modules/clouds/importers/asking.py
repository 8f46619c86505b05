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
SPACE = "modules.clouds.importers.space.worker"
_SILENCE_S = 600.0
_TURN_S = 0.2


def ask_worker(
    job: Job, worker: str, request: Message, item: str, *, failed: str = "clouds.space_failed",
    within: tuple[int, int] = (0, 1),
) -> Message:
    """What ``python -m worker`` answers to a request; ``item`` is what the progress says is under way, ``within`` which
    of how many requests this one is.

    Raises ``Cancelled``, the ``UserError`` that the process tells, or one of the code ``failed`` when it ended without
    an answer (as when memory ran out) or said nothing for ten minutes.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:  # a request may hold more than a pipe takes at once
        json.dump(request, said)
        said.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", worker], stdin=said, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=RESOURCES.parent, text=True, encoding="utf-8",
        )
    assert process.stdout is not None
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        answer = _listen(job, lines, item, within)
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()
    if "error" in answer:
        raise UserError(str(answer["error"]), **answer.get("values", {}))
    if not answer:
        raise UserError(failed, name=item)
    return answer


def tell(done: int, total: int) -> None:
    """On the far side: say how far the work is."""
    print(json.dumps({"done": done, "total": total}), flush=True)


def _listen(job: Job, lines: "queue.Queue[str | None]", item: str, within: tuple[int, int]) -> Message:
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
            done, total = int(said["done"]), int(said["total"])
            job.progress(within[0] * total + done, within[1] * total, item)
    return {}


def _read(stream: IO[str], lines: "queue.Queue[str | None]") -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)
