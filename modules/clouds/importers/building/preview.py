"""What can be seen of a cloud while its pyramid is being built: the few points that each run has laid aside."""

import json
from pathlib import Path

import numpy as np

from modules.clouds.importers.building.runs import Plan
from modules.clouds.importers.building.subtree import Stretch, dealt
from modules.clouds.importers.points import Array
from modules.clouds.rules.morton import order_of
from modules.clouds.rules.pyramid import POINTS, Pyramid, Shape, open_pyramid

_END = 1 << 63


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
    return laid_out(plan, codes, columns)


def laid_out(plan: Plan, codes: Array, columns: dict[str, Array]) -> Pyramid:
    """A pyramid in memory of columns with their codes, in any order."""
    order = order_of(codes, 0, _END - 1)
    pieces, source = dealt(codes, order, Stretch(0, 0, len(codes), 0, _END, -1, ((0, 0),), ()))
    shape = Shape(len(codes), plan.columns, plan.scale, plan.offset, plan.lower, plan.side_bits)
    return Pyramid(shape, {name: values[source] for name, values in columns.items()}, pieces)


def _load(path: Path) -> dict[str, Array]:
    try:
        with np.load(path, allow_pickle=False) as held:
            return {name: held[name] for name in held.files}
    except (OSError, ValueError, EOFError):  # it is just being written
        return {}
