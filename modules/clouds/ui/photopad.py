"""A photograph on which places are clicked; those that have their point in the cloud are numbered."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from modules.clouds.records import PixelPair

_INK, _HALO, _OFF, _NEW = QColor("#ffd166"), QColor(0, 0, 0, 190), QColor("#9aa0a6"), QColor("#ff7a45")
_MOST_ZOOM = 24.0


class PhotoPad(QWidget):
    """``clicked`` carries the pixel of the photograph. The wheel zooms at the pointer, the right button moves."""

    clicked = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._size = (1, 1)
        self._zoom = 1.0
        self._middle = QPointF(0.5, 0.5)
        self._held: QPointF | None = None
        self.pairs: list[PixelPair] = []
        self.suspects: tuple[int, ...] = ()
        self.waiting: tuple[float, float] | None = None
        self.setMinimumHeight(180)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_photograph(self, picture: bytes, width: int, height: int) -> None:
        """Show another photograph, whole; its size is that of the original."""
        self._image, self._size = QImage.fromData(picture), (width, height)
        self._zoom, self._middle = 1.0, QPointF(0.5, 0.5)
        self.update()

    def mark(self, pairs: Sequence[PixelPair], waiting: tuple[float, float] | None, suspects: tuple[int, ...]) -> None:
        """Which pixels have their points, and the one that waits for its point."""
        self.pairs, self.waiting, self.suspects = list(pairs), waiting, suspects
        self.update()

    def _rect(self) -> QRectF:
        width, height = self._size
        share = min(self.width() / width, self.height() / height) * self._zoom
        wide, high = width * share, height * share
        left = self.width() / 2 - self._middle.x() * wide
        return QRectF(left, self.height() / 2 - self._middle.y() * high, wide, high)

    def pixel_at(self, place: QPointF) -> tuple[float, float] | None:
        """The pixel of the original below a place of the widget, if it is on the photograph."""
        rect = self._rect()
        if self._image is None or not rect.contains(place):
            return None
        width, height = self._size
        return (place.x() - rect.left()) / rect.width() * width, (place.y() - rect.top()) / rect.height() * height

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a pixel of the original is seen."""
        rect = self._rect()
        return QPointF(rect.left() + x / self._size[0] * rect.width(), rect.top() + y / self._size[1] * rect.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            pixel = self.pixel_at(event.position())
            if pixel is not None:
                self.clicked.emit(*pixel)
        else:
            self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            rect, step = self._rect(), event.position() - self._held
            self._middle -= QPointF(step.x() / rect.width(), step.y() / rect.height())
            self._held = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self._held = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixel = self.pixel_at(event.position())
        self._zoom = min(_MOST_ZOOM, max(1.0, self._zoom * 1.0015 ** event.angleDelta().y()))
        if pixel is not None:
            rect, off = self._rect(), event.position() - self.place_of(*pixel)
            self._middle -= QPointF(off.x() / rect.width(), off.y() / rect.height())
        if self._zoom == 1.0:
            self._middle = QPointF(0.5, 0.5)
        self.update()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.drawImage(self._rect(), self._image)
        for number, pair in enumerate(self.pairs):
            ink = _OFF if not pair.used else _NEW if number in self.suspects else _INK
            self._cross(painter, self.place_of(pair.x, pair.y), str(number + 1), ink)
        if self.waiting is not None:
            self._cross(painter, self.place_of(*self.waiting), "?", _NEW)

    def _cross(self, painter: QPainter, place: QPointF, text: str, ink: QColor) -> None:
        for colour, width in ((_HALO, 4.0), (ink, 1.6)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(place - QPointF(7, 0), place + QPointF(7, 0))
            painter.drawLine(place - QPointF(0, 7), place + QPointF(0, 7))
        painter.setPen(_HALO)
        painter.drawText(place + QPointF(9, -6), text)
        painter.setPen(ink)
        painter.drawText(place + QPointF(8, -7), text)
