"""Texts from instruments: their encoding and their lines."""

import math
from pathlib import Path

from workstation.api import UserError, decoded

_MOST_BYTES = 64 << 20
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16", "latin-1")


def read_text(path: str, encoding: str = "") -> tuple[str, str]:
    """The text of a file with its encoding, guessed if none is given: UTF-8, UTF-16 by its mark, or GBK.

    Raises ``UserError``: ``measurements.file_too_large``, ``measurements.wrong_encoding``,
    ``measurements.not_text``.
    """
    content = Path(path).read_bytes()
    if len(content) > _MOST_BYTES:
        raise UserError("measurements.file_too_large", most=_MOST_BYTES >> 20)
    try:
        return (content.decode(encoding), encoding) if encoding else decoded(content, "latin-1")
    except (ValueError, LookupError) as error:
        if not encoding:
            raise UserError("measurements.not_text") from error  # the sandbox names the file
        raise UserError("measurements.wrong_encoding", encoding=encoding) from error


def finite(text: str) -> float:
    """The number in a field. Raises ``ValueError``, for ``nan`` and ``inf`` too."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
