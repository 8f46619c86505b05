"""Findings, proposals, barriers and required documents can be found; findings and barriers can be cited."""

from collections.abc import Iterator

from modules.responsibility.queries import (
    BARRIER_WORDS,
    HANDLING_WORDS,
    LINK_WORDS,
    all_findings,
    catalogue,
    document_items,
    handlings,
)
from modules.responsibility.records import Barrier, DocumentState, Link, LinkDocument
from workstation.api import (
    N_,
    Claim,
    ClaimStatus,
    EntryKind,
    OfficeEntry,
    Party,
    PartyKind,
    Read,
    Ref,
    Search,
    SearchEntry,
)


def findings(read: Read) -> Iterator[SearchEntry]:
    """Every finding."""
    for finding in all_findings(read):
        text = (finding.facts or finding.duty)[:60]
        yield SearchEntry(Ref("responsibility", finding.id), text, detail=LINK_WORDS[finding.link])


def proposals(read: Read) -> Iterator[SearchEntry]:
    """Every proposal of handling."""
    for one in handlings(read):
        yield SearchEntry(Ref("handlings", one.id), one.measure[:60], one.document_number, HANDLING_WORDS[one.state])


def barriers(read: Read) -> Iterator[SearchEntry]:
    """Every barrier."""
    for one in read.all(Barrier, order=("name", "id")):
        yield SearchEntry(Ref("barriers", one.id), one.name, detail=BARRIER_WORDS[one.state])


def documents(read: Read) -> Iterator[SearchEntry]:
    """Every required document about which something is noted."""
    if not read.all(LinkDocument):  # the packs need not be asked, which would read the place of the fire
        return
    for item in document_items(read):
        if item.record.state is not DocumentState.OPEN or item.kind is None:
            yield SearchEntry(Ref("link_documents", item.record.id), item.title("zh"), detail=item.record.reason[:60])


def office_entries(read: Read) -> Iterator[OfficeEntry]:
    """What of the case goes into the office registry: organisations, people whose duty is in question, products, the
    cause. Names, codes and roles only."""
    links: dict[str, list[Link]] = {}
    for finding in all_findings(read):
        links.setdefault(finding.subject_id or "", []).append(finding.link)
        if finding.product.strip():
            yield OfficeEntry(EntryKind.PRODUCT, finding.product.strip(), roles=(LINK_WORDS[finding.link],))
    words = catalogue(read).service_words
    for party in read.all(Party):
        own = links.get(party.id, [])
        if own or party.kind is PartyKind.ORGANISATION:
            service = Link.SERVICES in own or any(word in party.role for word in words)
            roles = tuple(dict.fromkeys(filter(None, (party.role, *(LINK_WORDS[link] for link in own)))))
            yield OfficeEntry(EntryKind.PARTY, party.name, party.credit_code, roles, service)
    for claim in read.where(Claim, topic="cause.cause"):
        if claim.status in (ClaimStatus.ESTABLISHED, ClaimStatus.PUBLISHED):
            yield OfficeEntry(EntryKind.CAUSE, claim.category or claim.text[:40])


SEARCHES = (
    Search("responsibility", N_("Responsibility"), "responsibility", findings, evidence=True),
    Search("responsibility.barriers", N_("Barriers"), "responsibility.barriers", barriers, evidence=True),
    Search("responsibility.handlings", N_("Handling and transfer"), "responsibility.handlings", proposals),
    Search("responsibility.documents", N_("Required documents"), "responsibility.documents", documents),
)
