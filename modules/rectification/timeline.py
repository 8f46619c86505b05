"""What was done after the fire: approval, acts on hazards, on-site checks, the evaluation, the publication."""

from collections.abc import Iterator
from datetime import date, datetime, time

from modules.rectification.queries import (
    STEP_WORDS,
    acts,
    closure,
    evaluation,
    evaluation_clocks,
    hazards,
    measures,
    publication,
    rule_data,
    site_checks,
    subjects,
)
from modules.rectification.records import EVALUATION_ID, PUBLICATION_ID, Closure, Measure, MeasureStatus
from modules.rectification.rules.hazards import HazardState, hazard_state, standing
from workstation.api import BEIJING, N_, Due, DueItem, Moment, Read, Ref, Timeline, TimelineItem, zone

_LANE = N_("Rectification")


def items(read: Read) -> Iterator[TimelineItem]:
    """Every dated act of rectification; what has only a day stands at its noon."""
    for closed in read.all(Closure):
        at = datetime.combine(closed.approved_on, time(12), zone(BEIJING))
        yield TimelineItem(Ref("closures", closed.id), N_("Approval of the inquiry (批复结案)"), Moment(utc=at),
                           lane=_LANE)
    numbers = {hazard.id: hazard.number for hazard in hazards(read)}
    for hazard_id, history in acts(read).items():
        for act in history:
            if not act.withdrawn and hazard_id in numbers:
                title = f"{numbers[hazard_id]} {act.text[:40]}"
                yield TimelineItem(Ref("hazard_acts", act.id), title, act.at, lane=STEP_WORDS[act.step])
    called = subjects(read)
    for subject, checks in site_checks(read).items():
        for check in checks:
            title = f"{called.get(subject, '').split(' ')[0]} {check.result[:40]}".strip()
            yield TimelineItem(Ref("site_checks", check.id), title, check.at, lane=N_("On-site check"))
    yield from _conclusion(read)


def _conclusion(read: Read) -> Iterator[TimelineItem]:
    whole, text = evaluation(read), publication(read)
    if whole.evaluated_at is not None:
        yield TimelineItem(Ref("evaluations", EVALUATION_ID), N_("Evaluation of rectification"), whole.evaluated_at,
                           lane=_LANE)
    if text.approved_at is not None:
        yield TimelineItem(Ref("publications", PUBLICATION_ID), N_("Text for the public (公开稿)"), text.approved_at,
                           lane=_LANE)


def dues(read: Read) -> Iterator[DueItem]:
    """Deadlines of measures and hazards, and the evaluation itself, with the days on which to remind."""
    days = tuple(rule_data(read).get("remind_days", (1,)))
    clocks, whole = evaluation_clocks(read), evaluation(read)
    if clocks is not None:
        ended = whole.evaluated_at.local.date() if whole.evaluated_at else None
        yield DueItem(Ref("evaluations", EVALUATION_ID), N_("Evaluation of rectification"), clocks.opens, clocks.due,
                      clocks.clause, clocks.certainty, ended, days)
        if clocks.work_due is not None and whole.started_on is not None:
            yield DueItem(Ref("evaluations", EVALUATION_ID), N_("Work of the evaluation"), whole.started_on,
                          clocks.work_due, clocks.clause, clocks.certainty, ended, days)
    approved = closure(read)
    begun = approved.approved_on if approved else None
    for measure in measures(read):
        if measure.deadline is not None:
            since = min(begun or measure.deadline, measure.deadline)
            yield DueItem(Ref("measures", measure.id), f"{measure.number} {measure.text[:30]}", since,
                          measure.deadline, measure.source, "verified", _done(measure), days)
    history = acts(read)
    for hazard in hazards(read):
        if hazard.deadline is not None:
            known = standing(history.get(hazard.id, ()))
            closed = known[-1].at.local.date() if hazard_state(known) is HazardState.CLOSED else None
            yield DueItem(Ref("hazards", hazard.id), f"{hazard.number} {hazard.text[:30]}",
                          min(hazard.found_on or hazard.deadline, hazard.deadline), hazard.deadline, hazard.basis,
                          "verified", closed, days)


def _done(measure: Measure) -> date | None:
    """When a measure was done, as far as it counts: without proof it runs on."""
    if measure.status is MeasureStatus.DONE and measure.proof:
        return measure.done_on or measure.deadline
    return None


RECTIFICATION_DUES = Due("rectification", N_("Rectification"), dues)
RECTIFICATION_TIMELINE = Timeline("rectification", N_("Rectification"), items)
