"""What the drawing puts on the map, at its true place: exhibits, photo points, the origin of the fire."""

from collections.abc import Iterator

from modules.drawing.queries import cited, drawings, entities
from modules.drawing.records import Kind
from modules.drawing.rules.earth import azimuth_of, on_earth
from modules.drawing.rules.symbols import title_of
from workstation.api import N_, Layer, LayerItem, Read, Ref

_SHOWN = ("fire/origin", "fire/body", "fire/camera", "fire/witness", "fire/scan-station", "site/hydrant")


def items(read: Read) -> Iterator[LayerItem]:
    """Every sign on a drawing whose place and north are known."""
    for drawing in drawings(read):
        drawn = [entity for entity in entities(read, drawing.id) if entity.kind is Kind.SYMBOL]
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
