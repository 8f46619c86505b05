"""The evidence of the report that stands alone (证据目录): what its statements rest on, by number and hash.

In the dossier the pieces themselves stand in the same document and are linked to; the report is handed out without
them, so it names them, and its links lead here.
"""

from collections.abc import Iterator

from modules.responsibility.queries import GraphData, all_findings, document_items, graph_data, handlings
from workstation.api import (
    Block,
    Cited,
    Column,
    Heading,
    Inline,
    Paragraph,
    Party,
    Read,
    Ref,
    Table,
    Words,
    anchor_of,
    cited_evidence,
)

_DEEPEST = 3
_OWN = ("responsibility", "barriers", "handlings")


def build_evidence(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every piece that a finding, a barrier, a handling or a required document cites, and what that was made of."""
    yield from _subjects(read, words)
    pieces = cited_evidence(read, words, _cited(read, graph_data(read)))
    yield Heading(2, words("Evidence (证据目录)"))
    yield Paragraph(words("The pieces themselves are kept in the dossier. Each original is named by its SHA-256."))
    yield Table(
        (Column(words("Number"), 0.7), Column(words("Evidence"), 2.2), Column(words("Original and SHA-256"), 2.6)),
        tuple((piece.number, piece.title, _originals(piece, words)) for piece in pieces),
        anchors=tuple(anchor_of(piece.ref) for piece in pieces), empty=words("Nothing has been cited yet."),
    )


def _subjects(read: Read, words: Words) -> Iterator[Block]:
    """Whom the report speaks of: its graphs lead here."""
    findings, handled = all_findings(read), handlings(read)
    named = {finding.subject_id for finding in findings} | {one.target_id for one in handled}
    parties = [party for party in read.all(Party, order=("name",)) if party.id in named]
    yield Heading(1, words("Subjects and evidence"))
    yield Table(
        (Column(words("Subject"), 2.4), Column(words("Unified social credit code"), 1.6), Column(words("Address"), 2)),
        tuple((party.name, party.credit_code, party.address)
              for party in parties),
        anchors=tuple(anchor_of(Ref("parties", party.id)) for party in parties), empty=words("No subject named"),
    )


def _cited(read: Read, graph: GraphData) -> list[Ref]:
    refs = [ref for finding in graph.findings.values() for ref in finding.grounds]
    refs += [ref for barrier in graph.barriers for ref in barrier.evidence]
    refs += [ref for one in handlings(read) for ref in one.evidence]
    refs += [ref for item in document_items(read) for ref in item.record.obtained]
    layer = refs
    for _ in range(_DEEPEST):
        layer = [below for ref in layer for below in graph.below.get(ref, ())]
        refs += layer
    return [ref for ref in dict.fromkeys(refs) if ref.kind not in _OWN and read.resolve(ref) is not None]


def _originals(piece: Cited, words: Words) -> Inline:
    if not piece.originals:
        return words("recorded in the case, ledger row {row} ({hash})", row=piece.row, hash=piece.row_hash[:16])
    return "\n".join(f"{file.name}\n{file.sha256}" for file in piece.originals)
