"""Cover, running head and metadata of a document, from what the case says."""

from datetime import datetime
from typing import Protocol

from workstation.domain.time import BEIJING, zone
from workstation.domain.words import N_, Words
from workstation.services.dossier_plan import template
from workstation.services.witness import Witness
from workstation.storage.read import Read
from workstation.typeset.assemble import Document, Item
from workstation.typeset.blocks import CoverFacts
from workstation.typeset.front import Cover
from workstation.typeset.pdfa import DocumentInfo

_NAMES = {
    "dossier": N_("Fire investigation dossier"),
    "rectification": N_("Rectification evaluation report"),
}


class Wanted(Protocol):
    """What of a request matters here."""

    @property
    def document(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def double_sided(self) -> bool: ...


def describe_document(
    read: Read, witness: Witness, facts: CoverFacts, items: tuple[Item, ...], request: Wanted, words: Words, *,
    front: bool = True,
) -> Document:
    """Everything but the parts; times are those of the newest change of the case."""
    entry = read.entry(witness.size)
    at = datetime.fromisoformat(entry.at if entry else read.case.created_at)
    fallback = items[0].entry.title if items and not front else request.document
    kind = words(_NAMES.get(request.document, fallback))
    title = facts.title or read.case.name
    procedure = template().titles.get(facts.procedure, {}).get(request.language, "")
    local = at.astimezone(zone(BEIJING))
    date = facts.date or words(N_("{year}-{month:02}-{day:02}"), year=local.year, month=local.month, day=local.day)
    rows = facts.facts or (
        (words(N_("Case")), read.case.name),
        (words(N_("Number of pages")), "{pages}"),
    )
    cover = Cover(facts.agency, title, " · ".join(filter(None, (kind, procedure))), rows, facts.corner, date)
    info = DocumentInfo(f"{title} {kind}", facts.agency, kind, request.language, at)
    foot = words(N_("Ledger head {head} · row {size}"), head=_short(witness.head), size=witness.size)
    return Document(info, cover, items, title.replace("\n", ""), foot, request.double_sided, front)


def _short(head: str) -> str:
    return f"{head[:8]} {head[8:16]} … {head[-8:]}"
