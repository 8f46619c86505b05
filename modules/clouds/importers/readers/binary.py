"""Records of fixed size in a file, read by numpy: what binary PLY and PCD have in common."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from modules.clouds.importers.points import CHUNK, Array, Facts, Points, finite, strength, whole_bytes

_AXES = ("x", "y", "z")
_COLOURS = (("red", "green", "blue"), ("r", "g", "b"), ("diffuse_red", "diffuse_green", "diffuse_blue"))
_NORMALS = (("nx", "ny", "nz"), ("normal_x", "normal_y", "normal_z"))
_INTENSITIES = ("intensity", "scalar_intensity", "reflectance", "scalar_reflectance", "remission")
_CLASSES = ("classification", "scalar_classification", "class", "label")


def attributes(names: Sequence[str]) -> tuple[str, ...]:
    """Which attributes fields of these names hold."""
    have = {name.lower() for name in names}
    found = []
    if any(set(triple) <= have for triple in _COLOURS) or have & {"rgb", "rgba"}:
        found.append("rgb")
    if have & set(_INTENSITIES):
        found.append("intensity")
    if have & set(_CLASSES):
        found.append("classification")
    if any(set(triple) <= have for triple in _NORMALS):
        found.append("normal")
    return tuple(found)


class Columns:
    """Turns columns by name into points; the first piece decides the range of intensities (0..1, 0..255, 16 bits)."""

    def __init__(self) -> None:
        self._most: float | None = None

    def points(self, columns: dict[str, Array]) -> Points:
        """The points of one piece. ``columns`` has lower-case names."""
        x, y, z = (columns[axis].astype(np.float64) for axis in _AXES)
        return finite(Points(
            x, y, z, colour=_colour(columns), intensity=self._intensity(columns), classification=_classes(columns),
            normal=_normal(columns),
        ))

    def _intensity(self, columns: dict[str, Array]) -> Array | None:
        values = next((columns[name] for name in _INTENSITIES if name in columns), None)
        if values is None:
            return None
        if self._most is None:
            most = float(np.nanmax(values)) if len(values) else 1.0
            self._most = next((limit for limit in (1.0, 255.0, 2047.0, 65535.0) if most <= limit), most)
        least = -2048.0 if self._most == 2047.0 else 0.0
        return strength(values, least, self._most)


def _colour(columns: dict[str, Array]) -> tuple[Array, Array, Array] | None:
    for triple in _COLOURS:
        if all(name in columns for name in triple):
            red, green, blue = (whole_bytes(columns[name]) for name in triple)
            return red, green, blue
    packed = next((columns[name] for name in ("rgb", "rgba", "rgb_f", "rgb_u", "rgb_i") if name in columns), None)
    if packed is None:
        return None
    if packed.dtype.itemsize == 8:  # of a text: the bits of a 32-bit fraction, or a whole number
        packed = packed.astype(np.float32 if "rgb_f" in columns else np.uint32)
    bits = np.ascontiguousarray(packed).view(np.uint32)
    red, green, blue = ((bits >> shift & 255).astype(np.uint8) for shift in (16, 8, 0))  # PCL packs 0x00RRGGBB
    return red, green, blue


def _classes(columns: dict[str, Array]) -> Array | None:
    values = next((columns[name] for name in _CLASSES if name in columns), None)
    return None if values is None else np.clip(np.nan_to_num(values), 0, 255).astype(np.uint8)


def _normal(columns: dict[str, Array]) -> Array | None:
    for triple in _NORMALS:
        if all(name in columns for name in triple):
            return np.nan_to_num(np.stack([columns[name].astype(np.float32) for name in triple], axis=1))
    return None


class RecordSource:
    """``count`` records of ``dtype`` from byte ``start`` on; fewer where the file ends before."""

    sequential = False

    def __init__(self, path: str, start: int, dtype: np.dtype[np.void], facts: Facts) -> None:
        self._path, self._start, self._dtype = path, start, dtype
        self.facts = facts
        self.units = facts.present
        self.unit_bytes = float(dtype.itemsize)
        self._columns = Columns()

    def read(self, start: int, stop: int) -> Points:
        with Path(self._path).open("rb") as stream:
            stream.seek(self._start + start * self._dtype.itemsize)
            content = stream.read((stop - start) * self._dtype.itemsize)
        records = np.frombuffer(content, self._dtype, len(content) // self._dtype.itemsize)
        return self._columns.points({name.lower(): records[name] for name in self._dtype.names or ()})

    def stream(self) -> Iterator[Points]:
        for start in range(0, self.units, CHUNK):
            yield self.read(start, min(self.units, start + CHUNK))

    def close(self) -> None:
        """Every read opens the file itself."""


def records_in(path: str, start: int, record_bytes: int, declared: int) -> int:
    """How many of the declared records the file really holds."""
    return max(0, min(declared, (Path(path).stat().st_size - start) // record_bytes))
