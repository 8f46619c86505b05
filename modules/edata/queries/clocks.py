"""Reading clocks and their checks."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from modules.edata.queries.acquisitions import case_day
from modules.edata.records import ClockCheck
from modules.edata.rules.clocks import corrected
from workstation.api import Clock, Moment, Read, Words


def all_clocks(read: Read) -> list[Clock]:
    """Every source clock by name."""
    return read.all(Clock, order=("name",))


def checks_of(read: Read) -> dict[str, list[ClockCheck]]:
    """The checks of each clock, earliest first."""
    found: dict[str, list[ClockCheck]] = defaultdict(list)
    for check in sorted(read.all(ClockCheck), key=lambda check: check.at.utc):
        found[check.clock_id].append(check)
    return found


def drift_limit(read: Read) -> float:
    """How much an ordinary clock may drift, in seconds a day. Raises ``UserError("rules.none_in_force")``."""
    return float(read.rules.on("electronic_data", case_day(read)).data["drift_s_per_day"])


def corrector(read: Read, clock_id: str | None) -> Callable[..., Moment]:
    """A function of (shown, raw, reading_s=0) that gives the moment at which this clock showed a time."""
    clock = read.find(Clock, clock_id) if clock_id else None
    checks = read.where(ClockCheck, clock_id=clock_id) if clock else []
    limit = drift_limit(read)

    def moment(shown: datetime, raw: str, reading_s: float = 0.0) -> Moment:
        return corrected(shown, raw, clock, checks, limit, reading_s=reading_s)

    return moment


def clock_text(clock: Clock | None, words: Words) -> str:
    """How far a clock is off, in words."""
    if clock is None:
        return words("not checked")
    if clock.measured_at is None and not clock.offset_s:
        return words("not checked")
    doubt = f" ±{clock.uncertainty_s:g} s" if clock.uncertainty_s else ""
    if clock.offset_s > 0:
        return words("{seconds} s fast", seconds=f"{clock.offset_s:g}") + doubt
    if clock.offset_s < 0:
        return words("{seconds} s slow", seconds=f"{-clock.offset_s:g}") + doubt
    return words("exact") + doubt
