"""The published schema of the case-facts document, put together from every kind of record that is exchanged."""

from typing import Any

from workstation.services.schema import RecordSchemas, Schema, both
from workstation.storage.record_table import RecordTable
from workstation.storage.registry import Registry

FORMAT = "embercase-case-facts"
VERSION = 1


def exchanged(registry: Registry) -> list[tuple[str, RecordTable[Any]]]:
    """The kinds of record that the document holds, by their key in it."""
    return [(table.facts, table) for table in registry if table.facts]


def schema(registry: Registry) -> Schema:
    """The JSON Schema (2020-12) of the document."""
    records = RecordSchemas(registry)
    lists = {key: records.list_of(table) for key, table in exchanged(registry)}
    outside = {"type": "array", "items": records.reference(), "description": both("fact.document.outside")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": both("kind.document", " · "),
        "description": both("fact.document"),
        "type": "object",
        "required": ["format", "version"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT, "description": both("fact.document.format")},
            "version": {"const": VERSION, "description": both("fact.document.version")},
            "case": {
                "type": "object", "additionalProperties": False, "description": both("fact.document.case"),
                "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
            },
            **lists,
            "outside": outside,
        },
        "$defs": dict(sorted(records.definitions.items())),
    }
