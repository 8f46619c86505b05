"""Writing hazards and the acts of their history: each step only where it may follow, closing only with proof."""

from dataclasses import replace
from typing import Any

from modules.rectification.queries import acts_of, hazards
from modules.rectification.records import Hazard, HazardAct, HazardStep
from modules.rectification.rules.hazards import NEXT, hazard_state, proof_of, standing
from modules.rectification.rules.measures import next_number
from workstation.api import Moment, Ref, UserError, Work, new_id


def put_hazard(work: Work, hazard_id: str | None = None, **values: Any) -> Hazard:
    """Enter a hazard or correct it; a number is given where none was."""
    known = work.find(Hazard, hazard_id) if hazard_id else None
    number = str(values.pop("number", "") or (known.number if known else "")).strip()
    others = {hazard.number for hazard in hazards(work) if hazard.id != hazard_id}
    if number in others:
        raise UserError("rectification.number_taken", number=number)
    fresh = known or Hazard(id=hazard_id or new_id(), number="", text="")
    hazard = replace(fresh, number=number or next_number(others, "Y"), **values)
    if not hazard.text.strip():
        raise UserError("rectification.hazard_empty")
    work.put(hazard)
    return hazard


def remove_hazard(work: Work, hazard_id: str) -> None:
    """Take out a hazard that was entered by mistake; one with a history stays."""
    hazard = work.get(Hazard, hazard_id)
    if acts_of(work, hazard_id):
        raise UserError("rectification.has_history", number=hazard.number)
    work.remove(Hazard, hazard_id)


def act_on_hazard(
    work: Work, hazard_id: str, step: HazardStep, text: str, *, person: str = "", passed: bool | None = None,
    refs: tuple[Ref, ...] = (), at: Moment | None = None,
) -> HazardAct:
    """Enter the next act of a hazard's history as the officer who acts.

    Raises ``UserError``: ``rectification.wrong_step`` where it may not follow, ``rectification.act_empty``,
    ``rectification.act_before`` for a time before the act before it, ``rectification.review_outcome``,
    ``rectification.review_proof`` and ``rectification.close_proof`` where nothing proves the mending.
    """
    hazard = work.get(Hazard, hazard_id)
    history = standing(acts_of(work, hazard_id))
    when = at or Moment(utc=work.at)
    if step not in NEXT[hazard_state(history)]:
        raise UserError("rectification.wrong_step", number=hazard.number)
    if not text.strip():
        raise UserError("rectification.act_empty", number=hazard.number)
    if history and when.utc < history[-1].at.utc:
        raise UserError("rectification.act_before", number=hazard.number, at=history[-1].at.text("%Y-%m-%d %H:%M"))
    if (step is HazardStep.REVIEW) != (passed is not None):
        raise UserError("rectification.review_outcome", number=hazard.number)
    act = HazardAct(
        hazard_id=hazard_id, step=step, at=when, officer_id=work.decider.id, person=person.strip(), text=text.strip(),
        passed=passed, refs=refs,
    )
    if passed and not proof_of([*history, act]):
        raise UserError("rectification.review_proof", number=hazard.number)
    if step is HazardStep.CLOSE and not proof_of(history):
        raise UserError("rectification.close_proof", number=hazard.number)
    work.put(act)
    return act


def withdraw_act(work: Work, act_id: str, reason: str) -> HazardAct:
    """Withdraw the newest act that was entered by mistake; it stays in the history with the reason.

    Raises ``rectification.withdraw_reason``, ``rectification.withdraw_newest``.
    """
    act = work.get(HazardAct, act_id)
    hazard = work.get(Hazard, act.hazard_id)
    if not reason.strip():
        raise UserError("rectification.withdraw_reason")
    known = standing(acts_of(work, act.hazard_id))
    if not known or known[-1].id != act_id:
        raise UserError("rectification.withdraw_newest", number=hazard.number)
    withdrawn = replace(act, withdrawn=f"{reason.strip()}（{work.decider.name}）")
    work.put(withdrawn)
    return withdrawn
