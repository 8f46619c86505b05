"""The canvas of map and drawing: moves and zooms at once, while its layers are painted anew behind it."""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from workstation.domain.drawing import NO_BOX, Box
from workstation.ui.canvas.furniture import Furniture, paint_furniture
from workstation.ui.canvas.layers import CanvasLayer
from workstation.ui.canvas.renderer import Job, Renderer
from workstation.ui.canvas.tool import Tool
from workstation.ui.canvas.viewpoint import Viewpoint
from workstation.ui.shell import Shell

PX_PER_MM = 96 / 25.4
"""How many pixels a millimetre on paper takes on a screen."""

_MARGIN = 0.12
_WHEEL, _KEY_ZOOM, _KEY_STEP = 1.0016, 1.25, 80.0
_QUIET_MS = 12
_DRAG_PX = 3.0

Overlay = Callable[[QPainter], None]


class Canvas(QWidget):
    """Layers below, a live overlay above. Wheel and pinch zoom at the pointer; the middle button, or the left one
    where no tool takes it, moves; arrows, +, −, Home and Shift with the wheel (turn) work too.

    ``view_changed`` tells of every move, ``pointed`` gives the pointer's metres, ``clicked`` a click that neither a
    tool nor a move used, ``finished`` that a complete picture is shown.
    """

    view_changed = Signal()
    pointed = Signal(float, float)
    left = Signal()
    clicked = Signal(float, float, object)
    finished = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        self.view = Viewpoint()
        self.px_per_mm = PX_PER_MM * shell.tokens.scale
        self.furniture = Furniture()
        self.can_turn = True
        self.ground = shell.tokens.surface
        self._layers: tuple[CanvasLayer, ...] = ()
        self._overlays: list[Overlay] = []
        self._tool: Tool | None = None
        self._shown: tuple[Viewpoint, QImage] | None = None
        self._grip: QPointF | None = None
        self._pressed: QPointF | None = None
        self._fit_when_shown: Box | None = None
        self._sized = self._complete = False
        self._renderer = renderer = Renderer()
        renderer.painted.connect(self._take)
        renderer.failed.connect(self._tell)
        self.destroyed.connect(lambda: renderer.end())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.grabGesture(Qt.GestureType.PinchGesture)

    # what it shows

    @property
    def layers(self) -> tuple[CanvasLayer, ...]:
        """From the lowest to the uppermost."""
        return self._layers

    def set_layers(self, layers: Sequence[CanvasLayer]) -> None:
        """Show these layers."""
        self._layers = tuple(layers)
        self.renew()

    def renew(self) -> None:
        """Paint what has changed: a layer's revision, visibility, opacity or place."""
        self._complete = False
        self._soon.start(_QUIET_MS)

    def add_overlay(self, paint: Overlay) -> None:
        """Paint this above the picture at every update, in pixels of the canvas."""
        self._overlays.append(paint)
        self.update()

    @property
    def tool(self) -> Tool | None:
        """What the pointer does."""
        return self._tool

    def use(self, tool: Tool | None) -> None:
        """Let the pointer do something else; none moves the picture."""
        if self._tool is not None and self._tool is not tool:
            self._tool.cancel()
        self._tool = tool
        self.setCursor(tool.cursor if tool is not None else Qt.CursorShape.ArrowCursor)
        self.update()

    @property
    def complete(self) -> bool:
        """Whether the picture is what the layers say now, from where one looks now."""
        return self._complete

    # looking

    def look(self, view: Viewpoint) -> None:
        """Look from there."""
        view = view.sized(self.width(), self.height())
        if view == self.view:
            return
        self.view = view
        self._fit_when_shown = None
        self._complete = False
        self.view_changed.emit()
        self.update()
        if not self._soon.isActive():
            self._soon.start(_QUIET_MS)

    def fit(self, box: Box | None = None) -> None:
        """Show the whole of a box, or of everything."""
        wanted = box if box is not None else self.bounds()
        if not self._sized:
            self._fit_when_shown = wanted
            return
        self.look(self.view.fitted(wanted))

    def bounds(self) -> Box:
        """The box around all visible layers."""
        boxes = [layer.bounds() for layer in self._layers if layer.visible]
        lows = [box for box in boxes if box[0] <= box[2] and all(map(math.isfinite, box))]
        if not lows:
            return NO_BOX
        return (min(b[0] for b in lows), min(b[1] for b in lows), max(b[2] for b in lows), max(b[3] for b in lows))

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller, at a point of the canvas or in its middle."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        self.look(self.view.zoomed(factor, at.x(), at.y()))

    def move_by(self, right_px: float, down_px: float) -> None:
        """Push the paper."""
        self.look(self.view.moved(right_px, down_px))

    def turn(self, rotation_deg: float) -> None:
        """Turn the paper, counter-clockwise from north up."""
        if self.can_turn:
            self.look(self.view.turned(rotation_deg))

    def _wanted_view(self) -> Viewpoint:
        return self.view.grown(round(max(self.width(), self.height()) * _MARGIN))

    def _ask(self) -> None:
        if self._sized:
            self._renderer.want(Job(self._wanted_view(), self.devicePixelRatioF(), self.px_per_mm, self._layers))

    def _take(self, view: Viewpoint, image: QImage, complete: bool) -> None:
        old = self._shown
        if complete or old is None or not _covers(old[0], self.view):
            self._shown = (view, image)
            self.update()
        if complete and not self._soon.isActive() and self._renderer.settled and view == self._wanted_view():
            self._complete = True
            self.finished.emit()

    def _tell(self, name: str, error: object) -> None:
        words = self.shell.words
        self.shell.notify(words("The layer “{name}” can't be painted: {error}", name=name, error=error), "error")

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt passes it
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.ground))
        if self._shown is not None:
            view, image = self._shown
            transform = self.view.from_other(view)
            if not (transform.isScaling() or transform.isRotating()):
                ratio = self.devicePixelRatioF()
                dx, dy = (round(shift * ratio) / ratio for shift in (transform.dx(), transform.dy()))
                painter.drawImage(QPointF(dx, dy), image)
            else:
                painter.setTransform(transform)
                painter.drawImage(QPointF(0, 0), image)
                painter.resetTransform()
        for overlay in self._overlays:
            painter.save()
            overlay(painter)
            painter.restore()
        if self._tool is not None:
            painter.save()
            self._tool.paint(painter)
            painter.restore()
        paint_furniture(painter, self.view, self.furniture, self.shell.tokens)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(self.shell.tokens.accent))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sized = self.width() > 1 and self.isVisible()
        self.view = self.view.sized(self.width(), self.height())
        self._fit_if_waiting()
        self.view_changed.emit()
        self.renew()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._sized = True
        self.view = self.view.sized(self.width(), self.height())
        self._fit_if_waiting()
        self.renew()

    def _fit_if_waiting(self) -> None:
        if self._sized and self._fit_when_shown is not None:
            box, self._fit_when_shown = self._fit_when_shown, None
            self.look(self.view.fitted(box))

    def event(self, event: QEvent) -> bool:
        self._renderer.hold()
        try:
            return self._event(event)
        finally:
            self._renderer.go_on()

    def _event(self, event: QEvent) -> bool:
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.hotSpot().toPoint())))
                return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own_key(event):
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.can_turn:
            self.turn(self.view.rotation_deg + steps / 24)
        else:
            self.zoom(_WHEEL**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._hold(event)
            return
        x, y = self._model(event)
        if self._tool is not None and self._tool.press(x, y, event):
            self._pressed = None
            self.update()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._hold(event)

    def _hold(self, event: QMouseEvent) -> None:
        self._grip = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, y = self._model(event)
        self.pointed.emit(x, y)
        if self._grip is not None:
            step = event.position() - self._grip
            if self._pressed is not None and (event.position() - self._pressed).manhattanLength() < _DRAG_PX:
                return
            self._pressed = None
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._grip = event.position()
            self.move_by(step.x(), step.y())
        elif self._tool is not None and self._tool.move(x, y, event):
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        x, y = self._model(event)
        held, self._grip = self._grip is not None, None
        self.setCursor(self._tool.cursor if self._tool is not None else Qt.CursorShape.ArrowCursor)
        if not held and self._tool is not None and self._tool.release(x, y, event):
            self.update()
        elif self._pressed is not None and event.button() != Qt.MouseButton.MiddleButton:
            self.clicked.emit(x, y, event.modifiers())
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        x, y = self._model(event)
        if self._tool is not None and self._tool.double(x, y, event):
            self.update()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.zoom(2.0, event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._tool is not None and self._tool.key(event):
            self.update()
            return
        step = {
            Qt.Key.Key_Left: (_KEY_STEP, 0.0), Qt.Key.Key_Right: (-_KEY_STEP, 0.0),
            Qt.Key.Key_Up: (0.0, _KEY_STEP), Qt.Key.Key_Down: (0.0, -_KEY_STEP),
        }.get(Qt.Key(event.key()))
        if step is not None:
            self.move_by(*step)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_KEY_ZOOM)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / _KEY_ZOOM)
        elif event.key() == Qt.Key.Key_Home:
            self.fit()
        elif event.key() == Qt.Key.Key_Escape and self._tool is not None:
            self._tool.cancel()
            self.update()
        else:
            super().keyPressEvent(event)

    def _own_key(self, event: QKeyEvent) -> bool:
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home)
        return not event.modifiers() and event.key() in keys

    def _model(self, event: QMouseEvent) -> tuple[float, float]:
        return self.view.to_model(event.position().x(), event.position().y())


def _covers(painted: Viewpoint, view: Viewpoint) -> bool:
    """Whether a picture shows most of what is looked at, about as large."""
    zoom = view.px_per_m / painted.px_per_m
    a, b = painted.box, view.box
    return 0.25 < zoom < 4 and a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
