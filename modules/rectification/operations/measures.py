"""Writing measures: their proof, on-site checks, judgement; and what was photographed before and after."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from modules.rectification.queries import measures
from modules.rectification.records import Grade, Measure, MeasureStatus, PhotoPair, SiteCheck
from modules.rectification.rules.measures import next_number
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


def check_on_site(
    work: Work, measure_id: str, method: str, result: str, *, at: Moment | None = None, **more: Any
) -> Measure:
    """Record an on-site check by the officer who acts, with ``more`` fields of it; the measure bears the newest one.

    ``at``: when it was, if it is entered later.
    """
    when = at or Moment(utc=work.at)
    work.put(SiteCheck(
        subject=Ref("measures", measure_id), at=when, officer_id=work.decider.id, method=method, result=result, **more
    ))
    measure = work.get(Measure, measure_id)
    if measure.checked_at is not None and measure.checked_at.utc > when.utc:
        return measure
    measure = replace(
        measure, checked_by=work.decider.name, checked_at=when, check_method=method, check_result=result
    )
    work.put(measure)
    return measure


def check_site(work: Work, subject: Ref, method: str, result: str, *, at: Moment | None = None, **more: Any) -> None:
    """Record an on-site check of a measure, a hazard or a substitute site by the officer who acts."""
    if subject.kind == "measures":
        check_on_site(work, subject.id, method, result, at=at, **more)
        return
    if work.resolve(subject) is None:
        raise UserError("record.missing", kind=subject.kind, id=subject.id)
    work.put(SiteCheck(
        subject=subject, at=at or Moment(utc=work.at), officer_id=work.decider.id, method=method, result=result, **more
    ))


def put_pair(work: Work, pair_id: str | None = None, **values: Any) -> PhotoPair:
    """Enter or correct a pair of photographs. Raises ``rectification.same_photo``, ``rectification.no_photo``."""
    known = work.find(PhotoPair, pair_id) if pair_id else None
    pair = replace(known, **values) if known else PhotoPair(id=pair_id or new_id(), **values)
    for ref in (pair.before, pair.after):
        if work.resolve(ref) is None:
            raise UserError("rectification.no_photo")
    work.put(pair)
    return pair


def remove_pair(work: Work, pair_id: str) -> None:
    """Take a pair apart; the photographs stay."""
    work.remove(PhotoPair, pair_id)


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
