"""Relations that nobody has to state: they follow from what a record is and from the clock that it was read off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from modules.chronology.records import RelationKind, TimePoint, TimeRelation
from workstation.api import N_, Clock, Ref, TimelineItem

DERIVED = "derived_times"  # the kind by which a derived relation is named; it has no table
INCIDENT = "incident"
RESPONSE = ("fire_at", "reported_at", "dispatched_at", "arrived_at", "water_at", "controlled_at", "extinguished_at")
READING_S = 1.0  # clocks are read to the second
DRIFT = 100e-6  # a running quartz clock gains or loses less than 9 s a day: 100 parts in a million
_IN_ORDER = N_("By the meaning of the two times, the first comes before the second")
_SAME_CLOCK = N_("Both read off the clock “{clock}”: its offset does not touch the span between them")


@dataclass(frozen=True)
class Reason:
    """Why a relation follows: a text of the catalogue and what stands in it."""

    text: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Derived:
    """A relation with the reason why it follows; its ``id`` is the same whenever it is derived again."""

    relation: TimeRelation
    reason: Reason

    @property
    def ref(self) -> Ref:
        """How it is named where it is set aside."""
        return Ref(DERIVED, self.relation.id)


def derive(items: Iterable[TimelineItem], clocks: Iterable[Clock]) -> tuple[Derived, ...]:
    """What follows from the order of the response, and from clocks that several times were read off."""
    known = tuple(items)
    return (*_response(known), *_same_clock(known, {clock.id: clock for clock in clocks}))


def _response(items: tuple[TimelineItem, ...]) -> Iterator[Derived]:
    """A fire breaks out, is reported, and is fought, in this order."""
    there = {item.part for item in items if item.ref.kind == INCIDENT}
    ref = next((item.ref for item in items if item.ref.kind == INCIDENT), None)
    if ref is not None:
        for first, second in pairwise(part for part in RESPONSE if part in there):
            relation = TimeRelation(
                id=f"order/{first}/{second}", first=TimePoint(ref=ref, part=first),
                second=TimePoint(ref=ref, part=second), kind=RelationKind.BEFORE,
            )
            yield Derived(relation, Reason(_IN_ORDER))


def _same_clock(items: tuple[TimelineItem, ...], clocks: dict[str, Clock]) -> Iterator[Derived]:
    """The span between two readings of one clock is known better than either time.

    Each reading is good to a second, or to its own uncertainty where that is greater than the clock's; the clock is
    taken to run with an error of at most ``DRIFT``.
    """
    by_clock: dict[str, list[TimelineItem]] = {}
    for item in items:
        if item.moment.clock_id in clocks:
            by_clock.setdefault(item.moment.clock_id or "", []).append(item)
    for clock_id, read in by_clock.items():
        clock = clocks[clock_id]
        if clock.uncertainty_s <= READING_S:
            continue  # the times themselves say as much
        read.sort(key=lambda item: (item.moment.utc, item.ref.id, item.part))
        for first, second in pairwise(read):
            span = (second.moment.utc - first.moment.utc).total_seconds()
            doubt = _reading(first, clock) + _reading(second, clock) + span * DRIFT
            yield Derived(_span(clock, first, second, span, doubt), Reason(_SAME_CLOCK, (("clock", clock.name),)))


def _reading(item: TimelineItem, clock: Clock) -> float:
    own = item.moment.uncertainty_s
    return own if own > clock.uncertainty_s else READING_S


def _span(clock: Clock, first: TimelineItem, second: TimelineItem, span: float, doubt: float) -> TimeRelation:
    points = [TimePoint(ref=item.ref, part=item.part) for item in (first, second)]
    name = "/".join(f"{point.ref.kind}:{point.ref.id}:{point.part}" for point in points)
    if span > doubt:
        return TimeRelation(
            id=f"clock/{clock.id}/{name}", first=points[0], second=points[1], kind=RelationKind.BEFORE,
            at_least_s=round(span - doubt, 3), at_most_s=round(span + doubt, 3),
        )
    return TimeRelation(  # too near to each other for an order
        id=f"clock/{clock.id}/{name}", first=points[0], second=points[1], kind=RelationKind.WITHIN,
        at_most_s=round(span + doubt, 3),
    )
