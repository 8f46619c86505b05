"""The marks of a photograph's layer as items of a graphics scene, in pixels of the upright picture."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsSimpleTextItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from modules.photos.records import Annotation, Shape

_PEN = 3.0
_HEAD = 18.0
_TEXT_POINTS = 13.0
_REACH = 14.0


class MarkItem(QGraphicsPathItem):
    """One mark; its line keeps its width at every zoom, its text stays upright and readable."""

    def __init__(self, mark: Annotation, width: float, height: float) -> None:
        super().__init__()
        self.mark = mark
        self._head: _ArrowHead | None = None
        first = QPointF(mark.x1 * width, mark.y1 * height)
        second = QPointF(mark.x2 * width, mark.y2 * height)
        pen = QPen(QColor(mark.colour), _PEN)
        pen.setCosmetic(True)
        self.setPen(pen)
        self.setPath(outline(mark.shape, first, second))
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        if mark.shape is Shape.ARROW:
            angle = math.degrees(math.atan2(second.y() - first.y(), second.x() - first.x()))
            self._head = _ArrowHead(self, second, angle)
        if mark.text:
            at = first if mark.shape in (Shape.ARROW, Shape.TEXT) else QRectF(first, second).normalized().topLeft()
            _Label(self, mark, at)

    def turn(self, degrees: float) -> None:
        """Point the right way when the picture is shown turned."""
        if self._head is not None:
            self._head.turn(degrees)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.isSelected():
            halo = QPen(QColor(255, 255, 255, 200), _PEN + 4)
            halo.setCosmetic(True)
            painter.setPen(halo)
            painter.drawPath(self.path())
        painter.setPen(self.pen())
        painter.drawPath(self.path())
        del option, widget

    def shape(self) -> QPainterPath:
        """Easier to hit than a thin line, for gloves and touch pads."""
        matrix = self.scene().views()[0].transform()
        stroker = QPainterPathStroker()
        stroker.setWidth(_REACH / max(math.hypot(matrix.m11(), matrix.m12()), 1e-6))
        return stroker.createStroke(self.path())


class _ArrowHead(QGraphicsPathItem):
    """The point of an arrow, of one size at every zoom."""

    def __init__(self, parent: MarkItem, at: QPointF, angle: float) -> None:
        super().__init__(parent)
        self.setBrush(QBrush(QColor(parent.mark.colour)))
        head = QPolygonF([QPointF(0, 0), QPointF(-_HEAD, _HEAD * 0.4), QPointF(-_HEAD, -_HEAD * 0.4)])
        path = QPainterPath()
        path.addPolygon(head)
        path.closeSubpath()
        self.setPath(path)
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setPos(at)
        self._angle = angle
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.turn(0.0)

    def turn(self, degrees: float) -> None:
        """``degrees`` is how far the picture is turned, clockwise."""
        self.setRotation(self._angle + degrees)


class _Label(QGraphicsSimpleTextItem):
    """The words of a mark on a pale ground, so that they can be read on soot and on snow."""

    def __init__(self, parent: QGraphicsItem, mark: Annotation, at: QPointF) -> None:
        super().__init__(mark.text, parent)
        font = QFont()
        font.setPointSizeF(_TEXT_POINTS)
        font.setBold(True)
        self.setFont(font)
        self.setBrush(QBrush(QColor(mark.colour)))
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setPos(at)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 215))
        painter.drawRoundedRect(self.boundingRect(), 3, 3)
        super().paint(painter, option, *((widget,) if widget else ()))


def outline(shape: Shape, first: QPointF, second: QPointF) -> QPainterPath:
    """The line of a mark from its first to its second corner."""
    path = QPainterPath(first)
    match shape:
        case Shape.ARROW:
            path.lineTo(second)
        case Shape.BOX:
            path.addRect(QRectF(first, second).normalized())
        case Shape.CIRCLE:
            path.addEllipse(QRectF(first, second).normalized())
        case Shape.TEXT:
            path.addEllipse(first, 0.5, 0.5)
    return path
