"""The readiness page on paper: counts, then every rule group by group with clause, state and what is wrong."""

from collections.abc import Iterator

from workstation.domain.finding import Finding
from workstation.domain.party import Officer
from workstation.domain.words import N_, Words
from workstation.services.catalogue import Catalogue
from workstation.services.readiness import STATE_WORDS, Answer, State, readiness
from workstation.storage.read import Read
from workstation.typeset.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    KeyValues,
    Paragraph,
    SignaturePlace,
    Signatures,
    Span,
    Table,
    to_verify,
)

READINESS = "readiness"
_SHOWN = 12  # findings of one rule


def readiness_blocks(catalogue: Catalogue, read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every rule, whether it is met or not."""
    found = readiness(catalogue, read)
    officers = {officer.id: officer.name for officer in read.all(Officer)}
    yield Heading(1, words(N_("Readiness for the prosecutor")))
    yield Paragraph(read.case.name, "plain")
    yield KeyValues(tuple((words(title), str(found.count(state))) for state, title in STATE_WORDS.items()), 2)
    columns = (
        Column(words(N_("Code")), 1.0, "center"), Column(words(N_("Asked for")), 2.8), Column(words(N_("Basis")), 2.2),
        Column(words(N_("State of the rule")), 1.6), Column(words(N_("What is wrong")), 4.2),
    )
    for group, title in found.groups:
        answers = found.of(group)
        if answers:
            yield Heading(2, title[words.language])
            yield Table(columns, tuple(_row(answer, officers, words) for answer in answers))
    yield Signatures((
        SignaturePlace(words(N_("Investigator (承办人)"))), SignaturePlace(words(N_("Reviewer (审核人)"))),
    ))


def title_of(answer: Answer, words: Words) -> str:
    """The rule in words: of the pack, or the title of the check that nobody named there."""
    title = answer.rule.title
    return title.get(words.language) or words(title.get("", answer.rule.code))


def said_of(answer: Answer, officers: dict[str, str], words: Words) -> str:
    """Who confirmed it, when, on what ground."""
    said = answer.confirmation
    if said is None:
        return ""
    return words(
        N_("{officer}, {day}: {note}"), officer=officers.get(said.confirmed_by, said.confirmed_by),
        day=said.confirmed_at.text("%Y-%m-%d"), note=said.note,
    )


def _row(answer: Answer, officers: dict[str, str], words: Words) -> tuple[Inline, ...]:
    rule = answer.rule
    clause: Inline = (rule.clause, to_verify(words)) if rule.certainty != "verified" else rule.clause
    bad = answer.state in (State.UNMET, State.TO_CONFIRM)
    lines = [_sentence(finding, words) for finding in answer.findings[:_SHOWN]]
    if len(answer.findings) > _SHOWN:
        lines.append(words(N_("and {count} more"), count=len(answer.findings) - _SHOWN))
    lines.append(said_of(answer, officers, words))
    code = rule.code if "." not in rule.code else "—"
    state = Span(words(STATE_WORDS[answer.state]), bold=bad)
    return code, title_of(answer, words), clause, state, "\n".join(filter(None, lines)) or "／"


def _sentence(finding: Finding, words: Words) -> str:
    """The sentence of a finding; a plugin's code without words is printed as it is."""
    try:
        return words.finding(finding)
    except (KeyError, IndexError, ValueError):
        return f"{finding.code} {finding.values}"
