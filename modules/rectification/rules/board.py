"""The board for meetings: measures and hazards as cards, by state or by unit, late ones with their days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from modules.rectification.records import Grade, Hazard, HazardAct, Measure
from modules.rectification.rules.hazards import HazardState, hazard_late, hazard_state
from modules.rectification.rules.measures import CountedState, counted_state, days_late
from workstation.api import Ref


class Column(StrEnum):
    """The columns of the board, in order."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    TO_PROVE = "to_prove"
    DONE = "done"
    NOT_CARRIED_OUT = "not_carried_out"


_MEASURE = {
    CountedState.NOT_STARTED: Column.NOT_STARTED, CountedState.UNDER_WAY: Column.UNDER_WAY,
    CountedState.DONE: Column.DONE, CountedState.UNPROVEN: Column.TO_PROVE,
    CountedState.NOT_CARRIED_OUT: Column.NOT_CARRIED_OUT,
}
_HAZARD = {
    HazardState.FOUND: Column.NOT_STARTED, HazardState.REPORTED: Column.UNDER_WAY,
    HazardState.TRACKED: Column.UNDER_WAY, HazardState.FAILED: Column.UNDER_WAY, HazardState.MENDED: Column.TO_PROVE,
    HazardState.PASSED: Column.TO_PROVE, HazardState.CLOSED: Column.DONE,
}


@dataclass(frozen=True)
class BoardCard:
    """One card. ``late`` counts days after the deadline, ``left`` those before it; ``unproven``: said, not shown."""

    ref: Ref
    number: str
    text: str
    unit: str
    column: Column
    deadline: date | None
    late: int = 0
    left: int | None = None
    unproven: bool = False
    grade: Grade = Grade.NONE
    hazard: HazardState | None = None


def measure_card(measure: Measure, unit: str, today: date) -> BoardCard:
    """The card of a measure; one that is late stays in the column of what its unit said."""
    state = counted_state(measure, today)
    late = days_late(measure, today)
    column = _MEASURE.get(state, Column(measure.status.value) if state is CountedState.OVERDUE else Column.DONE)
    closed = column in (Column.DONE, Column.NOT_CARRIED_OUT)
    if state is CountedState.UNPROVEN and measure.deadline is not None:
        late = max(0, (today - measure.deadline).days)
    left = (measure.deadline - today).days if measure.deadline and not closed and not late else None
    return BoardCard(
        Ref("measures", measure.id), measure.number, measure.text, unit, column, measure.deadline, late, left,
        state is CountedState.UNPROVEN, measure.grade,
    )


def hazard_card(hazard: Hazard, acts: Sequence[HazardAct], unit: str, today: date) -> BoardCard:
    """The card of a hazard."""
    state, late = hazard_state(acts), hazard_late(hazard, acts, today)
    column = _HAZARD[state]
    left = (hazard.deadline - today).days if hazard.deadline and column is not Column.DONE and not late else None
    return BoardCard(
        Ref("hazards", hazard.id), hazard.number, hazard.text, unit, column, hazard.deadline, late, left,
        hazard=state,
    )


def cards(
    measures: Iterable[Measure], hazards: Iterable[Hazard], acts: Mapping[str, Sequence[HazardAct]],
    units: Mapping[str, str], today: date,
) -> list[BoardCard]:
    """Every card, the latest first, then by deadline and number."""
    made = [measure_card(one, units.get(one.unit_id or "", ""), today) for one in measures]
    made += [hazard_card(one, acts.get(one.id, ()), units.get(one.unit_id or "", ""), today) for one in hazards]
    return sorted(made, key=lambda card: (-card.late, card.deadline or date.max, card.number))
