"""Quantities as they are reported."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.errors import UserError
from workstation.domain.measure import Measured, measured_text, rounded_uncertainty


@pytest.mark.parametrize(("value", "u", "unit", "shown"), [
    (3.46, 0.006, "m", "3.460 ± 0.012 m"),
    (3.4602, 0.0021, "m", "3.460 ± 0.005 m"),  # 0.0042: one digit, rounded up
    (3.46, 0.0048, "m", "3.460 ± 0.010 m"),  # 0.0096 becomes 0.010
    (12.3456, 0.05, "m²", "12.35 ± 0.10 m²"),
    (12345.6, 126.5, "m²", "12346 ± 260 m²"),
    (-0.00123, 0.0005, "m", "−0.0012 ± 0.0010 m"),
    (89.98765, 0.012, "°", "89.988 ± 0.024°"),
    (3.4, None, "m", "3.400 m"),
    (3.4, 0.0, "m", "3.400 m"),
])
def test_value_and_uncertainty_end_at_the_same_place(value: float, u: float | None, unit: str, shown: str) -> None:
    assert measured_text(value, u, unit) == shown
    assert Measured(value, u, unit).text() == shown


def test_text_that_stands_alone_names_k() -> None:
    assert measured_text(1.0, 0.01, with_k=True) == "1.000 ± 0.020 m (k=2)"


@given(st.floats(1e-9, 1e6))
def test_uncertainty_is_never_understated_and_hardly_overstated(expanded: float) -> None:
    rounded, place = rounded_uncertainty(expanded)
    assert expanded * (1 - 1e-6) <= float(rounded) <= expanded * 1.34  # 0.31 → 0.4 is the worst
    assert rounded == rounded.quantize(place) or place == 1


@pytest.mark.parametrize(("value", "u"), [(math.nan, 0.1), (1.0, math.inf), (1.0, -0.1)])
def test_what_is_no_measurement_is_refused(value: float, u: float) -> None:
    with pytest.raises(UserError):
        measured_text(value, u)
