"""Exact money: yuan as decimal numbers, rounded to the fen only at the end; capitals of Chinese documents."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from workstation.domain.errors import UserError

CENT = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万")
_MOST = Decimal(10) ** 16


def to_cents(amount: Decimal | Fraction) -> Decimal:
    """Rounded to the fen, half a fen upwards (GB/T 8170 does not bind money; accounts round so)."""
    if isinstance(amount, Fraction):  # exact: the halves are told apart before anything is a decimal number
        cents = (abs(amount.numerator) * 200 + amount.denominator) // (2 * amount.denominator)
        return (Decimal(cents) if amount >= 0 else -Decimal(cents)) * CENT
    return amount.quantize(CENT, ROUND_HALF_UP)


def yuan_text(amount: Decimal | None) -> str:
    """Yuan with thousands separators and two decimals; empty for none."""
    return "" if amount is None else f"{to_cents(amount):,.2f}"


def capital_yuan(amount: Decimal) -> str:
    """The amount in capitals (人民币大写), as 《支付结算办法》附一 《正确填写票据和结算凭证的基本规定》 writes it.

    Raises ``UserError("money.too_much")`` from ten thousand billion (10¹⁶) yuan on.
    """
    exact = to_cents(amount)
    if abs(exact) >= _MOST:
        raise UserError("money.too_much", amount=yuan_text(amount))
    cents = int(abs(exact) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = ("负" if exact < 0 else "") + (f"{_whole(yuan)}元" if yuan or not cents else "")
    if not jiao and not fen:
        return text + "整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return text + (f"{_DIGITS[fen]}分" if fen else "")


def _whole(number: int) -> str:
    """A whole number in capitals; noughts within it are said once."""
    if number == 0:
        return _DIGITS[0]
    text, nought = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (_DIGITS[0] if nought and text else "") + _DIGITS[digit] + _PLACES[place % 4]
            nought = False
        else:
            nought = True
        if place % 4 == 0 and place and number // 10**place % 10_000:
            text += _GROUPS[place // 4]
            if place == 12 and not number // 10**8 % 10_000:
                text += _GROUPS[2]  # 万亿, with nothing between
    return text
