"""Hashing originals again: at each opening, and whenever somebody asks."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from modules.edata.operations import record_hash
from modules.edata.records import HashCheck
from workstation.api import Job, StoredFile, Work

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 4 << 20


def check_hashes(job: Job, file_ids: Sequence[str]) -> list[HashCheck]:
    """Hash these originals and write down what was found. Raises ``Cancelled``; what is checked by then stays."""
    files = job.read().get_many(StoredFile, list(file_ids))
    total, done = sum(file.size for file in files), 0
    made = []
    for file in files:
        found, reason = "", ""
        try:
            found, done = _hash(job, file, done, total)
        except OSError as error:
            reason = error.strerror or str(error)

        def write(work: Work, file_id: str = file.id, found: str = found, reason: str = reason) -> HashCheck:
            return record_hash(work, file_id, found, reason)

        made.append(job.write("edata.check_hash", write, undoable=False))
    return made


def _hash(job: Job, file: StoredFile, done: int, total: int) -> tuple[str, int]:
    digest = hashlib.sha256()
    path: Path = job.case.vault.path(file.sha256)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            job.progress(done, max(total, 1), file.name)
    return digest.hexdigest(), done
