"""Heavy calculation in a process of its own: one request, one answer; it ends when somebody asks to stop."""

import json
import subprocess
import sys
import threading
from typing import Any

from workstation.api import RESOURCES, Job, UserError

Message = dict[str, Any]
_PATIENCE_S = 300.0


def ask_process(job: Job, module: str, request: Message) -> Message:
    """What ``python -m module`` answers to a request; nothing if it ended without an answer.

    Raises ``Cancelled``, and the ``UserError`` that an answer with ``error`` and ``values`` names.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=RESOURCES.parent, text=True, encoding="utf-8",
    )
    late = threading.Timer(_PATIENCE_S, process.kill)
    late.start()
    try:
        answer = _answer(job, process, json.dumps(request) + "\n")
    finally:
        late.cancel()
        process.kill()
        process.wait()
    if "error" in answer:
        raise UserError(str(answer["error"]), **answer.get("values", {}))
    return answer


def _answer(job: Job, process: "subprocess.Popen[str]", request: str) -> Message:
    text = request
    while True:
        job.check()
        try:
            out, _ = process.communicate(text or None, timeout=0.2)
        except subprocess.TimeoutExpired:
            text = ""
            continue
        try:
            answer: Message = json.loads(out)
        except ValueError:
            return {}
        return answer
