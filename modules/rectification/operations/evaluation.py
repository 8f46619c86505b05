"""Writing the approval, the evaluation, its team, its rating, and the text for the public."""

from dataclasses import replace
from datetime import date
from typing import Any

from modules.rectification.queries import (
    evaluation,
    measures,
    private_names,
    proposed_rating,
    publication,
    rule_data,
)
from modules.rectification.records import (
    EVALUATION_ID,
    PUBLICATION_ID,
    Closure,
    Evaluation,
    Publication,
    SubstituteSite,
    TeamMember,
)
from modules.rectification.rules.publishing import leaks
from workstation.api import Moment, UserError, Work, new_id


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
    """Conclude the evaluation as the officer who acts; it needs its overall judgement, its rating and every
    measure judged.

    ``at`` is when it was concluded, if that was before it is entered; the ledger keeps when it was entered.
    """
    written = evaluation(work)
    if not written.overall.strip():
        raise UserError("rectification.no_judgement")
    if rule_data(work).get("ratings") and not written.rating:
        raise UserError("rectification.no_rating")
    open_numbers = [measure.number for measure in measures(work) if measure.evaluated_by is None]
    if open_numbers:
        raise UserError("rectification.not_all_judged", numbers="、".join(open_numbers))
    concluded = replace(written, evaluated_by=work.decider.id, evaluated_at=at or Moment(utc=work.at))
    work.put(concluded)
    return concluded


def rate(work: Work, rating: str, reason: str = "", *, at: Moment | None = None) -> Evaluation:
    """Set the overall rating as the officer who acts. One that differs from what the items propose needs a reason.

    Raises ``rectification.unknown_rating``, ``rectification.rating_reason``, ``rectification.not_all_judged``.
    """
    if rating not in {one["code"] for one in rule_data(work).get("ratings", ())}:
        raise UserError("rectification.unknown_rating", rating=rating)
    suggestion = proposed_rating(work)
    if not suggestion:
        numbers = [measure.number for measure in measures(work) if measure.evaluated_by is None]
        raise UserError("rectification.not_all_judged", numbers="、".join(numbers))
    if rating != suggestion and not reason.strip():
        raise UserError("rectification.rating_reason")
    rated = replace(
        evaluation(work), id=EVALUATION_ID, rating=rating, rating_reason=reason.strip(), rating_proposed=suggestion,
        rated_by=work.decider.id, rated_at=at or Moment(utc=work.at), evaluated_by=None, evaluated_at=None,
    )
    work.put(rated)
    return rated


def put_member(work: Work, member_id: str | None = None, **values: Any) -> TeamMember:
    """Enter or correct a member of the team. Raises ``rectification.name_empty``."""
    if not str(values.get("name", "")).strip():
        raise UserError("rectification.name_empty")
    known = work.find(TeamMember, member_id) if member_id else None
    member = replace(known, **values) if known else TeamMember(id=member_id or new_id(), **values)
    work.put(member)
    return member


def remove_member(work: Work, member_id: str) -> None:
    """Take somebody out of the team who was entered by mistake."""
    work.remove(TeamMember, member_id)


def put_substitute(work: Work, site_id: str | None = None, **values: Any) -> SubstituteSite:
    """Enter or correct a similar site. Raises ``rectification.name_empty``."""
    if not str(values.get("name", "")).strip():
        raise UserError("rectification.name_empty")
    known = work.find(SubstituteSite, site_id) if site_id else None
    site = replace(known, **values) if known else SubstituteSite(id=site_id or new_id(), **values)
    work.put(site)
    return site


def remove_substitute(work: Work, site_id: str) -> None:
    """Take out a similar site that was entered by mistake."""
    work.remove(SubstituteSite, site_id)


def write_publication(work: Work, text: str, withheld: str = "") -> Publication:
    """Write the text for the public; one that was approved and is changed must be approved anew."""
    known = publication(work)
    if known.published_on is not None and text != known.text:
        raise UserError("rectification.published", day=known.published_on.isoformat())
    written = replace(known, id=PUBLICATION_ID, text=text, withheld=withheld)
    if written != known:
        written = replace(written, approved_by=None, approved_at=None)
    work.put(written)
    return written


def approve_publication(work: Work, *, at: Moment | None = None) -> Publication:
    """Approve the text for the public as the officer who acts.

    Raises ``rectification.nothing_to_publish``, ``rectification.private`` while private data stand in it, and
    ``rectification.not_concluded`` while the evaluation is open.
    """
    known = publication(work)
    if not known.text.strip():
        raise UserError("rectification.nothing_to_publish")
    if evaluation(work).evaluated_by is None:
        raise UserError("rectification.not_concluded")
    found = leaks(known.text, *private_names(work))
    if found:
        raise UserError("rectification.private", found="、".join(dict.fromkeys(leak.text for leak in found)))
    approved = replace(known, approved_by=work.decider.id, approved_at=at or Moment(utc=work.at))
    work.put(approved)
    return approved


def publish(work: Work, published_on: date, where: str) -> Publication:
    """Enter where and when the approved text was published. Raises ``rectification.not_approved``."""
    known = publication(work)
    if known.approved_by is None:
        raise UserError("rectification.not_approved")
    published = replace(known, published_on=published_on, published_where=where.strip())
    work.put(published)
    return published
