"""Periods end on the day that a person with the holiday notice in hand would find."""

from datetime import date

import pytest

from workstation.domain.calendar import Holidays, add_calendar_days, add_months, add_working_days
from workstation.domain.identifiers import credit_code_check, is_credit_code, is_resident_id
from workstation.services.rules import load_rules


@pytest.fixture(scope="module")
def holidays() -> Holidays:
    return Holidays.of(load_rules().on("holidays", date(2024, 1, 1)).data)


@pytest.mark.parametrize(("start", "days", "last"), [
    (date(2024, 2, 5), 7, date(2024, 2, 20)),    # 春节 10–17 Feb off, 4 and 18 Feb worked
    (date(2024, 9, 27), 2, date(2024, 9, 30)),   # Sunday 29 Sep is worked
    (date(2024, 9, 30), 1, date(2024, 10, 8)),   # 国庆 1–7 Oct off
    (date(2024, 9, 30), 5, date(2024, 10, 12)),  # Saturday 12 Oct is worked
    (date(2022, 11, 4), 15, date(2022, 11, 25)),
])
def test_working_days(holidays: Holidays, start: date, days: int, last: date) -> None:
    assert add_working_days(start, days, holidays) == last


@pytest.mark.parametrize(("start", "days", "last"), [
    (date(2024, 1, 2), 30, date(2024, 2, 1)),
    (date(2024, 1, 12), 30, date(2024, 2, 18)),  # 11 Feb is 春节: the first day worked is Sunday the 18th
    (date(2024, 3, 1), 30, date(2024, 4, 1)),    # 31 March is a Sunday
])
def test_calendar_days_end_on_a_working_day(holidays: Holidays, start: date, days: int, last: date) -> None:
    assert add_calendar_days(start, days, holidays) == last


def test_a_year_without_a_notice_is_told(holidays: Holidays) -> None:
    assert holidays.knows(date(2024, 5, 1)) and not holidays.knows(date(2199, 5, 1))


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2023, 10, 25), 10) == date(2024, 8, 25)
    assert add_months(date(2023, 4, 30), 10) == date(2024, 2, 29)
    assert add_months(date(2023, 12, 31), 12) == date(2024, 12, 31)


def test_identity_numbers() -> None:
    assert is_credit_code("91350100M000100Y43")  # the worked example of GB 32100
    assert credit_code_check("91350100M000100Y4") == "3"
    assert not is_credit_code("91350100M000100Y44") and not is_credit_code("9135") and not is_credit_code("O" * 18)
    assert is_resident_id("11010519491231002X")  # the worked example of GB 11643
    assert not is_resident_id("110105194912310021") and not is_resident_id("11010519491331002X")
