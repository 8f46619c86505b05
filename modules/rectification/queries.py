"""Reading measures, the approval and the evaluation."""

from datetime import date

from modules.rectification.records import EVALUATION_ID, Closure, Evaluation, Grade, Measure, MeasureStatus
from modules.rectification.rules import Clocks, CountedState, clocks
from workstation.api import N_, Party, Read, UserError

STATUS_WORDS: dict[MeasureStatus, str] = {
    MeasureStatus.NOT_STARTED: N_("Not started (未启动)"), MeasureStatus.UNDER_WAY: N_("Under way (进行)"),
    MeasureStatus.DONE: N_("Done (完成)"), MeasureStatus.NOT_CARRIED_OUT: N_("Not carried out (未落实)"),
}
COUNTED_WORDS: dict[CountedState, str] = {
    CountedState.NOT_STARTED: N_("Not started"), CountedState.UNDER_WAY: N_("Under way"),
    CountedState.DONE: N_("Done and proven"), CountedState.UNPROVEN: N_("Said to be done, no proof: does not count"),
    CountedState.NOT_CARRIED_OUT: N_("Not carried out"), CountedState.OVERDUE: N_("Overdue"),
}
GRADE_WORDS: dict[Grade, str] = {
    Grade.NONE: N_("Not evaluated"), Grade.CARRIED_OUT: N_("Carried out"), Grade.PARTLY: N_("Partly carried out"),
    Grade.NOT: N_("Not carried out"),
}


def measures(read: Read) -> list[Measure]:
    """Every measure by number."""
    return read.all(Measure, order=("number",))


def closure(read: Read) -> Closure | None:
    """The newest approval."""
    found = read.all(Closure)
    return max(found, key=lambda item: item.approved_on) if found else None


def evaluation(read: Read) -> Evaluation:
    """The evaluation; an empty one until somebody has written it."""
    return read.find(Evaluation, EVALUATION_ID) or Evaluation(id=EVALUATION_ID)


def evaluation_clocks(read: Read) -> Clocks | None:
    """The clocks of the evaluation; none before the approval, or where no rule was in force."""
    approved = closure(read)
    if approved is None:
        return None
    try:
        return clocks(read.rules.on("rectification", approved.approved_on), approved.approved_on)
    except UserError:
        return None


def counted_on(read: Read) -> date:
    """The day on which a document counts: that of the evaluation, else of the newest check, else of the approval.

    Documents of an unchanged case must not change with the calendar.
    """
    done = evaluation(read).evaluated_at
    if done is not None:
        return done.local.date()
    checks = [measure.checked_at.local.date() for measure in measures(read) if measure.checked_at]
    approved = closure(read)
    return max([*checks, *([approved.approved_on] if approved else [])], default=date(1970, 1, 1))


def unit_names(read: Read) -> dict[str, str]:
    """The names of parties by id."""
    return {party.id: party.name for party in read.all(Party)}
