"""Features as arrays: what 100,000 of them need to be drawn, found and told about at once."""

import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from workstation.api import UserError, drawing

POINT, LINE, AREA = 0, 1, 2
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Features:
    """``points`` (n, 2) on the plane; ring i is ``points[starts[i]:starts[i + 1]]``, of feature ``owners[i]``, of
    ``kinds[i]``. ``columns`` holds for each field one text per feature."""

    points: drawing.Floats
    starts: Whole
    owners: Whole
    kinds: NDArray[np.uint8]
    count: int
    columns: dict[str, list[str]] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The arrays alone, without the columns."""
        stream = io.BytesIO()
        np.savez(stream, points=self.points, starts=self.starts, owners=self.owners, kinds=self.kinds,
                 count=np.array([self.count]))  # fmt: skip
        return stream.getvalue()

    @cached_property
    def ring_boxes(self) -> drawing.Floats:
        """(rings, 4): least x, least y, greatest x, greatest y."""
        if not len(self.owners):
            return np.empty((0, 4))
        low = np.minimum.reduceat(self.points, self.starts[:-1], axis=0)
        return np.hstack((low, np.maximum.reduceat(self.points, self.starts[:-1], axis=0)))

    @property
    def box(self) -> drawing.Box | None:
        """The box around everything."""
        boxes = self.ring_boxes
        if not len(boxes):
            return None
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def box_of(self, number: int) -> drawing.Box | None:
        """The box around one feature."""
        boxes = self.ring_boxes[self.owners == number]
        if not len(boxes):
            return None
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def attributes(self, number: int) -> dict[str, str]:
        """What is known of one feature, without what is empty."""
        return {name: column[number] for name, column in self.columns.items() if column[number]}

    def take(self, rings: Whole) -> tuple[drawing.Floats, Whole]:
        """The points of some rings, and where each starts among them."""
        lengths = self.starts[rings + 1] - self.starts[rings]
        begins = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
        index = np.repeat(self.starts[rings] - begins[:-1], lengths) + np.arange(begins[-1])
        return self.points[index], begins

    def within(self, box: drawing.Box, finest: float) -> "Features":
        """What of them is seen in a box, with points no nearer to one another than ``finest``.

        Columns, count and the numbers of features stay. Points that follow one another on the same side outside are
        left out but for the first and the last: what joins those stays outside too.
        """
        boxes = self.ring_boxes
        rings = np.nonzero(((boxes[:, :2] <= box[2:]) & (boxes[:, 2:] >= box[:2])).all(axis=1))[0]
        points, starts = self.take(rings)
        keep = np.zeros(len(points), dtype=bool)
        keep[starts[:-1]] = keep[starts[1:] - 1] = True
        side = (points < box[:2]) @ np.array([1, 2]) + (points > box[2:]) @ np.array([4, 8])
        keep[1:-1] |= (side[1:-1] == 0) | (side[1:-1] != side[:-2]) | (side[1:-1] != side[2:])
        cells = np.floor(points / finest)
        keep[1:-1] &= (cells[1:-1] != cells[:-2]).any(axis=1)
        keep[starts[:-1]] = keep[starts[1:] - 1] = True
        lengths = np.add.reduceat(keep, starts[:-1]) if len(rings) else np.empty(0, dtype=np.int64)
        kept = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
        return Features(points[keep], kept, self.owners[rings], self.kinds[rings], self.count, self.columns)

    @cached_property
    def middles(self) -> drawing.Floats:
        """One place for each feature, for its label: (count, 2); NaN for a feature without any."""
        found = np.full((self.count, 2), np.nan)
        boxes = self.ring_boxes
        if len(boxes):
            order = np.argsort((boxes[:, 2:] - boxes[:, :2]).sum(axis=1), kind="stable")  # the largest stays
            middle = (self.starts[:-1] + self.starts[1:]) // 2
            halfway = (self.points[np.maximum(middle - 1, self.starts[:-1])] + self.points[middle]) / 2
            at = np.where((self.kinds == LINE)[:, None], halfway, (boxes[:, :2] + boxes[:, 2:]) / 2)
            found[self.owners[order]] = at[order]
        return found

    @cached_property
    def dotted(self) -> NDArray[np.bool_]:
        """Which features are points: (count,)."""
        found = np.zeros(self.count, dtype=bool)
        found[self.owners[self.kinds == POINT]] = True
        return found

    def near(self, x: float, y: float, reach: float) -> list[int]:
        """The features within ``reach`` of a point, nearest first; inside an area there is no distance."""
        boxes = self.ring_boxes
        meets = ((boxes[:, :2] <= (x + reach, y + reach)) & (boxes[:, 2:] >= (x - reach, y - reach))).all(axis=1)
        distances: dict[int, float] = {}
        crossings: dict[int, int] = {}
        for ring in np.nonzero(meets)[0].tolist():
            points, owner = self.points[self.starts[ring] : self.starts[ring + 1]], int(self.owners[ring])
            away = _distance(points - (x, y))
            if away <= reach:
                distances[owner] = min(distances.get(owner, away), away)
            if self.kinds[ring] == AREA:
                crossings[owner] = crossings.get(owner, 0) + _crossings(points - (x, y))
        distances.update({owner: 0.0 for owner, count in crossings.items() if count % 2})
        return sorted(distances, key=lambda owner: (distances[owner], -owner))

    def containing(self, text: str, limit: int = 50) -> list[int]:
        """Features of which a value contains the text, whatever its case."""
        wanted = text.casefold()
        found: dict[int, None] = {}
        for column in self.columns.values():
            for number, value in enumerate(column):
                if wanted in value.casefold():
                    found.setdefault(number)
                    if len(found) >= limit:
                        return list(found)
        return list(found)


def features_from(arrays: bytes, columns: Any) -> Features:
    """The features that were written. Raises ``UserError("map.derived_broken")``."""
    try:
        with np.load(io.BytesIO(arrays), allow_pickle=False) as held:
            made = Features(
                held["points"].astype(np.float64), held["starts"].astype(np.int64), held["owners"].astype(np.int64),
                held["kinds"].astype(np.uint8), int(held["count"][0]),
                {str(name): [str(value) for value in values] for name, values in columns.items()},
            )
        whole = (
            made.points.ndim == 2 and len(made.starts) == len(made.owners) + 1 == len(made.kinds) + 1
            and made.starts[0] == 0 and made.starts[-1] == len(made.points)
            and bool((np.diff(made.starts) > 0).all())
            and all(len(column) == made.count for column in made.columns.values())
            and (not len(made.owners) or (made.owners.min() >= 0 and made.owners.max() < made.count))
        )
    except (ValueError, KeyError, OSError, IndexError, EOFError, AttributeError, TypeError, BadZipFile) as error:
        raise UserError("map.derived_broken") from error
    if not whole:
        raise UserError("map.derived_broken")
    return made


def _distance(points: drawing.Floats) -> float:
    """How far a line through points is from the origin."""
    if len(points) == 1:
        return float(np.hypot(*points[0]))
    start, step = points[:-1], np.diff(points, axis=0)
    square = (step * step).sum(axis=1)
    share = np.clip(-(start * step).sum(axis=1) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    return float(np.hypot(*(start + share[:, None] * step).T).min())


def _crossings(points: drawing.Floats) -> int:
    """How often a ring crosses the ray from the origin eastwards."""
    x1, y1, x2, y2 = points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1]
    over = (y1 > 0) != (y2 > 0)
    return int(np.count_nonzero(x1[over] - y1[over] / (y2[over] - y1[over]) * (x2[over] - x1[over]) > 0))
