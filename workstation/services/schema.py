"""JSON Schema of records, derived from the dataclasses so that the published schema cannot drift from the code.

Titles come from the words for fields (``field.NAME``), descriptions from ``fact.TABLE.FIELD``; both in Chinese and
English, since the reader of a schema may be anybody.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from workstation.domain.record import DECIMAL_TEXT, Ref
from workstation.domain.time import Moment
from workstation.domain.words import LANGUAGES, Words
from workstation.storage.record_table import RecordTable

Schema = dict[str, Any]

TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
_SAFE_INTEGER = 2**53 - 1
_SCALARS: dict[type, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": -_SAFE_INTEGER, "maximum": _SAFE_INTEGER},
    float: {"type": "number"},
    Decimal: {"type": "string", "pattern": f"^{DECIMAL_TEXT.pattern}$"},
    datetime: {"type": "string", "format": "date-time", "pattern": TIME},
    date: {"type": "string", "format": "date", "pattern": DAY},
}
_CHINESE_AND_ENGLISH = tuple(Words(language) for language in LANGUAGES)


class RecordSchemas:
    """The schemas of kinds of records; what they share is defined once, in ``definitions``."""

    def __init__(self, tables: Iterable[RecordTable[Any]]) -> None:
        self.definitions: dict[str, Schema] = {}
        self._keys = {table.name: table.facts for table in tables if table.facts}

    def list_of(self, table: RecordTable[Any]) -> Schema:
        """The schema of the list that holds one kind; ``id`` may be left out, then it is made from the content."""
        record = self._object(table.record, table.name, table.points_at)
        record["required"] = [name for name in record["required"] if name != "id"]
        record["properties"]["id"] = {
            **record["properties"]["id"], "title": _title("id"), "minLength": 1, "maxLength": 64,
            "description": both("fact.id"),
        }
        if table.only_id:
            record["properties"]["id"] |= {"const": table.only_id, "description": both("fact.only_id")}
        self.definitions[table.name] = record
        items: Schema = {
            "title": both(f"kind.{table.name}", " · "), "type": "array",
            "items": {"$ref": f"#/$defs/{table.name}"},
        }
        return {**items, "maxItems": 1} if table.only_id else items

    def reference(self) -> Schema:
        """The schema of a reference to any record."""
        return self._shared(Ref)

    def _object(self, kind: type, area: str, points_at: Mapping[str, str]) -> Schema:
        hints = typing.get_type_hints(kind)
        properties: dict[str, Schema] = {}
        for field in dataclasses.fields(kind):
            part = {"title": _title(field.name), **self._schema(hints[field.name], area)}
            texts = [both(f"fact.{area}.{field.name}"), *self._target(points_at.get(field.name))]
            if isinstance(field.default, str | bool | int | float):
                part["default"] = field.default
            elif isinstance(field.default, Decimal):
                part["default"] = str(field.default)
            if any(texts):
                part["description"] = "\n".join(filter(None, [*texts, part.get("description", "")]))
            properties[field.name] = part
        required = [
            field.name for field in dataclasses.fields(kind)
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        ]
        return {
            "title": both(f"kind.{area}", " · ") or kind.__name__,
            "description": both(f"fact.{area}") or " ".join((kind.__doc__ or "").split("\n\n")[0].split()),
            "type": "object", "properties": properties, "required": required, "additionalProperties": False,
        }

    def _schema(self, hint: Any, area: str) -> Schema:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            return _or_null(self._schema(next(part for part in arguments if part is not types.NoneType), area))
        if origin is tuple:
            return {"type": "array", "items": self._schema(arguments[0], area)}
        if origin is dict:
            return {"type": "object", "additionalProperties": self._schema(arguments[1], area)}
        if origin is typing.Literal:
            return {"enum": list(arguments)}
        if hint is Any:
            return {}
        if hint in _SCALARS:
            return dict(_SCALARS[hint])
        if issubclass(hint, StrEnum):
            return _choice(hint, area)
        return self._shared(hint)

    def _shared(self, kind: type) -> Schema:
        """A value that several kinds hold: a time, a point, a reference."""
        name = _shared_name(kind)
        if name not in self.definitions:
            self.definitions[name] = {}  # a value that holds itself ends here
            made = self._object(kind, _snake(kind.__name__), {"clock_id": "clocks"} if kind is Moment else {})
            if kind is Ref:
                made["properties"]["kind"]["examples"] = sorted(self._keys)
            self.definitions[name] = made
        return {"$ref": f"#/$defs/{name}"}

    def _target(self, table: str | None) -> list[str]:
        if table is None:
            return []
        key = self._keys.get(table) or table
        return ["\n".join(words("An id in the list “{key}”.", key=key) for words in _CHINESE_AND_ENGLISH)]


def both(msgid: str, between: str = "\n") -> str:
    """The words of ``msgid`` in Chinese and English; empty where there are none."""
    texts = [words(msgid) for words in _CHINESE_AND_ENGLISH]
    return between.join(dict.fromkeys(texts)) if msgid not in texts else ""


def _title(name: str) -> str:
    return both(f"field.{name}", " · ") or name


def _choice(kind: type[StrEnum], area: str) -> Schema:
    """Text out of a few; each is told where it has words (``fact.TABLE.ENUMERATION.VALUE``)."""
    values = [member.value for member in kind]
    told = [both(f"fact.{area}.{_snake(kind.__name__)}.{value or 'none'}", " · ") for value in values]
    lines = [f"{value!r}: {text}" for value, text in zip(values, told, strict=True) if text]
    return {"enum": values, **({"description": "\n".join(lines)} if lines else {})}


def _or_null(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _shared_name(kind: type) -> str:
    package = kind.__module__.split(".")
    return kind.__name__ if package[0] == "workstation" else f"{package[1]}.{kind.__name__}"


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
