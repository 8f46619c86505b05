"""Asking the process that aligns, and what it answers."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from modules.clouds.rules.registration import Firmness, Rigid
from workstation.api import RESOURCES, Job, UserError

_PATIENCE_S = 300.0


@dataclass(frozen=True)
class Aligned:
    """The movement from the one file's coordinates to the other's, and how good it is.

    ``rms`` is that of the distances from the surfaces where both overlap, ``overlap`` the share of the moving points
    that have a surface near, all in units of the files.
    """

    rigid: Rigid
    rms: float
    overlap: float
    firmness: Firmness
    converged: bool
    voxel: float


def align_clouds(
    job: Job, moving: Path, fixed: Path, *, initial: Rigid | None = None, voxel: float = 0.0
) -> Aligned:
    """Bring the pyramid ``moving`` onto ``fixed``; without ``initial`` the coarse movement is looked for by features.

    Raises ``Cancelled``, ``UserError("clouds.align_failed")``.
    """
    request = {
        "moving": str(moving), "fixed": str(fixed), "voxel": voxel,
        "initial": initial.matrix.tolist() if initial is not None else None,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "modules.clouds.importers.aligning.worker"], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=RESOURCES.parent, text=True,
    )
    late = threading.Timer(_PATIENCE_S, process.kill)
    late.start()
    try:
        answer = _ask(job, process, json.dumps(request))
    finally:
        late.cancel()
        process.kill()
        process.wait()
    if "matrix" not in answer:
        raise UserError("clouds.align_failed")
    x, y, z = answer["direction"]
    return Aligned(
        Rigid.of_matrix(np.array(answer["matrix"])), answer["rms"], answer["overlap"],
        Firmness((x, y, z), answer["share"]), answer["converged"], answer["voxel"],
    )


def _ask(job: Job, process: "subprocess.Popen[str]", request: str) -> dict[str, Any]:
    """Wait for the answer, and stop when somebody asks to."""
    text = request
    while True:
        job.check()
        try:
            out, _ = process.communicate(text or None, timeout=0.2)
        except subprocess.TimeoutExpired:
            text = ""
            continue
        try:
            answer: dict[str, Any] = json.loads(out)
        except ValueError:
            return {}
        return answer
