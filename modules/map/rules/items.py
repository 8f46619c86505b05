"""Things of the case on the plane, each with its sign, its lines and areas."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from modules.map.rules.features import Whole
from modules.map.rules.mercator import PLANE, placed, true_scale
from workstation.api import LayerItem, Outline, Ref, UserError, drawing, frames

SYMBOLS = {
    "incident": "map/fire", "places": "map/place", "photos": "map/photo", "exhibits": "map/exhibit",
    "interviews": "map/witness", "parties": "map/witness", "clouds": "map/scan", "cloud_scans": "map/scan",
    "drawings": "map/plan",
}
"""By the table of what is shown; everything else is a dot."""


@dataclass(frozen=True, eq=False)
class Traced:
    """Lines (not ``closed``) or areas of one thing on the plane: ``points`` (n, 2), ring i begins at ``starts[i]``."""

    points: drawing.Floats
    starts: Whole
    closed: bool
    solid: bool

    def mark(self, style: drawing.Style) -> drawing.Paths:
        """As a drawing mark."""
        return drawing.Paths(self.points, self.starts, self.closed, style=style)


APPROXIMATE_M = 100.0
"""What is only known to lie within so much (k = 2) or more is an approximate place (概略位置): never drawn as a point
alone, never measured as if it were exact."""


@dataclass(frozen=True, eq=False)
class Item:
    """A thing of the case on the plane. ``sure`` is false where its frame is not known, ``accuracy_m``
    its mean point error (one sigma); ``basis`` says how its place is known, where that must be told."""

    ref: Ref
    label: str
    x: float
    y: float
    sure: bool
    symbol: str
    bearing_deg: float | None = None
    view_angle_deg: float | None = None
    at: datetime | None = None
    reach_m: float | None = None
    traced: tuple[Traced, ...] = field(default=())
    accuracy_m: float | None = None
    basis: str = ""

    @property
    def within_m(self) -> float:
        """The radius within which it lies (k = 2), where its place is approximate; else 0."""
        radius = 2 * self.accuracy_m if self.sure and self.accuracy_m is not None else 0.0
        return radius if radius >= APPROXIMATE_M else 0.0

    @property
    def box(self) -> drawing.Box:
        """The box around its lines and areas, around where it may be, or its point."""
        if not self.traced:
            reach = self.within_m / true_scale(self.y)
            return self.x - reach, self.y - reach, self.x + reach, self.y + reach
        points = np.vstack([one.points for one in self.traced])
        low, high = points.min(axis=0), points.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def items_on_plane(
    found: Iterable[LayerItem], sites: frames.Sites, signs: dict[Ref, str]
) -> tuple[list[Item], list[LayerItem]]:
    """What can be placed, and what can't; ``signs`` names the symbols of single records."""
    items: list[Item] = []
    lost: list[LayerItem] = []
    for one in found:
        at = placed(one.point, sites)
        if at is None:
            lost.append(one)
            continue
        sign = signs.get(one.ref, SYMBOLS.get(one.ref.kind, "map/dot"))
        traced = _traced(one, sites) if at.sure else ()
        items.append(Item(one.ref, one.label, at.x, at.y, at.sure, sign, one.bearing_deg, one.view_angle_deg, one.at,
                          one.reach_m, traced, at.accuracy_m, one.point.basis))  # fmt: skip
    return items, lost


def _traced(item: LayerItem, sites: frames.Sites) -> tuple[Traced, ...]:
    """Its outlines, those of one look together; what can't be converted is left out."""
    made = []
    for closed, solid in ((True, False), (True, True), (False, False)):
        rings = [
            ring for one in item.outlines if (one.closed, one.solid and one.closed) == (closed, solid)
            for ring in _turned(one)
        ]
        if not rings:
            continue
        try:
            points = frames.convert(np.vstack(rings), item.point.frame, PLANE, sites)
        except UserError:
            continue
        if np.isfinite(points).all():
            starts = np.cumsum([0, *map(len, rings)]).astype(np.int64)
            made.append(Traced(points, starts, closed, solid))
    return tuple(made)


def _turned(outline: Outline) -> list[drawing.Floats]:
    """Its rings; of an area the outer one counter-clockwise and the holes clockwise, as areas are filled."""
    rings = [np.array(ring, dtype=np.float64).reshape(-1, 2) for ring in outline.rings]
    kept = [(number, ring) for number, ring in enumerate(rings) if len(ring) > (2 if outline.closed else 1)]
    if not outline.closed:
        return [ring for _, ring in kept]
    return [ring if (_signed_area(ring) > 0) == (number == 0) else ring[::-1] for number, ring in kept]


def _signed_area(ring: drawing.Floats) -> float:
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)
