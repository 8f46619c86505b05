"""Several clouds in one frame: what is drawn, picked and measured together.

A scene numbers the points of all its parts through, so that one number a pixel tells cloud and point.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from modules.clouds.records import Colouring, Triple
from modules.clouds.rules.morton import Array
from modules.clouds.rules.pyramid import Pyramid, coarse_points
from modules.clouds.rules.registration import Rigid

NO_VALUE = np.float32(3e38)
_STANDING = 200_000  # points of each cloud that tell where the floor is
_FEW = 30


@dataclass(frozen=True, eq=False)
class Part:
    """One cloud. ``rigid`` turns its coordinates into those of the scene, ``sigma`` (file units) is how well that is
    known. ``tint`` 0xRRGGBB covers its colours by ``share`` (0 to 1). ``values`` (n,) float32 in the order of the
    pyramid are what ``Colouring.DEVIATION`` shows, ``NO_VALUE`` where there is none; ``spread`` their limits."""

    cloud_id: str
    pyramid: Pyramid
    rigid: Rigid = field(default_factory=Rigid.identity)
    sigma: float = 0.0
    tint: int = 0
    share: float = 0.0
    values: Array | None = None
    spread: tuple[float, float] = (-1.0, 1.0)


@dataclass(frozen=True)
class Spot:
    """A point that was picked: its exact coordinates in its file, and where that is in the scene."""

    cloud_id: str
    exact: Triple
    here: Triple


class Scene:
    """Parts, and the nodes of all their trees in one table, in real units relative to ``origin``, a place in the frame
    of the first part: ``centre`` and ``half`` (n, 3), ``radius``, ``side``, ``spacing``, ``apart`` (n,), ``child``
    (n, 8), and the ``roots``; the pieces of node i are ``piece_from[i]`` to ``piece_to[i]`` of ``first``, ``count`` and
    ``part``."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = tuple(parts)
        if not self.parts:
            raise ValueError("a scene has one part at least")
        self.origin = self.parts[0].rigid.apply(self.parts[0].pyramid.origin)
        self.bases = np.cumsum([0, *(part.pyramid.total for part in self.parts)]).astype(np.int64)
        self.turns = [part.rigid.rotation for part in self.parts]
        self.shifts = [part.rigid.apply(part.pyramid.origin) - self.origin for part in self.parts]
        trees = [part.pyramid for part in self.parts]
        nodes = np.cumsum([0, *(len(tree.level) for tree in trees)])
        pieces = np.cumsum([0, *(len(tree.first) for tree in trees)])
        self.roots = nodes[:-1].astype(np.int64)
        self.centre = np.concatenate([
            tree.centre @ turn.T + shift for tree, turn, shift in zip(trees, self.turns, self.shifts, strict=True)
        ])
        self.half = np.concatenate([
            tree.half @ np.abs(turn).T for tree, turn in zip(trees, self.turns, strict=True)
        ])
        self.radius = np.concatenate([np.linalg.norm(tree.half, axis=1) for tree in trees])
        self.side = np.concatenate([2 * tree.half.max(axis=1) for tree in trees])
        self.spacing = np.concatenate([tree.spacing for tree in trees])
        self.apart = np.repeat([tree.apart for tree in trees], [len(tree.level) for tree in trees])
        self.child = np.concatenate([
            np.where(tree.child >= 0, tree.child + at, -1) for tree, at in zip(trees, self.roots, strict=True)
        ])
        self.first = np.concatenate([tree.first for tree in trees])
        self.count = np.concatenate([tree.count for tree in trees])
        self.part = np.repeat(np.arange(len(trees)), [len(tree.first) for tree in trees])
        self.piece_from = np.concatenate([
            tree.piece_from[:-1] + at for tree, at in zip(trees, pieces[:-1], strict=True)
        ])
        self.piece_to = np.concatenate([
            tree.piece_from[1:] + at for tree, at in zip(trees, pieces[:-1], strict=True)
        ])
        sums = np.concatenate([[0], np.cumsum(self.count)])
        self.points = sums[self.piece_to] - sums[self.piece_from]

    @classmethod
    def of(cls, pyramid: Pyramid) -> "Scene":
        """One cloud in its own frame."""
        return cls((Part("", pyramid),))

    @property
    def total(self) -> int:
        """How many points there are."""
        return int(self.bases[-1])

    def spot(self, number: int) -> Spot:
        """The point with a number that a picture holds. Raises ``IndexError`` for one that is not in the scene."""
        if not 0 <= number < self.total:
            raise IndexError(number)
        at = int(np.searchsorted(self.bases, number, "right")) - 1
        part = self.parts[at]
        exact = part.pyramid.coordinates(np.array([number - int(self.bases[at])]))[0]
        return Spot(part.cloud_id, triple(exact), triple(part.rigid.apply(exact)))

    def floor_below(self, place: Array) -> float:
        """The height of the floor under a place (both relative to ``origin``): that of the highest level surface below
        it, else the lowest of the points near it."""
        heights = []
        for part, turn, shift in zip(self.parts, self.turns, self.shifts, strict=True):
            index = coarse_points(part.pyramid, _STANDING)
            real = part.pyramid.coordinates(index) - part.pyramid.origin
            local = real @ turn.T + shift
            away = np.hypot(local[:, 0] - place[0], local[:, 1] - place[1])
            reach = max(float(self.side.max()) / 40, float(np.sort(away)[: _FEW][-1]))
            heights.append(local[away <= reach, 2])
        found = np.sort(np.concatenate(heights))
        below = found[found <= place[2]]
        if len(below) < _FEW:
            return float(found[len(found) // 50])
        counts, edges = np.histogram(below, max(1, int(np.ptp(below) / (float(self.side.max()) / 200)) + 1))
        level = np.flatnonzero(counts >= 0.3 * counts.max())[-1]
        held = below[(below >= edges[level]) & (below <= edges[level + 1])]
        return float(np.median(held))

    def part_of(self, cloud_id: str) -> Part | None:
        """The part that shows a cloud, if one does."""
        return next((part for part in self.parts if part.cloud_id == cloud_id), None)

    def bounds(self) -> tuple[Array, Array]:
        """Lower and upper corner of the coarsest points of all parts, in the scene's real coordinates."""
        corners = []
        for part in self.parts:
            low, high = part.pyramid.bounds()
            if np.allclose(part.rigid.rotation, np.eye(3)):
                corners += [part.rigid.apply(low), part.rigid.apply(high)]
            else:
                box = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1])
                                for z in (low[2], high[2])])
                corners += list(part.rigid.apply(box))
        return np.min(corners, axis=0), np.max(corners, axis=0)

    def range_of(self, colouring: Colouring) -> tuple[float, float]:
        """Between which values colours are spread; heights are relative to ``origin``, in real units."""
        if colouring is Colouring.DEVIATION:
            spreads = [part.spread for part in self.parts if part.values is not None] or [(-1.0, 1.0)]
            return min(low for low, _ in spreads), max(high for _, high in spreads)
        ranges = []
        for part, turn, shift in zip(self.parts, self.turns, self.shifts, strict=True):
            low, high = part.pyramid.range_of(colouring)
            if colouring is Colouring.HEIGHT:
                step, middle = part.pyramid.scale[2], part.pyramid.middle[2]
                at = np.sort([(low - middle) * step, (high - middle) * step]) * float(turn[2, 2])
                low, high = float(at.min() + shift[2]), float(at.max() + shift[2])
            ranges.append((low, high))
        return min(low for low, _ in ranges), max(high for _, high in ranges)


def triple(values: Array) -> Triple:
    """Three coordinates as plain numbers."""
    return float(values[0]), float(values[1]), float(values[2])
