"""整改评估报告: process, team, overall judgement and rating, practices, problems, suggestions; the figures."""

from collections.abc import Iterator

from modules.rectification.queries import (
    COUNTED_WORDS,
    GRADE_WORDS,
    acts,
    closure,
    counted_on,
    evaluation,
    evaluation_clocks,
    hazards,
    measures,
    rule_data,
    substitutes,
    team,
    unit_names,
)
from modules.rectification.records import Grade
from modules.rectification.rules.hazards import HazardState, hazard_late, hazard_state
from modules.rectification.rules.measures import CountedState, counted_state, days_late, figures, tally
from modules.rectification.rules.ratings import rating_name
from workstation.api import (
    Block,
    Column,
    Heading,
    Inline,
    KeyValues,
    Notice,
    Officer,
    Paragraph,
    Read,
    Ref,
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
    written = evaluation(read)
    yield Heading(1, words("Evaluation of rectification"))
    yield KeyValues(tuple(_head(read, words)))
    if written.evaluated_by is None:
        yield Notice(words("A draft: the evaluation has not been concluded."), "warning")
    yield from _team(read, words)
    for title, text in (
        (words("Course of the work (工作过程)"), written.process),
        (words("Overall judgement (总体评价)"), written.overall),
    ):
        yield from _chapter(title, text, words)
    yield from _rating(read, words)
    for title, text in (
        (words("Main practices (主要做法)"), written.practices),
        (words("Problems found (存在问题)"), written.problems),
        (words("Suggestions (建议)"), written.suggestions),
    ):
        yield from _chapter(title, text, words)
    yield from _substitutes(read, words)
    heads = [one for one in team(read) if one.role == "head" and not one.avoided]
    yield Signatures((
        SignaturePlace(words("Head of the team"), heads[0].name if heads else ""),
        SignaturePlace(words("Member of the team")),
    ))


def _head(read: Read, words: Words) -> Iterator[tuple[str, Inline]]:
    written, approved, clocks = evaluation(read), closure(read), evaluation_clocks(read)
    officer = read.find(Officer, written.evaluated_by) if written.evaluated_by else None
    if approved is not None:
        day = " ".join(filter(None, (approved.approved_on.isoformat(), approved.authority, approved.document_number)))
        yield words("Inquiry approved on (批复)"), day
    if clocks is not None:
        between = words("{opens} to {due}", opens=clocks.opens.isoformat(), due=clocks.due.isoformat())
        text = f"{between}　{clocks.clause}"
        yield words("Evaluation between"), (text, to_verify(words)) if clocks.certainty == "to_verify" else text
    if written.started_on is not None:
        yield words("Evaluation begun on"), written.started_on.isoformat()
    yield words("Team"), written.team
    yield words("Methods"), "、".join(written.methods)
    yield words("Evaluated by"), officer.name if officer else words("not yet")
    if written.site_gone:
        yield words("The site no longer exists"), written.site_gone_why
    yield words("Substitute site"), written.substitute_site


def _chapter(title: str, text: str, words: Words) -> Iterator[Block]:
    yield Heading(2, title)
    for line in (text or words("Nothing has been written yet.")).splitlines():
        yield Paragraph(line)


def _team(read: Read, words: Words) -> Iterator[Block]:
    members = team(read)
    if not members:
        return
    roles = {role["role"]: role["name"][words.language] for role in rule_data(read).get("team", ())}
    yield Heading(2, words("Evaluation team (评估组)"))
    yield Table(
        (Column(words("Role in the team"), 1.6), Column(words("Full name"), 1), Column(words("Unit"), 2.2),
         Column(words("Task"), 2)),
        tuple((
            roles.get(one.role, one.role), one.name, one.unit,
            words("stepped back: {reason}", reason=one.avoided) if one.avoided else one.duty,
        ) for one in members),
    )


def _rating(read: Read, words: Words) -> Iterator[Block]:
    written, ratings = evaluation(read), rule_data(read).get("ratings", ())
    officer = read.find(Officer, written.rated_by) if written.rated_by else None
    yield Heading(2, words("Overall rating"))
    if officer is None:
        yield Paragraph(words("No officer has set the overall rating yet."), "plain")
        return
    rows: list[tuple[str, Inline]] = [
        (words("Overall rating"), Span(rating_name(ratings, written.rating, words.language), bold=True)),
        (words("Proposed by the items"),
         (rating_name(ratings, written.rating_proposed, words.language), " ", to_verify(words))),
        (words("Set by"), f"{officer.name} {written.rated_at.text('%Y-%m-%d') if written.rated_at else ''}".strip()),
    ]
    if written.rating_reason:
        rows.append((words("Reason"), written.rating_reason))
    yield KeyValues(tuple(rows))


def _substitutes(read: Read, words: Words) -> Iterator[Block]:
    sites = substitutes(read)
    if not sites:
        return
    yield Heading(2, words("Substitute sites"))
    yield Table(
        (Column(words("Substitute site"), 1.6), Column(words("Why it is like the site of the fire"), 2),
         Column(words("Found on site"), 2.4)),
        tuple((" ".join(filter(None, (one.name, one.address))), one.likeness, one.found) for one in sites),
        anchors=tuple(anchor_of(Ref("substitute_sites", one.id)) for one in sites),
    )


def build_summary(read: Read, words: Words, _: str) -> Iterator[Block]:
    """How many measures count as what, and what was only said; how many hazards are closed."""
    known, day = measures(read), counted_on(read)
    counts, found = tally(known, day), figures(known, day)
    yield Heading(1, words("State of the measures"))
    yield Paragraph(words(
        "{total} measures. Reported as done: {said}, of which {unproven} without proof, which do not count. "
        "Done and proven: {done} ({share} %).", total=found.total, said=found.said_done, unproven=found.unproven,
        done=found.done, share=f"{found.share * 100:.0f}",
    ))
    yield Table(
        (Column(words("State"), 3), Column(words("Number of measures"), 1, "right")),
        tuple((words(COUNTED_WORDS[state]), str(counts[state])) for state in CountedState),
        caption=words("Counted on {day}", day=day.isoformat()),
    )
    yield from _by_unit(read, words)
    judged = {grade: sum(measure.grade is grade for measure in known) for grade in Grade}
    yield Table(
        (Column(words("Judgement"), 3), Column(words("Number of measures"), 1, "right")),
        tuple((words(GRADE_WORDS[grade]), str(count)) for grade, count in judged.items()),
    )
    history, dangers = acts(read), hazards(read)
    if dangers:
        closed = sum(hazard_state(history.get(one.id, ())) is HazardState.CLOSED for one in dangers)
        late = sum(hazard_late(one, history.get(one.id, ()), day) > 0 for one in dangers)
        yield Paragraph(words("Hazards: {count}, closed: {closed}, overdue: {late}.", count=len(dangers), closed=closed,
                              late=late))


def _by_unit(read: Read, words: Words) -> Iterator[Block]:
    known, units, day = measures(read), unit_names(read), counted_on(read)
    by_unit: dict[str, list[int]] = {}
    for measure in known:
        row = by_unit.setdefault(units.get(measure.unit_id or "", words("(no unit)")), [0, 0, 0, 0])
        state = counted_state(measure, day)
        row[0] += 1
        row[1] += state is CountedState.DONE
        row[2] += state is CountedState.UNPROVEN
        row[3] += days_late(measure, day) > 0
    if by_unit:
        yield Table(
            (Column(words("Responsible unit"), 3), Column(words("Measures"), 1, "right"),
             Column(words("Done and proven"), 1.2, "right"), Column(words("Without proof"), 1.2, "right"),
             Column(words("Overdue"), 1, "right")),
            tuple((unit, *(str(count) for count in row)) for unit, row in sorted(by_unit.items())),
        )


def build_table(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The measures in one table."""
    yield Heading(1, words("Measures of rectification"))
    units, day = unit_names(read), counted_on(read)
    yield Table(
        (Column(words("Number"), 0.8), Column(words("Measure"), 3), Column(words("Responsible unit"), 1.4),
         Column(words("Deadline"), 1), Column(words("State"), 1.4)),
        tuple((
            measure.number, measure.text,
            units.get(measure.unit_id or "", ""), measure.deadline.isoformat() if measure.deadline else "",
            words(COUNTED_WORDS[counted_state(measure, day)]),
        ) for measure in measures(read)),
        anchors=tuple(anchor_of(Ref("measures", measure.id)) for measure in measures(read)),
        empty=words("No measures have been entered."),
    )
