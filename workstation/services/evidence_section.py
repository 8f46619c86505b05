"""The evidence index as a section of the dossier: statements, their evidence with its page, originals with hashes."""

from collections.abc import Iterator

from workstation.domain.evidence import StoredFile
from workstation.domain.record import Ref
from workstation.domain.words import N_, Words
from workstation.services.evidence_index import GROUND_WORDS, SOURCE_WORDS, Cited, Ground, Statement, statements
from workstation.storage.read import Read
from workstation.typeset.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    Notice,
    Paragraph,
    Span,
    Table,
    anchor_of,
    page_of,
)

INDEX, TITLE = "dossier.index", N_("Evidence index")
_EMPTY: Inline = "／"


def index(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every statement with what proves it, the gaps first; then every original with its hashes."""
    found = statements(read, words)
    if not found:
        return
    originals = _numbered(found)
    yield Heading(1, words(TITLE))
    yield Paragraph(words(N_(
        "Every statement of the determination and of the findings, what proves it, where that stands in the dossier "
        "(volume-page), and the originals behind it. Click a number to go there."
    )), "plain")
    gaps = [one for one in found if not one.holds]
    if gaps:
        yield Notice(words(
            N_("Without sufficient ground: {numbers}"), numbers="、".join(one.number for one in gaps)
        ), "warning")
    recorded = [one.number for one in found if one.ground is Ground.RECORDED]
    if recorded:
        yield Notice(words(N_(
            "Recorded in the case only, without an original: {numbers}. Their chain ends at the ledger."
        ), numbers="、".join(recorded)), "info")
    for source, title in SOURCE_WORDS.items():
        own = [one for one in found if one.source is source]
        if own:
            yield Heading(2, words(title))
            yield _statements(own, originals, words)
    yield Heading(2, words(N_("Originals and their hashes")))
    yield _originals(originals, words)


def _statements(found: list[Statement], originals: dict[StoredFile, str], words: Words) -> Table:
    columns = (
        Column(words(N_("No.")), 0.95, "center"), Column(words(N_("What is stated")), 4.2),
        Column(words(N_("Evidence")), 3.4), Column(words(N_("Volume-page")), 1.1, "center"),
        Column(words(N_("Originals")), 2.0), Column(words(N_("How far it goes")), 1.5),
    )
    rows: list[tuple[Inline, ...]] = []
    anchors: list[str] = []
    for one in found:
        state = Span(words(GROUND_WORDS[one.ground]), bold=not one.holds)
        differs = "　" + words(N_("The finding says: {text}"), text=one.differs) if one.differs else ""
        label = f"{one.label}　" if one.label else ""
        said: Inline = (Span(label, bold=True), one.text, Span(differs, bold=True))
        for place, cited in enumerate(one.evidence or (None,)):
            head: tuple[Inline, ...] = (Span(one.number, target=anchor_of(one.ref)), said) if not place else ("", "")
            tail: tuple[Inline, ...] = (_EMPTY, _EMPTY, _EMPTY) if cited is None else _cited(cited, originals, words)
            rows.append((*head, *tail, state if not place else ""))
            anchors.append(f"statement:{one.number}" if not place else "")
    return Table(columns, tuple(rows), anchors=tuple(anchors))


def _cited(cited: Cited, originals: dict[StoredFile, str], words: Words) -> tuple[Inline, Inline, Inline]:
    title: Inline = Span(" ".join(filter(None, (cited.number, cited.title))), target=anchor_of(cited.ref))
    if cited.lost:
        title = " ".join(filter(None, (cited.number, cited.title, words(LOST_WORDS[cited.lost]))))
    held: Inline = words(N_("ledger row {row}"), row=cited.row) if cited.row else _EMPTY
    if cited.originals:
        spans: list[str | Span] = []
        for file in cited.originals:
            spans += [" "] if spans else []
            spans.append(Span(originals[file], target=_target(file)))
        held = tuple(spans)
    return title, page_of(cited.ref), held


LOST_WORDS = {
    "gone": N_("(not in the case any more)"), "withdrawn": N_("(withdrawn)"),
    "original": N_("(the original is not in the vault)"),
}


def _originals(originals: dict[StoredFile, str], words: Words) -> Table:
    columns = (
        Column(words(N_("No.")), 0.9, "center"), Column(words(N_("File")), 3),
        Column(words(N_("Bytes")), 1.2, "right"), Column("SHA-256 / SM3", 6),
    )
    rows = tuple(
        (number, file.name, f"{file.size:,}", f"SHA-256 {file.sha256}" + (f"\nSM3 {file.sm3}" if file.sm3 else ""))
        for file, number in originals.items()
    )
    return Table(
        columns, rows, anchors=tuple(_target(file) for file in originals),
        empty=words(N_("No statement goes down to a file.")),
    )


def _numbered(found: list[Statement]) -> dict[StoredFile, str]:
    files = dict.fromkeys(file for one in found for cited in one.evidence for file in cited.originals)
    return {file: f"O{number:03}" for number, file in enumerate(files, 1)}


def _target(file: StoredFile) -> str:
    return f"original:{anchor_of(Ref('files', file.id))}"
