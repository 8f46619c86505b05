"""What follows from the facts: course of events, grade with its reasons, procedure and time limits."""

from collections.abc import Iterator

from modules.incident.queries import (
    PROCEDURE_WORDS,
    assess,
    fire_day,
    grade_decision,
    procedure,
)
from modules.incident.rules.clocks import ClockState, Deadline
from modules.incident.rules.grades import TO_VERIFY, Criterion, Grade
from modules.incident.sections.facts import number_text
from modules.incident.timeline import TIMELINES
from workstation.api import (
    N_,
    Block,
    Column,
    Heading,
    Inline,
    KeyValues,
    Notice,
    Officer,
    Read,
    Ref,
    Table,
    UserError,
    Words,
    anchor_of,
    to_verify,
)

CRITERION_WORDS = {
    "deaths": N_("Deaths"), "serious": N_("Serious injuries"), "loss_yuan": N_("Loss (yuan)"),
    "households": N_("Households"),
}
STATE_WORDS = {
    ClockState.UNKNOWN: N_("Not certain"), ClockState.RUNNING: N_("Running"),
    ClockState.PAUSED: N_("Paused"), ClockState.OVERDUE: N_("Overdue"),
    ClockState.LAPSED: N_("Period over"), ClockState.DONE: N_("Done"),
}
SCALE_WORDS = {"grades": N_("Fire grade"), "grades-493": N_("Grade of the production accident")}


def build_timeline(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The course of events, earliest first."""
    items = sorted(
        (item for timeline in TIMELINES for item in timeline.items(read)), key=lambda item: item.moment.utc
    )
    yield Heading(1, words("Course of events"))
    yield Table(
        (Column(words("Time"), 1.4), Column("±s", 0.5, "right"), Column(words("What happened"), 3.4),
         Column(words("Source"), 1.7)),
        tuple((
            item.moment.text("%Y-%m-%d %H:%M:%S"), item.moment.tolerance, words(item.title), words(item.lane),
        ) for item in items),
        anchors=tuple(anchor_of(item.ref) if item.ref.kind == "events" else "" for item in items),
        empty=words("No events have been entered."),
    )


def build_grade(read: Read, words: Words, _: str) -> Iterator[Block]:
    """等级、程序与期限, each with its reason and its 待核 mark."""
    yield Heading(1, words("Grade, procedure and time limits"))
    try:
        assessment = assess(read, fire_day(read))
    except UserError as error:
        yield Notice(words.error(error), "warning")
        return
    for grade in (assessment.grade, assessment.production_grade):
        if grade is not None:
            yield from _grade(read, grade, words)
    yield Heading(2, words("Procedure and jurisdiction"))
    chosen = procedure(read)
    yield KeyValues((
        (words("Procedure"), words(PROCEDURE_WORDS[chosen.procedure]) if chosen else words("Not decided yet")),
        (words("Investigated by (computed)"), str(assessment.jurisdiction["name"])),
        (words("Level of graded investigation (proposal)"), (f"{assessment.level_text} ", to_verify(words))),
    ))
    yield Heading(2, words("Time limits"))
    yield Table(
        (Column(words("Time limit"), 2.2), Column(words("Began on"), 1), Column(words("Last day"), 1),
         Column(words("Clause"), 1.6)),
        tuple(_deadline(item, words) for item in assessment.deadlines),
        empty=words("No time limit has begun."),
    )


def _grade(read: Read, grade: Grade, words: Words) -> Iterator[Block]:
    confirmed = grade_decision(read, grade.scale)
    officer = read.find(Officer, confirmed.decided_by) if confirmed else None
    yield Heading(2, words(SCALE_WORDS[grade.scale]))
    yield KeyValues((
        (words("Computed"), _marked(grade.name, grade.certainty, words)),
        (words("By"), grade.clause),
        (words("Confirmed"), f"{confirmed.grade} ({officer.name})" if confirmed and officer
         else words("Not confirmed by an officer yet")),
    ), anchor=anchor_of(Ref("grade_decisions", confirmed.id)) if confirmed else "")
    yield Table(
        (Column(words("Criterion"), 1.4), Column(words("Counted"), 1, "right"),
         Column(words("Threshold reached"), 1.2, "right"), Column(words("Decisive"), 0.8)),
        tuple(_criterion(item, grade, words) for item in grade.criteria),
    )


def _criterion(item: Criterion, grade: Grade, words: Words) -> tuple[Inline, ...]:
    decisive = words("yes") if item in grade.decisive and item.threshold else ""
    name = _marked(words(CRITERION_WORDS[item.name]), item.certainty, words)
    return name, number_text(item.value), number_text(item.threshold), decisive


def _deadline(item: Deadline, words: Words) -> tuple[Inline, ...]:
    due = item.due.isoformat()
    if item.state is ClockState.UNKNOWN:
        due = words("{due} if nothing falls on a holiday", due=due)
    return item.name, item.start.isoformat(), due, _marked(item.clause, item.certainty, words)


def _marked(text: str, certainty: str, words: Words) -> Inline:
    return (f"{text} ", to_verify(words)) if certainty == TO_VERIFY else text
