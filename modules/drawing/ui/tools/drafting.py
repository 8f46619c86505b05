"""Drawing new things: lines, walls, circles, arcs, areas, arrows, wires, leaders, dimensions, stairs and slopes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modules.drawing.records import Entity, Kind, LayerRole, Point
from modules.drawing.rules.dimensions import anchored
from modules.drawing.rules.geometry import (
    NEAR_M,
    angle_of,
    arc_points,
    band,
    cross,
    distance,
    dot,
    left,
    meeting,
    middle,
    sub,
    unit,
)
from modules.drawing.rules.model import Edit
from modules.drawing.rules.shapes import dimension_line
from modules.drawing.rules.typed import read_length
from modules.drawing.ui.tools.pointing import PointTool
from workstation.api import N_

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

_ROLE: dict[Kind, LayerRole] = {
    Kind.HATCH: LayerRole.TRACES, Kind.ARROW: LayerRole.TRACES, Kind.WIRE: LayerRole.ELECTRICAL,
    Kind.LEADER: LayerRole.ANNOTATION, Kind.DIMENSION: LayerRole.ANNOTATION,
}
_LEAST: dict[Kind, int] = {Kind.HATCH: 3}


class PolylineTool(PointTool):
    """Lines, areas, arrows, wires: any number of points; Enter ends, C closes a line."""

    def __init__(self, page: "DrawingPage", kind: Kind) -> None:
        super().__init__(page)
        self.kind = kind

    def prompt(self) -> str:
        if not self.points:
            return self.words(N_("First point (pointer, or x,y in mm)"))
        if self.kind is Kind.LINE:
            return self.words(N_("Next point: length, length<angle or x,y; C closes, Enter ends"))
        return self.words(N_("Next point: length, length<angle or x,y; Enter ends"))

    def given(self, point: Point) -> None:
        if self.points and distance(point, self.points[-1]) < NEAR_M:
            return
        if len(self.points) > 2 and distance(point, self.points[0]) < NEAR_M:
            self._make(closed=True)
            return
        self.points.append(point)

    def text_typed(self, text: str) -> bool:
        if text.strip().lower() == "c" and len(self.points) > 2:
            self._make(closed=True)
            return True
        return super().text_typed(text)

    def finish(self) -> None:
        self._make(closed=False)

    def _make(self, *, closed: bool) -> None:
        points, self.points = list(self.points), []
        if len(points) < _LEAST.get(self.kind, 2):
            self.page.ask()
            return
        made = self.board.new(self.kind, points, closed=closed and self.kind is Kind.LINE,
                              style=self.page.style_of(self.kind))  # fmt: skip
        self.put(made)

    def put(self, made: Entity) -> None:
        """Write what was drawn, on the layer that is for it."""
        role = _ROLE.get(made.kind)
        if role is not None:
            made = _on_layer(made, self.board.layer_for(role))
        self.board.edit(Edit(put=(made,)))
        self.page.ask()

    def preview(self) -> Sequence[Sequence[Point]]:
        return [[*self.points, self.pointer]] if self.points else []


def _on_layer(entity: Entity, layer_id: str) -> Entity:
    return replace(entity, layer_id=layer_id)


class WallTool(PointTool):
    """Walls one after another, each from the end of the last; the thickness is that of the page."""

    def prompt(self) -> str:
        thick = f"{self.page.wall_m * 1000:.0f}"
        if not self.points:
            return self.words(N_("Wall of {thick} mm: first point of its centre line (T 120 sets the thickness)"),
                              thick=thick)
        return self.words(N_("Wall of {thick} mm: next point: length, length<angle or x,y; Enter ends"), thick=thick)

    def text_typed(self, text: str) -> bool:
        if text.strip().lower().startswith("t"):
            self.page.set_wall(abs(read_length(text.strip()[1:])))
            return True
        return super().text_typed(text)

    def given(self, point: Point) -> None:
        if self.points and distance(point, self.points[-1]) >= NEAR_M:
            made = self.board.new(Kind.WALL, (self.points[-1], point), size_m=self.page.wall_m,
                                  style=self.page.style_of(Kind.WALL), high_m=3.0)  # fmt: skip
            if not self.board.edit(Edit(put=(made,))):
                self.points.clear()
                return
        self.points = [point]

    def preview(self) -> Sequence[Sequence[Point]]:
        if not self.points or distance(self.points[0], self.pointer) < NEAR_M:
            return []
        body = band(self.points[0], self.pointer, self.page.wall_m)
        return [[self.points[0], self.pointer], [*body, body[0]]]


class CircleTool(PointTool):
    """Centre and radius."""

    def prompt(self) -> str:
        return self.words(N_("Radius in mm, or a point on the circle")) if self.points else self.words(N_("Centre"))

    def given(self, point: Point) -> None:
        if not self.points:
            self.points.append(point)
            return
        centre, self.points = self.points[0], []
        radius = distance(centre, point)
        if radius >= NEAR_M:
            self.board.edit(Edit(put=(self.board.new(Kind.CIRCLE, (centre,), size_m=radius,
                                                     style=self.page.style_of(Kind.LINE)),)))  # fmt: skip

    def preview(self) -> Sequence[Sequence[Point]]:
        if not self.points:
            return []
        return [arc_points(self.points[0], distance(self.points[0], self.pointer), 0, 360)]


class ArcTool(PointTool):
    """Three points: start, one on the way, end."""

    def prompt(self) -> str:
        return self.words((N_("Start of the arc"), N_("A point on the arc"), N_("End of the arc"))[len(self.points)])

    def given(self, point: Point) -> None:
        self.points.append(point)
        if len(self.points) == 3:
            found = arc_through(self.points[0], self.points[1], self.points[2])
            self.points = []
            if found is not None:
                centre, radius, start, sweep = found
                self.board.edit(Edit(put=(self.board.new(
                    Kind.ARC, (centre,), size_m=radius, angle_deg=start, value=sweep,
                    style=self.page.style_of(Kind.LINE)),)))  # fmt: skip

    def preview(self) -> Sequence[Sequence[Point]]:
        if len(self.points) == 2:
            found = arc_through(self.points[0], self.points[1], self.pointer)
            return [arc_points(*found)] if found is not None else [[*self.points, self.pointer]]
        return super().preview()


def arc_through(a: Point, b: Point, c: Point) -> tuple[Point, float, float, float] | None:
    """Centre, radius, start and sweep (counter-clockwise) of the arc from a over b to c; none if they are in line."""
    one, other = middle(a, b), middle(b, c)
    if min(distance(a, b), distance(b, c)) < NEAR_M:
        return None
    centre = meeting(one, (one[0] + left(unit(a, b))[0], one[1] + left(unit(a, b))[1]),
                     other, (other[0] + left(unit(b, c))[0], other[1] + left(unit(b, c))[1]))  # fmt: skip
    if centre is None or distance(centre, a) > 1e5:
        return None
    first, last = angle_of(centre, a), angle_of(centre, c)
    if cross(sub(b, a), sub(c, b)) < 0:
        first, last = last, first
    return centre, distance(centre, a), first, (last - first) % 360 or 360.0


class DimensionTool(PointTool):
    """Points to be measured, Enter, then where the line stands; the points hang on what they were set on."""

    def __init__(self, page: "DrawingPage") -> None:
        super().__init__(page)
        self._placing = False

    def prompt(self) -> str:
        if self._placing:
            return self.words(N_("Where the dimension line stands"))
        if len(self.points) < 2:
            return self.words(N_("Points to measure between"))
        return self.words(N_("More points for a chain, or Enter"))

    def given(self, point: Point) -> None:
        if not self._placing:
            self.points.append(point)
            return
        points, style = tuple(self.points), self._style(point)
        made = self.board.new(Kind.DIMENSION, points, style=style, size_m=_offset(points, style, point))
        made = anchored(self.model, _on_layer(made, self.board.layer_for(LayerRole.ANNOTATION)))
        self.points, self._placing = [], False
        self.board.edit(Edit(put=(made,)), "drawing.dimension")

    def text_typed(self, text: str) -> bool:
        if self._placing:
            return False
        return super().text_typed(text)

    def _style(self, point: Point) -> str:
        """Level or upright where the pointer leaves the points that way, otherwise along them."""
        a, b = self.points[0], self.points[-1]
        wide, high = abs(a[0] - b[0]), abs(a[1] - b[1])
        if min(wide, high) < NEAR_M:
            return "horizontal" if wide >= high else "vertical"
        mid = middle(a, b)
        dx, dy = abs(point[0] - mid[0]), abs(point[1] - mid[1])
        if dx <= wide / 2 and dy > high / 2:
            return "horizontal"
        return "vertical" if dy <= high / 2 and dx > wide / 2 else ""

    def finish(self) -> None:
        if len(self.points) >= 2 and not self._placing:
            self._placing = True
            self.page.ask()
        else:
            self.cancel()

    def cancel(self) -> None:
        self._placing = False
        super().cancel()

    def preview(self) -> Sequence[Sequence[Point]]:
        if not self._placing or len(self.points) < 2:
            return [[*self.points, self.pointer]] if self.points else []
        points, style = tuple(self.points), self._style(self.pointer)
        made = self.board.new(Kind.DIMENSION, points, style=style, size_m=_offset(points, style, self.pointer))
        feet = dimension_line(made)
        return [list(feet), *([point, foot] for point, foot in zip(points, feet, strict=True))]


def _offset(points: Sequence[Point], style: str, at: Point) -> float:
    way = {"horizontal": (1.0, 0.0), "vertical": (0.0, 1.0)}.get(style) or unit(points[0], points[-1])
    return dot(sub(at, points[0]), left(way))


class RunTool(PointTool):
    """Stairs and slopes: foot, head, width."""

    def __init__(self, page: "DrawingPage", kind: Kind) -> None:
        super().__init__(page)
        self.kind = kind

    def prompt(self) -> str:
        asked = (N_("Foot of the flight, in the middle"), N_("Head of the flight"), N_("Width in mm, or a point"))
        return self.words(asked[min(len(self.points), 2)])

    def given(self, point: Point) -> None:
        if len(self.points) < 2:
            self.points.append(point)
            return
        a, b = self.points
        wide = 2 * abs(dot(sub(point, a), left(unit(a, b))))
        self._make(wide or distance(point, b))

    def text_typed(self, text: str) -> bool:
        if len(self.points) < 2:
            return super().text_typed(text)
        self._make(abs(read_length(text)))
        return True

    def _make(self, wide: float) -> None:
        a, b = self.points
        self.points = []
        if distance(a, b) < NEAR_M or wide < NEAR_M:
            return
        values: dict[str, Any] = {"size_m": wide, "text": self.words(N_("up"))}
        if self.kind is Kind.SLOPE:
            values["text"] = ""
        self.board.edit(Edit(put=(self.board.new(self.kind, (a, b), **values),)))

    def preview(self) -> Sequence[Sequence[Point]]:
        if len(self.points) < 2:
            return super().preview()
        a, b = self.points
        wide = max(2 * abs(dot(sub(self.pointer, a), left(unit(a, b)))), NEAR_M)
        body = band(a, b, wide)
        return [[*body, body[0]]]


class LeaderTool(PolylineTool):
    """Points from what is meant to the text, which is asked for at the end."""

    def __init__(self, page: "DrawingPage") -> None:
        super().__init__(page, Kind.LEADER)

    def put(self, made: Entity) -> None:
        text = self.shell.ask_text(self.words(N_("Leader")), self.words(N_("Text")))
        if text:
            super().put(replace(made, text=text))

