"""Cause: what is held to be so, on which evidence; what was considered and excluded; each decided by an officer."""

from modules.incident import operations
from sample_cases.qingxi_workshop.work.working import Working, when, wording
from workstation.api import Claim, ClaimStatus, beijing

_STATUS = {"identified": ClaimStatus.ESTABLISHED, "excluded": ClaimStatus.EXCLUDED}


def work(case: Working) -> None:
    """Draft every claim, then decide it; then the dates of determination and service."""
    said = wording("cause")
    drafts = [
        (Claim(id=f"claim-{item['topic']}", topic=f"cause.{item['topic']}", text=item["text"].strip(),
               supports=case.evidence(item["supports"]), note=item.get("note", "")), ClaimStatus.ESTABLISHED)
        for item in said["claims"]
    ]
    drafts += [
        (Claim(id=f"claim-cause-{item.key}", topic="cause.cause",
               text=said["titles"].get(item.key) or f"{item.title}：{item.reason}。",
               supports=case.evidence(item.supports), contradicts=case.evidence(item.contradicts)),
         _STATUS[item.verdict])
        for item in case.scenario.hypotheses
    ]
    case.sign_in("chen")
    for claim, _ in drafts:
        case.do("incident.claim", operations.draft_claim, claim)
    case.sign_in("zhou")
    at = when(said["decided_at"])
    for claim, status in drafts:
        case.do("incident.decide", operations.decide_claim, claim.id, status, at=at)
    case.do(
        "incident.record", operations.record_incident,
        fire_at=beijing(said["fire_at"], uncertainty_s=said["fire_uncertainty_s"]),
        document_number=case.scenario.facts.document_number, determined_on=said["determined_on"],
        served_on=said["served_on"],
    )
