"""Writing findings of responsibility; to judge and to decide one are a named officer's acts."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from modules.responsibility.queries import catalogue, standing_titles
from modules.responsibility.records import FindingStatus, Handling, ResponsibilityLink, Role
from workstation.api import Moment, UserError, Work, new_id

_OF_A_DECISION = ("status", "decided_by", "decided_at")
_OF_A_JUDGEMENT = ("breach", "role_ignition", "role_spread", "role_casualties", "causation", "judged_by", "judged_at")
_BESIDE = ("note", "handling", "transferred_to", "result", "source")  # a decision does not rest on these


def draft(work: Work, finding_id: str | None = None, **values: Any) -> ResponsibilityLink:
    """Write or correct a finding. What a decision rests on cannot change beneath it: a finding that was decided falls
    back to a draft, and its judgement waits to be confirmed. Breach and roles are not written here but judged."""
    if any(name in values for name in (*_OF_A_DECISION, *_OF_A_JUDGEMENT)):
        raise UserError("responsibility.not_by_writing")
    known = work.find(ResponsibilityLink, finding_id) if finding_id else None
    if known is None:
        finding = ResponsibilityLink(id=finding_id or new_id(), **values)
    else:
        finding = replace(known, **values)
        beside = {name: getattr(finding, name) for name in _BESIDE}
        if known.status is not FindingStatus.PUBLISHED and finding != replace(known, **beside):
            finding = replace(
                finding, status=FindingStatus.DRAFT, decided_by=None, decided_at=None, judged_by=None, judged_at=None,
            )
    if not (finding.facts.strip() or finding.duty.strip()):
        raise UserError("responsibility.empty")
    work.put(finding)
    return finding


def lay_out(
    work: Work, codes: Iterable[str], *, subject_id: str | None = None, language: str = "zh"
) -> list[ResponsibilityLink]:
    """Begin a draft for each of these duties of the rule pack, with its words and its clause."""
    offered, made = catalogue(work), []
    for code in codes:
        duty = offered.duty(code)
        if duty is not None:
            made.append(draft(
                work, link=duty.link, subject_id=subject_id, duty=duty.duty[language], legal_basis=duty.clause,
                duty_code=code,
            ))
    return made


def judge(
    work: Work, finding_id: str, *, breach: str, role_ignition: Role, role_spread: Role, role_casualties: Role,
    causation: str = "", at: Moment | None = None,
) -> ResponsibilityLink:
    """Say how grave the breach is and what it contributed to ignition, spread and casualties, as the officer who acts.

    A finding that was decided on another judgement falls back to a draft.
    """
    known = _own(work, finding_id)
    finding = replace(
        known, breach=breach, role_ignition=role_ignition, role_spread=role_spread, role_casualties=role_casualties,
        causation=causation,
    )
    if finding != known:
        finding = replace(finding, status=FindingStatus.DRAFT, decided_by=None, decided_at=None)
    finding = replace(finding, judged_by=work.decider.id, judged_at=at or Moment(utc=work.at))
    work.put(finding)
    return finding


def establish(work: Work, finding_id: str, *, at: Moment | None = None) -> ResponsibilityLink:
    """Mark a finding as established. Raises ``UserError`` without a subject, standing evidence, or a judgement.

    ``at`` is when it was decided, if that was before it is entered; the ledger keeps when it was entered.
    """
    finding = _own(work, finding_id)
    values = {"facts": (finding.facts or finding.duty)[:60]}
    if finding.subject_id is None:
        raise UserError("responsibility.needs_subject", **values)
    if not standing_titles(work, finding.evidence):
        raise UserError("responsibility.needs_evidence", **values)
    if not finding.breach or finding.judged_by is None:
        raise UserError("responsibility.needs_judgement", **values)
    return _decide(work, finding, FindingStatus.ESTABLISHED, at)


def find_no_breach(work: Work, finding_id: str, *, at: Moment | None = None) -> ResponsibilityLink:
    """Mark that the duty was not breached. Raises ``UserError`` if the finding says that it caused something."""
    finding = _own(work, finding_id)
    if finding.roles:
        raise UserError("responsibility.no_breach_with_role", facts=finding.facts[:60])
    return _decide(work, finding, FindingStatus.NO_BREACH, at)


def remove(work: Work, finding_id: str) -> None:
    """Take a draft out; what was decided stays, and what was proposed to follow from it goes first."""
    finding = work.get(ResponsibilityLink, finding_id)
    if finding.status is not FindingStatus.DRAFT:
        raise UserError("responsibility.decided", facts=finding.facts[:60])
    if work.count(Handling, finding_id=finding_id):
        raise UserError("responsibility.has_handlings", facts=(finding.facts or finding.duty)[:60])
    work.remove(ResponsibilityLink, finding_id)


def _own(work: Work, finding_id: str) -> ResponsibilityLink:
    """A finding that is judged here. Raises ``UserError("responsibility.published")`` for a quoted one."""
    finding = work.get(ResponsibilityLink, finding_id)
    if finding.status is FindingStatus.PUBLISHED:
        raise UserError("responsibility.published", facts=finding.facts[:60])
    return finding


def _decide(
    work: Work, finding: ResponsibilityLink, status: FindingStatus, at: Moment | None
) -> ResponsibilityLink:
    decided = replace(finding, status=status, decided_by=work.decider.id, decided_at=at or Moment(utc=work.at))
    work.put(decided)
    return decided
