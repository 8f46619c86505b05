"""Changing what is chosen: move, copy, rotate, mirror, stretch, align; and what is pointed at: trim, extend, offset."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from modules.drawing.records import Entity, Kind, Point
from modules.drawing.rules import editing, moving, typed
from modules.drawing.rules.accuracy import length_of_way
from modules.drawing.rules.choosing import at_point, in_crossing
from modules.drawing.rules.geometry import Box, angle_of, sub
from modules.drawing.rules.model import Edit
from modules.drawing.ui.tools.pointing import PointTool, outlines, path_of
from workstation.api import N_

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

_NEAR_PX = 10.0


class MoveTool(PointTool):
    """Base point and target of what is chosen: ``move``, ``copy``, ``rotate``, ``mirror``, ``align``."""

    def __init__(self, page: "DrawingPage", act: str) -> None:
        super().__init__(page)
        self.act = act

    def prompt(self) -> str:
        if not self.board.chosen:
            return self.words(N_("Choose something first: take the pointer (V)"))
        asked: dict[str, tuple[str, ...]] = {
            "move": (N_("Base point"), N_("Target: point, length<angle or x,y")),
            "copy": (N_("Base point"), N_("Place of the copy; more follow until Enter")),
            "rotate": (N_("Centre of the turn"), N_("Angle in degrees (for example <90), or a point")),
            "mirror": (N_("First point of the axis"), N_("Second point of the axis")),
            "align": (N_("First point of the thing"), N_("Second point of the thing"), N_("Where the first comes to"),
                      N_("Direction of the second")),
        }
        steps = asked[self.act]
        return self.words(steps[min(len(self.points), len(steps) - 1)])

    def given(self, point: Point) -> None:
        chosen = self.board.selection()
        if not chosen:
            self.page.take_tool("select")
            return
        self.points.append(point)
        base = self.points[0]
        if self.act == "align":
            if len(self.points) == 4:
                a, b, c, e = self.points
                self.board.try_edit(lambda: moving.align_to(self.model, chosen, (a, b), (c, e)))
                self._done()
            return
        if len(self.points) < 2:
            return
        match self.act:
            case "move":
                self.board.try_edit(lambda: moving.move(self.model, chosen, sub(point, base)))
            case "copy":
                self.board.try_edit(lambda: moving.copy(self.model, chosen, [sub(point, base)]))
                self.points = [base]
                return
            case "rotate":
                self.board.try_edit(lambda: moving.rotate(self.model, chosen, base, angle_of(base, point)))
            case "mirror":
                keep = self.page.keep_mirrored
                self.board.try_edit(lambda: moving.mirror(self.model, chosen, base, point, keep=keep))
        self._done()

    def text_typed(self, text: str) -> bool:
        if self.act == "rotate" and self.points:
            base, chosen = self.points[0], self.board.selection()
            angle = typed.read_angle(text.strip().lstrip("<"))
            self.board.try_edit(lambda: moving.rotate(self.model, chosen, base, angle))
            self._done()
            return True
        return super().text_typed(text)

    def finish(self) -> None:
        self._done()

    def _done(self) -> None:
        self.points.clear()
        self.page.take_tool("select")

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if not self.points or self.act not in ("move", "copy") or self.board.model is None:
            return
        path = self.canvas.view.transform.map(path_of(outlines(self.model, self.board.selection())))
        painter.translate(self.px(self.pointer) - self.px(self.points[0]))
        painter.setPen(QPen(QColor(self.shell.tokens.accent), 1.2))
        painter.drawPath(path)


class StretchTool(PointTool):
    """A window from two corners, then base point and target: points inside of it move."""

    def __init__(self, page: "DrawingPage") -> None:
        super().__init__(page)
        self._window: Box | None = None

    def prompt(self) -> str:
        if self._window is None:
            return self.words((N_("First corner of the window"), N_("Second corner"))[min(len(self.points), 1)])
        return self.words((N_("Base point"), N_("Target: point, length<angle or x,y"))[min(len(self.points), 1)])

    def given(self, point: Point) -> None:
        self.points.append(point)
        if len(self.points) < 2:
            return
        (ax, ay), (bx, by) = self.points
        self.points = []
        if self._window is None:
            self._window = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
            return
        window, self._window = self._window, None
        inside = [entity for entity in in_crossing(self.model, window) if self.model.free(entity)]
        self.board.try_edit(lambda: moving.stretch(self.model, inside, window, (bx - ax, by - ay)))

    def cancel(self) -> None:
        self._window = None
        super().cancel()

    def preview(self) -> Sequence[Sequence[Point]]:
        lines: list[Sequence[Point]] = []
        if self._window is not None:
            x0, y0, x1, y1 = self._window
            lines.append([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])
        elif self.points:
            (ax, ay), (bx, by) = self.points[0], self.pointer
            return [[(ax, ay), (bx, ay), (bx, by), (ax, by), (ax, ay)]]
        return [*lines, *super().preview()]


class PickTool(PointTool):
    """Acts on what is pointed at: ``trim``, ``extend``, ``split``, ``corner``, ``offset``."""

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, page: "DrawingPage", act: str) -> None:
        super().__init__(page)
        self.act = act
        self._picked: Entity | None = None

    def prompt(self) -> str:
        by = f"{self.page.offset_m * 1000:.0f}"
        asked = {
            "trim": N_("Point at the piece to take away; everything that crosses cuts"),
            "extend": N_("Point near the end to lengthen"), "split": N_("Point where to cut in two"),
            "corner": N_("Point at the two lines or walls that shall meet"),
        }
        if self.act == "offset":
            if self._picked is None:
                return self.words(N_("Offset by {by} mm: point at a line or wall (a number sets the distance)"), by=by)
            return self.words(N_("Point at the side"))
        return self.words(asked[self.act])

    def aim(self, x: float, y: float) -> Point:
        return super().aim(x, y) if self.act == "split" else (x, y)

    def given(self, point: Point) -> None:
        reach = _NEAR_PX / self.canvas.view.px_per_m
        found = at_point(self.model, point, reach, self.board.around.scale)
        if self.act == "offset" and self._picked is not None:
            picked, self._picked = self._picked, None
            self.board.try_edit(lambda: Edit(put=(editing.offset(picked, point, self.page.offset_m),)))
            return
        if found is None or found.kind is Kind.OPENING:
            return
        match self.act:
            case "trim":
                self.board.try_edit(lambda: editing.trim(self.model, found, point))
            case "extend":
                self.board.try_edit(lambda: editing.extend(self.model, found, point))
            case "split":
                self.board.try_edit(lambda: editing.split(self.model, found, point))
            case "offset":
                self._picked = found
            case "corner":
                self._corner(found)

    def _corner(self, found: Entity) -> None:
        if self._picked is None or self._picked.id == found.id:
            self._picked = found
            return
        first, self._picked = self._picked, None
        self.board.try_edit(lambda: editing.corner(self.model, first, found))

    def text_typed(self, text: str) -> bool:
        if self.act != "offset":
            return False
        self.page.offset_m = abs(typed.read_length(text))
        return True

    def cancel(self) -> None:
        self._picked = None
        super().cancel()

    def finish(self) -> None:
        self.cancel()
        self.page.take_tool("select")

    def preview(self) -> Sequence[Sequence[Point]]:
        if self._picked is None or self.board.model is None:
            return []
        points, closed = self.model.outline(self._picked)
        return [[*points, points[0]] if closed else points] if points else []


class MeasureTool(PointTool):
    """Length and direction between points, written nowhere."""

    def prompt(self) -> str:
        return self.words(N_("Measure: point by point; Enter begins anew"))

    def given(self, point: Point) -> None:
        self.points.append(point)
        if len(self.points) > 1:
            total = length_of_way(self.model.drawing, self.points)
            self.shell.notify(self.words(N_("{length} in all"), length=total.text()), "info")

    def preview(self) -> Sequence[Sequence[Point]]:
        return [[*self.points, self.pointer]] if self.points else []
