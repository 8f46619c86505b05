"""The scene drawing: walls from taped lengths, everything else by right angles."""

import math
from collections.abc import Mapping
from typing import Any

from modules.drawing import operations
from modules.drawing.queries import model
from modules.drawing.records import DrawnLayer, Entity, Kind, LayerRole, Point
from modules.drawing.rules.derived import walls_of
from modules.drawing.rules.dimensions import anchored
from modules.drawing.rules.model import Model
from modules.photos.records import Photo
from sample_cases.qingxi_workshop.scenario import Photograph, Scenario
from sample_cases.qingxi_workshop.work.places import point as on_earth
from sample_cases.qingxi_workshop.work.working import Working, exhibit_id, wording
from workstation.api import Ref, new_id
from workstation.api.survey import RoomLength, room_by_lengths

EXTRA = {"depths": LayerRole.TRACES, "vectors": LayerRole.TRACES, "notes": LayerRole.ANNOTATION,
         "detail": LayerRole.ANNOTATION}
NAMES = {"depths": "深度测量", "vectors": "热矢量", "notes": "尺寸与说明", "detail": "局部尺寸"}
COLOURS = {"depths": "#6b4a2b", "vectors": "#c2261b", "notes": "#3a3f47", "detail": "#3a3f47"}


def work(case: Working) -> None:
    """Lin draws both storeys as measured, and what follows from them."""
    said = wording("drawing")
    case.sign_in("lin")
    plans = {"ground": Plan(case.scenario, said, said), "mezzanine": Plan(case.scenario, said, said["mezzanine"])}
    for plan in plans.values():
        case.do("drawing.begin", operations.begin_drawing, plan.storey, drawing_id=plan.drawing_id,
                storey=plan.storey, origin=on_earth(case.scenario, 0.0, 0.0, 0.0),
                north_deg=case.scenario.site.north_turn_deg, point_u_m=said["point_u_mm"] / 1000)
        for layer in plan.layers():
            case.do("drawing.layer", operations.put_layer, layer)
        case.do("drawing.draw", operations.draw, plan.building())
        case.do("drawing.draw", operations.draw, plan.contents())
    ground = plans["ground"]
    case.do("drawing.draw", operations.draw, ground.restored(said["restored"]))
    case.do("drawing.place", operations.draw, ground.exhibits())
    case.do("drawing.place", operations.draw, photo_points(case, plans))
    for plan in plans.values():
        case.do("drawing.dimension", operations.draw, plan.dimensions(model(case.read(), plan.drawing_id)))
    drawn = model(case.read(), ground.drawing_id)
    room = next(one for one in drawn.of_kind(Kind.ROOM) if one.text == said["derived"]["room"])
    face = drawn.face_at(room.points[0])
    views = walls_of(drawn, face) if face is not None else []
    titles = [view.title(number, case.desk.words) for number, view in enumerate(views)]
    unfolded = case.do("drawing.derive", operations.unfold_room, room.id, titles, said["derived"]["unfolded"],
                       case.scenario.building.ceiling_m)
    case.do("drawing.derive", operations.raise_walls, ground.drawing_id, said["derived"]["axonometric"],
            said["derived"]["cut"] / 1000)
    case.do("drawing.draw", operations.draw, on_the_west_wall(said["derived"], unfolded))


def on_the_west_wall(said: Mapping[str, Any], drawing_id: str) -> list[Entity]:
    """The V pattern and the protected area on the unfolded wall on which they were."""
    layer = operations.layer_of(drawing_id, LayerRole.TRACES)
    return [
        Entity(drawing_id=drawing_id, layer_id=layer, kind=Kind(item["kind"]), style=item["style"],
               points=tuple(_metres(point) for point in item["points"]), text=item.get("text", ""))
        for item in said["marks"]
    ]


def photo_points(case: Working, plans: Mapping[str, "Plan"]) -> list[Entity]:
    """Every photograph of the inside, where it was taken and the way it looks; its number is that of the case."""
    slips = case.scenario.slips
    copies = {slips.duplicate: slips.duplicate_of}  # whichever came first was taken in
    refs = {copies.get(photo.name, photo.name): Ref("photos", photo.id) for photo in case.read().all(Photo)}
    made = []
    for photograph in case.scenario.photographs:
        if photograph.scene not in ("covered", "dug") or photograph.file not in refs:
            continue
        plan = plans["mezzanine" if photograph.eye[2] > case.scenario.building.mezzanine_m else "ground"]
        made.append(plan.photo_point(photograph, refs[photograph.file]))
    return made


def _places(item: Mapping[str, Any]) -> list[Any]:
    """The true place, and where the sign stands if it can't stand there."""
    return [item["at"], item["sign"]] if "sign" in item else [item["at"]]


def _metres(point: Any) -> Point:
    return point[0] / 1000, point[1] / 1000


class Plan:
    """One storey: ``said`` are its measurements, ``whole`` those that both storeys share."""

    def __init__(self, scenario: Scenario, whole: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        self.scenario, self.said, self.whole = scenario, said, whole
        self.storey = said.get("storey") or whole["room"]["storey"]
        self.drawing_id = f"drawing-{'ground' if said is whole else 'mezzanine'}"
        lengths = [RoomLength(first, second, mm / 1000) for first, second, mm in whole["room"]["lengths"]]
        self.corners = [corner.at for corner in room_by_lengths(lengths).corners]

    def layer(self, name: str) -> str:
        """The id of a layer of the plan."""
        return f"{self.drawing_id}-{name}"

    def layers(self) -> list[DrawnLayer]:
        """The layers besides the usual ones."""
        return [
            DrawnLayer(id=self.layer(name), drawing_id=self.drawing_id, name=NAMES[name], role=role,
                       colour=COLOURS[name], order=20 + number)
            for number, (name, role) in enumerate(EXTRA.items())
        ]

    def _entity(self, kind: Kind, layer: str, points: Any, **values: Any) -> Entity:
        return Entity(drawing_id=self.drawing_id, layer_id=self.layer(layer), kind=kind,
                      points=tuple(_metres(point) for point in points), **values)

    def building(self) -> list[Entity]:
        """Walls, openings, columns, the stair."""
        walls = {**self._outer_walls(), **{
            item["name"]: self._entity(Kind.WALL, "existing", [item["start"], item["end"]],
                                       size_m=item["thickness"] / 1000, style=self._material(), text=item["name"])
            for item in self.said["partitions"]
        }}
        made = list(walls.values())
        made += [self._opening(item, walls[item["wall"]]) for item in self.said["openings"]]
        for item in self.whole["columns"]:
            wide, deep = (side / 1000 for side in item["size"])
            made += [self._entity(Kind.COLUMN, "existing", [at], size_m=wide, depth_m=deep) for at in item["at"]]
        stair = self.said["stair"]
        made.append(self._entity(
            Kind.STAIR, "existing", [stair["start"], stair["end"]], size_m=stair["width"] / 1000,
            value=float(stair["steps"]), text=stair["text"],
        ))
        return made

    def _material(self) -> str:
        return "" if self.said is self.whole else "partition"

    def _outer_walls(self) -> dict[str, Entity]:
        """The four outer walls, half a thickness outside of the adjusted corners."""
        thick = self.whole["room"]["outer_wall"] / 1000
        (_, _), (x1, y1), (x2, y2), (x3, y3) = self.corners
        half = thick / 2
        corners = [(-half, -half), (x1 + half, y1 - half), (x2 + half, y2 + half), (x3 - half, y3 + half)]
        return {
            name: Entity(drawing_id=self.drawing_id, layer_id=self.layer("existing"), kind=Kind.WALL, size_m=thick,
                         points=(corners[a], corners[b]), high_m=self.scenario.building.ceiling_m, text=title)
            for name, title, a, b in (("south", "南外墙", 0, 1), ("east", "东外墙", 1, 2), ("north", "北外墙", 3, 2),
                                      ("west", "西外墙", 0, 3))
        }

    def _opening(self, item: Mapping[str, Any], wall: Entity) -> Entity:
        """An opening measured from the inner corner; its place on the wall counts from the wall's own start."""
        (x0, y0), (x1, y1) = wall.points
        along = item["from"] / 1000 - (x0 if abs(x1 - x0) > abs(y1 - y0) else y0)
        return Entity(
            drawing_id=self.drawing_id, layer_id=self.layer("existing"), kind=Kind.OPENING, host_id=wall.id,
            at_m=along, size_m=item["width"] / 1000, style=item["style"], text=item.get("text", ""),
            low_m=item.get("low", 0) / 1000, high_m=item["high"] / 1000, flipped=item.get("flipped", False),
        )

    def contents(self) -> list[Entity]:
        """What stood there, traces, signs, wiring, notes."""
        said, made = self.said, []
        made += self._objects(said, "furnishing")
        made += self._signs(said)
        made += [
            self._entity(Kind.WIRE, "electrical", item["points"], text=item["text"]) for item in said.get("wires", ())
        ]
        made += [self._entity(Kind.HATCH, "traces", item["points"], style=item["style"]) for item in said["areas"]]
        made += [self._entity(Kind.ARROW, "traces", item["points"], style=item["style"]) for item in said["arrows"]]
        made += [
            self._entity(Kind.VECTOR, "vectors", [item["at"]], style=item["style"], angle_deg=float(item["at"][2]),
                         text=item["text"]) for item in said.get("vectors", ())
        ]
        made += [
            self._entity(Kind.DEPTH, "depths", [at], style="char", value=float(at[2]))
            for item in said.get("depths", ()) for at in item["at"]
        ]
        made += [
            self._entity(Kind.ROOM, "existing", [item["at"]], text=item["name"]) for item in said["rooms"]
        ]
        made += [
            self._entity(Kind.LINE, "existing", item["points"], style="separator")
            for item in said.get("separators", ())
        ]
        made += [
            self._entity(Kind.LEADER, item.get("layer", "notes"), item["points"], text=item["text"])
            for item in said.get("leaders", ())
        ]
        made += [self._entity(Kind.TEXT, "notes", [item["at"]], text=item["text"]) for item in said.get("texts", ())]
        return made

    def restored(self, said: Mapping[str, Any]) -> list[Entity]:
        """How it was before the fire."""
        return [*self._objects(said, "restored"), *self._signs(said, "restored")]

    def _objects(self, said: Mapping[str, Any], layer: str) -> list[Entity]:
        return [
            self._entity(Kind.OBJECT, layer, [at], size_m=item["size"][0] / 1000, depth_m=item["size"][1] / 1000,
                         angle_deg=float(at[2]), style=item["symbol"], text=item.get("text", ""))
            for item in said["objects"] for at in item["at"]
        ]

    def _signs(self, said: Mapping[str, Any], layer: str = "") -> list[Entity]:
        return [
            self._entity(Kind.SYMBOL, layer or item["layer"], _places(item), style=item["symbol"],
                         angle_deg=float(item["at"][2]), paper_mm=item.get("size", 0.0), text=item["text"],
                         note=item.get("note", ""))
            for item in said["signs"]
        ]

    def exhibits(self) -> list[Entity]:
        """The signs of exhibits at their measured places; their numbers come from the register."""
        return [
            self._entity(Kind.SYMBOL, "exhibits", _places(item), style="fire/exhibit", paper_mm=4.6,
                         ref=Ref("exhibits", exhibit_id(item["number"])))
            for item in self.said["exhibits"]
        ]

    def photo_point(self, photograph: Photograph, ref: Ref) -> Entity:
        """The place and direction of one photograph."""
        (x, y, _), (tx, ty, _) = photograph.eye, photograph.target
        return Entity(
            id=new_id(), drawing_id=self.drawing_id, layer_id=self.layer("photo_points"), kind=Kind.SYMBOL,
            points=((x, y),), style="fire/photo-point", angle_deg=math.degrees(math.atan2(ty - y, tx - x)) % 360,
            paper_mm=6.0, ref=ref,
        )

    def dimensions(self, drawn: Model) -> list[Entity]:
        """Dimensions on the corners that the drawing has: measured points are caught where a corner is near."""
        made = []
        for item in self.said["dimensions"]:
            points = [_caught(drawn, _metres(point)) for point in item["points"]]
            line = item["line"] / 1000
            made.append(anchored(drawn, Entity(
                drawing_id=self.drawing_id, layer_id=self.layer(item.get("layer", "notes")), kind=Kind.DIMENSION,
                points=tuple(points), size_m=line if item["axis"] == "horizontal" else -line, style=item["axis"],
            )))
        return made


def _caught(drawn: Model, point: Point) -> Point:
    """The corner within 3 cm of a measured point, or the point itself."""
    reach = 0.03
    near = drawn.near((point[0] - reach, point[1] - reach, point[0] + reach, point[1] + reach))
    spots = [
        spot for entity in near if entity.kind in (Kind.WALL, Kind.OPENING) for spot in drawn.key_points(entity)
        if max(abs(spot[0] - point[0]), abs(spot[1] - point[1])) <= reach
    ]
    return min(spots, key=lambda spot: (spot[0] - point[0]) ** 2 + (spot[1] - point[1]) ** 2, default=point)
