"""Barriers (查教训): what should have stopped the fire; whether it held is an officer's judgement on evidence."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from modules.responsibility.queries import catalogue, standing_titles
from modules.responsibility.records import Barrier, BarrierState
from workstation.api import Moment, UserError, Work, new_id

_OF_A_JUDGEMENT = ("state", "judged_by", "judged_at")
_BESIDE = ("lesson", "note", "finding_ids", "source")


def put_barrier(work: Work, barrier_id: str | None = None, **values: Any) -> Barrier:
    """Write or correct a barrier; one whose facts or evidence change waits to be judged again."""
    if any(name in values for name in _OF_A_JUDGEMENT):
        raise UserError("responsibility.not_by_writing")
    known = work.find(Barrier, barrier_id) if barrier_id else None
    if known is None:
        barrier = Barrier(id=barrier_id or new_id(), **values)
    else:
        barrier = replace(known, **values)
        beside = {name: getattr(barrier, name) for name in _BESIDE}
        if not known.source and barrier != replace(known, **beside):
            barrier = replace(barrier, state=BarrierState.OPEN, judged_by=None, judged_at=None)
    if not barrier.name.strip():
        raise UserError("responsibility.barrier_empty")
    work.put(barrier)
    return barrier


def add_usual(work: Work, codes: Iterable[str], language: str = "zh") -> list[Barrier]:
    """Write down barriers of the rule pack that the case does not have yet."""
    wanted = set(codes) - {barrier.code for barrier in work.all(Barrier)}
    return [
        put_barrier(
            work, code=kind.code, name=kind.title[language], function=kind.purpose[language], against=kind.against,
        ) for kind in catalogue(work).barriers if kind.code in wanted
    ]


def judge_barrier(work: Work, barrier_id: str, state: BarrierState, *, at: Moment | None = None) -> Barrier:
    """Say whether a barrier held, failed or was missing, as the officer who acts. Raises ``UserError`` without standing
    evidence."""
    barrier = work.get(Barrier, barrier_id)
    if barrier.source:
        raise UserError("responsibility.published", facts=barrier.name)
    if state is BarrierState.OPEN:
        barrier = replace(barrier, state=state, judged_by=None, judged_at=None)
    else:
        if not standing_titles(work, barrier.evidence):
            raise UserError("responsibility.barrier_needs_evidence", name=barrier.name)
        barrier = replace(barrier, state=state, judged_by=work.decider.id, judged_at=at or Moment(utc=work.at))
    work.put(barrier)
    return barrier


def remove_barrier(work: Work, barrier_id: str) -> None:
    """Take out a barrier that was not judged."""
    barrier = work.get(Barrier, barrier_id)
    if barrier.state is not BarrierState.OPEN:
        raise UserError("responsibility.barrier_judged", name=barrier.name)
    work.remove(Barrier, barrier_id)
