"""Expert Witness files (EWF-E01) checked piece by piece, before libewf reads them.

libewf gives zeros for a damaged chunk and says nothing; so each section and each chunk is held against its checksum
here (Adler-32, of the compressed data or after the chunk), following the format as libewf documents it.
"""

import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from workstation.api import UserError

SIGNATURE = b"EVF\x09\x0d\x0a\xff\x00"
NEWER = b"EVF2\x0d\x0a\x81\x00"
_DESCRIPTOR = struct.Struct("<16sQQ40xI")
_COMPRESSED = 0x8000_0000
_MOST_SECTIONS, _MOST_CHUNKS, _MOST_CHUNK = 100_000, 4_000_000, 32 << 20
_FIELDS = {
    "c": "case", "n": "evidence", "a": "description", "e": "examiner", "t": "notes", "av": "tool", "ov": "system",
    "m": "acquired", "u": "set",
}


@dataclass
class Segment:
    """What one segment file holds; ``bad`` are numbers of damaged chunks, counted from its first."""

    number: int
    chunks: int = 0
    chunk_bytes: int = 0
    media_bytes: int = 0
    bad: list[int] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    md5: str = ""
    ended: bool = False
    last: bool = False


def check_segment(path: str, name: str) -> Segment:
    """Walk through a segment and check everything in it. Raises ``UserError("edata.image_unreadable")``."""
    size = Path(path).stat().st_size
    with Path(path).open("rb") as stream:
        head = stream.read(13)
        if len(head) < 13 or not head.startswith(SIGNATURE):
            raise UserError("edata.image_unreadable", name=name)
        found = Segment(struct.unpack("<H", head[9:11])[0])
        at, data_end = 13, 0
        for _ in range(_MOST_SECTIONS):
            kind, after, length = _descriptor(stream, at, size, found)
            if not kind:
                break
            if kind == "sectors":
                data_end = at + length
            elif kind == "table":
                _check_chunks(stream, at, data_end or at, found)
            else:
                _read_section(stream, at, kind, length, found)
            if kind in ("next", "done") or after <= at:
                found.ended, found.last = kind in ("next", "done"), kind == "done"
                break
            at = after
    return found


def _descriptor(stream: IO[bytes], at: int, size: int, found: Segment) -> tuple[str, int, int]:
    stream.seek(at)
    raw = stream.read(_DESCRIPTOR.size)
    if len(raw) < _DESCRIPTOR.size or zlib.adler32(raw[:-4]) != struct.unpack("<I", raw[-4:])[0]:
        found.broken.append(f"@{at}")
        return "", 0, 0
    kind, after, length, _ = _DESCRIPTOR.unpack(raw)
    if after > size:
        found.broken.append(f"@{at}")
    return kind.rstrip(b"\0").decode("ascii", "replace"), after, length


def _read_section(stream: IO[bytes], at: int, kind: str, length: int, found: Segment) -> None:
    if kind not in ("header", "volume", "disk", "data", "hash") or length > 1 << 20:
        return
    body = stream.read(max(0, length - _DESCRIPTOR.size))
    if kind == "header":
        found.facts |= _header(body)
    elif kind == "hash" and len(body) >= 16:
        found.md5 = body[:16].hex()
    elif kind != "hash" and len(body) >= 24:
        _, chunks, per_chunk, sector, sectors = struct.unpack("<IIIIQ", body[:24])
        found.chunk_bytes = per_chunk * sector
        found.media_bytes = sectors * sector
        if len(body) >= 1052 and zlib.adler32(body[:1048]) != struct.unpack("<I", body[1048:1052])[0]:
            found.broken.append(f"{kind} @{at}")
        del chunks


def _header(body: bytes) -> dict[str, str]:
    try:
        raw = zlib.decompressobj().decompress(body, 1 << 16)
    except zlib.error:
        return {}
    for encoding in ("utf-8", "gb18030", "latin-1"):
        try:
            lines = raw.decode(encoding).splitlines()
            break
        except UnicodeDecodeError:
            continue
    if len(lines) < 4:
        return {}
    pairs = zip(lines[2].split("\t"), lines[3].split("\t"), strict=False)
    return {_FIELDS[key]: value.strip() for key, value in pairs if key in _FIELDS and value.strip()}


def _check_chunks(stream: IO[bytes], at: int, data_end: int, found: Segment) -> None:
    """The chunks of a table: each is whole and agrees with its checksum."""
    head = stream.read(24)
    if len(head) < 24 or zlib.adler32(head[:20]) != struct.unpack("<I", head[20:])[0]:
        found.broken.append(f"table @{at}")
        return
    count, base = struct.unpack("<I4xQ", head[:16])
    if count > _MOST_CHUNKS:
        found.broken.append(f"table @{at}")
        return
    raw = stream.read(4 * count + 4)
    if len(raw) < 4 * count + 4 or zlib.adler32(raw[:-4]) != struct.unpack("<I", raw[-4:])[0]:
        found.broken.append(f"table @{at}")
        return
    entries = struct.unpack(f"<{count}I", raw[:-4])
    starts = [base + (entry & ~_COMPRESSED) for entry in entries]
    for number, (entry, start) in enumerate(zip(entries, starts, strict=True)):
        end = starts[number + 1] if number + 1 < count else data_end
        if not _is_sound(stream, start, end, packed=bool(entry & _COMPRESSED)):
            found.bad.append(found.chunks + number)
    found.chunks += count


def _is_sound(stream: IO[bytes], start: int, end: int, *, packed: bool) -> bool:
    if not 0 < end - start <= _MOST_CHUNK:
        return False
    stream.seek(start)
    chunk = stream.read(end - start)
    if packed:
        try:
            unpacked = zlib.decompressobj()
            unpacked.decompress(chunk, _MOST_CHUNK)
        except zlib.error:
            return False
        return unpacked.eof
    return len(chunk) > 4 and zlib.adler32(chunk[:-4]) == struct.unpack("<I", chunk[-4:])[0]
