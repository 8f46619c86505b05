"""The lists that are gone through: who did what and when, what is awaited until when, what was not needed and why."""

from collections.abc import Iterator

from modules.cause.queries import DETERMINING, LEAVING, STEP_WORDS, GateItem, gate, officer_names
from modules.cause.records import StepState
from modules.cause.sections.claims import refs_inline
from workstation.api import (
    Block,
    Column,
    Heading,
    Inline,
    Paragraph,
    Read,
    Ref,
    Table,
    UserError,
    Words,
    anchor_of,
    to_verify,
)


def build_leaving(read: Read, words: Words, _: str) -> Iterator[Block]:
    """离场前."""
    yield from _list(read, words, LEAVING, words("Before leaving the scene"))


def build_determining(read: Read, words: Words, _: str) -> Iterator[Block]:
    """认定前审查 by XF 1301."""
    yield from _list(read, words, DETERMINING, words("Before the determination"))


def _list(read: Read, words: Words, name: str, title: str) -> Iterator[Block]:
    try:
        items = gate(read, name)
    except UserError:
        return
    if all(item.step.state is StepState.OPEN for item in items):
        return  # nobody has begun with it
    still = sum(not item.settled for item in items)
    yield Heading(1, title)
    yield Paragraph(words("{done} of {count} settled.", done=len(items) - still, count=len(items)), "plain")
    names = officer_names(read)
    yield Table(
        (Column(words("Step of the list"), 2.4), Column(words("State"), 0.8), Column(words("By, at"), 1.2),
         Column(words("Note"), 2), Column(words("Clause"), 1.4)),
        tuple(_row(read, item, names, words) for item in items),
        anchors=tuple(anchor_of(Ref("gate_steps", item.step.id)) for item in items),
    )


def _row(read: Read, item: GateItem, names: dict[str, str], words: Words) -> tuple[Inline, ...]:
    step = item.step
    at = step.acted_at.text("%Y-%m-%d %H:%M") if step.acted_at else ""
    said = step.note
    if step.state is StepState.PAUSED:
        waits = words("awaited until {until}: {awaited}", until=step.until, awaited=step.awaited)
        said = " ".join(filter(None, (waits, said)))
    links = refs_inline(read, step.evidence)
    note: Inline = (f"{said} ", *links) if isinstance(links, tuple) and links else said
    clause: Inline = (f"{item.clause} ", to_verify(words)) if item.certainty == "to_verify" else item.clause
    by = f"{names.get(step.acted_by or '', '')} {at}".strip()
    return item.title[words.language], words(STEP_WORDS[step.state]), by, note, clause
