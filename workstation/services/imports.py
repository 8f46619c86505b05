"""Taking files in: found, copied into the vault, parsed in the sandbox, stored in batches.

Every file found ends in exactly one of three: imported, duplicate, problem. A file whose content cannot be
read is still kept in the vault as it came: it may be evidence yet.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.evidence import FileState, Problem, StoredFile
from workstation.domain.parsed import Parsed
from workstation.domain.time import Moment
from workstation.services.discovery import companions_of, discover
from workstation.services.job import Job
from workstation.services.module import Importer
from workstation.storage.vault import Stored, Taken
from workstation.storage.work import Work

_HEAD_BYTES = 4096
_BATCH = 64
_BATCH_BYTES = 256 << 20
_LONG_BYTES = 64 << 20  # such a file says how far its copying is
_TELL_EVERY_S = 0.2
_PARSERS_AT_ONCE = 2


@dataclass
class ImportReport:
    """What became of every file that was found; ``damage`` is what is wrong with some that were taken in."""

    imported: list[StoredFile] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    damage: list[Problem] = field(default_factory=list)

    @property
    def told(self) -> list[Problem]:
        """Everything that a person must hear of."""
        return [*self.problems, *self.damage]

    @property
    def found(self) -> int:
        """How many files were found."""
        return len(self.imported) + len(self.duplicates) + len(self.problems)


@dataclass(frozen=True)
class _Arrival:
    """One file in the vault: parsed by its importer, with the reason why not, or (a companion) only kept."""

    file: StoredFile
    importer: Importer | None = None
    parsed: Parsed | None = None
    failure: UserError | None = None


class _Intake:
    """One run of the import, from discovery to the last batch."""

    def __init__(self, job: Job, importers: Sequence[Importer]) -> None:
        self.job = job
        self.importers = sorted(importers, key=lambda importer: -importer.priority)
        self.report = ImportReport()
        self._done = self._total = 0
        self._told_at = 0.0
        self._companions: dict[str, dict[str, str]] = {}  # of a file by its source path: source paths by suffix
        self._belongs: dict[str, str] = {}  # companions by source path: the importer of what they belong to
        self._hashes: dict[str, str] = {}
        table = job.read().table(StoredFile)
        good = table.select().where(table.c.state != FileState.PROBLEM.value)
        self.known = {row.sha256 for row in job.read().rows(good)}

    def run(self, paths: Sequence[Path]) -> None:
        """Everything below these paths; the vault copies ahead while others are parsed."""
        self.job.case.refuse_if_archived()
        files = list(self._with_companions(discover(paths, self.job.case.info.folder, self.refuse)))
        self._total = len(files)
        taken = self.job.case.vault.take_in(files, step=self._copied)
        with ThreadPoolExecutor(_PARSERS_AT_ONCE, "parse") as parsers, closing(taken):
            for batch in _batches(taken):
                self._take(batch, parsers)
        self._take((), None)
        self.job.progress(self._total, self._total)

    def _with_companions(self, files: Iterable[Path]) -> Iterator[Path]:
        """Each file once, after the companions that belong to it."""
        wanted = {
            suffix: importer for importer in reversed(self.importers) if importer.companions
            for suffix in importer.suffixes
        }
        found: dict[Path, None] = {}
        for file in files:
            importer = wanted.get(file.suffix.lower())
            beside = companions_of(file, importer.companions) if importer is not None else {}
            if importer is not None and beside:
                self._companions[display_path(file)] = {suffix: display_path(one) for suffix, one in beside.items()}
                self._belongs |= {display_path(one): importer.id for one in beside.values()}
                found |= dict.fromkeys(beside.values())
            found[file] = None
        first = [file for file in found if display_path(file) in self._belongs]
        yield from first
        yield from (file for file in found if display_path(file) not in self._belongs)

    def refuse(self, path: Path, code: str, /, **values: object) -> None:
        """A file that did not even reach the vault."""
        shown = display_path(path)
        self.report.problems.append(self.job.problem(shown, code, **{"name": display_path(Path(path.name)), **values}))

    def _take(self, taken: Sequence[Taken], parsers: ThreadPoolExecutor | None) -> None:
        """One batch: through the parsers, into the database. What was parsed before somebody said stop is kept."""
        fresh = [file for file in self._files(taken) if not self._is_duplicate(file)]
        self._done += len(taken) - len(fresh)
        arrivals: list[_Arrival] = []
        try:
            for arrival in parsers.map(self._parse, fresh) if parsers else ():
                arrivals.append(arrival)
                self._done += 1
                self._tell(arrival.file.name)
        finally:
            refused = list(self.job.problems)
            self.job.problems.clear()
            if arrivals or refused:
                self.job.write("files.import", lambda work: self._store(work, arrivals, refused), undoable=False)

    def _copied(self, path: Path, done: int, size: int) -> None:
        """Called by the vault's threads after every piece of a file."""
        if size > _LONG_BYTES and done < size:
            self._tell(f"{display_path(Path(path.name))}  {100 * done // size} %")
        else:
            self.job.check()

    def _tell(self, item: str) -> None:
        """Say how far it is, a few times a second. Raises ``Cancelled`` if somebody asked to stop."""
        now = time.monotonic()
        if now - self._told_at < _TELL_EVERY_S:
            self.job.check()
        else:
            self._told_at = now
            self.job.progress(self._done, self._total, item)

    def _files(self, taken: Sequence[Taken]) -> Iterator[StoredFile]:
        for path, result in taken:
            if isinstance(result, UserError):
                self.refuse(path, result.code, **result.values)
            else:
                file = self._file(path, result)
                if file.source_path in self._belongs:
                    self._hashes[file.source_path] = file.sha256
                yield file

    def _file(self, path: Path, stored: Stored) -> StoredFile:
        return StoredFile(
            id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size,
            name=display_path(Path(path.name)), source_path=display_path(path),
            media_type=guess_type(path.name)[0] or "application/octet-stream",
            taken_in=Moment(utc=datetime.now(UTC)), importer="",
        )

    def _is_duplicate(self, file: StoredFile) -> bool:
        if file.sha256 in self.known:
            self.report.duplicates.append(file.source_path)
            return True
        self.known.add(file.sha256)
        return False

    def _parse(self, file: StoredFile) -> _Arrival:
        vault = self.job.case.vault
        path = vault.path(file.sha256)
        if file.source_path in self._belongs:
            return _Arrival(replace(file, importer=self._belongs[file.source_path]))
        importer = self._importer(path, Path(file.name).suffix.lower())
        if importer is None:
            return _Arrival(file, failure=UserError("import.unknown_kind", name=file.name))
        file = replace(file, importer=importer.id)
        try:
            options: dict[str, Any] = {"name": file.name}
            if importer.companions:
                beside = self._companions.get(file.source_path, {})
                options["companions"] = {
                    suffix: str(vault.path(self._hashes[one])) for suffix, one in beside.items() if one in self._hashes
                }
            parsed = self.job.parse(importer.parse, path, **options)
        except UserError as error:
            return _Arrival(file, importer, failure=error)
        return _Arrival(file, importer, parsed)

    def _importer(self, path: Path, suffix: str) -> Importer | None:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
        for importer in self.importers:
            if importer.recognise(head):
                return importer
        return next((importer for importer in self.importers if suffix in importer.suffixes), None)

    def _store(self, work: Work, arrivals: Sequence[_Arrival], refused: Sequence[Problem]) -> None:
        work.put_many(refused)
        imported: list[StoredFile] = []
        problems: list[Problem] = []
        known = {one.id for one in work.all(Problem)}
        for arrival in arrivals:
            failure = arrival.failure or _failure(work, arrival)
            if failure is None:
                imported.append(arrival.file)
            else:
                work.put(replace(arrival.file, state=FileState.PROBLEM))
                problems.append(_problem(arrival.file, failure))
        self.report.damage += [one for one in work.all(Problem) if one.id not in known]  # put by importers themselves
        work.put_many(problems)
        self.report.imported += imported
        self.report.problems += problems


def _failure(work: Work, arrival: _Arrival) -> UserError | None:
    """Store one file with its records; why it cannot be, which costs that one file alone."""
    try:
        with work.part():
            work.put(arrival.file)
            if arrival.importer is not None and arrival.parsed is not None:
                arrival.importer.store(work, arrival.file, arrival.parsed)
    except UserError as error:
        return error
    return None


def import_paths(job: Job, paths: Sequence[Path], importers: Sequence[Importer]) -> ImportReport:
    """Take files and folders into the case.

    Raises ``Cancelled`` when asked to stop; what was stored until then stays and is a duplicate the next time.
    """
    intake = _Intake(job, importers)
    intake.run(paths)
    return intake.report


def _batches(taken: Iterable[Taken]) -> Iterator[list[Taken]]:
    """As many files as make one step: not so many, nor so large, that a person waits long for the next."""
    batch: list[Taken] = []
    size = 0
    for path, result in taken:
        batch.append((path, result))
        size += result.size if isinstance(result, Stored) else 0
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def display_path(path: Path) -> str:
    """The path as text that can be stored and printed, even when its bytes are no valid UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _problem(file: StoredFile, error: UserError) -> Problem:
    return Problem(
        id=hashlib.sha256(f"{file.id} {error.code}".encode()).hexdigest()[:32],  # a second try is the same problem
        path=file.source_path, code=error.code, values={"name": file.name, **error.values}, file_id=file.id,
        at=Moment(utc=datetime.now(UTC)),
    )
