"""Choosing and dragging: click, window (to the right) and crossing (to the left), drag what is chosen, drag a grip."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen

from modules.drawing.records import Entity, Kind, Point
from modules.drawing.rules import moving
from modules.drawing.rules.choosing import at_point, in_crossing, in_window
from modules.drawing.rules.dimensions import anchored, following
from modules.drawing.rules.geometry import distance, sub
from modules.drawing.rules.model import Edit
from modules.drawing.rules.moving import kept_in_place
from modules.drawing.rules.shapes import outline
from modules.drawing.ui.tools.pointing import PointTool, outlines, path_of
from workstation.api import N_

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage
    from workstation.api.widgets import Viewpoint

_NEAR_PX, _DRAG_PX, _GRIP_PX = 6.0, 4.0, 7.0
_MOST_GRIPS, _FEW = 40, 100
_GRIPPED = (Kind.LINE, Kind.WALL, Kind.WIRE, Kind.ARROW, Kind.LEADER, Kind.HATCH, Kind.DIMENSION, Kind.SYMBOL,
            Kind.STAIR, Kind.SLOPE, Kind.TEXT, Kind.ROOM, Kind.VECTOR, Kind.DEPTH, Kind.COLUMN, Kind.OBJECT)


class SelectTool(PointTool):
    """The tool in hand when nothing else is."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, page: "DrawingPage") -> None:
        super().__init__(page)
        self._start: Point | None = None
        self._start_px = QPointF()
        self._mode = ""
        self._grip: tuple[Entity, int] | None = None
        self._ghost = QPainterPath()
        self._marked = QPainterPath()
        self._copying = False
        self._mapped: dict[int, tuple[QPainterPath, Viewpoint, QPainterPath]] = {}
        self.board.selected.connect(self._remember)
        self.board.changed.connect(self._remember)

    def prompt(self) -> str:
        count = len(self.board.chosen)
        if count:
            return self.words(N_("{count} chosen. Drag to move, Ctrl+drag to copy, Delete to remove"), count=count)
        return self.words(N_("Click or draw a window: to the right what lies inside, to the left what is touched"))

    def _remember(self) -> None:
        model = self.board.model
        self._marked = path_of(outlines(model, self.board.selection())) if model is not None else QPainterPath()
        self.canvas.update()

    # events

    def press(self, x: float, y: float, event: QMouseEvent) -> bool:
        if event.button() == Qt.MouseButton.RightButton:
            self.page.context_menu(event.globalPosition().toPoint())
            return True
        if event.button() != Qt.MouseButton.LeftButton or self.board.model is None:
            return False
        self._start, self._start_px, self._mode = (x, y), event.position(), ""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._copying = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._grip = None if shift else self._grip_at(event.position())
        if self._grip is not None:
            self._mode = "grip"
            self._start = self._grip[0].points[self._grip[1]]
            return True
        found = at_point(self.model, (x, y), _NEAR_PX / self.canvas.view.px_per_m, self.board.around.scale)
        if found is None:
            if not shift:
                self.board.choose(())
            self._mode = "window"
        elif shift:
            self.board.toggle(found)
        else:
            if found.id not in self.board.chosen:
                self.board.choose([found])
            self._mode = "drag"
        self.page.ask()
        return True

    def _grip_at(self, px: QPointF) -> tuple[Entity, int] | None:
        for entity in self._grip_owners():
            for number, point in enumerate(entity.points):
                if (self.px(point) - px).manhattanLength() <= _GRIP_PX * 1.5:
                    return entity, number
        return None

    def _grip_owners(self) -> list[Entity]:
        chosen = self.board.selection()
        if len(chosen) > _MOST_GRIPS:
            return []
        return [entity for entity in chosen if entity.kind in _GRIPPED and len(entity.points) <= _MOST_GRIPS]

    def move(self, x: float, y: float, event: QMouseEvent) -> bool:
        pressed = bool(event.buttons() & Qt.MouseButton.LeftButton) and self._start is not None
        self.pointer = (x, y)
        self.caught = None
        if pressed and self._mode in ("drag", "grip"):
            if (event.position() - self._start_px).manhattanLength() < _DRAG_PX and self._mode == "drag":
                return False
            if self._ghost.isEmpty() and self._mode == "drag":
                self._ghost = path_of(outlines(self.model, self.board.selection()))
            if self._start is not None:
                self.points = [self._start]
            self.pointer = self.aim(x, y)
        self.page.tell_pointer(self.pointer, self._start if pressed else None)
        return pressed

    def release(self, x: float, y: float, event: QMouseEvent) -> bool:
        start, mode = self._start, self._mode
        self._start, self._mode = None, ""
        dragged = (event.position() - self._start_px).manhattanLength() >= _DRAG_PX
        self.points = []
        ghost, self._ghost, self.caught = self._ghost, QPainterPath(), None
        if start is None or not dragged:
            return True
        if mode == "window":
            self._choose_in(start, (x, y), add=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif mode == "drag" and not ghost.isEmpty():
            way = sub(self.pointer, start)
            chosen = self.board.selection()
            if self._copying:
                self.board.try_edit(lambda: moving.copy(self.model, chosen, [way]), choose=True)
            else:
                self.board.try_edit(lambda: moving.move(self.model, chosen, way))
        elif mode == "grip" and self._grip is not None:
            entity, number = self._grip
            self.board.try_edit(lambda: self._gripped(entity, number, self.pointer))
        self._grip = None
        self.page.ask()
        return True

    def _gripped(self, entity: Entity, number: int, to: Point) -> Edit:
        points = (*entity.points[:number], to, *entity.points[number + 1 :])
        changed = replace(entity, points=points)
        kept = kept_in_place(self.model, entity, changed) if entity.kind is Kind.WALL else []
        if entity.kind is Kind.DIMENSION:
            changed = anchored(self.model, changed)
        return following(self.model, Edit((changed, *kept)))

    def _choose_in(self, a: Point, b: Point, *, add: bool) -> None:
        box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        found = in_window(self.model, box) if b[0] >= a[0] else in_crossing(self.model, box)
        self.board.choose([entity for entity in found if self.model.free(entity)], add=add)

    def double(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - as the canvas calls it
        if self.board.model is None:
            return False
        found = at_point(self.model, (x, y), _NEAR_PX / self.canvas.view.px_per_m, self.board.around.scale)
        if found is None:
            return False
        self.board.choose([found])
        self.page.edit_text(found)
        return True

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._start, self._mode, self._ghost = None, "", QPainterPath()
            self.board.choose(())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.page.erase()
        else:
            return False
        self.page.ask()
        return True

    def text_typed(self, text: str) -> bool:
        del text
        return False

    def cancel(self) -> None:
        self._start, self._mode, self._ghost, self.caught = None, "", QPainterPath(), None

    # painting

    def paint(self, painter: QPainter) -> None:
        few = len(self.board.chosen) <= _FEW  # smooth halos of hundreds would take longer than a frame
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, few)
        accent = QColor(self.shell.tokens.accent)
        view = self.canvas.view
        marked = self._on_screen(self._marked)
        if few:
            halo = QColor(accent)
            halo.setAlpha(110)
            painter.setPen(QPen(halo, 4))
            painter.drawPath(marked)
        painter.setPen(QPen(accent, 1))
        painter.drawPath(marked)
        self._paint_grips(painter, accent)
        if self._start is None:
            return
        if self._mode == "drag" and not self._ghost.isEmpty():
            way = self.px(self.pointer) - self.px(self._start)
            painter.save()
            painter.translate(way)
            painter.setPen(QPen(accent, 1))
            painter.drawPath(self._on_screen(self._ghost))
            painter.restore()
        elif self._mode == "window":
            self._paint_window(painter)
        elif self._mode == "grip" and self._grip is not None and distance(self._start, self.pointer) > 0:
            entity, number = self._grip
            points = (*entity.points[:number], self.pointer, *entity.points[number + 1 :])
            changed = replace(entity, points=points)
            painter.setPen(QPen(accent, 1.5))
            painter.drawPath(view.transform.map(path_of([(list(_outline(changed)), False)])))
        if self._mode in ("drag", "grip"):
            if distance(self._start, self.pointer) * view.px_per_m > _DRAG_PX:
                self._paint_measure_from(painter, self._start)
            if self.caught is not None:
                self._paint_catch(painter, self.caught)

    def _on_screen(self, path: QPainterPath) -> QPainterPath:
        """A path in pixels, kept while one looks from the same place."""
        known = self._mapped.get(id(path))
        if known is None or known[0] is not path or known[1] != self.canvas.view:
            known = path, self.canvas.view, self.canvas.view.transform.map(path)
            self._mapped = {**({} if len(self._mapped) > 1 else self._mapped), id(path): known}
        return known[2]

    def _paint_measure_from(self, painter: QPainter, start: Point) -> None:
        self.points = [start]
        self._paint_measure(painter)

    def _paint_grips(self, painter: QPainter, accent: QColor) -> None:
        painter.setPen(QPen(QColor("#ffffff"), 1))
        painter.setBrush(accent)
        for entity in self._grip_owners():
            for point in entity.points:
                at = self.px(point)
                painter.drawRect(QRectF(at.x() - 3.5, at.y() - 3.5, 7, 7))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_window(self, painter: QPainter) -> None:
        assert self._start is not None
        a, b = self.px(self._start), self.px(self.pointer)
        crossing = b.x() < a.x()
        colour = QColor("#0a8a3a" if crossing else "#1f5a8f")
        fill = QColor(colour)
        fill.setAlpha(30)
        painter.setBrush(fill)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine if crossing else Qt.PenStyle.SolidLine))
        painter.drawRect(QRectF(a, b).normalized())
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _outline(entity: Entity) -> tuple[Point, ...]:
    points, closed = outline(entity)
    return (*points, points[0]) if closed and points else points
