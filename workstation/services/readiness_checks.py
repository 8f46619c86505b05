"""Checks that no single module can answer: papers against each other, originals, pages, names, characters, grounds."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

from workstation.domain.evidence import FileState, Problem, StoredFile
from workstation.domain.finding import Finding, Severity
from workstation.domain.party import Officer
from workstation.domain.record import Record, Ref
from workstation.domain.words import Words
from workstation.services.evidence_index import statements
from workstation.storage.ledger import LedgerEntry
from workstation.storage.read import Read

EXPORT = "dossier.export"
_HOURS = 24
_NAMED = 5


def _papers(read: Read, *codes: str) -> list[Record]:
    """The papers of these forms that count: not drafts of what was superseded."""
    table = read.registry.named("forms")
    found = read.all(table.record) if table else []
    return [one for one in found if getattr(one, "code", "") in codes and _state(one) != "superseded"]


def _state(paper: Record) -> str:
    return str(getattr(paper, "state", ""))


def _at(paper: Record, name: str) -> Any:
    moment = getattr(paper, name, None)
    return moment.utc if moment is not None else None


def _ref(paper: Record) -> Ref:
    return Ref("forms", paper.id)


def explained(read: Read) -> Iterator[Finding]:
    """R6: the record of explaining is issued, and before the determination."""
    records = [one for one in _papers(read, "explanation") if _state(one) == "issued"]
    for paper in _papers(read, "determination"):
        issued = _at(paper, "issued_at")
        before = [one for one in records if issued is None or _at(one, "issued_at") <= issued]
        if not before:
            code = "readiness.explained_late" if records else "readiness.not_explained"
            yield Finding(code, {"title": getattr(paper, "title", "")}, _ref(paper), Severity.ERROR)


def determined(read: Read) -> Iterator[Finding]:
    """D6: the fire was determined, by either procedure. A program without forms keeps them elsewhere."""
    papers = _papers(read, "determination", "simple")
    if read.registry.named("forms") and not any(_state(one) == "issued" for one in papers):
        yield Finding("readiness.not_determined", severity=Severity.ERROR)


def police(read: Read) -> Iterator[Finding]:
    """R7: the police were told in writing."""
    if not any(_state(one) == "issued" for one in _papers(read, "police")):
        yield Finding("readiness.police_not_told", severity=Severity.ERROR)


def approvals(read: Read) -> Iterator[Finding]:
    """R18: what needs an approval was approved, by somebody, and before it was issued."""
    packs = {pack.id: pack for pack in read.rules.packs}
    table = read.registry.named("forms")
    for paper in read.all(table.record) if table else ():
        pack = packs.get(getattr(paper, "pack_id", ""))
        if _state(paper) != "issued" or pack is None or not pack.data.get("approval"):
            continue
        values = {"title": str(getattr(paper, "title", "")), "number": str(getattr(paper, "number", "")) or "—"}
        approved = _at(paper, "approved_at")
        if approved is None:
            yield Finding("readiness.not_approved", values, _ref(paper), Severity.ERROR)
        elif approved > _at(paper, "issued_at"):
            yield Finding("readiness.approved_late", values, _ref(paper), Severity.ERROR)


def transfer(read: Read) -> Iterator[Finding]:
    """R19: a transfer that was approved is handed over within 24 hours."""
    table = read.registry.named("form_services")
    for paper in _papers(read, "transfer"):
        approved = _at(paper, "approved_at")
        values = {"title": str(getattr(paper, "title", "")), "hours": str(_HOURS)}
        if approved is None:
            yield Finding("readiness.transfer_open", values, _ref(paper))
            continue
        served = [_at(one, "served_at") for one in (read.where(table.record, form_id=paper.id) if table else [])]
        if not served or min(served) > approved + timedelta(hours=_HOURS):
            yield Finding("readiness.transfer_late", values, _ref(paper), Severity.ERROR)


def originals(read: Read) -> Iterator[Finding]:
    """R13: every original that counts is in the vault."""
    for file in read.all(StoredFile):
        if file.state is not FileState.WITHDRAWN and not read.vault.path(file.sha256).exists():
            yield Finding(
                "readiness.original_gone", {"name": file.name, "sha256": file.sha256[:16]}, Ref("files", file.id),
                Severity.ERROR,
            )


def problems(read: Read) -> Iterator[Finding]:
    """R13: files that could not be read are looked at."""
    count = read.count(Problem)
    if count:
        yield Finding("readiness.problems", {"count": str(count)}, severity=Severity.INFO)


def same_names(read: Read) -> Iterator[Finding]:
    """Two officers of one name need certificates that tell them apart."""
    officers = sorted((one for one in read.all(Officer) if one.verified), key=lambda one: (one.name.strip(), one.id))
    for name, group in groupby(officers, key=lambda one: one.name.strip()):
        same = list(group)
        numbers = {one.certificate_no.strip() for one in same} - {""}
        if len(same) > 1 and len(numbers) < len(same):
            yield Finding(
                "readiness.same_name", {"name": name, "count": str(len(same))}, Ref("officers", same[0].id),
                Severity.ERROR,
            )


def grounds(read: Read) -> Iterator[Finding]:
    """Statements without ground, whose ground is gone, or that say other than the finding."""
    for one in statements(read, Words("zh")):
        if not one.holds:
            code = "readiness.differs" if one.differs else f"readiness.ground_{one.ground.value}"
            yield Finding(code, {"text": (one.label + " " + one.text).strip()[:50]}, one.ref, Severity.ERROR)


def newest_export(read: Read) -> LedgerEntry | None:
    """The ledger's row of the whole dossier that was written last."""
    for step in read.steps():
        entry = read.entry(step.seq) if step.operation == EXPORT else None
        if entry is not None and entry.note.get("document") == "dossier" and "redacted" not in entry.note:
            return entry
    return None


def pages(read: Read) -> Iterator[Finding]:
    """R22: the dossier was written since the last change, and no section or page failed."""
    entry = newest_export(read)
    if entry is None:
        yield Finding("readiness.no_dossier")
        return
    for section in entry.note.get("failures", ()):
        yield Finding("readiness.section_failed", {"section": str(section)}, severity=Severity.ERROR)
    if entry.note.get("head") != read.head().hash:
        yield Finding("readiness.dossier_old", {"row": str(entry.note.get("head_size", 0))})


def characters(read: Read) -> Iterator[Finding]:
    """Characters of the dossier written last that no type face has, by their numbers in Unicode."""
    entry = newest_export(read)
    missing = entry.note.get("missing_characters", ()) if entry else ()
    if missing:
        named = "、".join(f"{one} U+{ord(one):04X}" for one in missing[:_NAMED])
        yield Finding("readiness.no_glyph", {"count": str(len(missing)), "characters": named})


def to_verify(read: Read) -> Iterator[Finding]:
    """R25: rule packs whose text nobody has compared with the official one."""
    count = sum(pack.certainty != "verified" for pack in read.rules.packs)
    if count:
        yield Finding(
            "readiness.packs_to_verify", {"count": str(count), "all": str(len(read.rules.packs))},
            severity=Severity.INFO,
        )


OWN: dict[str, Callable[[Read], Iterator[Finding]]] = {
    "explained": explained, "determined": determined, "police": police, "approvals": approvals, "transfer": transfer,
    "originals": originals, "problems": problems, "same_names": same_names, "grounds": grounds, "pages": pages,
    "characters": characters, "to_verify": to_verify,
}
