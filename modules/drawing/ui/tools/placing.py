"""Things that are set by one click: openings in walls, columns, symbols, furniture, text, rooms, vectors, depths."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QMouseEvent

from modules.drawing.records import Entity, Kind, LayerRole, Point
from modules.drawing.rules import typed
from modules.drawing.rules.geometry import NEAR_M, angle_of, distance, rectangle
from modules.drawing.rules.marks.objects import EXHIBIT, PHOTO
from modules.drawing.rules.model import Edit
from modules.drawing.rules.symbols import TRUE_SIZE, USUAL_SIZE_M
from modules.drawing.rules.walls import hole, host_for
from modules.drawing.ui.tools.pointing import PointTool
from workstation.api import N_, Ref

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

_REACH_PX = 24.0
_HEIGHTS: dict[str, tuple[float, float]] = {
    "window": (0.9, 2.1), "high_window": (1.8, 2.4), "grille": (0.9, 2.1), "shutter": (0.0, 3.0),
}


class OpeningTool(PointTool):
    """A door or window into the wall under the pointer; a typed length sets the width."""

    def __init__(self, page: "DrawingPage", style: str, width_m: float) -> None:
        super().__init__(page)
        self._usual, self.width_m = style, width_m
        self._found: tuple[Entity, float] | None = None

    @property
    def style(self) -> str:
        """The kind of opening: that of the panel if it is one of this family."""
        chosen = self.page.style_of(Kind.OPENING)
        windows = ("window", "high_window", "grille")
        return chosen if chosen and (chosen in windows) == (self._usual in windows) else self._usual

    def prompt(self) -> str:
        return self.words(N_("Point at a wall; type a width in mm ({width}); hold Shift for the other side"),
                          width=f"{self.width_m * 1000:.0f}")

    def aim(self, x: float, y: float) -> Point:
        point = super().aim(x, y)
        walls = [entity for entity in self.model.near((x - 2, y - 2, x + 2, y + 2)) if entity.kind is Kind.WALL]
        self._found = host_for((x, y), walls, _REACH_PX / self.canvas.view.px_per_m)
        if self._found is not None and self.caught is None:
            wall, at = self._found
            length = distance(*wall.points)
            self._found = wall, min(max(0.0, at - self.width_m / 2), max(0.0, length - self.width_m))
        return point

    def press(self, x: float, y: float, event: QMouseEvent) -> bool:
        self._shift = bool(event.modifiers().value & 0x02000000)
        return super().press(x, y, event)

    def given(self, point: Point) -> None:
        del point
        if self._found is None:
            self.shell.notify(self.words(N_("There is no wall here: doors and windows sit in walls.")), "info")
            return
        wall, at = self._found
        low, high = _HEIGHTS.get(self.style, (0.0, 2.1))
        self.board.edit(Edit(put=(replace(
            self._made(wall, at), low_m=low, high_m=high, flipped=getattr(self, "_shift", False)),)))  # fmt: skip

    def _made(self, wall: Entity, at: float) -> Entity:
        made = self.board.new(Kind.OPENING, (), host_id=wall.id, at_m=at, size_m=self.width_m, style=self.style)
        return replace(made, layer_id=wall.layer_id)

    def text_typed(self, text: str) -> bool:
        self.width_m = max(0.05, abs(typed.read_length(text)))
        return True

    def preview(self) -> Sequence[Sequence[Point]]:
        if self._found is None:
            return []
        wall, at = self._found
        body = hole(self._made(wall, at), wall)
        return [[*body, body[0]]]


class SignTool(PointTool):
    """The symbol of the palette: signs where one points, with a second click for signs that stand aside; furniture in
    its true size. A typed angle (``<90``) turns what comes next. ``ref`` is the record that a sign stands for."""

    def __init__(self, page: "DrawingPage", name: str, ref: Ref | None = None, angle_deg: float = 0.0) -> None:
        super().__init__(page)
        self.name, self.ref, self.angle_deg = name, ref, angle_deg

    @property
    def _true_size(self) -> bool:
        return self.name.startswith(f"{TRUE_SIZE}/")

    def prompt(self) -> str:
        if self.name == PHOTO and self.points:
            return self.words(N_("The way the camera looked"))
        return self.words(N_("Where it is; <90 turns it"))

    def given(self, point: Point) -> None:
        if self.name == PHOTO and not self.points:
            self.points.append(point)
            return
        angle = self.angle_deg
        place = point
        if self.name == PHOTO:
            place, self.points = self.points[0], []
            angle = angle_of(place, point) if distance(place, point) > NEAR_M else angle
        self._put(place, angle)

    def _put(self, place: Point, angle: float) -> None:
        if self._true_size:
            wide, deep = USUAL_SIZE_M.get(self.name, (0.6, 0.6))
            made = self.board.new(Kind.OBJECT, (place,), size_m=wide, depth_m=deep, angle_deg=angle, style=self.name)
        else:
            made = self.board.new(Kind.SYMBOL, (place,), angle_deg=angle, style=self.name, ref=self.ref)
        self.board.edit(Edit(put=(replace(made, layer_id=self._layer()),)), "drawing.place", choose=True)
        if self.ref is not None:
            self.page.placed_subject()

    def _layer(self) -> str:
        group = self.name.partition("/")[0]
        roles = {TRUE_SIZE: LayerRole.FURNISHING, "electrical": LayerRole.ELECTRICAL, "site": LayerRole.FURNISHING}
        special = {EXHIBIT: LayerRole.EXHIBITS, "fire/control-sample": LayerRole.EXHIBITS,
                   PHOTO: LayerRole.PHOTO_POINTS, "fire/arc-bead": LayerRole.ELECTRICAL,
                   "fire/arc-severed": LayerRole.ELECTRICAL}  # fmt: skip
        return self.board.layer_for(special.get(self.name) or roles.get(group) or LayerRole.TRACES)

    def text_typed(self, text: str) -> bool:
        if text.strip().startswith("<"):
            self.angle_deg = typed.read_angle(text.strip()[1:])
            return True
        return super().text_typed(text)

    def preview(self) -> Sequence[Sequence[Point]]:
        if self.points:
            return [[self.points[0], self.pointer]]
        wide, deep = USUAL_SIZE_M.get(self.name, (0.6, 0.6)) if self._true_size else (0.4, 0.4)
        body = rectangle(self.pointer, wide, deep, self.angle_deg)
        return [[*body, body[0]]]


class MarkTool(PointTool):
    """Text, names of rooms, columns, vectors and depths: one click, then what is asked for."""

    def __init__(self, page: "DrawingPage", kind: Kind) -> None:
        super().__init__(page)
        self.kind = kind

    def prompt(self) -> str:
        asked = {
            Kind.TEXT: N_("Where the text stands"),
            Kind.ROOM: N_("A point in the room; its area follows from the walls"),
            Kind.COLUMN: N_("Middle of the column"), Kind.DEPTH: N_("Where the depth was measured"),
            Kind.VECTOR: N_("Where the pattern is"),
        }
        if self.kind is Kind.VECTOR and self.points:
            return self.words(N_("The way it points: towards the source"))
        return self.words(asked[self.kind])

    def given(self, point: Point) -> None:
        words = self.words
        match self.kind:
            case Kind.VECTOR:
                self._vector(point)
            case Kind.COLUMN:
                self._put(self.board.new(Kind.COLUMN, (point,), size_m=0.4, depth_m=0.4,
                                         style=self.page.style_of(Kind.COLUMN)))  # fmt: skip
            case Kind.DEPTH:
                text = self.shell.ask_text(words(N_("Depth")), words(N_("Measured depth in mm")))
                if text:
                    depth = typed.read_length(text) * 1000
                    style = self.page.style_of(Kind.DEPTH) or "char"
                    self._put(self.board.new(Kind.DEPTH, (point,), value=depth, style=style), LayerRole.TRACES)
            case _:
                title = words(N_("Text")) if self.kind is Kind.TEXT else words(N_("Name of the room"))
                text = self.shell.ask_text(title, title)
                if text:
                    role = LayerRole.ANNOTATION if self.kind is Kind.TEXT else LayerRole.EXISTING
                    self._put(self.board.new(self.kind, (point,), text=text), role)

    def _vector(self, point: Point) -> None:
        if not self.points:
            self.points.append(point)
            return
        place, self.points = self.points[0], []
        if distance(place, point) < NEAR_M:
            return
        text = self.shell.ask_text(self.words(N_("Vector")), self.words(N_("What it rests on")))
        made = self.board.new(Kind.VECTOR, (place,), angle_deg=angle_of(place, point), text=text or "",
                              style=self.page.style_of(Kind.VECTOR) or "heat")  # fmt: skip
        self._put(made, LayerRole.TRACES)

    def _put(self, made: Entity, role: LayerRole | None = None) -> None:
        layer = self.board.layer_for(role) if role is not None else self.board.layer_id
        self.board.edit(Edit(put=(replace(made, layer_id=layer),)), "drawing.draw")
