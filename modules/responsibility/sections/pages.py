"""The table of six links with the graph, and each finding with its evidence."""

from collections.abc import Iterator

from modules.responsibility.queries import (
    LINK_WORDS,
    ROLE_WORDS,
    STATUS_WORDS,
    all_findings,
    evidence_titles,
    party_names,
    trace_case,
)
from modules.responsibility.records import FindingStatus, Link, ResponsibilityLink
from modules.responsibility.sections.figure import figures
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    Inline,
    KeyValues,
    Officer,
    PageBreak,
    Paragraph,
    Read,
    Ref,
    Span,
    Table,
    Words,
    anchor_of,
)


def build_table(read: Read, words: Words, _: str) -> Iterator[Block]:
    """六环节责任倒查表 and its graph; a link without a finding says so."""
    findings, parties = all_findings(read), party_names(read)
    yield Heading(1, words("Responsibility over the six links (责任倒查)"))
    rows: list[tuple[Inline, ...]] = []
    for link in Link:
        own = [finding for finding in findings if finding.link is link]
        rows += [_row(finding, parties, words) for finding in own]
        if not own:
            rows.append((words(LINK_WORDS[link]), "", words("Not examined yet"), "", ""))
    yield Table(
        (Column(words("Link"), 1.3), Column(words("Subject"), 1.5), Column(words("Facts found"), 2.6),
         Column(words("Breach"), 0.9), Column(words("Status"), 0.9)), tuple(rows),
    )
    yield PageBreak()  # the figure takes most of a page: its title shall not stay behind
    yield Heading(2, words("From the consequences to the evidence"))
    yield from figures(trace_case(read), words)


def _row(finding: ResponsibilityLink, parties: dict[str, str], words: Words) -> tuple[Inline, ...]:
    return (
        words(LINK_WORDS[finding.link]), parties.get(finding.subject_id or "", ""),
        Span(finding.facts or finding.duty, target=anchor_of(Ref("responsibility", finding.id))),
        words(finding.breach),
        words(STATUS_WORDS[finding.status]),
    )


def build_findings(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each finding: subject, duty with its legal basis, facts, breach, causal role, evidence, handling."""
    findings, parties = all_findings(read), party_names(read)
    titles = evidence_titles(read, findings)
    if findings:
        yield Entry(words("Findings of responsibility"))
        yield Heading(1, words("Findings of responsibility"))
    for number, finding in enumerate(findings, 1):
        title = f"{number}. {words(LINK_WORDS[finding.link])}"
        yield Heading(2, title, anchor=anchor_of(Ref("responsibility", finding.id)))
        yield KeyValues(tuple(_facts(read, finding, parties, titles, words)))
        if finding.note:
            yield Paragraph(finding.note, "small")


def _facts(
    read: Read, finding: ResponsibilityLink, parties: dict[str, str], titles: dict[Ref, str], words: Words
) -> Iterator[tuple[str, Inline]]:
    officer = read.find(Officer, finding.decided_by) if finding.decided_by else None
    yield words("Subject"), parties.get(finding.subject_id or "", "")
    yield words("Duty"), finding.duty
    yield words("Legal basis"), finding.legal_basis
    yield words("Facts found"), finding.facts
    yield words("Breach"), words(finding.breach)
    yield words("Role in ignition"), words(ROLE_WORDS[finding.role_ignition])
    yield words("Role in spread"), words(ROLE_WORDS[finding.role_spread])
    yield words("Role in casualties"), words(ROLE_WORDS[finding.role_casualties])
    links = tuple(Span(f"{titles[ref]}; ", target=anchor_of(ref)) for ref in finding.evidence if ref in titles)
    if links or finding.status is not FindingStatus.PUBLISHED:
        yield words("Evidence"), links or words("No evidence")
    yield words("Proposed handling"), finding.handling
    yield words("Transferred to"), finding.transferred_to
    yield words("Result of the handling"), finding.result
    yield words("Status"), words(STATUS_WORDS[finding.status])
    if officer is not None and finding.decided_at is not None:
        yield words("Decided by"), f"{officer.name} {finding.decided_at.text('%Y-%m-%d %H:%M')}"
    if finding.source:
        yield words("Source"), finding.source
