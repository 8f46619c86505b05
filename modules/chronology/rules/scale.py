"""The axis of a time line: seconds to pixels, and ticks from seconds to years at round local times."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS = (
    1, 2, 5, 10, 15, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR,
    3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY,
)
_MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000, 60000, 120000)
_MONTH_S = 30.4 * _DAY
_NEAREST, _FARTHEST = 1e-9, 200.0  # pixels a second


@dataclass(frozen=True)
class Scale:
    """``left_s`` is the time at the left edge in seconds since 1970 (UTC), ``per_s`` pixels a second."""

    left_s: float
    per_s: float

    def x(self, at_s: float) -> float:
        """Where a time lies."""
        return (at_s - self.left_s) * self.per_s

    def at(self, x: float) -> float:
        """Which time lies there."""
        return self.left_s + x / self.per_s

    def zoomed(self, factor: float, x: float) -> "Scale":
        """Nearer by ``factor``, with the time at ``x`` where it is."""
        per_s = min(_FARTHEST, max(_NEAREST, self.per_s * factor))
        return Scale(self.at(x) - x / per_s, per_s)

    def moved(self, pixels: float) -> "Scale":
        """Shifted so that what lay at ``pixels`` lies at the left edge."""
        return replace(self, left_s=self.at(pixels))


def fitted(low_s: float, high_s: float, width: float, margin: float = 0.04) -> Scale:
    """A scale that shows everything between two times; a single time is shown with an hour around it."""
    if high_s - low_s < 1:
        low_s, high_s = low_s - _HOUR / 2, high_s + _HOUR / 2
    span = (high_s - low_s) * (1 + 2 * margin)
    return Scale(low_s - (high_s - low_s) * margin, max(1.0, width) / span)


@dataclass(frozen=True)
class Tick:
    """A mark on the axis; ``major`` where a greater unit begins."""

    at_s: float
    text: str
    major: bool = False


def ticks(scale: Scale, width: float, zone: tzinfo, apart: float = 92.0) -> Iterator[Tick]:
    """Marks at least ``apart`` pixels from each other, at round times of the zone."""
    wanted = apart / scale.per_s
    step = next((step for step in _STEPS if step >= wanted), None)
    start = _local(scale.left_s, zone)
    if start is None:
        return
    yield from _even(scale, width, start, step) if step else _months(scale, width, start, wanted)


def _local(at_s: float, zone: tzinfo) -> datetime | None:
    try:
        return datetime.fromtimestamp(at_s, zone)
    except (OverflowError, ValueError, OSError):
        return None  # beyond the years that a calendar has


def _even(scale: Scale, width: float, start: datetime, step: int) -> Iterator[Tick]:
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    passed = (start - midnight).total_seconds()
    moment = midnight + timedelta(seconds=passed // step * step)
    if step > _DAY:
        moment -= timedelta(days=moment.toordinal() % (step // _DAY))
    while (x := scale.x(moment.timestamp())) <= width:
        if x >= 0:
            first = moment.time() == midnight.time()
            form = "%m-%d" if first else "%H:%M" if step >= _MINUTE else "%H:%M:%S"
            yield Tick(moment.timestamp(), moment.strftime(form), first and step < _DAY)
        try:
            moment += timedelta(seconds=step)
        except OverflowError:
            return


def _months(scale: Scale, width: float, start: datetime, wanted: float) -> Iterator[Tick]:
    step = next((step for step in _MONTH_STEPS if step * _MONTH_S >= wanted), _MONTH_STEPS[-1])
    number = (start.year * 12 + start.month - 1) // step * step
    while True:
        year, month = divmod(number, 12)
        if year > 9998:
            return
        if year < 1:  # a calendar has no such year
            number += step
            continue
        moment = start.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
        x = scale.x(moment.timestamp())
        if x > width:
            return
        if x >= 0:
            yield Tick(moment.timestamp(), f"{year}" if month == 0 else f"{year}-{month + 1:02}", month == 0)
        number += step
