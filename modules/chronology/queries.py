"""Reading the time line: every time of the case, what is said of them, and what follows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from modules.chronology.records import RelationKind, ResponseTarget, SetAside, SoughtTime, TimePoint, TimeRelation
from modules.chronology.rules.derived import INCIDENT, Derived, derive
from modules.chronology.rules.response import Interval, intervals
from modules.chronology.rules.statements import Reckoning, Statement, reckon
from modules.chronology.rules.wording import span_text
from workstation.api import BEIJING, N_, Clock, Read, Ref, SearchEntry, TimelineItem, Words, today, zone

KIND_WORDS: dict[RelationKind, str] = {
    RelationKind.BEFORE: N_("before"), RelationKind.AFTER: N_("after"), RelationKind.SAME: N_("at the time of"),
    RelationKind.WITHIN: N_("at about the time of"), RelationKind.DURING: N_("during"),
}


@dataclass(frozen=True)
class Chronology:
    """Everything with a time, the relations stated and derived, the sought times, what was set aside, the reckoning."""

    items: tuple[TimelineItem, ...]
    relations: tuple[TimeRelation, ...]
    derived: tuple[Derived, ...]
    sought: tuple[SoughtTime, ...]
    set_aside: tuple[SetAside, ...]
    reckoning: Reckoning

    def titles(self) -> dict[TimePoint, str]:
        """What each time is called."""
        found = {TimePoint(ref=Ref("sought_times", sought.id)): sought.title for sought in self.sought}
        for item in self.items:
            found[TimePoint(ref=item.ref, part=item.part)] = item.title
        return found


def chronology(read: Read) -> Chronology:
    """The whole time line of the case."""
    items = tuple(_told_apart(read.timeline()))
    relations, sought = tuple(read.all(TimeRelation)), tuple(read.all(SoughtTime, order=("title",)))
    aside, derived = tuple(read.all(SetAside)), derive(items, read.all(Clock))
    said = [(Statement(Ref("time_relations", one.id)), one) for one in relations]
    said += [(Statement(one.ref), one.relation) for one in derived]
    refs = [Ref("sought_times", one.id) for one in sought]
    return Chronology(items, relations, derived, sought, aside, reckon(items, said, refs, aside))


def response(read: Read) -> list[Interval]:
    """The intervals of the response, against the pack in force on the day of the call, or the office's own targets."""
    moments = {item.part: item.moment for item in read.timeline() if item.ref.kind == INCIDENT}
    first = moments.get("reported_at") or min(moments.values(), key=lambda one: one.utc, default=None)
    day = first.local.date() if first else today()
    return list(intervals(read.rules.on("response-standard", day), moments, read.all(ResponseTarget)))


def _told_apart(items: list[TimelineItem]) -> Iterator[TimelineItem]:
    """Each time of a record under a part of its own: what has none is told apart by its title and lane."""
    shared = Counter((item.ref, item.part) for item in items)
    met: Counter[tuple[Ref, str]] = Counter()
    for item in items:
        part = item.part
        if shared[item.ref, part] > 1:
            part = f"{part}/{item.lane}/{item.title}"
            met[item.ref, part] += 1
            part += f"/{met[item.ref, part]}" * (met[item.ref, part] > 1)
        yield replace(item, part=part)


def point_title(titles: dict[TimePoint, str], point: TimePoint, words: Words) -> str:
    """What a time is called; the end of something is said to be one."""
    start = TimePoint(ref=point.ref, part=point.part)
    name = words(titles[start]) if start in titles else words("no longer in the case")
    return words("end of “{name}”", name=name) if point.end else name


def relation_text(titles: dict[TimePoint, str], relation: TimeRelation, words: Words) -> str:
    """A relation as a sentence: who before whom, within which span."""
    text = f"「{point_title(titles, relation.first, words)}」 {words(KIND_WORDS[relation.kind])} " \
           f"「{point_title(titles, relation.second, words)}」"
    least, most = relation.at_least_s, relation.at_most_s
    if least is not None and most is not None:
        return text + " " + words("({least} to {most})", least=span_text(least, words), most=span_text(most, words))
    if least is not None:
        return text + " " + words("(by at least {least})", least=span_text(least, words))
    if most is not None:
        return text + " " + words("(by at most {most})", most=span_text(most, words))
    return text


def statement_text(line: Chronology, statement: Statement, entries: dict[Ref, SearchEntry], words: Words) -> str:
    """A statement as a sentence: a relation, or what a record says of its time."""
    titles = line.titles()
    for relation in line.relations:
        if statement.ref == Ref("time_relations", relation.id):
            source = relation.source or words("no source named")
            return f"{relation_text(titles, relation, words)} — {source}"
    for derived in line.derived:
        if statement.ref == derived.ref:
            return f"{relation_text(titles, derived.relation, words)} — {reason_text(derived, words)}"
    for item in line.items:
        if (item.ref, item.part) == (statement.ref, statement.part):
            doubt = f" ±{item.moment.uncertainty_s:g} s" if item.moment.uncertainty_s else ""
            lane = f" — {words(item.lane)}" if item.lane else ""
            return f"「{words(item.title)}」 {item.moment.text()}{doubt}{lane}"
    entry = entries.get(statement.ref)
    return entry.title if entry else words("no longer in the case")


def reason_text(derived: Derived, words: Words) -> str:
    """Why a relation follows."""
    return words(derived.reason.text, **dict(derived.reason.values))


def interval_text(line: Chronology, point: TimePoint, words: Words) -> str:
    """The bounds of a time in Beijing time."""
    known = line.reckoning.known.get(point)
    if known is None or (known.earliest is None and known.latest is None):
        return words("not bounded")
    low, high = (
        instant.astimezone(zone(BEIJING)).strftime("%Y-%m-%d %H:%M:%S") if instant else None
        for instant in (known.earliest, known.latest)
    )
    if low is None:
        return words("not after {high}", high=high)
    if high is None:
        return words("not before {low}", low=low)
    return low if low == high else words("{low} to {high}", low=low, high=high)
