"""The JSON Schema of a kind of pack, taken from the packs that are shipped: an office's pack has the same shape."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

Schema = dict[str, Any]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_FRACTIONAL = ("_yuan", "_m", "_mm", "_s", "_kw")
_WORDS: dict[str, dict[str, list[str]]] = {
    "": {"certainty": ["verified", "to_verify"]},
    "clocks": {"unit": ["hours", "working_days", "calendar_days"], "procedure": ["simple", "general"]},
}


def shape_of(kind: str, shipped: Sequence[dict[str, Any]]) -> Schema:
    """What the data of a pack of ``kind`` must look like; ``shipped`` are the data of all shipped packs of the kind.

    A key that every shipped pack has is needed, one that none has is unknown, numbers that are never negative stay
    so, dates are dates. Where the keys are names of like things (years, extensions) others may be added.
    """
    return _shape(list(shipped), "", {**_WORDS[""], **_WORDS.get(kind, {})})


def _shape(values: Sequence[Any], key: str, words: dict[str, list[str]]) -> Schema:
    found = [value for value in values if value is not None]
    shapes = []
    if objects := [value for value in found if isinstance(value, dict)]:
        shapes.append(_object(objects, words))
    if lists := [value for value in found if isinstance(value, list)]:
        shapes.append(_list(lists, key, words))
    if texts := [value for value in found if isinstance(value, str)]:
        shapes.append(_text(texts, key, words))
    if any(isinstance(value, bool) for value in found):
        shapes.append({"type": "boolean"})
    if numbers := [value for value in found if isinstance(value, int | float) and not isinstance(value, bool)]:
        shapes.append(_number(numbers, key))
    if not found:  # no shipped pack knows the figure: it is for an office to give
        shapes = [{"type": "number", "minimum": 0}]
    if len(found) < len(values):
        shapes.append({"type": "null"})
    return shapes[0] if len(shapes) == 1 else {"anyOf": shapes}


def _object(objects: Sequence[dict[str, Any]], words: dict[str, list[str]]) -> Schema:
    inner = list(chain.from_iterable(one.values() for one in objects))
    if all(_names_like_things(one) for one in objects):
        return {"type": "object", "additionalProperties": _shape(inner, "", words)}
    keys = list(dict.fromkeys(chain.from_iterable(objects)))
    return {
        "type": "object", "additionalProperties": False,
        "properties": {key: _shape([one[key] for one in objects if key in one], key, words) for key in keys},
        "required": [key for key in keys if all(key in one for one in objects)],
    }


def _names_like_things(one: dict[str, Any]) -> bool:
    if one and all(key.isdigit() for key in one):
        return True
    values = list(one.values())
    return len(values) > 1 and all(isinstance(value, dict) and value.keys() == values[0].keys() for value in values)


def _list(lists: Sequence[list[Any]], key: str, words: dict[str, list[str]]) -> Schema:
    items = list(chain.from_iterable(lists))
    shape: Schema = {"type": "array"}
    if items:
        shape["items"] = _shape(items, key, words)
    if all(lists):
        shape["minItems"] = 1
    return shape


def _text(texts: Iterable[str], key: str, words: dict[str, list[str]]) -> Schema:
    texts = list(texts)
    if key in words:
        return {"type": "string", "enum": words[key]}
    if all(_DATE.fullmatch(text) for text in texts):
        return {"type": "string", "format": "date"}
    if all(_DECIMAL.fullmatch(text) for text in texts):
        return {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
    return {"type": "string", "minLength": 0 if "" in texts else 1}


def _number(numbers: Sequence[float], key: str) -> Schema:
    whole = all(isinstance(number, int) for number in numbers) and not key.endswith(_FRACTIONAL)
    shape: Schema = {"type": "integer" if whole else "number"}
    if min(numbers) >= 0:
        shape["minimum"] = 0
    return shape
