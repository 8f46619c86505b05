"""Runs: pieces of a cloud in Morton order, on disk, with the codes beside the columns."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from modules.clouds.importers.points import Array, Points
from modules.clouds.rules.morton import CELL_DIGITS, gather_columns, morton_codes, order_of
from modules.clouds.rules.pyramid import WIDTHS, width_bytes

_LAST_CODE = (1 << 63) - 1
_NOTHING = np.empty(0, np.uint8)
_NO_STRENGTH = np.empty(0, np.uint16)
COPC_LOOK = "preview-copc.npz"
_PREVIEW = 25_000  # points of a run that can be seen before the rest is in its place


@dataclass(frozen=True)
class Plan:
    """How the points of one source become whole numbers in a cube. ``exact`` sources have whole numbers already."""

    exact: bool
    scale: tuple[float, float, float]
    offset: tuple[float, float, float]
    lower: tuple[int, int, int]
    side_bits: int
    columns: tuple[str, ...]

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Plan":
        """The plan that ``vars`` made."""
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
        return cls(**cast("dict[str, Any]", values))


class OutsideError(Exception):
    """Points lie outside the cube that was planned: it has to be made anew."""


def whole(points: Points, plan: Plan) -> tuple[Array, Array, Array]:
    """The coordinates as int32. Raises ``OutsideError`` for what has no room in them."""
    if plan.exact:
        return points.x, points.y, points.z
    made = []
    for values, scale, offset in zip((points.x, points.y, points.z), plan.scale, plan.offset, strict=True):
        numbers = np.round((values - offset) / scale)
        if len(numbers) and max(-float(numbers.min()), float(numbers.max())) > 2**31 - 1:
            raise OutsideError
        made.append(numbers.astype(np.int32))
    return made[0], made[1], made[2]


def sorted_columns(points: Points, plan: Plan) -> tuple[Array, dict[str, Array]]:
    """Codes in ascending order, and the columns in the same order. Raises ``OutsideError``."""
    x, y, z = whole(points, plan)
    codes = np.empty(len(x), np.uint64)
    if morton_codes(x, y, z, np.array(plan.lower, np.int64), plan.side_bits, codes):
        raise OutsideError
    order = order_of(codes, 0, _LAST_CODE)
    position, look = np.empty((len(x), 3), np.int32), np.empty((len(x), 4), np.uint8)
    columns: dict[str, Array] = {"position": position, "look": look}
    strength = _NO_STRENGTH
    if "intensity" in plan.columns:
        strength = columns["intensity"] = np.zeros(len(x), np.uint16)
    red, green, blue = points.colour or (_NOTHING, _NOTHING, _NOTHING)
    classes = _NOTHING if points.classification is None else points.classification
    given = points.intensity if points.intensity is not None and len(strength) else _NO_STRENGTH
    ascending = np.empty(len(x), np.uint64)
    gather_columns(
        order, codes, x, y, z, red, green, blue, points.colour_shift, classes, given, ascending, position, look,
        strength,
    )
    if "scan" in plan.columns:
        columns["scan"] = np.full(len(x), points.scan, np.uint16)
    if "normal" in plan.columns:
        normal = np.zeros((len(x), 3)) if points.normal is None else points.normal[order]
        columns["normal"] = np.clip(np.round(normal * 127), -127, 127).astype(np.int8)
    return ascending, columns


def write_run(folder: Path, number: int, codes: Array, columns: dict[str, Array]) -> None:
    """Write one run: its codes, then its columns."""
    with run_path(folder, number).open("wb") as stream:
        codes.tofile(stream)
        for values in columns.values():
            np.ascontiguousarray(values).tofile(stream)


def run_path(folder: Path, number: int) -> Path:
    """Where a run lies."""
    return folder / f"run-{number:05}.bin"


def run_bytes(count: int, columns: tuple[str, ...]) -> int:
    """How long a run of so many points is."""
    return count * (8 + sum(width_bytes(name) for name in columns))


def read_codes(folder: Path, number: int, count: int) -> Array:
    """The codes of a run, memory-mapped."""
    return np.memmap(run_path(folder, number), np.uint64, "r", 0, (count,))


def read_slice(
    folder: Path, number: int, count: int, start: int, stop: int, columns: tuple[str, ...]
) -> tuple[Array, dict[str, Array]]:
    """Codes and columns of the points from ``start`` to ``stop`` of a run."""
    with run_path(folder, number).open("rb") as stream:
        stream.seek(8 * start)
        codes = np.frombuffer(stream.read(8 * (stop - start)), np.uint64)
        at, found = 8 * count, {}
        for name in columns:
            code, many = WIDTHS[name]
            width = width_bytes(name)
            stream.seek(at + width * start)
            values = np.frombuffer(stream.read(width * (stop - start)), np.dtype(code))
            found[name] = values.reshape(stop - start, many) if many > 1 else values
            at += width * count
    return codes, found


def preview_of(codes: Array, columns: dict[str, Array]) -> tuple[Array, dict[str, Array]]:
    """A few points of a run, spread evenly along it: what can be looked at while the rest is being built."""
    chosen = np.arange(0, len(codes), max(1, len(codes) // _PREVIEW))
    return codes[chosen], {name: values[chosen] for name, values in columns.items()}


def lay_aside(folder: Path, name: str, codes: Array, columns: dict[str, Array]) -> None:
    """Write what can be seen before the rest is in its place: under its name once it is whole."""
    arrays: dict[str, Any] = {"codes": codes, **columns}
    partly = folder / f"partly-{name}"
    np.savez(partly, **arrays)
    partly.replace(folder / name)


def side_bits_for(span: int) -> int:
    """The bits of a cube's side that holds whole numbers ``span`` apart."""
    return max(CELL_DIGITS, (int(span) + 1).bit_length())
