"""Which kinds of record there are, and what is contributed of them: put together once by hand in ``app.py``."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from workstation.domain.contributed import Contributions
from workstation.domain.record import R, Record, Ref
from workstation.storage.record_table import RecordTable


class Registry:
    """Finds the table of a record class or of a table name; ``contributions`` answers across all modules."""

    def __init__(self, tables: Iterable[RecordTable[Any]], contributions: Contributions) -> None:
        self.contributions = contributions
        self._by_class: dict[type[Record], RecordTable[Any]] = {}
        self._by_name: dict[str, RecordTable[Any]] = {}
        for table in tables:
            if table.record in self._by_class or table.name in self._by_name:
                raise ValueError(f"{table.name} ({table.record.__name__}) is registered twice")
            self._by_class[table.record] = table
            self._by_name[table.name] = table

    def __iter__(self) -> Iterator[RecordTable[Any]]:
        return iter(self._by_name.values())

    def of(self, kind: type[R]) -> RecordTable[R]:
        """The table of a record class."""
        return cast("RecordTable[R]", self._by_class[kind])

    def named(self, name: str) -> RecordTable[Any] | None:
        """The table of that name, or none: a case may hold records of a module that is not installed."""
        return self._by_name.get(name)

    def ref(self, record: Record) -> Ref:
        """The reference that points at ``record``."""
        return Ref(self._by_class[type(record)].name, record.id)
