"""``Case``: an open case. Reading is free in every thread; writing is one step at a time."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import sqlalchemy as sa
from filelock import FileLock

from workstation import __version__
from workstation.domain.change import Changes
from workstation.domain.dossier import DossierVersion
from workstation.domain.errors import UserError
from workstation.domain.party import Officer
from workstation.domain.rules import RulePacks
from workstation.storage import case_folder, database, ledger
from workstation.storage.archived import archived_version, refuse_changes
from workstation.storage.case_folder import DATABASE
from workstation.storage.ledger import Draft, EntryKind, Head, Step
from workstation.storage.read import CaseInfo, Read, Surroundings
from workstation.storage.registry import Registry
from workstation.storage.tables import VERSIONS
from workstation.storage.upgrades import FORMAT, STEPS
from workstation.storage.vault import Vault
from workstation.storage.work import Work, to_change

PROGRAM = f"embercase {__version__}"

# what SQLite and its driver say of a file whose bytes were changed
_BROKEN = (
    "malformed", "file is not a database", "no such table: ledger", "Could not decode to UTF-8", "codec can't decode",
)

Listener = Callable[[Changes], None]
T = TypeVar("T")


class Case:
    """An open case; made by ``create_case`` and ``open_case``, ended by ``close``."""

    def __init__(
        self, surroundings: Surroundings, officer: Officer, *, held: FileLock | None, immutable: bool = False,
        copy: TemporaryDirectory[str] | None = None,
    ) -> None:
        self._copy = copy
        self._surroundings = surroundings
        self._officer = officer
        self._held = held
        path = (Path(copy.name) if copy else surroundings.case.folder) / DATABASE
        self._writer = database.writer_engine(path) if held else None
        self._readers = database.reader_engine(path, immutable=immutable)
        self._write_lock = threading.RLock()
        self._local = threading.local()
        self._connections: list[sa.Connection] = []
        self._listeners: list[Listener] = []
        self._archived: tuple[DossierVersion | None] | None = None

    @property
    def info(self) -> CaseInfo:
        """What the case is called and where it lies."""
        return self._surroundings.case

    @property
    def vault(self) -> Vault:
        """The originals."""
        return self._surroundings.vault

    @property
    def registry(self) -> Registry:
        """Every kind of record there is."""
        return self._surroundings.registry

    @property
    def rules(self) -> RulePacks:
        """The dated rule packs."""
        return self._surroundings.rules

    @property
    def read_only(self) -> bool:
        """Whether this opening may not write."""
        return self._writer is None

    @property
    def completed(self) -> bool:
        """Whether an older case is read from a copy to which the tables and columns of this program were added."""
        return self._copy is not None

    @property
    def archived(self) -> DossierVersion | None:
        """The version under which the dossier is archived: until it is reopened, steps that change what it tells are
        refused (``case.archived``)."""
        if self._archived is None:
            self._archived = (archived_version(self.read()),)
        return self._archived[0]

    def refuse_if_archived(self) -> None:
        """Raises ``UserError("case.archived")``: for long work, before it begins."""
        if self.archived is not None:
            raise UserError("case.archived", number=self.archived.number, name=self.info.name)

    @property
    def officer(self) -> Officer:
        """Who acts; every ledger row names this officer."""
        return self._officer

    def act_as(self, officer: Officer) -> None:
        """From now on ``officer`` acts; the case learns the officer if it does not know them yet."""
        self._officer = officer
        known = None if self.read_only else self.read().find(Officer, officer.id)
        if self.read_only or known == officer or (known is not None and self.archived is not None):
            return
        with self.work("officers.join", undoable=False) as work:
            work.put(officer)

    def read(self) -> Read:
        """A view for the calling thread."""
        connection: sa.Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            try:
                connection = self._readers.connect()
            except sa.exc.DBAPIError as error:
                raise self._explain(error) from error
            self._local.connection = connection
            self._connections.append(connection)  # appending is atomic; the write lock may be held elsewhere
        return Read(connection, self._surroundings)

    def look(self, fn: Callable[[Read], T]) -> T:
        """What ``fn`` reads in the calling thread; a stick that is gone or a broken database becomes a sentence."""
        try:
            return fn(self.read())
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            raise self._explain(error) from error

    @contextmanager
    def work(
        self, operation: str, *, reason: str = "", undoable: bool = True, witness: bool = False,
        initiator: object = None,
    ) -> Iterator[Work]:
        """One step: rows, images and the ledger row in one transaction, then one message to the listeners.

        ``witness`` marks what only looks at the case (view, export, sign-in): it is recorded but does not move
        the case's own head. An exception undoes everything. Raises ``UserError("case.archived")`` for what would change
        an archived dossier.
        """
        kind = EntryKind.WITNESS if witness else EntryKind.DO if undoable else EntryKind.FIXED
        with self._step(operation, kind, reason, None, initiator) as work:
            yield work

    @contextmanager
    def reversing(self, original: Step, *, forward: bool, initiator: object = None) -> Iterator[Work]:
        """A step that takes ``original`` back (or, with ``forward``, does it again), recorded as such."""
        kind = EntryKind.REDO if forward else EntryKind.UNDO
        with self._step(original.operation, kind, "", original.seq, initiator) as work:
            yield work

    @contextmanager
    def _step(
        self, operation: str, kind: EntryKind, reason: str, undoes: int | None, initiator: object
    ) -> Iterator[Work]:
        if self._writer is None:
            raise UserError("case.read_only", path=self.info.folder)
        if not (self.info.folder / DATABASE).exists():  # an open file of a deleted folder takes writes, and loses them
            raise UserError("case.folder_gone", path=self.info.folder)
        with self._write_lock:
            try:
                with self._writer.begin() as connection:
                    work = Work(connection, self._surroundings, self._officer)
                    yield work
                    changes = self._record(connection, work, operation, kind, reason, undoes, initiator)
            except (sa.exc.DBAPIError, sqlite3.Error) as error:
                raise self._explain(error) from error
        if changes.seq:
            if any(change.kind == VERSIONS.name for change in changes.items):
                self._archived = None
            for listener in tuple(self._listeners):
                listener(changes)

    def _record(
        self, connection: sa.Connection, work: Work, operation: str, kind: EntryKind, reason: str,
        undoes: int | None, initiator: object,
    ) -> Changes:
        changed = work.changes()
        if not changed and not work.notes and kind is not EntryKind.WITNESS:
            return Changes(operation, 0, (), initiator)
        refuse_changes(work, changed)
        head = ledger.append(connection, Draft(
            at=work.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), officer=work.officer,
            operation=operation, kind=kind, program=PROGRAM, reason=reason, note=work.notes, changes=changed,
            undoes=undoes,
        ))
        return Changes(operation, head.size, tuple(to_change(change) for change in changed), initiator)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear of every finished step, on the thread that wrote it; returns the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def connection(self) -> sa.Connection:
        """The calling thread's read-only connection: for verification, which distrusts everything above it."""
        self.read()
        connection: sa.Connection = self._local.connection
        return connection

    def copy_to(self, folder: Path) -> None:
        """A frozen copy of the database and identity in ``folder``; originals stay where they are."""
        database.copy_database(self._readers, folder / DATABASE)
        case_folder.write_identity(replace(self.info, folder=folder))

    def chain_head(self) -> Head:
        """The head of the whole ledger."""
        return self.read().chain_head()

    def close(self) -> None:
        """Give the case back. Safe to call twice."""
        with self._write_lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._readers.dispose()
            if self._writer is not None:
                self._writer.dispose()
                self._writer = None
            if self._held is not None:
                self._held.release()
                self._held = None
            if self._copy is not None:
                self._copy.cleanup()

    def _explain(self, error: Exception) -> Exception:
        """A known sentence for what the database says, or the error itself if it is a bug of ours."""
        text = str(error)
        folder = self.info.folder
        if not folder.exists():
            return UserError("case.folder_gone", path=folder)
        if "database or disk is full" in text:
            return UserError("case.disk_full", path=folder)
        if "disk I/O error" in text or "unable to open database file" in text:
            return UserError("case.folder_unusable", path=folder, reason=text.splitlines()[0])
        if any(sign in text for sign in _BROKEN):
            return UserError("case.database_broken", path=folder / DATABASE)
        if "readonly database" in text:
            return UserError("case.read_only", path=folder)
        return error


def create_case(folder: Path, name: str, registry: Registry, rules: RulePacks, officer: Officer) -> Case:
    """Make a new case and open it. Raises ``UserError`` when the folder is taken or cannot be written."""
    info = case_folder.create_folder(folder, name)
    surroundings = Surroundings(info, registry, Vault(info.folder / "vault"), rules)
    with case_folder.naming_folder(folder):
        held = case_folder.lock(info.folder)
    case = Case(surroundings, officer, held=held)
    try:
        assert case._writer is not None
        with case._writer.begin() as connection:
            database.create_tables(connection, registry)
        with case.work("case.create", undoable=False) as work:
            work.note(case_id=info.id, name=info.name, created_at=info.created_at, format=info.format)
            work.put(officer)
        case_folder.write_identity(info)
    except BaseException:
        case.close()
        raise
    return case


def open_case(
    folder: Path, registry: Registry, rules: RulePacks, officer: Officer, *, read_only: bool = False,
    vault: Path | None = None,
) -> Case:
    """Open a case. ``vault`` is where the originals lie if not in the folder (a frozen copy).

    Raises ``UserError``: not a case, newer format, in use elsewhere, folder gone, database broken.
    A folder that cannot be written is opened read-only.
    """
    info = case_folder.read_identity(folder)
    writable = not read_only and case_folder.is_writable(info.folder)
    held = case_folder.lock(info.folder) if writable else None
    if vault is not None:
        info = replace(info, source=vault.parent)
    surroundings = Surroundings(info, registry, Vault(vault or info.folder / "vault"), rules)
    case = Case(surroundings, officer, held=held, immutable=not case_folder.is_writable(info.folder))
    try:
        if held is not None:
            _bring_up_to_date(case)
            case.vault.clear_incoming()
        elif not database.fits(case.connection(), registry):
            case = _completed_copy(case)
        case.chain_head()
        case.act_as(officer)
    except (sa.exc.DBAPIError, UnicodeDecodeError) as error:
        case.close()
        raise case._explain(error) from error
    except BaseException:
        case.close()
        raise
    return case


def _completed_copy(case: Case) -> Case:
    """An older case that may not be written, read from a copy that is brought up to date; ``case`` is closed."""
    copy = TemporaryDirectory(prefix="embercase-", ignore_cleanup_errors=True)
    path = Path(copy.name) / DATABASE
    try:
        database.copy_database(case._readers, path)
        case.close()
        engine = database.writer_engine(path)
        with engine.begin() as connection:
            database.create_tables(connection, case.registry)
            database.add_columns(connection, case.registry)
        engine.dispose()
    except BaseException:
        copy.cleanup()
        raise
    return Case(case._surroundings, case.officer, held=None, copy=copy)


def _bring_up_to_date(case: Case) -> None:
    """Add tables of new modules and columns of new fields; take format steps after copying the database aside."""
    assert case._writer is not None
    folder = case.info.folder
    if case.info.format < FORMAT:
        database.copy_database(case._readers, folder / f"case.before-format-{FORMAT}.sqlite")
    with case._writer.begin() as connection:
        for number in range(case.info.format, FORMAT):
            STEPS[number](connection)
        database.create_tables(connection, case.registry)
        added = database.add_columns(connection, case.registry)
    if added or case.info.format < FORMAT:
        with case.work("case.upgrade", undoable=False) as work:
            work.note(from_format=case.info.format, to_format=FORMAT, columns=added)
    if case.info.format < FORMAT:
        case_folder.write_identity(replace(case.info, format=FORMAT))
