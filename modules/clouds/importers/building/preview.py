"""What can be seen of a cloud while its pyramid is being built: the few points that each run has laid aside."""

import json
from pathlib import Path

import numpy as np

from modules.clouds.importers.building.runs import Plan, side_bits_for
from modules.clouds.importers.building.subtree import Stretch, dealt
from modules.clouds.importers.points import Array
from modules.clouds.rules.morton import morton_codes, order_of
from modules.clouds.rules.pyramid import POINTS, Pyramid, Shape, coarse_points, open_pyramid
from modules.clouds.rules.registration import Rigid

_END = 1 << 63
_COMPARED = 800_000  # points of each cloud


def open_best(folder: Path) -> tuple[Pyramid | None, bool]:
    """The finished pyramid, else what has been laid aside so far, else none; and whether it is finished."""
    try:
        return open_pyramid(folder / POINTS), True
    except (OSError, ValueError):
        pass
    try:
        return _preview(folder), False
    except (OSError, ValueError, KeyError):  # a file that is just being written
        return None, False


def _preview(folder: Path) -> Pyramid | None:
    with (folder / "journal.jsonl").open(encoding="utf-8") as stream:
        said = json.loads(stream.readline())
    plan = Plan.of({name: value for name, value in said.items() if name not in ("file", "text")})
    parts = [part for path in sorted(folder.glob("preview-*.npz")) if (part := _load(path))]
    if not parts:
        return None
    codes = np.concatenate([part["codes"] for part in parts])
    columns = {name: np.concatenate([part[name] for part in parts]) for name in plan.columns}
    order = order_of(codes, 0, _END - 1)
    pieces, source = dealt(codes, order, Stretch(0, 0, len(codes), 0, _END, -1, ((0, 0),), ()))
    shape = Shape(len(codes), plan.columns, plan.scale, plan.offset, plan.lower, plan.side_bits)
    return Pyramid(shape, {name: values[source] for name, values in columns.items()}, pieces)


def side_by_side(fixed: Pyramid, moving: Pyramid, rigid: Rigid) -> Pyramid:
    """Some points of two clouds in the frame of the first, told apart as standpoints: to see whether they fit."""
    parts = [coarse_points(pyramid, _COMPARED) for pyramid in (fixed, moving)]
    return pyramid_of(
        np.concatenate([fixed.coordinates(parts[0]), rigid.apply(moving.coordinates(parts[1]))]),
        np.concatenate([fixed.columns["look"][parts[0]], moving.columns["look"][parts[1]]]),
        np.repeat(np.array([0, 1], np.uint16), [len(part) for part in parts]),
    )


def pyramid_of(points: Array, look: Array, scan: Array | None = None) -> Pyramid:
    """Points (n, 3) with their looks (n, 4: red, green, blue, class) as a pyramid in memory, to be looked at."""
    offset = np.floor(points.min(axis=0))
    step = 10.0 ** np.ceil(np.log10(max(1e-3, float((points - offset).max())) / 2**30))
    whole = np.round((points - offset) / step).astype(np.int32)
    bits = side_bits_for(int(whole.max()) + 4)
    codes = np.empty(len(whole), np.uint64)
    morton_codes(whole[:, 0], whole[:, 1], whole[:, 2], np.full(3, -1, np.int64), bits, codes)
    order = order_of(codes, 0, _END - 1)
    pieces, source = dealt(codes, order, Stretch(0, 0, len(codes), 0, _END, -1, ((0, 0),), ()))
    columns: dict[str, Array] = {"position": whole, "look": look}
    if scan is not None:
        columns["scan"] = scan
    x, y, z = (float(value) for value in offset)
    shape = Shape(len(whole), tuple(columns), (float(step),) * 3, (x, y, z), (-1, -1, -1), bits)
    return Pyramid(shape, {name: values[source] for name, values in columns.items()}, pieces)


def _load(path: Path) -> dict[str, Array]:
    try:
        with np.load(path, allow_pickle=False) as held:
            return {name: held[name] for name in held.files}
    except (OSError, ValueError, EOFError):  # it is just being written
        return {}
