"""Responsibility: findings over the six links, drafted with their evidence, then decided by an officer."""

from modules.responsibility import operations
from modules.responsibility.records import Link, Role
from sample_cases.qingxi_workshop.work.working import Working, party_id, when, wording


def work(case: Working) -> None:
    """What has evidence is established; what has none stays a draft, whatever it says."""
    said = wording("responsibility")
    found: list[str] = []
    case.sign_in("chen")
    for number, item in enumerate(case.scenario.links, 1):
        outcome = said["outcomes"][item.subject]
        finding_id = f"finding-{number}"
        case.do(
            "responsibility.draft", operations.draft, finding_id, link=Link(item.link),
            subject_id=party_id(item.subject), duty=item.duty, legal_basis=item.legal_basis, facts=item.facts,
            breach=item.breach, role_ignition=Role(item.role_ignition), role_spread=Role(item.role_spread),
            role_casualties=Role(item.role_casualties), evidence=case.evidence(item.evidence),
            handling=item.handling, transferred_to=outcome["to"], result=outcome["result"],
        )
        found.append(finding_id)
    for unproven in said["open"]:
        case.do(
            "responsibility.draft", operations.draft, link=Link(unproven["link"]),
            subject_id=party_id(unproven["subject"]), duty=unproven["duty"], legal_basis=unproven["legal_basis"],
            facts=unproven["facts"], breach=unproven["breach"], role_casualties=Role.POSSIBLE, note=unproven["note"],
        )
    case.sign_in("zhou")
    at = when(said["decided_at"])
    for finding_id in found:
        case.do("responsibility.decide", operations.establish, finding_id, at=at)
