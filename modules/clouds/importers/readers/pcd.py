"""PCD (Point Cloud Library, version 0.7): ascii, binary, binary_compressed (LZF)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numba import njit

from modules.clouds.importers.points import CHUNK, Array, Facts, Points, Source, unreadable
from modules.clouds.importers.readers.binary import Columns, RecordSource, attributes, records_in
from modules.clouds.importers.readers.text import TableSource, end_of_lines

_MOST_HEADER = 1 << 16
_MOST_EXPANDED = 1 << 30


def open_pcd(path: str, name: str) -> Source:
    """The points of a PCD file. Raises ``UserError("clouds.unreadable")``."""
    with Path(path).open("rb") as stream:
        head = stream.read(_MOST_HEADER)
    start = head.find(b"\nDATA ") + 1
    newline = head.find(b"\n", start)
    if not start or newline < 0:
        raise unreadable(name, "no PCD header")
    said = {}
    for line in head[:newline].decode("ascii", "replace").splitlines():
        words = line.split()
        if words and not words[0].startswith("#"):
            said[words[0]] = words[1:]
    names, dtype, count = _fields(said, name)
    kind = said["DATA"][0] if said["DATA"] else ""
    facts = Facts(format=f"PCD {kind}", present=count, declared=count, attributes=attributes(names))
    start = newline + 1
    if kind == "ascii":
        stop, lines = end_of_lines(path, start, count)
        packed = said["TYPE"][said["FIELDS"].index("rgb")] if "rgb" in names else ""
        titles = tuple(f"rgb_{packed.lower()}" if field == "rgb" else field for field in names)
        return TableSource(path, name, start, stop, titles, replace(facts, present=lines))
    if kind == "binary":
        return RecordSource(path, start, dtype, replace(facts, present=records_in(path, start, dtype.itemsize, count)))
    if kind == "binary_compressed":
        return _CompressedSource(path, name, start, dtype, facts)
    raise unreadable(name, f"PCD data of kind {kind[:40]}")


def _fields(said: dict[str, list[str]], name: str) -> tuple[list[str], "np.dtype[np.void]", int]:
    try:
        names, sizes, kinds = said["FIELDS"], said["SIZE"], said["TYPE"]
        counts = said.get("COUNT", ["1"] * len(names))
        if not len(names) == len(sizes) == len(kinds) == len(counts):
            raise ValueError("its lines name different numbers of fields")
        count = int(said["POINTS"][0]) if "POINTS" in said else int(said["WIDTH"][0]) * int(said["HEIGHT"][0])
        columns: list[tuple[str, str, int]] = []
        for number, (field, size, kind, times) in enumerate(zip(names, sizes, kinds, counts, strict=True)):
            taken = field if field != "_" and field not in (known for known, _, _ in columns) else f"_{number}"
            columns.append((taken, f"<{kind.lower()}{int(size)}", int(times)))
        dtype = np.dtype([(field, code) if times == 1 else (field, code, (times,)) for field, code, times in columns])
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise unreadable(name, f"PCD header: {error}") from error
    known = [field for field, _, times in columns if times == 1]
    if not {"x", "y", "z"} <= set(known) or count < 0 or not 0 < dtype.itemsize < 1 << 16:
        raise unreadable(name, "points without x, y, z")
    flat = [field if times == 1 else f"{field}_{at}" for field, _, times in columns for at in range(max(1, times))]
    return flat, dtype, count


class _CompressedSource:
    """All points in one compressed block, field by field; it has to be expanded as a whole."""

    sequential = True

    def __init__(self, path: str, name: str, start: int, dtype: "np.dtype[np.void]", facts: Facts) -> None:
        self._path, self._name, self._start, self._dtype = path, name, start, dtype
        with Path(path).open("rb") as stream:
            stream.seek(start)
            sizes = np.frombuffer(stream.read(8), "<u4")
        if len(sizes) < 2:
            raise unreadable(name, "the compressed block is missing")
        self._packed, self._expanded = int(sizes[0]), int(sizes[1])
        declared = facts.declared or 0
        if self._expanded > _MOST_EXPANDED or self._expanded < declared * dtype.itemsize:
            raise unreadable(name, f"{declared} points claimed, {self._expanded} bytes announced")
        if Path(path).stat().st_size - start - 8 < self._packed:
            raise unreadable(name, f"the compressed block of {self._packed} bytes is cut short")
        self.facts, self.units, self.unit_bytes = facts, declared, float(dtype.itemsize)

    def read(self, start: int, stop: int) -> Points:
        raise NotImplementedError("compressed PCD is read in one go")

    def stream(self) -> Iterator[Points]:
        with Path(self._path).open("rb") as stream:
            stream.seek(self._start + 8)
            packed = np.frombuffer(stream.read(self._packed), np.uint8)
        expanded = np.zeros(self._expanded, np.uint8)
        if expand_lzf(packed, expanded) != self._expanded:
            raise unreadable(self._name, "the compressed block is damaged")
        columns = Columns()
        for first in range(0, self.units, CHUNK):
            yield columns.points(self._columns(expanded, first, min(self.units, first + CHUNK)))

    def close(self) -> None:
        """Every read opens the file itself."""

    def _columns(self, expanded: Array, first: int, stop: int) -> dict[str, Array]:
        found, at = {}, 0
        for field in self._dtype.names or ():
            kind = self._dtype[field]
            if kind.shape == ():
                values = expanded[at : at + kind.itemsize * self.units].view(kind)
                found[field.lower()] = values[first:stop]
            at += kind.itemsize * self.units
        return found


@njit(nogil=True)  # not cached: a sandboxed process may write no file
def expand_lzf(packed: Array, expanded: Array) -> int:
    """Expand an LZF block (M. Lehmann's LibLZF, format as documented there); returns the bytes made, -1 if damaged."""
    at, made = 0, 0
    while at < packed.size:
        control = int(packed[at])
        at += 1
        if control < 32:
            length = control + 1
            if at + length > packed.size or made + length > expanded.size:
                return -1
            for offset in range(length):
                expanded[made + offset] = packed[at + offset]
            at += length
            made += length
            continue
        length = control >> 5
        if length == 7:
            if at >= packed.size:
                return -1
            length += int(packed[at])
            at += 1
        if at >= packed.size:
            return -1
        source = made - ((control & 31) << 8) - int(packed[at]) - 1
        at += 1
        length += 2
        if source < 0 or made + length > expanded.size:
            return -1
        for offset in range(length):
            expanded[made + offset] = expanded[source + offset]
        made += length
    return made
