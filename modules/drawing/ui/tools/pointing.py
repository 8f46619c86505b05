"""The ground of all tools: points that are caught, locked or typed, prompts, and what is painted while drawing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen

from modules.drawing.records import Entity, Point
from modules.drawing.rules import typed
from modules.drawing.rules.geometry import angle_of, distance
from modules.drawing.rules.model import Model
from modules.drawing.rules.snapping import Caught, Snap, catch
from workstation.api import N_, UserError
from workstation.api.widgets import CanvasTool

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

REACH_PX = 12.0
SNAP_WORDS: dict[Snap, str] = {
    Snap.END: N_("End"), Snap.CENTRE: N_("Centre"), Snap.CROSSING: N_("Crossing"), Snap.MIDDLE: N_("Middle"),
    Snap.PERPENDICULAR: N_("Perpendicular"), Snap.EXTENSION: N_("Extension"), Snap.NEAREST: N_("Nearest"),
    Snap.GRID: N_("Grid"),
}
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PointTool(CanvasTool):
    """Collects points. Subclasses say what happens with them in ``given``, ``finish`` and ``preview``."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, page: "DrawingPage") -> None:
        super().__init__(page.canvas)
        self.page, self.board, self.shell = page, page.board, page.shell
        self.words = page.shell.words
        self.points: list[Point] = []
        self.pointer: Point = (0.0, 0.0)
        self.caught: Caught | None = None

    @property
    def model(self) -> Model:
        """The drawing."""
        assert self.board.model is not None
        return self.board.model

    # what subclasses say

    def prompt(self) -> str:
        """What is asked of the person now."""
        return ""

    def given(self, point: Point) -> None:
        """A point was pointed at or typed."""
        self.points.append(point)

    def finish(self) -> None:
        """Enter, or the right button."""
        self.cancel()

    def preview(self) -> Sequence[Sequence[Point]]:
        """Lines to paint while the pointer moves."""
        return [[self.points[-1], self.pointer]] if self.points else []

    def text_typed(self, text: str) -> bool:
        """Something was typed into the command line: by default a length, an angle, a place."""
        last = self.points[-1] if self.points else None
        self.given(typed.place(typed.read(text), last, self.pointer))
        return True

    # what the canvas tells

    def aim(self, x: float, y: float) -> Point:
        """Where the pointer is meant to be: caught, or led onto a ray."""
        page, model = self.page, self.board.model
        last = self.points[-1] if self.points else None
        self.caught = None
        if model is not None and page.snaps:
            reach = REACH_PX / self.canvas.view.px_per_m
            self.caught = catch(model, (x, y), reach, wanted=page.snaps, last=last)
        if self.caught is not None and self.caught.snap is not Snap.GRID:
            return self.caught.point
        if last is not None and page.lock_deg:
            return typed.locked(last, (x, y), page.lock_deg)
        return self.caught.point if self.caught is not None else (x, y)

    def move(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - as the canvas calls it
        self.pointer = self.aim(x, y)
        self.page.tell_pointer(self.pointer, self.points[-1] if self.points else None)
        return True

    def press(self, x: float, y: float, event: QMouseEvent) -> bool:
        if event.button() == Qt.MouseButton.RightButton:
            self.finish()
            return True
        if event.button() != Qt.MouseButton.LeftButton or self.board.model is None:
            return False
        self.pointer = self.aim(x, y)
        self.guarded(self.pointer)
        return True

    def guarded(self, point: Point) -> None:
        """Take a point; a known error becomes a notice."""
        try:
            self.given(point)
        except UserError as error:
            self.shell.notify(self.words.error(error), "warning")
        self.page.ask()

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENDS:
            self.finish()
        elif event.key() == Qt.Key.Key_Escape:
            if self.points:
                self.cancel()
            else:
                self.page.take_tool("select")
        elif event.key() == Qt.Key.Key_Backspace and self.points:
            self.points.pop()
        elif event.text() and event.text() in "0123456789.<=@-＜" and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            self.page.type_ahead(event.text())
        else:
            return False
        self.page.ask()
        return True

    def cancel(self) -> None:
        self.points.clear()
        self.page.ask()

    # painting

    def px(self, point: Point) -> QPointF:
        """A point of the drawing in pixels."""
        return self.canvas.view.to_px(*point)

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(self.shell.tokens.accent)
        pen = QPen(accent, 1.5)
        painter.setPen(pen)
        for line in self.preview():
            path = QPainterPath()
            for number, point in enumerate(line):
                path.lineTo(self.px(point)) if number else path.moveTo(self.px(point))
            painter.drawPath(path)
        if self.points:
            self._paint_measure(painter)
        if self.caught is not None:
            self._paint_catch(painter, self.caught)

    def _paint_measure(self, painter: QPainter) -> None:
        """Length and direction beside the pointer."""
        last = self.points[-1]
        length = distance(last, self.pointer)
        if length * self.canvas.view.px_per_m < 8:
            return
        text = f"{length * 1000:.0f} < {angle_of(last, self.pointer):.1f}°"
        paint_tag(painter, self.px(self.pointer) + QPointF(14, 22), text, self.shell.tokens.accent)

    def _paint_catch(self, painter: QPainter, caught: Caught) -> None:
        colour = QColor("#0a8a3a")
        painter.setPen(QPen(colour, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        at = self.px(caught.point)
        box = QRectF(at.x() - 6, at.y() - 6, 12, 12)
        if caught.guide is not None:
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            painter.drawLine(self.px(caught.guide[0]), at)
            painter.setPen(QPen(colour, 2))
        match caught.snap:
            case Snap.END:
                painter.drawRect(box)
            case Snap.MIDDLE:
                painter.drawPolygon([box.bottomLeft(), box.bottomRight(), QPointF(at.x(), box.top())])
            case Snap.CENTRE:
                painter.drawEllipse(box)
            case Snap.PERPENDICULAR:
                painter.drawPolyline([box.topLeft(), box.bottomLeft(), box.bottomRight()])
            case Snap.GRID:
                painter.drawPoint(at)
            case _:
                painter.drawLine(box.topLeft(), box.bottomRight())
                painter.drawLine(box.topRight(), box.bottomLeft())
        if caught.snap is not Snap.GRID:
            paint_tag(painter, at + QPointF(10, -12), self.words(SNAP_WORDS[caught.snap]), "#0a8a3a")


def paint_tag(painter: QPainter, at: QPointF, text: str, ink: str) -> None:
    """A short text on a pale ground."""
    font = QFont(painter.font())
    font.setPointSizeF(9)
    painter.setFont(font)
    box = QRectF(painter.fontMetrics().boundingRect(text)).translated(at).adjusted(-4, -2, 4, 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 225))
    painter.drawRoundedRect(box, 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(ink))
    painter.drawText(at, text)


def outlines(model: Model, entities: Sequence[Entity]) -> list[tuple[list[Point], bool]]:
    """The outlines of entities, for highlights and ghosts."""
    found = []
    for entity in entities:
        points, closed = model.outline(entity)
        if points:
            found.append((list(points), closed))
    return found


def path_of(lines: Sequence[tuple[list[Point], bool]]) -> QPainterPath:
    """Outlines as a painter's path in metres."""
    path = QPainterPath()
    for points, closed in lines:
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        if closed:
            path.closeSubpath()
    return path

