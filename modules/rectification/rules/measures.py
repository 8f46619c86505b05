"""When the evaluation opens and is due, and what counts as done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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


def days_late(measure: Measure, today: date) -> int:
    """By how many days an open measure is late; 0 where it is not."""
    late = counted_state(measure, today) is CountedState.OVERDUE and measure.deadline is not None
    return (today - measure.deadline).days if late and measure.deadline else 0


@dataclass(frozen=True)
class Clocks:
    """The evaluation may begin on ``opens`` and is due on ``due`` (10 and 12 months after the approval, or as the
    province has it). ``work_due``: the last day of the work once it was begun, where the province limits it."""

    approved_on: date
    opens: date
    due: date
    certainty: str
    clause: str
    work_due: date | None = None


def clocks(pack: RulePack, approved_on: date, started_on: date | None = None) -> Clocks:
    """The clocks that the approval and the beginning of the evaluation start."""
    days = pack.data.get("work_days")
    return Clocks(
        approved_on, opens=add_months(approved_on, pack.data["open_months"]),
        due=add_months(approved_on, pack.data["due_months"]), certainty=pack.certainty, clause=pack.clause,
        work_due=started_on + timedelta(days=days) if days and started_on else None,
    )


@dataclass(frozen=True)
class Figures:
    """Of ``total`` measures ``said_done`` were reported as done, ``done`` of them with proof."""

    total: int
    done: int
    said_done: int
    unproven: int
    overdue: int
    not_carried_out: int

    @property
    def share(self) -> float:
        """The share that counts as done, 0 to 1."""
        return self.done / self.total if self.total else 0.0


def figures(measures: Sequence[Measure], today: date) -> Figures:
    """What counts, and what was only said."""
    counts = tally(measures, today)
    done, unproven = counts[CountedState.DONE], counts[CountedState.UNPROVEN]
    return Figures(
        len(measures), done, done + unproven, unproven, counts[CountedState.OVERDUE],
        counts[CountedState.NOT_CARRIED_OUT],
    )


def tally(measures: Sequence[Measure], today: date) -> dict[CountedState, int]:
    """How many measures count as what."""
    counts = dict.fromkeys(CountedState, 0)
    for measure in measures:
        counts[counted_state(measure, today)] += 1
    return counts


def next_number(taken: set[str], letter: str = "Z") -> str:
    """The next free number of the form Z-001 (整改措施), Y-001 (隐患)."""
    start = f"{letter}-"
    highest = max((int(number[2:]) for number in taken if number[:2] == start and number[2:].isdecimal()), default=0)
    return f"{start}{highest + 1:03}"
