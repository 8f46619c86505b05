"""Catching points: ends, middles, crossings, centres, perpendiculars, extensions, nearest points and the grid."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from modules.drawing.records import Entity, Kind, Point
from modules.drawing.rules import shapes
from modules.drawing.rules.geometry import (
    Segment,
    distance,
    foot_on_line,
    meeting,
    nearest_on_segment,
    parameter,
    to_segment,
)
from modules.drawing.rules.model import Model

_MOST_SEGMENTS = 60
_EXTENSION = 12.0  # times the catching reach: how far from the cursor ends are taken as the start of an extension


class Snap(StrEnum):
    """What is caught, the surest first."""

    END = "end"
    CENTRE = "centre"
    CROSSING = "crossing"
    MIDDLE = "middle"
    PERPENDICULAR = "perpendicular"
    EXTENSION = "extension"
    NEAREST = "nearest"
    GRID = "grid"


ALL = tuple(Snap)
USUAL = (Snap.END, Snap.CENTRE, Snap.CROSSING, Snap.MIDDLE, Snap.PERPENDICULAR, Snap.EXTENSION)
_RANK = {snap: number for number, snap in enumerate(ALL)}
_CENTRED = (Kind.CIRCLE, Kind.ARC, Kind.COLUMN, Kind.OBJECT, Kind.SYMBOL)
_NOT_CAUGHT = (Kind.ROOM, Kind.UNDERLAY, Kind.TEXT, Kind.DIMENSION)


@dataclass(frozen=True)
class Caught:
    """A point that was caught: how, from which entity; ``guide`` is the line that led there."""

    point: Point
    snap: Snap
    entity_id: str = ""
    guide: Segment | None = None


def catch(
    model: Model, cursor: Point, reach_m: float, *, wanted: Collection[Snap] = USUAL, last: Point | None = None,
    without: Collection[str] = (),
) -> Caught | None:
    """The best point within reach of the cursor: points before crossings before lines, then the nearest."""
    x, y = cursor
    box = (x - reach_m, y - reach_m, x + reach_m, y + reach_m)
    near = [one for one in model.near(box) if one.id not in without and one.kind not in _NOT_CAUGHT]
    found = [*_points(model, near), *_on_lines(model, near, cursor, reach_m, last)]
    if Snap.EXTENSION in wanted:
        found += _extensions(model, cursor, reach_m, without)
    fitting = [c for c in found if c.snap in wanted and distance(c.point, cursor) <= reach_m]
    if fitting:
        return min(fitting, key=lambda c: (_RANK[c.snap] // 4, round(distance(c.point, cursor), 6), _RANK[c.snap]))
    if Snap.GRID in wanted:
        step = model.drawing.grid_m
        point = (round(x / step) * step, round(y / step) * step)
        return Caught(point, Snap.GRID)
    return None


def _points(model: Model, near: list[Entity]) -> Iterator[Caught]:
    for entity in near:
        for number, point in enumerate(model.key_points(entity)):
            centre = number == 0 and entity.kind in _CENTRED
            yield Caught(point, Snap.CENTRE if centre else Snap.END, entity.id)
        for point in shapes.middles(entity, model.host(entity), model.body(entity)):
            yield Caught(point, Snap.MIDDLE, entity.id)


def _on_lines(
    model: Model, near: list[Entity], cursor: Point, reach_m: float, last: Point | None
) -> Iterator[Caught]:
    close: list[tuple[str, Segment]] = []
    for entity in near:
        close += [(entity.id, pair) for pair in model.lines(entity) if to_segment(cursor, *pair) <= reach_m]
    close = close[:_MOST_SEGMENTS]
    for number, (entity_id, one) in enumerate(close):
        yield Caught(nearest_on_segment(cursor, *one), Snap.NEAREST, entity_id)
        if last is not None:
            foot = foot_on_line(last, *one)
            if 0 <= parameter(foot, *one) <= 1 and distance(foot, last) > 1e-6:
                yield Caught(foot, Snap.PERPENDICULAR, entity_id)
        for _, other in close[number + 1 :]:
            point = meeting(*one, *other)
            if point is not None and to_segment(point, *one) < 1e-6 and to_segment(point, *other) < 1e-6:
                yield Caught(point, Snap.CROSSING, entity_id)


def _extensions(model: Model, cursor: Point, reach_m: float, without: Collection[str]) -> Iterator[Caught]:
    """Points on the lines that lead on beyond ends which are not far away, and where two of them meet."""
    far = reach_m * _EXTENSION
    box = (cursor[0] - far, cursor[1] - far, cursor[0] + far, cursor[1] + far)
    guides: list[tuple[str, Segment]] = []
    for entity in model.near(box):
        if entity.kind not in (Kind.WALL, Kind.LINE) or entity.id in without:
            continue
        for a, b in model.lines(entity):
            if distance(a, b) < 0.05:
                continue
            foot = foot_on_line(cursor, a, b)
            if distance(foot, cursor) <= reach_m and not -1e-9 <= parameter(foot, a, b) <= 1 + 1e-9:
                end = a if parameter(foot, a, b) < 0 else b
                guides.append((entity.id, (end, foot)))
        if len(guides) >= _MOST_SEGMENTS:
            break
    for number, (entity_id, (end, foot)) in enumerate(guides):
        yield Caught(foot, Snap.EXTENSION, entity_id, (end, foot))
        for _, other in guides[number + 1 :]:
            point = meeting(end, foot, *other)
            if point is not None:
                yield Caught(point, Snap.EXTENSION, entity_id, (end, point))
