"""A small FAT12 volume written byte by byte (Microsoft FAT specification 1.03): no tool needed, always the same."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

SECTOR = 512
_SECTORS, _ROOT, _FATS, _FAT_SECTORS = 2880, 224, 2, 9
_END = 0xFFF


@dataclass(frozen=True)
class DiskFile:
    """A file in the only folder. A deleted one has lost its entry and its chain; its bytes are still there.

    ``written`` is the local time of the machine that wrote it, to two seconds.
    """

    name: str
    content: bytes
    written: datetime
    deleted: bool = False


def fat12(files: Sequence[DiskFile], label: str = "RECORDER") -> bytes:
    """A volume of 1.44 MB: one folder, long names, one cluster per sector; ``label`` is at most eleven letters."""
    boot = bytearray(SECTOR)
    boot[0:3] = b"\xeb\x3c\x90"
    boot[3:11] = b"MSDOS5.0"
    struct.pack_into("<HBHBHHBHHHII", boot, 11, SECTOR, 1, 1, _FATS, _ROOT, _SECTORS, 0xF0, _FAT_SECTORS, 18, 2, 0, 0)
    struct.pack_into("<BBBI11s8s", boot, 36, 0, 0, 0x29, 0x20260317, label.ljust(11).encode("ascii"), b"FAT12   ")
    boot[510:512] = b"\x55\xaa"
    chain, root, data, cluster = [0xFF0, _END], b"", b"", 2
    for number, file in enumerate(files):
        count = max(1, -(-len(file.content) // SECTOR))
        root += _entries(file, number, cluster)
        chain += [0] * count if file.deleted else [*range(cluster + 1, cluster + count), _END]
        data += file.content.ljust(count * SECTOR, b"\0")
        cluster += count
    table = _packed(chain).ljust(_FAT_SECTORS * SECTOR, b"\0")
    return (bytes(boot) + table * _FATS + root.ljust(_ROOT * 32, b"\0") + data).ljust(_SECTORS * SECTOR, b"\0")


def _packed(chain: list[int]) -> bytes:
    """Entries of twelve bits, two in three bytes."""
    pairs = [*chain, 0][: len(chain) + len(chain) % 2]
    return b"".join(
        bytes((low & 0xFF, low >> 8 | (high & 0xF) << 4, high >> 4))
        for low, high in zip(pairs[::2], pairs[1::2], strict=True)
    )


def _entries(file: DiskFile, number: int, cluster: int) -> bytes:
    """The long name in pieces of thirteen letters, the last first, then the short entry."""
    short = f"FILE{number:04}TXT".encode()
    check = 0
    for byte in short:
        check = ((check & 1) << 7 | check >> 1) + byte & 0xFF
    text = file.name.encode("utf-16-le") + b"\0\0"
    text = text.ljust(-(-len(text) // 26) * 26, b"\xff")
    parts = [text[start : start + 26] for start in range(0, len(text), 26)]
    found = b""
    for order in range(len(parts), 0, -1):
        part = parts[order - 1]
        first = 0xE5 if file.deleted else order | (0x40 if order == len(parts) else 0)
        found += struct.pack("<B10sBBB12sH4s", first, part[:10], 0x0F, 0, check, part[10:22], 0, part[22:])
    at = file.written
    day, clock = at.year - 1980 << 9 | at.month << 5 | at.day, at.hour << 11 | at.minute << 5 | at.second // 2
    name, size = b"\xe5" + short[1:] if file.deleted else short, len(file.content)
    return found + struct.pack("<11sBBBHHHHHHHI", name, 0x20, 0, 0, clock, day, day, 0, clock, day, cluster, size)
