"""Drawings that follow from a plan: the walls of a room unfolded side by side, and the walls as an axonometric view."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    parameter,
    segments,
    sub,
    times,
    turned,
    unit,
)
from modules.drawing.rules.model import Model
from modules.drawing.rules.rooms import Face
from modules.drawing.rules.walls import opening_ends
from workstation.api import N_

GAP_M = 0.6
_REACH_M, _LEAST_WALL_M = 0.05, 0.1
_SIDES = (N_("north wall"), N_("north-east wall"), N_("east wall"), N_("south-east wall"), N_("south wall"),
          N_("south-west wall"), N_("west wall"), N_("north-west wall"))
_TURN_DEG, _FLAT, _UP = -30.0, 0.55, 0.83
SeenFace = tuple[Points, str]
_MOST_PARTS = 400


@dataclass(frozen=True)
class WallView:
    """One wall seen from inside the room: its length, the azimuth that it faces outwards, openings as (from, to, low,
    high, style) in metres from its left end."""

    length_m: float
    azimuth_deg: float | None
    openings: tuple[tuple[float, float, float, float, str], ...]

    @property
    def title(self) -> str:
        """Which wall it is, as a message id; empty while north is unknown."""
        return "" if self.azimuth_deg is None else _SIDES[round(self.azimuth_deg / 45) % 8]


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
        views.append(WallView(distance(a, b), azimuth_of(model.drawing, outwards), tuple(_openings(model, a, b))))
    return views


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
    """The walls side by side on one floor line, each with its length; heights at the left of the first."""
    made: list[Entity] = []

    def draw(kind: Kind, *points: Point, **values: Any) -> None:
        made.append(Entity(drawing_id=drawing_id, layer_id=layer_id, kind=kind, points=points, **values))

    x = 0.0
    for view, title in zip(views, titles, strict=True):
        end = x + view.length_m
        draw(Kind.LINE, (x, 0.0), (end, 0.0), (end, height_m), (x, height_m), closed=True, style="thick")
        for start, stop, low, high, style in view.openings:
            corners = ((x + start, low), (x + stop, low), (x + stop, high), (x + start, high))
            draw(Kind.LINE, *corners, closed=True)
            if style in ("window", "grille", "high_window"):
                middle = x + (start + stop) / 2
                draw(Kind.LINE, (middle, low), (middle, high))
            elif style in ("door", "double"):
                draw(Kind.LINE, corners[0], (x + stop, (low + high) / 2), corners[3], style="dashed")
        draw(Kind.TEXT, ((x + end) / 2, height_m + 0.35), text=title, style="bold")
        draw(Kind.DIMENSION, (x, 0.0), (end, 0.0), size_m=-0.45, style="horizontal")
        x = end + GAP_M
    draw(Kind.DIMENSION, (0.0, 0.0), (0.0, height_m), size_m=0.45, style="vertical")
    return made


def axonometric(model: Model, cut_m: float, drawing_id: str, layer_id: str) -> list[Entity]:
    """The walls up to a height, seen from above and the south: hidden lines are covered by what stands before them."""
    parts = [
        (_base(body.wall, start, stop), low, high)
        for group in model.groups.values() for body in group.bodies.values() if model.shown(body.wall)
        for start, stop, low, high in _spans(model, body.wall, cut_m)
    ]
    faces = [face for number in _from_far_to_near([base for base, _, _ in parts]) for face in _prism(*parts[number])]
    return [
        Entity(drawing_id=drawing_id, layer_id=layer_id, kind=Kind.HATCH, points=points, style=style,
               at_m=float(number))
        for number, (points, style) in enumerate(faces)
    ]


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

