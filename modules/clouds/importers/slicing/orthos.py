"""Plans and elevations as pictures at true scale: GeoTIFF with its frame, or PNG with a world file."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from modules.clouds.importers.asking import ask_worker
from modules.clouds.importers.building import build_pyramid
from modules.clouds.importers.slicing.slices import placed_of
from modules.clouds.records import Cloud
from modules.clouds.rules.clipping import Clip
from workstation.api import Job, StoredFile, UserError

_WORKER = "modules.clouds.importers.slicing.worker"


class Facing(StrEnum):
    """From where a picture is taken: above, the side that is named, or straight at a wall."""

    PLAN = "plan"
    SOUTH = "south"
    NORTH = "north"
    EAST = "east"
    WEST = "west"
    WALL = "wall"


@dataclass(frozen=True)
class OrthoWanted:
    """A picture with pixels of ``metres_per_px``; ``clip`` (in the file's coordinates) leaves out what hides the rest,
    such as the ceiling. ``yaw_deg`` is the direction, in the file's frame, in which an eye looks at a wall."""

    cloud_id: str
    facing: Facing
    metres_per_px: float = 0.005
    clip: Clip | None = None
    yaw_deg: float = 0.0


@dataclass(frozen=True)
class Ortho:
    """A picture that was written: its size, and what a pixel is in metres."""

    path: Path
    width: int
    height: int
    metres_per_px: float
    frame: str


def write_ortho(job: Job, wanted: OrthoWanted, path: Path) -> Ortho:
    """Write the picture as GeoTIFF (``.tif``) or PNG, by the name's suffix; an elevation's axes are metres along the
    wall and of height. Raises ``Cancelled``, ``UserError``: ``clouds.unit_unknown``, ``clouds.empty_slice``,
    ``clouds.ortho_failed``, ``derived.not_written``.
    """
    read = job.read()
    cloud = read.get(Cloud, wanted.cloud_id)
    if cloud.metres is None:
        raise UserError("clouds.unit_unknown", name=cloud.name)
    frame, rigid, fit = placed_of(read, cloud)
    sha256 = read.get(StoredFile, cloud.file_id).sha256
    tags = {"SOURCE": cloud.name, "SOURCE_SHA256": sha256, "FRAME": frame, "VIEW": wanted.facing.value}
    if fit is not None:
        tags["FIT_RMS_M"] = f"{fit.rms_m:.4f}"
    answer = ask_worker(job, _WORKER, {
        "do": "ortho", "cloud": str(build_pyramid(job, cloud.id)), "metres": cloud.metres,
        "matrix": rigid.matrix.tolist(), "facing": wanted.facing.value, "size": wanted.metres_per_px,
        "box": wanted.clip.box if wanted.clip else None, "turn": wanted.clip.turn_deg if wanted.clip else 0.0,
        "yaw": wanted.yaw_deg, "frame": frame, "tags": tags, "out": str(path),
    }, path.name, failed="clouds.ortho_failed")
    return Ortho(path, answer["width"], answer["height"], answer["size"], frame)
