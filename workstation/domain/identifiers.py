"""Identity numbers of people and organisations, with their check characters."""

from datetime import date

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_LENGTH = 18
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def credit_code_check(first17: str) -> str:
    """The check character of a 统一社会信用代码 (GB 32100-2015, 3): weights are powers of 3 modulo 31."""
    total = sum(_CREDIT_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first17))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31]


def is_credit_code(code: str) -> bool:
    """Whether ``code`` is a well-formed 统一社会信用代码."""
    if len(code) != _CREDIT_LENGTH or any(character not in _CREDIT_ALPHABET for character in code):
        return False
    return credit_code_check(code[:17]) == code[17]


def is_resident_id(number: str) -> bool:
    """Whether ``number`` is a well-formed 居民身份证 number (GB 11643-1999): birthday and check digit."""
    number = number.upper()
    if len(number) != _CREDIT_LENGTH or not number[:17].isascii() or not number[:17].isdecimal():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11] == number[17]
