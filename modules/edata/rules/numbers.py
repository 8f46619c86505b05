"""Numbers of electronic data: E-001 for acquisitions, V-001 for recordings, and so on."""

from collections.abc import Collection


def next_number(letter: str, taken: Collection[str]) -> str:
    """The next free number of a letter."""
    mark = f"{letter}-"
    own = (number.removeprefix(mark) for number in taken if number.startswith(mark))
    return f"{mark}{max((int(digits) for digits in own if digits.isdecimal()), default=0) + 1:03}"
