"""How clouds lie to one another and in the frame of the map; the points themselves are never changed."""

from dataclasses import dataclass

from modules.clouds.records.clouds import Triple
from workstation.api import Record, Ref, UserError

Quaternion = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class PointPair:
    """One point known twice: ``moving`` as the cloud's file has it, ``fixed`` in the frame of the reference.

    ``target`` says what was met: point, sphere, board, control. A pair not ``used`` was left out by a person and
    only tells how far it is off. ``ref`` names the surveyed point that ``fixed`` comes from.
    """

    name: str
    moving: Triple
    fixed: Triple
    target: str = "point"
    used: bool = True
    ref: Ref | None = None


@dataclass(frozen=True, kw_only=True)
class Link:
    """What two scans of a network say of each other: distance of their surfaces (``rms``) and ``overlap`` after their
    own alignment, and how far that lies from the adjusted network: ``misfit`` (units of the file), ``misfit_deg``.
    One that is not ``used`` contradicts the others."""

    moving_id: str
    fixed_id: str
    rms: float
    overlap: float
    misfit: float
    misfit_deg: float
    used: bool = True


@dataclass(frozen=True, kw_only=True)
class Registration(Record):
    """How a cloud lies in the frame of another one: p' = rotation p + translation, from file to file.

    ``method`` is features, poses, pairs, pairs_refined or network. ``rotation`` is a unit quaternion (w, x, y, z);
    ``rms`` that of the distances where both overlap, in units of the file; ``overlap`` the share of points with a
    surface near.
    ``weak_direction`` is held by ``weak_share`` of the firmest one: when that is little, the scan may have slid along
    it, or turned about it (``weak_turn``). ``residuals`` are those of ``pairs``, in their order. Method pairs_refined:
    the pairs were only the beginning; ``rms_before`` is what the surfaces said of them alone.
    """

    cloud_id: str
    reference_id: str
    method: str
    rotation: Quaternion
    translation: Triple
    rms: float
    overlap: float
    weak_direction: Triple = (0.0, 0.0, 1.0)
    weak_share: float = 1.0
    residuals: tuple[float, ...] = ()
    author: str = ""
    note: str = ""
    weak_turn: bool = False
    pairs: tuple[PointPair, ...] = ()
    links: tuple[Link, ...] = ()
    rms_before: float | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.cloud_id == self.reference_id:
            raise UserError("clouds.registered_to_itself")


@dataclass(frozen=True, kw_only=True)
class FrameFit(Record):
    """How a cloud lies in the frame of surveyed points (``frame``: an EPSG code in metres, or ``site:NAME``).

    p' = rotation · p · metres of the file's unit + translation. ``levelled``: the scanner's vertical was kept and only
    the turn about it was fitted. ``residuals`` (metres) are those of ``pairs``, in their order; ``rms_m`` of the used.
    """

    cloud_id: str
    frame: str
    rotation: Quaternion
    translation: Triple
    pairs: tuple[PointPair, ...]
    residuals: tuple[float, ...]
    rms_m: float
    levelled: bool = True
    author: str = ""
    note: str = ""
