"""Disk images made by hand: a FAT12 floppy with a Chinese file name, and an Expert Witness (E01) file of it."""

import hashlib
import struct
import zlib
from datetime import datetime

from sample_cases.qingxi_workshop.fat import SECTOR, DiskFile
from sample_cases.qingxi_workshop.fat import fat12 as volume

CHUNK = 32_768
_WRITTEN = datetime(2026, 3, 17, 2, 14, 20)


def fat12(files: dict[str, bytes], *, deleted: dict[str, bytes] | None = None) -> bytes:
    """A volume with these files, and with these that were deleted."""
    gone = [DiskFile(name, content, _WRITTEN, deleted=True) for name, content in (deleted or {}).items()]
    return volume([*(DiskFile(name, content, _WRITTEN) for name, content in files.items()), *gone])


def partitioned(content: bytes) -> bytes:
    """A disk with one partition that begins at sector 63."""
    table = bytearray(63 * SECTOR)
    struct.pack_into("<B3sB3sII", table, 446, 0x80, b"\0\0\0", 0x01, b"\0\0\0", 63, len(content) // SECTOR)
    table[510:512] = b"\x55\xaa"
    return bytes(table) + content


def e01(content: bytes, *, segments: int = 1, stated_md5: bytes | None = None) -> list[bytes]:
    """The content as Expert Witness files (libewf's description of EWF-E01), with checksums, hash and case header."""
    chunks = [content[start : start + CHUNK] for start in range(0, len(content), CHUNK)]
    per_segment = -(-len(chunks) // segments)
    made = []
    for segment in range(segments):
        own = chunks[segment * per_segment : (segment + 1) * per_segment]
        body = b"EVF\x09\x0d\x0a\xff\x00" + struct.pack("<BHH", 1, segment + 1, 0)
        if segment == 0:
            head = "1\nmain\nc\tn\ta\te\tt\tav\tov\tm\tu\tp\n26-0317\tD-001\t\t周启明\t\t1.0\tLinux\t\t\t0\n\n"
            body += _section(body, b"header", zlib.compress(head.encode("gbk")))
            body += _section(body, b"volume", _volume(len(chunks), len(content) // SECTOR))
        else:
            body += _section(body, b"data", _volume(len(chunks), len(content) // SECTOR))
        begin, packed, offsets = len(body) + 76, b"", []
        for chunk in own:
            offsets.append(begin + len(packed) | 0x8000_0000)
            packed += zlib.compress(chunk)
        body += _section(body, b"sectors", packed)
        table = _summed(struct.pack("<I16s", len(own), b"")) + _summed(struct.pack(f"<{len(own)}I", *offsets))
        body += _section(body, b"table", table)
        body += _section(body, b"table2", table)
        last = segment == segments - 1
        if last:
            digest = stated_md5 or hashlib.md5(content, usedforsecurity=False).digest()
            body += _section(body, b"hash", _summed(digest + bytes(16)))
        body += _section(body, b"done" if last else b"next", b"", last=True)
        made.append(body)
    return made


def _volume(chunks: int, sectors: int) -> bytes:
    layout = "<IIIIQ12xB3x12xB3xI4x16s963x5x"
    return _summed(struct.pack(layout, 1, chunks, CHUNK // SECTOR, SECTOR, sectors, 1, 1, 64, b"\7" * 16))


def _section(before: bytes, kind: bytes, body: bytes, *, last: bool = False) -> bytes:
    size = 76 + len(body)
    after = len(before) if last else len(before) + size
    return _summed(struct.pack("<16sQQ40x", kind, after, 76 if last else size)) + body


def _summed(body: bytes) -> bytes:
    return body + struct.pack("<I", zlib.adler32(body))
