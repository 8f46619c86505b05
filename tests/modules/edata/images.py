"""Disk images made by hand: a FAT12 floppy with a Chinese file name, and an Expert Witness (E01) file of it."""

import hashlib
import struct
import zlib

SECTOR, CHUNK = 512, 32_768
_SECTORS, _ROOT, _FATS, _FAT_SECTORS = 2880, 224, 2, 9
_END = 0xFFF


def fat12(files: dict[str, bytes], *, deleted: dict[str, bytes] | None = None) -> bytes:
    """A floppy of 1.44 MB (Microsoft FAT specification 1.03): one folder, long names, one cluster per sector.

    ``deleted`` files have lost their entry and their chain, as after a deletion; their bytes are still there.
    """
    boot = bytearray(SECTOR)
    boot[0:3] = b"\xeb\x3c\x90"
    boot[3:11] = b"MSDOS5.0"
    struct.pack_into("<HBHBHHBHHHII", boot, 11, SECTOR, 1, 1, _FATS, _ROOT, _SECTORS, 0xF0, _FAT_SECTORS, 18, 2, 0, 0)
    struct.pack_into("<BBBI11s8s", boot, 36, 0, 0, 0x29, 0x20260317, b"RECORDER   ", b"FAT12   ")
    boot[510:512] = b"\x55\xaa"
    chain, root, data, cluster = [0xFF0, _END], b"", b"", 2
    for number, (name, content) in enumerate([*files.items(), *(deleted or {}).items()]):
        gone = number >= len(files)
        count = max(1, -(-len(content) // SECTOR))
        root += _entries(name, number, cluster, len(content), gone=gone)
        chain += [0] * count if gone else [*range(cluster + 1, cluster + count), _END]
        data += content.ljust(count * SECTOR, b"\0")
        cluster += count
    table = _packed(chain).ljust(_FAT_SECTORS * SECTOR, b"\0")
    return (bytes(boot) + table * _FATS + root.ljust(_ROOT * 32, b"\0") + data).ljust(_SECTORS * SECTOR, b"\0")


def _packed(chain: list[int]) -> bytes:
    pairs = [*chain, 0][: len(chain) + len(chain) % 2]
    return b"".join(
        bytes((low & 0xFF, low >> 8 | (high & 0xF) << 4, high >> 4))
        for low, high in zip(pairs[::2], pairs[1::2], strict=True)
    )


def _entries(name: str, number: int, cluster: int, size: int, *, gone: bool) -> bytes:
    short = f"FILE{number:04}TXT".encode()
    check = 0
    for byte in short:
        check = ((check & 1) << 7 | check >> 1) + byte & 0xFF
    text = name.encode("utf-16-le") + b"\0\0"
    text = text.ljust(-(-len(text) // 26) * 26, b"\xff")
    parts = [text[start : start + 26] for start in range(0, len(text), 26)]
    found = b""
    for order in range(len(parts), 0, -1):
        part = parts[order - 1]
        first = 0xE5 if gone else order | (0x40 if order == len(parts) else 0)
        found += struct.pack("<B10sBBB12sH4s", first, part[:10], 0x0F, 0, check, part[10:22], 0, part[22:])
    day, clock = 46 << 9 | 3 << 5 | 17, 2 << 11 | 14 << 5 | 10
    first_name = b"\xe5" + short[1:] if gone else short
    return found + struct.pack("<11sBBBHHHHHHHI", first_name, 0x20, 0, 0, clock, day, day, 0, clock, day, cluster, size)


def partitioned(volume: bytes) -> bytes:
    """A disk with one partition that begins at sector 63."""
    table = bytearray(63 * SECTOR)
    struct.pack_into("<B3sB3sII", table, 446, 0x80, b"\0\0\0", 0x01, b"\0\0\0", 63, len(volume) // SECTOR)
    table[510:512] = b"\x55\xaa"
    return bytes(table) + volume


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
