"""What every reader of point clouds hands over: facts of the file, and points in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workstation.api import UserError

Array = NDArray[Any]
CHUNK = 1_000_000  # points in one piece: about 30 MB


@dataclass(frozen=True)
class ScanFacts:
    """One standpoint within a file. ``rotation`` is a unit quaternion (w, x, y, z), ``translation`` in file units."""

    name: str
    count: int
    rotation: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0)
    translation: tuple[float, float, float] = (0.0, 0.0, 0.0)
    posed: bool = False


@dataclass(frozen=True)
class Note:
    """Something about a file that a person has to know: a code and its values."""

    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What a file says of itself and what its bytes can hold.

    ``declared`` is the count that the header claims (none if the format has no count), ``present`` how many records the
    file really holds as far as that is known without reading it all. ``scale`` and ``offset`` are those of formats with
    whole-number coordinates: coordinate = integer * scale + offset. ``lower`` and ``upper`` are in file units.
    """

    format: str
    present: int
    declared: int | None = None
    attributes: tuple[str, ...] = ()
    scale: tuple[float, float, float] | None = None
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    lower: tuple[float, float, float] | None = None
    upper: tuple[float, float, float] | None = None
    unit: str = "unknown"
    frame: str = ""
    scans: tuple[ScanFacts, ...] = ()
    columns: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def noted(self, code: str, **values: object) -> "Facts":
        """The same with one more note."""
        return replace(self, notes=(*self.notes, Note(code, {name: str(value) for name, value in values.items()})))


@dataclass
class Points:
    """A piece of a cloud. x, y, z are int32 (formats with whole numbers) or float64, all of one length n.

    ``colour`` holds three arrays of n whole numbers, 0..255 after losing ``colour_shift`` bits;
    ``intensity`` n values 0..65535; ``normal`` is (n, 3).
    ``dropped`` counts records that were left out because a coordinate was no finite number or marked invalid.
    """

    x: Array
    y: Array
    z: Array
    colour: tuple[Array, Array, Array] | None = None
    intensity: Array | None = None
    classification: Array | None = None
    normal: Array | None = None
    scan: int = 0
    dropped: int = 0
    colour_shift: int = 0

    def __len__(self) -> int:
        return len(self.x)


class Source(Protocol):
    """An open file. ``units`` is what ``read`` counts in: records, or bytes of a text; ``sequential`` sources are read
    by ``stream`` only."""

    facts: Facts
    units: int
    unit_bytes: float
    sequential: bool

    def read(self, start: int, stop: int) -> Points:
        """The points of the units from ``start`` to ``stop``."""

    def stream(self) -> Iterator[Points]:
        """All points, piece by piece."""

    def close(self) -> None:
        """Let go of the file."""


def finite(points: Points) -> Points:
    """Leave out points whose coordinates are no finite numbers, and count them."""
    if points.x.dtype.kind != "f":
        return points
    good = np.isfinite(points.x) & np.isfinite(points.y) & np.isfinite(points.z)
    return points if good.all() else kept(points, good)


def kept(points: Points, good: Array) -> Points:
    """Only the points for which ``good`` is true; the rest counts as dropped."""
    def pick(values: Array | None) -> Array | None:
        return None if values is None else values[good]

    colour = points.colour
    lost = len(points) - int(np.count_nonzero(good))
    return Points(
        points.x[good], points.y[good], points.z[good],
        None if colour is None else (colour[0][good], colour[1][good], colour[2][good]),
        pick(points.intensity), pick(points.classification), pick(points.normal), points.scan, points.dropped + lost,
    )


def whole_bytes(values: Array) -> Array:
    """Colour values as bytes, whatever range the file uses: 0..1 for fractions, 0..65535 for wide whole numbers."""
    if values.dtype == np.uint8:
        return values
    if values.dtype.kind == "f":
        values = np.nan_to_num(values, posinf=0, neginf=0)
        factor = 255.0 if len(values) and float(values.max()) <= 1.0 else 1.0
        return np.clip(values * factor + 0.5, 0, 255).astype(np.uint8)
    if len(values) and int(values.max()) > 255:
        return (np.clip(values, 0, 65535) >> 8).astype(np.uint8)
    return np.clip(values, 0, 255).astype(np.uint8)


def strength(values: Array, least: float, most: float) -> Array:
    """Intensities from ``least`` to ``most`` spread over 0..65535."""
    span = most - least
    if not span > 0:
        return np.zeros(len(values), np.uint16)
    spread = (np.nan_to_num(values.astype(np.float64), nan=least) - least) * (65535.0 / span)
    return np.clip(spread + 0.5, 0, 65535).astype(np.uint16)


def unreadable(name: str, reason: object) -> UserError:
    """The error of a file that cannot be read at all."""
    return UserError("clouds.unreadable", name=name, reason=str(reason)[:200])
