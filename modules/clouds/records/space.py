"""Photographs placed in a cloud, lines of sight of witnesses, and files made from a cloud."""

import math
from dataclasses import dataclass
from enum import StrEnum

from modules.clouds.records.clouds import Triple
from workstation.api import Moment, Record, Ref, UserError


class FocalSource(StrEnum):
    """Where the focal length of a placed photograph comes from."""

    EXIF = "exif"
    SOLVED = "solved"
    GIVEN = "given"


@dataclass(frozen=True, kw_only=True)
class PixelPair:
    """A point of the cloud and the pixel (from the upper left corner of the upright photograph) where it is seen.

    ``residual_px`` is how far the placed photograph misses it; a pair that is not ``used`` was left out by a person.
    """

    point: Triple
    x: float
    y: float
    residual_px: float = 0.0
    used: bool = True
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class PhotoPose(Record):
    """Where a photograph was taken from, in the frame and units of a cloud's file.

    A point p is seen at focal_px · (x / z, y / z) from the middle, (x, y, z) = rotation (p - position): x to the right,
    y down, z ahead; ``rotation`` is a unit quaternion (w, x, y, z). Sizes and pixels are those of the upright
    photograph; lens distortion is not modelled. ``position_u`` (units of the file) and ``direction_u_deg`` are standard
    uncertainties from the residuals. With three pairs several places fit: ``candidates`` says how many, a person
    chose one.
    """

    cloud_id: str
    photo: Ref
    file_id: str
    name: str
    width: int
    height: int
    focal_px: float
    focal_source: FocalSource
    rotation: tuple[float, float, float, float]
    position: Triple
    pairs: tuple[PixelPair, ...]
    rms_px: float
    position_u: float | None = None
    direction_u_deg: float | None = None
    candidates: int = 1
    author: str = ""
    at: Moment | None = None
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        used = sum(pair.used for pair in self.pairs)
        if used < 3:
            raise UserError("clouds.pose_too_few", given=used)
        if not (self.focal_px > 0 and self.width > 0 and self.height > 0 and math.isfinite(self.rms_px)):
            raise UserError("clouds.pose_failed", name=self.name)


class TargetKind(StrEnum):
    """What the witness is said to have seen: the inside of a box, or picked points."""

    BOX = "box"
    POINTS = "points"


class Slant(StrEnum):
    """How a surface stands."""

    UPRIGHT = "upright"
    LEVEL = "level"
    SLOPING = "sloping"


@dataclass(frozen=True, kw_only=True)
class Blocker:
    """A surface between eye and target. ``share`` is how much of the target it hides, ``distance_m`` how far from the
    eye its middle is. ``name`` is the nearest thing with a name (``name_m`` away from it), ``region`` the cloud or
    standpoint that has seen it, ``kind`` the class of its points, if they have one."""

    share: float
    middle: Triple
    distance_m: float
    slant: Slant
    name: str = ""
    name_m: float | None = None
    region: str = ""
    kind: int | None = None


@dataclass(frozen=True, kw_only=True)
class LineOfSight(Record):
    """What could be seen of a target from where a witness stood, by the scan as it is.

    ``eye`` is in the frame and units of the cloud, ``eye_height_m`` above the ground there as stated. ``target``
    holds two corners of a box, turned by ``target_turn_deg`` as a clipping box is, or points. ``visible`` (0 to 1) is
    the share of the target's apparent size (of the points) that nothing in the scan hides; ``uncertainty`` is expanded
    (k = 2), from the spacing of the points (``resolution_m``) and from how well the eye's place is known (``eye_u_m``).
    What was not scanned, or has changed since, hides nothing here.
    """

    cloud_id: str
    name: str
    eye: Triple
    eye_height_m: float
    target_kind: TargetKind
    target: tuple[Triple, ...]
    visible: float
    uncertainty: float
    resolution_m: float
    eye_u_m: float = 0.0
    rays: int = 0
    clouds: tuple[str, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    witness_id: str | None = None
    target_name: str = ""
    author: str = ""
    at: Moment | None = None
    number: int = 0
    note: str = ""
    target_turn_deg: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.strip():
            raise UserError("clouds.sight_name_empty")
        if not self.target or (self.target_kind is TargetKind.BOX and len(self.target) != 2):
            raise UserError("clouds.sight_no_target", name=self.name)
        if not 0 <= self.visible <= 1:
            raise UserError("clouds.sight_failed", name=self.name)


class ProductKind(StrEnum):
    """What was made from a cloud."""

    MESH = "mesh"
    PART = "part"
    FILM = "film"


@dataclass(frozen=True, kw_only=True)
class Product(Record):
    """A file that was made from a cloud and saved outside the case: which, from what, how.

    ``points`` are those of the cloud that went into it, of ``of_points``; ``count`` triangles, points or frames that
    came out. ``box`` is the part that was taken, in the cloud's frame and units, turned by ``box_turn_deg`` as a
    clipping box is. ``source_sha256`` is that of the original.
    """

    cloud_id: str
    kind: ProductKind
    file_name: str
    sha256: str
    size: int
    source_sha256: str
    method: str = ""
    points: int = 0
    of_points: int = 0
    count: int = 0
    spacing_m: float | None = None
    box: tuple[Triple, Triple] | None = None
    author: str = ""
    at: Moment | None = None
    note: str = ""
    box_turn_deg: float = 0.0
