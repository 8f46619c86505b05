"""Elevation, section and plan of the site: drawings of their own, drawn from what was measured along the walls."""

from collections.abc import Mapping
from typing import Any

from modules.drawing import operations
from modules.drawing.importers.picture import make_pictures
from modules.drawing.queries import lacking, model
from modules.drawing.records import DrawnLayer, Entity, Kind, LayerRole
from modules.drawing.rules.dimensions import anchored
from modules.photos.records import Photo
from sample_cases.qingxi_workshop.photographs import LONG, SHORT
from sample_cases.qingxi_workshop.render import View
from sample_cases.qingxi_workshop.scenario import Photograph
from sample_cases.qingxi_workshop.street import FRONT_Y
from sample_cases.qingxi_workshop.surroundings import outlines
from sample_cases.qingxi_workshop.work.places import point as on_earth
from sample_cases.qingxi_workshop.work.working import Working
from workstation.api.survey import FitKind

_ROW_BACK_Y, _LONG_M = 9.5, 20.0
_NOTES = ("notes", "尺寸与说明", "#3a3f47")
_KINDS = {"lines": Kind.LINE, "areas": Kind.HATCH, "arrows": Kind.ARROW, "texts": Kind.TEXT, "leaders": Kind.LEADER,
          "signs": Kind.SYMBOL}  # fmt: skip
_BUILT = {"surface": LayerRole.FURNISHING, "surface_cut": LayerRole.EXISTING}  # what is seen lies below what is cut
_ROLES = {"lines": LayerRole.EXISTING, "areas": LayerRole.TRACES, "arrows": LayerRole.TRACES,
          "signs": LayerRole.TRACES}  # fmt: skip


def view_id(key: str) -> str:
    """The drawing of a view."""
    return f"drawing-{key}"


def draw_view(case: Working, said: Mapping[str, Any]) -> None:
    """One view with its dimensions; the plan of the site has the buildings around."""
    drawing_id = view_id(said["key"])
    placed = said.get("placed", False)
    place = {"origin": on_earth(case.scenario, 0.0, 0.0, 0.0), "north_deg": case.scenario.site.north_turn_deg}
    case.do("drawing.begin", operations.begin_drawing, said["name"], drawing_id=drawing_id,
            point_u_m=said["point_u_mm"] / 1000, **(place if placed else {}))
    name, title, colour = _NOTES
    case.do("drawing.layer", operations.put_layer, DrawnLayer(
        id=f"{drawing_id}-{name}", drawing_id=drawing_id, name=title, role=LayerRole.ANNOTATION, colour=colour,
        order=20,
    ))
    made = [
        _entity(drawing_id, Kind.LINE, LayerRole.EXISTING, _box(box), closed=True,
                style="thick" if facts["层数"] else "")
        for box, facts in outlines(case.scenario) if placed
    ] + [
        _entity(drawing_id, Kind.TEXT, LayerRole.ANNOTATION, [_middle(box)], text="\n".join(_told(facts)), paper_mm=2.2)
        for box, facts in outlines(case.scenario) if placed
    ]
    for group, kind in _KINDS.items():
        made += [_said(drawing_id, kind, group, item) for item in said.get(group, ())]
    case.do("drawing.draw", operations.draw, made)
    drawn = model(case.read(), drawing_id)
    case.do("drawing.dimension", operations.draw, [
        anchored(drawn, Entity(
            drawing_id=drawing_id, layer_id=f"{drawing_id}-{name}", kind=Kind.DIMENSION, points=_metres(item["points"]),
            size_m=item["line"] / 1000 * (1 if item["axis"] == "horizontal" else -1), style=item["axis"],
        )) for item in said["dimensions"]
    ])


def _told(facts: Mapping[str, Any]) -> list[str]:
    floors = f"{facts['结构']}{facts['层数']}层" if facts["层数"] else ""
    return [facts["门牌"], facts["名称"], floors] if floors else [facts["名称"]]


def _middle(box: tuple[float, float, float, float]) -> tuple[float, float]:
    """Where a name stands: in the middle, in deep houses behind the row of their neighbours, in long ones aside."""
    x0, y0, x1, y1 = box
    return (x0 + x1) / 2 - max(x1 - x0 - _LONG_M, 0.0) / 3, max((y0 + y1) / 2, y1 - 2.5 if y1 > _ROW_BACK_Y else y0)


def _box(box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    x0, y0, x1, y1 = box
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def _said(drawing_id: str, kind: Kind, group: str, item: Mapping[str, Any]) -> Entity:
    points = _metres(item["points"] if "points" in item else [item["at"]])
    role = _BUILT.get(item.get("style", ""), _ROLES.get(group, LayerRole.ANNOTATION))
    return _entity(
        drawing_id, kind, role, points, closed=item.get("closed", False),
        style=item.get("symbol", item.get("style", "")), text=item.get("text", ""), paper_mm=item.get("size", 0.0),
    )


def _entity(drawing_id: str, kind: Kind, role: LayerRole, points: Any, **values: Any) -> Entity:
    return Entity(drawing_id=drawing_id, layer_id=operations.layer_of(drawing_id, role), kind=kind,
                  points=tuple(points), **values)  # fmt: skip


def _metres(points: Any) -> tuple[tuple[float, float], ...]:
    return tuple((x / 1000, y / 1000) for x, y in points)


def fit_photograph(case: Working, said: Mapping[str, Any]) -> None:
    """The photograph of the front below the elevation, fitted by corners that are seen on it."""
    taken = next(one for one in case.scenario.photographs if one.caption == said["caption"])
    photo = case.read().where(Photo, name=taken.file)[0]
    drawing_id = view_id(said["view"])
    underlay = Entity(
        drawing_id=drawing_id, layer_id=operations.layer_of(drawing_id, LayerRole.UNDERLAY), kind=Kind.UNDERLAY,
        points=((3.2, 4.0),), size_m=10.0, depth_m=10.0 * SHORT / LONG, value=said["opacity"], text=taken.caption,
        file_id=photo.file_id,
    )
    case.do("drawing.underlay", operations.draw, [underlay])
    places = _metres(said["points"])
    shares = [_share(taken, x, z) for x, z in places]
    case.do("drawing.fit", operations.fit_underlay, underlay.id, shares, places, FitKind.PROJECTIVE)
    make_pictures(case.desk.job(), lacking(case.read(), [model(case.read(), drawing_id)]))


def _share(photograph: Photograph, x: float, z: float) -> tuple[float, float]:
    """Where a hand picks a place of the front in the photograph: to the pixel, in shares from the upper left."""
    view = View(photograph.eye, photograph.target, photograph.focal_mm, LONG, SHORT)
    column, row = view.pixel((x, FRONT_Y, z))
    return round(column) / LONG, round(row) / SHORT
