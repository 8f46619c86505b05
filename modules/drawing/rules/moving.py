"""Moving things as wholes: move, rotate, mirror, scale, copy, array, align, and stretch by a window."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from modules.drawing.records import Anchor, Entity, Kind, Point
from modules.drawing.rules import shapes
from modules.drawing.rules.dimensions import following
from modules.drawing.rules.geometry import (
    NEAR_M,
    Box,
    Segment,
    add,
    angle_of,
    box_of,
    distance,
    mirrored,
    parameter,
    polar,
    sub,
    times,
    turned,
)
from modules.drawing.rules.model import Edit, Model
from workstation.api import UserError, new_id

MOST_COPIES = 2000
_TURNING = (Kind.COLUMN, Kind.OBJECT, Kind.UNDERLAY, Kind.ARC, Kind.SYMBOL, Kind.TEXT, Kind.VECTOR)


def moved(entity: Entity, way: Point) -> Entity:
    """The entity at another place; openings stay in their walls and move by them."""
    return replace(entity, points=tuple(add(point, way) for point in entity.points))


def move(model: Model, entities: Iterable[Entity], way: Point) -> Edit:
    """Move entities; an opening that is moved without its wall slides along it."""
    chosen = {entity.id: entity for entity in entities}
    put: list[Entity] = []
    for entity in chosen.values():
        if entity.kind is Kind.OPENING:
            host = model.host(entity)
            if host is not None and host.id not in chosen:
                put.append(slid(entity, host, way))
        else:
            put.append(moved(entity, way))
    return following(model, Edit(tuple(put)))


def slid(opening: Entity, host: Entity, way: Point) -> Entity:
    """The opening moved along its wall, never beyond its ends."""
    a, b = host.points
    length = distance(a, b)
    by = (way[0] * (b[0] - a[0]) + way[1] * (b[1] - a[1])) / length if length else 0.0
    return replace(opening, at_m=min(max(0.0, opening.at_m + by), max(0.0, length - opening.size_m)))


def rotated(entity: Entity, centre: Point, angle_deg: float) -> Entity:
    """The entity turned about a centre."""
    points = tuple(turned(point, centre, angle_deg) for point in entity.points)
    if entity.kind is Kind.DIMENSION and entity.style in ("horizontal", "vertical"):
        return _turned_dimension(entity, points, angle_deg)
    angle = (entity.angle_deg + angle_deg) % 360 if entity.kind in _TURNING else entity.angle_deg
    return replace(entity, points=points, angle_deg=angle)


def _turned_dimension(entity: Entity, points: tuple[Point, ...], angle_deg: float) -> Entity:
    """Turned by quarters it measures along the other axis; by anything else along its ends."""
    quarters = angle_deg / 90
    if abs(quarters - round(quarters)) > 1e-9:
        return replace(entity, points=points, style="")
    odd, half = round(quarters) % 2 == 1, round(quarters) % 4 in (2, 3)
    style = {"horizontal": "vertical", "vertical": "horizontal"}[entity.style] if odd else entity.style
    negative = (round(quarters) % 4 in (1, 2)) if entity.style == "vertical" else half
    return replace(entity, points=points, style=style, size_m=-entity.size_m if negative else entity.size_m)


def rotate(model: Model, entities: Iterable[Entity], centre: Point, angle_deg: float) -> Edit:
    """Turn entities about a centre, counter-clockwise."""
    put = tuple(rotated(entity, centre, angle_deg) for entity in entities if entity.kind is not Kind.OPENING)
    return following(model, Edit(put))


def reflected(entity: Entity, a: Point, b: Point) -> Entity:
    """The entity on the other side of a line."""
    points = tuple(mirrored(point, a, b) for point in entity.points)
    axis = angle_of(a, b)
    match entity.kind:
        case Kind.ARC:
            start = (2 * axis - entity.angle_deg - shapes.sweep(entity)) % 360
            return replace(entity, points=points, angle_deg=start)
        case Kind.COLUMN | Kind.OBJECT | Kind.UNDERLAY:
            turn = (2 * axis - entity.angle_deg) % 360
            return replace(entity, points=points, angle_deg=turn, mirrored=not entity.mirrored)
        case Kind.SYMBOL | Kind.VECTOR:
            return replace(entity, points=points, angle_deg=(2 * axis - entity.angle_deg) % 360)
        case Kind.OPENING:
            return replace(entity, flipped=not entity.flipped)
        case Kind.DIMENSION if entity.style == "":
            return replace(entity, points=points, size_m=-entity.size_m)
        case Kind.DIMENSION:
            level = abs(math.sin(math.radians(axis))) < abs(math.cos(math.radians(axis)))
            turns = level == (entity.style == "horizontal")
            return replace(entity, points=points, size_m=-entity.size_m if turns else entity.size_m)
    return replace(entity, points=points)


def mirror(model: Model, entities: Iterable[Entity], a: Point, b: Point, *, keep: bool = False) -> Edit:
    """Mirror entities at the line through two points; with ``keep`` the originals stay."""
    if distance(a, b) < NEAR_M:
        raise UserError("drawing.no_direction")
    chosen = with_openings(model, entities)
    if keep:
        return Edit(tuple(_copies(chosen, lambda entity: reflected(entity, a, b))))
    return following(model, Edit(tuple(reflected(entity, a, b) for entity in chosen)))


def scaled(entity: Entity, centre: Point, factor: float) -> Entity:
    """The entity larger or smaller about a centre, in all that is measured in metres; sizes on paper stay."""
    points = tuple(add(centre, times(sub(point, centre), factor)) for point in entity.points)
    return replace(entity, points=points, size_m=entity.size_m * factor, depth_m=entity.depth_m * factor,
                   at_m=entity.at_m * factor, low_m=entity.low_m * factor, high_m=entity.high_m * factor)


def scale(model: Model, entities: Iterable[Entity], drawn_m: float, true_m: float) -> Edit:
    """Change entities in size so that a length of ``drawn_m`` becomes ``true_m``, about the lower left corner."""
    if not (drawn_m > 0 and true_m > 0):
        raise UserError("drawing.no_length")
    chosen = with_openings(model, entities)
    x0, y0, _, _ = _box(model, chosen)
    return following(model, Edit(tuple(scaled(entity, (x0, y0), true_m / drawn_m) for entity in chosen)))


def with_openings(model: Model, entities: Iterable[Entity]) -> list[Entity]:
    """The entities with the openings of those that are walls."""
    chosen = {entity.id: entity for entity in entities}
    for entity in list(chosen.values()):
        if entity.kind is Kind.WALL:
            chosen |= {opening.id: opening for opening in model.openings(entity.id)}
    return list(chosen.values())


def _copies(entities: Sequence[Entity], change: Callable[[Entity], Entity]) -> list[Entity]:
    """Copies with ids of their own; what pointed at a copied entity points at its copy, other anchors are let go."""
    ids = {entity.id: new_id() for entity in entities}
    groups = {entity.group_id: new_id() for entity in entities if entity.group_id}
    made = []
    for entity in entities:
        if entity.kind is Kind.OPENING and entity.host_id not in ids:
            continue
        anchors = tuple(
            Anchor(ids[anchor.entity_id], anchor.spot) if anchor and anchor.entity_id in ids else None
            for anchor in entity.anchors
        )
        made.append(replace(
            change(entity), id=ids[entity.id], host_id=ids.get(entity.host_id or ""), anchors=anchors,
            group_id=groups.get(entity.group_id or ""),
        ))
    return made


def copy(model: Model, entities: Iterable[Entity], ways: Sequence[Point]) -> Edit:
    """Copies moved by each of the ways."""
    chosen = with_openings(model, entities)
    if len(ways) * len(chosen) > MOST_COPIES * 10:
        raise UserError("drawing.too_many_copies", count=len(ways) * len(chosen))
    put: list[Entity] = []
    for way in ways:
        put += _copies(chosen, partial(moved, way=way))
    return Edit(tuple(put))


def array(
    model: Model, entities: Iterable[Entity], columns: int, rows: int, column_m: float, row_m: float
) -> Edit:
    """Copies in columns and rows; the original is the first."""
    if columns < 1 or rows < 1 or columns * rows > MOST_COPIES:
        raise UserError("drawing.too_many_copies", count=columns * rows)
    ways = [(i * column_m, j * row_m) for j in range(rows) for i in range(columns) if i or j]
    return copy(model, entities, ways)


def polar_array(model: Model, entities: Iterable[Entity], centre: Point, count: int, sweep_deg: float = 360.0) -> Edit:
    """Copies turned about a centre; ``count`` includes the original."""
    if not 2 <= count <= MOST_COPIES:
        raise UserError("drawing.too_many_copies", count=count)
    chosen = with_openings(model, entities)
    step = sweep_deg / (count if abs(sweep_deg) >= 360 else count - 1)
    put: list[Entity] = []
    for number in range(1, count):
        put += _copies(chosen, partial(rotated, centre=centre, angle_deg=step * number))
    return Edit(tuple(put))


def align(model: Model, entities: Sequence[Entity], side: str) -> Edit:
    """Align boxes: ``left``, ``right``, ``top``, ``bottom``, ``centre``, ``middle``; groups move as one."""
    clumps: dict[str, list[Entity]] = {}
    for entity in entities:
        if entity.kind is not Kind.OPENING:
            clumps.setdefault(entity.group_id or entity.id, []).append(entity)
    boxes = {key: _box(model, members) for key, members in clumps.items()}
    whole = box_of([corner for box in boxes.values() for corner in ((box[0], box[1]), (box[2], box[3]))])
    put: list[Entity] = []
    for key, members in clumps.items():
        way = _to_side(boxes[key], whole, side)
        put += [moved(entity, way) for entity in members]
    return following(model, Edit(tuple(put)))


def _to_side(box: Box, whole: Box, side: str) -> Point:
    match side:
        case "left":
            return whole[0] - box[0], 0.0
        case "right":
            return whole[2] - box[2], 0.0
        case "bottom":
            return 0.0, whole[1] - box[1]
        case "top":
            return 0.0, whole[3] - box[3]
        case "centre":
            return (whole[0] + whole[2] - box[0] - box[2]) / 2, 0.0
    return 0.0, (whole[1] + whole[3] - box[1] - box[3]) / 2


def _box(model: Model, entities: Iterable[Entity]) -> Box:
    boxes = [shapes.extent(entity, model.host(entity), model.body(entity)) for entity in entities]
    return box_of([corner for box in boxes for corner in ((box[0], box[1]), (box[2], box[3]))])


def align_to(model: Model, entities: Iterable[Entity], source: Segment, target: Segment) -> Edit:
    """Move and turn entities so that the first source point meets the first target point and the directions agree."""
    if distance(*source) < NEAR_M or distance(*target) < NEAR_M:
        raise UserError("drawing.no_direction")
    turn = angle_of(*target) - angle_of(*source)
    way = sub(target[0], source[0])
    put = tuple(
        moved(rotated(entity, source[0], turn), way) for entity in entities if entity.kind is not Kind.OPENING
    )
    return following(model, Edit(put))


def stretch(model: Model, entities: Iterable[Entity], window: Box, way: Point) -> Edit:
    """Move the points that lie in the window; openings keep their place on the ground."""
    x0, y0, x1, y1 = window

    def shift(point: Point) -> Point:
        return add(point, way) if x0 <= point[0] <= x1 and y0 <= point[1] <= y1 else point

    put: list[Entity] = []
    for entity in entities:
        points = tuple(shift(point) for point in entity.points)
        if points == entity.points:
            continue
        changed = replace(entity, points=points)
        put.append(changed)
        if entity.kind is Kind.WALL:
            put += kept_in_place(model, entity, changed)
    return following(model, Edit(tuple(put)))


def kept_in_place(model: Model, old: Entity, new: Entity) -> list[Entity]:
    """The openings of a wall whose start moved along itself, so that they stay where they are."""
    kept = []
    length = distance(*new.points)
    for opening in model.openings(old.id):
        start = polar(old.points[0], opening.at_m, angle_of(*old.points))
        at = parameter(start, *new.points) * length
        at = min(max(0.0, at), max(0.0, length - opening.size_m))
        if abs(at - opening.at_m) > 1e-9:
            kept.append(replace(opening, at_m=at))
    return kept


def erase(model: Model, entities: Iterable[Entity]) -> Edit:
    """Remove entities, with the openings of walls; dimensions that followed them stay where they are."""
    gone = {entity.id for entity in with_openings(model, entities)}
    put = []
    for entity in model.of_kind(Kind.DIMENSION):
        if entity.id not in gone and any(anchor and anchor.entity_id in gone for anchor in entity.anchors):
            anchors = tuple(None if anchor and anchor.entity_id in gone else anchor for anchor in entity.anchors)
            put.append(replace(entity, anchors=anchors))
    return Edit(tuple(put), tuple(sorted(gone)))
