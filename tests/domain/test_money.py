"""Money is exact: sums, rounding, and the capitals of Chinese documents."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest

from workstation.domain.errors import UserError
from workstation.domain.money import capital_yuan, to_cents, yuan_text
from workstation.domain.record import Record, from_plain, to_plain


@dataclass(frozen=True, kw_only=True)
class Price(Record):
    """A price in yuan."""

    yuan: Decimal


@pytest.mark.parametrize(("amount", "text"), [
    ("0", "零元整"), ("0.05", "伍分"), ("1.05", "壹元零伍分"), ("10.10", "壹拾元壹角"), ("105", "壹佰零伍元整"),
    ("1005", "壹仟零伍元整"), ("10005", "壹万零伍元整"), ("100000", "壹拾万元整"), ("1000500.5", "壹佰万零伍佰元伍角"),
    ("1409.50", "壹仟肆佰零玖元伍角"), ("6007.14", "陆仟零柒元壹角肆分"), ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"), ("100000000", "壹亿元整"), ("1000000000000", "壹万亿元整"),
    ("-3.2", "负叁元贰角"),
])
def test_capitals(amount: str, text: str) -> None:
    """The examples of 《正确填写票据和结算凭证的基本规定》 are among them (¥1,409.50 to ¥325.04)."""
    assert capital_yuan(Decimal(amount)) == text


def test_too_much_is_said() -> None:
    with pytest.raises(UserError) as refused:
        capital_yuan(Decimal(10) ** 16)
    assert refused.value.code == "money.too_much"


def test_half_a_fen_goes_up_and_nothing_is_lost_on_the_way() -> None:
    assert to_cents(Decimal("0.125")) == Decimal("0.13") and to_cents(Fraction(1, 200)) == Decimal("0.01")
    assert to_cents(Fraction(-1, 200)) == Decimal("-0.01") and to_cents(Fraction(1, 3)) == Decimal("0.33")
    assert to_cents(Fraction(10**20 + 1, 200)) == Decimal(10**20 // 2 * 1) * Decimal("0.01") + Decimal("0.01")
    assert yuan_text(Decimal("1234567.5")) == "1,234,567.50" and yuan_text(None) == ""


def test_decimal_numbers_travel_as_text() -> None:
    price = Price(id="p", yuan=Decimal("1E+3"))
    assert to_plain(price) == {"id": "p", "yuan": "1000"}
    assert from_plain(Price, {"id": "p", "yuan": "0.10"}).yuan == Decimal("0.10")
    for wrong in (0.1, "1e3", "NaN", "", "1,000", 5):
        with pytest.raises(UserError):
            from_plain(Price, {"id": "p", "yuan": wrong})
    with pytest.raises(UserError):
        to_plain(Price(id="p", yuan=Decimal("Infinity")))
