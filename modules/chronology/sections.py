"""The time line in the dossier: what all sources allow together, who contradicts whom, what was set aside and why."""

from collections.abc import Iterator

from modules.chronology.queries import Chronology, chronology, interval_text, relation_text, response, statement_text
from modules.chronology.records import TimePoint
from modules.chronology.rules.response import Interval
from modules.chronology.rules.statements import Statement
from modules.chronology.rules.wording import VERDICT_WORDS, asked_text, interval_title, lasted_text, moment_text
from workstation.api import (
    N_,
    Block,
    Column,
    Entry,
    Heading,
    Notice,
    Officer,
    Paragraph,
    Read,
    Ref,
    Section,
    Span,
    Table,
    Words,
    anchor_of,
)


def build(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Nothing where nobody said anything of times beyond the records themselves."""
    line = chronology(read)
    told = response(read)
    timed = any(interval.lasted_s is not None for interval in told)
    if not (line.relations or line.sought or line.reckoning.contradictions or line.set_aside or timed):
        return
    yield Entry(words("Analysis of times"))
    yield Heading(1, words("Analysis of times"))
    yield Paragraph(words(
        "Bounds follow from the times of all sources with their uncertainty and from the relations below, by shortest "
        "paths in a temporal network (Dechter, Meiri and Pearl 1991). They are reckoned, not decided."
    ))
    yield from _sought(line, words)
    yield from _relations(line, words)
    yield from _derived(line, words)
    yield from _contradictions(read, line, words)
    if timed:
        yield from _response(told, words)
    yield from _set_aside(read, line, words)


def _sought(line: Chronology, words: Words) -> Iterator[Block]:
    if line.sought:
        yield Heading(2, words("Sought times"))
        yield Table(
            (Column(words("Time"), 2), Column(words("What all sources allow"), 3), Column(words("Note"), 2)),
            tuple((
                Span(sought.title), interval_text(line, TimePoint(ref=Ref("sought_times", sought.id)), words),
                sought.note,
            ) for sought in line.sought),
        )


def _relations(line: Chronology, words: Words) -> Iterator[Block]:
    if line.relations:
        titles = line.titles()
        yield Heading(2, words("What sources say of times"))
        yield Table(
            (Column(words("What is said"), 4), Column(words("Source"), 2)),
            tuple((
                Span(relation_text(titles, relation, words)), relation.source or words("no source named"),
            ) for relation in line.relations),
        )


def _derived(line: Chronology, words: Words) -> Iterator[Block]:
    if line.derived:
        yield Paragraph(words(
            "Beside what is stated, {count} relations follow from the order of the response and from times that were "
            "read off the same clock.", count=len(line.derived),
        ))


def _response(told: list[Interval], words: Words) -> Iterator[Block]:
    """Each interval with its target and the basis of it; what is not yet compared with its source says so."""
    yield Heading(2, words("Response times"))
    yield Table(
        (Column(words("Interval"), 2), Column(words("Begins"), 2), Column(words("Ends"), 2), Column(words("Lasted"), 2),
         Column(words("Asked"), 3), Column(words("Result"), 1.4)),
        tuple((
            Span(interval_title(interval, words)), moment_text(interval.begin), moment_text(interval.end),
            lasted_text(interval, words), asked_text(interval, words), words(VERDICT_WORDS[interval.verdict]),
        ) for interval in told),
    )


def _contradictions(read: Read, line: Chronology, words: Words) -> Iterator[Block]:
    yield Heading(2, words("Contradictions"))
    if not line.reckoning.contradictions:
        yield Paragraph(words("No statements on times contradict each other."))
        return
    entries = read.titles()
    for number, statements in enumerate(line.reckoning.contradictions, 1):
        texts = "\n".join(f"· {statement_text(line, statement, entries, words)}" for statement in statements)
        texts = f"{words('These statements can’t all be true.')}\n{texts}"
        yield Notice(texts, "warning", words("Contradiction {number}", number=number))


def _set_aside(read: Read, line: Chronology, words: Words) -> Iterator[Block]:
    if not line.set_aside:
        return
    entries = read.titles()
    yield Heading(2, words("Statements set aside"))
    rows = []
    for decision in line.set_aside:
        officer = read.find(Officer, decision.decided_by)
        statement = Statement(decision.ref, decision.part)
        rows.append((
            Span(statement_text(line, statement, entries, words), target=anchor_of(decision.ref)), decision.reason,
            f"{officer.name if officer else decision.decided_by} {decision.decided_at.text('%Y-%m-%d')}",
        ))
    columns = Column(words("What is said"), 3), Column(words("Reason"), 3), Column(words("Officer who decided"), 2)
    yield Table(columns, tuple(rows))


SECTIONS = (Section("chronology", N_("Analysis of times"), "chronology", build),)
