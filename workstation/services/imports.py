"""Taking files in: found, copied into the vault, parsed in the sandbox, stored in batches.

Every file found ends in exactly one of three: imported, duplicate, problem. A file whose content cannot be
read is still kept in the vault as it came: it may be evidence yet.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.evidence import FileState, Problem, StoredFile
from workstation.domain.parsed import Parsed
from workstation.domain.time import Moment
from workstation.services.discovery import discover
from workstation.services.job import Job
from workstation.services.module import Importer
from workstation.storage.vault import Stored
from workstation.storage.work import Work

_HEAD_BYTES = 4096
_BATCH = 64
_PARSERS_AT_ONCE = 2


@dataclass
class ImportReport:
    """What became of every file that was found."""

    imported: list[StoredFile] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def found(self) -> int:
        """How many files were found."""
        return len(self.imported) + len(self.duplicates) + len(self.problems)


@dataclass(frozen=True)
class _Arrival:
    """One file in the vault: parsed by its importer, or with the reason why not."""

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
        table = job.read().table(StoredFile)
        good = table.select().where(table.c.state != FileState.PROBLEM.value)
        self.known = {row.sha256 for row in job.read().rows(good)}

    def refuse(self, path: Path, code: str, **values: object) -> None:
        """A file that did not even reach the vault."""
        shown = display_path(path)
        self.report.problems.append(self.job.problem(shown, code, **{"name": display_path(Path(path.name)), **values}))

    def take(self, files: Sequence[Path], parsers: ThreadPoolExecutor) -> None:
        """One batch: into the vault, through the parsers, into the database."""
        stored = [self._file(item) for item in self._originals(files)]
        fresh = [file for file in stored if not self._is_duplicate(file)]
        arrivals = list(parsers.map(self._parse, fresh))
        refused = list(self.job.problems)
        self.job.problems.clear()
        if arrivals or refused:
            self.job.write("files.import", lambda work: self._store(work, arrivals, refused), undoable=False)

    def _originals(self, files: Sequence[Path]) -> list[tuple[Path, Stored]]:
        taken: list[tuple[Path, Stored]] = []
        for path, result in self.job.case.vault.take_in(files, cancelled=lambda: self.job.cancelled):
            if isinstance(result, UserError):
                self.refuse(path, result.code, **result.values)
            else:
                taken.append((path, result))
        return taken

    def _file(self, item: tuple[Path, Stored]) -> StoredFile:
        path, stored = item
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
        path = self.job.case.vault.path(file.sha256)
        importer = self._importer(path, Path(file.name).suffix.lower())
        if importer is None:
            return _Arrival(file, failure=UserError("import.unknown_kind", name=file.name))
        file = replace(file, importer=importer.id)
        try:
            parsed = self.job.parse(importer.parse, path, name=file.name)
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
        for arrival in arrivals:
            if arrival.failure is None and arrival.importer is not None and arrival.parsed is not None:
                work.put(arrival.file)
                arrival.importer.store(work, arrival.file, arrival.parsed)
                imported.append(arrival.file)
            elif arrival.failure is not None:
                work.put(replace(arrival.file, state=FileState.PROBLEM))
                problems.append(_problem(arrival.file, arrival.failure))
        work.put_many(problems)
        self.report.imported += imported
        self.report.problems += problems


def import_paths(job: Job, paths: Sequence[Path], importers: Sequence[Importer]) -> ImportReport:
    """Take files and folders into the case.

    Raises ``Cancelled`` when asked to stop; what was stored until then stays and is a duplicate the next time.
    """
    intake = _Intake(job, importers)
    files = list(discover(paths, job.case.info.folder, intake.refuse))
    with ThreadPoolExecutor(_PARSERS_AT_ONCE, "parse") as parsers:
        for start in range(0, len(files), _BATCH):
            job.progress(start, len(files), files[start].name)
            intake.take(files[start : start + _BATCH], parsers)
        intake.take((), parsers)
    job.progress(len(files), len(files))
    return intake.report


def display_path(path: Path) -> str:
    """The path as text that can be stored and printed, even when its bytes are no valid UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _problem(file: StoredFile, error: UserError) -> Problem:
    return Problem(
        id=hashlib.sha256(f"{file.id} {error.code}".encode()).hexdigest()[:32],  # a second try is the same problem
        path=file.source_path, code=error.code, values={"name": file.name, **error.values}, file_id=file.id,
        at=Moment(utc=datetime.now(UTC)),
    )
