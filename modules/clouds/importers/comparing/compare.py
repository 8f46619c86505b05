"""Asking for a deviation map, and keeping it with its picture."""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modules.clouds import operations
from modules.clouds.importers.asking import ask_worker
from modules.clouds.importers.building import build_pyramid
from modules.clouds.importers.keeping import keep_file
from modules.clouds.queries import pyramid_folder
from modules.clouds.records import (
    Box,
    Cloud,
    Deviation,
    DeviationKind,
    PlaneSource,
    Registration,
    Statistics,
    Triple,
    Volume,
)
from modules.clouds.rules.deviation import MAPS, values_in
from modules.clouds.rules.morton import Array
from modules.clouds.rules.placing import placements
from modules.clouds.rules.registration import Rigid
from workstation.api import Job, Read, UserError

_WORKER = "modules.clouds.importers.comparing.worker"


@dataclass(frozen=True)
class Wanted:
    """What is to be compared. Lengths are metres, ``box`` (turned by ``turn_deg``) and ``picks`` in the file's units. 0
    lets the scale, the tolerance, the reach or the size of cells follow from the points."""

    cloud_id: str
    kind: DeviationKind
    name: str
    reference_id: str = ""
    box: Box | None = None
    plane: PlaneSource = PlaneSource.FITTED
    picks: tuple[Triple, ...] = ()
    scale_m: float = 0.0
    tolerance_m: float = 0.0
    reach_m: float = 0.3
    cell_m: float = 0.0
    turn_deg: float = 0.0


@dataclass(frozen=True)
class Compared:
    """A deviation map that is not kept yet; ``folder`` has its picture and its points."""

    deviation: Deviation
    folder: Path


def compare(job: Job, wanted: Wanted) -> Compared:
    """Calculate a deviation map; nothing is written into the case.

    Raises ``Cancelled``, ``UserError``: ``clouds.unit_unknown``, ``clouds.not_registered``, ``clouds.compare_failed``,
    and what ``rules.deviation`` raises.
    """
    read = job.read()
    cloud = read.get(Cloud, wanted.cloud_id)
    if cloud.metres is None:
        raise UserError("clouds.unit_unknown", name=cloud.name)
    request: dict[str, Any] = {
        "kind": wanted.kind.value, "metres": cloud.metres, "box": wanted.box, "turn": wanted.turn_deg,
        "plane": wanted.plane.value, "picks": wanted.picks, "scale": wanted.scale_m, "tolerance": wanted.tolerance_m,
        "reach": wanted.reach_m, "cell": wanted.cell_m,
    }
    registration_id = ""
    if wanted.kind is not DeviationKind.PLANE:
        registration_id, rigid, rms = registration_between(read, cloud.id, wanted.reference_id)
        request |= {"matrix": rigid.matrix.tolist(), "u": rms * cloud.metres}
        request["reference"] = str(build_pyramid(job, wanted.reference_id))
    request["cloud"] = str(build_pyramid(job, cloud.id))
    deviation = _blank(wanted, registration_id)
    folder = pyramid_folder(read, cloud) / MAPS / deviation.id
    folder.mkdir(parents=True, exist_ok=True)
    try:
        wanted_of = request | {"out": str(folder)}
        answer = ask_worker(job, _WORKER, wanted_of, cloud.name, failed="clouds.compare_failed")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Compared(_filled(deviation, answer), folder)


def registration_between(read: Read, cloud_id: str, reference_id: str) -> tuple[str, Rigid, float]:
    """How a cloud lies in the frame of another one, by the fewest registrations on the way: the id of the one that
    ties both, if one does, the movement and its residual. Raises ``UserError("clouds.not_registered")``."""
    kept = read.all(Registration)
    place = placements(reference_id, kept).get(cloud_id)
    if place is None:
        name, reference = (read.get(Cloud, one).name for one in (cloud_id, reference_id))
        raise UserError("clouds.not_registered", name=name, other=reference)
    both = {cloud_id, reference_id}
    tie = next((one.id for one in kept if {one.cloud_id, one.reference_id} == both), "")
    return tie, place.rigid, place.rms


def _blank(wanted: Wanted, registration_id: str) -> Deviation:
    nothing = Statistics(
        count=0, mean=0, rms=0, lowest=0, highest=0, low_5=0, median=0, high_95=0, beyond=0, edges=(), counts=(),
    )
    return Deviation(
        cloud_id=wanted.cloud_id, kind=wanted.kind, name=wanted.name, reference_id=wanted.reference_id,
        registration_id=registration_id, box=wanted.box, box_turn_deg=wanted.turn_deg, picks=wanted.picks,
        statistics=nothing,
        plane_source=wanted.plane if wanted.kind is DeviationKind.PLANE else None,
    )


def _filled(deviation: Deviation, answer: dict[str, Any]) -> Deviation:
    said: dict[str, Any] = dict(answer["statistics"])
    edges, counts = tuple(said.pop("edges")), tuple(said.pop("counts"))
    plane, volume = answer.get("plane"), answer.get("volume")
    return replace(
        deviation, statistics=Statistics(edges=edges, counts=counts, **said), scale_m=answer["scale"],
        tolerance_m=answer["tolerance"],
        plane=(tuple(plane["normal"]), tuple(plane["point"])) if plane else None,
        plane_rms=plane["rms"] if plane else None, volume=Volume(**volume) if volume else None,
    )


def keep_compared(job: Job, compared: Compared) -> Deviation:
    """Keep a deviation map; its picture goes into the vault. Raises ``UserError`` when the disk does not take it."""
    name = f"{compared.deviation.name}.png"
    file = keep_file(job, compared.folder / "picture.png", name, "clouds.deviation", datetime.now(UTC))
    whole = replace(compared.deviation, picture_id=file.id)
    return job.write("clouds.deviation", lambda work: operations.keep_deviation(work, whole))


def shown_of(read: Read, deviation: Deviation) -> Array | None:
    """The distances (n,) in metres of the points of the cloud, in the order of its pyramid, ``NO_VALUE`` where there is
    none; nothing when what was derived has been deleted."""
    folder = pyramid_folder(read, read.get(Cloud, deviation.cloud_id))
    return values_in(folder / MAPS / deviation.id)
