"""Writing papers: approving and issuing are named officers' acts; what was issued is superseded, never changed."""

from collections.abc import Mapping
from dataclasses import replace

from modules.forms.queries import numbered, open_steps, prefilled, template_for, templates
from modules.forms.records import FormPaper, FormService, FormState
from modules.forms.rules import Template, content_hash, localised, missing, number_parts, number_text
from workstation.api import BEIJING, Moment, NumberBook, Party, UserError, Words, Work, zone

_ZH = Words("zh")


def draft(work: Work, code: str, party_id: str | None = None) -> FormPaper:
    """A new paper with everything that the case knows already. Raises ``UserError("forms.gate_open")`` while steps
    that come before it are open."""
    template = templates(work).get(code)
    if template is None:
        raise UserError("forms.unknown", code=code)
    party = work.find(Party, party_id) if party_id else None
    if party_id and party is None:
        raise UserError("forms.no_such_party", id=party_id)
    if template.party and party is None:
        raise UserError("forms.party_needed", title=template.name(_ZH))
    _refuse_open_gate(work, template)
    paper = FormPaper(
        code=code, pack_id=template.pack.id, title=template.name(_ZH), party_id=party_id, drafted_by=work.officer.id,
        values=prefilled(work, template, party, _ZH),
    )
    work.put(paper)
    return paper


def fill(work: Work, form_id: str, values: Mapping[str, str]) -> FormPaper:
    """Complete a draft by hand; one that was approved has to be approved again."""
    paper = _draft(work, form_id)
    filled = replace(paper, values={**paper.values, **values}, state=FormState.DRAFT, approved_by="", approved_at=None)
    work.put(filled)
    return filled


def approve(work: Work, form_id: str, opinion: str, *, at: Moment | None = None) -> FormPaper:
    """A leader approves (审批), ``at`` the time it was; whoever drafted it can't.

    Raises ``UserError("forms.own_approval")``.
    """
    paper = _draft(work, form_id)
    template = template_for(work, paper)
    _refuse_gaps(template, paper)
    if work.decider.id == paper.drafted_by:
        raise UserError("forms.own_approval", title=paper.title)
    approved = replace(
        paper, state=FormState.APPROVED, opinion=opinion.strip(), approved_by=work.decider.id,
        approved_at=at or Moment(utc=work.at),
    )
    work.put(approved)
    return approved


def issue(
    work: Work, form_id: str, *, at: Moment | None = None, numbers: NumberBook | None = None
) -> FormPaper:
    """Number and issue a paper (制发), ``at`` the time it was. What it supersedes stays, marked as superseded.

    With ``numbers`` the office's count goes on across cases; without, that of the case alone.

    Raises ``UserError``: ``forms.gaps``, ``forms.gate_open``, ``forms.not_approved``, ``forms.needs_first``.
    """
    paper = _draft(work, form_id)
    template = template_for(work, paper)
    _refuse_open_gate(work, template)
    _refuse_gaps(template, paper)
    if template.approval and paper.state is not FormState.APPROVED:
        raise UserError("forms.not_approved", title=paper.title)
    issued = [one for one in work.all(FormPaper) if one.state is FormState.ISSUED]
    for code in template.needs:
        if not any(one.code == code for one in issued):
            known = templates(work).get(code)
            raise UserError("forms.needs_first", title=paper.title, first=known.name(_ZH) if known else code)
    when = at or Moment(utc=work.at)
    year = when.utc.astimezone(zone(BEIJING)).year
    serial, number = _numbering(work, template, paper, year, numbers)
    numbered = replace(
        paper, state=FormState.ISSUED, issued_by=work.decider.id, issued_at=when, year=year,
        serial=serial, number=number,
    )
    numbered = replace(numbered, content_hash=content_hash(numbered))
    work.put(numbered)
    if paper.supersedes:
        work.put(replace(work.get(FormPaper, paper.supersedes), state=FormState.SUPERSEDED))
    return numbered


def _numbering(
    work: Work, template: Template, paper: FormPaper, year: int, numbers: NumberBook | None
) -> tuple[int | None, str]:
    """The next number of its 代字 in the year; a number that was typed by hand (of an office's register) stays."""
    if paper.number:
        _refuse_taken(work, paper, paper.number, numbers)
    if paper.number or not template.word:
        return None, paper.number
    taken = [one.serial or 0 for one in work.all(FormPaper) if one.year == year and one.code == paper.code]
    if numbers is None:
        serial = 1 + max(taken, default=0)
        return serial, number_text(template.word, year, serial)
    word = numbers.prefix + template.word
    wanted = replace(numbered(work, paper), word=word, year=year)
    serial = numbers.reserve(wanted, taken)
    number = number_text(word, year, serial)
    numbers.note([replace(wanted, serial=serial, number=number)])
    _refuse_taken(work, paper, number, numbers)
    return serial, number


def set_number(work: Work, form_id: str, number: str, numbers: NumberBook | None = None) -> None:
    """Give the number that the office's register holds for it. Raises ``UserError("forms.number_taken")``."""
    paper = replace(_draft(work, form_id), number=number.strip())
    if paper.number:
        _refuse_taken(work, paper, paper.number, numbers)
    if paper.number and numbers is not None:
        word, year, serial = number_parts(paper.number)
        numbers.note([replace(numbered(work, paper), word=word, year=year, serial=serial)])
    work.put(paper)


def _refuse_taken(work: Work, paper: FormPaper, number: str, numbers: NumberBook | None) -> None:
    """A number is borne by one paper of the office. The paper in whose place this one is issued has its own."""
    for one in work.all(FormPaper):
        if one.number == number and one.id != paper.id:
            raise UserError("forms.number_taken", number=number, title=one.title, case=work.case.name)
    held = numbers.others([number], work.case.id).get(number) if numbers is not None else None
    if held:
        raise UserError("forms.number_taken", number=number, title=held[0].title, case=held[0].case_name)


def supersede(work: Work, form_id: str) -> FormPaper:
    """Begin a new paper in the place of an issued one: a copy to be corrected, approved and issued."""
    known = work.get(FormPaper, form_id)
    if known.state is not FormState.ISSUED:
        raise UserError("forms.only_issued", title=known.title)
    _refuse_open_gate(work, template_for(work, known))
    copy = FormPaper(
        code=known.code, pack_id=known.pack_id, title=known.title, party_id=known.party_id, values=dict(known.values),
        drafted_by=work.officer.id, supersedes=known.id,
    )
    work.put(copy)
    return copy


def discard(work: Work, form_id: str) -> None:
    """Throw a draft away. Raises ``UserError("forms.issued")`` for an issued paper."""
    work.remove(FormPaper, _draft(work, form_id).id)


def serve(work: Work, service: FormService) -> FormService:
    """Enter how an issued paper was served."""
    paper = work.get(FormPaper, service.form_id)
    if paper.state not in (FormState.ISSUED, FormState.SUPERSEDED):
        raise UserError("forms.not_issued", title=paper.title)
    issued, served = paper.issued_at, service.served_at
    if issued is not None and served.local.date() < issued.local.date():
        raise UserError("forms.served_before", title=paper.title)
    work.put(service)
    return service


def _draft(work: Work, form_id: str) -> FormPaper:
    paper = work.get(FormPaper, form_id)
    if paper.state in (FormState.ISSUED, FormState.SUPERSEDED):
        raise UserError("forms.issued", title=paper.title, number=paper.number)
    return paper


def _refuse_open_gate(work: Work, template: Template) -> None:
    still = open_steps(work, template)
    if still:
        names = "、".join(title for _, title in still)
        raise UserError("forms.gate_open", title=template.name(_ZH), count=len(still), items=names)


def _refuse_gaps(template: Template, paper: FormPaper) -> None:
    empty = missing(template, paper.values)
    if empty:
        names = "、".join(localised(one.title, _ZH) for one in empty)
        raise UserError("forms.gaps", title=paper.title, fields=names)
