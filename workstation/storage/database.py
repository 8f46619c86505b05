"""The SQLite file of a case: how it is opened, and nothing about what it means.

The pragmas and their order are chosen for power cuts: with ``synchronous=FULL`` on a WAL file no acknowledged
write was lost in simulated crashes, while the common defaults lost or corrupted some.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.pool import NullPool, StaticPool

from workstation.domain.record import canonical, default_plain
from workstation.storage.record_table import RecordTable
from workstation.storage.tables import LEDGER, LEDGER_TOUCH

_WRITER_PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
)
_READER_PRAGMAS = ("PRAGMA busy_timeout=5000", "PRAGMA trusted_schema=OFF", "PRAGMA query_only=ON")
_GUARDS = (
    "CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)


def _engine(connect: Any, pool: type[sa.Pool], pragmas: Iterable[str], isolation: str) -> sa.Engine:
    engine = sa.create_engine(
        "sqlite://",
        creator=connect,
        poolclass=pool,
        json_serializer=lambda value: canonical(value).decode(),
        json_deserializer=orjson.loads,
        isolation_level=isolation,
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the driver's own transactions would not cover DDL
        for pragma in pragmas:
            connection.execute(pragma)

    return engine


def version_of(connection: sa.Connection) -> int:
    """A number that changes when any other connection has written to the file; costs a few microseconds."""
    driver: Any = connection.connection.driver_connection
    return int(driver.execute("PRAGMA data_version").fetchone()[0])


def writer_engine(path: Path) -> sa.Engine:
    """The one engine that writes; its transactions take the write lock at once."""

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(path, check_same_thread=False)

    engine = _engine(connect, StaticPool, _WRITER_PRAGMAS, "SERIALIZABLE")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reader_engine(path: Path, *, immutable: bool = False) -> sa.Engine:
    """Read-only connections, each select seeing the newest finished work.

    ``immutable`` is for a case on a medium that cannot be written at all, where WAL has no place to lock.
    """
    options = "mode=ro&immutable=1" if immutable else "mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.as_uri()}?{options}", uri=True, check_same_thread=False)

    return _engine(connect, NullPool, _READER_PRAGMAS, "AUTOCOMMIT")


def create_tables(connection: sa.Connection, tables: Iterable[RecordTable[Any]]) -> None:
    """Add the tables that are missing, and the guards of the ledger."""
    for table in (LEDGER, LEDGER_TOUCH, *(record.table for record in tables)):
        table.create(connection, checkfirst=True)
    for guard in _GUARDS:
        connection.exec_driver_sql(guard.format(table=LEDGER.name))
        connection.exec_driver_sql(guard.format(table=LEDGER_TOUCH.name))


def add_columns(connection: sa.Connection, tables: Iterable[RecordTable[Any]]) -> dict[str, list[str]]:
    """Add the columns of fields that records have got since the tables were made, filled with the fields' defaults.

    Returns the names by table. A new field needs a default; without one it is a new format with a step of its own.
    """
    added: dict[str, list[str]] = {}
    for record in tables:
        missing = missing_columns(connection, record)
        defaults = default_plain(record.record) if missing else {}
        for column in missing:
            kind = column.type.compile(connection.dialect)
            place = f'ALTER TABLE "{record.name}" ADD COLUMN "{column.name}" {kind}'
            connection.exec_driver_sql(place)
            value = sa.bindparam("value", defaults[str(column.name)], column.type)
            connection.execute(record.table.update().values({column: value}))
            added.setdefault(record.name, []).append(str(column.name))
    return added


def missing_columns(connection: sa.Connection, record: RecordTable[Any]) -> list[sa.Column[Any]]:
    """The columns that the table in the file does not have."""
    found = _columns(connection, record)
    return [column for column in record.table.columns if found and column.name not in found]


def fits(connection: sa.Connection, tables: Iterable[RecordTable[Any]]) -> bool:
    """Whether the file has every table and column that this program reads."""
    return all(
        {str(column.name) for column in record.table.columns} <= _columns(connection, record) for record in tables
    )


def _columns(connection: sa.Connection, record: RecordTable[Any]) -> set[str]:
    return {str(row[1]) for row in connection.exec_driver_sql(f'PRAGMA table_info("{record.name}")')}


def copy_database(source: sa.Engine, target: Path) -> None:
    """A consistent copy while others write (SQLite's own backup)."""
    with source.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        copy = sqlite3.connect(target)
        try:
            raw.backup(copy)
            # a copy is only read: without WAL it needs no mapped file, whose pages a full disk cannot give (SIGBUS)
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()
