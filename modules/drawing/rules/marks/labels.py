"""Names beside symbols that do not cover one another: for each the best of the places around its symbol."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from modules.drawing.records import Point
from modules.drawing.rules.geometry import Box, along, box_of, distance, turned
from modules.drawing.rules.marks.looks import FINE
from workstation.api import drawing as d

_GAP = 0.15  # heights of the type between a symbol and its name


@dataclass(frozen=True)
class Wanted:
    """A text that belongs to a symbol: where that is, half its size, the height of the type, all in metres."""

    key: str
    text: str
    at: Point
    half_m: float
    size_m: float
    ink: str


def text_box(label: d.Label) -> Box:
    """What a text takes of the drawing."""
    wide, high = (side * label.size for side in d.text_size(label.text))
    x0 = {"left": 0.0, "center": -wide / 2, "right": -wide}[label.across]
    y0 = {"baseline": -high * 0.2, "bottom": 0.0, "middle": -high / 2, "top": -high}[label.upright]
    x, y = label.at
    return box_of(
        turned((x + dx, y + dy), label.at, label.rotation_deg)
        for dx in (x0, x0 + wide) for dy in (y0, y0 + high)
    )


def placed(wanted: Sequence[Wanted], taken: Iterable[Box] = ()) -> dict[str, tuple[d.Mark, ...]]:
    """A label for each, from the top of the plan downwards; where all places are taken, the one least covered. One that
    had to go far has a line to its symbol."""
    cell = max((one.half_m + one.size_m * 4 for one in wanted), default=1.0)
    boxes = _Taken(cell, [*taken, *(_around(one.at, one.half_m) for one in wanted)])
    found: dict[str, tuple[d.Mark, ...]] = {}
    for one in sorted(wanted, key=lambda w: (-w.at[1], w.at[0], w.key)):
        wide, high = (side * one.size_m for side in d.text_size(one.text))
        best = boxes.freest(_candidates(one, wide, high))
        boxes.add(best)
        middle = ((best[0] + best[2]) / 2, (best[1] + best[3]) / 2)
        label = d.Label(middle, one.text, one.size_m, "m", 0, "center", "middle", bold=True, halo="#ffffff",
                        style=d.Style(stroke=one.ink))
        found[one.key] = (label, *_line_to(one, best))
    return found


def _line_to(one: Wanted, box: Box) -> Iterator[d.Mark]:
    """From a symbol to its name, where that does not stand beside it."""
    near = min(max(one.at[0], box[0]), box[2]), min(max(one.at[1], box[1]), box[3])
    if distance(near, one.at) > one.half_m + one.size_m:
        yield d.line(along(one.at, near, one.half_m), near, style=d.Style(stroke=one.ink, width_mm=FINE))


class _Taken:
    """Places that are taken, in a grid of cells."""

    def __init__(self, cell: float, boxes: Iterable[Box]) -> None:
        self._cell = cell
        self._cells: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def _around(self, box: Box) -> Iterator[tuple[int, int]]:
        x0, y0, x1, y1 = (math.floor(edge / self._cell) for edge in box)
        for x in range(x0, x1 + 1):
            for y in range(y0, y1 + 1):
                yield x, y

    def add(self, box: Box) -> None:
        """Take a place."""
        for cell in self._around(box):
            self._cells.setdefault(cell, []).append(box)

    def freest(self, candidates: Sequence[Box]) -> Box:
        """The first of the places that is free, or the one that is covered least."""
        best, least = candidates[0], math.inf
        for box in candidates:
            near = {other for cell in self._around(box) for other in self._cells.get(cell, ())}
            covered = sum(_shared(box, other) for other in near)
            if covered <= 0:
                return box
            if covered < least:
                best, least = box, covered
        return best


def _candidates(one: Wanted, wide: float, high: float) -> list[Box]:
    """Right, left, above, below, then the corners, then farther out."""
    found: list[Box] = []
    for reach in (one.half_m + _GAP * one.size_m, one.half_m * 2 + one.size_m, one.half_m * 3 + one.size_m * 2):
        dx, dy = reach + wide / 2, reach + high / 2
        diagonal = reach * 0.75
        for x, y in (
            (dx, 0.0), (-dx, 0.0), (0.0, dy), (0.0, -dy), (diagonal + wide / 2, diagonal + high / 2),
            (-diagonal - wide / 2, diagonal + high / 2), (diagonal + wide / 2, -diagonal - high / 2),
            (-diagonal - wide / 2, -diagonal - high / 2),
        ):
            cx, cy = one.at[0] + x, one.at[1] + y
            found.append((cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2))
    return found


def _around(at: Point, half: float) -> Box:
    return at[0] - half, at[1] - half, at[0] + half, at[1] + half


def _shared(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
