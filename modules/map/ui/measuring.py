"""Measuring on the map: distances, areas, bearings and surroundings, on the ellipsoid."""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from modules.map.rules.mercator import degrees_at, plane_at
from workstation.api import Words, geodesy
from workstation.api.widgets import Canvas, CanvasTool

Point = tuple[float, float]


class Measure(StrEnum):
    """What is measured."""

    DISTANCE = "distance"
    AREA = "area"
    BEARING = "bearing"
    BUFFER = "buffer"


def length_text(metres: float) -> str:
    """A length as people say it."""
    return f"{metres / 1000:.3f} km" if metres >= 1000 else f"{metres:.1f} m"


def area_text(square_metres: float) -> str:
    """An area as people say it."""
    return f"{square_metres / 1e6:.3f} km²" if square_metres >= 1e6 else f"{square_metres:.1f} m²"


class MeasureTool(CanvasTool):
    """Points by clicks; a double click or Enter ends, Backspace takes the last one back, Esc begins anew."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas, kind: Measure, words: Words, say: Callable[[str], None]) -> None:
        super().__init__(canvas)
        self.kind, self._words, self._say = kind, words, say
        self.points: list[Point] = []
        self._floating: Point | None = None
        self._done = False

    def press(self, x: float, y: float, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if self._done:
            self.cancel()
        self.points.append((x, y))
        self._done = self.kind in (Measure.BEARING, Measure.BUFFER) and len(self.points) == 2
        self._floating = None
        self._say(self.result())
        return True

    def move(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - only the place matters
        if not self.points or self._done:
            return False
        self._floating = (x, y)
        self._say(self.result())
        return True

    def double(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - only that it came
        self._end()
        return True

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end()
        elif event.key() == Qt.Key.Key_Backspace and self.points:
            self.points.pop()
            self._done = False
        else:
            return False
        self._say(self.result())
        return True

    def _end(self) -> None:
        self._done, self._floating = bool(self.points), None
        self._say(self.result())

    def cancel(self) -> None:
        self.points, self._floating, self._done = [], None, False
        self._say("")

    def shape(self) -> list[Point]:
        """The points that count now, with the one under the pointer."""
        return [*self.points, *([self._floating] if self._floating else [])]

    def result(self) -> str:
        """What was measured, in words."""
        degrees = np.array([degrees_at(*point) for point in self.shape()]).reshape(-1, 2)
        words = self._words
        if len(degrees) < 2:
            return words("Click the points to measure.")
        first, last = tuple(degrees[-2]), tuple(degrees[-1])
        leg = geodesy.leg((first[0], first[1]), (last[0], last[1]))
        if self.kind is Measure.AREA:
            around = np.vstack((degrees, degrees[:1]))
            return words("Area {area}, outline {length}", area=area_text(geodesy.area_m2(degrees)),
                         length=length_text(geodesy.length_m(around)))  # fmt: skip
        if self.kind is Measure.BEARING:
            return words("Bearing {bearing}° ({wind}), {length}", bearing=f"{leg.bearing_deg:.1f}",
                         wind=words(geodesy.compass(leg.bearing_deg)), length=length_text(leg.length_m))  # fmt: skip
        if self.kind is Measure.BUFFER:
            return words("Within {length}", length=length_text(leg.length_m))
        return words("Distance {total}, last leg {leg}", total=length_text(geodesy.length_m(degrees)),
                     leg=length_text(leg.length_m))  # fmt: skip

    def radius_m(self) -> float:
        """How far the surroundings reach."""
        shape = self.shape()
        return geodesy.leg(degrees_at(*shape[0]), degrees_at(*shape[1])).length_m if len(shape) > 1 else 0.0

    def paint(self, painter: QPainter) -> None:
        view, shape = self.canvas.view, self.shape()
        if not shape:
            return
        tokens = self.canvas.shell.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens.accent), 2)
        painter.setPen(pen)
        tint = QColor(tokens.accent)
        tint.setAlphaF(0.15)
        if self.kind is Measure.BUFFER and len(shape) > 1:
            ring = geodesy.circle(degrees_at(*shape[0]), self.radius_m())
            painter.setBrush(QBrush(tint))
            painter.drawPolygon(QPolygonF([view.to_px(*plane_at(float(x), float(y))) for x, y in ring]))
        corners = [view.to_px(*point) for point in shape]
        if self.kind is Measure.AREA and len(corners) > 2:
            painter.setBrush(QBrush(tint))
            painter.drawPolygon(QPolygonF(corners))
        else:
            painter.drawPolyline(QPolygonF(corners))
        painter.setBrush(QColor(tokens.surface))
        for corner in corners:
            painter.drawEllipse(corner, 3.5, 3.5)
        self._write(painter, corners[-1])

    def _write(self, painter: QPainter, at: QPointF) -> None:
        tokens = self.canvas.shell.tokens
        text = self.result()
        box = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-8, -5, 8, 5)
        box.moveTopLeft(at + QPointF(12, 12))
        if box.right() > self.canvas.width():
            box.moveRight(at.x() - 12)
        if box.bottom() > self.canvas.height():
            box.moveBottom(at.y() - 12)
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(tokens.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
