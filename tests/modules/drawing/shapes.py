"""Entities for tests of the drawing."""

from typing import Any

from modules.drawing.records import Drawing, DrawnLayer, Entity, Kind, Point
from modules.drawing.rules.model import Model

LAYER = DrawnLayer(id="L", drawing_id="D", name="测试层")
DRAWING = Drawing(id="D", name="一层", north_deg=8.0)


def wall(a: Point, b: Point, size: float = 0.24, name: str = "", **values: Any) -> Entity:
    named = {"id": name} if name else {}
    return Entity(drawing_id="D", layer_id="L", kind=Kind.WALL, points=(a, b), size_m=size, **named, **values)


def line(*points: Point, name: str = "", **values: Any) -> Entity:
    named = {"id": name} if name else {}
    return Entity(drawing_id="D", layer_id="L", kind=Kind.LINE, points=points, **named, **values)


def door(host: Entity, at: float, width: float = 0.9, name: str = "", **values: Any) -> Entity:
    named = {"id": name} if name else {}
    return Entity(drawing_id="D", layer_id="L", kind=Kind.OPENING, host_id=host.id, at_m=at, size_m=width, **named,
                  **values)


def entity(kind: Kind, *points: Point, name: str = "", **values: Any) -> Entity:
    named = {"id": name} if name else {}
    return Entity(drawing_id="D", layer_id="L", kind=kind, points=points, **named, **values)


def model(*entities: Entity) -> Model:
    return Model(DRAWING, [LAYER], entities)


def room(width: float = 4.0, depth: float = 3.0, size: float = 0.2) -> list[Entity]:
    """Four walls whose inner faces enclose width × depth from (0, 0)."""
    h = size / 2
    corners = [(-h, -h), (width + h, -h), (width + h, depth + h), (-h, depth + h)]
    return [wall(corners[n], corners[(n + 1) % 4], size, name="abcd"[n]) for n in range(4)]
