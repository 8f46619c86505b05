"""Archiving (归档): a version of the dossier that is shut, with its file in the vault; reopened only with a reason.

Nothing is archived while a signature, a service or a page is missing, and nothing is changed while a version is shut.
A version is never overwritten: what is archived after a reopening is the next version.
"""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from workstation.domain.dossier import DossierState, DossierVersion
from workstation.domain.errors import UserError
from workstation.domain.evidence import StoredFile
from workstation.domain.finding import Finding
from workstation.domain.time import Moment
from workstation.services.catalogue import Catalogue
from workstation.services.dossier import WORKBENCH, Exported, Request, export_document
from workstation.services.identity import SignedIn
from workstation.services.job import Job
from workstation.services.readiness import Answer, Rule, readiness
from workstation.storage.read import Read
from workstation.storage.vault import hash_file
from workstation.storage.work import Work

# what the archiving itself settles, because it writes the dossier anew
_SETTLED = frozenset({"readiness.no_dossier", "readiness.dossier_old", "readiness.section_failed"})


@dataclass(frozen=True)
class Blocker:
    """One thing that is missing, the rule that asks for it, and the record or page where it is mended."""

    rule: Rule
    finding: Finding


def blockers(catalogue: Catalogue, read: Read) -> list[Blocker]:
    """Everything that keeps the dossier from being archived now."""
    return [
        Blocker(answer.rule, finding) for answer in readiness(catalogue, read).blocking for finding in _open(answer)
    ]


def _open(answer: Answer) -> list[Finding]:
    return [finding for finding in answer.findings if finding.code not in _SETTLED]


def versions(read: Read) -> list[DossierVersion]:
    """Every archived version, the newest first."""
    return sorted(read.all(DossierVersion), key=lambda one: one.number, reverse=True)


def archive(
    job: Job, catalogue: Catalogue, signer: SignedIn, *, language: str = "zh", note: str = "", bench: str = WORKBENCH,
    double_sided: bool = False,
) -> DossierVersion:
    """Write the dossier, put it into the vault, and shut the version.

    Raises ``UserError``: ``work.sign_in``, ``archive.already``, ``archive.blocked``, ``archive.section_failed``, and
    what an export raises; then nothing is archived and no file is left.
    """
    read = job.read()
    if not signer.officer.verified:
        raise UserError("work.sign_in", officer=signer.officer.name)
    number = _next(read)
    missing = blockers(catalogue, read)
    if missing:
        raise UserError("archive.blocked", count=len(missing))
    folder = read.case.exports / "archive"
    target = folder / f"dossier-v{number}.pdf"
    made = export_document(job, Request(target, "dossier", language, double_sided, bench), signer)
    if made.failures:
        _discard(made)
        raise UserError("archive.section_failed", section=made.failures[0].values.get("section", ""))
    return _shut(job, made, signer, number, language, note)


def _next(read: Read) -> int:
    known = versions(read)
    if known and known[0].state is DossierState.ARCHIVED:
        raise UserError("archive.already", number=known[0].number)
    return known[0].number + 1 if known else 1


def _shut(job: Job, made: Exported, signer: SignedIn, number: int, language: str, note: str) -> DossierVersion:
    (_, taken), = job.case.vault.take_in([made.path])
    if isinstance(taken, UserError):
        raise taken

    def write(work: Work) -> DossierVersion:
        if _next(work) != number:
            raise UserError("archive.already", number=number)
        work.put(StoredFile(
            id=taken.sha256[:32], sha256=taken.sha256, sm3=taken.sm3, size=taken.size, name=made.path.name,
            source_path=made.path.name, media_type="application/pdf", taken_in=Moment(utc=work.at), importer="dossier",
        ))
        version = DossierVersion(
            number=number, sha256=taken.sha256, sm3=taken.sm3, size=taken.size, pages=made.pages,
            volumes=len(made.volumes), language=language, head=made.head, head_size=made.head_size,
            archived_by=signer.officer.id, archived_at=Moment(utc=work.at), note=note.strip(),
        )
        work.put(version)
        work.note(
            number=number, sha256=taken.sha256, pages=made.pages, head=made.head, head_size=made.head_size,
            volumes=[[volume.title, volume.numbered] for volume in made.volumes],
        )
        return version

    return job.write("dossier.archive", write, undoable=False)


def _discard(made: Exported) -> None:
    for path in (made.path, made.signature, made.index):
        if path is not None:
            Path(path).unlink(missing_ok=True)


def reopen(work: Work, version_id: str, reason: str) -> DossierVersion:
    """Open an archived version again; what is archived next is a new one.

    Raises ``UserError("work.sign_in" | "archive.needs_reason" | "archive.not_archived" | "record.missing")``.
    """
    version = work.get(DossierVersion, version_id)
    if version.state is not DossierState.ARCHIVED:
        raise UserError("archive.not_archived", number=version.number)
    opened = replace(
        version, state=DossierState.REOPENED, reopened_by=work.decider.id, reopened_at=Moment(utc=work.at),
        reason=reason.strip(),
    )
    work.put(opened)
    return opened


def take_out(job: Job, version: DossierVersion) -> str:
    """A copy of an archived version to look at, checked against its hash; the one in the vault stays where it is.

    Raises ``UserError("archive.file_changed")`` when the vault does not hold what was archived.
    """
    source = job.case.vault.path(version.sha256)
    if not source.exists() or hash_file(source) != version.sha256:
        raise UserError("archive.file_changed", number=version.number)
    target = job.case.info.exports / "archive" / f"dossier-v{version.number}-copy.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return str(target)
