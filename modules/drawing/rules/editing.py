"""Working on lines: trim, extend, offset, split, join a corner, change properties, group."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from modules.drawing.records import Entity, Kind, Point, Points
from modules.drawing.rules.dimensions import following
from modules.drawing.rules.geometry import (
    NEAR_M,
    Segment,
    along,
    angle_of,
    box_of,
    cross,
    crossing,
    distance,
    meeting,
    nearest_on_segment,
    parallel,
    parameter,
    segments,
    sub,
    to_segment,
)
from modules.drawing.rules.model import Edit, Model
from modules.drawing.rules.moving import kept_in_place
from modules.drawing.rules.shapes import ends, stack, sweep
from workstation.api import UserError, new_id

LINEAR = (Kind.LINE, Kind.WALL, Kind.WIRE, Kind.ARROW, Kind.LEADER)


def axis(entity: Entity) -> Points:
    """The line that is trimmed: the polyline or the centre line of a wall, a closed one with its last side."""
    return (*entity.points, entity.points[0]) if entity.closed else entity.points


def cuts(model: Model, entity: Entity, edges: Iterable[Entity] | None = None) -> list[float]:
    """Where other things cross an entity: distances along it, in order. Without ``edges`` everything near cuts."""
    line = axis(entity)
    others = list(edges) if edges is not None else model.near(box_of(line))
    found: list[float] = []
    before = 0.0
    for a, b in segments(line):
        for other in others:
            if other.id == entity.id or other.kind is Kind.DIMENSION or other.host_id == entity.id:
                continue
            for piece in _edges_of(model, other, entity):
                at = crossing((a, b), piece)
                if at is not None:
                    found.append(before + distance(a, at))
        before += distance(a, b)
    return sorted(found)


def _edges_of(model: Model, other: Entity, entity: Entity) -> list[Segment]:
    """A wall is cut by the centre lines of walls, anything else by their faces."""
    if other.kind is Kind.WALL and entity.kind is Kind.WALL:
        return [(other.points[0], other.points[1])]
    return model.lines(other)


def trim(model: Model, entity: Entity, at: Point, edges: Iterable[Entity] | None = None) -> Edit:
    """Take away the piece of a line or wall that was pointed at, up to the nearest crossings on both sides.

    Raises ``UserError("drawing.nothing_to_trim")`` if nothing crosses it.
    """
    if entity.kind not in LINEAR:
        raise UserError("drawing.not_linear")
    line = axis(entity)
    total = sum(distance(a, b) for a, b in segments(line))
    picked = _place_on(line, at)
    places = [place for place in cuts(model, entity, edges) if NEAR_M < place < total - NEAR_M]
    before = max((place for place in places if place <= picked), default=None)
    after = min((place for place in places if place > picked), default=None)
    if not places or (entity.closed and len(places) < 2):
        raise UserError("drawing.nothing_to_trim")
    if entity.closed:
        if before is None or after is None:  # the piece goes through the point where the outline begins
            return _replaced(model, entity, [_part(line, places[0], places[-1])])
        return _replaced(model, entity, [_part(line, after, total)[:-1] + _part(line, 0.0, before)])
    pieces = [_part(line, 0.0, before)] if before is not None else []
    pieces += [_part(line, after, total)] if after is not None else []
    return _replaced(model, entity, pieces)


def _replaced(model: Model, entity: Entity, pieces: Sequence[Points]) -> Edit:
    """The entity in pieces: the first keeps its id; openings go to the piece in which they lie."""
    made = [
        replace(entity, id=entity.id if number == 0 else new_id(), points=piece, closed=False)
        for number, piece in enumerate(pieces)
    ]
    if entity.kind is not Kind.WALL:
        return following(model, Edit(tuple(made)))
    put: list[Entity] = list(made)
    gone: list[str] = []
    for opening in model.openings(entity.id):
        start = along(*ends(entity), opening.at_m)
        end = along(*ends(entity), opening.at_m + opening.size_m)
        home = next(
            (wall for wall in made if max(to_segment(start, *ends(wall)), to_segment(end, *ends(wall))) < NEAR_M), None
        )
        if home is None:
            gone.append(opening.id)
        else:
            put.append(replace(opening, host_id=home.id, at_m=distance(home.points[0], start)))
    return following(model, Edit(tuple(put), tuple(gone)))


def split(model: Model, entity: Entity, at: Point) -> Edit:
    """Cut a line or wall in two at a point."""
    if entity.kind not in LINEAR or entity.closed:
        raise UserError("drawing.not_linear")
    line = entity.points
    total = sum(distance(a, b) for a, b in segments(line))
    place = _place_on(line, at)
    if not NEAR_M < place < total - NEAR_M:
        raise UserError("drawing.nothing_to_trim")
    return _replaced(model, entity, [_part(line, 0.0, place), _part(line, place, total)])


def extend(model: Model, entity: Entity, at: Point, edges: Iterable[Entity] | None = None) -> Edit:
    """Lengthen the end that is nearer to ``at`` until it meets something.

    Raises ``UserError("drawing.nothing_to_meet")``.
    """
    if entity.kind not in LINEAR or entity.closed:
        raise UserError("drawing.not_linear")
    line = entity.points
    at_end = distance(at, line[-1]) <= distance(at, line[0])
    end, back = (line[-1], line[-2]) if at_end else (line[0], line[1])
    best: Point | None = None
    others = edges if edges is not None else [one for one in model.entities.values() if model.shown(one)]
    for other in others:
        if other.id == entity.id or other.kind in (Kind.DIMENSION, Kind.OPENING):
            continue
        for piece in _edges_of(model, other, entity):
            found = meeting(back, end, *piece)
            if found is None or to_segment(found, *piece) > NEAR_M:
                continue
            ahead = parameter(found, back, end) > 1 + NEAR_M / max(distance(back, end), NEAR_M)
            if ahead and (best is None or distance(end, found) < distance(end, best)):
                best = found
    if best is None:
        raise UserError("drawing.nothing_to_meet")
    return lengthened(model, entity, best, at_end=at_end)


def lengthened(model: Model, entity: Entity, end: Point, *, at_end: bool) -> Edit:
    """The entity with another first or last point; openings of a wall stay in place."""
    points = (*entity.points[:-1], end) if at_end else (end, *entity.points[1:])
    changed = replace(entity, points=points)
    kept = kept_in_place(model, entity, changed) if entity.kind is Kind.WALL else []
    return following(model, Edit((changed, *kept)))


def corner(model: Model, one: Entity, other: Entity) -> Edit:
    """Lengthen or shorten two straight lines or walls so that they meet in a corner."""
    if one.kind not in LINEAR or other.kind not in LINEAR or one.closed or other.closed:
        raise UserError("drawing.not_linear")
    pairs = [
        (distance(one.points[i], other.points[j]), i, j) for i in (0, -1) for j in (0, -1)
    ]
    _, i, j = min(pairs)
    back_one, back_other = one.points[1 if i == 0 else -2], other.points[1 if j == 0 else -2]
    meet = meeting(back_one, one.points[i], back_other, other.points[j])
    if meet is None:
        raise UserError("drawing.parallel")
    first = lengthened(model, one, meet, at_end=i == -1)
    second = lengthened(model, other, meet, at_end=j == -1)
    return following(model, Edit(first.put + second.put))


def offset(entity: Entity, side: Point, by_m: float) -> Entity:
    """A parallel copy on the side of a point. Raises ``UserError("drawing.cannot_offset")``."""
    if by_m <= 0:
        raise UserError("drawing.bad_distance")
    fresh = replace(entity, id=new_id(), anchors=(), group_id=None)
    if entity.kind in (Kind.CIRCLE, Kind.ARC):
        outside = distance(side, entity.points[0]) > entity.size_m
        radius = entity.size_m + (by_m if outside else -by_m)
        if radius <= NEAR_M:
            raise UserError("drawing.cannot_offset")
        return replace(fresh, size_m=radius)
    if entity.kind not in (*LINEAR, Kind.HATCH):
        raise UserError("drawing.cannot_offset")
    closed = entity.closed or entity.kind is Kind.HATCH
    a, b = min(segments(entity.points, closed), key=lambda pair: to_segment(side, *pair))
    to_left = cross(sub(b, a), sub(side, a)) > 0
    return replace(fresh, points=parallel(entity.points, by_m if to_left else -by_m, closed))


def change(model: Model, entities: Iterable[Entity], **values: Any) -> Edit:
    """Other properties for several entities."""
    return following(model, Edit(tuple(replace(entity, **values) for entity in entities)))


def group(entities: Iterable[Entity]) -> Edit:
    """Entities that are chosen and moved together from now on."""
    group_id = new_id()
    return Edit(tuple(replace(entity, group_id=group_id) for entity in entities))


def ungroup(entities: Iterable[Entity]) -> Edit:
    """Entities on their own again."""
    return Edit(tuple(replace(entity, group_id=None) for entity in entities if entity.group_id))


def _place_on(line: Sequence[Point], at: Point) -> float:
    """How far along a polyline its nearest point to ``at`` lies."""
    best, place, before = float("inf"), 0.0, 0.0
    for a, b in segments(line):
        away = to_segment(at, a, b)
        if away < best:
            best, place = away, before + distance(a, nearest_on_segment(at, a, b))
        before += distance(a, b)
    return place


def _part(line: Sequence[Point], start: float, end: float) -> Points:
    """The polyline between two distances along it."""
    found: list[Point] = []
    before = 0.0
    for a, b in segments(line):
        length = distance(a, b)
        if before + length >= start - 1e-12 and not found:
            found.append(along(a, b, start - before))
        if found and start + 1e-9 < before + length < end - 1e-9:
            found.append(b)
        if before + length >= end - 1e-9:
            found.append(along(a, b, end - before))
            break
        before += length
    return tuple(found)


def describe(entity: Entity) -> tuple[float, float]:
    """Length in metres and direction in degrees of what is drawn, for the panel of properties."""
    if entity.kind is Kind.ARC:
        return entity.size_m * abs(sweep(entity)) * 0.017453292519943295, entity.angle_deg
    if entity.kind is Kind.CIRCLE:
        return entity.size_m * 6.283185307179586, 0.0
    if len(entity.points) < 2:
        return 0.0, entity.angle_deg
    line = axis(entity) if entity.kind in LINEAR else entity.points
    return sum(distance(a, b) for a, b in segments(line)), angle_of(entity.points[0], entity.points[1])


def restack(model: Model, chosen: Iterable[Entity], *, front: bool) -> Edit:
    """Bring entities before all others of their sort, or send them behind; among themselves they stay as they are."""
    sorts: dict[int, list[Entity]] = {}
    for entity in chosen:
        if entity.kind is not Kind.WALL:  # walls are one solid
            sorts.setdefault(stack(entity.kind), []).append(entity)
    put: list[Entity] = []
    for sort, ours in sorts.items():
        ids = {entity.id for entity in ours}
        others = [one.order for one in model.entities.values() if stack(one.kind) == sort and one.id not in ids]
        own = [entity.order for entity in ours]
        if not others or (min(own) > max(others) if front else max(own) < min(others)):
            continue
        by = max(others) + 1 - min(own) if front else min(others) - 1 - max(own)
        put += [replace(entity, order=entity.order + by) for entity in ours]
    return Edit(tuple(put))
