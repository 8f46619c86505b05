"""Counting days as the law counts them: the first day does not count, a last day on a holiday moves on.

Working days follow the yearly holiday notices of the State Council with their exchanged weekends (调休), from the
rule pack ``holidays``. A year that the pack does not know is counted by weekends alone, and says so.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_SATURDAY = 5


@dataclass(frozen=True)
class Holidays:
    """Days off on weekdays, and weekends that are worked, for the years that are known."""

    days_off: frozenset[date]
    working_weekends: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Holidays":
        """From the data of the rule pack ``holidays``."""
        years = data["years"]
        off = (day for year in years.values() for day in year["days_off"])
        worked = (day for year in years.values() for day in year["working_weekends"])
        return cls(
            frozenset(map(date.fromisoformat, off)), frozenset(map(date.fromisoformat, worked)),
            frozenset(map(int, years)),
        )

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is worked."""
        if day in self.working_weekends:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    def knows(self, day: date) -> bool:
        """Whether the holidays of that year are known."""
        return day.year in self.years


def add_calendar_days(start: date, days: int, holidays: Holidays) -> date:
    """The last day of a period of calendar days; if it is a day off, the next working day."""
    return next_working_day(start + timedelta(days=days), holidays)


def add_working_days(start: date, days: int, holidays: Holidays) -> date:
    """The last day of a period of working days; ``start`` itself does not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= holidays.is_working_day(day)
    return day


def next_working_day(day: date, holidays: Holidays) -> date:
    """``day`` itself if it is worked, otherwise the next one that is."""
    while not holidays.is_working_day(day):
        day += timedelta(days=1)
    return day


def add_months(start: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day."""
    number = start.month - 1 + months
    year, month = start.year + number // 12, number % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
