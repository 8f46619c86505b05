"""Vector marks on screen: the same lines, boxes and texts that the typesetter puts on paper.

Paper is white; in a dark theme the marks are shown in their night colours.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QMouseEvent, QPainter, QPen, QPolygonF, QTransform, QWheelEvent
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsScene, QGraphicsSimpleTextItem, QGraphicsView

from workstation.typeset.blocks import Ellipse, Figure, Line, Mark, Polygon, Rect, Text
from workstation.ui.shell import Shell
from workstation.ui.theme import Tokens
from workstation.ui.theme.fonts import FAMILY

_ZOOM = 1.18
_READABLE = 4.5  # pixels for a millimetre of the figure
_TARGET = 0
_CALMER = 0.8  # full colours glare on a dark ground


class GraphView(QGraphicsView):
    """Shows a figure in millimetres; wheel zooms, drag moves, a click on a box with a target is ``chosen``."""

    chosen = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setScene(QGraphicsScene(self))
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setBackgroundBrush(QColor(shell.tokens.window if shell.tokens.dark else "#ffffff"))
        self.setMinimumHeight(240)
        self._frame: QGraphicsRectItem | None = None

    def show_figure(self, figure: Figure, *, fit: bool = True) -> None:
        """Draw a figure, and fit it into the view unless it is looked at from where one was."""
        self.scene().clear()
        self._frame = None
        self.scene().setSceneRect(0, 0, figure.width, figure.height)
        for mark in figure.marks:
            self._draw(mark)
        if fit:
            self.fit()

    def targets(self) -> list[str]:
        """The targets of the figure, from above to below and from left to right."""
        found = {str(item.data(_TARGET)): item.sceneBoundingRect() for item in self.scene().items()
                 if item.data(_TARGET)}
        return sorted(found, key=lambda target: (round(found[target].top()), found[target].left()))

    def show_target(self, target: str) -> bool:
        """Frame the box of a target and bring it near enough to be read; whether the figure has it."""
        item = next((one for one in self.scene().items() if one.data(_TARGET) == target), None)
        if self._frame is not None:
            self.scene().removeItem(self._frame)
            self._frame = None
        if item is None:
            return False
        box = item.sceneBoundingRect().adjusted(-0.7, -0.7, 0.7, 0.7)
        self._frame = self.scene().addRect(box, QPen(QColor(self._shell.tokens.accent), 1.2))
        if self.transform().m11() < _READABLE:
            self.setTransform(QTransform.fromScale(_READABLE, _READABLE))
        self.centerOn(box.center())
        return True

    def fit(self) -> None:
        """Show all of it."""
        self.fitInView(self.sceneRect().adjusted(-4, -4, 4, 4), Qt.AspectRatioMode.KeepAspectRatio)

    def fit_width(self) -> None:
        """Show its whole width, from the top; all of it where that is less."""
        self.fit()
        scale = (self.viewport().width() - 8) / max(self.sceneRect().width() + 4, 1.0)
        if scale > self.transform().m11():
            self.setTransform(QTransform.fromScale(scale, scale))
            self.centerOn(self.sceneRect().center().x(), 0.0)

    def zoom(self, steps: int) -> None:
        """Nearer, or farther with a negative number."""
        factor = _ZOOM**steps
        self.scale(factor, factor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(1 if event.angleDelta().y() > 0 else -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        for item in self.items(event.position().toPoint()):
            target = item.data(_TARGET)
            if target:
                self.chosen.emit(target)
                return

    def _draw(self, mark: Mark) -> None:
        if isinstance(mark, Line):
            self._line(mark)
        elif isinstance(mark, Rect):
            item = QGraphicsRectItem(QRectF(mark.x, mark.y, mark.width, mark.height))
            item.setPen(self._pen(mark.colour, mark.line))
            item.setBrush(self._brush(mark.fill))
            item.setData(_TARGET, mark.target)
            if mark.target:
                item.setCursor(Qt.CursorShape.PointingHandCursor)
            self.scene().addItem(item)
        elif isinstance(mark, Ellipse):
            box = QRectF(mark.x, mark.y, mark.width, mark.height)
            self.scene().addEllipse(box, self._pen(mark.colour, mark.line), self._brush(mark.fill))
        elif isinstance(mark, Polygon):
            shape = QPolygonF([QPointF(x, y) for x, y in mark.points])
            self.scene().addPolygon(
                shape, self._pen(mark.colour, mark.line), self._brush(mark.fill if mark.closed else "")
            )
        elif isinstance(mark, Text):
            self._text(mark)

    def _line(self, mark: Line) -> None:
        pen = self._pen(mark.colour, mark.width, mark.dash)
        self.scene().addLine(mark.x1, mark.y1, mark.x2, mark.y2, pen)
        if mark.arrow:
            self.scene().addPolygon(_head(mark), self._pen(mark.colour, 0.1), self._brush(mark.colour))

    def _text(self, mark: Text) -> None:
        for number, text in enumerate(_wrapped(mark)):
            item = QGraphicsSimpleTextItem(text)
            font = QFont(FAMILY)
            font.setPixelSize(64)
            font.setBold(mark.bold)
            item.setFont(font)
            item.setBrush(self._ink(mark.colour))
            scale = mark.size / 64
            item.setScale(scale)
            width = item.boundingRect().width() * scale
            left = {"left": 0.0, "center": -width / 2, "right": -width}[mark.align]
            item.setPos(mark.x + left, mark.y - mark.size * 1.15 + number * mark.size * 1.45)
            item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
            self.scene().addItem(item)

    def _ink(self, colour: str) -> QColor:
        return ink_on(self._shell.tokens, colour)

    def _pen(self, colour: str, width: float, dash: tuple[float, ...] = ()) -> QPen:
        pen = QPen(self._ink(colour), width)
        if dash:
            pen.setDashPattern([part / max(width, 0.1) for part in dash])
        return pen

    def _brush(self, fill: str) -> QBrush:
        return QBrush(self._ink(fill)) if fill else QBrush(Qt.BrushStyle.NoBrush)


def ink_on(tokens: Tokens, colour: str) -> QColor:
    """A colour of a figure as it is shown: where the theme is dark, light and dark change places and the hue stays."""
    ink = QColor(colour)
    if not tokens.dark:
        return ink
    ground, text = QColor(tokens.surface).lightnessF(), QColor(tokens.text).lightnessF()
    light = ground + (1.0 - ink.lightnessF()) * (text - ground)
    return QColor.fromHslF(max(ink.hslHueF(), 0.0), ink.hslSaturationF() * _CALMER, light)


def _wrapped(mark: Text) -> Sequence[str]:
    width = getattr(mark, "width", 0.0)
    if not width:
        return [mark.text]
    lines, line, used = [], "", 0.0
    for character in mark.text:
        step = mark.size * (0.55 if character.isascii() else 1.0)
        if used + step > width and line:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + character, used + step
    return [*lines, line] if line else lines


def _head(line: Line) -> QPolygonF:
    length = ((line.x2 - line.x1) ** 2 + (line.y2 - line.y1) ** 2) ** 0.5 or 1.0
    ux, uy = (line.x2 - line.x1) / length, (line.y2 - line.y1) / length
    back, half = 2.4, 1.0
    bx, by = line.x2 - ux * back, line.y2 - uy * back
    return QPolygonF([
        QPointF(line.x2, line.y2), QPointF(bx - uy * half, by + ux * half), QPointF(bx + uy * half, by - ux * half)
    ])
