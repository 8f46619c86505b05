"""Writing claims of cause, the matrix and the lists. Whatever is decided names the officer whose act it is."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from modules.cause.queries import HYPOTHESIS, all_calculations, hypotheses, matrix, step_id
from modules.cause.records import (
    Bearing,
    Calculation,
    Condition,
    ConditionKind,
    GateStep,
    Met,
    Simulation,
    StepState,
    Weighing,
)
from modules.cause.rules.dynamics import CALCULATORS, Values, run
from workstation.api import Claim, ClaimStatus, Moment, Ref, UserError, Work


def draft_claim(work: Work, claim: Claim) -> Claim:
    """Write a claim of cause without deciding it."""
    if not claim.text.strip():
        raise UserError("cause.claim_empty")
    _refuse_simulations((*claim.supports, *claim.contradicts))
    work.put(claim)
    _follow(work, claim)
    return claim


def edit_claim(work: Work, claim_id: str, **values: Any) -> Claim:
    """Write or correct a claim; one that was decided falls back to a draft and must be decided again."""
    known = work.find(Claim, claim_id)
    published = known is not None and known.status is ClaimStatus.PUBLISHED
    status = ClaimStatus.PUBLISHED if published else ClaimStatus.DRAFT
    kept = {"reason": known.reason} if known is not None else {}
    return draft_claim(work, Claim(id=claim_id, status=status, **{**kept, **values}))


def decide_claim(
    work: Work, claim_id: str, status: ClaimStatus, reason: str = "", *, supports: Sequence[Ref] | None = None,
    at: Moment | None = None,
) -> Claim:
    """Decide a claim as the officer who acts. ``at``: when it was decided.

    To establish it needs evidence for it; to exclude a cause, evidence against it; a verdict on a cause, a reason.
    Raises ``UserError``: ``cause.claim_without_evidence``, ``cause.excluded_without_evidence``,
    ``cause.verdict_without_reason``.
    """
    claim = work.get(Claim, claim_id)
    if supports is not None:
        claim = replace(claim, supports=tuple(supports))
    values = {"text": claim.text[:60]}
    if status is ClaimStatus.ESTABLISHED and not claim.supports:
        raise UserError("cause.claim_without_evidence", **values)
    if claim.topic == HYPOTHESIS:
        if status is ClaimStatus.EXCLUDED and not claim.contradicts:
            raise UserError("cause.excluded_without_evidence", **values)
        if not reason.strip():
            raise UserError("cause.verdict_without_reason", **values)
    decided = replace(
        claim, status=status, reason=reason.strip() or claim.reason, decided_by=work.decider.id,
        decided_at=at or Moment(utc=work.at),
    )
    work.put(decided)
    _follow(work, decided)
    return decided


def remove_claim(work: Work, claim_id: str) -> None:
    """Take a draft back with all that was weighed for it. A decided claim stays."""
    claim = work.get(Claim, claim_id)
    if claim.status is not ClaimStatus.DRAFT:
        raise UserError("cause.decided_stays", text=claim.text[:60])
    for kind in (Weighing, Condition):
        for record in work.where(kind, claim_id=claim_id):
            work.remove(kind, record.id)
    work.remove(Claim, claim_id)


def weigh(
    work: Work, claim_id: str, evidence: Ref, bearing: Bearing | None, reason: str | None = None
) -> Weighing | None:
    """Say how an item bears on a hypothesis; none takes it off. A verdict that it touches must be given again."""
    _refuse_simulations((evidence,))
    claim = work.get(Claim, claim_id)
    known = matrix(work).cells.get((claim_id, evidence))
    stored = next((one for one in work.where(Weighing, claim_id=claim_id) if one.evidence == evidence), None)
    if claim.status is ClaimStatus.PUBLISHED and bearing is not (known.bearing if known else None):
        raise UserError("cause.published_stays", text=claim.text[:60])
    cell = None
    if bearing is not None:
        base = stored or Weighing(claim_id=claim_id, evidence=evidence)
        kept = reason if reason is not None else (known.reason if known else "")
        cell = replace(base, bearing=bearing, reason=kept.strip())
        work.put(cell)
    elif stored is not None:
        work.remove(Weighing, stored.id)
    if bearing is not (known.bearing if known else None):
        work.put(_reopened(_with(claim, evidence, bearing)))
    return cell


def _refuse_simulations(refs: Iterable[Ref]) -> None:
    """模拟,非证据."""
    if any(ref.kind == "simulations" for ref in refs):
        raise UserError("cause.simulation_no_evidence")


def _with(claim: Claim, evidence: Ref, bearing: Bearing | None) -> Claim:
    def without(refs: Iterable[Ref]) -> tuple[Ref, ...]:
        return tuple(ref for ref in refs if ref != evidence)

    supports, contradicts = without(claim.supports), without(claim.contradicts)
    if bearing is Bearing.CONSISTENT:
        supports = (*supports, evidence)
    if bearing is Bearing.INCONSISTENT:
        contradicts = (*contradicts, evidence)
    return replace(claim, supports=supports, contradicts=contradicts)


def _reopened(claim: Claim) -> Claim:
    if claim.status in (ClaimStatus.DRAFT, ClaimStatus.PUBLISHED):
        return claim
    return replace(claim, status=ClaimStatus.DRAFT, decided_by=None, decided_at=None)


def _follow(work: Work, claim: Claim) -> None:
    """Bring what was weighed into step with the claim's own evidence."""
    for one in work.where(Weighing, claim_id=claim.id):
        wanted = one.bearing
        if one.evidence in claim.supports:
            wanted = Bearing.CONSISTENT
        elif one.evidence in claim.contradicts:
            wanted = Bearing.INCONSISTENT
        elif one.bearing in (Bearing.CONSISTENT, Bearing.INCONSISTENT):
            wanted = Bearing.PENDING
        if wanted is not one.bearing:
            work.put(replace(one, bearing=wanted))


def add_evidence(work: Work, refs: Iterable[Ref]) -> None:
    """Put items into the matrix: pending against every hypothesis that they were never held against."""
    refs = tuple(refs)
    _refuse_simulations(refs)
    known = matrix(work)
    for claim in hypotheses(work):
        work.put_many(
            Weighing(claim_id=claim.id, evidence=ref) for ref in dict.fromkeys(refs)
            if known.bearing(claim, ref) is None
        )


def remove_evidence(work: Work, evidence: Ref) -> None:
    """Take an item out of the matrix; refused while it is consistent or inconsistent with any hypothesis."""
    known = matrix(work)
    firm = (Bearing.CONSISTENT, Bearing.INCONSISTENT)
    if any(known.bearing(claim, evidence) in firm for claim in known.hypotheses):
        raise UserError("cause.evidence_in_use")
    for claim in known.hypotheses:
        for one in work.where(Weighing, claim_id=claim.id):
            if one.evidence == evidence:
                work.remove(Weighing, one.id)


def put_condition(
    work: Work, claim_id: str, kind: ConditionKind, *, requires: str = "", found: str = "", met: Met = Met.UNKNOWN,
    evidence: Sequence[Ref] = (),
) -> Condition:
    """Write what a hypothesis requires and what was found; whether it was met needs words or evidence."""
    claim = work.get(Claim, claim_id)
    if met is not Met.UNKNOWN and not (found.strip() or evidence):
        raise UserError("cause.condition_without_ground", text=claim.text[:60])
    known = next((one for one in work.where(Condition, claim_id=claim_id) if one.kind is kind), None)
    made = replace(
        known or Condition(claim_id=claim_id, kind=kind), requires=requires.strip(), found=found.strip(), met=met,
        evidence=tuple(evidence),
    )
    work.put(made)
    return made


def settle_step(
    work: Work, gate: str, code: str, state: StepState, *, awaited: str = "", until: date | None = None,
    evidence: Sequence[Ref] = (), note: str = "", at: Moment | None = None,
) -> GateStep:
    """Say how a step of a list stands, as the officer who acts."""
    opened = state is StepState.OPEN
    step = GateStep(
        id=step_id(gate, code), gate=gate, code=code, state=state,
        acted_by=None if opened else work.decider.id, acted_at=None if opened else at or Moment(utc=work.at),
        awaited=awaited if state is StepState.PAUSED else "", until=until if state is StepState.PAUSED else None,
        evidence=tuple(evidence), note=note.strip(),
    )
    work.put(step)
    return step


def calculate(
    work: Work, calculation_id: str | None = None, *, method: str, title: str, inputs: Values, assumptions: str = "",
    grounds: Sequence[Ref] = (), note: str = "", at: Moment | None = None,
) -> Calculation:
    """Compute and keep the result with its inputs, equation and validity; a number is given.

    Raises what ``run`` raises, and ``cause.calculation_untitled``.
    """
    if not title.strip():
        raise UserError("cause.calculation_untitled")
    calculator = CALCULATORS[method]
    wanted = {one.code: float(inputs[one.code]) for one in calculator.inputs if one.code in inputs}
    result = run(calculator, wanted)
    known = work.find(Calculation, calculation_id) if calculation_id else None
    taken = [int(one.number[2:]) for one in all_calculations(work) if one.number[2:].isdigit()]
    base = known or Calculation(number=f"K-{max(taken, default=0) + 1:03d}", method=method, title="")
    made = replace(
        base, method=method, title=title.strip(), inputs=wanted, outputs=result.outputs, valid=result.valid,
        equation=calculator.equation, basis=calculator.source, assumptions=assumptions.strip(), grounds=tuple(grounds),
        calculated_by=work.officer.id, calculated_at=at or Moment(utc=work.at), note=note.strip(),
    )
    work.put(made)
    return made


def remove_calculation(work: Work, calculation_id: str) -> None:
    """Take a calculation back; refused while a hypothesis cites it."""
    ref = Ref("calculations", calculation_id)
    if ref in matrix(work).evidence:
        raise UserError("cause.evidence_in_use")
    work.remove(Calculation, calculation_id)


def describe_simulation(work: Work, simulation_id: str, **values: Any) -> Simulation:
    """Say what a run is called, with which version it was made, and what it was to answer."""
    if not str(values.get("title", "?")).strip():
        raise UserError("cause.calculation_untitled")
    made = replace(work.get(Simulation, simulation_id), **values)
    work.put(made)
    return made
