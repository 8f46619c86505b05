"""Findings, proposals, barriers and required documents can be found; findings and barriers can be cited."""

from collections.abc import Iterator

from modules.responsibility.queries import (
    BARRIER_WORDS,
    HANDLING_WORDS,
    LINK_WORDS,
    all_findings,
    document_items,
    handlings,
)
from modules.responsibility.records import Barrier, DocumentState
from workstation.api import N_, Read, Ref, Search, SearchEntry


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
    for item in document_items(read):
        if item.record.state is not DocumentState.OPEN or item.kind is None:
            yield SearchEntry(Ref("link_documents", item.record.id), item.title("zh"), detail=item.record.reason[:60])


SEARCHES = (
    Search("responsibility", N_("Responsibility"), "responsibility", findings, evidence=True),
    Search("responsibility.barriers", N_("Barriers"), "responsibility.barriers", barriers, evidence=True),
    Search("responsibility.handlings", N_("Handling and transfer"), "responsibility.handlings", proposals),
    Search("responsibility.documents", N_("Required documents"), "responsibility.documents", documents),
)
