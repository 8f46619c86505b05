"""Drawings that follow from a plan: the walls of a room unfolded side by side, and the walls as an axonometric view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise
from typing import Any

import shapely

from modules.drawing.records import Entity, Kind, Point, Points
from modules.drawing.rules.earth import azimuth_of
from modules.drawing.rules.geometry import (
    add,
    along,
    angle_of,
    distance,
    foot_on_line,
    left,
    middle,
    parameter,
    segments,
    sub,
    times,
    turned,
    unit,
)
from modules.drawing.rules.layout import SCALES
from modules.drawing.rules.model import Model
from modules.drawing.rules.rooms import Face
from modules.drawing.rules.walls import opening_ends
from workstation.api import N_, Words

GAP_MM = 9.0
_LEVEL_MM, _FOOT_MM, _HEAD_MM = 7.0, 18.0, 7.0  # from a wall to its dimensions and between them, below it, above it
_ROOM_MM = (374.0, 234.0)  # what the window of an A3 sheet holds with its margins
_SPARED_MM = 3.0  # nothing stands over the highest row
_MOST_WAYS = 5_000
_REACH_M, _LEAST_WALL_M = 0.05, 0.1
_SIDES = (N_("north wall"), N_("north-east wall"), N_("east wall"), N_("south-east wall"), N_("south wall"),
          N_("south-west wall"), N_("west wall"), N_("north-west wall"))
_TURN_DEG, _FLAT, _UP = -30.0, 0.55, 0.83
_ORIGIN = "fire/origin"
SeenFace = tuple[Points, str]
_MOST_PARTS = 400


@dataclass(frozen=True)
class WallView:
    """One side of a room seen from inside: its length, the azimuth that it faces outwards, openings as (from, to, low,
    high, style) in metres from its left end. ``open``: the room ends there without a wall."""

    length_m: float
    azimuth_deg: float | None
    openings: tuple[tuple[float, float, float, float, str], ...]
    open: bool = False

    def title(self, number: int, words: Words) -> str:
        """Which side it is; a letter while north is unknown."""
        name = chr(ord("A") + number % 26) if self.azimuth_deg is None else words(
            _SIDES[round(self.azimuth_deg / 45) % 8])
        return words("{side} (open, no wall)", side=name) if self.open else name


def walls_of(model: Model, face: Face) -> list[WallView]:
    """The walls of a room in the order in which one turning to the right sees them."""
    outline = shapely.Polygon(face.outline).simplify(0.002).exterior.coords[:-1]
    if shapely.Polygon(outline).exterior.is_ccw:
        outline = outline[::-1]  # clockwise: the wall's left end comes first when one looks at it from inside
    points = [(float(x), float(y)) for x, y in outline]
    first = min(range(len(points)), key=lambda n: sum(points[n]))  # from the lower left corner, whatever the union gave
    points = points[first:] + points[:first]
    views = []
    for a, b in segments(points, closed=True):
        if distance(a, b) < _LEAST_WALL_M:
            continue
        outwards = angle_of((0.0, 0.0), left(unit(a, b)))
        openings = tuple(_openings(model, a, b))
        views.append(WallView(distance(a, b), azimuth_of(model.drawing, outwards), openings, _no_wall(model, a, b)))
    return views


def _no_wall(model: Model, a: Point, b: Point) -> bool:
    """Whether a side of a room is no more than a line that was drawn to end it."""
    spot = shapely.Point(*middle(a, b)).buffer(_REACH_M)
    near = [group.bodies[one] for group in model.groups.values() for one in group.bodies]
    return not any(shapely.Polygon(body.outline).intersects(spot) for body in near if len(body.outline) > 2)


def _openings(model: Model, a: Point, b: Point) -> list[tuple[float, float, float, float, str]]:
    found = []
    length = distance(a, b)
    for opening in model.of_kind(Kind.OPENING):
        host = model.host(opening)
        if host is None:
            continue
        places = []
        for end in opening_ends(opening, host):
            if distance(end, foot_on_line(end, a, b)) > host.size_m / 2 + _REACH_M:
                break
            places.append(parameter(end, a, b) * length)
        if len(places) == 2 and min(places) >= -_REACH_M and max(places) <= length + _REACH_M:
            found.append((min(places), max(places), opening.low_m, opening.high_m, opening.style))
    return sorted(found)


def unfolded(
    views: Sequence[WallView], titles: Sequence[str], height_m: float, drawing_id: str, layer_id: str
) -> list[Entity]:
    """The walls in as many rows as fill a sheet best, each with its lengths; the floor of the first row is y = 0."""
    made: list[Entity] = []
    scale, rows = _rows([view.length_m for view in views], height_m)
    mm = scale / 1000
    step = height_m + (_FOOT_MM + _HEAD_MM) * mm

    def draw(kind: Kind, *points: Point, **values: Any) -> None:
        made.append(Entity(drawing_id=drawing_id, layer_id=layer_id, kind=kind, points=points, **values))

    at = 0
    for row, count in enumerate(rows):
        x, floor = 0.0, -row * step
        for view, title in zip(views[at : at + count], titles[at : at + count], strict=True):
            _draw_wall(draw, view, title, (x, floor), height_m, mm)
            x += view.length_m + GAP_MM * mm
        draw(Kind.DIMENSION, (0.0, floor), (0.0, floor + height_m), size_m=_LEVEL_MM * mm, style="vertical")
        at += count
    return made


def _draw_wall(
    draw: Callable[..., None], view: WallView, title: str, corner: Point, height_m: float, mm: float
) -> None:
    """One wall from its lower left corner, its openings, its name and its lengths."""
    x, floor = corner
    end, top = x + view.length_m, floor + height_m
    draw(Kind.LINE, corner, (end, floor), (end, top), (x, top), closed=True, style="dashed" if view.open else "thick")
    cuts = [corner]
    for start, stop, low, high, style in view.openings:
        low, high = floor + low, floor + high
        corners = ((x + start, low), (x + stop, low), (x + stop, high), (x + start, high))
        draw(Kind.LINE, *corners, closed=True)
        if style in ("window", "grille", "high_window"):
            middle_x = x + (start + stop) / 2
            draw(Kind.LINE, (middle_x, low), (middle_x, high))
        elif style in ("door", "double"):
            draw(Kind.LINE, corners[0], (x + stop, (low + high) / 2), corners[3], style="dashed")
        if start > cuts[-1][0] - x + _REACH_M:
            cuts.append((x + start, floor))
        if stop > cuts[-1][0] - x + _REACH_M:
            cuts.append((x + stop, floor))
    if end - cuts[-1][0] > _REACH_M:
        cuts.append((end, floor))
    else:
        cuts[-1] = (end, floor)
    draw(Kind.TEXT, ((x + end) / 2, top + _HEAD_MM * mm / 2), text=title, style="bold")
    draw(Kind.DIMENSION, *cuts, size_m=-_LEVEL_MM * mm, style="horizontal")
    if len(cuts) > 2:
        draw(Kind.DIMENSION, corner, (end, floor), size_m=-2 * _LEVEL_MM * mm, style="horizontal")


def _rows(lengths_m: Sequence[float], height_m: float) -> tuple[int, list[int]]:
    """The largest usual scale at which the walls fit a sheet of A3 in rows of even length, and how many stand in each;
    of several ways the one with the fewest rows."""
    for scale in SCALES:
        mm = scale / 1000
        for count in range(1, len(lengths_m) + 1):
            rows = _even(lengths_m, count, GAP_MM * mm)
            at, wide = 0, 0.0
            for row in rows:
                wide = max(wide, sum(lengths_m[at : at + row]) + (row - 1) * GAP_MM * mm)
                at += row
            high = count * (height_m + (_FOOT_MM + _HEAD_MM) * mm) - _SPARED_MM * mm
            if wide / mm + 2 * _LEVEL_MM <= _ROOM_MM[0] and high / mm <= _ROOM_MM[1]:
                return scale, rows
    return SCALES[-1], [len(lengths_m)]


def _even(lengths_m: Sequence[float], count: int, gap_m: float) -> list[int]:
    """The lengths in their order in ``count`` rows, so that the longest row is as short as can be."""
    best: tuple[float, list[int]] = (float("inf"), [len(lengths_m)])
    for cuts in islice(combinations(range(1, len(lengths_m)), count - 1), _MOST_WAYS):
        bounds = [0, *cuts, len(lengths_m)]
        longest = max(sum(lengths_m[a:b]) + (b - a - 1) * gap_m for a, b in pairwise(bounds))
        if longest < best[0]:
            best = longest, [b - a for a, b in pairwise(bounds)]
    return best[1]


def axonometric(model: Model, cut_m: float, drawing_id: str, layer_id: str) -> list[Entity]:
    """The walls up to a height, seen from above and the south: hidden lines are covered by what stands before them. The
    names of rooms and the origin of the fire stand on the floor."""
    parts = [
        (_base(body.wall, start, stop), low, high)
        for group in model.groups.values() for body in group.bodies.values() if model.shown(body.wall)
        for start, stop, low, high in _spans(model, body.wall, cut_m)
    ]
    faces = [face for number in _from_far_to_near([base for base, _, _ in parts]) for face in _prism(*parts[number])]
    made = [
        Entity(drawing_id=drawing_id, layer_id=layer_id, kind=Kind.HATCH, points=points, style=style,
               at_m=float(number))
        for number, (points, style) in enumerate(faces)
    ]
    for entity in model.of_kind(Kind.ROOM, Kind.SYMBOL):
        if not model.shown(entity) or (entity.kind is Kind.SYMBOL and entity.style != _ORIGIN):
            continue
        layer = model.layers.get(entity.layer_id)
        made.append(Entity(
            drawing_id=drawing_id, layer_id=layer_id, text=entity.text, paper_mm=entity.paper_mm,
            kind=Kind.TEXT if entity.kind is Kind.ROOM else Kind.SYMBOL,
            style="" if entity.kind is Kind.ROOM else entity.style,
            colour=entity.colour or (layer.colour if layer is not None and entity.kind is Kind.SYMBOL else ""),
            points=(_seen(turned(entity.points[0], (0.0, 0.0), _TURN_DEG), 0.0),),
        ))
    return made


def _from_far_to_near(bases: Sequence[Points]) -> list[int]:
    """The order in which parts are drawn: where two share a line of sight, the farther goes first."""
    far = sorted(range(len(bases)), key=lambda n: -sum(y for _, y in bases[n]))
    if len(bases) > _MOST_PARTS:
        return far
    nearer: dict[int, set[int]] = {n: set() for n in far}
    for n in far:
        for m in far:
            if n < m and (order := _behind(bases[n], bases[m])) is not None:
                nearer[n if order else m].add(m if order else n)
    waits = {n: sum(n in others for others in nearer.values()) for n in far}
    done: list[int] = []
    left_over = list(far)
    while left_over:
        ready = next((n for n in left_over if waits[n] == 0), left_over[0])  # a ring of walls is opened at its far end
        left_over.remove(ready)
        done.append(ready)
        for other in nearer[ready]:
            waits[other] -= 1
    return done


def _behind(one: Points, other: Points) -> bool | None:
    """Whether one stands behind the other; none if no line of sight (along y) meets both."""
    start = max(min(x for x, _ in one), min(x for x, _ in other))
    end = min(max(x for x, _ in one), max(x for x, _ in other))
    if end - start < 1e-6:
        return None
    at = (start + end) / 2
    return _depth_at(one, at) > _depth_at(other, at)


def _depth_at(base: Points, x: float) -> float:
    found = [
        a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0])
        for a, b in segments(base, closed=True) if min(a[0], b[0]) <= x <= max(a[0], b[0]) and abs(b[0] - a[0]) > 1e-12
    ]
    return sum(found) / max(1, len(found))


def _spans(model: Model, wall: Entity, cut_m: float) -> list[tuple[float, float, float, float]]:
    """The solid parts of a wall below the cut: from, to, low, high."""
    length = distance(*wall.points)
    top = min(cut_m, wall.high_m or cut_m)
    body = model.body(wall)
    before = after = 0.0
    if body is not None:  # to the outer corner, so that walls meet
        before = max(0.0, -parameter(body.start.node, *wall.points) * length) + wall.size_m / 2
        after = max(0.0, (parameter(body.end.node, *wall.points) - 1) * length) + wall.size_m / 2
    spans: list[tuple[float, float, float, float]] = []
    at = -before
    for opening in sorted(model.openings(wall.id), key=lambda one: one.at_m):
        spans.append((at, opening.at_m, 0.0, top))
        at = opening.at_m + opening.size_m
        if opening.low_m > 0:
            spans.append((opening.at_m, at, 0.0, min(top, opening.low_m)))
        if opening.high_m < top:
            spans.append((opening.at_m, at, opening.high_m, top))
    spans.append((at, length + after, 0.0, top))
    return [span for span in spans if span[1] - span[0] > 1e-6 and span[3] - span[2] > 1e-6]


def _base(wall: Entity, start: float, stop: float) -> Points:
    """The ground of a part of a wall, turned as it is seen; counter-clockwise."""
    a, b = along(*_ends(wall), start), along(*_ends(wall), stop)
    side = times(left(unit(*_ends(wall))), wall.size_m / 2)
    return tuple(turned(p, (0.0, 0.0), _TURN_DEG) for p in (sub(a, side), sub(b, side), add(b, side), add(a, side)))


def _prism(base: Points, low: float, high: float) -> list[SeenFace]:
    """The faces of one part that are seen: those towards the viewer, then the top."""
    found: list[SeenFace] = [
        ((_seen(p, low), _seen(q, low), _seen(q, high), _seen(p, high)), "surface")
        for p, q in segments(base, closed=True) if q[0] > p[0] + 1e-9  # edges to the right face the viewer
    ]
    return [*found, (tuple(_seen(p, high) for p in base), "surface_cut")]


def _ends(wall: Entity) -> tuple[Point, Point]:
    return wall.points[0], wall.points[1]


def _seen(point: Point, height: float) -> Point:
    return point[0], point[1] * _FLAT + height * _UP

