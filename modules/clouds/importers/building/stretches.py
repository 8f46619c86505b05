"""Cutting the Morton order into stretches that one process can hold, along the borders of subtrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modules.clouds.importers.building.runs import read_codes
from modules.clouds.importers.building.subtree import Stretch
from modules.clouds.importers.points import Array
from modules.clouds.rules.morton import DEEPEST

MOST = 3_000_000
_END = 1 << 63


@dataclass(frozen=True)
class _Tree:
    """A subtree: its first code, the code after its last, its level, and where it lies in each run."""

    low: int
    high: int
    level: int
    starts: Array
    stops: Array

    @property
    def count(self) -> int:
        return int((self.stops - self.starts).sum())


def cut(folder: Path, counts: Sequence[int], most: int = MOST) -> list[Stretch]:
    """Stretches in Morton order, each of at most ``most`` points, that hold every point of the runs once."""
    nothing = np.empty(0, np.uint64)
    runs = [read_codes(folder, number, count) if count else nothing for number, count in enumerate(counts)]
    whole = _Tree(0, _END, 0, np.zeros(len(runs), np.int64), np.array(counts, np.int64))
    stretches: list[Stretch] = []
    gathered: list[_Tree] = []
    first = 0

    def close() -> None:
        nonlocal first
        if gathered:
            stretches.append(_stretch(len(stretches), first, gathered, runs, counts))
            first += stretches[-1].count
            gathered.clear()

    for tree in _trees(whole, runs, most):
        if gathered and sum(one.count for one in gathered) + tree.count > most:
            close()
        gathered.append(tree)
        if tree.count > most // 2:
            close()
    close()
    return stretches


def _trees(tree: _Tree, runs: Sequence[Array], most: int) -> list[_Tree]:
    """Subtrees in Morton order that are small enough, or cannot be divided: those are cut by count."""
    if tree.count == 0:
        return []
    if tree.count <= most:
        return [tree]
    if tree.level >= DEEPEST:
        return _sliced(tree, most)
    step = (tree.high - tree.low) // 8
    borders = np.array([tree.low + step * digit for digit in range(1, 8)], np.uint64)
    edges = np.empty((9, len(runs)), np.int64)
    edges[0], edges[8] = tree.starts, tree.stops
    for number, codes in enumerate(runs):
        start, stop = tree.starts[number], tree.stops[number]
        edges[1:8, number] = np.searchsorted(codes[start:stop], borders) + start
    found: list[_Tree] = []
    for digit in range(8):
        low = tree.low + step * digit
        part = _Tree(low, low + step, tree.level + 1, edges[digit], edges[digit + 1])
        found += _trees(part, runs, most)
    return found


def _sliced(tree: _Tree, most: int) -> list[_Tree]:
    """Points closer together than the finest cell, in portions."""
    found: list[_Tree] = []
    for number in range(len(tree.starts)):
        for start in range(int(tree.starts[number]), int(tree.stops[number]), most):
            starts, stops = tree.starts.copy(), tree.starts.copy()
            starts[number], stops[number] = start, min(start + most, int(tree.stops[number]))
            found.append(_Tree(tree.low, tree.high, tree.level, starts, stops))
    return found


def _stretch(
    number: int, first: int, trees: Sequence[_Tree], runs: Sequence[Array], counts: Sequence[int]
) -> Stretch:
    slices, before = [], -1
    for run, codes in enumerate(runs):
        # trees that follow one another in Morton order follow one another in every run
        parts = [(int(tree.starts[run]), int(tree.stops[run])) for tree in trees if tree.stops[run] > tree.starts[run]]
        if parts:
            slices.append((run, counts[run], parts[0][0], parts[-1][1]))
        start = int(trees[0].starts[run])
        if start > 0:
            before = max(before, int(codes[start - 1]))
    return Stretch(
        number, first, sum(tree.count for tree in trees), trees[0].low, trees[-1].high, before,
        tuple((tree.low, tree.level) for tree in trees), tuple(slices),
    )
