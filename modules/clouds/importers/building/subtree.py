"""Subtrees: a stretch of the Morton order, gathered from all runs, is dealt out to its nodes and laid down."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modules.clouds.importers.building.runs import read_slice
from modules.clouds.importers.points import Array
from modules.clouds.rules.morton import DEEPEST, assign_nodes, order_of, places, point_levels
from modules.clouds.rules.pyramid import PIECE, Shape, width_bytes

_CROWDED = 100_000  # points in one node of the deepest level that the short sort resolved


@dataclass(frozen=True)
class Stretch:
    """Codes from ``low`` up to, not including, ``high``, with the subtrees in it: their first codes and levels.

    ``slices`` says for each run where the stretch begins and ends; ``before`` is the code before it, -1 for none.
    ``first`` is where its points go in the file.
    """

    number: int
    first: int
    count: int
    low: int
    high: int
    before: int
    trees: Sequence[Sequence[int]]
    slices: Sequence[Sequence[int]]  # run, points in it, from, to


def lay_down(folder: Path, target: Path, shape: Shape, stretch: Stretch) -> Array:
    """Write the points of a stretch into the columns of the pyramid and return its pieces of nodes."""
    codes, columns = _gathered(folder, stretch.slices, shape.columns)
    if len(codes) != stretch.count:
        raise ValueError(f"{stretch.count} points were promised, {len(codes)} are there")
    order = order_of(codes, stretch.low, stretch.high - 1)
    pieces, source = dealt(codes, order, stretch)
    if _is_crowded(pieces, stretch):
        order = np.argsort(codes, kind="stable").astype(np.uint32)
        pieces, source = dealt(codes, order, stretch)
    with target.open("r+b") as stream:
        for name, values in columns.items():
            stream.seek(shape.column_at(name) + width_bytes(name) * stretch.first)
            stream.write(np.ascontiguousarray(values[source]).data)
    return pieces


def _gathered(
    folder: Path, slices: Sequence[Sequence[int]], names: tuple[str, ...]
) -> tuple[Array, dict[str, Array]]:
    parts = [read_slice(folder, run, count, start, stop, names) for run, count, start, stop in slices]
    codes = np.concatenate([part[0] for part in parts])
    return codes, {name: np.concatenate([part[1][name] for part in parts]) for name in names}


def dealt(codes: Array, order: Array, stretch: Stretch) -> tuple[Array, Array]:
    """The pieces of nodes of points in ascending order, and the order in which they are to be laid down."""
    """The pieces of nodes of points in ascending order, and the order in which they are to be laid down."""
    levels = np.empty(len(codes), np.uint8)
    point_levels(codes, order, np.uint64(max(0, stretch.before)), stretch.before >= 0, levels)
    ascending = codes[order]
    starts = np.searchsorted(ascending, np.array([code for code, _ in stretch.trees], np.uint64))
    starts = np.concatenate([starts, [len(codes)]]).astype(np.int64)
    roots = np.array([level for _, level in stretch.trees], np.int64)
    room = 64 + len(codes) // 16 + 32 * len(roots)
    node_of = np.empty(len(codes), np.int32)
    node_level, node_code = np.empty(room, np.int64), np.empty(room, np.uint64)
    nodes = assign_nodes(codes, order, levels, starts, roots, node_of, node_level, node_code)
    if nodes < 0:
        raise ValueError("more nodes than there is room for")
    counts = np.bincount(node_of, minlength=nodes)
    firsts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    pieces = np.zeros(nodes, PIECE)
    pieces["level"], pieces["code"] = node_level[:nodes], node_code[:nodes]
    pieces["first"], pieces["count"] = firsts + stretch.first, counts
    source = np.empty(len(codes), np.uint32)
    places(order, node_of, firsts, source)
    return pieces, source


def _is_crowded(pieces: Array, stretch: Stretch) -> bool:
    """Whether a node holds too much because the short sort did not tell its points apart."""
    lost_bits = max(0, int(stretch.high - 1 - stretch.low).bit_length() - 42)
    return bool(lost_bits > 0 and np.any(pieces["count"][pieces["level"] < DEEPEST] > _CROWDED))
