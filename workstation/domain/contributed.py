"""What modules contribute to views across all of them: things with a time, things with a place, names of records."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from workstation.domain.place import GeoPoint
from workstation.domain.record import Ref
from workstation.domain.time import Moment

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Outline:
    """A line or an area, x before y in the frame of its item's point.

    A line has one ring; an area (``closed``) its outer ring and then its holes, whichever way they run; ``solid`` areas
    are drawn full (walls).
    """

    rings: tuple[Ring, ...]
    closed: bool = False
    solid: bool = False


@dataclass(frozen=True)
class LayerItem:
    """One thing on a map or plan; bearings in degrees clockwise from north.

    ``reach_m`` is how far it looks over ``view_angle_deg``, where that is known: the sector is then drawn to scale;
    without it a direction is only shown. ``outlines`` are its lines and areas at their true place: the drawing, the
    extent of a scan, a closed-off area. Their ``point`` is where its name stands.
    """

    ref: Ref
    label: str
    point: GeoPoint
    bearing_deg: float | None = None
    view_angle_deg: float | None = None
    at: datetime | None = None
    reach_m: float | None = None
    outlines: tuple[Outline, ...] = ()


@dataclass(frozen=True)
class TimelineItem:
    """One thing with a time; ``part`` tells several times of one record apart."""

    ref: Ref
    title: str
    moment: Moment
    until: Moment | None = None
    lane: str = ""
    part: str = ""


@dataclass(frozen=True)
class SearchEntry:
    """How a record is called where another module or a person looks for it."""

    ref: Ref
    title: str
    number: str = ""
    detail: str = ""


@dataclass(frozen=True)
class DueItem:
    """Something that must be done by a day: it stands on the deadline board, in the header, in calendar files.

    ``ended`` is when it was done; ``remind_days`` are the days before ``due`` on which a calendar speaks up.
    """

    ref: Ref
    title: str
    since: date
    due: date
    clause: str = ""
    certainty: str = "to_verify"
    ended: date | None = None
    remind_days: tuple[int, ...] = (1,)


class Contributions(Protocol):
    """The questions that are asked across all modules; ``read`` is the view of the case."""

    def timeline(self, read: Any) -> list[TimelineItem]:
        """Everything with a time, earliest first."""

    def places(self, read: Any) -> list[LayerItem]:
        """Everything with a place."""

    def dues(self, read: Any) -> list[DueItem]:
        """Everything that must be done by a day, besides the clocks of the procedure; the earliest first."""

    def region(self, read: Any) -> str:
        """Whose provincial rules hold for the case."""

    def titles(self, read: Any) -> dict[Ref, SearchEntry]:
        """What each record of the case is called."""
