"""Reading the times of logs: any order of numbers, any signs between them, and impossible dates refused."""

import re
from datetime import UTC, date, datetime, timedelta

from modules.edata.records import TimeOrder

UNDATED = -(2**63)
"""Stands for the time of a row that has none."""

_EPOCH = date(1970, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_DAY_MS = 86_400_000
_BEIJING_MS = 8 * 3_600_000  # seconds since 1970 are shown as the Beijing time that they are
_NUMBERS = re.compile(r"\d+")
_AFTERNOON = re.compile(r"下午|晚上|pm\b", re.IGNORECASE)
_MORNING = re.compile(r"上午|凌晨|am\b", re.IGNORECASE)
_FRACTION = re.compile(r"[:：时-]\s*\d{1,2}\s*[:：分-]\s*\d{1,2}\s*(?:[.,:，秒]\s*\d{1,9}|\s\d{3}\s*$)")
_PLACES = {TimeOrder.YMD: (0, 1, 2), TimeOrder.DMY: (2, 1, 0), TimeOrder.MDY: (2, 0, 1)}


class TimeReader:
    """Reads displayed times as milliseconds since 1970 of the display itself, without any zone.

    ``read`` raises ``ValueError`` for what is no time, or a date that does not exist.
    """

    def __init__(self, order: TimeOrder) -> None:
        self._order = order
        self._days: dict[str, int] = {}
        self._last = ("", UNDATED)

    def read(self, text: str) -> int:
        """The time in ``text``."""
        if text == self._last[0]:
            return self._last[1]
        found = self._quick(text)
        self._last = (text, found)
        return found

    def _quick(self, text: str) -> int:
        """The usual form ``2026-03-17 02:18:33`` without a regular expression; others take the long way."""
        day = self._days.get(text[:10])
        if day is None or len(text) != 19 or text[13] != ":" or text[16] != ":":
            return self._slow(text)
        hour, minute, second = int(text[11:13]), int(text[14:16]), int(text[17:])
        if hour > 23 or minute > 59 or second > 59:
            raise ValueError(text)
        return day + hour * 3_600_000 + minute * 60_000 + second * 1000

    def _slow(self, text: str) -> int:
        if self._order in (TimeOrder.EPOCH, TimeOrder.EPOCH_MS):
            return _checked(round(float(text) * (1000 if self._order is TimeOrder.EPOCH else 1)) + _BEIJING_MS)
        if self._order is TimeOrder.COMPACT:
            digits = "".join(_NUMBERS.findall(text))
            if not 8 <= len(digits) <= 17:
                raise ValueError(text)
            numbers = [digits[:4], *(digits[at : at + 2] for at in range(4, min(len(digits), 14), 2)), digits[14:]]
            numbers = [number for number in numbers if number]
        else:
            numbers = _NUMBERS.findall(text)
        day = self._day(text, numbers)
        return day + _clock_ms(text, numbers[3:])

    def _day(self, text: str, numbers: list[str]) -> int:
        if len(numbers) < 3:
            raise ValueError(text)
        year, month, day = (int(numbers[place]) for place in _PLACES.get(self._order, (0, 1, 2)))
        year += 2000 if year < 70 and len(numbers[_PLACES.get(self._order, (0,))[0]]) <= 2 else 0
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise ValueError(text)
        found = (date(year, month, day) - _EPOCH).days * _DAY_MS
        if self._order is TimeOrder.YMD and len(text) == 19 and not text[10].isdecimal() and len(numbers[0]) == 4:
            self._days[text[:10]] = found
        return found


def _clock_ms(text: str, numbers: list[str]) -> int:
    if not numbers:
        return 0
    hour, minute, second = (int(number) for number in (*numbers, "0", "0")[:3])
    if _AFTERNOON.search(text) and hour < 12:
        hour += 12
    elif _MORNING.search(text) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(text)
    fraction = int(numbers[3][:3].ljust(3, "0")) if len(numbers) > 3 and _belongs(text) else 0
    return hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction


def _belongs(text: str) -> bool:
    """Whether the number after the seconds is a part of them, and not what the line goes on with (「… 018号 火警」)."""
    return text.isdecimal() or _FRACTION.search(text) is not None


def _checked(milliseconds: int) -> int:
    if not _FIRST_YEAR <= shown(milliseconds).year <= _LAST_YEAR:
        raise ValueError(str(milliseconds))
    return milliseconds


def shown(milliseconds: int) -> datetime:
    """The displayed time, without a zone. Raises ``ValueError`` where there is no such year."""
    try:
        return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError(str(milliseconds)) from error


def guess_order(texts: list[str]) -> TimeOrder | None:
    """The order in which most of these texts are times; none if fewer than half are."""
    best, most = None, 0
    for order in TimeOrder:
        reader, count = TimeReader(order), 0
        for text in texts:
            try:
                reader.read(text)
            except ValueError:
                continue
            count += _fits(text, order)
        if count > most:
            best, most = order, count
    return best if most * 2 >= max(len(texts), 1) else None


def _fits(text: str, order: TimeOrder) -> bool:
    """Whether a text looks like a time of this order, rather than a number that happens to be one."""
    numbers = _NUMBERS.findall(text)
    if order in (TimeOrder.EPOCH, TimeOrder.EPOCH_MS):
        return text.replace(".", "", 1).isdecimal() and len(numbers[0]) == (10 if order is TimeOrder.EPOCH else 13)
    if order is TimeOrder.COMPACT:
        return text.isdecimal() and len(text) in (8, 12, 14, 17)
    return len(numbers) >= 3 and len(numbers[_PLACES[order][0]]) in (2, 4) and not text.isdecimal()
