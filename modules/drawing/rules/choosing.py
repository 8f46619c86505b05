"""Choosing: what lies under the cursor, in a window (wholly inside) or in a crossing (touched)."""

from modules.drawing.records import Entity, Kind, Point
from modules.drawing.rules import shapes
from modules.drawing.rules.geometry import Box, box_holds, crossing, distance, holds, to_segment
from modules.drawing.rules.model import Model

_FILLED = (
    Kind.WALL, Kind.OPENING, Kind.COLUMN, Kind.OBJECT, Kind.SYMBOL, Kind.TEXT, Kind.ROOM, Kind.STAIR, Kind.SLOPE,
    Kind.VECTOR, Kind.DEPTH,
)
_SMALL_FIRST = {Kind.UNDERLAY: 3, Kind.HATCH: 2, Kind.WALL: 1}


def at_point(model: Model, point: Point, reach_m: float, scale: float = shapes.PAPER_SCALE) -> Entity | None:
    """The entity under the cursor: small things before walls, walls before hatches, hatches before underlays."""
    x, y = point
    box = (x - reach_m, y - reach_m, x + reach_m, y + reach_m)
    found = []
    for entity in _near_with_paper(model, box, scale):
        away = _away(model, entity, point, scale)
        if away <= reach_m:
            x0, y0, x1, y1 = model.index.box(entity.id) or (0, 0, 0, 0)
            size = (x1 - x0) * (y1 - y0)
            found.append((_SMALL_FIRST.get(entity.kind, 0), round(away / max(reach_m, 1e-9)), size, entity.id, entity))
    return min(found)[-1] if found else None


def _near_with_paper(model: Model, box: Box, scale: float) -> list[Entity]:
    """Entities near a box; those with paper sizes reach farther at small scales."""
    grow = 0.02 * max(0.0, scale - shapes.PAPER_SCALE) / 2
    return model.near((box[0] - grow, box[1] - grow, box[2] + grow, box[3] + grow))


def _away(model: Model, entity: Entity, point: Point, scale: float) -> float:
    """The distance of a point from an entity; 0 inside of what counts as filled."""
    if entity.kind in (Kind.SYMBOL, Kind.TEXT, Kind.ROOM, Kind.VECTOR, Kind.DEPTH):
        return 0.0 if holds(shapes.point_box(entity, scale), point) else distance(entity.points[0], point)
    outline, closed = model.outline(entity)
    if closed and entity.kind in _FILLED and holds(outline, point):
        return 0.0
    return min((to_segment(point, *pair) for pair in model.lines(entity)), default=float("inf"))


def in_window(model: Model, box: Box) -> list[Entity]:
    """The entities that lie wholly in a box."""
    return [one for one in model.near(box) if box_holds(box, model.index.box(one.id) or box)]


def in_crossing(model: Model, box: Box) -> list[Entity]:
    """The entities that a box touches."""
    found = []
    x0, y0, x1, y1 = box
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    sides = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    for entity in model.near(box):
        inner = model.index.box(entity.id)
        if inner is not None and box_holds(box, inner):
            found.append(entity)
            continue
        outline, closed = model.outline(entity)
        inside = any(x0 <= x <= x1 and y0 <= y <= y1 for x, y in outline)
        cut = inside or any(crossing(pair, side, 0.0) for pair in model.lines(entity) for side in sides)
        if cut or (closed and entity.kind in _FILLED and holds(outline, corners[0])):
            found.append(entity)
    return found
