"""Reading the text of a rule pack strictly, keeping for every value the line on which it stands."""

import json
import re
from typing import Any

from workstation.domain.errors import UserError

Place = tuple[str | int, ...]
MOST_BYTES = 500_000
_DEEPEST = 40
_SPACE = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r"true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_DECODER = json.JSONDecoder()
_CLOSE = {"{": "}", "[": "]"}


class WrongTextError(Exception):
    """The text is no JSON that a pack may consist of; ``line`` counts from 1."""

    def __init__(self, line: int, reason: UserError) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


def decoded(content: bytes) -> str:
    """The text of a file. Raises ``WrongTextError`` for what is too long or no UTF-8."""
    if len(content) > MOST_BYTES:
        raise WrongTextError(1, UserError("rules.too_large", size_mb=f"{len(content) / 1e6:.1f}", most_mb="0.5"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WrongTextError(line, UserError("rules.not_utf8")) from error


def read_json(text: str) -> tuple[Any, dict[Place, int]]:
    """The value of the text, and the line of every value in it. Raises ``WrongTextError``.

    Stricter than the standard library: no key twice in one object, no ``NaN``, no more than 40 levels.
    """
    reader = _Reader(text)
    value, end = reader.value(reader.skip(0), ())
    end = reader.skip(end)
    if end < len(text):
        raise reader.wrong(end, "rules.not_json")
    return value, reader.lines


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[Place, int] = {}
        self._counted, self._line = 0, 1

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def line(self, at: int) -> int:
        """Positions are asked for in rising order, but for a mistake, so that lines are counted once."""
        if at < self._counted:
            return self.text.count("\n", 0, at) + 1
        self._line += self.text.count("\n", self._counted, at)
        self._counted = at
        return self._line

    def wrong(self, at: int, code: str, **values: object) -> WrongTextError:
        return WrongTextError(self.line(at), UserError(code, **values))

    def value(self, at: int, place: Place) -> tuple[Any, int]:
        if len(place) > _DEEPEST:
            raise self.wrong(at, "rules.too_deep")
        self.lines[place] = self.line(at)
        first = self.text[at : at + 1]
        if first == "{":
            return self._object(at, place)
        if first == "[":
            return self._list(at, place)
        if first == '"':
            return self._string(at)
        match = _PLAIN.match(self.text, at)
        if not match:
            raise self.wrong(at, "rules.not_json")
        return json.loads(match.group()), match.end()

    def _string(self, at: int) -> tuple[str, int]:
        try:
            text, end = _DECODER.raw_decode(self.text, at)
        except ValueError as error:
            raise self.wrong(at, "rules.not_json") from error
        return str(text), int(end)

    def _object(self, at: int, place: Place) -> tuple[dict[str, Any], int]:
        made: dict[str, Any] = {}
        at, more = self._begin(at, "{")
        while more:
            if self.text[at : at + 1] != '"':
                raise self.wrong(at, "rules.not_json")
            start = at
            key, at = self._string(at)
            if key in made:
                raise self.wrong(start, "rules.key_twice", key=key)
            at = self.skip(at)
            if self.text[at : at + 1] != ":":
                raise self.wrong(at, "rules.not_json")
            made[key], at = self.value(self.skip(at + 1), (*place, key))
            at, more = self._next(at, "}")
        return made, at

    def _list(self, at: int, place: Place) -> tuple[list[Any], int]:
        made: list[Any] = []
        at, more = self._begin(at, "[")
        while more:
            item, at = self.value(at, (*place, len(made)))
            made.append(item)
            at, more = self._next(at, "]")
        return made, at

    def _begin(self, at: int, bracket: str) -> tuple[int, bool]:
        at = self.skip(at + 1)
        if self.text[at : at + 1] == _CLOSE[bracket]:
            return at + 1, False
        return at, True

    def _next(self, at: int, close: str) -> tuple[int, bool]:
        at = self.skip(at)
        sign = self.text[at : at + 1]
        if sign == close:
            return at + 1, False
        if sign != ",":
            raise self.wrong(at, "rules.not_json")
        return self.skip(at + 1), True
