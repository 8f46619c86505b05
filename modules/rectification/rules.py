"""When the evaluation opens and is due, and what counts as done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from modules.rectification.records import Measure, MeasureStatus
from workstation.api import RulePack, add_months


class CountedState(StrEnum):
    """What a measure counts as: 「完成」 without proof is not done."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    UNPROVEN = "unproven"
    NOT_CARRIED_OUT = "not_carried_out"
    OVERDUE = "overdue"


def counted_state(measure: Measure, today: date) -> CountedState:
    """How a measure counts on a day."""
    if measure.status is MeasureStatus.DONE:
        return CountedState.DONE if measure.proof else CountedState.UNPROVEN
    if measure.status is MeasureStatus.NOT_CARRIED_OUT:
        return CountedState.NOT_CARRIED_OUT
    if measure.deadline is not None and today > measure.deadline:
        return CountedState.OVERDUE
    return CountedState.UNDER_WAY if measure.status is MeasureStatus.UNDER_WAY else CountedState.NOT_STARTED


@dataclass(frozen=True)
class Clocks:
    """The evaluation may begin on ``opens`` and is due on ``due`` (10 and 12 months after the approval)."""

    approved_on: date
    opens: date
    due: date
    certainty: str
    clause: str


def clocks(pack: RulePack, approved_on: date) -> Clocks:
    """The clocks that the approval starts."""
    return Clocks(
        approved_on, opens=add_months(approved_on, pack.data["open_months"]),
        due=add_months(approved_on, pack.data["due_months"]), certainty=pack.certainty, clause=pack.clause,
    )


def tally(measures: Sequence[Measure], today: date) -> dict[CountedState, int]:
    """How many measures count as what."""
    counts = dict.fromkeys(CountedState, 0)
    for measure in measures:
        counts[counted_state(measure, today)] += 1
    return counts


def next_number(taken: set[str]) -> str:
    """The next free number of the form Z-001 (整改措施编号)."""
    highest = max((int(number[2:]) for number in taken if number[:2] == "Z-" and number[2:].isdecimal()), default=0)
    return f"Z-{highest + 1:03}"
