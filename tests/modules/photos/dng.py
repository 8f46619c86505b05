"""A raw photograph for tests: the least DNG 1.4 (Adobe) that a reader of raw files accepts, over TIFF 6.0."""

import struct
from pathlib import Path

BYTE, ASCII, SHORT, LONG, RATIONAL, SIGNED = 1, 2, 3, 4, 5, 10
CODES = {BYTE: "B", SHORT: "H", LONG: "I", RATIONAL: "I", SIGNED: "i"}
IDENTITY = [part for value in (1, 0, 0, 0, 1, 0, 0, 0, 1) for part in (value, 1)]
Values = list[int] | bytes


def raw_picture(path: Path, *, size: tuple[int, int] = (320, 240), orientation: int = 1, preview: bytes = b"") -> Path:
    """Write sensor data under a colour filter (RGGB): white in the left upper quarter, red elsewhere.

    With ``preview`` that JPEG stands in the file as cameras put theirs.
    """
    sensor = _sensor(*size)
    shape = {256: (LONG, [size[0]]), 257: (LONG, [size[1]])}
    whole: dict[int, tuple[int, Values]] = shape | {
        254: (LONG, [0]), 258: (SHORT, [16]), 259: (SHORT, [1]), 262: (SHORT, [32803]), 274: (SHORT, [orientation]),
        277: (SHORT, [1]), 278: (LONG, [size[1]]), 279: (LONG, [len(sensor)]), 284: (SHORT, [1]),
        271: (ASCII, b"Ember\0"), 272: (ASCII, b"E-1 RAW\0"), 50708: (ASCII, b"Ember E-1 RAW\0"),
        33421: (SHORT, [2, 2]), 33422: (BYTE, [0, 1, 1, 2]), 50706: (BYTE, [1, 4, 0, 0]), 50717: (LONG, [65_535]),
        50721: (SIGNED, IDENTITY), 50728: (RATIONAL, [1, 1] * 3), 50778: (SHORT, [21]), 273: (LONG, [8]),
    }
    small: dict[int, tuple[int, Values]] = {
        254: (LONG, [1]), 256: (LONG, [2048]), 257: (LONG, [1536]), 259: (SHORT, [7]), 262: (SHORT, [6]),
        273: (LONG, [8 + len(sensor)]), 279: (LONG, [len(preview)]),
    }
    at = 8 + len(sensor) + len(preview)
    inner = _directory(small, at) if preview else b""
    if preview:
        whole[330] = (LONG, [at])
    path.parent.mkdir(parents=True, exist_ok=True)
    first = struct.pack("<I", at + len(inner))
    path.write_bytes(b"II*\0" + first + sensor + preview + inner + _directory(whole, at + len(inner)))
    return path


def _sensor(width: int, height: int) -> bytes:
    rows = []
    for y in range(height):
        red = [60_000, 2_000] if y % 2 == 0 else [2_000, 2_000]
        left = [60_000] * (width // 2) if y < height // 2 else red * (width // 4)
        rows.append(struct.pack(f"<{width}H", *left, *red * (width // 4)))
    return b"".join(rows)


def _directory(tags: dict[int, tuple[int, Values]], at: int) -> bytes:
    """A directory that lies at this place of the file, and what does not fit into its entries after it."""
    entries, rest = struct.pack("<H", len(tags)), b""
    after = at + 2 + 12 * len(tags) + 4
    for tag, (kind, values) in sorted(tags.items()):
        body = values if isinstance(values, bytes) else struct.pack(f"<{len(values)}{CODES[kind]}", *values)
        count = len(values) // 2 if kind in (RATIONAL, SIGNED) else len(values)
        if len(body) > 4:
            place = struct.pack("<I", after + len(rest))
            rest += body + bytes(len(body) % 2)
        else:
            place = body.ljust(4, b"\0")
        entries += struct.pack("<HHI", tag, kind, count) + place
    return entries + bytes(4) + rest
