"""The time line as a picture: lanes, bars with their uncertainty, a cursor; wheel, drag and keys."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from modules.chronology.records import TimePoint
from modules.chronology.rules.scale import Scale, fitted, ticks
from modules.chronology.ui.bars import Bar, Lane, Placed, place
from workstation.api import BEIJING
from workstation.api.widgets import Shell

_AXIS, _ROW, _PAD, _NAME = 40, 26, 10, 168
_TITLE = 120  # room for the title of the last bar
_OPEN = 70
_LAST_S = 2.5e11  # the year 9892
_MOST_ROWS = 5
_ZOOM = 1.25
_NEAR = 12


class TimelineView(QWidget):
    """Shows lanes of bars; ``chosen`` carries the time that was clicked, ``opened`` one to be shown on its page.

    ``scrubbed`` carries where the cursor was put on the axis, in seconds since 1970, ``marked`` how far down the marked
    time lies, in pixels.
    """

    chosen = Signal(object)
    opened = Signal(object)
    scrubbed = Signal(float)
    marked = Signal(float)
    moved = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._lanes: Sequence[Lane] = ()
        self._rows: list[tuple[Lane, int, list[Placed]]] = []
        self._scale: Scale | None = None
        self._held: QPointF | None = None
        self._dragged = self._scrubbing = self._compact = False
        self._point: TimePoint | None = None
        self.cursor_s: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(220)
        self.setAccessibleName(shell.words("Time line"))

    @property
    def point(self) -> TimePoint | None:
        """The time that is chosen."""
        return self._point

    @property
    def scale(self) -> Scale | None:
        """What part of time is shown."""
        return self._scale

    def set_lanes(self, lanes: Sequence[Lane]) -> None:
        """Show other lanes; what part of time is shown stays."""
        self._lanes = lanes
        if self._scale is None and self.width() > _NAME:
            self.fit()
        self._arrange()

    def set_compact(self, compact: bool) -> None:
        """Leave out lanes of which nothing can be seen just now."""
        self._compact = compact
        self._arrange()

    def select(self, point: TimePoint | None, *, follow: bool = True) -> None:
        """Mark one time, and bring it into view if it is to be followed."""
        self._point = point
        bar = next((bar for lane in self._lanes for bar in lane.bars if bar.point == point), None)
        if follow and bar is not None and self._scale is not None and not 0 <= self._scale.x(bar.first_s) <= self._room:
            self._show(Scale(bar.first_s - self._room / 2 / self._scale.per_s, self._scale.per_s))
        self.marked.emit(next((box.bottom() for one, box in self._boxes() if one.bar.point == point), 0.0))
        self.update()

    def fit(self) -> None:
        """Show all of it."""
        found = [bar for lane in self._lanes for bar in lane.bars]
        if found:
            low, high = min(bar.first_s for bar in found), max(bar.last_s for bar in found)
            self._show(fitted(low, high, max(_TITLE, self._room - _TITLE)))

    def show_span(self, low_s: float, high_s: float) -> None:
        """Show what lies between two times."""
        self._show(fitted(low_s, high_s, self._room))

    def zoom(self, steps: float, x: float | None = None) -> None:
        """Nearer by so many steps, farther with a negative number."""
        if self._scale is not None:
            self._show(self._scale.zoomed(_ZOOM**steps, self._room / 2 if x is None else x))

    def pan(self, pixels: float) -> None:
        """Move to later times, or earlier with a negative number."""
        if self._scale is not None:
            self._show(self._scale.moved(pixels))

    def set_cursor(self, at_s: float | None) -> None:
        """Draw the cursor of the play-back at a time, and follow it."""
        self.cursor_s = at_s
        if at_s is not None and self._scale is not None and not 0 <= self._scale.x(at_s) <= self._room:
            self._show(self._scale.moved(self._scale.x(at_s) - self._room * 0.1))
        self.update()

    # layout

    @property
    def room(self) -> float:
        """How wide the axis is, in pixels."""
        return self._room

    @property
    def _sky(self) -> float:
        """How far down what can be seen begins: the page may have scrolled."""
        return float(self.visibleRegion().boundingRect().top())

    @property
    def _room(self) -> float:
        return max(1.0, self.width() - _NAME * self._shell.tokens.scale)

    @property
    def _left(self) -> float:
        return _NAME * self._shell.tokens.scale

    @property
    def _row(self) -> float:
        return _ROW * self._shell.tokens.scale

    def _show(self, scale: Scale) -> None:
        self._scale = scale
        self._arrange()
        self.moved.emit()

    def _arrange(self) -> None:
        """Place every bar; the widget grows to what its lanes need."""
        self._rows = []
        if self._scale is not None:
            metrics = QFontMetricsF(self.font())
            for lane in self._lanes:
                placed = place(lane, self._scale, self._room, metrics.horizontalAdvance, _MOST_ROWS)
                rows = max((one.row for one in placed), default=0) + 1
                if placed or not self._compact:
                    self._rows.append((lane, rows, placed))
        height = _AXIS + sum(rows * self._row + 2 * _PAD for _, rows, _ in self._rows)
        self.setMinimumHeight(max(220, round(height)))
        self.update()

    def _boxes(self) -> list[tuple[Placed, QRectF]]:
        """Where each bar and its title lie in the widget."""
        found, top = [], float(_AXIS)
        metrics = QFontMetricsF(self.font())
        for _, rows, placed in self._rows:
            for one in placed:
                width = max(8.0, one.right - one.left) + (metrics.horizontalAdvance(one.bar.title) + 12) * one.titled
                y = top + _PAD + one.row * self._row
                found.append((one, QRectF(self._left + one.left, y, width, self._row)))
            top += rows * self._row + 2 * _PAD
        return found

    def bar_at(self, position: QPointF) -> Bar | None:
        """The bar under a position, or the nearest within a finger's width."""
        if position.x() < self._left:
            return None
        near: tuple[float, Bar] | None = None
        for one, box in self._boxes():
            if box.contains(position):
                return one.bar
            distance = abs(box.left() - position.x()) + abs(box.center().y() - position.y())
            if distance < (near[0] if near else _NEAR):
                near = (distance, one.bar)
        return near[1] if near else None

    # what a person does

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._scale is None:
            self.fit()
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan(-event.angleDelta().y() or -event.angleDelta().x())
        else:
            self.zoom(event.angleDelta().y() / 120, event.position().x() - self._left)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held, self._dragged = event.position(), False
            self._scrubbing = event.position().y() - self._sky < _AXIS and event.position().x() >= self._left
            self._scrub(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None or self._scrub(event.position()):
            return
        shift = self._held.x() - event.position().x()
        if self._dragged or abs(shift) > 4:
            self._dragged = True
            self._held = event.position()
            self.pan(shift)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is not None and not self._dragged and not self._scrubbing:
            self._choose(self.bar_at(event.position()))
        self._held = None

    def _scrub(self, position: QPointF) -> bool:
        """Put the cursor where the pointer holds it on the axis."""
        if self._scrubbing and self._scale is not None:
            self.scrubbed.emit(self._scale.at(min(self._room, max(0.0, position.x() - self._left))))
        return self._scrubbing

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        bar = self.bar_at(event.position())
        if bar is not None:
            self.opened.emit(bar.point)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act: Callable[[], object] | None = {
            Qt.Key.Key_PageUp: lambda: self.pan(-self._room / 2),
            Qt.Key.Key_PageDown: lambda: self.pan(self._room / 2),
            Qt.Key.Key_Plus: lambda: self.zoom(1), Qt.Key.Key_Equal: lambda: self.zoom(1),
            Qt.Key.Key_Minus: lambda: self.zoom(-1), Qt.Key.Key_0: self.fit, Qt.Key.Key_Home: self.fit,
            Qt.Key.Key_Down: lambda: self._step(1), Qt.Key.Key_Up: lambda: self._step(-1),
            Qt.Key.Key_Return: self._open,
        }.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _open(self) -> None:
        if self._point is not None:
            self.opened.emit(self._point)

    def _step(self, by: int) -> None:
        found = sorted((bar for lane in self._lanes for bar in lane.bars), key=lambda bar: (bar.first_s, bar.title))
        points = [bar.point for bar in found]
        if points:
            number = points.index(self._point) + by if self._point in points else 0
            self._choose(found[max(0, min(len(found) - 1, number))])

    def _choose(self, bar: Bar | None) -> None:
        self.select(bar.point if bar else None)
        self.chosen.emit(self._point)

    # drawing

    def paintEvent(self, _: QPaintEvent) -> None:
        tokens = self._shell.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(tokens.surface))
        if self._scale is None:
            return
        self._paint_lanes(painter)
        painter.save()
        painter.setClipRect(QRectF(self._left, 0, self._room, self.height()))
        for one, box in self._boxes():
            self._paint_bar(painter, one, box)
        painter.restore()
        self._paint_axis(painter, self._sky)
        if self.cursor_s is not None:
            self._paint_cursor(painter, self._sky, self._left + self._scale.x(self.cursor_s), self.cursor_s)

    def _paint_cursor(self, painter: QPainter, top: float, x: float, at_s: float) -> None:
        """A line through all lanes, with its time on the axis."""
        tokens = self._shell.tokens
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        text = f"{datetime.fromtimestamp(max(0.0, min(at_s, _LAST_S)), ZoneInfo(BEIJING)):%m-%d %H:%M:%S}"
        width = QFontMetricsF(self.font()).horizontalAdvance(text) + 14
        box = QRectF(x if x + width < self.width() else x - width, top, width, _AXIS / 2 + 4)
        painter.fillRect(box, QColor(tokens.accent))
        painter.setPen(QColor(tokens.on_accent))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_lanes(self, painter: QPainter) -> None:
        assert self._scale is not None
        tokens, top = self._shell.tokens, float(_AXIS)
        for number, (lane, rows, _) in enumerate(self._rows):
            height = rows * self._row + 2 * _PAD
            if number % 2:
                painter.fillRect(QRectF(0, top, self.width(), height), QColor(tokens.sunken))
            painter.setPen(QColor(tokens.text_muted))
            room = QRectF(12, top + _PAD, self._left - 20, self._row)
            name = QFontMetricsF(self.font()).elidedText(lane.name, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            top += height
        for tick in ticks(self._scale, self._room, ZoneInfo(BEIJING)):
            x = self._left + self._scale.x(tick.at_s)
            painter.setPen(QColor(tokens.border_strong if tick.major else tokens.border))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def _paint_axis(self, painter: QPainter, top: float) -> None:
        """Always at the upper edge of what can be seen."""
        assert self._scale is not None
        tokens, low = self._shell.tokens, top + _AXIS
        painter.fillRect(QRectF(0, top, self.width(), _AXIS), QColor(tokens.surface))
        painter.setPen(QColor(tokens.border_strong))
        painter.drawLine(QPointF(self._left, low), QPointF(self.width(), low))
        painter.drawLine(QPointF(self._left, 0), QPointF(self._left, self.height()))
        day = datetime.fromtimestamp(max(0.0, min(self._scale.left_s, _LAST_S)), ZoneInfo(BEIJING))
        painter.setPen(QColor(tokens.text_muted))
        painter.drawText(QRectF(12, top + 8, self._left - 20, _AXIS - 16), Qt.AlignmentFlag.AlignVCenter,
                         f"{day:%Y-%m-%d}")  # fmt: skip
        for tick in ticks(self._scale, self._room, ZoneInfo(BEIJING)):
            x = self._left + self._scale.x(tick.at_s)
            painter.setPen(QColor(tokens.text if tick.major else tokens.text_muted))
            painter.drawText(QRectF(x + 4, top + 8, 120, _AXIS - 16), Qt.AlignmentFlag.AlignVCenter, tick.text)
            painter.setPen(QColor(tokens.border_strong if tick.major else tokens.border))
            painter.drawLine(QPointF(x, low - 6), QPointF(x, low))

    def _paint_bar(self, painter: QPainter, one: Placed, box: QRectF) -> None:
        tokens, bar, middle = self._shell.tokens, one.bar, box.center().y()
        ink = QColor(tokens.danger if bar.contradicts else tokens.info if bar.sought else tokens.accent)
        if bar.point == self._point:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected))
            painter.drawRoundedRect(box.adjusted(-6, 1, 2, -1), 5, 5)
        left, right = self._left + one.left, self._left + one.right
        if right - left >= 3:
            self._paint_doubt(painter, bar, ink, left, right, middle)
        elif bar.low_s is None or bar.high_s is None:
            self._paint_open(painter, bar, ink, left, middle)
        if bar.begin_s is not None:
            self._paint_said(painter, bar, ink, middle)
        if one.titled:
            painter.setPen(QColor(tokens.danger if bar.contradicts else tokens.text))
            beyond = _OPEN if bar.sought and bar.high_s is None else 0
            text = QRectF(max(right, left + 8) + 6 + beyond, box.top(), box.width(), box.height())
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, bar.title)

    def _paint_doubt(
        self, painter: QPainter, bar: Bar, ink: QColor, left: float, right: float, middle: float
    ) -> None:
        """The interval in which the time lies: a soft band with a cap at each end that is known."""
        soft = QColor(ink)
        soft.setAlpha(70)
        painter.fillRect(QRectF(left, middle - 5, right - left, 10), soft)
        painter.setPen(QPen(ink, 1.5))
        for x, known in ((left, bar.low_s), (right, bar.high_s)):
            if known is not None:
                painter.drawLine(QPointF(x, middle - 7), QPointF(x, middle + 7))

    def _paint_open(self, painter: QPainter, bar: Bar, ink: QColor, x: float, middle: float) -> None:
        """A sought time that is bounded on one side only: a cap, and a band that fades away from it."""
        way = 1 if bar.high_s is None else -1
        fading = QLinearGradient(QPointF(x, middle), QPointF(x + way * _OPEN, middle))
        for share, alpha in ((0.0, 110), (1.0, 0)):
            soft = QColor(ink)
            soft.setAlpha(alpha)
            fading.setColorAt(share, soft)
        painter.fillRect(QRectF(min(x, x + way * _OPEN), middle - 5, _OPEN, 10), fading)
        painter.setPen(QPen(ink, 1.5))
        painter.drawLine(QPointF(x, middle - 7), QPointF(x, middle + 7))

    def _paint_said(self, painter: QPainter, bar: Bar, ink: QColor, middle: float) -> None:
        """What the source says: a dot, or a bar from beginning to end."""
        assert self._scale is not None and bar.begin_s is not None and bar.end_s is not None
        begin, end = self._left + self._scale.x(bar.begin_s), self._left + self._scale.x(bar.end_s)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if end - begin > 3:
            painter.drawRoundedRect(QRectF(begin, middle - 3, end - begin, 6), 3, 3)
        else:
            painter.drawEllipse(QPointF(begin, middle), 4.5, 4.5)
