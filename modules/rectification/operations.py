"""Writing measures and their evaluation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from modules.rectification.queries import evaluation, measures
from modules.rectification.records import EVALUATION_ID, Closure, Evaluation, Grade, Measure, MeasureStatus
from modules.rectification.rules import next_number
from workstation.api import Moment, Ref, UserError, Work, new_id


def put_measure(work: Work, measure_id: str | None = None, **values: Any) -> Measure:
    """Enter a measure or correct it; a number is given where none was. One that is changed after it was judged must be
    judged again."""
    known = work.find(Measure, measure_id) if measure_id else None
    number = str(values.pop("number", "") or (known.number if known else "")).strip()
    others = {measure.number for measure in measures(work) if measure.id != measure_id}
    if number in others:
        raise UserError("rectification.number_taken", number=number)
    fresh = known or Measure(id=measure_id or new_id(), number="", text="")
    measure = replace(fresh, number=number or next_number(others), **values)
    if not measure.text.strip():
        raise UserError("rectification.text_empty")
    if known is not None and measure != known:
        measure = replace(measure, grade=Grade.NONE, evaluation="", evaluated_by=None, evaluated_at=None)
    work.put(measure)
    return measure


def remove_measure(work: Work, measure_id: str) -> None:
    """Take out a measure that was entered by mistake; one that was judged stays."""
    measure = work.get(Measure, measure_id)
    if measure.evaluated_by is not None:
        raise UserError("rectification.judged", number=measure.number)
    work.remove(Measure, measure_id)


def set_status(work: Work, measure_id: str, status: MeasureStatus) -> Measure:
    """Move a measure on the board."""
    measure = replace(work.get(Measure, measure_id), status=status)
    work.put(measure)
    return measure


def add_proof(work: Work, measure_id: str, refs: Sequence[Ref]) -> Measure:
    """Link what proves that a measure was carried out."""
    measure = work.get(Measure, measure_id)
    measure = replace(measure, proof=tuple(dict.fromkeys((*measure.proof, *refs))))
    work.put(measure)
    return measure


def check_on_site(work: Work, measure_id: str, method: str, result: str, *, at: Moment | None = None) -> Measure:
    """Record an on-site check by the officer who acts. ``at``: when it was, if it is entered later."""
    if not result.strip():
        raise UserError("rectification.result_empty")
    measure = replace(
        work.get(Measure, measure_id), checked_by=work.decider.name, checked_at=at or Moment(utc=work.at),
        check_method=method, check_result=result,
    )
    work.put(measure)
    return measure


def evaluate_measure(
    work: Work, measure_id: str, grade: Grade, text: str = "", *, at: Moment | None = None
) -> Measure:
    """Judge a measure as the officer who acts; carried out needs proof. ``at``: when it was judged."""
    measure = work.get(Measure, measure_id)
    if grade is Grade.CARRIED_OUT and not measure.proof:
        raise UserError("rectification.needs_proof", number=measure.number)
    judged = replace(
        measure, grade=grade, evaluation=text, evaluated_by=work.decider.id, evaluated_at=at or Moment(utc=work.at)
    )
    work.put(judged)
    return judged


def close_inquiry(work: Work, approved_on: date, authority: str = "", document_number: str = "") -> Closure:
    """Record the approval that closes the inquiry (批复结案)."""
    closure = Closure(approved_on=approved_on, authority=authority, document_number=document_number)
    work.put(closure)
    return closure


def write_evaluation(work: Work, **values: Any) -> Evaluation:
    """Write the evaluation as a whole; one that was concluded and is changed must be concluded again."""
    known = evaluation(work)
    written = replace(known, **values, id=EVALUATION_ID)
    if written != known:
        written = replace(written, evaluated_by=None, evaluated_at=None)
    work.put(written)
    return written


def conclude_evaluation(work: Work, *, at: Moment | None = None) -> Evaluation:
    """Conclude the evaluation as the officer who acts; it needs its overall judgement and every measure judged.

    ``at`` is when it was concluded, if that was before it is entered; the ledger keeps when it was entered.
    """
    written = evaluation(work)
    if not written.overall.strip():
        raise UserError("rectification.no_judgement")
    open_numbers = [measure.number for measure in measures(work) if measure.evaluated_by is None]
    if open_numbers:
        raise UserError("rectification.not_all_judged", numbers="、".join(open_numbers))
    concluded = replace(written, evaluated_by=work.decider.id, evaluated_at=at or Moment(utc=work.at))
    work.put(concluded)
    return concluded
