"""Reading findings of responsibility, and what they rest on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from modules.responsibility.records import (
    Barrier,
    BarrierState,
    Consequence,
    DocumentState,
    FindingStatus,
    Handling,
    HandlingKind,
    HandlingState,
    Link,
    LinkDocument,
    ResponsibilityLink,
    Role,
)
from modules.responsibility.rules.catalogue import (
    Catalogue,
    DocumentKind,
    barriers_of,
    documents_of,
    duties_on,
    handlings_of,
)
from modules.responsibility.rules.course import Row, course
from modules.responsibility.rules.grounds import RESTS_ON, Holding, dependents
from modules.responsibility.rules.trace import Trace, trace
from workstation.api import N_, Claim, ClaimStatus, Moment, Officer, Party, Read, Record, Ref, UserError, today

LINK_WORDS: dict[Link, str] = {
    Link.CONSTRUCTION: N_("Construction (工程建设)"), Link.MANAGEMENT: N_("Management in use (投入使用后管理)"),
    Link.USER: N_("User (使用主体)"), Link.SERVICES: N_("Technical services (消防技术服务)"),
    Link.PRODUCTS: N_("Product quality (消防产品质量)"), Link.SUPERVISION: N_("Supervision (日常监督检查)"),
}
ROLE_WORDS: dict[Role, str] = {
    Role.OPEN: N_("Not stated"), Role.NONE: N_("No causal role"), Role.POSSIBLE: N_("Possible"),
    Role.CONTRIBUTING: N_("Contributing"), Role.DIRECT: N_("Direct"),
}
CONSEQUENCE_WORDS: dict[Consequence, str] = {
    Consequence.IGNITION: N_("Ignition"), Consequence.SPREAD: N_("Spread"), Consequence.CASUALTIES: N_("Casualties"),
}
STATUS_WORDS: dict[FindingStatus, str] = {
    FindingStatus.DRAFT: N_("Draft, not decided"), FindingStatus.ESTABLISHED: N_("Established"),
    FindingStatus.NO_BREACH: N_("No breach found"), FindingStatus.PUBLISHED: N_("As published"),
}
KIND_WORDS: dict[HandlingKind, str] = {
    HandlingKind.CRIMINAL: N_("Criminal (刑事)"), HandlingKind.ADMINISTRATIVE: N_("Administrative (行政)"),
    HandlingKind.DISCIPLINE: N_("Discipline (党政纪)"), HandlingKind.CREDIT: N_("Credit (信用)"),
    HandlingKind.OTHER: N_("Other handling"),
}
HANDLING_WORDS: dict[HandlingState, str] = {
    HandlingState.PROPOSED: N_("Proposed"), HandlingState.TRANSFERRED: N_("Transferred"),
    HandlingState.RECEIVED: N_("Received there"), HandlingState.CONCLUDED: N_("Concluded"),
}
BARRIER_WORDS: dict[BarrierState, str] = {
    BarrierState.OPEN: N_("Not judged yet"), BarrierState.HELD: N_("Held"), BarrierState.FAILED: N_("Did not hold"),
    BarrierState.MISSING: N_("Was missing"),
}
DOCUMENT_WORDS: dict[DocumentState, str] = {
    DocumentState.OPEN: N_("Not asked for yet"), DocumentState.REQUESTED: N_("Requested"),
    DocumentState.OBTAINED: N_("Obtained"), DocumentState.REFUSED: N_("Refused"),
    DocumentState.NOT_APPLICABLE: N_("Not applicable"),
}
PART_WORDS: dict[str, str] = {
    "": N_("facts"), "duty": N_("whose duty it was"), "causation": N_("what it contributed"),
}


def all_findings(read: Read) -> list[ResponsibilityLink]:
    """Every finding, by link."""
    order = list(Link)
    return sorted(read.all(ResponsibilityLink), key=lambda finding: (order.index(finding.link), finding.id))


def handlings(read: Read) -> list[Handling]:
    """Every proposal of handling, in the order of findings."""
    place = {finding.id: number for number, finding in enumerate(all_findings(read))}
    return sorted(read.all(Handling), key=lambda one: (place.get(one.finding_id, len(place)), one.id))


def barriers(read: Read) -> list[Barrier]:
    """Every barrier: those of the rule pack in its order, then the others."""
    order = {kind.code: number for number, kind in enumerate(catalogue(read).barriers)}
    return sorted(read.all(Barrier), key=lambda one: (order.get(one.code, len(order)), one.name, one.id))


def party_names(read: Read) -> dict[str, str]:
    """The names of parties by id."""
    return {party.id: party.name for party in read.all(Party)}


def officer_names(read: Read) -> dict[str, str]:
    """The names of officers by id."""
    return {officer.id: officer.name for officer in read.all(Officer)}


def fire_day(read: Read) -> date:
    """The day of the fire, whose law counts; today where it is not written down yet."""
    moment = getattr(read.resolve(Ref("incident", "incident")), "fire_at", None) if read.registry.named(
        "incident") else None
    return moment.local.date() if isinstance(moment, Moment) else today()


def catalogue(read: Read) -> Catalogue:
    """What the rule packs in force on the day of the fire offer; empty where none was."""
    day, rules = fire_day(read), read.rules

    def data(kind: str, empty: dict[str, Any]) -> dict[str, Any]:
        try:
            return rules.on(kind, day).data
        except UserError:
            return empty

    six = data("six-links", {})
    return Catalogue(
        duties_on(data("duties", {"duties": []}), day), documents_of(data("link-documents", {"documents": []})),
        barriers_of(data("barriers", {"barriers": []})), handlings_of(six.get("handlings", ())),
        tuple(six.get("breaches", ())), {link["code"]: tuple(link["seeds"]) for link in six.get("links", ())},
        tuple(six.get("service_words", ())),
    )


def standing_titles(read: Read, refs: Iterable[Ref]) -> dict[Ref, str]:
    """A title for each piece of evidence that still stands: it exists and was not withdrawn."""
    asked = dict.fromkeys(refs)
    entries, titles = read.titles(asked), dict[Ref, str]()
    for ref in asked:
        record = read.resolve(ref)
        if record is None or str(getattr(record, "withdrawn", "")):
            continue
        entry = entries.get(ref)
        titles[ref] = f"{entry.number} {entry.title}".strip() if entry is not None else ref.kind
    return titles


def evidence_titles(read: Read, findings: Iterable[ResponsibilityLink]) -> dict[Ref, str]:
    """A title for each standing piece of evidence that these findings cite."""
    return standing_titles(read, (ref for finding in findings for ref in finding.grounds))


def trace_case(read: Read) -> Trace:
    """The graph of the whole case."""
    findings = all_findings(read)
    return trace(findings, evidence_titles(read, findings), party_names(read))


MILESTONES = {
    "fire_at": N_("Fire breaks out"), "reported_at": N_("Call received"), "arrived_at": N_("Crew arrives"),
    "extinguished_at": N_("Fire out"),
}


def course_of_facts(read: Read) -> tuple[Row, ...]:
    """Actors and facts in the order of time, with the milestones of the fire between them."""
    known = read.resolve(Ref("incident", "incident")) if read.registry.named("incident") else None
    moments = ((title, getattr(known, name, None)) for name, title in MILESTONES.items())
    milestones = [(title, moment) for title, moment in moments if isinstance(moment, Moment)]
    return course(all_findings(read), party_names(read), milestones)


@dataclass(frozen=True)
class DocumentItem:
    """A required document, or one that was added by hand (``kind`` none), and how it stands with it."""

    kind: DocumentKind | None
    record: LinkDocument

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.record.state not in (DocumentState.OPEN, DocumentState.REQUESTED)

    def title(self, language: str) -> str:
        """What it is called."""
        return self.record.title or (self.kind.title[language] if self.kind else self.record.code)


def document_items(read: Read) -> list[DocumentItem]:
    """Every required document of the pack with its state, then those added by hand, by link."""
    known = {record.id: record for record in read.all(LinkDocument)}
    items = []
    for kind in catalogue(read).documents:
        record = known.pop(kind.code) if kind.code in known else LinkDocument(
            id=kind.code, link=kind.link, code=kind.code)
        items.append(DocumentItem(kind, record))
    items += [DocumentItem(None, record) for record in known.values()]
    order = list(Link)
    return sorted(items, key=lambda item: order.index(item.record.link))


def holdings(read: Read) -> list[Holding]:
    """Everything in the case that is held on some ground: findings by statement, claims, barriers, what was derived."""
    found: list[Holding] = []
    for finding in all_findings(read):
        ref = Ref("responsibility", finding.id)
        decided = finding.status is FindingStatus.ESTABLISHED
        for part, grounds in (("", finding.evidence), ("duty", finding.duty_evidence),
                              ("causation", finding.causal_evidence)):
            found.append(Holding(ref, grounds, part, decided))
    for name, parts in RESTS_ON.items():
        table = read.registry.named(name)
        if table is not None:
            found += [Holding(Ref(name, one.id), _grounds(read, one, parts), "", _decided(one))
                      for one in read.all(table.record)]
    return [one for one in found if one.grounds]


def _grounds(read: Read, record: Record, parts: tuple[str, ...]) -> tuple[Ref, ...]:
    """What a record rests on; an excluded hypothesis rests on what contradicts it."""
    if isinstance(record, Claim):
        return record.contradicts if record.status is ClaimStatus.EXCLUDED else record.supports
    points = read.registry.of(type(record)).points_at
    return tuple(dict.fromkeys(ref for part in parts for ref in _refs(getattr(record, part, None), points.get(part))))


_POINTERS = ("parties", "places", "officers")  # what a record is about, never what it rests on


def _refs(value: object, table: str | None) -> Iterator[Ref]:
    if isinstance(value, Ref):
        if value.kind not in _POINTERS:
            yield value
    elif isinstance(value, str) and table:
        yield Ref(table, value)
    elif isinstance(value, tuple):
        for one in value:
            yield from _refs(one, table)


def _decided(record: Record) -> bool:
    if isinstance(record, Claim):
        return record.status not in (ClaimStatus.DRAFT, ClaimStatus.PUBLISHED)
    return isinstance(record, Barrier) and record.judged_by is not None


HELD = ("responsibility", "claims", "barriers", "measures")  # what is held; all else is what it is held on


@dataclass(frozen=True)
class GraphData:
    """What the graphs show. ``standing`` are the titles of evidence that stands, ``titles`` of everything in them;
    ``cited`` is the evidence with how many findings, claims and barriers rest on it, the most cited first; ``below``
    what a record rests on; ``kinds`` what kind of record each table holds, as message ids."""

    trace: Trace
    rows: tuple[Row, ...]
    barriers: list[Barrier]
    findings: dict[str, ResponsibilityLink]
    parties: dict[str, str]
    holdings: list[Holding]
    standing: dict[Ref, str]
    titles: dict[Ref, str]
    cited: list[tuple[Ref, int]]
    below: dict[Ref, tuple[Ref, ...]]
    kinds: dict[str, str]

    def barrier(self, barrier_id: str) -> Barrier | None:
        """The barrier of that id."""
        return next((one for one in self.barriers if one.id == barrier_id), None)


def graph_data(read: Read) -> GraphData:
    """Everything that the graphs show, read at once."""
    findings, held, parties = all_findings(read), holdings(read), party_names(read)
    counted, weight = dependents(held), dependents(one for one in held if one.ref.kind in HELD)
    standing = standing_titles(read, counted)
    titles = standing | {
        ref: f"{entry.number} {entry.title}".strip()
        for ref, entry in read.titles({one.ref for one in held} | counted.keys()).items()
    } | {Ref("parties", party_id): name for party_id, name in parties.items()}
    cited = sorted(((ref, weight.get(ref, 0)) for ref in counted if ref in standing),
                   key=lambda one: (-one[1], standing[one[0]]))
    return GraphData(
        trace(findings, standing, parties), course_of_facts(read), barriers(read), {one.id: one for one in findings},
        parties, held, standing, titles, cited, {one.ref: one.grounds for one in held if not one.part},
        {table.name: f"kind.{table.name}" for table in read.registry},
    )
