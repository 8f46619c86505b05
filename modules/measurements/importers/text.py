"""Texts from instruments: their encoding and their lines."""

import math
from pathlib import Path

from workstation.api import UserError

_MOST_BYTES = 64 << 20
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16", "latin-1")


def read_text(path: str, encoding: str = "") -> tuple[str, str]:
    """The text of a file with its encoding, guessed if none is given: UTF-8, UTF-16 by its mark, or GBK.

    Raises ``UserError``: ``measurements.file_too_large``, ``measurements.wrong_encoding``.
    """
    content = Path(path).read_bytes()
    if len(content) > _MOST_BYTES:
        raise UserError("measurements.file_too_large", most=_MOST_BYTES >> 20)
    if encoding:
        tries: tuple[str, ...] = (encoding,)
    elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tries = ("utf-16",)
    else:
        tries = ("utf-8-sig", "gb18030", "latin-1")
    for one in tries:
        try:
            return content.decode(one), one
        except (UnicodeDecodeError, LookupError):
            continue
    raise UserError("measurements.wrong_encoding", encoding=encoding)


def finite(text: str) -> float:
    """The number in a field. Raises ``ValueError``, for ``nan`` and ``inf`` too."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
