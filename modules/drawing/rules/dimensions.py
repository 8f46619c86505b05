"""Dimensions: they follow what they measure, form chains, and chains close."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from modules.drawing.records import Anchor, Entity, Kind, Point
from modules.drawing.rules.geometry import NEAR_M, box_of, distance, dot
from modules.drawing.rules.model import Edit, Model
from modules.drawing.rules.shapes import dimension_direction

_CATCH_M = 0.002


def following(model: Model, edit: Edit) -> Edit:
    """The edit with every dimension moved whose anchors it moves.

    The new places are found by trying the edit on the neighbourhood, since corners of walls depend on other walls.
    """
    touched = edit.ids()
    measured = {
        entity.id: entity for entity in model.of_kind(Kind.DIMENSION)
        if entity.anchors and entity.id not in set(edit.remove)
    }
    measured |= {entity.id: entity for entity in edit.put if entity.kind is Kind.DIMENSION and entity.anchors}
    if not measured:
        return edit
    anchors = {anchor.entity_id for entity in measured.values() for anchor in entity.anchors if anchor}
    if not anchors & (touched | _joined(model, touched)):
        return edit
    trial = _trial(model, edit, anchors)
    moved = [entity for entity in (follow(trial, one) for one in measured.values()) if entity is not None]
    if not moved:
        return edit
    fresh = {entity.id: entity for entity in edit.put} | {entity.id: entity for entity in moved}
    return Edit(tuple(fresh.values()), edit.remove)


def follow(model: Model, dimension: Entity) -> Entity | None:
    """The dimension at the present places of what it measures; none if it is there already."""
    points = list(dimension.points)
    for number, anchor in enumerate(dimension.anchors[: len(points)]):
        entity = model.get(anchor.entity_id) if anchor else None
        if entity is not None and anchor is not None:
            spots = model.key_points(entity)
            if anchor.spot < len(spots):
                points[number] = spots[anchor.spot]
    if all(distance(a, b) < 1e-9 for a, b in zip(points, dimension.points, strict=True)):
        return None
    return replace(dimension, points=tuple(points))


def _joined(model: Model, touched: Iterable[str]) -> set[str]:
    """Walls whose corners may move with those that are touched, and the openings in touched walls."""
    found: set[str] = set()
    for entity_id in touched:
        group = model.groups.get(model.group_id(entity_id))
        if group is not None:
            found |= set(group.bodies)
        found |= {opening.id for opening in model.openings(entity_id)}
    return found


def _trial(model: Model, edit: Edit, anchors: set[str]) -> Model:
    """A small model of what the edit touches and what dimensions hang on, with the edit done."""
    ids = set(anchors) | edit.ids()
    ids |= {entity.host_id for one in ids if (entity := model.get(one)) is not None and entity.host_id}
    for one in list(ids):
        group = model.groups.get(model.group_id(one))
        if group is not None:
            ids |= set(group.bodies)
    for wall in [entity for entity in edit.put if entity.kind is Kind.WALL]:
        x0, y0, x1, y1 = box_of(wall.points)
        for other in model.index.near((x0 - 1, y0 - 1, x1 + 1, y1 + 1)):
            group = model.groups.get(model.group_id(other))
            ids |= set(group.bodies) if group else set()
    trial = Model(model.drawing, (), [entity for one in sorted(ids) if (entity := model.get(one)) is not None])
    trial.apply(edit)
    return trial


def anchor_at(model: Model, point: Point) -> Anchor | None:
    """What a point of a dimension can hang on: a key point of a visible entity within 2 mm, walls before others."""
    reach = (point[0] - _CATCH_M, point[1] - _CATCH_M, point[0] + _CATCH_M, point[1] + _CATCH_M)
    order = {Kind.OPENING: 0, Kind.WALL: 1}
    for entity in sorted(model.near(reach), key=lambda one: (order.get(one.kind, 2), one.id)):
        if entity.kind in (Kind.DIMENSION, Kind.ROOM):
            continue
        for spot, place in enumerate(model.key_points(entity)):
            if distance(place, point) <= _CATCH_M:
                return Anchor(entity.id, spot)
    return None


def anchored(model: Model, dimension: Entity) -> Entity:
    """The dimension with an anchor for each of its points that lies on something."""
    return replace(dimension, anchors=tuple(anchor_at(model, point) for point in dimension.points))


def lengths_m(dimension: Entity) -> tuple[float, ...]:
    """The lengths of the parts as they are drawn."""
    way = dimension_direction(dimension)
    places = [dot(point, way) for point in dimension.points]
    return tuple(abs(b - a) for a, b in pairwise(places))


def shown_mm(dimension: Entity) -> tuple[int, ...]:
    """The figures on paper: what the tape said where that is known, else the drawn length, in whole millimetres."""
    drawn = [round(length * 1000) for length in lengths_m(dimension)]
    said = [round(mm) for mm in dimension.measured_mm[: len(drawn)]]
    return tuple(said + drawn[len(said):])


@dataclass(frozen=True)
class Closure:
    """A chain against the whole: ``difference_mm`` = sum of the parts minus the overall length."""

    chain: Entity
    overall: Entity
    sum_mm: int
    overall_mm: int

    @property
    def difference_mm(self) -> int:
        """How much the parts differ from the whole."""
        return self.sum_mm - self.overall_mm


def closures(dimensions: Sequence[Entity]) -> list[Closure]:
    """Every chain of several parts beside the dimension that measures the same whole."""
    found: list[Closure] = []
    for chain in dimensions:
        if len(chain.points) < 3:
            continue
        found += [
            Closure(chain, overall, sum(shown_mm(chain)), shown_mm(overall)[0])
            for overall in dimensions if len(overall.points) == 2 and _same_ends(chain, overall)
        ]
    return found


def _same_ends(chain: Entity, overall: Entity) -> bool:
    """Whether both measure along the same direction between the same two places."""
    way = dimension_direction(chain)
    if abs(abs(dot(way, dimension_direction(overall))) - 1) > 1e-6:
        return False
    ends = sorted((dot(chain.points[0], way), dot(chain.points[-1], way)))
    others = sorted((dot(overall.points[0], way), dot(overall.points[-1], way)))
    near = 5 * NEAR_M
    return all(abs(a - b) < near for a, b in zip(ends, others, strict=True)) and _beside(chain, overall)


def _beside(chain: Entity, overall: Entity) -> bool:
    """Whether the two lie side by side: not farther apart than they are long."""
    apart = distance(chain.points[0], overall.points[0])
    return apart <= max(distance(chain.points[0], chain.points[-1]), 1.0) * 2


def tape_errors(dimension: Entity, tolerance_m: float = 0.02) -> list[tuple[int, float]]:
    """Parts whose measured length differs from the drawn one by more than the tolerance: number and metres."""
    return [
        (number, mm / 1000 - drawn)
        for number, (mm, drawn) in enumerate(zip(dimension.measured_mm, lengths_m(dimension), strict=False))
        if abs(mm / 1000 - drawn) > tolerance_m
    ]
