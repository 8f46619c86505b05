"""Reading forms: templates in force, what the case fills in by itself, what is still missing."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from modules.forms.records import FormPaper, FormService, FormState
from modules.forms.rules import KIND, Template, number_parts, template_of
from workstation.api import (
    N_,
    Claim,
    ClaimStatus,
    Moment,
    NumberBook,
    Numbered,
    Officer,
    Party,
    Read,
    Record,
    Ref,
    UserError,
    Words,
    today,
    yuan_text,
)

STATE_WORDS: dict[FormState, str] = {
    FormState.DRAFT: N_("Draft"), FormState.APPROVED: N_("Approved"), FormState.ISSUED: N_("Issued"),
    FormState.SUPERSEDED: N_("Superseded"),
}
_SETTLED = ("done", "not_needed")
_FIRM = (ClaimStatus.ESTABLISHED, ClaimStatus.PUBLISHED)


def templates(read: Read) -> dict[str, Template]:
    """The templates in force today, by code; the region's own goes before the national one."""
    region = str(getattr(read.resolve(Ref("incident", "incident")), "region", "") or "")
    kinds = dict.fromkeys(pack.kind for pack in read.rules.packs if pack.kind.startswith(KIND))
    found = {}
    for kind in kinds:
        try:
            made = template_of(read.rules.on(kind, today(), region))
        except UserError as error:
            if error.code == "rules.none_in_force":
                continue
            raise
        found[made.code] = made
    return found


def template_for(read: Read, paper: FormPaper) -> Template:
    """The template that a paper was made with, even where a newer one is in force."""
    for pack in read.rules.packs:
        if pack.id == paper.pack_id:
            return template_of(pack)
    raise UserError("forms.no_template", title=paper.title, pack=paper.pack_id)


def open_steps(read: Read, template: Template) -> list[tuple[Ref, str]]:
    """Steps of the template's list (XF 1301 for a 认定书) that nobody settled: the record of each, and its title.

    A case in which no module keeps such steps has nothing to settle.
    """
    if not template.gate or read.registry.named("gate_steps") is None:
        return []
    try:
        items = read.rules.on(template.gate, today()).data["items"]
    except UserError:
        return []
    found = ((Ref("gate_steps", f"{template.gate}.{item['code']}"), item["title"]["zh"]) for item in items)
    return [one for one in found if str(getattr(read.resolve(one[0]), "state", "")) not in _SETTLED]


def papers(read: Read) -> list[FormPaper]:
    """Every paper: those at work first, then by number."""
    order = list(FormState)
    return sorted(read.all(FormPaper), key=lambda one: (order.index(one.state), one.code, one.number, one.id))


def numbered(read: Read, paper: FormPaper) -> Numbered:
    """A paper as the office's book of numbers knows it."""
    word, year, serial = number_parts(paper.number) if paper.number else ("", 0, None)
    return Numbered(paper.id, paper.title, read.case.id, read.case.name, paper.number, word, year, serial)


def number_clashes(read: Read, book: NumberBook) -> dict[str, str]:
    """Papers of this case whose number another case's paper bears too: by paper, which one that is.

    What the book did not know yet, as in a case that came from another computer, is written down.
    """
    known = [numbered(read, paper) for paper in read.all(FormPaper) if paper.number]
    book.note(known)
    others = book.others([one.number for one in known], read.case.id)
    return {
        one.paper_id: "；".join(f"{other.case_name}《{other.title}》" for other in others[one.number])
        for one in known if one.number in others
    }


def services_of(read: Read, form_id: str) -> list[FormService]:
    """How a paper was served, in order of time."""
    return sorted(read.where(FormService, form_id=form_id), key=lambda one: one.served_at.utc)


def prefilled(read: Read, template: Template, party: Party | None, words: Words) -> dict[str, str]:
    """What the case already knows for each field of a form."""
    return {one.name: _value(read, one.source, party, words) if one.source else "" for one in template.fields}


def _value(read: Read, source: str, party: Party | None, words: Words) -> str:
    """The value of a source: ``TABLE.FIELD`` of the one or the newest record, ``cause.TOPIC``, ``party.FIELD``, …

    ``TABLE[NAME=VALUE].FIELD`` looks only at records of which that holds. A source that leads nowhere gives nothing:
    the form is completed by hand.
    """
    area, _, name = source.partition(".")
    match area:
        case "case":
            return read.case.name if name == "name" else ""
        case "party":
            return _text(getattr(party, name, None)) if party else ""
        case "cause":
            return next((
                claim.text for claim in read.where(Claim, topic=source) if claim.status in _FIRM
            ), "")
        case "today":
            return today().isoformat()
        case "evidence":
            return "、".join(_evidence(read, words))
        case "investigators":
            return "、".join(_investigators(read))
    record = _newest(read, area)
    return _text(getattr(record, name, None)) if record is not None else ""


def _newest(read: Read, table: str) -> Record | None:
    """The newest record of a table: by when it was counted or decided, where it says so."""
    name, _, condition = table.removesuffix("]").partition("[")
    known = read.registry.named(name)
    if known is None:
        return None
    what, _, wanted = condition.partition("=")

    def when(record: Record) -> float:
        moment = getattr(record, "counted_at", None) or getattr(record, "decided_at", None)
        return moment.utc.timestamp() if isinstance(moment, Moment) else 0.0

    fitting = (record for record in read.all(known.record) if not what or str(getattr(record, what, "")) == wanted)
    return max(fitting, key=when, default=None)


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, Moment):
        return value.text("%Y年%m月%d日 %H:%M")
    if isinstance(value, date):
        return f"{value:%Y年%m月%d日}"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else yuan_text(None)
    if isinstance(value, StrEnum):
        return value.value
    return str(value)


def _evidence(read: Read, words: Words) -> Iterator[str]:
    """What proves it, by kind with counts, as a determination lists it."""
    counts = Counter(ref.kind for ref in read.titles())
    for kind, text in _EVIDENCE:
        if counts[kind]:
            yield words(text, count=counts[kind])


_EVIDENCE = (
    ("interviews", N_("{count} interviews")), ("materials", N_("{count} papers and recordings")),
    ("photos", N_("{count} photographs")), ("exhibits", N_("{count} exhibits")),
    ("drawing_sheets", N_("{count} scene drawings")), ("lab_opinions", N_("{count} expert opinions")),
    ("clouds", N_("{count} point clouds")),
)


def _investigators(read: Read) -> Iterator[str]:
    """The officers of the case with their certificates."""
    table = read.registry.named("assignments")
    assigned = {getattr(one, "officer_id", "") for one in read.all(table.record)} if table else set()
    for officer in read.all(Officer, order=("name",)):
        if officer.id in assigned or (not assigned and officer.verified):
            yield f"{officer.name}（{officer.certificate_no}）" if officer.certificate_no else officer.name
