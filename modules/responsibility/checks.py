"""What tracing back asks for (R20): all six links examined, nothing established without standing evidence."""

from collections.abc import Iterator

from modules.responsibility.queries import all_findings, evidence_titles
from modules.responsibility.records import FindingStatus, Link
from modules.responsibility.rules import lost_ground
from workstation.api import N_, Check, Finding, Read, Ref, Severity


def six_links(read: Read) -> Iterator[Finding]:
    """R20: each of the six links has a finding."""
    examined = {finding.link for finding in all_findings(read)}
    for link in Link:
        if link not in examined:
            yield Finding(f"responsibility.link_{link.value}", severity=Severity.INFO)


def ground(read: Read) -> Iterator[Finding]:
    """Established findings stand on evidence that is still there; drafts wait for a decision."""
    findings = all_findings(read)
    for finding in lost_ground(findings, evidence_titles(read, findings).keys()):
        values = {"facts": finding.facts[:60]}
        yield Finding("responsibility.lost_ground", values, Ref("responsibility", finding.id), Severity.ERROR)
    for finding in findings:
        if finding.status is FindingStatus.DRAFT:
            values = {"facts": (finding.facts or finding.duty)[:60]}
            yield Finding("responsibility.undecided", values, Ref("responsibility", finding.id))


CHECKS = (
    Check("responsibility.r20", N_("Six links"), "应急消〔2019〕266号;R20", six_links),
    Check("responsibility.ground", N_("Ground of findings"), "应急消〔2019〕266号;R20", ground),
)
