"""The third question of verification: is every original there, and unchanged."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from workstation.domain.evidence import StoredFile
from workstation.domain.finding import Finding, Severity
from workstation.services.job import Job
from workstation.services.verify_chain import wrong
from workstation.storage.vault import INCOMING, hash_file

_AT_ONCE = 4
_BATCH = 64
_SHA256 = re.compile(r"[0-9a-f]{64}")


class _Listed(NamedTuple):
    """An original as its row names it."""

    sha256: str
    name: str
    size: int


def verify_vault(job: Job) -> tuple[list[Finding], int]:
    """Read every original again; returns the findings and how many originals there should be."""
    files = _listed(job)
    findings: list[Finding] = []
    root = job.case.vault.root
    with ThreadPoolExecutor(_AT_ONCE, "verify") as pool:
        for start in range(0, len(files), _BATCH):
            job.progress(start, len(files), str(files[start].name))
            batch = files[start : start + _BATCH]
            found = pool.map(lambda file: _original(job.case.vault.path(file.sha256), file), batch)
            findings += [finding for finding in found if finding]
    listed = {job.case.vault.path(file.sha256) for file in files}
    findings += [
        Finding("verify.original_unlisted", {"path": str(path)}, severity=Severity.INFO)
        for path in _lying_in(root) if path not in listed
    ]
    return findings, len(files)


def _listed(job: Job) -> list[_Listed]:
    """What the table of files says, taken as it lies there: a row that is no file any more is named with the rows."""
    columns = job.read().table(StoredFile).c
    query = sa.select(columns.sha256, columns.name, columns.size).order_by(columns.id)
    rows = (_Listed(*row) for row in job.case.connection().execute(query))
    return [file for file in rows if isinstance(file.sha256, str) and _SHA256.fullmatch(file.sha256)]


def _original(path: Path, file: _Listed) -> Finding | None:
    try:
        if path.is_symlink():
            return wrong("verify.original_is_a_link", name=file.name, target=path.readlink())
        size = path.stat().st_size
        if size != file.size:
            return wrong("verify.original_size", name=file.name, expected=file.size, found=size)
        if hash_file(path) != file.sha256:
            return wrong("verify.original_changed", name=file.name, sha256=file.sha256)
    except FileNotFoundError:
        return wrong("verify.original_missing", name=file.name, sha256=file.sha256)
    except OSError as error:
        return wrong("verify.original_unreadable", name=file.name, reason=error.strerror or error)
    return None


def _lying_in(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and path.parent.name != INCOMING)
