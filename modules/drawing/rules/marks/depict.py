"""What is drawn of a whole model or of parts of it: marks by item, so that a change draws only what it touches."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from modules.drawing.records import Entity, Kind, LayerRole, Points
from modules.drawing.rules import analysis
from modules.drawing.rules.accuracy import area_text
from modules.drawing.rules.marks import building, notes, objects
from modules.drawing.rules.marks.labels import Wanted, placed, text_box
from modules.drawing.rules.marks.looks import DEPTHS, FINE, INK, THIN, style
from modules.drawing.rules.model import Model
from modules.drawing.rules.shapes import paper_mm, stack
from workstation.api import UserError
from workstation.api import drawing as d

LABEL_MM = 2.4
CONTOURS = "contours:"
LABEL = "label:"
_IN_THE_WAY = {Kind.SYMBOL, Kind.ROOM, Kind.TEXT, Kind.LEADER, Kind.DIMENSION, Kind.WALL}
_MOST_BOXES, _FEW, _NAME_REACH_MM = 60, 400, 25.0
Box = tuple[float, float, float, float]
Rank = tuple[int, int, float]
Item = tuple[Rank, tuple[d.Mark, ...]]
_SURFACE = 1e9  # larger than any area in square metres
_CONTOUR_RANK, _LABEL_RANK = (7, 0, 0.0), (9, 0, 0.0)


@dataclass(frozen=True)
class PictureFile:
    """A picture that an underlay shows."""

    path: str
    width: int
    height: int


@dataclass(frozen=True)
class Surroundings:
    """What marks need besides the model: the scale of the paper, what symbols stand for, pictures of underlays, and the
    corners of the window through which a sheet shows the drawing."""

    scale: float = 100.0
    names: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, PictureFile] = field(default_factory=dict)
    window: Points = ()


@dataclass
class Depiction:
    """Marks by item: entities by their ids, walls by their group, names and contours by keys of their own."""

    items: dict[str, Item] = field(default_factory=dict)

    def marks(self, without: Collection[str] = ()) -> list[d.Mark]:
        """All marks from the bottom up, but those of some entities and their names."""
        return [mark for key, marks in self.ordered() if key.removeprefix(LABEL) not in without for mark in marks]

    def ordered(self) -> list[tuple[str, tuple[d.Mark, ...]]]:
        """The marks of each item, from the bottom up."""
        ordered = sorted(self.items.items(), key=lambda pair: (pair[1][0], pair[0]))
        return [(key, marks) for key, (_, marks) in ordered]


def depict(model: Model, around: Surroundings, keep: Callable[[Entity], bool] = lambda _: True) -> Depiction:
    """Everything that is visible; ``keep`` chooses further."""
    found = Depiction()
    shown = [entity for entity in model.entities.values() if model.shown(entity) and keep(entity)]
    renew(found, model, around, {entity.id for entity in shown}, keep)
    return found


def renew(
    depiction: Depiction, model: Model, around: Surroundings, touched: Iterable[str],
    keep: Callable[[Entity], bool] = lambda _: True,
) -> set[str]:
    """Draw anew what was touched; returns the keys whose marks changed."""
    ids = set(touched)
    keys = {model.group_id(one) or one for one in ids} | ids
    made: dict[str, Item] = {}
    numbers: dict[str, int] | None = None
    special = False
    for key in sorted(keys):
        group = model.groups.get(key)
        if group is not None:
            if any(keep(body.wall) for body in group.bodies.values()):
                made[key] = ((stack(Kind.WALL), 0, 0.0), tuple(building.wall_marks(model, group)))
            if key not in model.entities or model.entities[key].kind is Kind.WALL:
                continue
        entity = model.entities.get(key)
        if entity is None or entity.kind is Kind.WALL or not (model.shown(entity) and keep(entity)):
            special |= entity is None
            continue
        if entity.kind is Kind.VECTOR and numbers is None:
            numbers = {row.entity.id: row.number for row in analysis.vectors(model.entities.values(), None)}
        made[key] = (_rank(model, entity), tuple(_marks(model, entity, around, (numbers or {}).get(entity.id, 0))))
    changed = {key for key in keys if depiction.items.get(key) != made.get(key)}
    for key in keys:
        depiction.items.pop(key, None)
    depiction.items |= made
    return changed | _renew_shared(depiction, model, around, keep, ids, gone=special)


def _rank(model: Model, entity: Entity) -> Rank:
    """What lies below what: by sort, then as a person arranged it, then the larger below the smaller."""
    layer = model.layers.get(entity.layer_id)
    if layer is not None and layer.role is LayerRole.UNDERLAY:
        return stack(Kind.UNDERLAY), entity.order, 0.0
    if entity.kind is Kind.HATCH and entity.style.startswith("surface"):
        # below all that is marked on them; what was made later stands before what was made earlier
        return stack(entity.kind), entity.order, entity.at_m - _SURFACE
    x0, y0, x1, y1 = model.index.box(entity.id) or (0.0, 0.0, 0.0, 0.0)
    return stack(entity.kind), entity.order, -(x1 - x0) * (y1 - y0)


def _renew_shared(
    depiction: Depiction, model: Model, around: Surroundings, keep: Callable[[Entity], bool], ids: set[str], *,
    gone: bool,
) -> set[str]:
    """What depends on many entities, where what was touched may have changed it: areas of rooms beside walls, numbers
    of vectors, contours, names beside symbols. ``gone``: something of these kinds may have been removed."""
    kinds = {entity.kind for one in ids if (entity := model.entities.get(one)) is not None}
    fresh: dict[str, Item] = {}
    shown = [
        entity for entity in model.of_kind(Kind.ROOM, Kind.VECTOR, Kind.DEPTH, Kind.SYMBOL)
        if model.shown(entity) and keep(entity)
    ]
    again = _rooms_beside(model, ids) if kinds & {Kind.WALL, Kind.LINE, Kind.ROOM} or gone else set()
    numbers = {row.entity.id: row.number for row in analysis.vectors(shown, None)}
    for entity in shown:
        if entity.id in again or (entity.kind is Kind.VECTOR and (gone or Kind.VECTOR in kinds)):
            marks = tuple(_marks(model, entity, around, numbers.get(entity.id, 0)))
            fresh[entity.id] = (_rank(model, entity), marks)
    prefixes: list[str] = []
    unnamed: set[str] = set()
    if gone or kinds & {Kind.DEPTH, Kind.WALL, Kind.LINE}:
        prefixes.append(CONTOURS)
        for sort in DEPTHS:
            marks = tuple(_contour_marks(model, shown, sort, around.scale))
            if marks:
                fresh[CONTOURS + sort] = (_CONTOUR_RANK, marks)
    if gone or kinds & _IN_THE_WAY:
        named, kept = _to_be_named(model, shown, around, ids, depiction, gone=gone)
        if kept is None:
            prefixes.append(LABEL)
        taken = [*(kept or ()), *_obstacles(model, depiction, None if kept is None else _reaches(model, around, ids))]
        fresh |= {LABEL + key: (_LABEL_RANK, made) for key, made in _names(model, named, around, taken).items()}
        unnamed = {LABEL + entity.id for entity in named}
    shared = tuple(prefixes)
    stale = {key for key in depiction.items if shared and key.startswith(shared) and key not in fresh}
    stale |= {key for key in unnamed if key in depiction.items and key not in fresh}
    changed = stale | {key for key, item in fresh.items() if depiction.items.get(key) != item}
    for key in stale:
        del depiction.items[key]
    depiction.items |= fresh
    return changed


def _rooms_beside(model: Model, ids: set[str]) -> set[str]:
    """The names of rooms that lie within the groups of walls that were touched, or that were touched themselves; all
    where a line was, for it may have divided rooms where it lies no more."""
    kinds = {one: entity.kind for one in ids if (entity := model.entities.get(one)) is not None}
    boxes = [model.groups[group].box for group in {model.group_id(one) for one in ids} - {""}]
    if Kind.LINE in kinds.values() or not boxes or len(boxes) > _MOST_BOXES:
        return {entity.id for entity in model.of_kind(Kind.ROOM)}
    found = {one for one, kind in kinds.items() if kind is Kind.ROOM}
    for box in boxes:
        found |= {entity.id for entity in model.near_all(box) if entity.kind is Kind.ROOM}
    return found


def _to_be_named(
    model: Model, shown: list[Entity], around: Surroundings, ids: set[str], depiction: Depiction, *, gone: bool
) -> tuple[list[Entity], list[Box] | None]:
    """Whose names are placed anew: all of a drawing of usual size, otherwise those near to what was touched, beside the
    names that stay."""
    if gone or len(shown) <= _FEW or len(ids) > len(shown):
        return shown, None
    near = _to_be_labelled(model, _reaches(model, around, ids))
    kept: list[Box] = []
    for one in _to_be_labelled(model, _reaches(model, around, ids, times=3.0)).keys() - near.keys():
        label = depiction.items.get(LABEL + one, (_LABEL_RANK, ()))[1][:1]
        kept += [text_box(mark) for mark in label if isinstance(mark, d.Label)]
    return list(near.values()), kept


def _to_be_labelled(model: Model, places: list[Box]) -> dict[str, Entity]:
    return {
        entity.id: entity for box in places for entity in model.near(box) if entity.kind in (Kind.SYMBOL, Kind.ROOM)
    }


def _reaches(model: Model, around: Surroundings, ids: set[str], *, times: float = 1.0) -> list[Box]:
    """The places in which names may have to move when things are touched."""
    reach = _NAME_REACH_MM * around.scale / 1000 * times
    boxes = [box for one in ids if (box := model.index.box(one)) is not None]
    return [(x0 - reach, y0 - reach, x1 + reach, y1 + reach) for x0, y0, x1, y1 in boxes]


def _obstacles(model: Model, depiction: Depiction, places: list[Box] | None) -> Iterator[Box]:
    """What names keep away from: other texts, and walls along the axes; of the whole drawing or near some places."""
    kinds = (Kind.TEXT, Kind.LEADER, Kind.DIMENSION, Kind.WALL)
    found = model.of_kind(*kinds) if places is None else {
        entity.id: entity for box in places for entity in model.near(box) if entity.kind in kinds}.values()
    for entity in found:
        if entity.kind is Kind.WALL:
            box = model.index.box(entity.id)
            if box is not None and model.shown(entity) and min(box[2] - box[0], box[3] - box[1]) < entity.size_m * 1.6:
                yield box
        for mark in depiction.items.get(entity.id, (_LABEL_RANK, ()))[1]:
            if isinstance(mark, d.Label):
                yield text_box(mark)


def _names(
    model: Model, visible: Iterable[Entity], around: Surroundings, taken: list[Box]
) -> dict[str, tuple[d.Mark, ...]]:
    wanted: list[Wanted] = []
    for entity in visible:
        if entity.kind is Kind.ROOM:
            size = paper_mm(entity) * around.scale / 1000
            wide = max(d.text_size(entity.text)[0], 5.0) * size / 2
            x, y = entity.points[0]
            taken.append((x - wide, y - size * 1.3, x + wide, y + size * 1.4))
        text = around.names.get(entity.id, entity.text)
        if entity.kind is Kind.SYMBOL:
            half = paper_mm(entity) * around.scale / 2000
            layer = model.layers.get(entity.layer_id)
            ink = entity.colour or (layer.colour if layer else INK)
            place = entity.points[-1]
            if text:
                wanted.append(Wanted(entity.id, text, place, half, LABEL_MM * around.scale / 1000, ink))
            else:
                taken.append((place[0] - half, place[1] - half, place[0] + half, place[1] + half))
    return placed(wanted, taken)


def _contour_marks(model: Model, visible: Iterable[Entity], sort: str, scale: float) -> list[d.Mark]:
    """Lines of equal depth, room by room: nothing is interpolated through a wall."""
    rooms: dict[Points, list[Entity]] = {}
    for point in analysis.depth_points(visible, sort):
        face = model.face_at(point.points[0])
        rooms.setdefault(face.outline if face is not None else (), []).append(point)
    ink = DEPTHS[sort].colour
    made: list[d.Mark] = []
    for points in rooms.values():
        try:
            found = analysis.contours(points)
        except UserError:
            continue  # too few points for lines; the figures are shown all the same
        for contour in found:
            for line in contour.lines:
                made.append(d.polyline(line, style=style(ink, THIN if contour.level_mm % 10 == 0 else FINE)))
                at = line[len(line) // 2]
                made.append(d.Label(at, f"{contour.level_mm:g}", 1.8 * scale / 1000, "m", 0, "center", "middle",
                                    halo="#ffffff", style=style(ink, THIN)))
    return made


def _marks(model: Model, entity: Entity, around: Surroundings, number: int) -> list[d.Mark]:
    layer = model.layers.get(entity.layer_id)
    colour = entity.colour or (layer.colour if layer else INK)
    scale = around.scale
    match entity.kind:
        case Kind.OPENING:
            host = model.host(entity)
            return building.opening_marks(entity, host, colour) if host else []
        case Kind.STAIR:
            return building.stair_marks(entity, colour, scale)
        case Kind.SLOPE:
            return building.slope_marks(entity, colour, scale)
        case Kind.COLUMN:
            return building.column_marks(entity, colour)
        case Kind.OBJECT:
            return objects.object_marks(entity, colour, scale)
        case Kind.SYMBOL:
            return objects.symbol_marks(entity, colour, scale)
        case Kind.VECTOR:
            return objects.vector_marks(entity, number, scale)
        case Kind.DEPTH:
            return objects.depth_marks(entity, colour, scale)
        case Kind.UNDERLAY:
            picture = around.pictures.get(entity.id, PictureFile("", 0, 0))
            return objects.underlay_marks(entity, picture.path, picture.width, picture.height)
    return _note_marks(model, entity, colour, scale, around.window)


def _note_marks(model: Model, entity: Entity, colour: str, scale: float, window: Points) -> list[d.Mark]:
    match entity.kind:
        case Kind.HATCH:
            return notes.area_marks(entity, colour, scale)
        case Kind.ARROW:
            return notes.arrow_marks(entity, colour, scale)
        case Kind.WIRE:
            return notes.wire_marks(entity, colour, scale)
        case Kind.TEXT:
            return notes.text_marks(entity, colour, scale)
        case Kind.LEADER:
            return notes.leader_marks(entity, colour, scale)
        case Kind.DIMENSION:
            return notes.dimension_marks(entity, colour, scale, window)
        case Kind.ROOM:
            face = model.face_at(entity.points[0])
            area = area_text(model.drawing, face.outline, face.area_m2) if face is not None else ""
            return notes.room_marks(entity, area, colour, scale)
    return notes.line_marks(entity, colour)
