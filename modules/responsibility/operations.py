"""Writing findings of responsibility; to decide one is a named officer's act."""

from dataclasses import replace
from typing import Any

from modules.responsibility.queries import evidence_titles
from modules.responsibility.records import FindingStatus, ResponsibilityLink
from workstation.api import Moment, UserError, Work, new_id

_OF_A_DECISION = ("status", "decided_by", "decided_at")


def draft(work: Work, finding_id: str | None = None, **values: Any) -> ResponsibilityLink:
    """Write or correct a finding; one that was decided falls back to a draft and must be decided again."""
    if any(name in values for name in _OF_A_DECISION):
        raise UserError("responsibility.not_by_writing")
    known = work.find(ResponsibilityLink, finding_id) if finding_id else None
    if known is None:
        finding = ResponsibilityLink(id=finding_id or new_id(), **values)
    elif known.status is FindingStatus.PUBLISHED:
        finding = replace(known, **values)
    else:
        finding = replace(known, **values, status=FindingStatus.DRAFT, decided_by=None, decided_at=None)
    if not (finding.facts.strip() or finding.duty.strip()):
        raise UserError("responsibility.empty")
    if known is not None and replace(finding, status=known.status, decided_by=known.decided_by,
                                     decided_at=known.decided_at) == known:
        return known  # nothing was changed: what was decided stands
    work.put(finding)
    return finding


def establish(work: Work, finding_id: str, *, at: Moment | None = None) -> ResponsibilityLink:
    """Mark a finding as established. Raises ``UserError`` without a subject or without standing evidence.

    ``at`` is when it was decided, if that was before it is entered; the ledger keeps when it was entered.
    """
    finding = work.get(ResponsibilityLink, finding_id)
    if finding.subject_id is None:
        raise UserError("responsibility.needs_subject", facts=finding.facts[:60])
    if not evidence_titles(work, [finding]):
        raise UserError("responsibility.needs_evidence", facts=finding.facts[:60])
    return _decide(work, finding, FindingStatus.ESTABLISHED, at)


def find_no_breach(work: Work, finding_id: str, *, at: Moment | None = None) -> ResponsibilityLink:
    """Mark that the duty was not breached. Raises ``UserError`` if the finding says that it caused something."""
    finding = work.get(ResponsibilityLink, finding_id)
    if any(role.is_causal for role in (finding.role_ignition, finding.role_spread, finding.role_casualties)):
        raise UserError("responsibility.no_breach_with_role", facts=finding.facts[:60])
    return _decide(work, finding, FindingStatus.NO_BREACH, at)


def _decide(
    work: Work, finding: ResponsibilityLink, status: FindingStatus, at: Moment | None
) -> ResponsibilityLink:
    if finding.status is FindingStatus.PUBLISHED:
        raise UserError("responsibility.published", facts=finding.facts[:60])
    decided = replace(finding, status=status, decided_by=work.decider.id, decided_at=at or Moment(utc=work.at))
    work.put(decided)
    return decided


def remove(work: Work, finding_id: str) -> None:
    """Take a draft out; what was decided stays."""
    finding = work.get(ResponsibilityLink, finding_id)
    if finding.status is not FindingStatus.DRAFT:
        raise UserError("responsibility.decided", facts=finding.facts[:60])
    work.remove(ResponsibilityLink, finding_id)
