"""脱敏清单: what was removed, where and why, without saying what it was; and the mark that every page bears."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from workstation.domain.redaction import RedactionKind
from workstation.domain.words import N_, Words
from workstation.services.redaction.plan import BLOTTED, LEFT_OUT, PICTURES, RedactionPlan, Removed
from workstation.services.redaction.replacing import Redactor
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
    yield Paragraph(words(N_("Pages are told by the numbers printed on them; this list itself has none.")), "small")
    yield Paragraph(words(N_("Texts")), "plain")
    reasons = {rule.replacement: rule.reason for rule in plan.terms}
    kinds = {rule.replacement: rule.kind for rule in plan.terms}
    rows: list[tuple[Inline, ...]] = []
    for shown in sorted(kinds, key=lambda shown: (list(KINDS).index(kinds[shown]), shown)):
        where = [one for one in removed if one.what == shown and one.kind == kinds[shown].value]
        if where:
            reason = reasons[shown] or words(_WHY.get(kinds[shown], _PERSONAL))
            rows.append((str(len(rows) + 1), words(KINDS[kinds[shown]]), shown, found_in(where, words), reason))
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
    for what, done in ((BLOTTED, N_("Areas painted over")), (LEFT_OUT, N_("Pictures left out"))):
        where = [one for one in removed if one.kind == PICTURES and one.what == what]
        if where:
            given = {rule.reason for rule in plan.pictures if rule.reason and bool(rule.areas) == (what == BLOTTED)}
            yield words(done), found_in(where, words), "；".join(sorted(given)) or words(_PERSONAL)


def found_in(where: Iterable[Removed], words: Words) -> str:
    """The places of one text: section, how often, and on which printed pages."""
    totals: dict[str, tuple[int, set[tuple[int, int]]]] = {}
    for one in where:
        count, pages = totals.get(one.section, (0, set()))
        totals[one.section] = count + one.count, pages | set(one.pages)
    return "；".join(_place(section, count, sorted(pages), words) for section, (count, pages) in totals.items())


def _place(section: str, count: int, pages: Sequence[tuple[int, int]], words: Words) -> str:
    said = words(N_("{section}: {count}"), section=section, count=count) if count else section
    told = [_in_volume(volume, [page for _, page in own], words) for volume, own in groupby(pages, lambda one: one[0])]
    return words(N_(", ")).join(filter(None, (said, *told)))


def _in_volume(volume: int, pages: Sequence[int], words: Words) -> str:
    """第2卷 第3–5、8页; pages without a number only name their volume."""
    shown = words(N_("p. {pages}"), pages=_ranges([page for page in pages if page], words)) if any(pages) else ""
    if not volume:
        return shown
    prefix: str = words(N_("Vol. {number}, "), number=volume)
    return prefix + shown if shown else prefix.strip(", ")


def _ranges(pages: Sequence[int], words: Words) -> str:
    runs = [[page for _, page in run] for _, run in groupby(enumerate(pages), lambda one: one[1] - one[0])]
    shown = (str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return ("、" if words.language == "zh" else ", ").join(shown)


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
