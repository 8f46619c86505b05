"""The table of six links with its graphs, and each finding with its statements, each on its evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modules.responsibility.queries import (
    HANDLING_WORDS,
    KIND_WORDS,
    LINK_WORDS,
    PART_WORDS,
    ROLE_WORDS,
    STATUS_WORDS,
    all_findings,
    catalogue,
    course_of_facts,
    handlings,
    holdings,
    officer_names,
    party_names,
    standing_titles,
    trace_case,
)
from modules.responsibility.records import Consequence, FindingStatus, Handling, Link, ResponsibilityLink
from modules.responsibility.rules.catalogue import Catalogue
from modules.responsibility.sections.course import course_figures
from modules.responsibility.sections.figure import NAMES, figures
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    Inline,
    KeyValues,
    Moment,
    PageBreak,
    Paragraph,
    Read,
    Ref,
    Span,
    Table,
    Words,
    anchor_of,
    to_verify,
)

_DEEPEST = 3


def build_table(read: Read, words: Words, _: str) -> Iterator[Block]:
    """六环节责任倒查表 and its graphs; a link without a finding says so."""
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
    if findings:
        yield PageBreak()
        yield Heading(2, words("Actors and facts along time and the six links"))
        yield from course_figures(course_of_facts(read), words)
    yield PageBreak()  # the figure takes most of a page: its title shall not stay behind
    yield Heading(2, words("From the consequences to the evidence"))
    yield from figures(trace_case(read), words)


def _row(finding: ResponsibilityLink, parties: Mapping[str, str], words: Words) -> tuple[Inline, ...]:
    return (
        words(LINK_WORDS[finding.link]), parties.get(finding.subject_id or "", ""),
        Span(finding.facts or finding.duty, target=anchor_of(Ref("responsibility", finding.id))),
        words(finding.breach), words(STATUS_WORDS[finding.status]),
    )


@dataclass(frozen=True)
class _Known:
    """What the pages of the findings are made from."""

    parties: Mapping[str, str]
    officers: Mapping[str, str]
    titles: Mapping[Ref, str]
    below: Mapping[Ref, tuple[Ref, ...]]
    offered: Catalogue
    handlings: list[Handling]


def _known(read: Read, findings: list[ResponsibilityLink]) -> _Known:
    below = {one.ref: one.grounds for one in holdings(read) if not one.part}
    cited = {ref for finding in findings for ref in finding.grounds}
    for _ in range(_DEEPEST):
        cited |= {ground for ref in cited for ground in below.get(ref, ())}
    return _Known(party_names(read), officer_names(read), standing_titles(read, cited), below, catalogue(read),
                  handlings(read))


def build_findings(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each finding: whose duty, what was found, what it contributed, each statement with its chain of evidence."""
    findings = all_findings(read)
    known = _known(read, findings)
    if findings:
        yield Entry(words("Findings of responsibility"))
        yield Heading(1, words("Findings of responsibility"))
    for number, finding in enumerate(findings, 1):
        title = f"{number}. {words(LINK_WORDS[finding.link])}"
        yield Heading(2, title, anchor=anchor_of(Ref("responsibility", finding.id)))
        yield KeyValues(tuple(_facts(finding, known, words)))
        if finding.status is not FindingStatus.PUBLISHED:
            yield Table(
                (Column(words("Part of the finding"), 1.0), Column(words("What it rests on"), 3.0)),
                tuple(_statements(finding, known, words)), caption=words("From each statement to its evidence"),
            )
        if finding.note:
            yield Paragraph(finding.note, "small")


def _facts(finding: ResponsibilityLink, known: _Known, words: Words) -> Iterator[tuple[str, Inline]]:
    yield words("Subject"), known.parties.get(finding.subject_id or "", "")
    yield words("Duty"), finding.duty
    yield words("Legal basis"), _basis(finding, known, words)
    yield words("Facts found"), finding.facts
    if finding.begins or finding.ends:
        yield words("When"), " — ".join(_day(one) for one in (finding.begins, finding.ends) if one)
    if finding.product:
        yield words("Product"), finding.product
    yield words("Breach"), words(finding.breach)
    yield words("Role in ignition"), words(ROLE_WORDS[finding.role(Consequence.IGNITION)])
    yield words("Role in spread"), words(ROLE_WORDS[finding.role(Consequence.SPREAD)])
    yield words("Role in casualties"), words(ROLE_WORDS[finding.role(Consequence.CASUALTIES)])
    if finding.causation:
        yield words("Causation"), finding.causation
    yield from _outcome(finding, known, words)
    yield words("Status"), words(STATUS_WORDS[finding.status])
    for title, who, at in ((words("Judged by"), finding.judged_by, finding.judged_at),
                           (words("Decided by"), finding.decided_by, finding.decided_at)):
        if who and at:
            yield title, f"{known.officers.get(who, '')} {at.text('%Y-%m-%d %H:%M')}"
    if finding.source:
        yield words("Source"), finding.source


def _basis(finding: ResponsibilityLink, known: _Known, words: Words) -> Inline:
    """The clause, with 「待核」 while nobody has compared it with the official text."""
    duty = known.offered.duty(finding.duty_code)
    if duty is None or duty.verified or duty.clause != finding.legal_basis:
        return finding.legal_basis
    return (f"{finding.legal_basis} ", to_verify(words))


def _day(moment: Moment) -> str:
    return moment.text("%Y-%m-%d %H:%M")


def _outcome(finding: ResponsibilityLink, known: _Known, words: Words) -> Iterator[tuple[str, Inline]]:
    for one in known.handlings:
        if one.finding_id == finding.id:
            told = f"{words(KIND_WORDS[one.kind])} · {one.measure} · {words(HANDLING_WORDS[one.state])}"
            yield words("Proposed handling"), Span(told, target=anchor_of(Ref("handlings", one.id)))
    for title, text in (
        (words("Proposed handling"), finding.handling), (words("Transferred to"), finding.transferred_to),
        (words("Result of the handling"), finding.result),
    ):
        if text:
            yield title, text


def _statements(finding: ResponsibilityLink, known: _Known, words: Words) -> Iterator[tuple[Inline, ...]]:
    """Each statement with its evidence, and below each piece what that was made of; a gap is named."""
    for part, refs, gap in (("duty", finding.duty_evidence, "no_duty_evidence"), ("", finding.evidence, "no_evidence"),
                            ("causation", finding.causal_evidence, "no_causation")):
        if part == "causation" and not finding.roles:
            continue
        chain: list[str | Span] = []
        for number, ref in enumerate(refs):
            chain += ["\n"] if number else []
            chain += _chain(ref, known, words, 0)
        yield words(PART_WORDS[part]), tuple(chain) if chain else Span(words(NAMES[gap]), bold=True)


def _chain(ref: Ref, known: _Known, words: Words, depth: int) -> Iterator[str | Span]:
    if ref not in known.titles:
        yield Span(words(NAMES["evidence_gone"]), bold=True)
        return
    yield Span(known.titles[ref], target=anchor_of(ref))
    below = [one for one in known.below.get(ref, ()) if one in known.titles] if depth < _DEEPEST else []
    if below:
        yield " ← "
        for number, one in enumerate(below):
            yield from ([", "] if number else [])
            yield from _chain(one, known, words, depth + 1)
