"""Writing measures and their evaluation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from modules.rectification.queries import EVALUATION_ID, evaluation, measures
from modules.rectification.records import Closure, Evaluation, Grade, Measure, MeasureStatus
from modules.rectification.rules import next_number
from workstation.api import Moment, Ref, UserError, Work, new_id


def put_measure(work: Work, measure_id: str | None = None, **values: Any) -> Measure:
    """Enter a measure or correct it; a number is given where none was."""
    known = work.find(Measure, measure_id) if measure_id else None
    number = str(values.pop("number", "") or (known.number if known else "")).strip()
    others = {measure.number for measure in measures(work) if measure.id != measure_id}
    if number in others:
        raise UserError("rectification.number_taken", number=number)
    fresh = known or Measure(id=measure_id or new_id(), number="", text="")
    measure = replace(fresh, number=number or next_number(others), **values)
    if not measure.text.strip():
        raise UserError("rectification.text_empty")
    work.put(measure)
    return measure


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


def check_on_site(work: Work, measure_id: str, method: str, result: str) -> Measure:
    """Record an on-site check by the officer who acts."""
    if not result.strip():
        raise UserError("rectification.result_empty")
    measure = replace(
        work.get(Measure, measure_id), checked_by=work.officer.name, checked_at=Moment(utc=work.at),
        check_method=method, check_result=result,
    )
    work.put(measure)
    return measure


def evaluate_measure(work: Work, measure_id: str, grade: Grade, text: str = "") -> Measure:
    """Judge a measure as the officer who acts; carried out needs proof."""
    measure = work.get(Measure, measure_id)
    if grade is Grade.CARRIED_OUT and not measure.proof:
        raise UserError("rectification.needs_proof", number=measure.number)
    judged = replace(
        measure, grade=grade, evaluation=text, evaluated_by=work.officer.id, evaluated_at=Moment(utc=work.at)
    )
    work.put(judged)
    return judged


def close_inquiry(work: Work, approved_on: date, authority: str = "", document_number: str = "") -> Closure:
    """Record the approval that closes the inquiry (批复结案)."""
    closure = Closure(approved_on=approved_on, authority=authority, document_number=document_number)
    work.put(closure)
    return closure


def write_evaluation(work: Work, **values: Any) -> Evaluation:
    """Write the evaluation as a whole, as the officer who acts."""
    written = replace(
        evaluation(work), **values, id=EVALUATION_ID, evaluated_by=work.officer.id, evaluated_at=Moment(utc=work.at)
    )
    work.put(written)
    return written
