"""What tracing back asks for (R20): all six links examined, every statement on standing evidence or a named gap."""

from collections.abc import Iterator

from modules.responsibility.queries import (
    all_findings,
    document_items,
    evidence_titles,
    handlings,
    standing_titles,
)
from modules.responsibility.records import (
    Barrier,
    BarrierState,
    DocumentState,
    FindingStatus,
    HandlingState,
    Link,
    ResponsibilityLink,
)
from modules.responsibility.rules.trace import gaps_of, lost_ground
from workstation.api import N_, Check, Finding, Read, Ref, Severity, today

_NAMED = 4


def six_links(read: Read) -> Iterator[Finding]:
    """R20: each of the six links has a finding."""
    examined = {finding.link for finding in all_findings(read)}
    for link in Link:
        if link not in examined:
            yield Finding(f"responsibility.link_{link.value}", severity=Severity.INFO)


def ground(read: Read) -> Iterator[Finding]:
    """Established findings stand on evidence that is still there, causation is reasoned; drafts wait for a decision."""
    findings = all_findings(read)
    known = evidence_titles(read, findings).keys()
    lost = lost_ground(findings, known)
    for finding in lost:
        yield _about(finding, "lost_ground", Severity.ERROR)
    for finding in findings:
        gaps = gaps_of(finding, known)
        if finding.status is FindingStatus.DRAFT:
            yield _about(finding, "undecided")
        elif "evidence_gone" in gaps and finding not in lost:
            yield _about(finding, "evidence_gone")
        if "no_causation" in gaps:
            yield _about(finding, "no_causation")


def followed(read: Read) -> Iterator[Finding]:
    """Every established breach has a proposal of handling, and what went out came back with a receipt and a result."""
    proposals, findings = handlings(read), {finding.id: finding for finding in all_findings(read)}
    proposed = {one.finding_id for one in proposals}
    for finding in findings.values():
        earlier = finding.handling or finding.result
        if finding.status is FindingStatus.ESTABLISHED and finding.id not in proposed and not earlier:
            yield _about(finding, "no_handling")
    for one in proposals:
        values, ref = {"measure": one.measure[:60], "authority": one.transferred_to}, Ref("handlings", one.id)
        about = findings.get(one.finding_id)
        if one.source:
            continue
        if one.state is HandlingState.PROPOSED:
            yield Finding("responsibility.not_transferred", values, ref, Severity.INFO)
        elif about is not None and about.status is FindingStatus.DRAFT:
            yield Finding("responsibility.transferred_undecided", values, ref)
        if one.state is HandlingState.TRANSFERRED:
            yield Finding("responsibility.no_receipt", values, ref)


def documents(read: Read) -> Iterator[Finding]:
    """What each link requires is obtained, or it is said why not. Nothing is asked before a link is examined."""
    examined, items = {finding.link for finding in all_findings(read)}, document_items(read)
    for link in Link:
        missing = [item.title("zh") for item in items if item.record.link is link and item.record.state
                   is DocumentState.OPEN]
        if link in examined and missing:
            named = "、".join(missing[:_NAMED]) + ("…" if len(missing) > _NAMED else "")
            yield Finding(
                f"responsibility.documents_missing_{link.value}", {"count": str(len(missing)), "documents": named},
                severity=Severity.INFO, page="responsibility.documents",
            )
    for item in items:
        due = item.record.expected_on
        if item.record.state is DocumentState.REQUESTED and due is not None and due < today():
            values = {"document": item.title("zh"), "day": due.isoformat()}
            yield Finding("responsibility.document_overdue", values, Ref("link_documents", item.record.id))


def barriers(read: Read) -> Iterator[Finding]:
    """Barriers are judged on standing evidence; what failed has a lesson."""
    every = read.all(Barrier)
    for one in every:
        values, ref = {"name": one.name}, Ref("barriers", one.id)
        if one.state is BarrierState.OPEN:
            yield Finding("responsibility.barrier_open", values, ref, Severity.INFO)
        elif not one.source and not standing_titles(read, one.evidence):
            yield Finding("responsibility.barrier_lost_ground", values, ref, Severity.ERROR)
        elif one.state in (BarrierState.FAILED, BarrierState.MISSING) and not one.lesson.strip() and not one.source:
            yield Finding("responsibility.barrier_no_lesson", values, ref)


def _about(finding: ResponsibilityLink, code: str, severity: Severity = Severity.WARNING) -> Finding:
    values = {"facts": (finding.facts or finding.duty)[:60]}
    return Finding(f"responsibility.{code}", values, Ref("responsibility", finding.id), severity)


CHECKS = (
    Check("responsibility.r20", N_("Six links"), "应急消〔2019〕266号；R20", six_links),
    Check("responsibility.ground", N_("Ground of findings"), "应急消〔2019〕266号；R20", ground),
    Check("responsibility.followed", N_("Handling and transfer"), "应急消〔2019〕266号;应急〔2019〕54号", followed),
    Check("responsibility.documents", N_("Required documents"), "应急消〔2019〕266号；R20", documents),
    Check("responsibility.barriers", N_("Barriers"), "应急消〔2019〕266号;查教训", barriers),
)
