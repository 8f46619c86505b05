"""Opening a DXF: text or binary, in its own encoding, and as much of a file as is there when its end is missing."""

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from workstation.api import UserError

if TYPE_CHECKING:
    from ezdxf.document import Drawing as Document

_BINARY = b"AutoCAD Binary DXF"
_BEGINS_ENTITY = re.compile(rb"\r?\n[ \t]*0\r?\n(?=[A-Z])")
_HEADER_BYTES = 100_000


def open_dxf(path: str, name: str) -> tuple["Document", bool]:
    """The document, and whether its file ends too early.

    Raises ``UserError``: ``drawing.dxf_unreadable``, ``drawing.dxf_truncated``.
    """
    from ezdxf import recover
    from ezdxf.filemanagement import readfile

    truncated = not _whole(path)
    try:
        if truncated:
            return recover.read(BytesIO(_ended(Path(path).read_bytes())))[0], True
        try:
            return readfile(path, encoding=_encoding(path)), False
        except Exception:  # what a damaged file raises has no common base
            return recover.readfile(path)[0], False
    except Exception as error:
        if truncated and Path(path).stat().st_size:
            raise UserError("drawing.dxf_truncated", name=name) from error
        raise UserError("drawing.dxf_unreadable", name=name, reason=str(error)[:200] or "?") from error


def _whole(path: str) -> bool:
    """Whether the file ends as a DXF does."""
    with Path(path).open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 200))
        return file.read().rstrip(b"\x00\x1a \t\r\n").endswith(b"EOF")


def _ended(content: bytes) -> bytes:
    """The content up to the last thing that is complete, with the end that a reader needs."""
    if content.startswith(_BINARY):
        raise ValueError("binary")
    starts = [match.start() for match in _BEGINS_ENTITY.finditer(content)]
    if not starts or b"ENTITIES" not in content:
        raise ValueError("nothing")
    return content[: starts[-1]] + b"\n  0\nENDSEC\n  0\nEOF\n"


def _encoding(path: str) -> str | None:
    """GBK for an older file in Chinese that names no encoding, or the Western one that many programs write whatever the
    text is; otherwise what the file says."""
    content = Path(path).read_bytes()
    head = content[:_HEADER_BYTES]
    if content.startswith(_BINARY) or content.isascii() or re.search(rb"AC10(2[1-9]|3)", head):
        return None
    if b"ANSI_1252" in head:
        runs = re.findall(rb"[\x80-\xff]+", content)
        return "gbk" if all(len(run) % 2 == 0 and min(run) > 0xA0 for run in runs) else None
    if b"$DWGCODEPAGE" in head:
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None
