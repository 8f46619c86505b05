"""What the time line draws: bars in lanes, laid out so that nothing lies over anything else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from modules.chronology.queries import Chronology
from modules.chronology.records import TimePoint
from modules.chronology.rules.scale import Scale
from workstation.api import N_, Ref, TimelineItem, Words

SOUGHT_LANE = N_("Sought times")
_NO_LANE = N_("no source named")


@dataclass(frozen=True)
class Bar:
    """One time on the axis, in seconds since 1970: it lies between ``low_s`` and ``high_s``;
    ``begin_s`` to ``end_s`` is what the source says. Open ends of a sought time are none."""

    point: TimePoint
    title: str
    lane: str
    begin_s: float | None
    end_s: float | None
    low_s: float | None
    high_s: float | None
    contradicts: bool = False
    sought: bool = False

    @property
    def first_s(self) -> float:
        """Where it begins on the axis; an open bar begins where it is bounded."""
        return next(value for value in (self.low_s, self.begin_s, self.high_s) if value is not None)

    @property
    def last_s(self) -> float:
        """Where it ends on the axis."""
        return next(value for value in (self.high_s, self.end_s, self.low_s) if value is not None)


@dataclass(frozen=True)
class Lane:
    """One lane with its bars, earliest first."""

    name: str
    bars: tuple[Bar, ...]


def bars(line: Chronology, words: Words, lane_of: Callable[[TimelineItem], str]) -> list[Bar]:
    """A bar for every time of the case, and for every sought time that anything bounds."""
    wrong = {(each.ref, each.part) for statements in line.reckoning.contradictions for each in statements}
    found = [_item_bar(item, words, lane_of(item) or words(_NO_LANE), wrong) for item in line.items]
    for sought in line.sought:
        point = TimePoint(ref=Ref("sought_times", sought.id))
        known = line.reckoning.known.get(point)
        if known is not None and (known.earliest or known.latest):
            low, high = _seconds(known.earliest), _seconds(known.latest)
            found.append(Bar(point, sought.title, words(SOUGHT_LANE), None, None, low, high, sought=True))
    return found


def _item_bar(item: TimelineItem, words: Words, lane: str, wrong: set[tuple[Ref, str]]) -> Bar:
    begin = item.moment.utc.timestamp()
    end = item.until.utc.timestamp() if item.until else begin
    doubt = item.until.uncertainty_s if item.until else item.moment.uncertainty_s
    return Bar(
        TimePoint(ref=item.ref, part=item.part), words(item.title), lane, begin, end,
        begin - item.moment.uncertainty_s, end + doubt, (item.ref, item.part) in wrong,
    )


def _seconds(instant: datetime | None) -> float | None:
    return instant.timestamp() if instant else None


def in_lanes(found: Iterable[Bar], words: Words) -> list[Lane]:
    """The lanes, sought times first, then by their earliest bar."""
    lanes: dict[str, list[Bar]] = {}
    for bar in sorted(found, key=lambda bar: (bar.first_s, bar.title)):
        lanes.setdefault(bar.lane, []).append(bar)
    first = words(SOUGHT_LANE)
    return [Lane(name, tuple(lanes[name])) for name in sorted(lanes, key=lambda name: name != first)]


@dataclass(frozen=True)
class Placed:
    """A bar where it is drawn: pixels from the left, row in its lane, and whether there is room for its title."""

    bar: Bar
    left: float
    right: float
    row: int
    titled: bool


def place(lane: Lane, scale: Scale, width: float, text_width: Callable[[str], float], most_rows: int) -> list[Placed]:
    """The bars of a lane that can be seen, each in the first row with room; where there is none, without a title."""
    taken: list[float] = []
    placed: list[Placed] = []
    crowded = -1.0
    for bar in _visible(lane.bars, scale, width):
        left, right = scale.x(bar.first_s), scale.x(bar.last_s)
        reach = max(right, left + 8) + text_width(bar.title) + 16
        row = next((number for number, end in enumerate(taken) if left >= end), None)
        if row is None and len(taken) < most_rows:
            row = len(taken)
            taken.append(0.0)
        if row is not None:
            taken[row] = reach
            placed.append(Placed(bar, left, right, row, True))
        elif left - crowded >= 2 or right - left >= 2:  # one mark a spot is enough
            placed.append(Placed(bar, left, right, most_rows - 1, False))
            crowded = left
    return placed


def _visible(found: Sequence[Bar], scale: Scale, width: float) -> Iterable[Bar]:
    low, high = scale.left_s, scale.at(width)
    return (bar for bar in found if bar.last_s >= low and bar.first_s <= high)
