"""Tracing back: from the consequences over the six links to subjects, duties, facts and evidence."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from modules.responsibility.records import Consequence, FindingStatus, Link, ResponsibilityLink, Role
from workstation.api import Ref

CONSEQUENCES = tuple(one.value for one in Consequence)
_WEIGHTY = (Role.DIRECT, Role.CONTRIBUTING)


class NodeKind(StrEnum):
    """The layers of the graph, from the consequence to the ground it stands on."""

    CONSEQUENCE = "consequence"
    LINK = "link"
    FINDING = "finding"
    SUBJECT = "subject"
    EVIDENCE = "evidence"
    GAP = "gap"


@dataclass(frozen=True)
class Node:
    """One node; ``name`` is a code or the text of a record, ``ref`` the record behind it."""

    id: str
    kind: NodeKind
    name: str
    ref: Ref | None = None
    status: FindingStatus | None = None


@dataclass(frozen=True)
class Edge:
    """From cause to what it rests on; ``role`` says how strongly a finding bears on a consequence."""

    source: str
    target: str
    role: Role | None = None


@dataclass(frozen=True)
class Trace:
    """The whole graph. Every path ends at evidence or at a named gap."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def trace(
    findings: Sequence[ResponsibilityLink], known_evidence: Mapping[Ref, str], parties: Mapping[str, str]
) -> Trace:
    """Trace every consequence back. ``known_evidence`` and ``parties`` give titles; what they lack is a gap.

    Published findings rest on their report, which stands as their evidence.
    """
    nodes: dict[str, Node] = {name: Node(name, NodeKind.CONSEQUENCE, name) for name in CONSEQUENCES}
    edges: list[Edge] = []
    for link in Link:
        of_link = [finding for finding in findings if finding.link is link]
        nodes[link.value] = Node(link.value, NodeKind.LINK, link.value)
        if not of_link:
            gap = Node(f"gap:{link.value}", NodeKind.GAP, "not_examined")
            nodes[gap.id] = gap
            edges.append(Edge(link.value, gap.id))
        for finding in of_link:
            _trace_finding(finding, known_evidence, parties, nodes, edges)
    explained = {edge.source for edge in edges if edge.role is not None}
    for consequence in CONSEQUENCES:
        if consequence not in explained:
            gap = Node(f"gap:{consequence}", NodeKind.GAP, "no_finding")
            nodes[gap.id] = gap
            edges.append(Edge(consequence, gap.id))
    return Trace(tuple(nodes.values()), tuple(edges))


def _trace_finding(
    finding: ResponsibilityLink, known_evidence: Mapping[Ref, str], parties: Mapping[str, str],
    nodes: dict[str, Node], edges: list[Edge],
) -> None:
    key = f"finding:{finding.id}"
    text = finding.facts or finding.duty
    nodes[key] = Node(key, NodeKind.FINDING, text, Ref("responsibility", finding.id), finding.status)
    edges.append(Edge(finding.link.value, key))
    edges += [Edge(consequence.value, key, role) for consequence, role in finding.roles.items()]
    _rest_on(key, "subject", finding.subject_id, parties, nodes, edges)
    if finding.status is FindingStatus.PUBLISHED:
        source = Node(f"source:{finding.source}", NodeKind.EVIDENCE, finding.source)
        nodes[source.id] = source
        edges.append(Edge(key, source.id))
        return
    for ref in finding.grounds:
        if ref in known_evidence:
            node = Node(f"{ref.kind}:{ref.id}", NodeKind.EVIDENCE, known_evidence[ref], ref)
            nodes[node.id] = node
            edges.append(Edge(key, node.id))
    for name in gaps_of(finding, known_evidence.keys()):
        gap = Node(f"gap:{name}:{finding.id}", NodeKind.GAP, name)
        nodes[gap.id] = gap
        edges.append(Edge(key, gap.id))


def gaps_of(finding: ResponsibilityLink, known_evidence: AbstractSet[Ref]) -> list[str]:
    """What a finding's path lacks, by name: facts without evidence, evidence that is gone, a weighty role that nobody
    has reasoned and proven. A published finding rests on its report."""
    if finding.status is FindingStatus.PUBLISHED:
        return []
    gaps = []
    if not any(ref in known_evidence for ref in finding.evidence):
        gaps.append("no_evidence")
    if any(ref not in known_evidence for ref in finding.grounds):
        gaps.append("evidence_gone")
    weighty = any(role in _WEIGHTY for role in finding.roles.values())
    if weighty and not (finding.causation.strip() and any(ref in known_evidence for ref in finding.causal_evidence)):
        gaps.append("no_causation")
    return gaps


def _rest_on(
    key: str, what: str, party_id: str | None, parties: Mapping[str, str], nodes: dict[str, Node], edges: list[Edge]
) -> None:
    if party_id in parties and party_id is not None:
        node = Node(f"{what}:{party_id}", NodeKind.SUBJECT, parties[party_id], Ref("parties", party_id))
    else:
        node = Node(f"gap:{what}:{key}", NodeKind.GAP, "no_subject")
    nodes[node.id] = node
    edges.append(Edge(key, node.id))


def lost_ground(
    findings: Sequence[ResponsibilityLink], known_evidence: AbstractSet[Ref]
) -> list[ResponsibilityLink]:
    """Established findings none of whose evidence stands any more."""
    return [
        finding for finding in findings
        if finding.status is FindingStatus.ESTABLISHED and not any(ref in known_evidence for ref in finding.evidence)
    ]
