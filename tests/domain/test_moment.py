"""Times as people read them."""

import pytest

from workstation.api import Moment, UserError, beijing


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
