"""Walls that join cleanly: bodies of walls from their centre lines, at L, T, X and acute corners."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from modules.drawing.records import Entity, Kind, Point, Points
from modules.drawing.rules.geometry import (
    NEAR_M,
    add,
    along,
    angle_of,
    box_of,
    boxes_meet,
    cross,
    distance,
    left,
    meeting,
    nearest_on_segment,
    parameter,
    sub,
    times,
    unit,
)

_CAUGHT_M = 0.03   # a wall that ends this near to another's face is meant to meet it: tapes are not exact
_MITRE = 6.0      # a corner reaches at most this many thicknesses; sharper ones are cut off
_PARALLEL = math.sin(math.radians(2))
_GRID_M = 1e-7    # what differs less is the same point for the union


@dataclass(frozen=True)
class End:
    """One end of a wall as it meets others: the corners to the left and right of the way from start to end, and the
    node in which the centre lines meet."""

    left: Point
    right: Point
    node: Point


@dataclass(frozen=True)
class Body:
    """The body of one wall between its two ends."""

    wall: Entity
    start: End
    end: End

    @property
    def outline(self) -> Points:
        """The corners, counter-clockwise."""
        return (self.start.node, self.start.right, self.end.right, self.end.node, self.end.left, self.start.left)

    @property
    def spots(self) -> Points:
        """Key points: start, end, then start left and right, end left and right."""
        start, end = self.wall.points
        return start, end, self.start.left, self.start.right, self.end.left, self.end.right


def bodies(walls: Iterable[Entity]) -> dict[str, Body]:
    """The bodies of walls that may touch one another, by id.

    The same walls give the same bodies in whatever order they come: where several neighbours would do, ids decide.
    """
    known = sorted((wall for wall in walls if distance(*wall.points) > NEAR_M), key=lambda wall: wall.id)
    near = neighbours(known)
    axes = {wall.id: _lengthened(wall, near[wall.id]) for wall in known}
    nodes = _nodes(known, axes)
    ends: dict[tuple[str, int], End] = {}
    for node, members in nodes:
        ends |= _joined(node, members, axes)
    return {wall.id: Body(wall, ends[wall.id, 0], ends[wall.id, 1]) for wall in known}


def _lengthened(wall: Entity, walls: Sequence[Entity]) -> tuple[Point, Point]:
    """The axis of a wall; an end that reaches the body of another wall is led on to its centre line (a T)."""
    found = []
    for end, other_end in ((wall.points[0], wall.points[1]), (wall.points[1], wall.points[0])):
        found.append(_led_to_axis(end, other_end, wall, walls))
    return found[0], found[1]


def _led_to_axis(end: Point, back: Point, wall: Entity, walls: Sequence[Entity]) -> Point:
    for host in walls:
        a, b = host.points
        if min(distance(end, a), distance(end, b)) <= NEAR_M:
            return end
    best, least = end, math.inf
    for host in walls:
        a, b = host.points
        reach = host.size_m / 2 + _CAUGHT_M
        near = nearest_on_segment(end, a, b)
        beyond = max(0.0, -parameter(end, a, b), parameter(end, a, b) - 1) * distance(a, b)
        if distance(end, near) > reach or beyond > wall.size_m / 2 + NEAR_M:
            continue
        target = meeting(end, back, a, b)
        if target is not None and distance(target, end) < min(least, 4 * host.size_m):
            best, least = target, distance(target, end)
    return best


def _nodes(
    walls: Sequence[Entity], axes: dict[str, tuple[Point, Point]]
) -> list[tuple[Point, list[tuple[Entity, int]]]]:
    """Ends of walls that are one point, and which ends they are."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    found: list[tuple[Point, list[tuple[Entity, int]]]] = []
    for wall in walls:
        for which in (0, 1):
            point = axes[wall.id][which]
            column, row = math.floor(point[0] / NEAR_M / 2), math.floor(point[1] / NEAR_M / 2)
            around = (cells[column + i, row + j] for i in (-1, 0, 1) for j in (-1, 0, 1))
            same = next((n for near in around for n in near if distance(found[n][0], point) <= NEAR_M), None)
            if same is None:
                cells[column, row].append(len(found))
                found.append((point, [(wall, which)]))
            else:
                found[same][1].append((wall, which))
    return found


def _joined(
    node: Point, members: list[tuple[Entity, int]], axes: dict[str, tuple[Point, Point]]
) -> dict[tuple[str, int], End]:
    """The ends of all walls that meet in a node: neighbours share the corner in which their faces meet."""
    ways = sorted(
        ((angle_of(node, axes[wall.id][1 - which]), wall, which) for wall, which in members),
        key=lambda way: (way[0], way[1].id, way[2]),
    )
    lefts: dict[int, Point] = {}
    rights: dict[int, Point] = {}
    for number, (_, wall, which) in enumerate(ways):
        after = (number + 1) % len(ways)
        _, other, other_which = ways[after]
        direction = unit(node, axes[wall.id][1 - which])
        other_direction = unit(node, axes[other.id][1 - other_which])
        lefts[number], rights[after] = _corner(node, direction, wall.size_m, other_direction, other.size_m)
    found: dict[tuple[str, int], End] = {}
    for number, (_, wall, which) in enumerate(ways):
        out_left, out_right = lefts[number], rights[number]
        # seen from the start to the end of the wall, left and right change places at its end
        found[wall.id, which] = End(*((out_left, out_right) if which == 0 else (out_right, out_left)), node)
    return found


def _corner(
    node: Point, one: Point, one_size: float, other: Point, other_size: float
) -> tuple[Point, Point]:
    """The left corner of one wall and the right corner of its neighbour to the left."""
    mine = add(node, times(left(one), one_size / 2))
    its = sub(node, times(left(other), other_size / 2))
    if abs(cross(one, other)) < _PARALLEL:
        return mine, its
    corner = meeting(mine, add(mine, one), its, add(its, other))
    if corner is None or distance(corner, node) > _MITRE * max(one_size, other_size):
        return mine, its
    return corner, corner


def neighbours(walls: Sequence[Entity]) -> dict[str, list[Entity]]:
    """For each wall the others whose boxes touch its own, a thickness around them counted in."""
    found: dict[str, list[Entity]] = {wall.id: [] for wall in walls}
    if len(walls) < 2:
        return found
    grown = []
    for wall in walls:
        x0, y0, x1, y1 = box_of(wall.points)
        grown.append(shapely.box(x0 - wall.size_m, y0 - wall.size_m, x1 + wall.size_m, y1 + wall.size_m))
    tree = shapely.STRtree(grown)
    for one, other in sorted(zip(*tree.query(grown, predicate="intersects").tolist(), strict=True)):
        if one != other:
            found[walls[one].id].append(walls[other])
    return found


def clusters(walls: Sequence[Entity]) -> list[list[Entity]]:
    """Walls in groups that touch one another, found by their boxes."""
    near = neighbours(walls)
    by_id = {wall.id: wall for wall in walls}
    groups: list[list[Entity]] = []
    left_over = dict.fromkeys(by_id)
    while left_over:
        waiting = [next(iter(left_over))]
        del left_over[waiting[0]]
        group: list[Entity] = []
        while waiting:
            wall_id = waiting.pop()
            group.append(by_id[wall_id])
            for other in near[wall_id]:
                if other.id in left_over:
                    del left_over[other.id]
                    waiting.append(other.id)
        groups.append(group)
    return groups


def solid(members: Iterable[Body]) -> BaseGeometry:
    """The union of bodies as a shape with holes; empty for none."""
    shapes = [shapely.Polygon(body.outline) for body in members]
    valid = [shape if shape.is_valid else shapely.make_valid(shape) for shape in shapes]
    return shapely.union_all(valid, grid_size=_GRID_M)


def opening_ends(opening: Entity, host: Entity) -> tuple[Point, Point]:
    """Where an opening begins and ends on the centre line of its wall."""
    a, b = host.points
    return along(a, b, opening.at_m), along(a, b, opening.at_m + opening.size_m)


def hole(opening: Entity, host: Entity) -> Points:
    """The part of the wall that an opening takes away."""
    a, b = opening_ends(opening, host)
    side = times(left(unit(a, b)), host.size_m / 2 + NEAR_M)
    return sub(a, side), sub(b, side), add(b, side), add(a, side)


def host_for(point: Point, walls: Iterable[Entity], reach: float) -> tuple[Entity, float] | None:
    """The wall nearest to a point and the distance along it, if one is within its half thickness plus ``reach``."""
    best: tuple[float, Entity, float] | None = None
    box = (point[0] - reach, point[1] - reach, point[0] + reach, point[1] + reach)
    for wall in walls:
        if wall.kind is not Kind.WALL or not boxes_meet(box_of(wall.points), box, wall.size_m):
            continue
        a, b = wall.points
        near = nearest_on_segment(point, a, b)
        away = distance(point, near)
        if away <= wall.size_m / 2 + reach and (best is None or away < best[0]):
            best = (away, wall, distance(a, near))
    return (best[1], best[2]) if best else None
