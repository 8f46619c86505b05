"""Taking a log in, as a person said how to read it: into the vault, found row by row, entered in the register."""

import hashlib
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from modules.edata.operations.logs import make_events, register_log
from modules.edata.queries.logs import index_folder, needs_text, open_index
from modules.edata.records import Log
from modules.edata.rules.log_times import UNDATED, shown
from workstation.api import FileState, Job, Moment, Problem, StoredFile, UserError, Work, to_plain

PREVIEW = "modules.edata.importers.log_rows:preview_log"
_ROWS = "modules.edata.importers.log_rows:index_rows"
_TEXT = "modules.edata.importers.log_rows:plain_text"
_PIECE = 8 << 20
_PARTS = ("times", "offsets", "lengths", "marked")
_MARKED_AT_ONCE = 500


@dataclass
class _Found:
    """What was found while the rows were: counts, and the first faults."""

    rows: int = 0
    undated: int = 0
    bad: int = 0
    marked: int = 0
    faulty: int = 0
    faults: tuple[tuple[int, str, str], ...] = ()
    first: int = UNDATED
    last: int = UNDATED


def take_file(job: Job, path: Path, importer: str) -> StoredFile:
    """The original in the vault: taken in now, or the one that is in already. Raises ``UserError`` of the vault."""
    ((_, stored),) = job.case.vault.take_in([path], step=lambda _, done, size: job.progress(done, size, path.name))
    if isinstance(stored, UserError):
        raise stored
    known = job.read().where(StoredFile, sha256=stored.sha256)
    if known:
        return known[0]
    return StoredFile(
        id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=path.name,
        source_path=str(path), media_type="text/plain", taken_in=Moment(utc=datetime.now(UTC)), importer=importer,
    )


def preview(job: Job, path: Path, name: str) -> dict[str, Any]:
    """The first lines of a log and the guess how to read it."""
    return job.parse(PREVIEW, path, name=name).data


def take_log(job: Job, file: StoredFile, log: Log, *, mark_events: bool = False) -> Log:
    """Read a whole log as ``log.format`` says and enter it; bad lines become problems.

    With ``mark_events`` the marked rows (the first 500) go on the time line at once. Raises ``Cancelled``: nothing is
    entered then, and the file stays in the vault if it was there.
    """
    found = index_log(job, log, file)
    made = replace(
        log, file_id=file.id, rows=found.rows, undated=found.undated, bad_lines=found.bad, marked=found.marked,
        first=_text(found.first), last=_text(found.last),
    )

    def write(work: Work) -> Log:
        work.put(replace(file, state=FileState.OK if file.state is FileState.PROBLEM else file.state))
        _put_problems(work, file, found)
        return register_log(work, made)

    entered = job.write("edata.take_log", write, undoable=False)
    index = open_index(job.read(), entered)
    if mark_events and index is not None and len(index.marked):
        rows = index.rows([int(number) for number in index.marked[:_MARKED_AT_ONCE]])
        if any(row.shown is not None for row in rows):
            job.write("edata.make_events", lambda work: make_events(work, entered.id, rows))
    return entered


def index_log(job: Job, log: Log, file: StoredFile) -> _Found:
    """Find the rows of a log and keep where they stand, a piece at a time. Raises ``UserError("edata.log_empty")``.

    The index appears whole or not at all; it can be made again from the original at any time.
    """
    final, source = index_folder(job.read(), replace(log, file_id=file.id)), job.case.vault.path(file.sha256)
    making = final.with_name(f"{final.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir(parents=True)
        if needs_text(log):
            job.progress(0, 0, file.name)
            text = job.parse(_TEXT, source, name=file.name, form=to_plain(log.format)).blobs["text"]
            source = making / "text"
            source.write_bytes(text)
        with ExitStack() as stack:
            parts = {name: stack.enter_context((making / name).open("wb")) for name in _PARTS}
            found = _pieces(job, log, file, source, parts)
        if not found.rows:
            raise UserError("edata.log_empty", name=file.name)
        shutil.rmtree(final, ignore_errors=True)
        making.rename(final)
    except OSError as error:
        raise UserError("derived.not_written", path=final, reason=error.strerror or error) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return found


def _pieces(job: Job, log: Log, file: StoredFile, source: Path, parts: Mapping[str, BinaryIO]) -> _Found:
    found, form, size = _Found(), to_plain(log.format), source.stat().st_size
    start = line = 0
    while start < size:
        job.progress(start, size, file.name)
        piece = job.parse(_ROWS, source, name=file.name, form=form, start=start, most=_PIECE, line=line)
        told, times = piece.data, np.frombuffer(piece.blobs["times"], np.int64)
        for name in ("times", "offsets", "lengths"):
            parts[name].write(piece.blobs[name])
        marked = np.frombuffer(piece.blobs["marked"], np.uint32) + np.uint32(found.rows)
        parts["marked"].write(marked.tobytes())
        dated = times[times != UNDATED]
        if len(dated):
            low, high = int(dated.min()), int(dated.max())
            found.first = low if found.first == UNDATED else min(found.first, low)
            found.last = max(found.last, high)
        found.rows += len(times)
        found.marked += len(marked)
        found.undated += told["undated"]
        found.bad += told["bad"]
        found.faulty += told["faulty"]
        found.faults = (*found.faults, *((number, code, text) for number, code, text in told["faults"]))[:50]
        if told["next"] <= start:
            break
        start, line = told["next"], line + told["lines"]
    return found


def _text(milliseconds: int) -> str:
    return "" if milliseconds == UNDATED else shown(milliseconds).isoformat(sep=" ")


def _put_problems(work: Work, file: StoredFile, found: _Found) -> None:
    now = Moment(utc=work.at)
    for number, code, text in found.faults:
        work.put(Problem(
            id=hashlib.sha256(f"{file.id} {number} {code}".encode()).hexdigest()[:32], path=file.source_path, code=code,
            at=now, file_id=file.id, values={"name": file.name, "line": str(number), "text": text},
        ))
    more = found.faulty - len(found.faults)
    if more > 0:
        work.put(Problem(
            id=hashlib.sha256(f"{file.id} more lines".encode()).hexdigest()[:32], path=file.source_path,
            code="edata.log_more_lines", at=now, file_id=file.id, values={"name": file.name, "count": str(more)},
        ))
