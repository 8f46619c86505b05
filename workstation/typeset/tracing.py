"""Invisible marks around a text of which somebody wants to know on which pages it comes out.

A mark is a noncharacter of Unicode (U+FDD0, U+FDD1: no text holds them) and a private character that tells its number,
from 1. Layout takes marks out before anything is measured, so that a traced text breaks like any other.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")
_BEGIN, _END, _ZERO = "\ufdd0", "\ufdd1", 0xF0000
_MARK = re.compile(f"{_BEGIN}([\U000f0000-\U000ffffd])|{_END}")


def traced(text: str, number: int) -> str:
    """The text between marks of this number."""
    return f"{_BEGIN}{chr(_ZERO + number)}{text}{_END}"


def pieces(text: str) -> Iterator[tuple[str, int]]:
    """The text without its marks, each piece with the number of the mark that it stands in (0: none)."""
    number, place = 0, 0
    for match in _MARK.finditer(text):
        if match.start() > place:
            yield text[place : match.start()], number
        number, place = ord(match[1]) - _ZERO if match[1] else 0, match.end()
    if place < len(text):
        yield text[place:], number


def untraced(value: T) -> T:
    """Anything made of dataclasses, tuples and texts, without marks."""
    made: Any = value
    if isinstance(value, str):
        made = _MARK.sub("", value)
    elif isinstance(value, tuple):
        made = tuple(untraced(one) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{part.name: untraced(getattr(value, part.name)) for part in fields(value) if part.init})
    result: T = made
    return result


def traces(value: Any) -> set[int]:
    """The numbers of all marks in anything made of dataclasses, tuples and texts."""
    if isinstance(value, str):
        return {ord(match[1]) - _ZERO for match in _MARK.finditer(value) if match[1]}
    if isinstance(value, tuple):
        return set().union(*map(traces, value))
    if is_dataclass(value) and not isinstance(value, type):
        return set().union(*(traces(getattr(value, part.name)) for part in fields(value)))
    return set()
