"""Places: named parts of a scene (部位) and points that never forget their coordinate frame."""

import math
from dataclasses import dataclass

from workstation.domain.errors import UserError
from workstation.domain.record import Record

UNKNOWN_FRAME = "unknown"
WGS84 = "EPSG:4326"


@dataclass(frozen=True, kw_only=True)
class GeoPoint:
    """A point in a named frame.

    ``frame`` is an EPSG code, ``GCJ-02``, ``BD-09``, ``site:NAME`` or ``unknown``; a point of unknown frame is
    drawn grey and never measured. In geographic frames x is the longitude and y the latitude, in degrees;
    elsewhere both are metres. ``height_m`` and ``accuracy_m`` (the mean point error, one sigma) are metres; ``basis``
    says how the place is known, where that must be told: 「据公布地址推定，待核」.
    """

    x: float
    y: float
    frame: str = UNKNOWN_FRAME
    height_m: float | None = None
    accuracy_m: float | None = None
    basis: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.x) and math.isfinite(self.y)):
            raise UserError("place.not_a_number", x=self.x, y=self.y)
        if self.accuracy_m is not None and not 0 <= self.accuracy_m < math.inf:
            raise UserError("place.bad_accuracy", accuracy=self.accuracy_m)
        if self.frame in (WGS84, "EPSG:4490", "GCJ-02", "BD-09") and not (
            -180 <= self.x <= 180 and -90 <= self.y <= 90
        ):
            raise UserError("place.outside_the_earth", x=self.x, y=self.y, frame=self.frame)


@dataclass(frozen=True, kw_only=True)
class Place(Record):
    """A named part of the scene: building, storey, room, area or point (部位)."""

    name: str
    parent_id: str | None = None
    level: str = "room"
    point: GeoPoint | None = None
    note: str = ""
