"""The ledger: one row per piece of work, each carrying the hash of the one before.

An entry is canonical JSON text::

    {"at", "changes": [{"after", "before", "id", "kind"}], "kind", "note", "officer": {"id", "name", "verified"},
     "operation", "prev", "program", "reason", "seq", "undoes"}

and its hash is the SHA-256 of that text. A chain shows tampering only to someone who holds its head, so every
export prints and stores the head.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
import sqlalchemy as sa

from workstation.domain.errors import UserError
from workstation.domain.party import Officer
from workstation.domain.record import Plain, Ref, canonical
from workstation.storage.tables import LEDGER, LEDGER_TOUCH

GENESIS = "0" * 64


class EntryKind(StrEnum):
    """What an entry means for undo, and whether it changed the case at all."""

    DO = "do"
    FIXED = "fixed"
    UNDO = "undo"
    REDO = "redo"
    WITNESS = "witness"


@dataclass(frozen=True)
class RecordChange:
    """One record before and after; ``None`` where it did not exist."""

    kind: str
    id: str
    before: Plain | None
    after: Plain | None


@dataclass(frozen=True)
class Head:
    """The newest row of a ledger: how many rows there are, and the hash of the last."""

    size: int
    hash: str


@dataclass(frozen=True)
class LedgerEntry:
    """One row of the ledger, read back."""

    seq: int
    at: str
    officer: dict[str, Any]
    operation: str
    kind: EntryKind
    reason: str
    note: Plain
    changes: tuple[RecordChange, ...]
    undoes: int | None
    prev: str
    hash: str

    @classmethod
    def parse(cls, text: str, digest: str) -> "LedgerEntry":
        """The entry of a row's text. Raises ``UserError`` when someone has changed its shape."""
        try:
            body = orjson.loads(text)
            return cls(
                seq=body["seq"], at=body["at"], officer=body["officer"], operation=body["operation"],
                kind=EntryKind(body["kind"]), reason=body["reason"], note=body["note"],
                changes=tuple(RecordChange(**change) for change in body["changes"]),
                undoes=body["undoes"], prev=body["prev"], hash=digest,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise UserError("ledger.entry_unreadable", hash=digest) from error


@dataclass(frozen=True)
class Step:
    """An entry without its images: enough to find what can be undone."""

    seq: int
    kind: EntryKind
    operation: str
    undoes: int | None


@dataclass(frozen=True)
class Draft:
    """What a new entry shall say, before it has its place in the chain."""

    at: str
    officer: Officer
    operation: str
    kind: EntryKind
    program: str
    reason: str
    note: Plain
    changes: Sequence[RecordChange]
    undoes: int | None = None


def entry_hash(text: str) -> str:
    """The hash of an entry: SHA-256 of its text as UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def append(connection: sa.Connection, draft: Draft) -> Head:
    """Write the next row, inside the caller's transaction."""
    last = head(connection)
    text = canonical({
        "seq": last.size + 1, "prev": last.hash, "at": draft.at, "operation": draft.operation,
        "kind": draft.kind.value, "program": draft.program, "reason": draft.reason, "note": draft.note,
        "undoes": draft.undoes,
        "officer": {"id": draft.officer.id, "name": draft.officer.name, "verified": draft.officer.verified},
        "changes": [
            {"kind": change.kind, "id": change.id, "before": change.before, "after": change.after}
            for change in draft.changes
        ],
    }).decode()
    digest = entry_hash(text)
    connection.execute(LEDGER.insert().values(
        seq=last.size + 1, at=draft.at, officer_id=draft.officer.id, operation=draft.operation,
        kind=draft.kind.value, undoes=draft.undoes, entry=text, hash=digest,
    ))
    touched = [
        {"seq": last.size + 1, "record_kind": change.kind, "record_id": change.id} for change in draft.changes
    ]
    if touched:
        connection.execute(LEDGER_TOUCH.insert(), touched)
    return Head(last.size + 1, digest)


def head(connection: sa.Connection, *, of_case: bool = False) -> Head:
    """The head of the chain; with ``of_case`` that of the newest row that changed the case.

    Views, exports and sign-ins are rows too, but a dossier of an unchanged case must not differ because it
    was printed before.
    """
    query = sa.select(LEDGER.c.seq, LEDGER.c.hash).order_by(LEDGER.c.seq.desc()).limit(1)
    if of_case:
        query = query.where(LEDGER.c.kind != EntryKind.WITNESS.value)
    row = connection.execute(query).first()
    return Head(row.seq, row.hash) if row else Head(0, GENESIS)


def entry(connection: sa.Connection, seq: int) -> LedgerEntry | None:
    """The entry of that number."""
    row = connection.execute(sa.select(LEDGER.c.entry, LEDGER.c.hash).where(LEDGER.c.seq == seq)).first()
    return LedgerEntry.parse(row.entry, row.hash) if row else None


def entries(connection: sa.Connection, *, start: int = 1) -> Iterator[LedgerEntry]:
    """All entries from ``start`` on, oldest first, streamed."""
    query = sa.select(LEDGER.c.entry, LEDGER.c.hash).where(LEDGER.c.seq >= start).order_by(LEDGER.c.seq)
    for row in connection.execution_options(yield_per=2000).execute(query):
        yield LedgerEntry.parse(row.entry, row.hash)


def steps(connection: sa.Connection) -> Iterator[Step]:
    """Every entry without its images, newest first, streamed."""
    query = sa.select(LEDGER.c.seq, LEDGER.c.kind, LEDGER.c.operation, LEDGER.c.undoes)
    for row in connection.execution_options(yield_per=200).execute(query.order_by(LEDGER.c.seq.desc())):
        yield Step(row.seq, EntryKind(row.kind), row.operation, row.undoes)


@dataclass(frozen=True)
class Brief:
    """Who did what when, without the images; ``at`` is ISO UTC."""

    seq: int
    at: str
    officer: str
    operation: str
    kind: EntryKind


def brief(connection: sa.Connection, count: int) -> list[Brief]:
    """The newest ``count`` entries, newest first. The images, which may be large, are not read into the program."""
    officer = sa.func.json_extract(LEDGER.c.entry, "$.officer.name")
    query = sa.select(LEDGER.c.seq, LEDGER.c.at, officer, LEDGER.c.operation, LEDGER.c.kind)
    rows = connection.execute(query.order_by(LEDGER.c.seq.desc()).limit(count))
    return [Brief(row[0], row[1], str(row[2]), row[3], EntryKind(row[4])) for row in rows]


def newest(connection: sa.Connection, count: int, *, before: int | None = None) -> list[LedgerEntry]:
    """The newest ``count`` entries, newest first; with ``before`` those older than that number."""
    query = sa.select(LEDGER.c.entry, LEDGER.c.hash).order_by(LEDGER.c.seq.desc()).limit(count)
    if before is not None:
        query = query.where(LEDGER.c.seq < before)
    return [LedgerEntry.parse(row.entry, row.hash) for row in connection.execute(query)]


def of_record(connection: sa.Connection, ref: Ref) -> list[LedgerEntry]:
    """Every entry that changed one record, oldest first."""
    query = (
        sa.select(LEDGER.c.entry, LEDGER.c.hash)
        .join(LEDGER_TOUCH, LEDGER_TOUCH.c.seq == LEDGER.c.seq)
        .where(LEDGER_TOUCH.c.record_kind == ref.kind, LEDGER_TOUCH.c.record_id == ref.id)
        .order_by(LEDGER.c.seq)
    )
    return [LedgerEntry.parse(row.entry, row.hash) for row in connection.execute(query)]
