"""整改评估报告: process, overall judgement, practices, problems, suggestions, and each measure."""

from collections.abc import Iterator
from datetime import date

from modules.rectification.queries import (
    COUNTED_WORDS,
    GRADE_WORDS,
    closure,
    counted_on,
    evaluation,
    evaluation_clocks,
    measures,
    unit_names,
)
from modules.rectification.records import Measure
from modules.rectification.rules import CountedState, counted_state, tally
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    Inline,
    KeyValues,
    Officer,
    Paragraph,
    Read,
    Ref,
    SearchEntry,
    SignaturePlace,
    Signatures,
    Span,
    Table,
    Words,
    anchor_of,
    to_verify,
)


def build_evaluation(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The evaluation as a whole."""
    written, approved, clocks = evaluation(read), closure(read), evaluation_clocks(read)
    officer = read.find(Officer, written.evaluated_by) if written.evaluated_by else None
    yield Heading(1, words("Evaluation of rectification"))
    rows: list[tuple[str, Inline]] = [
        (words("Case"), read.case.name),
        (words("Inquiry approved on (批复)"), approved.approved_on.isoformat() if approved else words("not yet")),
        (words("Approved by"), approved.authority if approved else ""),
    ]
    if clocks is not None:
        window = words("{opens} to {due}", opens=clocks.opens.isoformat(), due=clocks.due.isoformat())
        rows.append((words("Evaluation between"), (f"{window} ", to_verify(words))))
    rows += [
        (words("Team"), written.team), (words("Methods"), "、".join(written.methods)),
        (words("Evaluated by"), officer.name if officer else words("not yet")),
        (words("Substitute site"), written.substitute_site),
    ]
    yield KeyValues(tuple(rows))
    for title, text in (
        (words("Course of the work (工作过程)"), written.process),
        (words("Overall judgement (总体评价)"), written.overall),
        (words("Main practices (主要做法)"), written.practices),
        (words("Problems found (存在问题)"), written.problems),
        (words("Suggestions (建议)"), written.suggestions),
    ):
        yield Heading(2, title)
        for line in (text or words("Nothing has been written yet.")).splitlines():
            yield Paragraph(line)
    yield Signatures((SignaturePlace(words("Head of the team")), SignaturePlace(words("Member of the team"))))


def build_summary(read: Read, words: Words, _: str) -> Iterator[Block]:
    """How many measures count as what."""
    counts = tally(measures(read), counted_on(read))
    yield Heading(1, words("State of the measures"))
    yield Table(
        (Column(words("State"), 3), Column(words("Number of measures"), 1, "right")),
        tuple((words(COUNTED_WORDS[state]), str(counts[state])) for state in CountedState),
        caption=words("Counted on {day}", day=counted_on(read).isoformat()),
    )


def build_table(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The measures in one table."""
    yield Heading(1, words("Measures of rectification"))
    units, day = unit_names(read), counted_on(read)
    yield Table(
        (Column(words("Number"), 0.8), Column(words("Measure"), 3), Column(words("Responsible unit"), 1.4),
         Column(words("Deadline"), 1), Column(words("State"), 1.4)),
        tuple((
            Span(measure.number, target=anchor_of(Ref("measures", measure.id))), measure.text,
            units.get(measure.unit_id or "", ""), measure.deadline.isoformat() if measure.deadline else "",
            words(COUNTED_WORDS[counted_state(measure, day)]),
        ) for measure in measures(read)),
        empty=words("No measures have been entered."),
    )


def build_items(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each measure with its source, criterion, proof, check and evaluation."""
    found = measures(read)
    if not found:
        return
    units, titles = unit_names(read), read.titles()
    yield Entry(words("Item-by-item table (逐条落实表)"))
    yield Heading(1, words("Item-by-item table (逐条落实表)"))
    for measure in found:
        anchor = anchor_of(Ref("measures", measure.id))
        yield Heading(2, f"{measure.number} {measure.text[:40]}", anchor=anchor)
        yield KeyValues(tuple(_facts(measure, units, titles, counted_on(read), words)))


def _facts(
    measure: Measure, units: dict[str, str], titles: dict[Ref, SearchEntry], day: date, words: Words
) -> Iterator[tuple[str, Inline]]:
    yield words("Measure"), measure.text
    yield words("Source clause"), measure.source
    yield words("Responsible unit"), units.get(measure.unit_id or "", "")
    yield words("Deadline"), measure.deadline.isoformat() if measure.deadline else ""
    yield words("Criterion of completion"), measure.criterion
    yield words("State"), words(COUNTED_WORDS[counted_state(measure, day)])
    proofs = (titles.get(ref) for ref in measure.proof)
    named = [f"{entry.number} {entry.title}".strip() if entry else words("no longer in the case") for entry in proofs]
    yield words("Proof"), "; ".join(named) or words("none")
    checked = measure.checked_at.text("%Y-%m-%d") if measure.checked_at else ""
    yield words("On-site check"), " ".join(
        part for part in (checked, measure.checked_by, measure.check_method, measure.check_result) if part
    )
    judged = words(GRADE_WORDS[measure.grade])
    yield words("Evaluation"), " ".join(part for part in (judged, measure.evaluation) if part)

