"""Reading a case-facts file that anybody may have written: size, encoding, JSON, keys that are given twice."""

import codecs
import json
from pathlib import Path
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.record import Plain

_LARGEST_FILE = 128 * 1024 * 1024


def read_document(path: Path) -> Plain:
    """The JSON document in a file.

    Raises ``UserError``: ``facts.unreadable``, ``facts.too_large``, ``facts.not_utf8``, ``facts.not_json`` with the
    line. An object in which keys are given twice is an ``ObjectWithRepeats``.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UserError("facts.too_large", path=path, limit_mb=_LARGEST_FILE >> 20)
        content = path.read_bytes()
    except OSError as error:
        raise UserError("facts.unreadable", path=path, reason=error.strerror or error) from error
    return _parse(_text(content, path), path)


def _text(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        found = "UTF-16" if content.startswith(marks) else _as_chinese(content)
        raise UserError("facts.not_utf8", path=path, position=error.start, found=found) from error


def _as_chinese(content: bytes) -> str:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GBK / GB18030"


class ObjectWithRepeats(dict[str, Any]):
    """A JSON object in which ``names`` were given more than once."""

    names: tuple[str, ...] = ()


def _parse(text: str, path: Path) -> Plain:
    try:
        document = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise UserError(
            "facts.not_json", path=path, line=error.lineno, column=error.colno, reason=error.msg
        ) from error
    except RecursionError as error:
        raise UserError("facts.not_json", path=path, line="?", column="?", reason="nested too deep") from error
    except ValueError as error:
        raise UserError("facts.not_json", path=path, line="?", column="?", reason=error) from error
    if not isinstance(document, dict):
        raise UserError("facts.other_format", path=path, found=type(document).__name__)
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    names = [name for name, _ in pairs]
    twice = ObjectWithRepeats(made)
    twice.names = tuple(name for name in made if names.count(name) > 1)
    return twice


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
