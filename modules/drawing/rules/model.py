"""A drawing in memory: entities, layers, joined walls, rooms and an index of where things are."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from modules.drawing.records import Drawing, DrawnLayer, Entity, Kind, Point, Points
from modules.drawing.rules import rooms, shapes, walls
from modules.drawing.rules.geometry import Box, Segment, box_holds, box_of, boxes_meet
from modules.drawing.rules.walls import Body

_CELL_M = 2.0
_MOST_CELLS = 400


@dataclass(frozen=True)
class Edit:
    """What one step of drafting changes."""

    put: tuple[Entity, ...] = ()
    remove: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.put or self.remove)

    def ids(self) -> set[str]:
        """The ids of all entities that it touches."""
        return {entity.id for entity in self.put} | set(self.remove)


@dataclass
class WallGroup:
    """Walls that touch one another: their bodies and the solid they make, openings not yet cut out."""

    id: str
    bodies: dict[str, Body]
    solids: dict[str, BaseGeometry] = field(default_factory=dict)
    box: Box = (0.0, 0.0, 0.0, 0.0)


class Index:
    """Which entities may be near a place: boxes in a grid of cells, very large ones in a list of their own."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], set[str]] = {}
        self._large: set[str] = set()
        self._boxes: dict[str, Box] = {}

    def put(self, entity_id: str, box: Box) -> None:
        self.remove(entity_id)
        self._boxes[entity_id] = box
        cells = list(_cells(box))
        if not cells:
            self._large.add(entity_id)
        for cell in cells:
            self._cells.setdefault(cell, set()).add(entity_id)

    def remove(self, entity_id: str) -> None:
        box = self._boxes.pop(entity_id, None)
        if box is None:
            return
        self._large.discard(entity_id)
        for cell in _cells(box):
            self._cells.get(cell, set()).discard(entity_id)

    def box(self, entity_id: str) -> Box | None:
        """The box of an entity; none if it takes no place."""
        return self._boxes.get(entity_id)

    def near(self, box: Box) -> set[str]:
        """The entities whose boxes meet a box."""
        cells = list(_cells(box))
        found = set(self._large) if cells else set(self._boxes)
        for cell in cells:
            found |= self._cells.get(cell, set())
        return {entity_id for entity_id in found if boxes_meet(self._boxes[entity_id], box)}

    def extent(self) -> Box | None:
        """The box of everything."""
        if not self._boxes:
            return None
        x0, y0, x1, y1 = zip(*self._boxes.values(), strict=True)
        return min(x0), min(y0), max(x1), max(y1)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    """The cells that a box touches; none if they are too many."""
    x0, y0, x1, y1 = (math.floor(edge / _CELL_M) for edge in box)
    if (x1 - x0 + 1) * (y1 - y0 + 1) <= _MOST_CELLS:
        for x in range(x0, x1 + 1):
            for y in range(y0, y1 + 1):
                yield x, y


class Model:
    """Everything that is drawn, kept in step with edits."""

    def __init__(self, drawing: Drawing, layers: Sequence[DrawnLayer], entities: Iterable[Entity] = ()) -> None:
        self.drawing = drawing
        self.layers = {layer.id: layer for layer in layers}
        self.hidden: frozenset[str] = frozenset()
        self.entities: dict[str, Entity] = {}
        self.groups: dict[str, WallGroup] = {}
        self.index = Index()
        self._group_of: dict[str, str] = {}
        self._hosted: dict[str, set[str]] = {}
        self._faces: dict[str, list[rooms.Face]] = {}
        self._thickest_m = 0.0
        self.apply(Edit(put=tuple(entities)))

    # asking

    def get(self, entity_id: str) -> Entity | None:
        """An entity by its id."""
        return self.entities.get(entity_id)

    def host(self, entity: Entity) -> Entity | None:
        """The wall in which an opening sits."""
        found = self.entities.get(entity.host_id or "")
        return found if found is not None and found.kind is Kind.WALL else None

    def body(self, entity: Entity) -> Body | None:
        """The joined body of a wall."""
        group = self.groups.get(self._group_of.get(entity.id, ""))
        return group.bodies.get(entity.id) if group else None

    def openings(self, wall_id: str) -> list[Entity]:
        """The openings of a wall."""
        return [self.entities[one] for one in sorted(self._hosted.get(wall_id, ())) if one in self.entities]

    def of_kind(self, *kinds: Kind) -> list[Entity]:
        """The entities of some kinds."""
        return [entity for entity in self.entities.values() if entity.kind in kinds]

    def outline(self, entity: Entity) -> tuple[Points, bool]:
        """The polyline of an entity and whether it is closed."""
        return shapes.outline(entity, self.host(entity), self.body(entity))

    def lines(self, entity: Entity) -> list[Segment]:
        """The segments of an entity."""
        return shapes.lines(entity, self.host(entity), self.body(entity))

    def key_points(self, entity: Entity) -> Points:
        """The key points of an entity."""
        return shapes.key_points(entity, self.host(entity), self.body(entity))

    def shown(self, entity: Entity) -> bool:
        """Whether the entity's layer is visible, and not among those that are ``hidden`` for the time being."""
        layer = self.layers.get(entity.layer_id)
        return entity.layer_id not in self.hidden and (layer is None or layer.visible)

    def free(self, entity: Entity) -> bool:
        """Whether the entity may be changed: its layer is neither hidden nor locked."""
        layer = self.layers.get(entity.layer_id)
        return self.shown(entity) and (layer is None or not layer.locked)

    def near(self, box: Box) -> list[Entity]:
        """The visible entities whose boxes meet a box."""
        return [entity for one in self.index.near(box) if self.shown(entity := self.entities[one])]

    def group_id(self, wall_id: str) -> str:
        """The group of walls that a wall belongs to."""
        return self._group_of.get(wall_id, "")

    def faces(self) -> list[rooms.Face]:
        """The rooms that walls on visible layers enclose."""
        return [face for group_id in self.groups for face in self._faces_of(group_id)]

    def face_at(self, point: Point) -> rooms.Face | None:
        """The room that holds a point."""
        x, y = point
        for group_id, group in self.groups.items():
            x0, y0, x1, y1 = group.box
            if x0 <= x <= x1 and y0 <= y <= y1:
                found = rooms.face_at(point, self._faces_of(group_id))
                if found is not None:
                    return found
        return None

    def _faces_of(self, group_id: str) -> list[rooms.Face]:
        """The rooms within one group of walls; what stands free inside of them is taken off."""
        if group_id not in self._faces:
            group = self.groups[group_id]
            within = [
                solid for other in self.groups.values() if other is group or box_holds(group.box, other.box)
                for solid in other.solids.values()
            ]
            lines = [one for one in self.near_all(group.box) if _divides(one)]
            self._faces[group_id] = rooms.faces(within, lines)
        return self._faces[group_id]

    def near_all(self, box: Box) -> list[Entity]:
        """The entities whose boxes meet a box, hidden ones too."""
        return [self.entities[one] for one in sorted(self.index.near(box))]

    def _forget_faces(self, box: Box) -> None:
        for group_id in [one for one in self._faces if one not in self.groups]:
            del self._faces[group_id]
        for group_id, group in self.groups.items():
            if boxes_meet(group.box, box):
                self._faces.pop(group_id, None)

    def with_members(self, entities: Iterable[Entity]) -> list[Entity]:
        """The entities and all others of their groups."""
        chosen = {entity.id: entity for entity in entities}
        groups = {entity.group_id for entity in chosen.values() if entity.group_id}
        if groups:
            chosen |= {e.id: e for e in self.entities.values() if e.group_id in groups}
        return list(chosen.values())

    # changing

    def apply(self, edit: Edit) -> set[str]:
        """Take an edit in; returns the ids of all entities that look different now (walls by their group)."""
        touched: set[str] = set()
        dividing: list[Box] = []
        stale_walls: set[str] = set()
        for entity_id in edit.remove:
            old = self.entities.pop(entity_id, None)
            if old is not None:
                self.index.remove(entity_id)
                self._unhost(old)
                touched.add(entity_id)
                touched |= self._hosted.get(entity_id, set())
                if old.kind is Kind.WALL:
                    stale_walls.add(entity_id)
                stale_walls |= {old.host_id} if old.host_id else set()
                dividing += _dividing(old)
        for entity in edit.put:
            old = self.entities.get(entity.id)
            if old is not None:
                self._unhost(old)
                stale_walls |= {old.host_id} if old.host_id else set()
                dividing += _dividing(old)
            self.entities[entity.id] = entity
            if entity.host_id:
                self._hosted.setdefault(entity.host_id, set()).add(entity.id)
                stale_walls.add(entity.host_id)
            if entity.kind is Kind.WALL:
                stale_walls.add(entity.id)
                touched |= self._hosted.get(entity.id, set())
            dividing += _dividing(entity)
            touched.add(entity.id)
        if stale_walls:
            touched |= self._rejoin(stale_walls)
        for entity_id in touched:
            self._place(entity_id)
        for box in dividing:
            self._forget_faces(box)
        return touched

    def _unhost(self, entity: Entity) -> None:
        if entity.host_id:
            self._hosted.get(entity.host_id, set()).discard(entity.id)

    def _place(self, entity_id: str) -> None:
        entity = self.entities.get(entity_id)
        if entity is None:
            return
        host = self.host(entity)
        if entity.kind is Kind.OPENING and host is None:
            self.index.remove(entity_id)
            return
        self.index.put(entity_id, shapes.extent(entity, host, self.body(entity)))

    def _rejoin(self, stale: set[str]) -> set[str]:
        """Make the groups anew to which these walls belonged or now belong."""
        old_groups = {self._group_of[wall_id] for wall_id in stale if wall_id in self._group_of}
        fresh = {wall_id for wall_id in stale if wall_id in self.entities}
        self._thickest_m = max((self._thickest_m, *(self.entities[one].size_m for one in fresh)))
        for wall_id in list(fresh):
            wall = self.entities[wall_id]
            x0, y0, x1, y1 = shapes.extent(wall)
            reach = wall.size_m + self._thickest_m  # as far as the boxes of neighbours reach
            for other in self.index.near((x0 - reach, y0 - reach, x1 + reach, y1 + reach)):
                if other in self._group_of:
                    old_groups.add(self._group_of[other])
        members = set(fresh)
        boxes = [self.groups[group_id].box for group_id in old_groups]
        for group_id in old_groups:
            members |= set(self.groups.pop(group_id).bodies)
        members = {one for one in members if one in self.entities and self.entities[one].kind is Kind.WALL}
        for wall_id in stale | members:
            self._group_of.pop(wall_id, None)
        for cluster in walls.clusters([self.entities[one] for one in sorted(members)]):
            self._join(cluster)
        fresh_groups = {self._group_of[one] for one in members if one in self._group_of}
        for box in (*boxes, *(self.groups[group_id].box for group_id in fresh_groups)):
            self._forget_faces(box)
        hosted = {one for wall_id in members for one in self._hosted.get(wall_id, ())}
        return members | hosted

    def _join(self, cluster: list[Entity]) -> None:
        made = walls.bodies(cluster)
        if not made:
            return
        group = WallGroup(min(made), made, box=box_of(p for body in made.values() for p in body.outline))
        for key in sorted({_finish(wall) for wall in cluster}):
            group.solids[key] = walls.solid(body for body in made.values() if _finish(body.wall) == key)
        self.groups[group.id] = group
        for wall_id in made:
            self._group_of[wall_id] = group.id


def _finish(wall: Entity) -> str:
    """Walls of one layer and one material become one solid."""
    return f"{wall.layer_id}\n{wall.style}\n{wall.colour}"


def _divides(entity: Entity) -> bool:
    return entity.kind is Kind.LINE and entity.style == rooms.SEPARATOR


def _dividing(entity: Entity) -> list[Box]:
    return [box_of(entity.points)] if _divides(entity) else []
