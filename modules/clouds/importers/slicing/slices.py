"""A slice at a height becomes a picture at true scale with proposed walls, for scene drawings to lie on."""

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from modules.clouds import operations
from modules.clouds.importers.asking import ask_worker
from modules.clouds.importers.building import build_pyramid
from modules.clouds.importers.keeping import keep_file
from modules.clouds.queries import eyes_of, frame_fits_of, pyramid_folder
from modules.clouds.records import Cloud, FrameFit
from modules.clouds.rules.georeference import rigid_of
from modules.clouds.rules.registration import Rigid
from workstation.api import Job, PlanImage, ProposedWall, Read, Ref, StoredFile, UserError

_WORKER = "modules.clouds.importers.slicing.worker"


@dataclass(frozen=True)
class SliceWanted:
    """A slice ``thickness_m`` thick about ``height_m``, in metres of the frame that the cloud was fitted to, else of
    its file; pixels of ``metres_per_px``."""

    cloud_id: str
    title: str
    height_m: float
    thickness_m: float = 0.1
    metres_per_px: float = 0.01

    def __post_init__(self) -> None:
        if not (math.isfinite(self.height_m) and self.thickness_m > 0 and self.metres_per_px > 0):
            raise UserError("clouds.bad_slice")


@dataclass(frozen=True)
class Sliced:
    """A slice that is not kept yet: its record lacks the file, which lies at ``path``."""

    values: dict[str, Any]
    path: Path


def placed_of(read: Read, cloud: Cloud) -> tuple[str, Rigid, FrameFit | None]:
    """The frame in which pictures of a cloud are told, and the movement into it, for points in metres."""
    fits = frame_fits_of(read, cloud.id)
    if fits:
        return fits[0].frame, rigid_of(fits[0]), fits[0]
    return cloud.frame or "unknown", Rigid.identity(), None


def slice_cloud(job: Job, wanted: SliceWanted) -> Sliced:
    """Cut the slice and look for walls; nothing is written into the case.

    Raises ``Cancelled``, ``UserError``: ``clouds.unit_unknown``, ``clouds.empty_slice``, ``clouds.slice_failed``.
    """
    read = job.read()
    cloud = read.get(Cloud, wanted.cloud_id)
    if cloud.metres is None:
        raise UserError("clouds.unit_unknown", name=cloud.name)
    frame, rigid, fit = placed_of(read, cloud)
    key = hashlib.sha256(repr((wanted, fit)).encode()).hexdigest()[:24]
    path = pyramid_folder(read, cloud) / "slices" / f"{key}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    answer = ask_worker(job, _WORKER, {
        "do": "slice", "cloud": str(build_pyramid(job, cloud.id)), "metres": cloud.metres,
        "matrix": rigid.matrix.tolist(), "height": wanted.height_m, "thickness": wanted.thickness_m,
        "size": wanted.metres_per_px, "eyes": eyes_of(read, cloud.id), "out": str(path),
    }, cloud.name, failed="clouds.slice_failed")
    walls = tuple(_wall(dict(wall)) for wall in answer["walls"])
    accuracy = math.hypot(cloud.accuracy_m or 0.0, fit.rms_m if fit else 0.0)
    note = f"SHA-256 {read.get(StoredFile, cloud.file_id).sha256[:16]}…"
    return Sliced({
        "title": wanted.title, "width_px": answer["width"], "height_px": answer["height"],
        "metres_per_px": answer["size"], "origin": (answer["left"], answer["bottom"]), "frame": frame,
        "height_m": wanted.height_m, "thickness_m": wanted.thickness_m, "u_m": accuracy or None,
        "source": Ref("clouds", cloud.id), "walls": walls, "note": note,
    }, path)


def _wall(said: dict[str, Any]) -> ProposedWall:
    start, end = (tuple(said.pop(name)) for name in ("start", "end"))
    return ProposedWall(start=start, end=end, **said)


def keep_slice(job: Job, sliced: Sliced) -> PlanImage:
    """Hand a slice over to the drawings; its picture goes into the vault."""
    file = keep_file(job, sliced.path, f"{sliced.values['title']}.png", "clouds.slice", datetime.now(UTC))
    image = PlanImage(file_id=file.id, **sliced.values)
    return job.write("clouds.slice", lambda work: operations.keep_slice(work, image))
