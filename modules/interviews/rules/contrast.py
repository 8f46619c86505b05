"""Sources set against each other: which statements on one topic can't both be true, as far as can be reckoned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import combinations

from modules.interviews.records import Stance, Statement, StatementKind
from workstation.api import Event, Moment, Place


class Difference(StrEnum):
    """In what two statements differ."""

    TIME = "time"
    PLACE = "place"
    PERSON = "person"
    STANCE = "stance"


@dataclass(frozen=True)
class Clash:
    """Two statements on one topic that can't both be true; a draft until an officer has looked at it."""

    first: Statement
    second: Statement
    difference: Difference


def clashes(
    statements: Sequence[Statement], events: Mapping[str, Event], places: Mapping[str, Place]
) -> Iterator[Clash]:
    """Pairs that differ in a time beyond its uncertainty, in the place, the person, or in yes and no."""
    for first, second in combinations(statements, 2):
        if first.topic_id == second.topic_id:
            difference = _difference(first, second, events, places)
            if difference is not None:
                yield Clash(first, second, difference)


def _difference(
    first: Statement, second: Statement, events: Mapping[str, Event], places: Mapping[str, Place]
) -> Difference | None:
    kinds = {first.kind, second.kind}
    if kinds == {StatementKind.TIME}:
        one, other = events.get(first.event_id or ""), events.get(second.event_id or "")
        if one and other and apart(one, other):
            return Difference.TIME
    if kinds == {StatementKind.PLACE} and first.place_id and second.place_id:
        within = first.place_id in _around(second.place_id, places) or second.place_id in _around(
            first.place_id, places
        )
        if not within:
            return Difference.PLACE
    named = first.person_id and second.person_id
    if kinds == {StatementKind.PERSON} and named and first.person_id != second.person_id:
        return Difference.PERSON
    if {first.stance, second.stance} == {Stance.AFFIRMS, Stance.DENIES}:
        return Difference.STANCE
    return None


def apart(first: Event, second: Event) -> bool:
    """Whether two times can't be the same: their intervals do not meet."""
    (low, high), (other_low, other_high) = _span(first), _span(second)
    return high < other_low or other_high < low


def _span(event: Event) -> tuple[float, float]:
    end = event.until or event.moment
    return _edge(event.moment, -1), _edge(end, 1)


def _edge(moment: Moment, way: int) -> float:
    return (moment.utc + way * timedelta(seconds=moment.uncertainty_s)).timestamp()


def _around(place_id: str, places: Mapping[str, Place]) -> set[str]:
    """A place and everything that it is a part of."""
    found: set[str] = set()
    at: str | None = place_id
    while at and at not in found:
        found.add(at)
        at = places[at].parent_id if at in places else None
    return found
