"""Registering many scans: every pair is aligned, then all are adjusted together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from modules.clouds.importers.aligning.align import Aligned, align_clouds
from modules.clouds.records import Link, Registration
from modules.clouds.rules.network import Edge, Settled, settle
from modules.clouds.rules.registration import Rigid
from workstation.api import Job, UserError

Starts = Mapping[tuple[int, int], Rigid]


@dataclass(frozen=True)
class Network:
    """The alignments of pairs, by the numbers of the scans (moving, fixed), and how they were settled."""

    aligned: tuple[tuple[int, int, Aligned], ...]
    settled: Settled


def align_many(job: Job, pyramids: Sequence[Path], names: Sequence[str], starts: Starts) -> Network:
    """Bring all scans into the frame of the first. ``starts`` says for a pair where the first of it lies in the second.

    Pairs that nothing ties together are left out. Raises ``Cancelled``, ``UserError("clouds.scans_apart")``.
    """
    pairs = [(moving, fixed) for fixed, moving in combinations(range(len(pyramids)), 2)]
    aligned = []
    for done, (moving, fixed) in enumerate(pairs):
        try:
            one = align_clouds(
                job, pyramids[moving], pyramids[fixed], initial=starts.get((moving, fixed)),
                item=f"{names[moving]} → {names[fixed]}", within=(done, len(pairs) + 1),
            )
        except UserError:  # these two see nothing of each other; whether all hang together is told below
            continue
        aligned.append((moving, fixed, one))
    job.progress(len(pairs), len(pairs) + 1)
    edges = [Edge(moving, fixed, one.rigid, one.rms, one.overlap, one.shared) for moving, fixed, one in aligned]
    return Network(tuple(aligned), settle(len(pyramids), edges))


def registrations_of_network(network: Network, ids: Sequence[str]) -> list[Registration]:
    """The records of a network: one for each scan but the first, with every link in each."""
    settled = network.settled
    links = tuple(
        Link(
            moving_id=ids[moving], fixed_id=ids[fixed], rms=one.rms, overlap=one.overlap, misfit=misfit[0],
            misfit_deg=misfit[1], used=used,
        )
        for (moving, fixed, one), misfit, used in zip(network.aligned, settled.misfits, settled.used, strict=True)
    )
    made = []
    for number in range(1, len(ids)):
        own = [
            (one, used) for (moving, fixed, one), used in zip(network.aligned, settled.used, strict=True)
            if number in (moving, fixed)
        ]
        best = max(own, key=lambda pair: (pair[1], pair[0].overlap))[0]
        x, y, z = (float(value) for value in settled.poses[number].translation)
        made.append(Registration(
            cloud_id=ids[number], reference_id=ids[0], method="network",
            rotation=settled.poses[number].quaternion(), translation=(x, y, z), rms=best.rms, overlap=best.overlap,
            weak_direction=best.firmness.direction, weak_share=best.firmness.share, weak_turn=best.firmness.turns,
            links=links,
        ))
    return made
