"""LAS, LAZ and COPC by laspy with lazrs; what the header claims is held against the file's size first.

LAS 1.4 R15 (ASPRS), LAZ by the chunk table at its end. laspy trusts the counts of a header: with a count of VLRs of
10^9 it takes minutes and gigabytes, and a file cut at a record boundary it returns without a word.
"""

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import laspy
import numpy as np

from modules.clouds.importers.points import CHUNK, Facts, Points, unreadable

_RECORD_BYTES = {0: 20, 1: 28, 2: 26, 3: 34, 4: 57, 5: 63, 6: 30, 7: 36, 8: 38, 9: 59, 10: 67}
_COLOURED = (2, 3, 5, 7, 8, 10)
_MOST_LEVELS = 12


class _Header:
    """The public header block, read by ourselves."""

    def __init__(self, stream: BinaryIO, size: int, name: str) -> None:
        block = stream.read(375)
        if len(block) < 227 or block[:4] != b"LASF":
            raise unreadable(name, "no LAS header")
        self.version = (block[24], block[25])
        self.header_size, self.points_at, self.vlr_count = struct.unpack_from("<HII", block, 94)
        kind, self.record_bytes, legacy = struct.unpack_from("<BHI", block, 104)
        self.compressed, self.format = bool(kind & 0xC0), kind & 0x3F
        self.scale = struct.unpack_from("<3d", block, 131)
        self.offset = struct.unpack_from("<3d", block, 155)
        high_low = struct.unpack_from("<6d", block, 179)
        self.upper, self.lower = high_low[0::2], high_low[1::2]
        self.count = legacy
        self.evlr_at, self.evlr_count = 0, 0
        if self.version >= (1, 4) and len(block) >= 375:
            self.evlr_at, self.evlr_count, self.count = struct.unpack_from("<QIQ", block, 235)
        self._check(size, name)

    def _check(self, size: int, name: str) -> None:
        if not self.header_size <= self.points_at <= size or self.format not in _RECORD_BYTES:
            raise unreadable(name, f"point data at {self.points_at} in format {self.format}, file of {size} bytes")
        if self.record_bytes < _RECORD_BYTES[self.format]:
            raise unreadable(name, f"records of {self.record_bytes} bytes in format {self.format}")
        if self.vlr_count * 54 > self.points_at - self.header_size:
            raise unreadable(name, f"{self.vlr_count} records in the head have no room")
        if self.evlr_count and self.evlr_at + self.evlr_count * 60 > size:
            raise unreadable(name, f"{self.evlr_count} records at the end have no room in {size} bytes")
        if not all(np.isfinite((*self.scale, *self.offset))) or not all(self.scale):
            raise unreadable(name, "scale or offset is no number")


def _chunks_claimed(stream: BinaryIO, header: _Header, size: int, name: str) -> None:
    """A LAZ file ends with its table of chunks; one cut short has lost it."""
    stream.seek(header.points_at)
    raw = stream.read(8)
    table_at = struct.unpack("<q", raw)[0] if len(raw) == 8 else 0
    if table_at == -1:
        stream.seek(size - 8)
        table_at = struct.unpack("<q", stream.read(8))[0]
    if not header.points_at < table_at <= size - 8:
        raise unreadable(name, f"its table of chunks would be at byte {table_at}, the file has {size}: its end is lost")
    stream.seek(table_at)
    _, chunks = struct.unpack("<II", stream.read(8))
    if chunks > size or (header.count and not chunks):
        raise unreadable(name, f"{chunks} chunks in {size} bytes")


class LasSource:
    """Exact integers as they stand in the file, read from any point on."""

    sequential = False

    def __init__(self, path: str, name: str) -> None:
        size = Path(path).stat().st_size
        with Path(path).open("rb") as stream:
            self._header = header = _Header(stream, size, name)
            if header.compressed:
                _chunks_claimed(stream, header, size, name)
        try:
            self._reader = laspy.open(
                path, laz_backend=laspy.LazBackend.LazrsParallel, decompression_selection=_selection(),
                read_evlrs=False,
            )
        except Exception as error:  # laspy's and lazrs' errors have no common base
            raise unreadable(name, error) from error
        self._name = name
        room = header.count if header.compressed else (size - header.points_at) // header.record_bytes
        self.units = min(header.count, room)
        self.unit_bytes = (size - header.points_at) / max(1, self.units)
        self.facts = self._facts(path)
        self._shift: int | None = None

    def _facts(self, path: str) -> Facts:
        header, known = self._header, ["intensity", "classification"]
        if header.format in _COLOURED:
            known.insert(0, "rgb")
        kind = "LAS"
        if header.compressed:
            kind = "COPC" if _is_copc(path) else "LAZ"
        facts = Facts(
            format=f"{kind} {header.version[0]}.{header.version[1]} / {header.format}", present=self.units,
            declared=header.count, attributes=tuple(known), scale=header.scale, offset=header.offset,
            lower=header.lower, upper=header.upper,
        )
        frame, unit = _frame(self._reader.header)
        return replace(facts, frame=frame, unit=unit)

    def read(self, start: int, stop: int) -> Points:
        try:
            self._reader.seek(start)
            array: Any = self._reader.read_points(stop - start).array
        except Exception as error:  # lazrs raises its own kind
            raise unreadable(self._name, error) from error
        return self.points_of(array)

    def stream(self) -> Iterator[Points]:
        for start in range(0, self.units, CHUNK):
            yield self.read(start, min(self.units, start + CHUNK))

    def close(self) -> None:
        self._reader.close()

    def points_of(self, array: Any) -> Points:
        """The points of laspy's records."""
        names = array.dtype.names
        colour = None
        if "red" in names:
            colour = (array["red"], array["green"], array["blue"])
            if self._shift is None and len(array):  # many writers put 0..255 into 16 bits; the first piece decides
                self._shift = 8 if max(int(values.max()) for values in colour) > 255 else 0
        classes = array["classification"] if "classification" in names else array["raw_classification"] & 31
        return Points(
            array["X"], array["Y"], array["Z"], colour=colour,
            intensity=array["intensity"], classification=classes, colour_shift=self._shift or 0,
        )


def coarse_levels(path: str, name: str, most: int) -> Points:
    """The points of as many levels of a COPC file, from the coarsest on, as hold about ``most`` points."""
    source = LasSource(path, name)
    try:
        with laspy.CopcReader.open(path) as reader:
            array: Any = None
            for levels in range(1, _MOST_LEVELS):
                wider: Any = reader.query(level=range(levels)).array
                if array is not None and (len(wider) == len(array) or len(wider) > most):
                    break
                array = wider
        return source.points_of(array)
    except Exception as error:  # laspy's and lazrs' errors have no common base
        raise unreadable(name, error) from error
    finally:
        source.close()


def _selection() -> laspy.DecompressionSelection:
    wanted = laspy.DecompressionSelection
    return wanted.base() | wanted.Z | wanted.CLASSIFICATION | wanted.INTENSITY | wanted.RGB


def _is_copc(path: str) -> bool:
    with Path(path).open("rb") as stream:
        head = stream.read(589)
    return head[377:381] == b"copc"


def _frame(header: Any) -> tuple[str, str]:
    """The frame as an EPSG code and the unit, as far as the file says."""
    try:
        crs = header.parse_crs()
        if crs is None:
            return "", "unknown"
        code = crs.to_epsg()
        unit = crs.axis_info[0].unit_name if crs.axis_info else "unknown"
        return f"EPSG:{code}" if code else crs.name[:80], unit
    except Exception:  # a wrong reference must not hide the points
        return "", "unknown"
