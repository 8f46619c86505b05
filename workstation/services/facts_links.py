"""What records point at: references, ids of other records, clocks of times."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workstation.domain.record import Record, Ref
from workstation.domain.time import Moment
from workstation.storage.record_table import RecordTable
from workstation.storage.tables import CLOCKS


@dataclass(frozen=True)
class Link:
    """One pointer: where it stands in its record (``.moment.clock_id``, ``.refs[0]``) and what it points at."""

    place: str
    ref: Ref


def links_of(table: RecordTable[Any], record: Record) -> Iterator[Link]:
    """Everything that one record points at."""
    for name, target in table.points_at.items():
        value = getattr(record, name)
        if isinstance(value, tuple):
            yield from (Link(f".{name}[{at}]", Ref(target, one)) for at, one in enumerate(value))
        elif value:
            yield Link(f".{name}", Ref(target, value))
    for place, part in parts_of(record):
        if isinstance(part, Ref):
            yield Link(place, part)
        elif isinstance(part, Moment) and part.clock_id:
            yield Link(f"{place}.clock_id", Ref(CLOCKS.name, part.clock_id))


def parts_of(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every dataclass within ``value`` with its place; a plugin's free JSON holds none."""
    if isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from parts_of(one, f"{place}[{at}]")
    elif dataclasses.is_dataclass(value):
        yield place, value
        for field in dataclasses.fields(value):
            yield from parts_of(getattr(value, field.name), f"{place}.{field.name}")
