"""Time limits (期限): each begins with a fact or an act of the procedure, and stands still while the law says so."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from modules.incident.records import Incident, Procedure
from workstation.api import (
    BEIJING,
    ClockChange,
    DueItem,
    Holidays,
    Moment,
    PauseKind,
    ProcedureAct,
    RulePack,
    next_working_day,
    zone,
)


class ClockState(StrEnum):
    """How a time limit stands on a day; one of a party lapses, it is no delay of the agency.

    It is unknown as long as the holidays of its years are: the last day is then counted by weekends alone and may be
    wrong in either direction.
    """

    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    LAPSED = "lapsed"
    DONE = "done"


@dataclass(frozen=True)
class Deadline:
    """One time limit: when it began, the last day, and how it stands.

    ``due_at`` is set where hours count; ``party_id`` is whose application it is about; ``ended`` when it was kept.
    """

    code: str
    name: str
    start: date
    due: date
    state: ClockState
    clause: str
    certainty: str
    paused_days: int = 0
    extended_days: int = 0
    holidays_known: bool = True
    due_at: datetime | None = None
    party_id: str | None = None
    ended: date | None = None
    act_id: str = ""
    remind_days: tuple[int, ...] = (1,)
    due_without_extension: date = date.max

    def days_left(self, today: date) -> int:
        """Calendar days until the last day; negative when it has passed."""
        return (self.due - today).days


@dataclass(frozen=True)
class _Run:
    """One run of a clock: its start, and its end if it came to one."""

    start: Moment
    ended: Moment | None = None
    party_id: str | None = None
    act_id: str = ""


def deadlines(
    pack: RulePack, holidays: Holidays, incident: Incident, changes: Sequence[ClockChange], today: date, *,
    procedure: Procedure | None = None, acts: Sequence[ProcedureAct] = (), now: datetime | None = None,
) -> list[Deadline]:
    """Every time limit that has begun, without those of a procedure that was not chosen.

    ``now`` (UTC) is for limits of hours; without it they are judged by the day.
    """
    return [
        _deadline(clock, run, holidays, changes, today, now) for clock in pack.data["clocks"]
        if procedure is None or clock.get("procedure", procedure) == procedure for run in _runs(clock, incident, acts)
    ]


def _runs(clock: dict[str, Any], incident: Incident, acts: Sequence[ProcedureAct]) -> Iterator[_Run]:
    """From a fact of the incident, or from every act of the kind that begins this clock."""
    done = {act.code for act in acts}
    if not clock["start"].startswith("act:"):
        begins = _fact(incident, clock["start"])
        if begins is not None and set(clock.get("needs", ())) <= done:
            ends = [_fact(incident, clock["ends"])] if "ends" in clock else []
            yield _Run(begins, next((end for end in [*ends, _first(clock, acts, begins, None)] if end), None))
        return
    for act in acts:
        if f"act:{act.code}" == clock["start"]:
            yield _Run(act.at, _first(clock, acts, act.at, act.party_id), act.party_id, act.id)


def _fact(incident: Incident, name: str) -> Moment | None:
    moment: Moment | None = getattr(incident, f"{name}_at", None)
    if moment is not None:
        return moment
    day: date | None = getattr(incident, f"{name}_on", None)
    return Moment(utc=datetime(day.year, day.month, day.day, 12, tzinfo=zone(BEIJING))) if day else None


def _first(clock: dict[str, Any], acts: Iterable[ProcedureAct], after: Moment, party: str | None) -> Moment | None:
    """The first act that ends the clock: of the same party, where both name one."""
    ends = clock.get("ended_by", ())
    fitting = [
        act.at for act in acts
        if act.code in ends and act.at.utc >= after.utc and (not party or not act.party_id or act.party_id == party)
    ]
    return min(fitting, key=lambda at: at.utc, default=None)


def _deadline(
    clock: dict[str, Any], run: _Run, holidays: Holidays, changes: Sequence[ClockChange], today: date,
    now: datetime | None,
) -> Deadline:
    start, ended = day_of(run.start), day_of(run.ended) if run.ended else None
    own = [change for change in changes if change.clock == clock["code"]]
    pauses = [change for change in own if change.kind is PauseKind.COMMISSION]
    extended = sum(change.days for change in own if change.kind is PauseKind.EXTENSION)
    stands_still = partial(_stands_still, pauses, today)
    due_at, skipped, known, plain_due = None, 0, True, date.max
    if clock["unit"] == "hours":
        due_at = run.start.utc + timedelta(hours=clock["length"])
        due = due_at.astimezone(zone(BEIJING)).date()
    else:
        due, skipped = _last_day(clock, start, extended, holidays, stands_still)
        plain_due = _last_day(clock, start, 0, holidays, stands_still)[0]
        counted = range(start.year if clock["unit"] == "working_days" else due.year, due.year + 1)
        known = all(year in holidays.years for year in counted)
    open_pause = any(change.end is None and change.start <= today for change in pauses)
    late = now > due_at if due_at and now else today > due
    state = _state(late=late, ended=ended, open_pause=open_pause, known=known)
    if state is ClockState.OVERDUE and clock.get("of") == "party":
        state = ClockState.LAPSED
    return Deadline(
        clock["code"], clock["name"], start, due, state, clock["clause"], clock["certainty"], skipped, extended,
        known, due_at, run.party_id, ended, run.act_id, due_without_extension=plain_due,
    )


def _last_day(
    clock: dict[str, Any], start: date, extended: int, holidays: Holidays, stands_still: Callable[[date], bool]
) -> tuple[date, int]:
    """The last day, and how many days on the way to it do not count. The first day is not counted (第四十五条)."""
    day, left, skipped = start, clock["length"] + extended, 0
    while left > 0:
        day += timedelta(days=1)
        if stands_still(day):
            skipped += 1
        elif clock["unit"] != "working_days" or holidays.is_working_day(day):
            left -= 1
    return next_working_day(day, holidays), skipped


DUE = "due."  # before the table of what another module wants done


def due_deadline(item: DueItem, day: date) -> Deadline:
    """What another module wants done by a day, as it stands on the board on ``day``."""
    return Deadline(
        f"{DUE}{item.ref.kind}", item.title, item.since, item.due,
        _state(late=day > item.due, ended=item.ended, open_pause=False, known=True), item.clause, item.certainty,
        ended=item.ended, act_id=f"{item.ref.id} {item.title}", remind_days=item.remind_days,
    )


def _stands_still(pauses: Sequence[ClockChange], today: date, day: date) -> bool:
    """Whether an examination is under way on ``day``; the day on which it ends counts again."""
    return any(change.start <= day < (change.end or today) for change in pauses)


def _state(*, late: bool, ended: date | None, open_pause: bool, known: bool) -> ClockState:
    if ended is not None:
        return ClockState.DONE
    if open_pause:
        return ClockState.PAUSED
    if not known:
        return ClockState.UNKNOWN
    return ClockState.OVERDUE if late else ClockState.RUNNING


def day_of(moment: Moment) -> date:
    """The day in Beijing."""
    return moment.utc.astimezone(zone(BEIJING)).date()
