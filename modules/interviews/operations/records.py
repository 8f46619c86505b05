"""Writing the record: who was questioned, when and where, and every question with its answer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from modules.interviews.operations.pages import guard
from modules.interviews.queries import all_interviews, answers, valid_interviews
from modules.interviews.records import Exchange, Interview, Statement
from modules.interviews.rules.procedure import overlaps
from modules.interviews.rules.text import joined, said
from workstation.api import Moment, Officer, Party, UserError, Work, new_id


def put_interview(work: Work, interview_id: str | None = None, **values: Any) -> Interview:
    """Enter an interview or correct it; number and ordinal are given where none was.

    Raises ``UserError``: ``interviews.name_empty``, ``interviews.no_such_person``, ``interviews.backwards``,
    ``interviews.officer_busy``, ``interviews.page_signed``.
    """
    known = work.find(Interview, interview_id) if interview_id else None
    name = str(values.get("name", known.name if known else "")).strip()
    if not name:
        raise UserError("interviews.name_empty")
    party_id = values.get("party_id", known.party_id if known else None)
    if party_id and work.find(Party, party_id) is None:
        raise UserError("interviews.no_such_person", name=name)
    if known is None:
        earlier = [one for one in all_interviews(work) if one.name == name and not one.withdrawn]
        values = {"ordinal": len(earlier) + 1, **values}
    fresh = known or Interview(id=interview_id or new_id(), name=name)
    number = fresh.number or _next_number(one.number for one in all_interviews(work))
    interview = replace(fresh, **{"number": number, **values, "name": name})
    work.put(interview)
    _refuse_overlaps(work, interview)
    guard(work, interview.id)
    return interview


def _next_number(taken: Iterable[str]) -> str:
    """The next free number of the form X-001."""
    highest = max((int(number[2:]) for number in taken if number[:2] == "X-" and number[2:].isdecimal()), default=0)
    return f"X-{highest + 1:03}"


def _refuse_overlaps(work: Work, interview: Interview) -> None:
    """Nobody questions two people at once."""
    others = [one for one in valid_interviews(work) if one.id != interview.id]
    for found in overlaps([interview, *others]):
        if interview.id in (found.first.id, found.second.id):
            other = found.second if found.first.id == interview.id else found.first
            officer = work.find(Officer, found.officer_id)
            raise UserError(
                "interviews.officer_busy", officer=officer.name if officer else found.officer_id, number=other.number,
                name=other.name, begun=other.begun.text("%H:%M") if other.begun else "",
                ended=other.ended.text("%H:%M") if other.ended else "",
            )


def begin(work: Work, interview_id: str) -> Interview:
    """The interview begins now, if it has not begun yet."""
    interview = work.get(Interview, interview_id)
    return put_interview(work, interview_id, begun=interview.begun or Moment(utc=work.at))


def finish(work: Work, interview_id: str) -> Interview:
    """The interview ends now: from here on corrections stay visible, and the pages can be signed."""
    interview = work.get(Interview, interview_id)
    if interview.begun is None:
        raise UserError("interviews.not_begun", number=interview.number, name=interview.name)
    return put_interview(work, interview_id, ended=interview.ended or Moment(utc=work.at))


def write_answers(work: Work, interview_id: str, written: Sequence[Exchange]) -> list[Exchange]:
    """Store the questions and answers of an interview in this order; those that are not among them go.

    An answer of which a statement was marked does not go before the statement does
    (``UserError("interviews.answer_cited")``), and nothing of a withdrawn interview changes (``interviews.withdrawn``).
    """
    interview = work.get(Interview, interview_id)
    if interview.withdrawn:
        raise UserError("interviews.withdrawn", number=interview.number, name=interview.name, why=interview.withdrawn)
    kept = [
        replace(one, interview_id=interview_id, position=at, question=joined(one.question), answer=joined(one.answer))
        for at, one in enumerate(written)
    ]
    ids = {one.id for one in kept}
    for known in answers(work, interview_id):
        if known.id not in ids:
            _refuse_cited(work, known)
            work.remove(Exchange, known.id)
    work.put_many(kept)
    guard(work, interview_id)
    return kept


def _refuse_cited(work: Work, exchange: Exchange) -> None:
    for statement in work.where(Statement, exchange_id=exchange.id):
        raise UserError("interviews.answer_cited", question=said(exchange.question)[:40], quote=statement.quote[:40])


def withdraw(work: Work, interview_ids: Sequence[str], reason: str) -> None:
    """Take interviews out of the evidence; they stay in the register with the reason, and what was said in them too."""
    if not reason.strip():
        raise UserError("interviews.reason_empty")
    for interview in work.get_many(Interview, interview_ids):
        if not interview.withdrawn:
            reason = reason.strip()
            work.put(replace(interview, withdrawn=reason))
            work.put_many(replace(one, withdrawn=reason) for one in work.where(Exchange, interview_id=interview.id))
            work.put_many(replace(one, withdrawn=reason) for one in work.where(Statement, interview_id=interview.id))
