"""Measurements (测量): with what it was measured, what was read, which points it fixed, and how that was adjusted."""

import math
from dataclasses import dataclass
from enum import StrEnum

from workstation.api import GeoPoint, Moment, Record, Ref, UserError


class ReadingKind(StrEnum):
    """What was read. Lengths and heights are metres, angles degrees."""

    DISTANCE = "distance"
    SLOPE = "slope"
    RISE = "rise"
    ANGLE = "angle"
    DIRECTION = "direction"
    BEARING = "bearing"
    ZENITH = "zenith"


ANGULAR = (ReadingKind.ANGLE, ReadingKind.DIRECTION, ReadingKind.BEARING, ReadingKind.ZENITH)


class PointKind(StrEnum):
    """What a point is for."""

    CONTROL = "control"
    STATION = "station"
    DETAIL = "detail"


class NetworkKind(StrEnum):
    """How readings are adjusted together."""

    PLANE = "plane"
    TRAVERSE = "traverse"
    LEVELLING = "levelling"


@dataclass(frozen=True, kw_only=True)
class SurveyPoint(Record):
    """A named point. ``held`` keeps its coordinates fast in adjustments (known point); ``u_height_m`` is the standard
    uncertainty of its height. ``point.accuracy_m`` is the mean point error (one sigma, both axes together)."""

    name: str
    kind: PointKind = PointKind.DETAIL
    point: GeoPoint | None = None
    held: bool = False
    u_height_m: float | None = None
    at: Moment | None = None
    place_id: str | None = None
    network_id: str | None = None
    source: str = ""
    file_id: str | None = None
    refs: tuple[Ref, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.strip():
            raise UserError("measurements.point_name_empty")


@dataclass(frozen=True, kw_only=True)
class Reading(Record):
    """One quantity, read once or several times: ``values`` in metres or degrees, ``raw`` as it stood in its source.

    ``from_id`` and ``to_id`` are points; ``back_id`` is the backsight of an angle; ``way`` names them as they were
    called when the reading was entered. Readings of one pointing share
    ``shot``, those of one orientation of the circle ``round``. ``u`` overrides the standard uncertainty that follows
    from the instrument and the spread (metres; seconds of arc for angles). ``length_m`` of a rise is the length of the
    levelling line. Of a tape: its ``temperature_c``, the ``tension_n`` that it was held with, ``free_span_m`` between
    supports where it hung (none: it lay). ``excluded`` says why a reading does not count in adjustments.
    """

    kind: ReadingKind
    values: tuple[float, ...]
    what: str = ""
    from_id: str | None = None
    to_id: str | None = None
    back_id: str | None = None
    way: str = ""
    shot: str = ""
    round: str = ""
    u: float | None = None
    length_m: float | None = None
    instrument_height_m: float = 0.0
    target_height_m: float = 0.0
    temperature_c: float | None = None
    tension_n: float | None = None
    free_span_m: float | None = None
    method: str = ""
    instrument_id: str | None = None
    person: str = ""
    at: Moment | None = None
    place_id: str | None = None
    network_id: str | None = None
    excluded: str = ""
    raw: str = ""
    file_id: str | None = None
    line: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.values or not all(math.isfinite(value) for value in self.values):
            raise UserError("measurements.no_value", what=self.what or self.raw)
        if self.kind in (ReadingKind.DISTANCE, ReadingKind.SLOPE) and min(self.values) <= 0:
            raise UserError("measurements.length_not_positive", what=self.what or self.raw, value=min(self.values))
        if self.kind is ReadingKind.ZENITH and not all(0 < value < 180 for value in self.values):
            raise UserError("measurements.bad_zenith", what=self.what or self.raw, value=self.values[0])
        if self.u is not None and self.u <= 0:
            raise UserError("measurements.bad_uncertainty", what=self.what or self.raw)
        conditions = (self.tension_n, self.free_span_m)
        if any(one is not None and not 0 < one < 1e6 for one in conditions) or not -90 < (self.temperature_c or 0) < 90:
            raise UserError("measurements.bad_conditions", what=self.what or self.raw)


@dataclass(frozen=True, kw_only=True)
class Network(Record):
    """Readings that are adjusted together. ``route`` names the points of a traverse or levelling line in order;
    ``grade`` is a key of the rule pack ``survey-closures``. ``adopted_at`` and ``adopted_by`` tell who took the
    adjusted coordinates over into the points, and when."""

    name: str
    kind: NetworkKind = NetworkKind.PLANE
    frame: str = "site:A"
    grade: str = ""
    route: tuple[str, ...] = ()
    adopted_at: Moment | None = None
    adopted_by: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.strip():
            raise UserError("measurements.network_name_empty")
