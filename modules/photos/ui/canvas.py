"""One photograph to look at closely: zoom, move, turn, and draw marks on the layer above it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView

from modules.photos.records import Annotation, Photo, Shape
from modules.photos.ui.marks import MarkItem, outline
from workstation.api.widgets import Shell

_STEP = 1.2
_LEAST_DRAG = 4


class PhotoCanvas(QGraphicsView):
    """The scene is measured in pixels of the upright original, so marks lie the same on preview and full picture.

    ``drawn`` carries shape and corners (shares of the picture) of a new mark, ``moved`` tells that the view was
    zoomed or moved by hand, ``closer`` that it shows more than the preview has.
    """

    drawn = Signal(Shape, float, float, float, float)
    moved = Signal()
    closer = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.photo: Photo | None = None
        self.tool: Shape | None = None
        self._fitted = True
        self._start: QPointF | None = None
        self._pixmap = QGraphicsPixmapItem()
        self._pixmap.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._rubber = QGraphicsPathItem()
        pen = QPen(QColor("#e5391a"), 3)
        pen.setCosmetic(True)
        self._rubber.setPen(pen)
        self._rubber.setZValue(2)
        self._marks: list[MarkItem] = []
        scene = QGraphicsScene(self)
        scene.addItem(self._pixmap)
        scene.addItem(self._rubber)
        self.setScene(scene)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setBackgroundBrush(QColor("#202225"))  # photographs are judged on the same dark ground in every theme
        self.setMinimumSize(240, 180)
        self.setAccessibleName(shell.words("Photograph"))

    def show_photo(self, photo: Photo, picture: QImage, marks: Sequence[Annotation]) -> None:
        """Show a photograph; another one is fitted into the view, the same one stays where it was looked at."""
        other = self.photo is None or self.photo.id != photo.id or self.photo.rotation != photo.rotation
        self.photo = photo
        if other:
            self.take_picture(picture)
        self.show_marks(marks)
        if other:
            self.fit()

    def take_picture(self, picture: QImage) -> None:
        """Show a picture of the photograph in whatever size it has; one that could not be read is empty."""
        width, height = self._size()
        self._pixmap.setPixmap(QPixmap.fromImage(picture))
        if not picture.isNull():
            self._pixmap.setScale(width / picture.width())
        self.scene().setSceneRect(0, 0, width, height)

    def show_marks(self, marks: Sequence[Annotation]) -> None:
        """Draw the layer."""
        for item in self._marks:
            self.scene().removeItem(item)
        width, height = self._size()
        self._marks = [MarkItem(mark, width, height) for mark in marks]
        for item in self._marks:
            self.scene().addItem(item)
        self._turn_marks()

    def selected_mark(self) -> Annotation | None:
        """The mark that was clicked."""
        return next((item.mark for item in self._marks if item.isSelected()), None)

    def use(self, tool: Shape | None) -> None:
        """Draw with this tool; none moves the picture."""
        self.tool = tool
        drag = QGraphicsView.DragMode.NoDrag if tool else QGraphicsView.DragMode.ScrollHandDrag
        self.setDragMode(drag)
        self.setCursor(Qt.CursorShape.CrossCursor if tool else Qt.CursorShape.ArrowCursor)

    def fit(self) -> None:
        """Show all of it."""
        self._fitted = True
        self.resetTransform()
        self.rotate(self.photo.rotation if self.photo else 0)
        self.fitInView(self.scene().sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        self._turn_marks()

    def actual_size(self) -> None:
        """One pixel of the original on one of the screen."""
        self._fitted = False
        centre = self.mapToScene(self.viewport().rect().center())
        self.resetTransform()
        self.rotate(self.photo.rotation if self.photo else 0)
        self.centerOn(centre)
        self.moved.emit()
        self._check_closer()

    def zoom(self, factor: float) -> None:
        """Larger or smaller."""
        if 0.01 < self.magnification() * factor < 40:
            self._fitted = False
            self.scale(factor, factor)
            self.moved.emit()
            self._check_closer()

    def magnification(self) -> float:
        """How many pixels of the screen one of the original takes."""
        matrix = self.transform()
        return float((matrix.m11() ** 2 + matrix.m12() ** 2) ** 0.5)

    def follow(self, other: "PhotoCanvas") -> None:
        """Look at the same share of the picture, equally close."""
        if not self.photo or not other.photo:
            return
        width, height = self._size()
        other_width, other_height = other._size()
        centre = other.mapToScene(other.viewport().rect().center())
        self._fitted = False
        self.resetTransform()
        self.rotate(self.photo.rotation)
        scale = other.magnification() * other_width / width
        self.scale(scale, scale)
        self.centerOn(centre.x() / other_width * width, centre.y() / other_height * height)

    def _size(self) -> tuple[float, float]:
        photo = self.photo
        return (float(photo.width or 1), float(photo.height or 1)) if photo else (1.0, 1.0)

    def _check_closer(self) -> None:
        picture = self._pixmap.pixmap()
        if not picture.isNull() and self._pixmap.scale() * self.magnification() > 1.01 and self._pixmap.scale() > 1.01:
            self.closer.emit()

    def _turn_marks(self) -> None:
        turn = float(self.photo.rotation if self.photo else 0)
        for item in self._marks:
            item.turn(turn)

    # events

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.tool is None:
            self.actual_size() if self._fitted else self.fit()
        else:
            super().mouseDoubleClickEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.tool is not None and event.button() == Qt.MouseButton.LeftButton:
            self._start = self.mapToScene(event.position().toPoint())
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.tool is not None and self._start is not None:
            self._rubber.setPath(outline(self.tool, self._start, self.mapToScene(event.position().toPoint())))
            return
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._fitted = False
            self.moved.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.tool is None or self._start is None:
            super().mouseReleaseEvent(event)
            return
        first, second = self._start, self.mapToScene(event.position().toPoint())
        self._start = None
        self._rubber.setPath(outline(Shape.TEXT, QPointF(-9, -9), QPointF(-9, -9)))
        across = (self.mapFromScene(first) - self.mapFromScene(second)).manhattanLength()
        if self.tool is Shape.TEXT or across >= _LEAST_DRAG:
            width, height = self._size()
            self.drawn.emit(
                self.tool, first.x() / width, first.y() / height, second.x() / width, second.y() / height
            )
