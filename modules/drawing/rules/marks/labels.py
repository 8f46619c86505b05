"""Names beside symbols that do not cover one another: for each the best of eight places around its symbol."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from modules.drawing.records import Point
from modules.drawing.rules.geometry import Box
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


def placed(wanted: Sequence[Wanted], taken: Iterable[Box] = ()) -> dict[str, d.Label]:
    """A label for each, from the top of the plan downwards; where all places are taken, the one least covered."""
    boxes = list(taken) + [_around(one.at, one.half_m) for one in wanted]
    found: dict[str, d.Label] = {}
    for one in sorted(wanted, key=lambda w: (-w.at[1], w.at[0], w.key)):
        wide, high = (side * one.size_m for side in d.text_size(one.text))
        best = min(
            enumerate(_candidates(one, wide, high)),
            key=lambda pair: (sum(_shared(pair[1], box) for box in boxes) / (wide * high), pair[0]),
        )[1]
        boxes.append(best)
        middle = ((best[0] + best[2]) / 2, (best[1] + best[3]) / 2)
        found[one.key] = d.Label(middle, one.text, one.size_m, "m", 0, "center", "middle", bold=True, halo="#ffffff",
                                 style=d.Style(stroke=one.ink))
    return found


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
