"""One table per kind of record, its columns derived from the dataclass, so that both can never disagree."""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Generic

import sqlalchemy as sa

from workstation.domain.record import Plain, R, default_plain, from_plain, to_plain


@dataclass(frozen=True)
class RecordTable(Generic[R]):
    """The table of one kind of record.

    ``facts`` is its key in the case-facts file, if it is exchanged there. ``points_at`` says of fields that hold ids
    (one or several) which table's they are; ``only_id`` is the id of the one record that there may be; ``taken_from``
    names the field with references to what the record was taken from, such as the carrier of data.
    """

    name: str
    record: type[R]
    table: sa.Table
    facts: str | None = None
    points_at: Mapping[str, str] = field(default_factory=dict)
    only_id: str | None = None
    taken_from: str = ""

    def plain(self, record: R) -> Plain:
        """The plain form, which is at once the row and the ledger image."""
        return to_plain(record)

    def load(self, plain: Plain) -> R:
        """The record of one plain form."""
        return from_plain(self.record, plain)

    def complete(self, image: Plain | None) -> Plain | None:
        """A ledger image with the fields that its record has got since, by their defaults."""
        return None if image is None else default_plain(self.record) | image

    def plains(self, rows: Iterable[Sequence[Any]]) -> Iterator[Plain]:
        """The plain forms of rows that hold every column in the table's order."""
        names = [str(column.name) for column in self.table.columns]
        return (dict(zip(names, row, strict=True)) for row in rows)


def record_table(
    name: str, record: type[R], *, index: Sequence[str] = (), facts: str | None = None,
    points_at: Mapping[str, str] | None = None, only_id: str | None = None, taken_from: str = "",
) -> RecordTable[R]:
    """Derive the table ``name`` for ``record``; ``index`` names fields that are looked up often.

    ``points_at`` maps fields that hold ids to the tables of those ids; ``only_id`` is for what there is one of;
    ``taken_from`` is a field of references to what the record was taken from.

    Text, dates, decimal numbers and enumerations become text; whole numbers, floats and truth values their own
    kind; everything else (nested records, tuples, mappings) canonical JSON.
    """
    hints = typing.get_type_hints(record)
    columns = [_column(part.name, hints[part.name], part.name in index) for part in fields(record)]
    table = sa.Table(name, sa.MetaData(), *columns)
    return RecordTable(name, record, table, facts, points_at or {}, only_id, taken_from)


def _column(name: str, hint: Any, indexed: bool) -> sa.Column[Any]:
    if name == "id":
        return sa.Column("id", sa.Text, primary_key=True)
    kind, nullable = _without_none(hint)
    return sa.Column(name, _sql_type(kind), nullable=nullable, index=indexed)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        kinds = [kind for kind in typing.get_args(hint) if kind is not types.NoneType]
        if len(kinds) == 1:
            return kinds[0], True
    return hint, False


def _sql_type(kind: Any) -> sa.types.TypeEngine[Any]:
    if isinstance(kind, type) and typing.get_origin(kind) is None:
        if issubclass(kind, bool):
            return sa.Boolean()
        if issubclass(kind, str | date | datetime | Enum | Decimal):
            return sa.Text()
        if issubclass(kind, int):
            return sa.BigInteger()
        if issubclass(kind, float):
            return sa.Double()
    return sa.JSON(none_as_null=True)
