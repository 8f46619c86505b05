"""Issued papers in the dossier, each in its slot with its number; the certificate of service behind them."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from modules.forms.queries import papers, template_for, templates
from modules.forms.records import FormPaper, FormService, FormState, ServiceMethod
from modules.forms.rules import STRUCK, blocks_of, localised, noted
from workstation.api import (
    N_,
    Block,
    Column,
    Entry,
    Heading,
    Notice,
    Officer,
    Paragraph,
    Party,
    Read,
    Ref,
    Section,
    Span,
    Table,
    UserError,
    Words,
    anchor_of,
)

SLOTS = (
    "determination", "approval", "alarm", "summons", "inspection", "extraction", "appraisal", "experiment", "losses",
    "explanation", "review_decision", "review_application", "review_acceptance", "review_statement", "responsibility",
    "others",
)
METHOD_WORDS: dict[ServiceMethod, str] = {
    ServiceMethod.DIRECT: N_("served directly"), ServiceMethod.LEFT: N_("left at the place (留置)"),
    ServiceMethod.POST: N_("by post"), ServiceMethod.ENTRUSTED: N_("by another agency"),
    ServiceMethod.PUBLIC: N_("by public notice"),
}
TECHNICAL = "technical"
TEXTS = ("place", "course", "scene", "spread", "disaster", "facilities", "lessons", "suggestions")
"""Fields of the form ``technical`` that stand as texts in the technical report (技术调查报告)."""
_IN = (FormState.ISSUED, FormState.SUPERSEDED)


def build_slot(slot: str, read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every issued paper of a slot, the newest first; what was superseded says so."""
    for paper in sorted(papers(read), key=lambda one: (one.state is FormState.SUPERSEDED, one.number)):
        if paper.state not in _IN:
            continue
        try:
            template = template_for(read, paper)
        except UserError as error:
            if slot == "others":
                yield Notice(words.error(error), "error")
            continue
        if template.slot != slot:
            continue
        author = read.find(Officer, paper.issued_by)
        yield Entry(template.name(words), key=paper.id, number=paper.number, author=author.name if author else "",
                    date=paper.issued_at.text("%Y-%m-%d") if paper.issued_at else "")  # fmt: skip
        if paper.state is FormState.SUPERSEDED:
            yield Notice(words("This paper was superseded by a later one."), "warning")
        blocks = noted(list(blocks_of(template, paper, words)), *_approval(read, paper, words))
        yield from _anchored(blocks, paper)


def _anchored(blocks: Iterable[Block], paper: FormPaper) -> Iterator[Block]:
    first = True
    for block in blocks:
        if first and isinstance(block, Heading):
            yield Heading(block.level, block.text, anchor_of(Ref("forms", paper.id)))
            first = False
        else:
            yield block


def _approval(read: Read, paper: FormPaper, words: Words) -> Iterator[str]:
    if paper.approved_at is not None:
        officer = read.find(Officer, paper.approved_by)
        yield words(
            "Approved by {officer} on {day}: {opinion}", officer=officer.name if officer else paper.approved_by,
            day=paper.approved_at.text("%Y-%m-%d %H:%M"), opinion=paper.opinion or "—",
        )
    yield words("SHA-256 of the issued content: {digest}", digest=paper.content_hash)


def build_service(read: Read, words: Words, _: str) -> Iterator[Block]:
    """送达回证: one row for each time that a paper was served."""
    known = {paper.id: paper for paper in papers(read)}
    found = sorted(read.all(FormService), key=lambda one: one.served_at.utc)
    if not found:
        return
    names = {party.id: party.name for party in read.all(Party)}
    yield Entry(words("Certificates of service (送达回证)"))
    yield Heading(1, words("Certificates of service (送达回证)"))
    yield Table(
        (Column(words("Title of the paper"), 2.2), Column(words("Served to"), 1.4), Column(words("How"), 1.2),
         Column(words("Time"), 1.4), Column(words("Place of service"), 1.2), Column(words("Served by"), 1.2),
         Column(words("Refusal and witness"), 1.6)),
        tuple((
            Span(f"{known[one.form_id].title} {known[one.form_id].number}".strip() if one.form_id in known else "—",
                 target=anchor_of(Ref("forms", one.form_id))),
            _receiver(one, names),
            words(METHOD_WORDS[one.method]), one.served_at.text("%Y-%m-%d %H:%M"), one.place, one.served_by,
            "；".join(filter(None, (one.refused, one.witness))) or "／",
        ) for one in found),
        anchors=tuple(anchor_of(Ref("form_services", one.id)) for one in found),
    )  # fmt: skip


def _receiver(service: FormService, names: dict[str, str]) -> str:
    party = names.get(service.party_id or "", "")
    return service.receiver if party in ("", service.receiver) else f"{service.receiver}（{party}）"


def _builder(slot: str) -> Callable[[Read, Words, str], Iterable[Block]]:
    return partial(build_slot, slot)


def build_text(field: str, read: Read, words: Words, _: str) -> Iterator[Block]:
    """One text of the technical report: of the issued paper, else of the newest draft, which says so."""
    found = [paper for paper in papers(read) if paper.code == TECHNICAL and paper.state is not FormState.SUPERSEDED]
    issued = [paper for paper in found if paper.state is FormState.ISSUED]
    if not found:
        known = templates(read).get(TECHNICAL)
        yield from (
            Heading(2, localised(one.title, words)) for one in (known.fields if known else ()) if one.name == field
        )
        yield Notice(words("Not written yet: begin the form “Technical investigation report (texts)”."), "warning")
        return
    paper = (issued or found)[-1]
    template = template_for(read, paper)
    names = {one.name: localised(one.title, words) for one in template.fields}
    if field not in names:
        return
    yield Heading(2, names[field])
    if paper.state is FormState.DRAFT:
        yield Notice(words("A draft: nobody has approved this text."), "warning")
    for line in (paper.values.get(field, "").strip() or STRUCK).splitlines():
        yield Paragraph(line)


def _text(field: str) -> Callable[[Read, Words, str], Iterable[Block]]:
    return partial(build_text, field)


SECTIONS = (
    *(Section(f"{TECHNICAL}.{field}", N_("Technical investigation report (texts)"), "others", _text(field),
              document="texts") for field in TEXTS),
    *(Section(f"forms.{slot}", N_("Forms"), slot, _builder(slot)) for slot in SLOTS),
    Section("forms.service", N_("Certificates of service (送达回证)"), "service", build_service),
)
