"""What the fire teaches, what follows for whom, and which documents are missing."""

from collections.abc import Iterator

from modules.responsibility.queries import (
    BARRIER_WORDS,
    CONSEQUENCE_WORDS,
    DOCUMENT_WORDS,
    HANDLING_WORDS,
    KIND_WORDS,
    LINK_WORDS,
    all_findings,
    barriers,
    document_items,
    handlings,
    officer_names,
    party_names,
    standing_titles,
)
from modules.responsibility.records import Barrier, BarrierState, DocumentState, Handling
from modules.responsibility.sections.barrier_view import draw_barriers
from workstation.api import (
    Block,
    Column,
    Heading,
    Inline,
    KeyValues,
    Read,
    Ref,
    Span,
    Table,
    Words,
    anchor_of,
)


def build_barriers(read: Read, words: Words, _: str) -> Iterator[Block]:
    """查教训: the barriers as a figure, then each with what was found, its evidence and its lesson."""
    known = barriers(read)
    if not known:
        return
    titles, officers = standing_titles(read, (ref for one in known for ref in one.evidence)), officer_names(read)
    yield Heading(1, words("Barriers: what the fire teaches (查教训)"))
    yield draw_barriers(known, words)
    for one in known:
        yield Heading(3, one.name, anchor=anchor_of(Ref("barriers", one.id)))
        links = tuple(Span(f"{titles[ref]}；", target=anchor_of(ref)) for ref in one.evidence if ref in titles)
        rows: list[tuple[str, Inline]] = [
            (words("State"), words(BARRIER_WORDS[one.state])), (words("What it should have done"), one.function),
            (words("Against"), "、".join(words(CONSEQUENCE_WORDS[against]) for against in one.against)),
            (words("Facts found"), one.facts),
        ]
        if links or not one.source:
            rows.append((words("Evidence"), links or words("No evidence")))
        rows += [(words("Lesson"), one.lesson), *_judged(one, officers, words)]
        yield KeyValues(tuple((title, value) for title, value in rows if value))


def _judged(one: Barrier, officers: dict[str, str], words: Words) -> Iterator[tuple[str, Inline]]:
    if one.source:
        yield words("Source"), one.source
    elif one.state is not BarrierState.OPEN and one.judged_by and one.judged_at:
        yield words("Judged by"), f"{officers.get(one.judged_by, '')} {one.judged_at.text('%Y-%m-%d %H:%M')}"


def build_handlings(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every proposal with its transfer, receipt and result."""
    known = handlings(read)
    if not known:
        return
    parties, findings = party_names(read), {one.id: one for one in all_findings(read)}
    officers = officer_names(read)
    yield Heading(1, words("Handling and transfer"))
    rows = []
    for one in known:
        finding = findings.get(one.finding_id)
        whom = parties.get(one.target_id or (finding.subject_id if finding else "") or "", "")
        by = one.source or officers.get(one.proposed_by or "", "")
        rows.append((
            words(KIND_WORDS[one.kind]), whom, "\n".join(filter(None, (one.measure, one.basis, by))),
            "\n".join(filter(None, (one.transferred_to, _went(one), one.document_number))),
            "\n".join(filter(None, (words(HANDLING_WORDS[one.state]), one.result,
                                    one.result_on.isoformat() if one.result_on else ""))),
        ))
    yield Table(
        (Column(words("Kind"), 0.9), Column(words("Whom it concerns"), 1.4), Column(words("What is proposed"), 1.9),
         Column(words("Transferred to"), 1.4), Column(words("Result of the handling"), 1.4)),
        tuple(rows), anchors=tuple(anchor_of(Ref("handlings", one.id)) for one in known),
    )


def _went(one: Handling) -> str:
    return " → ".join(day.isoformat() for day in (one.transferred_on, one.received_on) if day)


def build_documents(read: Read, words: Words, _: str) -> Iterator[Block]:
    """What each link requires and how it stands; the gap list comes first. Nothing while no link is examined."""
    items = document_items(read)
    if not any(item.record.state is not DocumentState.OPEN for item in items):
        return
    titles = standing_titles(read, (ref for item in items for ref in item.record.obtained))
    yield Heading(1, words("Required documents"))
    for title, settled in ((words("What is missing"), False), (words("What is settled"), True)):
        rows: list[tuple[Inline, ...]] = []
        shown = [item for item in items if item.settled is settled]
        for item in shown:
            record = item.record
            known = [ref for ref in record.obtained if ref in titles]
            links: Inline = tuple(Span(f"{titles[ref]}；", target=anchor_of(ref)) for ref in known)
            asked = words("requested on {day}", day=record.requested_on) if record.requested_on else ""
            rows.append((
                words(LINK_WORDS[record.link]), item.title(words.language), words(DOCUMENT_WORDS[record.state]),
                links or "　".join(filter(None, (asked, record.reason, record.from_whom))),
            ))
        yield Heading(2, title)
        yield Table(
            (Column(words("Link"), 1.3), Column(words("Name of the document"), 2.2), Column(words("State"), 0.9),
             Column(words("How it stands"), 2.4)), tuple(rows), empty=words("None."),
            anchors=tuple(anchor_of(Ref("link_documents", item.record.id)) for item in shown),
        )
