"""脱敏清单: what was removed, where and why, without saying what it was; and the mark that every page bears."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workstation.domain.redaction import RedactionKind
from workstation.domain.words import N_, Words
from workstation.services.redaction.plan import RedactionPlan, Removed
from workstation.services.redaction.replacing import PICTURES, Redactor
from workstation.typeset.assemble import Document
from workstation.typeset.blocks import Block, Column, Heading, Inline, Notice, Paragraph, Table

TITLE = N_("What was removed")
KINDS = {
    RedactionKind.NAME: N_("Name of a person"), RedactionKind.OFFICER: N_("Name of an officer"),
    RedactionKind.ORGANISATION: N_("Name of an organisation"), RedactionKind.ID_NUMBER: N_("Identity number"),
    RedactionKind.PHONE: N_("Telephone number"), RedactionKind.ADDRESS: N_("Home address"),
    RedactionKind.OTHER: N_("Other text"),
}
_WHY = {
    RedactionKind.ORGANISATION: N_("Protection of a business"),
}
_PERSONAL = N_("Protection of personal information")


def listing(plan: RedactionPlan, removed: Sequence[Removed], words: Words) -> Iterator[Block]:
    """The blocks of the list."""
    yield Heading(1, words(TITLE))
    yield Notice(words(N_(
        "This is a redacted copy made from the case, not the original. Text was replaced before the pages were laid "
        "out, pictures were painted over before they were encoded: what was removed is not in this file."
    )), "warning")
    yield Paragraph(words(N_("Texts")), "plain")
    reasons = {rule.replacement: rule.reason for rule in plan.terms}
    kinds = {rule.replacement: rule.kind for rule in plan.terms}
    rows: list[tuple[Inline, ...]] = []
    for shown in sorted(kinds, key=lambda shown: (list(KINDS).index(kinds[shown]), shown)):
        where = [one for one in removed if one.what == shown and one.kind == kinds[shown].value]
        if where:
            reason = reasons[shown] or words(_WHY.get(kinds[shown], _PERSONAL))
            rows.append((str(len(rows) + 1), words(KINDS[kinds[shown]]), shown, _where(where, words), reason))
    columns = (
        Column(words(N_("Item no.")), 1, "center"), Column(words(N_("What it was")), 2),
        Column(words(N_("Printed instead")), 2.2), Column(words(N_("Found in")), 4.6), Column(words(N_("Why")), 2.6),
    )
    yield Table(columns, tuple(rows), empty=words(N_("No text was removed.")))
    yield Paragraph(words(N_("Pictures")), "plain")
    yield Table(
        (Column(words(N_("Done to it")), 3), Column(words(N_("Found in")), 6.8), Column(words(N_("Why")), 2.6)),
        tuple(_pictures(plan, removed, words)), empty=words(N_("No picture was changed or left out.")),
    )


def _pictures(plan: RedactionPlan, removed: Sequence[Removed], words: Words) -> Iterator[tuple[Inline, ...]]:
    for what, done in (("blotted", N_("Areas painted over")), ("", N_("Pictures left out"))):
        where = [one for one in removed if one.kind == PICTURES and one.what == what]
        if where:
            given = {rule.reason for rule in plan.pictures if rule.reason and bool(rule.areas) == bool(what)}
            yield words(done), _where(where, words), "；".join(sorted(given)) or words(_PERSONAL)


def _where(where: Sequence[Removed], words: Words) -> str:
    totals: dict[str, int] = {}
    for one in where:
        totals[one.section] = totals.get(one.section, 0) + one.count
    return "；".join(
        words(N_("{section}: {count}"), section=section, count=count) for section, count in totals.items()
    )


def marked(document: Document, redactor: Redactor, words: Words) -> Document:
    """The document with its cover, heads and metadata redacted, and saying on every page what it is."""
    mark = words(N_("Redacted copy"))
    cover = redactor.value(document.cover)
    info = redactor.value(document.info)
    return replace(
        document,
        cover=replace(cover, kind=f"{cover.kind} · {mark}" if cover.kind else mark),
        info=replace(info, title=f"{info.title} ({mark})"),
        running_head=f"{redactor.text(document.running_head)} · {mark}",
        foot=words(N_("Redacted copy, not the original · {foot}"), foot=document.foot),
    )
