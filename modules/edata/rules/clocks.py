"""How far a clock was off at any time, from the checks that were made of it (校时).

Offset = displayed − Beijing time; corrected time = displayed − offset. Two checks give the drift; it is followed only
where it is larger than its own uncertainty, and whoever goes far from the checks gets a wide interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from modules.edata.records import ClockCheck
from workstation.api import Clock, Moment, UserError, zone

_DAY_S = 86_400.0


@dataclass(frozen=True)
class Offset:
    """An offset in seconds with its half-width, and the drift in seconds a day that was followed (none: no drift)."""

    offset_s: float
    uncertainty_s: float
    drift_s_per_day: float | None = None


@dataclass(frozen=True)
class Drift:
    """The slope between two checks in seconds a day, with its uncertainty."""

    s_per_day: float
    uncertainty: float

    @property
    def significant(self) -> bool:
        """Whether the clock can be said to drift."""
        return abs(self.s_per_day) > self.uncertainty


def drift_between(first: ClockCheck, second: ClockCheck, zone_name: str) -> Drift | None:
    """The drift from one check to a later one; none if they are of the same time."""
    days = (second.at.utc - first.at.utc).total_seconds() / _DAY_S
    if days <= 0:
        return None
    difference = second.offset_s(zone_name) - first.offset_s(zone_name)
    return Drift(difference / days, (first.uncertainty_s + second.uncertainty_s) / days)


def offset_at(clock: Clock, checks: Sequence[ClockCheck], at: datetime, drift_limit_s_per_day: float) -> Offset:
    """The offset of a clock at a true time ``at``.

    Between two checks the offset is interpolated. Before the first and after the last it is carried on with the drift
    if that is significant, otherwise kept; the interval grows by ``drift_limit_s_per_day`` (how much an ordinary clock
    may drift) or by the uncertainty of the drift, whichever is less.
    """
    known = sorted(checks, key=lambda check: check.at.utc)
    if not known:
        return Offset(clock.offset_s, clock.uncertainty_s)
    for first, second in pairwise(known):
        if first.at.utc <= at <= second.at.utc:
            return _between(clock, first, second, at)
    edge = known[0] if at < known[0].at.utc else known[-1]
    days = abs((at - edge.at.utc).total_seconds()) / _DAY_S
    drift = drift_between(known[0], known[-1], clock.zone) if len(known) > 1 else None
    offset, doubt = edge.offset_s(clock.zone), edge.uncertainty_s
    if drift is None or not drift.significant:
        spread = drift_limit_s_per_day if drift is None else min(
            drift_limit_s_per_day, abs(drift.s_per_day) + drift.uncertainty)
        return Offset(offset, doubt + spread * days)
    signed = days if at > edge.at.utc else -days
    return Offset(
        offset + drift.s_per_day * signed, doubt + min(drift_limit_s_per_day, drift.uncertainty) * days, drift.s_per_day
    )


def _between(clock: Clock, first: ClockCheck, second: ClockCheck, at: datetime) -> Offset:
    span = (second.at.utc - first.at.utc).total_seconds()
    share = (at - first.at.utc).total_seconds() / span if span else 0.0
    low, high = first.offset_s(clock.zone), second.offset_s(clock.zone)
    doubt = max(first.uncertainty_s, second.uncertainty_s)
    return Offset(low + share * (high - low), doubt, (high - low) / span * _DAY_S if span else None)


def corrected(
    shown: datetime, raw: str, clock: Clock | None, checks: Sequence[ClockCheck], drift_limit_s_per_day: float, *,
    reading_s: float = 0.0,
) -> Moment:
    """The moment at which a clock showed ``shown`` (without a zone). ``reading_s`` is the doubt of the display itself.

    Raises ``UserError("time.out_of_range")``. Without a clock the display is taken as Beijing time.
    """
    place = clock or Clock(name="")
    try:
        displayed = shown.replace(tzinfo=zone(place.zone)).astimezone(UTC)
        first = displayed.timestamp() - place.offset_s
        offset = offset_at(place, checks, datetime.fromtimestamp(first, UTC), drift_limit_s_per_day)
        at = datetime.fromtimestamp(displayed.timestamp() - offset.offset_s, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise UserError("time.out_of_range", value=shown.isoformat()) from error
    return Moment(
        utc=at, zone=place.zone, raw=raw, clock_id=clock.id if clock else None,
        uncertainty_s=round(offset.uncertainty_s + reading_s, 3),
    )
