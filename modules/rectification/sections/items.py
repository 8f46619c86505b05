"""逐条落实表: each measure with its source, criterion, proof, checks and judgement."""

from collections.abc import Iterator
from datetime import date

from modules.rectification.queries import (
    COUNTED_WORDS,
    GRADE_WORDS,
    MET_WORDS,
    counted_on,
    measures,
    rule_data,
    site_checks,
    unit_names,
)
from modules.rectification.records import Measure, SiteCheck
from modules.rectification.rules.measures import counted_state, days_late
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    Inline,
    KeyValues,
    Officer,
    Read,
    Ref,
    SearchEntry,
    Span,
    Table,
    Words,
    anchor_of,
)


def build_items(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The table item by item; nothing where there are no measures."""
    found = measures(read)
    if not found:
        return
    units, titles, checks = unit_names(read), read.titles(), site_checks(read)
    aspects = {one["code"]: one["name"][words.language] for one in rule_data(read).get("aspects", ())}
    yield Entry(words("Item-by-item table (逐条落实表)"))
    yield Heading(1, words("Item-by-item table (逐条落实表)"))
    for measure in found:
        anchor = anchor_of(Ref("measures", measure.id))
        yield Heading(2, f"{measure.number} {measure.text[:40]}", anchor=anchor)
        known = checks.get(Ref("measures", measure.id), [])
        facts = list(_facts(read, measure, units, titles, known, words))
        if measure.aspect:
            facts.insert(1, (words("Aspect"), aspects.get(measure.aspect, measure.aspect)))
        yield KeyValues(tuple(facts))
        if known:
            yield check_table(read, known, words)


def _facts(
    read: Read, measure: Measure, units: dict[str, str], titles: dict[Ref, SearchEntry], checks: list[SiteCheck],
    words: Words,
) -> Iterator[tuple[str, Inline]]:
    day = counted_on(read)
    yield words("Measure"), measure.text
    yield words("Source clause"), measure.source
    yield words("Responsible unit"), units.get(measure.unit_id or "", "")
    yield words("Deadline"), _deadline(measure, day, words)
    yield words("Criterion of completion"), measure.criterion
    yield words("State"), words(COUNTED_WORDS[counted_state(measure, day)])
    yield words("Proof"), proof_text(measure.proof, titles, words)
    if not checks:
        checked = measure.checked_at.text("%Y-%m-%d") if measure.checked_at else ""
        facts = (checked, measure.checked_by, measure.check_method, measure.check_result)
        yield words("On-site check"), " ".join(filter(None, facts))
    judged = words(GRADE_WORDS[measure.grade])
    officer = read.find(Officer, measure.evaluated_by) if measure.evaluated_by else None
    who = f"（{officer.name}）" if officer else ""
    yield words("Evaluation"), " ".join(part for part in (judged + who, measure.evaluation) if part)


def _deadline(measure: Measure, day: date, words: Words) -> Inline:
    if measure.deadline is None:
        return ""
    late = days_late(measure, day)
    if not late:
        return measure.deadline.isoformat()
    return (f"{measure.deadline.isoformat()}　", Span(words("{late} days late", late=late), bold=True))


def proof_text(refs: tuple[Ref, ...], titles: dict[Ref, SearchEntry], words: Words) -> str:
    """What proves something, by number and title; no links, since it is printed in the dossier, not here."""
    entries = (titles.get(ref) for ref in refs)
    named = [f"{entry.number} {entry.title}".strip() if entry else words("no longer in the case") for entry in entries]
    return words.joined(named) or words("none")


def check_table(read: Read, checks: list[SiteCheck], words: Words) -> Table:
    """On-site checks, the oldest first."""
    return Table(
        (Column(words("Time"), 1.5), Column(words("Checked by"), 1.2), Column(words("Present"), 1.2),
         Column(words("Method of the check"), 1.3), Column(words("Result"), 3), Column(words("Criterion"), 1)),
        tuple((
            check.at.text("%Y-%m-%d %H:%M"), _checkers(read, check), check.present or "／", check.method,
            check.result, words(MET_WORDS[check.met]),
        ) for check in checks),
        caption=words("On-site checks"), anchors=tuple(anchor_of(Ref("site_checks", one.id)) for one in checks),
    )


def _checkers(read: Read, check: SiteCheck) -> str:
    officer = read.find(Officer, check.officer_id)
    return "、".join(filter(None, (officer.name if officer else check.officer_id, check.companions)))
