"""What differs: a cloud from a plane, from another cloud, and the volume between two surfaces (偏差图、逐层勘验)."""

import math
from dataclasses import dataclass
from enum import StrEnum

from modules.clouds.records.clouds import Triple
from workstation.api import Record, UserError

Box = tuple[Triple, Triple]


class DeviationKind(StrEnum):
    """Against what a cloud is held: a plane, another cloud, or the surface of another cloud seen from above."""

    PLANE = "plane"
    CLOUD = "cloud"
    VOLUME = "volume"


class PlaneSource(StrEnum):
    """Where a plane comes from: fitted to the points of the box, through picked points, or level or upright through
    the middle of the points."""

    FITTED = "fitted"
    PICKED = "picked"
    LEVEL = "level"
    UPRIGHT = "upright"


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Of signed distances in metres: how many, their mean and root mean square, the extremes, the quantiles of 5, 50
    and 95 %, and the share beyond the tolerance. ``edges`` (n + 1) and ``counts`` (n) are the histogram."""

    count: int
    mean: float
    rms: float
    lowest: float
    highest: float
    low_5: float
    median: float
    high_95: float
    beyond: float
    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Volume:
    """Between two surfaces over square cells: what was taken away and what was added, with one standard deviation.

    ``covered_m2`` is the area where both surfaces were seen, ``share`` of all cells that either of them covers.
    """

    removed_m3: float
    added_m3: float
    uncertainty_m3: float
    covered_m2: float
    share: float
    cell_m: float


@dataclass(frozen=True, kw_only=True)
class Deviation(Record):
    """A deviation map. Distances are metres, positive on the side of the plane's normal (of the surface's normal, or
    above, for clouds); ``box`` is in the file's units, turned by ``box_turn_deg`` like a clipping box. ``plane`` is the
    normal and a point of the file. ``picture_id`` is the stored picture that is printed, ``scale_m`` where its colours
    end, ``tolerance_m`` what counts as beyond."""

    cloud_id: str
    kind: DeviationKind
    name: str
    statistics: Statistics
    reference_id: str = ""
    registration_id: str = ""
    box: Box | None = None
    plane: tuple[Triple, Triple] | None = None
    plane_source: PlaneSource | None = None
    plane_rms: float | None = None
    picks: tuple[Triple, ...] = ()
    volume: Volume | None = None
    scale_m: float = 0.05
    tolerance_m: float = 0.0
    number: int = 0
    picture_id: str = ""
    author: str = ""
    note: str = ""
    box_turn_deg: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.strip():
            raise UserError("clouds.deviation_name_empty")
        if not (math.isfinite(self.scale_m) and self.scale_m > 0):
            raise UserError("clouds.bad_scale")
