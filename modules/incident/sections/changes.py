"""统计变化与应办事项 and 所用规则包 in the dossier."""

from collections.abc import Iterator

from modules.incident.queries import Step, history, standing, used_history
from modules.incident.records import Matter
from modules.incident.rules.consequences import Standing
from modules.incident.sections.facts import number_text
from workstation.api import (
    Block,
    Column,
    Finding,
    Heading,
    Inline,
    KeyValues,
    Notice,
    Officer,
    Paragraph,
    Read,
    Table,
    UserError,
    Words,
    to_verify,
)


def build_changes(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each count with the grade, jurisdiction and level it gave, what followed, and what officers set."""
    try:
        steps = history(read)
    except UserError:
        return  # the section on the grade says that no pack was in force
    if not steps:
        return
    yield Heading(1, words("History of the counts and what follows"))
    yield Table(
        (Column(words("Counted at"), 1.3), Column(words("Count"), 2), Column(words("Grade"), 1.1),
         Column(words("Who investigates"), 1.4), Column(words("Level of investigation"), 1)),
        tuple((
            step.after.at.text("%Y-%m-%d %H:%M"), counts_text(step.after, words), words(step.after.grade.name),
            words(step.after.jurisdiction["name"]), f"{step.after.level} {step.after.level_name}",
        ) for step in steps),
    )
    rows = [row for step in steps for row in _rows(step, words)]
    if rows:
        yield Heading(2, words("What follows from changed counts"))
        yield Table(
            (Column(words("Counted at"), 1.2), Column(words("What follows"), 3.6), Column(words("Clause"), 1.6),
             Column(words("State"), 0.8)), tuple(rows),
        )
    yield from _decisions(read, words)


def _rows(step: Step, words: Words) -> Iterator[tuple[Inline, ...]]:
    for one in step.follows:
        values = {name: words(value) for name, value in one.finding.values.items()}
        clause: Inline = (f"{one.clause} ", to_verify(words)) if one.certainty == "to_verify" else one.clause
        yield (step.after.at.text("%Y-%m-%d %H:%M"), words.finding(Finding(one.finding.code, values)), clause,
               words("Done") if one.done else words("To do"))


def _decisions(read: Read, words: Words) -> Iterator[Block]:
    titles = {Matter.JURISDICTION: words("Who investigates"), Matter.LEVEL: words("Level of investigation")}
    rows: list[tuple[str, Inline]] = []
    for matter, title in titles.items():
        decision = standing(read, matter)
        officer = read.find(Officer, decision.decided_by) if decision else None
        text = words("Not set by an officer yet")
        if decision is not None:
            who = officer.name if officer else decision.decided_by
            text = f"{words(decision.name)} ({who} {decision.decided_at.text('%Y-%m-%d')})"
            text += f": {decision.reason}" if decision.reason else ""
        rows.append((title, text))
    yield KeyValues(tuple(rows))


def counts_text(at: Standing, words: Words) -> str:
    """What was counted, in one line."""
    parts = [words("dead {count}", count=at.deaths), words("seriously injured {count}", count=at.serious)]
    if at.casualties and at.casualties.late_deaths:
        parts.append(words("of them later {count}", count=at.casualties.late_deaths))
    if at.loss_yuan is not None:
        parts.append(words("loss {yuan} yuan", yuan=number_text(at.loss_yuan)))
    return words(", ").join(parts)


def follows_text(step: Step, words: Words) -> str:
    """What changed against the count before, in short."""
    before, after = step.before, step.after
    if before is None:
        return words("First count")
    changed = []
    if before.grade.name != after.grade.name:
        changed.append(f"{words(before.grade.name)} → {words(after.grade.name)}")
    if before.jurisdiction["code"] != after.jurisdiction["code"]:
        changed.append(f"{words(before.jurisdiction['name'])} → {words(after.jurisdiction['name'])}")
    if before.level != after.level:
        changed.append(words("level {before} → {after}", before=before.level, after=after.level))
    if not after.counted:
        changed.append(words("counted after the days that count"))
    return words.joined(changed) or words("Grade, jurisdiction and level stay as they were")


def build_packs(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Which rule packs the case used, each in the exact form that its hash names."""
    used = used_history(read)
    if not used:
        return
    newest = used[-1]
    yield Heading(1, words("Rule packs used"))
    yield Paragraph(words(
        "In force on {day}, the day of the fire. Recorded {count} times, last on {at}.",
        day=newest.fire_day.isoformat(), count=len(used), at=newest.recorded_at.text("%Y-%m-%d %H:%M"),
    ) + (words(" Region: {region}.", region=newest.region) if newest.region else ""))
    for refused in read.rules.refused:
        yield Notice(words.finding(Finding(
            "incident.pack_refused", {"path": refused.path, "line": str(refused.line)}
        )), "warning")
    yield Table(
        (Column(words("Rule pack"), 2), Column(words("Clause"), 2.2), Column(words("Layers"), 1.4),
         Column(words("Hash (SHA-256)"), 1.4)),
        tuple((
            (f"{one.title} ", to_verify(words)) if one.certainty == "to_verify" else one.title, one.clause,
            " / ".join(one.layers), one.digest[:16],
        ) for one in newest.packs),
    )
