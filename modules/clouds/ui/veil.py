"""A photograph laid over the view while the view looks through its camera; it goes when one looks elsewhere."""

import math

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from modules.clouds.rules.camera import Camera
from modules.clouds.rules.posing import Pinhole
from modules.clouds.ui.view import PointView


class Veil(QWidget):
    """``opacity`` is how much of the cloud the photograph covers, from 0 to 1."""

    def __init__(self, view: PointView) -> None:
        super().__init__(view)
        self._view = view
        self._image: QImage | None = None
        self._photo: Pinhole | None = None
        self._camera: Camera | None = None
        self.opacity = 0.5
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.installEventFilter(self)
        view.looked.connect(self._check)
        self.hide()

    def lay(self, picture: bytes, photo: Pinhole, camera: Camera) -> None:
        """Cover the view with a photograph whose camera the view has taken, at the scale at which the view is drawn."""
        self._image, self._photo, self._camera = QImage.fromData(picture), photo, camera
        self.setGeometry(self._view.rect())
        self.show()
        self.update()

    def lift(self) -> None:
        """Take the photograph away."""
        self._image = self._photo = self._camera = None
        self.hide()

    def set_opacity(self, percent: int) -> None:
        """Blend: 0 shows the cloud alone, 100 the photograph alone."""
        self.opacity = percent / 100
        self.update()

    def _check(self) -> None:
        if self._camera is not None and self._view.camera != self._camera:
            self.lift()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view and event.type() is QEvent.Type.Resize:
            self.setGeometry(self._view.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._image is None or self._camera is None or self._photo is None or self._image.isNull():
            return
        painter = QPainter(self)
        painter.setOpacity(self.opacity)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        focal = self.height() / 2 / math.tan(math.radians(self._camera.field_deg) / 2)  # of the view, in its pixels
        wide, high = (size * focal / self._photo.focal_px for size in (self._photo.width, self._photo.height))
        painter.drawImage(QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high), self._image)
