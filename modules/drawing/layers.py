"""What the drawing puts on the map, at its true place: itself, exhibits, photo points, the origin of the fire."""

from collections.abc import Iterator

from modules.drawing.queries import SURVEY_POINTS, cited, drawings, entities, layers
from modules.drawing.records import Drawing, Entity, Kind, LayerRole, Point
from modules.drawing.rules.earth import azimuth_of, on_earth
from modules.drawing.rules.marks import Surroundings, depict
from modules.drawing.rules.model import Model
from modules.drawing.rules.symbols import title_of
from workstation.api import N_, Layer, LayerItem, Outline, Read, Ref
from workstation.api import drawing as d

_SHOWN = ("fire/origin", "fire/body", "fire/camera", "fire/witness", "fire/scan-station", "site/hydrant")
_BUILT = (Kind.WALL, Kind.OPENING, Kind.COLUMN, Kind.STAIR, Kind.SLOPE)
_LEFT_OUT = (LayerRole.RESTORED, LayerRole.UNDERLAY)
_TOLERANCE_M = 0.02


def items(read: Read) -> Iterator[LayerItem]:
    """Every drawing whose place and north are known: what is built, as outlines, and the signs on it."""
    for drawing in drawings(read):
        drawn = entities(read, drawing.id)
        if drawing.origin is None or not drawn or on_earth(drawing, (0.0, 0.0)) is None:
            continue
        built = _built(read, drawing, drawn)
        if built is not None:
            yield built
        yield from _signs(read, drawing, [one for one in drawn if one.kind is Kind.SYMBOL and not _own(one)])


def _own(entity: Entity) -> bool:
    """Whether a sign stands for what has its own place on the earth: a survey point came from there."""
    return entity.ref is not None and entity.ref.kind == SURVEY_POINTS


def _built(read: Read, drawing: Drawing, drawn: list[Entity]) -> LayerItem | None:
    """The drawing as one thing; its name stands in the middle of it."""
    plan = Model(drawing, layers(read, drawing.id), drawn)
    left_out = {one.id for one in plan.layers.values() if one.role in _LEFT_OUT}
    marks = depict(plan, Surroundings(), lambda one: one.kind in _BUILT and one.layer_id not in left_out).marks()
    outlines = [found for mark in marks if (found := _outline(drawing, mark)) is not None]
    low_x, low_y, high_x, high_y = d.bounds_of([mark for mark in marks if d.outline(mark)])
    middle = on_earth(drawing, ((low_x + high_x) / 2, (low_y + high_y) / 2)) if outlines else None
    if middle is None:
        return None
    return LayerItem(Ref("drawings", drawing.id), drawing.name, middle, outlines=tuple(outlines))


def _outline(drawing: Drawing, mark: d.Mark) -> Outline | None:
    rings = [_on_earth(drawing, ring.tolist()) for ring in d.outline(mark, _TOLERANCE_M) if len(ring) > 1]
    if not rings:
        return None
    closed = d.is_closed(mark)
    return Outline(tuple(rings), closed, solid=closed and (mark.style.hatch is not None or bool(mark.style.fill)))


def _on_earth(drawing: Drawing, ring: list[Point]) -> tuple[Point, ...]:
    placed = [on_earth(drawing, (point[0], point[1])) for point in ring]
    return tuple((point.x, point.y) for point in placed if point is not None)


def _signs(read: Read, drawing: Drawing, drawn: list[Entity]) -> Iterator[LayerItem]:
    subjects = cited(read, drawn)
    for entity in drawn:
        point = on_earth(drawing, entity.points[0])
        if point is None or (entity.ref is None and entity.style not in _SHOWN):
            continue
        known = subjects.get(entity.id)
        label = f"{known.number} {known.title}".strip() if known else entity.text or title_of(entity.style, "zh")
        turned = entity.style in ("fire/photo-point", "fire/camera")
        yield LayerItem(
            entity.ref or Ref("drawing_entities", entity.id), label, point,
            azimuth_of(drawing, entity.angle_deg) if turned else None,
        )


DRAWING_LAYER = Layer("drawing", N_("Scene drawing"), items)
