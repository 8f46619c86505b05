"""The register in the dossier: one table, then a page for each exhibit with its chain of custody."""

from collections.abc import Iterator, Sequence

from modules.exhibits.queries import (
    CATEGORY_WORDS,
    all_exhibits,
    custody,
    gaps,
    holder,
    officer_names,
    place_names,
    valid_exhibits,
)
from modules.exhibits.records import CustodyEvent, Exhibit, SealState
from modules.exhibits.rules import Gap, GapKind, label_code, valid_events
from workstation.api import (
    N_,
    Block,
    Column,
    Entry,
    Heading,
    Inline,
    KeyValues,
    Notice,
    Qr,
    Read,
    Ref,
    Span,
    Table,
    Words,
    anchor_of,
)

_PER_PART = 25
SEAL_WORDS = {
    SealState.INTACT: N_("Intact"), SealState.BROKEN: N_("Broken"), SealState.RESEALED: N_("Sealed again"),
}
GAP_WORDS = {kind: f"finding.exhibits.chain_{kind.value}" for kind in GapKind}


def build_list(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The list of exhibits, withdrawn ones with their reason."""
    exhibits, names, places = all_exhibits(read), officer_names(read), place_names(read)
    yield Heading(1, words("List of exhibits"))
    yield Table(
        (Column(words("Number"), 0.8), Column(words("Name of the exhibit"), 2), Column(words("Category"), 1),
         Column(words("Amount"), 0.8, "right"), Column(words("Taken from"), 1.8), Column(words("Taken at"), 1.4),
         Column(words("Taken by"), 1.2)),
        tuple(_row(exhibit, names, places, words) for exhibit in exhibits),
        # a withdrawn exhibit has no page of its own: who cites it finds it here
        anchors=tuple(anchor_of(Ref("exhibits", exhibit.id)) if exhibit.withdrawn else "" for exhibit in exhibits),
        empty=words("No exhibits have been registered."),
    )


def _row(exhibit: Exhibit, names: dict[str, str], places: dict[str, str], words: Words) -> tuple[Inline, ...]:
    title, number = exhibit.name, Span(exhibit.number, target=anchor_of(Ref("exhibits", exhibit.id)))
    if exhibit.withdrawn:
        title = words("{name} (withdrawn: {reason})", name=exhibit.name, reason=exhibit.withdrawn)
        number = Span(exhibit.number)
    where = " ".join(part for part in (places.get(exhibit.place_id or "", ""), exhibit.position) if part)
    return (
        number, title,
        words(CATEGORY_WORDS[exhibit.category]), amount_text(exhibit), where,
        exhibit.extracted_at.text("%Y-%m-%d %H:%M") if exhibit.extracted_at else "",
        "、".join(names.get(officer, "") for officer in exhibit.extractors),
    )


def exhibit_parts(read: Read) -> Sequence[str]:
    """Exhibits in groups that one process can set."""
    return tuple(str(start) for start in range(0, len(valid_exhibits(read)), _PER_PART))


def build_exhibits(read: Read, words: Words, part: str) -> Iterator[Block]:
    """A page for each exhibit: facts, photographs, chain of custody with its faults, QR code."""
    events = custody(read)
    start = int(part or 0)
    for exhibit in valid_exhibits(read)[start : start + _PER_PART]:
        yield Entry(f"{exhibit.number} {exhibit.name}", key=exhibit.id)
        yield Heading(1, f"{exhibit.number} {exhibit.name}", anchor=anchor_of(Ref("exhibits", exhibit.id)))
        yield KeyValues(tuple(_facts(read, exhibit, words)), columns=2)
        yield Heading(2, words("Chain of custody"))
        yield _custody_table(valid_events(events.get(exhibit.id, ())), words)
        for gap in gaps(read, exhibit):
            yield Notice(gap_text(exhibit, gap, words), "warning")
        yield Qr(label_code(read.case.id, exhibit.id), words("Scan this code at a stock check."), size=22.0)


def _facts(read: Read, exhibit: Exhibit, words: Words) -> Iterator[tuple[str, Inline]]:
    names, places = officer_names(read), place_names(read)
    yield words("Category"), words(CATEGORY_WORDS[exhibit.category])
    yield words("Amount"), amount_text(exhibit)
    yield words("Features"), exhibit.features
    yield words("Taken from"), " ".join(
        part for part in (places.get(exhibit.place_id or "", ""), exhibit.position) if part
    )
    yield words("Method"), exhibit.method
    yield words("Taken at"), exhibit.extracted_at.text() if exhibit.extracted_at else ""
    yield words("Taken by"), "、".join(names.get(officer, "") for officer in exhibit.extractors)
    refused = f" ({words('refused to sign')})" if exhibit.witness_refused else ""
    yield words("Witness or party"), exhibit.witness + refused
    yield words("Container"), exhibit.container
    yield words("Seal number"), exhibit.seal_number
    yield words("Photographs before"), _links(read, exhibit.photos_before)
    yield words("Photographs after"), _links(read, exhibit.photos_after)
    yield words("Now held by"), holder(read, exhibit)
    yield words("Note"), exhibit.note


def _links(read: Read, refs: Sequence[Ref]) -> Inline:
    titles = read.titles(refs)
    return tuple(
        Span(f"{titles[ref].number or titles[ref].title} ", target=anchor_of(ref)) for ref in refs if ref in titles
    ) or ""


def _custody_table(events: Sequence[CustodyEvent], words: Words) -> Table:
    return Table(
        (Column(words("Time"), 1.4), Column(words("From"), 1), Column(words("To"), 1),
         Column(words("Purpose"), 1.2), Column(words("Seal"), 1.1), Column(words("Signed"), 0.9),
         Column(words("Note"), 1.3)),
        tuple((
            event.at.text("%Y-%m-%d %H:%M"), event.giver, event.receiver, event.purpose, seal_text(event, words),
            words("by both") if event.giver_signed and event.receiver_signed else words("not by both"),
            _note(event, words),
        ) for event in events),
        empty=words("The exhibit has not been handed over."),
    )


def seal_text(event: CustodyEvent, words: Words) -> str:
    """How the seal was found, and the number of the new one."""
    state = words(SEAL_WORDS[event.seal_state])
    return f"{state} → {event.new_seal_number}" if event.new_seal_number else state


def _note(event: CustodyEvent, words: Words) -> str:
    corrected = words("corrected: {reason}", reason=event.reason) if event.supersedes else ""
    return words.joined((event.place, event.note, corrected))


def gap_text(exhibit: Exhibit, gap: Gap, words: Words) -> str:
    """What is wrong with a link of the chain, as the check says it."""
    return words(
        GAP_WORDS[gap.kind], number=exhibit.number, giver=gap.event.giver, receiver=gap.event.receiver,
        at=gap.event.at.text(), expected=gap.expected,
    )


def amount_text(exhibit: Exhibit) -> str:
    """The amount with its unit."""
    return f"{exhibit.amount:g} {exhibit.unit}".strip() if exhibit.amount is not None else ""
