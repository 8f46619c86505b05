"""Reading findings of responsibility, and what they rest on."""

from modules.responsibility.records import FindingStatus, Link, ResponsibilityLink, Role
from modules.responsibility.rules import Trace, trace
from workstation.api import N_, Party, Read, Ref

LINK_WORDS: dict[Link, str] = {
    Link.CONSTRUCTION: N_("Construction (工程建设)"), Link.MANAGEMENT: N_("Management in use (投入使用后管理)"),
    Link.USER: N_("User (使用主体)"), Link.SERVICES: N_("Technical services (消防技术服务)"),
    Link.PRODUCTS: N_("Product quality (消防产品质量)"), Link.SUPERVISION: N_("Supervision (日常监督检查)"),
}
ROLE_WORDS: dict[Role, str] = {
    Role.OPEN: N_("Not stated"), Role.NONE: N_("No causal role"), Role.POSSIBLE: N_("Possible"),
    Role.CONTRIBUTING: N_("Contributing"), Role.DIRECT: N_("Direct"),
}
STATUS_WORDS: dict[FindingStatus, str] = {
    FindingStatus.DRAFT: N_("Draft, not decided"), FindingStatus.ESTABLISHED: N_("Established"),
    FindingStatus.NO_BREACH: N_("No breach found"), FindingStatus.PUBLISHED: N_("As published"),
}


def all_findings(read: Read) -> list[ResponsibilityLink]:
    """Every finding, by link."""
    order = list(Link)
    return sorted(read.all(ResponsibilityLink), key=lambda finding: (order.index(finding.link), finding.id))


def party_names(read: Read) -> dict[str, str]:
    """The names of parties by id."""
    return {party.id: party.name for party in read.all(Party)}


def evidence_titles(read: Read, findings: list[ResponsibilityLink]) -> dict[Ref, str]:
    """A title for each piece of cited evidence that still stands: it exists and was not withdrawn."""
    titles: dict[Ref, str] = {}
    for ref in {ref for finding in findings for ref in finding.evidence}:
        record = read.resolve(ref)
        withdrawn = str(getattr(record, "withdrawn", "")) if record is not None else "gone"
        if record is None or withdrawn:
            continue
        number = str(getattr(record, "number", ""))
        names = (str(getattr(record, name, "")) for name in ("title", "name", "caption", "text"))
        title = next((name for name in names if name), "")
        titles[ref] = f"{number} {title}".strip() or ref.kind
    return titles


def trace_case(read: Read) -> Trace:
    """The graph of the whole case."""
    findings = all_findings(read)
    return trace(findings, evidence_titles(read, findings), party_names(read))
