"""``Work``: an open transaction, the only way to write."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from workstation.domain.change import Change, ChangeKind
from workstation.domain.errors import UserError
from workstation.domain.party import Officer
from workstation.domain.record import Plain, R, Record, canonical
from workstation.domain.rules import RulePacks
from workstation.storage.ledger import RecordChange
from workstation.storage.read import Read, Surroundings
from workstation.storage.record_table import RecordTable

_CHUNK = 500


@dataclass
class _Touched:
    """A record of this work: as it was before, and as it shall be."""

    before: Plain | None
    after: Plain | None


class Work(Read):
    """Collects the writes of one step; rows, images and the ledger row are written together at its end.

    Reads inside the work see its own writes.
    """

    def __init__(
        self, connection: sa.Connection, surroundings: Surroundings, officer: Officer, at: datetime | None = None
    ) -> None:
        super().__init__(connection, surroundings)
        self.officer = officer
        self.at = at or datetime.now(UTC)
        self.notes: Plain = {}
        self._touched: dict[tuple[str, str], _Touched] = {}
        self._pending: dict[tuple[str, str], tuple[RecordTable[Any], Plain | None]] = {}

    @property
    def decider(self) -> Officer:
        """The officer whose act a decision is: whoever is signed in. Raises ``UserError("work.sign_in")``."""
        if not self.officer.verified:
            raise UserError("work.sign_in", officer=self.officer.name)
        return self.officer

    def put(self, record: Record) -> None:
        """Store a record, new or in place of the one with its id."""
        table = self.registry.of(type(record))
        self._pending[table.name, record.id] = (table, table.plain(record))

    def put_many(self, records: Iterable[Record]) -> None:
        """Store several records."""
        for record in records:
            self.put(record)

    def remove(self, kind: type[Record], record_id: str) -> None:
        """Take a record out of its table; its images stay in the ledger. Raises ``UserError("record.missing")``."""
        self.get(kind, record_id)
        table = self.registry.of(kind)
        self._pending[table.name, record_id] = (table, None)

    def note(self, **values: object) -> None:
        """Say more in the ledger entry: counts, hashes, file names. Values must be JSON."""
        self.notes.update(values)

    def flush(self) -> None:
        """Write what is pending into the open transaction, so that selects see it."""
        by_table: dict[str, list[tuple[str, Plain | None]]] = {}
        tables: dict[str, RecordTable[Any]] = {}
        for (name, record_id), (table, plain) in self._pending.items():
            tables[name] = table
            by_table.setdefault(name, []).append((record_id, plain))
        self._pending.clear()
        for name, wanted in by_table.items():
            for start in range(0, len(wanted), _CHUNK):
                self._flush_chunk(tables[name], wanted[start : start + _CHUNK])

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of the step: a ``UserError`` in it takes back that part alone, anything else takes back the step."""
        self.flush()
        before, self._touched = self._touched, {}
        savepoint = self._connection.begin_nested()
        try:
            yield
            self.flush()
        except UserError:
            savepoint.rollback()
            self._pending.clear()
            self._touched, self._region = before, None
            raise
        savepoint.commit()
        for key, touched in self._touched.items():
            before.setdefault(key, touched).after = touched.after
        self._touched = before

    def changes(self) -> list[RecordChange]:
        """What this work has changed so far, each record once; unchanged ones are left out."""
        self.flush()
        return [
            RecordChange(kind=name, id=record_id, before=touched.before, after=touched.after)
            for (name, record_id), touched in self._touched.items()
            if touched.before != touched.after
        ]

    def _flush_chunk(self, table: RecordTable[Any], wanted: Sequence[tuple[str, Plain | None]]) -> None:
        present = self._present(table, [record_id for record_id, _ in wanted])
        inserts: list[Plain] = []
        updates: list[Plain] = []
        removals: list[str] = []
        for record_id, plain in wanted:
            now = present.get(record_id)
            touched = self._touched.setdefault((table.name, record_id), _Touched(now, now))
            touched.after = plain
            if plain == now:
                continue
            if plain is None:
                removals.append(record_id)
            else:
                (inserts if now is None else updates).append(plain)
        self._write(table.table, inserts, updates, removals)

    @property
    def rules(self) -> RulePacks:
        self.flush()
        return super().rules

    def _write(self, table: sa.Table, inserts: list[Plain], updates: list[Plain], removals: list[str]) -> None:
        self._region = None  # its own writes do not show in the version of the file
        if inserts:
            self._connection.execute(table.insert(), inserts)
        if updates:
            names = [str(column.name) for column in table.columns if column.name != "id"]
            columns: dict[str, sa.BindParameter[Any]] = {name: sa.bindparam(f"new_{name}") for name in names}
            statement = table.update().where(table.c.id == sa.bindparam("row_id")).values(columns)
            self._connection.execute(statement, [
                {"row_id": plain["id"], **{f"new_{name}": plain[name] for name in columns}} for plain in updates
            ])
        if removals:
            self._connection.execute(table.delete().where(table.c.id.in_(removals)))

    def _present(self, table: RecordTable[Any], ids: Sequence[str]) -> dict[str, Plain]:
        query = sa.select(table.table).where(table.table.c.id.in_(ids))
        return {plain["id"]: plain for plain in table.plains(self._connection.execute(query))}

    # Every way of reading first writes what is pending, so that a work sees itself.

    def rows(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        self.flush()
        return super().rows(query)

    def count(self, kind: type[Record], /, **equals: object) -> int:
        self.flush()
        return super().count(kind, **equals)

    def _load(self, kind: type[R], *where: sa.ColumnElement[bool], order: Sequence[str] = ()) -> list[R]:
        self.flush()
        return super()._load(kind, *where, order=order)


def to_change(change: RecordChange) -> Change:
    """The public side of a change: what happened, without the images."""
    if change.before is None:
        return Change(change.kind, change.id, ChangeKind.ADDED)
    if change.after is None:
        return Change(change.kind, change.id, ChangeKind.REMOVED)
    return Change(change.kind, change.id, ChangeKind.CHANGED)


def restore(work: Work, changes: Sequence[RecordChange], *, forward: bool) -> None:
    """Write the before-images (or, with ``forward``, the after-images) back, if nothing has changed since.

    Raises ``UserError("history.changed_since")`` naming the first record that differs, or
    ``UserError("history.module_missing")`` for records of a module that is not installed.
    """
    for change in changes:
        table = work.registry.named(change.kind)
        if table is None:
            raise UserError("history.module_missing", kind=change.kind)
        expected, wanted = (change.before, change.after) if forward else (change.after, change.before)
        current = work.find(table.record, change.id)
        now = table.plain(current) if current is not None else None
        if _image(now) != _image(table.complete(expected)):
            raise UserError("history.changed_since", kind=change.kind, id=change.id)
        if wanted is None:
            work.remove(table.record, change.id)
        else:
            work.put(table.load(wanted))


def _image(plain: Plain | None) -> bytes:
    return canonical(plain)
