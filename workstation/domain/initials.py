"""First letters of Mandarin readings, so that 「物证提取」 is found by typing ``wztq``.

The 3,755 common characters of GB 2312-80 (level 1) stand in the order of their readings, so 23 borders give the first
letter of each. Of a character with several readings this is the one by which the standard orders it; rarer characters,
which the standard orders by radical, have no letter here, save those that the catalogues of this program use.
"""

from bisect import bisect_right
from functools import lru_cache

_LETTERS = "abcdefghjklmnopqrstwxyz"
_BORDERS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6,
    0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)
_LAST = 0xD7F9
_RARER = {"锂": "l", "浏": "l", "晖": "h"}


@lru_cache(maxsize=8192)
def _letter(character: str) -> str:
    if character.isascii():
        return character
    try:
        code = int.from_bytes(character.encode("gb2312"))
    except UnicodeEncodeError:
        return _RARER.get(character, "")
    if _BORDERS[0] <= code <= _LAST:
        return _LETTERS[bisect_right(_BORDERS, code) - 1]
    return _RARER.get(character, "")


def initials(text: str) -> str:
    """The first letters of a text; ASCII stays as it is, characters without a known letter are left out."""
    return "".join(map(_letter, text))
