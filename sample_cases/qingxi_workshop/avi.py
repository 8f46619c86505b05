"""Motion JPEG in AVI: a RIFF file of chunks, written without a codec (Microsoft RIFF, 1992)."""

import struct
from collections.abc import Sequence

_HAS_INDEX, _INTERLEAVED = 0x10, 0x100
_KEYFRAME = 0x10


def avi(frames: Sequence[bytes], width: int, height: int, per_second: int, title: str) -> bytes:
    """The file of JPEG ``frames``. ``title`` goes into the INFO list.

    Raises ``ValueError`` without frames.
    """
    if not frames:
        raise ValueError("an AVI needs at least one frame")
    largest = max(map(len, frames))
    header = struct.pack(
        "<14I", 1_000_000 // per_second, largest * per_second, 0, _HAS_INDEX | _INTERLEAVED, len(frames), 0, 1, largest,
        width, height, 0, 0, 0, 0,
    )
    stream = struct.pack(
        "<4s4sIHHIIIIIIII4H", b"vids", b"MJPG", 0, 0, 0, 0, 1, per_second, 0, len(frames), largest, 0xFFFFFFFF, 0,
        0, 0, width, height,
    )
    image = struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, b"MJPG", width * height * 3, 0, 0, 0, 0)
    lists = _list(b"hdrl", _chunk(b"avih", header) + _list(b"strl", _chunk(b"strh", stream) + _chunk(b"strf", image)))
    info = _list(b"INFO", _chunk(b"INAM", title.encode("utf-8") + b"\0"))
    pieces, index, at = [], [], 4
    for frame in frames:
        piece = _chunk(b"00dc", frame)
        pieces.append(piece)
        index.append(struct.pack("<4sIII", b"00dc", _KEYFRAME, at, len(frame)))
        at += len(piece)
    movie = _list(b"movi", b"".join(pieces))
    return _chunk(b"RIFF", b"AVI " + lists + info + movie + _chunk(b"idx1", b"".join(index)))


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _list(kind: bytes, body: bytes) -> bytes:
    return _chunk(b"LIST", kind + body)
