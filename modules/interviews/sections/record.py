"""Each interview: its pages as they were signed, its recordings, its pages that were superseded, its statements."""

from collections.abc import Iterator, Sequence

from modules.interviews.queries import (
    PageState,
    page_states,
    recordings,
    relation_of,
    rules_pack,
    signers_of,
    valid_interviews,
)
from modules.interviews.queries import form_pack as form
from modules.interviews.records import Interview, SignedPage, Statement
from modules.interviews.rules.paper import page_marks, page_sheet
from modules.interviews.rules.procedure import permitted_places
from modules.interviews.rules.text import shown
from workstation.api import (
    N_,
    Block,
    Column,
    Drawing,
    Entry,
    Heading,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Read,
    Ref,
    Section,
    Span,
    StoredFile,
    Table,
    Words,
    anchor_of,
)

_PER_PART = 5


def record_parts(read: Read) -> Sequence[str]:
    """Interviews in groups that one process can set."""
    return tuple(str(start) for start in range(0, len(valid_interviews(read)), _PER_PART))


def build_records(read: Read, words: Words, part: str) -> Iterator[Block]:
    """The interviews of one part."""
    start = int(part or 0)
    for interview in valid_interviews(read)[start : start + _PER_PART]:
        yield from build_record(read, words, interview)


def build_record(read: Read, words: Words, interview: Interview) -> Iterator[Block]:
    """One interview: what it is, then page after page as printed and signed."""
    title = words("Interview of {name} (no. {ordinal})", name=interview.name, ordinal=interview.ordinal)
    day = interview.begun.text("%Y-%m-%d") if interview.begun else ""
    yield Entry(title, number=interview.number, date=day, key=interview.id)
    yield Heading(1, title, anchor_of(Ref("interviews", interview.id)))
    states = page_states(read, interview)
    yield _facts(read, words, interview, states)
    yield from _recordings(read, words, interview)
    yield from _statements(read, words, interview)
    for state in states:
        yield PageBreak()
        yield page_drawing(interview, state)
    yield from _superseded(words, states)


def page_drawing(interview: Interview, state: PageState) -> Drawing:
    """A page as it was signed, or as it would be signed now."""
    signed = state.signed
    signatures = signed.signatures if signed else ()
    marks = page_marks(state.page.lines, signatures, signers_of(interview, state.page), state.page.sha256)
    return Drawing(page_sheet(marks))


def _facts(read: Read, words: Words, interview: Interview, states: Sequence[PageState]) -> KeyValues:
    pack = form(read, interview)
    signed = sum(state.signed is not None for state in states)
    kind = permitted_places(rules_pack(read, interview)).get(interview.place_kind, "")
    begun, ended = interview.begun, interview.ended
    return KeyValues((
        (words("Number"), interview.number),
        (words("Person questioned"), f"{interview.name}　{relation_of(interview, pack, words)}"),
        (words("Time"), f"{begun.text('%Y-%m-%d %H:%M') if begun else '?'} – {ended.text('%H:%M') if ended else '?'}"),
        (words("Place of the interview"), "　".join(filter(None, (interview.place, kind)))),
        (words("Pages signed"), words("{signed} of {pages}", signed=signed, pages=len(states))),
    ))


def _recordings(read: Read, words: Words, interview: Interview) -> Iterator[Block]:
    found = recordings(read, interview.id)
    if not found:
        return
    files = {file.id: file for file in read.get_many(StoredFile, [one.file_id for one in found])}
    yield Heading(2, words("Recordings"))
    rows = []
    for one in found:
        file = files.get(one.file_id)
        length = f"{one.duration_s / 60:.1f} min" if one.duration_s else ""
        about = "　".join(filter(None, (length, words("excerpt") if one.excerpt else "", one.device, one.note)))
        name, digest = (file.name, file.sha256) if file else ("", "")
        rows.append((name, one.began.text() if one.began else "", about, digest))
    yield Table(
        (Column(words("File"), 2), Column(words("Began at"), 1.4), Column(words("About it"), 1.6),
         Column("SHA-256", 3)),
        tuple(rows),
    )


def _statements(read: Read, words: Words, interview: Interview) -> Iterator[Block]:
    """Where what is cited elsewhere is found: each statement of this interview, with its anchor."""
    found = read.where(Statement, order=("topic_id", "id"), interview_id=interview.id)
    if found:
        yield Heading(2, words("Statements that are cited"))
        yield Table(
            (Column(words("As it was said"), 4), Column(words("What is held"), 2)),
            tuple((Span(one.quote), one.claim) for one in found),
            anchors=tuple(anchor_of(Ref("statements", one.id)) for one in found),
        )


def _superseded(words: Words, states: Sequence[PageState]) -> Iterator[Block]:
    """What was signed before stays in the dossier, with the reason."""
    for state in states:
        for page in state.superseded:
            yield PageBreak()
            yield Notice(
                words("Page {page} as first signed; superseded: {reason}", page=page.page, reason=page.superseded),
                "warning",
            )
            for line in page.lines:
                yield Paragraph(shown(line.runs), "small")
            yield Paragraph(f"SHA-256 {page.sha256}　{_names(page)}", "note")


def _names(page: SignedPage) -> str:
    return "、".join(f"{one.name} {one.at.text('%Y-%m-%d %H:%M')}" for one in page.signatures)


RECORD_SECTION = Section(
    "interviews.records", N_("Records of questioning"), "interviews", build_records, parts=record_parts
)
