"""From times with their uncertainty and relations between them to a temporal network, and back to moments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from modules.chronology.records import LONGEST_SPAN_S, RelationKind, SetAside, TimePoint, TimeRelation
from modules.chronology.rules.network import ORIGIN, Bounds, Network
from workstation.api import Moment, Ref, TimelineItem


@dataclass(frozen=True)
class Statement:
    """One thing that is said of times: by a record with a time (``part``), or by a relation."""

    ref: Ref
    part: str = ""


@dataclass(frozen=True)
class Known:
    """What all statements together allow: ``earliest`` and ``latest`` are none where nothing bounds the time."""

    point: TimePoint
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True)
class Reckoning:
    """``known`` holds while ``contradictions`` and what officers set aside are left out."""

    known: dict[TimePoint, Known]
    contradictions: tuple[tuple[Statement, ...], ...]


def reckon(
    items: Sequence[TimelineItem], relations: Iterable[tuple[Statement, TimeRelation]], sought: Iterable[Ref],
    set_aside: Iterable[SetAside],
) -> Reckoning:
    """The tightest bounds for every time, and the smallest sets of statements that contradict each other.

    A relation that names a record without a time is passed over.
    """
    aside = {Statement(one.ref, one.part) for one in set_aside}
    drawn = _Drawn(min((item.moment.utc for item in items), default=None), aside)
    for item in items:
        drawn.add_item(item)
    for ref in sought:
        drawn.number(TimePoint(ref=ref))
    for statement, relation in relations:
        drawn.add_relation(statement, relation)
    contradictions = tuple(drawn.network.contradictions())
    bounds = drawn.network.bounds(without=[statement for each in contradictions for statement in each]) or []
    return Reckoning(
        {point: drawn.known(point, bounds[number]) for point, number in drawn.points.items() if bounds}, contradictions
    )


class _Drawn:
    """The network while it is put together; its origin is the earliest time of any record."""

    def __init__(self, origin: datetime | None, aside: set[Statement]) -> None:
        self.network: Network[Statement] = Network()
        self.points: dict[TimePoint, int] = {}
        self._origin, self._aside = origin, aside

    def number(self, point: TimePoint) -> int:
        """The number of a time; a new one if it was not met before."""
        if point not in self.points:
            self.points[point] = self.network.add_time()
        return self.points[point]

    def add_item(self, item: TimelineItem) -> None:
        """A record's own time, and when it ended; who is set aside keeps only that an end follows its beginning."""
        statement = Statement(item.ref, item.part)
        start = self.number(TimePoint(ref=item.ref, part=item.part))
        if statement not in self._aside:
            self._say_moment(start, item.moment, statement)
        if item.until is not None:
            end = self.number(TimePoint(ref=item.ref, part=item.part, end=True))
            if statement not in self._aside:
                self._say_moment(end, item.until, statement)
            self.network.say(start, end, statement, at_least=0)

    def _say_moment(self, number: int, moment: Moment, statement: Statement) -> None:
        assert self._origin is not None
        at, doubt = _milliseconds(moment.utc - self._origin), round(min(moment.uncertainty_s, LONGEST_SPAN_S) * 1000)
        self.network.say(ORIGIN, number, statement, at_least=at - doubt, at_most=at + doubt)

    def add_relation(self, statement: Statement, relation: TimeRelation) -> None:
        """What a relation says, if both of its times are known of."""
        if statement in self._aside or relation.first not in self.points or relation.second not in self.points:
            return
        first, second = self.points[relation.first], self.points[relation.second]
        least, most = _span(relation.at_least_s) or 0, _span(relation.at_most_s)
        match relation.kind:
            case RelationKind.BEFORE:
                self.network.say(first, second, statement, at_least=least, at_most=most)
            case RelationKind.AFTER:
                self.network.say(second, first, statement, at_least=least, at_most=most)
            case RelationKind.SAME | RelationKind.WITHIN:
                self.network.say(first, second, statement, at_least=-(most or 0), at_most=most or 0)
            case RelationKind.DURING:
                self.network.say(second, first, statement, at_least=0)
                end = self.points.get(replace(relation.second, end=True))
                if end is not None:
                    self.network.say(first, end, statement, at_least=0)

    def known(self, point: TimePoint, bounds: Bounds) -> Known:
        """The bounds of a time as instants."""
        return Known(point, self._instant(bounds.earliest), self._instant(bounds.latest))

    def _instant(self, after: int | None) -> datetime | None:
        if after is None or self._origin is None:
            return None
        return self._origin + timedelta(milliseconds=after)


def _milliseconds(span: timedelta) -> int:
    return round(span / timedelta(milliseconds=1))


def _span(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)
