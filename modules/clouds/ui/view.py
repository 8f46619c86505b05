"""``PointView``: clouds to look at, walk through and measure in. What draws stands behind it and can be changed."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from modules.clouds.records import Projection, Triple
from modules.clouds.rules.camera import EYE_M, Camera, overview, standing
from modules.clouds.rules.draw import Frame, Look, Pace
from modules.clouds.rules.scene import Scene, Spot
from modules.clouds.ui.overlay import Overlay
from modules.clouds.ui.picking import Picking
from modules.clouds.ui.studio import Studio, Wish
from workstation.api.widgets import Shell

if TYPE_CHECKING:
    from collections.abc import Callable

_REST_MS = 110  # after the last movement the picture is made finer
_MOST_POINTS = 40_000_000
_LONGEST_S = 0.8
_CLICK_PX = 4
_STEPS: dict[int, tuple[float, float, float, float]] = {  # forward, right, up, degrees of turning
    Qt.Key.Key_W: (1, 0, 0, 0), Qt.Key.Key_S: (-1, 0, 0, 0), Qt.Key.Key_A: (0, -1, 0, 0), Qt.Key.Key_D: (0, 1, 0, 0),
    Qt.Key.Key_E: (0, 0, 1, 0), Qt.Key.Key_Q: (0, 0, -1, 0), Qt.Key.Key_Up: (1, 0, 0, 0),
    Qt.Key.Key_Down: (-1, 0, 0, 0), Qt.Key.Key_Left: (0, 0, 0, -1), Qt.Key.Key_Right: (0, 0, 0, 1),
}


class PointView(QWidget):
    """``hovered`` carries the spot under the pointer or none, ``took`` the tool that was taken in hand or
    none, ``looked`` tells that camera or look changed, ``drawn`` that a picture arrived."""

    hovered = Signal(object)
    took = Signal(object)
    looked = Signal()
    drawn = Signal()
    failed = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.scene: Scene | None = None
        self.camera = Camera((0.0, 0.0, 0.0), 10.0)
        self.look = Look()
        self.frame: Frame | None = None
        self.tool: Picking | None = None
        self.picks: list[Spot] = []
        self.overlay = Overlay(shell)
        self._pace = Pace()
        self._budget = 0
        self._asked = 0
        self._waiting = False
        self._finished = False
        self._pressed: QPoint | None = None
        self._last = QPointF()
        self._dragged = False
        self._image: QImage | None = None
        self._studio = Studio(shell.program.profile)
        self._studio.ready.connect(self._show)
        self._studio.failed.connect(self._fail)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._refine)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 180)
        self.setAccessibleName(shell.words("Point cloud"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    # what is shown

    def show_scene(self, scene: Scene | None, *, keep_camera: bool = False) -> None:
        """Show clouds; with ``keep_camera`` from where one was looking, as when finer ones take their place."""
        before = self.scene
        self.scene = scene
        if scene is None:
            self.frame = self._image = None
            self.update()
            return
        if keep_camera and before is not None:
            shift = before.origin - scene.origin
            self.camera = self.camera.looking_at(np.array(self.camera.target) + shift)
            self._request()
        else:
            self.picks.clear()
            self.fit()

    def fit(self, projection: Projection | None = None) -> None:
        """See the whole cloud (or what the clipping box leaves of it), perhaps in another projection."""
        if self.scene is None:
            return
        clip = self.look.kept
        lower, upper = self.scene.bounds() if clip is None else map(np.array, clip.around())
        origin = self.scene.origin
        made = overview(lower - origin, upper - origin, projection or self.camera.projection, self._aspect(),
                        self.camera.yaw_deg)
        if not made.parallel and not self.camera.parallel:
            made = replace(made, pitch_deg=self.camera.pitch_deg)
        self.set_camera(made)

    def walk(self) -> None:
        """Stand on the floor below what is looked at, with the eyes at the height of a person's."""
        if self.scene is None:
            return
        floor = self.scene.floor_below(np.array(self.camera.target))
        yaw = 0.0 if self.camera.parallel else self.camera.yaw_deg
        x, y = self.camera.target[0], self.camera.target[1]
        made = standing((x, y, floor), EYE_M / (self.overlay.metres or 1.0), yaw)
        self.set_camera(made)

    def set_camera(self, camera: Camera) -> None:
        """Look from elsewhere."""
        self.camera = camera
        self._request()
        self.looked.emit()

    def set_look(self, look: Look) -> None:
        """Show the points in another way."""
        self.look = look
        self._request()
        self.looked.emit()

    def use(self, tool: Picking | None) -> None:
        """Take a tool in hand, or none to look around only."""
        self.tool = tool
        self.picks.clear()
        self.setCursor(Qt.CursorShape.CrossCursor if tool else Qt.CursorShape.OpenHandCursor)
        self.took.emit(tool)
        self.update()

    @property
    def at_rest(self) -> bool:
        """Whether the picture shows everything that the screen can show."""
        return self._finished

    def real(self, local: Triple) -> Triple:
        """Coordinates relative to the origin as real ones of the scene."""
        origin = self.scene.origin if self.scene is not None else np.zeros(3)
        return float(local[0] + origin[0]), float(local[1] + origin[1]), float(local[2] + origin[2])

    def spot_at(self, place: QPointF) -> Spot | None:
        """The point of a file that is seen at a place of the widget, exactly."""
        if self.frame is None or self.scene is None:
            return None
        width, height = self.frame.size
        number = self.frame.pick(place.x() * width / max(1, self.width()), place.y() * height / max(1, self.height()))
        return self.scene.spot(number) if number is not None and number < self.scene.total else None

    # drawing

    def _aspect(self) -> float:
        return self.width() / max(1, self.height())

    def _request(self) -> None:
        """Ask for a picture in haste; it is made finer when the hand rests."""
        self._finished = False
        self._budget = self._pace.budget
        self._ask(hasty=True)
        self._rest.start()

    def _ask(self, *, hasty: bool) -> None:
        if self.scene is None or self.width() < 2 or self.height() < 2 or not self.isVisible():
            return
        self._asked += 1
        self._waiting = True
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        if hasty:
            width, height = self._pace.size(width, height)
        self._studio.ask(
            Wish(self._asked, self.scene, self.camera, width, height, self.look, self._budget, hasty=hasty)
        )

    def _refine(self) -> None:
        if self._waiting:
            self._rest.start()
        elif self.frame is not None and not self._finished:
            self._budget = min(_MOST_POINTS, self._pace.finer(self.frame, self._budget))
            self._ask(hasty=False)

    def _show(self, wish: Wish, frame: Frame) -> None:
        if wish.scene is not self.scene:
            return
        self.frame = frame
        height, width = frame.picture.shape
        self._image = QImage(frame.picture.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self._waiting = wish.number != self._asked
        if wish.hasty:
            self._pace.took(frame)
        if not self._waiting:
            whole = frame.complete or wish.budget >= _MOST_POINTS or frame.seconds > _LONGEST_S
            self._finished = whole and not wish.hasty
            if not self._finished and not self._rest.isActive():
                self._rest.start(0)
        self.update()
        self.drawn.emit()

    def _fail(self, error: object) -> None:
        self._waiting = False
        self.failed.emit(error)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None or self.frame is None:
            painter.fillRect(self.rect(), QColor(self.look.background))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(self.rect(), self._image)
        self.overlay.paint(painter, self)
        del event

    # hands

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._request()

    def hideEvent(self, event: QHideEvent) -> None:
        self._rest.stop()
        self._studio.rest()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._request()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._last, self._dragged = event.position().toPoint(), event.position(), False
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hover(event.position())
            return
        if not self._dragged and (event.position().toPoint() - self._pressed).manhattanLength() < _CLICK_PX:
            return
        self._dragged = True
        step = event.position() - self._last
        self._last = event.position()
        turning = event.buttons() & Qt.MouseButton.LeftButton and not self.camera.parallel
        if turning and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._move(self.camera.turned(-step.x() * 0.3, step.y() * 0.3))
        else:
            self._move(self.camera.moved(-step.x(), step.y(), self.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        clicked = self._pressed is not None and not self._dragged
        self._pressed = None
        if clicked and event.button() is Qt.MouseButton.LeftButton and self.tool is not None:
            spot = self.spot_at(event.position())
            if spot is not None:
                self._pick(spot)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.tool is not None and self.tool.most == 0:
            self.finish()
            return
        spot = self.spot_at(event.position())
        if spot is not None and self.scene is not None and self.tool is None:
            self.set_camera(self.camera.looking_at(np.array(spot.here) - self.scene.origin))

    def wheelEvent(self, event: QWheelEvent) -> None:
        factor = 1.0015 ** event.angleDelta().y()
        held = self._under(event.position())
        target = np.array(self.camera.target)
        self._move(self.camera.nearer(factor).looking_at(held + (target - held) / factor))

    def _under(self, place: QPointF) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
        """What is to stay under the pointer while zooming, relative to the origin."""
        axes, target = self.camera.axes(), np.array(self.camera.target)
        if self.camera.parallel:
            size = self.camera.pixel_size(self.height())
            right, up = place.x() - self.width() / 2, self.height() / 2 - place.y()
            return np.asarray(target + (axes[0] * right + axes[1] * up) * size)
        spot = self.spot_at(place)
        if spot is None or self.scene is None:
            return target
        return np.asarray(np.array(spot.here) - self.scene.origin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Escape: self.give_up, Qt.Key.Key_Return: self.finish, Qt.Key.Key_Enter: self.finish,
            Qt.Key.Key_Backspace: self.unpick, Qt.Key.Key_Plus: lambda: self._move(self.camera.nearer(1.25)),
            Qt.Key.Key_Equal: lambda: self._move(self.camera.nearer(1.25)),
            Qt.Key.Key_Minus: lambda: self._move(self.camera.nearer(0.8)),
        }
        key = event.key()
        if key in acts and (key != Qt.Key.Key_Escape or self.tool is not None):
            acts[key]()
        elif key in _STEPS and self.scene is not None and not event.modifiers():
            self._walk(*_STEPS[key])
        else:
            super().keyPressEvent(event)

    def _walk(self, forward: float, right: float, up: float, turn: float) -> None:
        """A step of a twentieth of the distance looked over; in parallel views along the picture."""
        if self.camera.parallel:
            pixels = self.height() / 20
            self._move(self.camera.moved((right + turn) * pixels, (forward + up) * pixels, self.height()))
            return
        step = self.camera.distance / 20
        self._move(self.camera.walked(forward * step, right * step, up * step, turn * 5))

    def _move(self, camera: Camera) -> None:
        if self.scene is None:
            return
        self.camera = camera
        self._request()
        self.looked.emit()

    def _hover(self, place: QPointF) -> None:
        spot = self.spot_at(place)
        self.overlay.pointer = spot if self.tool is not None else None
        self.hovered.emit(spot)
        if self.tool is not None:
            self.update()

    # picking

    def _pick(self, spot: Spot) -> None:
        self.picks.append(spot)
        if self.tool is not None and len(self.picks) == self.tool.most:
            self.finish()
        self.update()

    def unpick(self) -> None:
        """Take back the last pick."""
        if self.picks:
            self.picks.pop()
            self.update()

    def give_up(self) -> None:
        """Forget what was picked; if nothing was, lay the tool down."""
        if not self.picks:
            self.use(None)
        self.picks.clear()
        self.update()

    def finish(self) -> None:
        """Hand over what was picked, if it is enough."""
        tool, picks = self.tool, tuple(self.picks)
        if tool is not None and len(picks) >= tool.least:
            self.picks.clear()
            tool.done(picks)
        self.update()
