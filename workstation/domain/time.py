"""Times as evidence: in UTC, with the zone, the clock that showed them and their uncertainty."""

import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workstation.domain.errors import UserError
from workstation.domain.record import Record, Ref

BEIJING = "Asia/Shanghai"
HALF_A_DAY_S = 43_200


def zone(name: str) -> ZoneInfo:
    """The named zone. Raises ``UserError("time.unknown_zone")``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError("time.unknown_zone", zone=name) from error


@dataclass(frozen=True, kw_only=True)
class Moment:
    """An instant as a source gave it.

    ``utc`` is the corrected instant; ``raw`` is what the source showed, word for word; ``clock_id`` names the
    ``Clock`` whose offset was taken off; ``uncertainty_s`` is the half-width of the interval in seconds.
    """

    utc: datetime
    zone: str = BEIJING
    raw: str = ""
    clock_id: str | None = None
    uncertainty_s: float = 0.0

    def __post_init__(self) -> None:
        if self.utc.tzinfo is None:
            raise UserError("record.time_without_zone", value=self.utc.isoformat())
        if not MINYEAR < self.utc.year < MAXYEAR:  # its local time could not be told
            raise UserError("time.out_of_range", value=self.utc.isoformat())
        if self.uncertainty_s < 0:
            raise UserError("time.negative_uncertainty", value=self.uncertainty_s)

    @property
    def local(self) -> datetime:
        """The instant in the moment's own zone."""
        return self.utc.astimezone(zone(self.zone))

    @property
    def day_only(self) -> bool:
        """Whether no more than the day is known."""
        return self.uncertainty_s >= HALF_A_DAY_S

    @property
    def tolerance(self) -> str:
        """The uncertainty in seconds as printed; empty where the day alone is told."""
        return "" if self.day_only else f"{self.uncertainty_s:g}"

    def text(self, form: str = "%Y-%m-%d %H:%M:%S") -> str:
        """The local time as printed; the day alone where no more is known."""
        return self.local.strftime(form.partition(" %H")[0] if self.day_only else form)


def today() -> date:
    """The day in Beijing now: time limits, validity and forms count by it."""
    return datetime.now(zone(BEIJING)).date()


def beijing(text: str, *, uncertainty_s: float = 0.0) -> Moment:
    """A moment from ISO text; a text without a zone is Beijing time."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError("time.unreadable", value=text) from error
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone(BEIJING))
    return Moment(utc=instant.astimezone(UTC), raw=text, uncertainty_s=uncertainty_s)


_TYPED = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:：时点](\d{1,2})分?(?:[:：]?(\d{1,2})秒?)?)?"
)


def typed(text: str) -> Moment:
    """A moment as people type it: ISO text, 2026/1/23 2:14, 2026年1月23日2时14分. A day alone is that day, no more.

    Raises ``UserError("time.unreadable")``.
    """
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return beijing(text.strip())
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    iso = f"{year:04}-{month:02}-{day:02}"
    if found[4] is None:
        return replace(beijing(f"{iso} 12:00"), raw=text, uncertainty_s=HALF_A_DAY_S)
    try:
        return replace(beijing(f"{iso} {hour:02}:{minute:02}:{second:02}"), raw=text)
    except UserError as error:
        raise UserError("time.unreadable", value=text) from error


@dataclass(frozen=True, kw_only=True)
class Clock(Record):
    """A source clock. ``offset_s`` = what the device showed minus Beijing time, in seconds (校时)."""

    name: str
    device: str = ""
    offset_s: float = 0.0
    zone: str = BEIJING
    uncertainty_s: float = 0.0
    measured_at: Moment | None = None
    refs: tuple[Ref, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Event(Record):
    """Something that happened, from one source, with the time that source gives."""

    title: str
    moment: Moment
    until: Moment | None = None
    source: str = ""
    category: str = ""
    place_id: str | None = None
    refs: tuple[Ref, ...] = ()
    note: str = ""
