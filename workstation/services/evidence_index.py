"""The evidence index (证据索引): every statement of the determination and of the responsibility findings, down to
the originals that prove it, with their hashes; what proves nothing is a named gap.

A chain is followed through references, ids of other records (``points_at``) and files; people and places are what
records are about, not what proves them, so it stops there.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workstation.domain.claim import Claim, ClaimStatus
from workstation.domain.evidence import FileState, StoredFile
from workstation.domain.record import Record, Ref
from workstation.domain.words import N_, Words
from workstation.services.facts_links import links_of
from workstation.storage.read import Read
from workstation.storage.tables import CLAIMS, CLOCKS, FILES, OFFICERS, PARTIES, PLACES

if TYPE_CHECKING:
    from workstation.storage.record_table import RecordTable

_CONTEXT = frozenset({OFFICERS.name, PARTIES.name, PLACES.name, CLOCKS.name, "instruments", "site_frames"})
_DEPTH = 4
_NAMES = frozenset({"incident.agency", "incident.name"})  # what things are called is no statement
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Source(StrEnum):
    """Which paper makes the statement."""

    DETERMINATION = "determination"
    CAUSE = "cause"
    RESPONSIBILITY = "responsibility"


SOURCE_WORDS = {
    Source.DETERMINATION: N_("Determination (认定书)"), Source.CAUSE: N_("Finding on the cause"),
    Source.RESPONSIBILITY: N_("Finding of responsibility"),
}


class Ground(StrEnum):
    """How far down the chain of a statement goes; GAP and LOST are what would be sent back."""

    ORIGINAL = "original"
    RECORDED = "recorded"
    LOST = "lost"
    GAP = "gap"


GROUND_WORDS = {
    Ground.ORIGINAL: N_("down to the original"), Ground.RECORDED: N_("recorded in the case only"),
    Ground.LOST: N_("what was cited is gone"), Ground.GAP: N_("no evidence cited"),
}


@dataclass(frozen=True)
class Cited:
    """One piece of evidence: its originals, and the newest ledger row that holds it."""

    ref: Ref
    number: str
    title: str
    originals: tuple[StoredFile, ...]
    row: int
    row_hash: str
    lost: str = ""

    @property
    def ground(self) -> Ground:
        """How far down it goes."""
        if self.lost:
            return Ground.LOST
        return Ground.ORIGINAL if self.originals else Ground.RECORDED


@dataclass(frozen=True)
class Statement:
    """What is said, where, and what proves it; ``differs`` is what the finding says where the paper says otherwise."""

    number: str
    source: Source
    ref: Ref
    label: str
    text: str
    evidence: tuple[Cited, ...]
    differs: str = ""

    @property
    def ground(self) -> Ground:
        """The best of its evidence; what was cited and is gone goes before that."""
        grounds = {cited.ground for cited in self.evidence}
        for found in (Ground.LOST, Ground.ORIGINAL, Ground.RECORDED):
            if found in grounds:
                return found
        return Ground.GAP

    @property
    def holds(self) -> bool:
        """Whether nobody would send it back."""
        return self.ground in (Ground.ORIGINAL, Ground.RECORDED) and not self.differs


def statements(read: Read, words: Words) -> list[Statement]:
    """Every statement with its chain: those of the determination first."""
    chains = _Chains(read, words)
    found = [*_of_determination(read, words, chains), *_of_claims(read, words, chains), *_of_links(read, words, chains)]
    return [
        Statement(f"{number:03}", one.source, one.ref, one.label, one.text, one.evidence, one.differs)
        for number, one in enumerate(found, 1)
    ]


def cited(read: Read, words: Words, refs: Sequence[Ref]) -> tuple[Cited, ...]:
    """Each of these pieces of evidence once, with its originals."""
    return _Chains(read, words).of(refs)


def _of_determination(read: Read, words: Words, chains: "_Chains") -> Iterator[Statement]:
    """What the issued determination says, field by field, with the finding or the record that the field is from."""
    table = read.registry.named("forms")
    if table is None:
        return
    packs = {pack.id: pack for pack in read.rules.packs}
    for paper in read.all(table.record):
        code, pack = getattr(paper, "code", ""), packs.get(getattr(paper, "pack_id", ""))
        if code not in ("determination", "simple") or str(getattr(paper, "state", "")) != "issued" or pack is None:
            continue
        values: Mapping[str, str] = getattr(paper, "values", {})
        for part in pack.data["fields"]:
            source, value = str(part.get("source", "")), values.get(part["name"], "")
            if not value or "." not in source or source in _NAMES:
                continue
            claim = _firm(read, source)
            record = None if claim else _newest(read, source.partition(".")[0])
            grounds = claim.supports if claim else (read.ref(record),) if record is not None else ()
            if source.startswith("cause.") or grounds:
                yield Statement(
                    "", Source.DETERMINATION, read.ref(paper), part["title"].get(words.language, part["name"]), value,
                    chains.of(grounds), claim.text if claim and claim.text.strip() != value.strip() else "",
                )


def _firm(read: Read, topic: str) -> Claim | None:
    firm = (ClaimStatus.ESTABLISHED, ClaimStatus.PUBLISHED)
    return next((claim for claim in read.where(Claim, topic=topic) if claim.status in firm), None)


def _newest(read: Read, source: str) -> Record | None:
    """The one record of a table that a field was filled from; none where it is no table or there are several."""
    table = read.registry.named(source.partition("[")[0])
    if table is None or table.name in _CONTEXT:
        return None
    found = read.all(table.record)
    return found[-1] if found else None


def _of_claims(read: Read, words: Words, chains: "_Chains") -> Iterator[Statement]:
    """Decided and published findings on the cause; an excluded one rests on what contradicts it."""
    for claim in sorted(read.all(Claim), key=lambda claim: (claim.topic, claim.id)):
        if claim.status is ClaimStatus.DRAFT:
            continue
        grounds = claim.contradicts if claim.status is ClaimStatus.EXCLUDED else claim.supports
        label = words(STATUS_WORDS[claim.status])
        yield Statement("", Source.CAUSE, Ref(CLAIMS.name, claim.id), label, claim.text, chains.of(grounds))


STATUS_WORDS = {
    ClaimStatus.ESTABLISHED: N_("Established"), ClaimStatus.EXCLUDED: N_("Excluded"),
    ClaimStatus.CANNOT_EXCLUDE: N_("Cannot be excluded"), ClaimStatus.PUBLISHED: N_("Published report"),
}


def _of_links(read: Read, words: Words, chains: "_Chains") -> Iterator[Statement]:
    """Findings of responsibility that somebody decided or published: whose duty it was, what was found, what it did.

    A duty that the law lays down rests on that clause; it is a statement of its own where evidence is cited for it, or
    nothing is.
    """
    table = read.registry.named("responsibility")
    for finding in read.all(table.record) if table else ():
        if str(getattr(finding, "status", "draft")) == "draft":
            continue
        ref = read.ref(finding)
        for label, name, evidence in _FINDING:
            text, grounds = str(getattr(finding, name, "")), getattr(finding, evidence, ())
            by_law = name == "duty" and not grounds and bool(getattr(finding, "legal_basis", ""))
            if text and not by_law:
                yield Statement("", Source.RESPONSIBILITY, ref, words(label), text, chains.of(grounds))


_FINDING = (
    (N_("Duty"), "duty", "duty_evidence"), (N_("Facts"), "facts", "evidence"),
    (N_("What it caused"), "causation", "causal_evidence"),
)


class _Chains:
    """Follows references down to files; every record is followed once."""

    def __init__(self, read: Read, words: Words) -> None:
        self._read = read
        self._words = words
        self._known: dict[Ref, Cited] = {}
        self._children: dict[str, list[tuple[RecordTable[Any], str]]] = {}
        self._taken: dict[Ref, list[Ref]] = {}  # what was taken from a record, such as data from a carrier
        for table in read.registry:
            for record in read.all(table.record) if table.taken_from else ():
                for ref in getattr(record, table.taken_from):
                    self._taken.setdefault(ref, []).append(Ref(table.name, record.id))
            if any(_names_file(part.name) for part in fields(table.record)):
                for name, target in table.points_at.items():
                    self._children.setdefault(target, []).append((table, name))

    def of(self, refs: Sequence[Ref]) -> tuple[Cited, ...]:
        """The evidence of these references, each once."""
        return tuple(self._cited(ref) for ref in dict.fromkeys(refs))

    def _cited(self, ref: Ref) -> Cited:
        if ref not in self._known:
            record = self._read.resolve(ref)
            entry = self._read.titles([ref]).get(ref)
            history = self._read.history(ref)
            files = tuple(dict.fromkeys(self._files(ref, record, _DEPTH, {ref}))) if record is not None else ()
            self._known[ref] = Cited(
                ref, entry.number if entry else "", entry.title if entry else self._words(f"kind.{ref.kind}"),
                tuple(file for file in files if file.state is not FileState.WITHDRAWN),
                history[-1].seq if history else 0, history[-1].hash if history else "", self._lost(record, files),
            )
        return self._known[ref]

    def _lost(self, record: Record | None, files: Sequence[StoredFile]) -> str:
        """Why it proves nothing any more, as a code: gone, withdrawn, or an original that is not in the vault."""
        if record is None:
            return "gone"
        if getattr(record, "withdrawn", ""):
            return "withdrawn"
        return "original" if any(not self._read.vault.path(file.sha256).exists() for file in files) else ""

    def _files(self, ref: Ref, record: Record, depth: int, seen: set[Ref]) -> Iterator[StoredFile]:
        if isinstance(record, StoredFile):
            yield record
            return
        own = list(self._own(record))
        yield from own
        if depth and not own:  # what has an original of its own is that original
            for goal, below in self._below(ref, record):
                if goal not in seen and goal.kind not in _CONTEXT:
                    seen.add(goal)
                    yield from self._files(goal, below, depth - 1, seen)

    def _own(self, record: Record) -> Iterator[StoredFile]:
        for name in (part.name for part in fields(record) if _names_file(part.name)):
            value = getattr(record, name)
            for one in value if isinstance(value, tuple) else (value,):
                file = self._read.find(StoredFile, one) if isinstance(one, str) and one else None
                if file is not None:
                    yield file

    def _below(self, ref: Ref, record: Record) -> Iterator[tuple[Ref, Record]]:
        table = self._read.registry.named(ref.kind)
        for link in links_of(table, record) if table else ():
            below = self._read.resolve(link.ref) if link.ref.kind != FILES.name else None
            if below is not None:
                yield link.ref, below
        for goal in self._taken.get(ref, ()):
            taken = self._read.resolve(goal)
            if taken is not None:
                yield goal, taken
        for child, name in self._children.get(ref.kind, ()):
            for own in self._read.where(child.record, **{name: ref.id}):
                yield Ref(child.name, own.id), own


def _names_file(name: str) -> bool:
    return name in ("file_id", "file_ids") or name.endswith(("_file_id", "_file_ids"))


COLUMNS = (
    N_("No."), N_("Stated in"), N_("Point stated"), N_("What is stated"), N_("How far it goes"), N_("Evidence no."),
    N_("Evidence"), N_("Volume no."), N_("Page no."), N_("Original"), "SHA-256", "SM3", N_("Bytes"), N_("Ledger row"),
    N_("Hash of the row"),
)


def as_csv(found: Sequence[Statement], places: Mapping[str, tuple[int, int]], words: Words) -> bytes:
    """The index as a table: one row per statement, piece of evidence and original (UTF-8 with mark, RFC 4180)."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([words(column) for column in COLUMNS])
    for one in found:
        head = [one.number, words(SOURCE_WORDS[one.source]), one.label, one.text, words(GROUND_WORDS[one.ground])]
        if not one.evidence:
            writer.writerow(map(_harmless, [*head, *[""] * 10]))
        for cited in one.evidence:
            volume, page = places.get(f"{cited.ref.kind}:{cited.ref.id}", (0, 0))
            where = [str(volume or ""), str(page or "")]
            for file in cited.originals or (None,):
                original = [file.name, file.sha256, file.sm3, str(file.size)] if file else [""] * 4
                row = [str(cited.row or ""), cited.row_hash]
                writer.writerow(map(_harmless, [*head, cited.number, cited.title, *where, *original, *row]))
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
