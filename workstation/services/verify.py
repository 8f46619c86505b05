"""Verification: whether a case is what its ledger says it is.

Four questions, each asked of the bytes on disk and not of the code that wrote them: does the chain hold; do the
rows equal their last images in the chain; are the originals there and unchanged; does the chain still contain
every head that somebody outside holds (signed papers, exports).
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from workstation.domain.errors import UserError
from workstation.domain.finding import Finding, Severity
from workstation.services.job import Job
from workstation.services.verify_chain import ChainWalk, wrong
from workstation.services.verify_rows import verify_rows
from workstation.services.verify_vault import verify_vault
from workstation.services.witness import Witness
from workstation.storage.case_folder import DATABASE, IDENTITY
from workstation.storage.ledger import GENESIS, Head


@dataclass
class Verification:
    """What verification found."""

    findings: list[Finding] = field(default_factory=list)
    rows: int = 0
    files: int = 0
    head: Head = field(default_factory=lambda: Head(0, GENESIS))

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, removed or added; notices do not count."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def unreadable(folder: Path, error: UserError) -> Verification:
    """What verification says of a case that cannot even be opened because part of it is broken or gone.

    Raises ``error`` if the folder is no case at all, or the reason lies elsewhere.
    """
    parts = [name for name in (IDENTITY, DATABASE) if (folder / name).is_file()]
    if error.code == "case.not_a_case" and parts:
        missing = DATABASE if parts == [IDENTITY] else IDENTITY
        return Verification([wrong("verify.part_missing", path=folder / missing)])
    if error.code in ("case.database_broken", "case.identity_broken"):
        return Verification([wrong("verify.part_broken", path=error.values.get("path", folder))])
    raise error


def verify_case(job: Job, witnesses: Sequence[Witness] = ()) -> Verification:
    """Verify the whole case. Raises ``Cancelled``."""
    result = Verification()
    try:
        _ask(result, job, witnesses)
    except (sqlite3.Error, sa.exc.DBAPIError, UnicodeDecodeError):
        result.findings.append(wrong("verify.part_broken", path=job.case.info.folder / DATABASE))
    return result


def _ask(result: Verification, job: Job, witnesses: Sequence[Witness]) -> None:
    """The four questions, one after another; what was found stays found when the database breaks off."""
    connection = job.case.connection()
    walk = ChainWalk(job, connection, witnesses)
    try:
        walk.run(connection)
    finally:
        result.findings += walk.findings
        result.rows, result.head = walk.rows, walk.head
    result.findings += verify_rows(job, connection, walk)
    vault_findings, result.files = verify_vault(job)
    result.findings += vault_findings

