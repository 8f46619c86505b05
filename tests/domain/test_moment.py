"""Times as people read them."""

import pytest

from workstation.api import Moment, UserError, beijing
from workstation.domain.time import typed


def test_a_time_of_which_only_the_day_is_known_is_told_as_a_day() -> None:
    day = beijing("2023-10-25T12:00", uncertainty_s=43_200)
    assert (day.text(), day.text("%Y-%m-%d %H:%M"), day.tolerance) == ("2023-10-25", "2023-10-25", "")
    known = beijing("2023-04-18T12:50", uncertainty_s=60)
    assert (known.text(), known.tolerance) == ("2023-04-18 12:50:00", "60")


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_a_time_whose_local_time_cannot_be_told_is_none(text: str) -> None:
    with pytest.raises(UserError, match="out_of_range"):
        beijing(text)
    assert Moment(utc=beijing("9998-12-31T23:59:59+00:00").utc).text().startswith("9999")


@pytest.mark.parametrize("text", [
    "2026-01-23 02:04", "2026/1/23 2:04", "2026.1.23 2：04", "2026年1月23日2时4分", "2026年01月23日 02时04分00秒",
    "2026-1-23 2点04分", "20260123 0204", "2026-01-23T02:04:00+08:00",
])
def test_a_time_is_understood_as_people_type_it(text: str) -> None:
    assert typed(text).utc == beijing("2026-01-23T02:04").utc and typed(text).uncertainty_s == 0


@pytest.mark.parametrize("text", ["2026-1-23", "2026年1月23日"])
def test_a_day_alone_is_no_midnight(text: str) -> None:
    assert typed(text).text() == "2026-01-23" and typed(text).day_only and typed(text).raw == text


@pytest.mark.parametrize("text", ["2026-13-01 02:00", "2026-01-23 25:00", "2026年2月30日", "昨天", "01-23 02:00"])
def test_what_is_no_time_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UserError, match="unreadable"):
        typed(text)
