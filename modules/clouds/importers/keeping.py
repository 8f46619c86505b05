"""Pictures that were made from clouds go into the vault like any evidence: hashed, read-only."""

from datetime import datetime
from pathlib import Path

from workstation.api import Job, Moment, StoredFile, UserError


def keep_file(job: Job, path: Path, name: str, maker: str, at: datetime) -> StoredFile:
    """Take a file that was made here into the vault; ``maker`` says by what. Raises ``UserError`` of the vault."""
    ((_, stored),) = list(job.read().vault.take_in([path]))
    if isinstance(stored, UserError):
        raise stored
    file = StoredFile(
        id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=name, source_path=name,
        media_type="image/png", taken_in=Moment(utc=at), importer=maker,
    )
    known = job.read().find(StoredFile, file.id)
    if known is not None:
        return known
    job.write("files.import", lambda work: work.put(file), undoable=False)
    return file
