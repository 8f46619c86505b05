"""JSON Schema of records, derived from the dataclasses so that the published schema cannot drift from the code."""

import dataclasses
import types
import typing
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from workstation.domain.record import Record

Schema = dict[str, Any]

_SCALARS: dict[type, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time", "description": "ISO 8601 with a zone; kept in UTC"},
    date: {"type": "string", "format": "date", "description": "ISO 8601 day"},
}


def record_schema(kind: type[Record]) -> Schema:
    """The schema of one kind of record; ``id`` may be left out, then it is made from the content."""
    schema = _dataclass_schema(kind)
    schema["required"] = [name for name in schema.get("required", []) if name != "id"]
    return schema


def _dataclass_schema(kind: type) -> Schema:
    hints = typing.get_type_hints(kind)
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for field in dataclasses.fields(kind):
        properties[field.name] = _schema(hints[field.name])
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            required.append(field.name)
        elif isinstance(field.default, str | bool | int | float):
            properties[field.name] = {**properties[field.name], "default": field.default}
    summary = (kind.__doc__ or "").strip().split("\n\n")[0]
    return {
        "type": "object", "description": " ".join(summary.split()), "properties": properties,
        "required": required, "additionalProperties": False,
    }


def _schema(hint: Any) -> Schema:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [{"type": "null"} if part is types.NoneType else _schema(part) for part in arguments]}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1])}
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if hint is Any:
        return {}
    if hint in _SCALARS:
        return dict(_SCALARS[hint])
    if issubclass(hint, StrEnum):
        return {"enum": [member.value for member in hint]}
    return _dataclass_schema(hint)
