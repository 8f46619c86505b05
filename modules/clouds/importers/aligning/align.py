"""Asking the process that aligns, and what it answers."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modules.clouds.importers.asking import ask_worker
from modules.clouds.records import Triple
from modules.clouds.rules.registration import Firmness, PairFit, Rigid
from workstation.api import Job

_WORKER = "modules.clouds.importers.aligning.worker"


@dataclass(frozen=True)
class Aligned:
    """The movement from the one file's coordinates to the other's, and how good it is.

    ``rms`` is that of the distances from the surfaces where both overlap, ``overlap`` the share of the moving points
    that have a surface near, all in units of the files; ``shared`` is the box, in the reference, of what both see.
    """

    rigid: Rigid
    rms: float
    overlap: float
    firmness: Firmness
    converged: bool
    voxel: float
    shared: tuple[Triple, Triple]


def refine_pairs(
    job: Job, moving: Path, fixed: Path, pairs: PairFit, item: str = "", voxel: float = 0.0
) -> tuple[Aligned, Aligned]:
    """What picked pairs gave, judged by the surfaces, and the same refined on them. Pairs that are good to a voxel keep
    the two faces of a wall apart.

    Raises ``Cancelled``, ``UserError("clouds.align_failed")``.
    """
    before = align_clouds(job, moving, fixed, initial=pairs.rigid, voxel=voxel, refine=False, item=item, within=(0, 2))
    near = pairs.rms <= before.voxel
    after = align_clouds(
        job, moving, fixed, initial=pairs.rigid, voxel=before.voxel, near=near, item=item, within=(1, 2)
    )
    return before, after


def align_clouds(
    job: Job, moving: Path, fixed: Path, *, initial: Rigid | None = None, voxel: float = 0.0,
    refine: bool = True, near: bool = False, item: str = "", within: tuple[int, int] = (0, 1),
) -> Aligned:
    """Bring the pyramid ``moving`` onto ``fixed``; without ``initial`` the coarse movement is looked for by features.
    Without ``refine`` the initial movement is only judged. ``near``: it is good to a voxel, so surfaces further
    than 2.5 voxels apart, such as the two faces of a wall, are not taken for one another. ``item`` and ``within`` are
    for the progress.

    Raises ``Cancelled``, ``UserError("clouds.align_failed")``.
    """
    request = {
        "moving": str(moving), "fixed": str(fixed), "voxel": voxel, "refine": refine,
        "near": near,
        "initial": initial.matrix.tolist() if initial is not None else None,
    }
    answer = ask_worker(job, _WORKER, request, item, failed="clouds.align_failed", within=within)
    x, y, z = answer["direction"]
    return Aligned(
        Rigid.of_matrix(np.array(answer["matrix"])), answer["rms"], answer["overlap"],
        Firmness((x, y, z), answer["share"], answer["turns"]), answer["converged"], answer["voxel"],
        (tuple(answer["low"]), tuple(answer["high"])),
    )
