"""Writing clocks and their checks; whatever was told by a clock follows when it is checked again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from statistics import fmean

from modules.edata.queries import checks_of, corrector
from modules.edata.records import ClockCheck
from workstation.api import BEIJING, Clock, Event, Moment, UserError, Work, new_id, zone


def put_clock(
    work: Work, clock_id: str | None, *, name: str, device: str, zone_name: str = BEIJING, note: str = ""
) -> Clock:
    """Enter a clock, or correct what it is called."""
    if not name.strip():
        raise UserError("edata.clock_name_empty")
    zone(zone_name)
    known = work.find(Clock, clock_id) if clock_id else None
    clock = replace(
        known or Clock(id=clock_id or new_id(), name=name), name=name.strip(), device=device.strip(), zone=zone_name,
        note=note,
    )
    work.put(clock)
    _follow(work, clock)
    return clock


def check_clock(work: Work, check: ClockCheck) -> Clock:
    """Add a check of a clock or correct one: its offset, and every event that was read off it, follow."""
    clock = work.get(Clock, check.clock_id)
    work.put(check)
    return _settle(work, clock)


def remove_check(work: Work, check_id: str) -> Clock:
    """Take out a check that was entered by mistake."""
    check = work.get(ClockCheck, check_id)
    work.remove(ClockCheck, check_id)
    return _settle(work, work.get(Clock, check.clock_id))


def _settle(work: Work, clock: Clock) -> Clock:
    """The clock as its checks say: the mean of the offsets for whoever asks for one number."""
    checks = checks_of(work).get(clock.id, [])
    if checks:
        offsets = [check.offset_s(clock.zone) for check in checks]
        middle = fmean(offsets)
        doubt = max(abs(offset - middle) + check.uncertainty_s for offset, check in zip(offsets, checks, strict=True))
        photos = tuple(dict.fromkeys(ref for check in checks for ref in check.photos))
        clock = replace(
            clock, offset_s=round(middle, 3), uncertainty_s=round(doubt, 3), measured_at=checks[-1].at, refs=photos
        )
    else:
        clock = replace(clock, offset_s=0.0, uncertainty_s=0.0, measured_at=None, refs=())
    work.put(clock)
    _follow(work, clock)
    return clock


def _follow(work: Work, clock: Clock) -> None:
    """Events that this clock told keep what it showed and get their corrected time anew."""
    moment = corrector(work, clock.id)
    for event in work.all(Event):
        begin, end = _again(event.moment, clock, moment), _again(event.until, clock, moment)
        if (begin, end) != (event.moment, event.until) and begin is not None:
            work.put(replace(event, moment=begin, until=end))


def _again(told: Moment | None, clock: Clock, moment: Callable[..., Moment]) -> Moment | None:
    if told is None or told.clock_id != clock.id:
        return told
    try:
        shown = datetime.fromisoformat(told.raw)
    except ValueError:  # what the clock showed was written down in words
        return told
    return told if shown.tzinfo is not None else moment(shown, told.raw)
