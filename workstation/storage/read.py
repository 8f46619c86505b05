"""``Read``: a read-only view of a case, for any lane."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from workstation.domain.contributed import DueItem, LayerItem, SearchEntry, TimelineItem
from workstation.domain.errors import UserError
from workstation.domain.record import R, Record, Ref
from workstation.domain.rules import RulePacks
from workstation.storage import database, ledger
from workstation.storage.ledger import Brief, Head, LedgerEntry, Step
from workstation.storage.registry import Registry
from workstation.storage.vault import Vault

_IN_CHUNK = 500
# SQLite lets go of Python's lock for microseconds at every row, and whoever waits for it wakes up too late each time:
# fetching 20,000 rows in one go stops the window for half a second. Between two portions others get their turn.
_FETCH = 250
_TURN_S = 5e-5


@dataclass(frozen=True)
class CaseInfo:
    """What a case is called and where it lies. ``created_at`` is ISO UTC; ``source`` is the folder of the case that a
    frozen copy was made of."""

    id: str
    name: str
    created_at: str
    format: int
    folder: Path
    source: Path | None = None

    @property
    def derived(self) -> Path:
        """The folder of what can be rebuilt: thumbnails, previews; a frozen copy uses that of its case."""
        return (self.source or self.folder) / "derived"

    @property
    def exports(self) -> Path:
        """The folder where dossiers and packages go unless a person says otherwise."""
        return self.folder / "exports"


@dataclass(frozen=True)
class Surroundings:
    """What every view of one case shares."""

    case: CaseInfo
    registry: Registry
    vault: Vault
    rules: RulePacks


class Read:
    """Sees the newest finished work of the case on every call; belongs to the thread that asked for it."""

    def __init__(self, connection: sa.Connection, surroundings: Surroundings) -> None:
        self._connection = connection
        self._surroundings = surroundings
        self._only: dict[str, list[str]] | None = None
        self._region: tuple[int, str] | None = None

    @property
    def case(self) -> CaseInfo:
        """The case that is read."""
        return self._surroundings.case

    @property
    def registry(self) -> Registry:
        """Every kind of record there is."""
        return self._surroundings.registry

    @property
    def vault(self) -> Vault:
        """The originals."""
        return self._surroundings.vault

    @property
    def rules(self) -> RulePacks:
        """The dated rule packs, asked for the region of this case, which is looked up again after every write."""
        version = database.version_of(self._connection)
        if self._region is None or self._region[0] != version:
            whole = Read(self._connection, self._surroundings)  # also where only some records are looked at
            self._region = (version, self.registry.contributions.region(whole))
        return self._surroundings.rules.within(self._region[1])

    def table(self, kind: type[Record]) -> sa.Table:
        """The table of a record class, for selects in ``queries.py``."""
        return self.registry.of(kind).table

    def rows(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """Run a select and fetch all rows."""
        found: list[sa.Row[Any]] = []
        for some in self._connection.execute(query).partitions(_FETCH):
            found += some
            if len(some) == _FETCH:
                time.sleep(_TURN_S)
        return found

    def find(self, kind: type[R], record_id: str) -> R | None:
        """The record of that id, or none."""
        found = self._load(kind, self.table(kind).c.id == record_id)
        return found[0] if found else None

    def get(self, kind: type[R], record_id: str) -> R:
        """The record of that id. Raises ``UserError("record.missing")``."""
        record = self.find(kind, record_id)
        if record is None:
            raise UserError("record.missing", kind=self.registry.of(kind).name, id=record_id)
        return record

    def get_many(self, kind: type[R], ids: Sequence[str]) -> list[R]:
        """The records of those ids that exist, in the order asked for."""
        column = self.table(kind).c.id
        found: dict[str, R] = {}
        for start in range(0, len(ids), _IN_CHUNK):
            for record in self._load(kind, column.in_(ids[start : start + _IN_CHUNK])):
                found[record.id] = record
        return [found[record_id] for record_id in ids if record_id in found]

    def all(
        self, kind: type[R], *where: sa.ColumnElement[bool], order: Sequence[str] = ("id",)
    ) -> list[R]:
        """All records that satisfy every condition, ordered by fields (``-field`` for descending)."""
        return self._load(kind, *where, order=order)

    def where(self, kind: type[R], /, *, order: Sequence[str] = ("id",), **equals: object) -> list[R]:
        """All records whose fields equal the given values."""
        return self._load(kind, *self._conditions(kind, equals), order=order)

    def count(self, kind: type[Record], /, **equals: object) -> int:
        """How many records have these field values."""
        query = sa.select(sa.func.count()).select_from(self.table(kind)).where(*self._conditions(kind, equals))
        return int(self._connection.execute(query).scalar_one())

    def ref(self, record: Record) -> Ref:
        """The reference that points at ``record``."""
        return self.registry.ref(record)

    def resolve(self, ref: Ref) -> Record | None:
        """The record that ``ref`` points at; none if it is gone or of a module that is not installed."""
        table = self.registry.named(ref.kind)
        return self.find(table.record, ref.id) if table else None

    def only(self, refs: Iterable[Ref]) -> "Read":
        """A view in which these are the only records."""
        view = Read(self._connection, self._surroundings)
        view._only = {}
        for ref in refs:
            view._only.setdefault(ref.kind, []).append(ref.id)
        return view

    def titles(self, refs: Iterable[Ref] | None = None) -> dict[Ref, SearchEntry]:
        """What each of these records (none given: of all) is called, by what all modules contribute."""
        return self.registry.contributions.titles(self if refs is None else self.only(refs))

    def timeline(self) -> list[TimelineItem]:
        """Everything with a time in the case, earliest first."""
        return self.registry.contributions.timeline(self)

    def dues(self) -> list[DueItem]:
        """Everything that must be done by a day, besides the clocks of the procedure; the earliest first."""
        return self.registry.contributions.dues(self)

    def places(self) -> list[LayerItem]:
        """Everything with a place in the case."""
        return self.registry.contributions.places(self)

    def history(self, ref: Ref) -> list[LedgerEntry]:
        """Every ledger entry that changed the record, oldest first."""
        return ledger.of_record(self._connection, ref)

    def head(self) -> Head:
        """The head of the newest row that changed the case: what signed papers print."""
        return ledger.head(self._connection, of_case=True)

    def chain_head(self) -> Head:
        """The head of the whole chain, exports and sign-ins included."""
        return ledger.head(self._connection)

    def newest_entries(self, count: int, *, before: int | None = None) -> list[LedgerEntry]:
        """The newest ledger entries, newest first."""
        return ledger.newest(self._connection, count, before=before)

    def newest_in_brief(self, count: int) -> list[Brief]:
        """Who did what last, newest first: cheap, also while thousands of records arrive."""
        return ledger.brief(self._connection, count)

    def entry(self, seq: int) -> LedgerEntry | None:
        """The ledger entry of that number."""
        return ledger.entry(self._connection, seq)

    def steps(self) -> Iterator[Step]:
        """Every ledger entry without its images, newest first."""
        return ledger.steps(self._connection)

    def _conditions(self, kind: type[Record], equals: dict[str, object]) -> list[sa.ColumnElement[bool]]:
        columns = self.table(kind).c
        return [columns[name] == value for name, value in equals.items()]

    def _load(
        self, kind: type[R], *where: sa.ColumnElement[bool], order: Sequence[str] = ()
    ) -> list[R]:
        table = self.registry.of(kind)
        if self._only is not None:
            if table.name not in self._only:
                return []
            where = (*where, table.table.c.id.in_(self._only[table.name]))
        query = sa.select(table.table).where(*where)
        for name in order:
            column = table.table.c[name.removeprefix("-")]
            query = query.order_by(column.desc() if name.startswith("-") else column)
        found: list[R] = []
        for some in self._connection.execute(query).partitions(_FETCH):
            found += [table.load(plain) for plain in table.plains(some)]
        return found
