"""Cover, running head and metadata of a document, from what the case says."""

from datetime import datetime
from typing import Protocol

from workstation.domain.time import BEIJING, zone
from workstation.domain.words import N_, Words
from workstation.services.dossier_plan import DOSSIER, arrangement_of, template_of
from workstation.services.witness import Witness
from workstation.storage.read import Read
from workstation.typeset.assemble import Document
from workstation.typeset.bind import Volume
from workstation.typeset.blocks import CoverFacts
from workstation.typeset.front import Cover
from workstation.typeset.pdfa import DocumentInfo

NAMES = {
    "dossier": N_("Fire investigation dossier"),
    "rectification": N_("Rectification evaluation report"),
    "responsibility": N_("Responsibility investigation report"),
    "technical": N_("Technical investigation report"),
    "publication": N_("Text for the public (公开稿)"),
    "transfer": N_("List of papers handed over with the case"),
}


_BLANK = "＿＿＿＿＿＿"


class Wanted(Protocol):
    """What of a request matters here."""

    @property
    def document(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def double_sided(self) -> bool: ...


def describe_document(
    read: Read, witness: Witness, facts: CoverFacts, volumes: tuple[Volume, ...], request: Wanted, words: Words, *,
    front: bool = True,
) -> Document:
    """Everything but the parts; times are those of the newest change of the case."""
    entry = read.entry(witness.size)
    at = datetime.fromisoformat(entry.at if entry else read.case.created_at)
    papers = volumes[0].papers
    fallback = papers[0].entry.title if papers and not front else request.document
    kind = words(NAMES.get(request.document, fallback))
    title = facts.title or read.case.name
    order = template_of(read)
    procedure = order.titles.get(facts.procedure, {}).get(request.language, "")
    local = at.astimezone(zone(BEIJING))
    date = facts.date or words(N_("{year}-{month:02}-{day:02}"), year=local.year, month=local.month, day=local.day)
    rows = facts.facts or ((words(N_("Case")), read.case.name),)
    corner = facts.corner
    if request.document == DOSSIER:
        said = arrangement_of(read)
        rows = (
            *rows, (words(N_("Filed by (立卷人)")), said.filed_by),
            (words(N_("Checked by (检查人)")), said.checked_by),
        )
        corner = (
            *corner, (words(N_("Archive number")), said.archive_number or _BLANK),
            (words(N_("Secrecy")), said.secrecy or _BLANK), (words(N_("Kept for")), said.retention or _BLANK),
        )
    if not any("{pages}" in value for _, value in rows):
        rows = (*rows, (words(N_("Number of pages")), "{pages}"))
    cover = Cover(
        facts.agency, title, " · ".join(filter(None, (kind, procedure))), rows, corner, date,
        seal=words(N_("Seal of the agency")) if facts.agency and request.document == DOSSIER else "",
    )
    info = DocumentInfo(f"{title} {kind}", facts.agency, kind, request.language, at)
    foot = words(N_("Ledger head {head} · row {size}"), head=_short(witness.head), size=witness.size)
    return Document(
        info, cover, volumes, title.replace("\n", ""), foot, request.double_sided, front, order.papers_begin_on_fronts
    )


def _short(head: str) -> str:
    return f"{head[:8]} {head[8:16]} … {head[-8:]}"
