"""Checking a case-facts document whole before a single record is put: each flaw is named with its place.

Places are JSON paths (``$.events[3].moment.utc``), as in the messages of any JSON Schema validator.
"""

import hashlib
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import cattrs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from workstation.domain.errors import UserError
from workstation.domain.record import Plain, Record, Ref, canonical, from_plain
from workstation.domain.time import Moment, zone
from workstation.services.facts_links import Link, links_of, parts_of
from workstation.services.facts_reading import ObjectWithRepeats
from workstation.services.facts_schema import FORMAT, VERSION, exchanged, schema
from workstation.services.schema import DAY, TIME
from workstation.storage.read import Read
from workstation.storage.record_table import RecordTable

_SHOWN = 20
_SHOWN_VALUE = 60
_DEEPEST = 64
_LARGEST = 2**63
_TYPES: dict[type, str] = {
    dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null",
}

Records = dict[str, list[Record]]


def check_document(document: Plain, read: Read, source: str) -> Records:
    """The records of the document, by their key in it.

    Raises ``UserError``: ``facts.other_format``, ``facts.newer_version``, or ``facts.invalid`` with every flaw.
    """
    if document.get("format") != FORMAT:
        raise UserError("facts.other_format", path=source, found=_short(document.get("format")))
    version = document.get("version")
    if type(version) is int and version > VERSION:
        raise UserError("facts.newer_version", path=source, version=version, known=VERSION)
    _refuse(_values(document), source)
    _refuse(_shape(document, schema(read.registry)), source)
    tables = dict(exchanged(read.registry))
    records: Records = {}
    flaws: list[UserError] = []
    for key, table in tables.items():
        for record in _structured(table, key, document.get(key, ())):
            if isinstance(record, UserError):
                flaws.append(record)
            else:
                records.setdefault(key, []).append(record)
    _refuse(flaws, source)
    _refuse(_meaning(document, records, tables, read), source)
    return records


def _refuse(flaws: Iterable[UserError], source: str) -> None:
    found = list(flaws)
    if found:
        raise UserError("facts.invalid", path=source, count=len(found)).of(found[:_SHOWN])


def _meaning(
    document: Plain, records: Records, tables: Mapping[str, RecordTable[Any]], read: Read
) -> Iterator[UserError]:
    """What no schema can say: ids given once, zones that exist, pointers that lead somewhere and not in a circle."""
    known = {Ref(tables[key].name, record.id) for key, kinds in records.items() for record in kinds}
    known |= {Ref(**plain) for plain in document.get("outside", ())}
    for key, kinds in records.items():
        yield from _repeated(key, kinds, document[key])
        for at, record in enumerate(kinds):
            place = f"$.{key}[{at}]"
            yield from _zones(record, place)
            for link in links_of(tables[key], record):
                if link.ref not in known and read.resolve(link.ref) is None:
                    yield _leads_nowhere(link, place, read)
        yield from _circles(tables[key], kinds, key)


def _repeated(key: str, records: Sequence[Record], plains: Sequence[Plain]) -> Iterator[UserError]:
    first: dict[str, int] = {}
    for at, record in enumerate(records):
        before = first.setdefault(record.id, at)
        if before != at:
            place, other = f"$.{key}[{at}]", f"$.{key}[{before}]"
            if "id" in plains[at]:
                yield UserError("facts.id_twice", place=f"{place}.id", id=record.id, other=other)
            else:
                yield UserError("facts.said_twice", place=place, other=other)


def _zones(record: Record, place: str) -> Iterator[UserError]:
    for within, part in parts_of(record):
        if isinstance(part, Moment):
            try:
                zone(part.zone)
            except UserError as error:
                yield UserError("facts.refused", place=f"{place}{within}.zone").of([error])


def _leads_nowhere(link: Link, place: str, read: Read) -> UserError:
    where = f"{place}{link.place}"
    if read.registry.named(link.ref.kind) is None:
        kinds = ", ".join(sorted(table.name for table in read.registry if table.facts))
        return UserError("facts.kind_unknown", place=where, kind=_short(link.ref.kind), known=kinds)
    key = next((table.facts for table in read.registry if table.name == link.ref.kind), None) or link.ref.kind
    return UserError("facts.leads_nowhere", place=where, id=_short(link.ref.id), kind=key)


def _circles(table: RecordTable[Any], records: Sequence[Record], key: str) -> Iterator[UserError]:
    """A place within itself, a hand-over that supersedes itself."""
    for name in (name for name, target in table.points_at.items() if target == table.name):
        above = {record.id: getattr(record, name) for record in records}
        for at, record in enumerate(records):
            seen, step = {record.id}, above[record.id]
            while step in above and step not in seen:
                seen.add(step)
                step = above[step]
            if step == record.id:
                yield UserError("facts.circle", place=f"$.{key}[{at}].{name}", id=_short(record.id))


# ---- the values


def _values(value: object, place: str = "$", depth: int = 0) -> Iterator[UserError]:
    """What JSON allows and no case can hold."""
    if depth > _DEEPEST:
        yield UserError("facts.too_deep", place=place[:200], limit=_DEEPEST)
    elif isinstance(value, dict):
        if isinstance(value, ObjectWithRepeats):
            yield from (UserError("facts.key_twice", place=place, name=_short(name)) for name in value.names)
        for name, part in value.items():
            yield from _values(part, f"{place}.{name}", depth + 1)
            yield from _values(name, place, depth + 1)
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _values(part, f"{place}[{at}]", depth + 1)
    elif isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):  # can be neither stored nor printed
            yield UserError("facts.not_text", place=_short(place))
    elif isinstance(value, int | float) and not _is_storable(value):
        yield UserError("facts.number_too_large", place=place)


def _is_storable(number: float) -> bool:
    return abs(number) < _LARGEST if isinstance(number, int) else math.isfinite(number)


# ---- the shape


def _shape(document: Plain, against: Plain) -> Iterator[UserError]:
    seen: set[tuple[str, str]] = set()
    for error in Draft202012Validator(against).iter_errors(document):
        for flaw in _flaws_of(error):
            key = flaw.code, str(flaw.values)
            if key not in seen:
                seen.add(key)
                yield flaw


def _flaws_of(error: ValidationError) -> Iterator[UserError]:
    place, rule = error.json_path, error.validator
    value: Any = error.instance
    wanted: Any = error.validator_value
    schema_there: Any = error.schema
    match rule:
        case "required":
            missing = [name for name in wanted if name not in value]
            yield from (UserError("facts.field_missing", place=place, name=name) for name in missing)
        case "additionalProperties":
            known = schema_there["properties"]
            for name in value:
                if name not in known:
                    yield UserError(
                        "facts.field_unknown", place=place, name=_short(name), known=", ".join(sorted(known))
                    )
        case "type":
            kinds = wanted if isinstance(wanted, str) else " / ".join(wanted)
            yield UserError("facts.wrong_type", place=place, wanted=kinds, found=_kind(value), value=_short(value))
        case "enum" | "const":
            choices = wanted if isinstance(wanted, list) else [wanted]
            yield UserError(
                "facts.not_a_choice", place=place, value=_short(value), known=", ".join(map(_json, choices))
            )
        case "anyOf":
            yield from _flaws_of_optional(error)
        case "pattern" if wanted in (TIME, DAY):
            code = "facts.not_a_time" if wanted == TIME else "facts.not_a_day"
            yield UserError(code, place=place, value=_short(value))
        case _:
            yield UserError("facts.bad_value", place=place, value=_short(value), reason=error.message[-200:])


def _flaws_of_optional(error: ValidationError) -> Iterator[UserError]:
    """Where null or an object may stand: what is wrong with the object, if one was meant."""
    if not isinstance(error.instance, dict):
        yield UserError(
            "facts.wrong_type", place=error.json_path, wanted="object / null", found=_kind(error.instance),
            value=_short(error.instance),
        )
        return
    for inner in error.context or ():
        if inner.validator != "type" or inner.validator_value != "null":
            yield from _flaws_of(inner)


# ---- the records


def _structured(table: RecordTable[Any], key: str, plains: Sequence[Plain]) -> Iterator[Record | UserError]:
    for at, plain in enumerate(plains):
        if "id" not in plain:
            plain = {**plain, "id": table.only_id or _made_id(table, plain)}
        try:
            yield from_plain(table.record, plain)
        except UserError as error:
            yield from itertools.islice(_leaves(error.__cause__ or error, f"$.{key}[{at}]"), _SHOWN)


def _made_id(table: RecordTable[Any], plain: Plain) -> str:
    """The id of a record that has none: the same content has the same id, also the next time."""
    return hashlib.sha256(table.name.encode() + canonical(plain)).hexdigest()[:32]


def _leaves(error: BaseException, place: str) -> Iterator[UserError]:
    """The errors in a tree of errors, each at its place."""
    if not isinstance(error, BaseExceptionGroup):
        reason = error if isinstance(error, UserError) else UserError("facts.reason", reason=str(error)[:200])
        yield UserError("facts.refused", place=place).of([reason])
        return
    for inner in error.exceptions:
        step = ""
        for note in getattr(inner, "__notes__", ()):
            if isinstance(note, cattrs.AttributeValidationNote):
                step = f".{note.name}"
            elif isinstance(note, cattrs.IterableValidationNote):
                step = f"[{note.index}]"
        yield from _leaves(inner, place + step)


def _kind(value: object) -> str:
    return _TYPES.get(type(value), type(value).__name__)


def _json(value: object) -> str:
    return canonical(value).decode()


def _short(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _SHOWN_VALUE else text[:_SHOWN_VALUE] + "…"
