"""Case facts: everything about a case that is not a file, as one JSON document with a published schema.

Another system's case can be brought in and taken out without loss: the document holds the plain forms of the
records themselves, one list for each kind that is exchanged.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from workstation.domain.errors import UserError
from workstation.domain.record import Plain, Record, canonical, from_plain
from workstation.services.schema import Schema, record_schema
from workstation.storage.durable import write_durably
from workstation.storage.read import Read
from workstation.storage.record_table import RecordTable
from workstation.storage.registry import Registry
from workstation.storage.work import Work

FORMAT = "embercase-case-facts"
VERSION = 1
_LARGEST_FILE = 256 * 1024 * 1024
_SHOWN_ERRORS = 5


def exchanged(registry: Registry) -> list[tuple[str, RecordTable[Any]]]:
    """The kinds of record that the document holds, by their key in it."""
    return [(table.facts, table) for table in registry if table.facts]


def schema(registry: Registry) -> Schema:
    """The JSON Schema (2020-12) of the document."""
    lists: Schema = {
        key: {"type": "array", "items": record_schema(table.record)} for key, table in exchanged(registry)
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Embercase case facts 案件事实",
        "type": "object",
        "required": ["format", "version"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "case": {
                "type": "object", "additionalProperties": False,
                "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
            },
            **lists,
        },
    }


def export_facts(read: Read) -> Plain:
    """The document of a case; fields that are empty by default are left out."""
    document: Plain = {
        "format": FORMAT, "version": VERSION, "case": {"id": read.case.id, "name": read.case.name},
    }
    for key, table in exchanged(read.registry):
        records = read.all(table.record)
        if records:
            document[key] = [_compact(table, record) for record in records]
    return document


def write_facts(read: Read, output: Path) -> None:
    """Write the document to a file. Raises ``UserError("export.cannot_write")``."""
    text = json.dumps(export_facts(read), ensure_ascii=False, indent=2) + "\n"
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_durably(output, text.encode())
    except OSError as error:
        raise UserError("export.cannot_write", path=output, reason=error.strerror or error) from error


def read_document(path: Path) -> Plain:
    """The JSON document in a file.

    Raises ``UserError``: ``facts.unreadable``, ``facts.too_large``, ``facts.not_json`` with the line.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UserError("facts.too_large", path=path, limit_mb=_LARGEST_FILE >> 20)
        content = path.read_bytes()
    except OSError as error:
        raise UserError("facts.unreadable", path=path, reason=error.strerror or error) from error
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UserError("facts.not_json", path=path, reason=error) from error
    if not isinstance(document, dict):
        raise UserError("facts.not_json", path=path, reason="the document is not an object")
    return document


def import_facts(work: Work, document: Plain, source: str) -> dict[str, int]:
    """Put every record of the document; returns how many of each kind.

    A record with an id that the case knows replaces it. Raises ``UserError("facts.invalid")`` with the places
    in the document that are wrong; then nothing is written.
    """
    _validate(document, schema(work.registry), source)
    counts: dict[str, int] = {}
    for key, table in exchanged(work.registry):
        records = [_structure(table, plain, source) for plain in document.get(key, ())]
        work.put_many(records)
        if records:
            counts[key] = len(records)
    work.note(source=source, sha256=hashlib.sha256(canonical(document)).hexdigest(), counts=counts)
    return counts


def _structure(table: RecordTable[Any], plain: Plain, source: str) -> Record:
    if "id" not in plain:
        plain = {**plain, "id": hashlib.sha256(table.name.encode() + canonical(plain)).hexdigest()[:32]}
    try:
        record: Record = from_plain(table.record, plain)
    except UserError as error:
        detail = "; ".join(error.values.values())
        raise UserError("facts.invalid", path=source, reason=f"{table.facts}: {detail or error.code}") from error
    return record


def _validate(document: Plain, against: Schema, source: str) -> None:
    errors = sorted(Draft202012Validator(against).iter_errors(document), key=lambda error: list(map(str, error.path)))
    if errors:
        shown = "; ".join(_place_and_reason(error) for error in errors[:_SHOWN_ERRORS])
        more = f" (+{len(errors) - _SHOWN_ERRORS})" if len(errors) > _SHOWN_ERRORS else ""
        raise UserError("facts.invalid", path=source, reason=shown + more)


def _place_and_reason(error: ValidationError) -> str:
    place = "/".join(str(step) for step in error.absolute_path) or "document"
    return f"{place}: {error.message[:200]}"


def _compact(table: RecordTable[Any], record: Record) -> Plain:
    empty = set(_empty_by_default(table.record))
    plain = table.plain(record)
    return {name: value for name, value in plain.items() if name not in empty or value not in (None, "", [], {})}


def _empty_by_default(kind: type[Record]) -> Iterable[str]:
    for field in dataclasses.fields(kind):
        if field.default in (None, "", ()) or field.default_factory in (dict, tuple):
            yield field.name


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
