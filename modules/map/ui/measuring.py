"""Measuring on the map: distances, areas, bearings and surroundings, on the ellipsoid."""

import math
from collections.abc import Callable
from enum import StrEnum

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from modules.map.rules.distances import area_text, length_text, of_clicked_area, of_clicks
from modules.map.rules.mercator import degrees_at, plane_at
from workstation.api import Words, geodesy, measured_text
from workstation.api.widgets import Canvas, CanvasTool

Point = tuple[float, float]


class Measure(StrEnum):
    """What is measured."""

    DISTANCE = "distance"
    AREA = "area"
    BEARING = "bearing"
    BUFFER = "buffer"


class MeasureTool(CanvasTool):
    """Points by clicks; a double click or Enter ends, Backspace takes the last one back, Esc begins anew."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas, kind: Measure, words: Words, say: Callable[[str], None]) -> None:
        super().__init__(canvas)
        self.kind, self._words, self._say = kind, words, say
        self.points: list[Point] = []
        self._px_per_m: list[float] = []  # the magnification of each click
        self._floating: Point | None = None
        self._done = False

    def press(self, x: float, y: float, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if self._done:
            self.cancel()
        self.points.append((x, y))
        self._px_per_m.append(self.canvas.view.px_per_m)
        self._done = self.kind in (Measure.BEARING, Measure.BUFFER) and len(self.points) == 2
        self._floating = None
        self._tell()
        return True

    def move(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - only the place matters
        if not self.points or self._done:
            return False
        self._floating = (x, y)
        self._tell()
        return True

    def double(self, x: float, y: float, event: QMouseEvent) -> bool:  # noqa: ARG002 - only that it came
        self._end()
        return True

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end()
        elif event.key() == Qt.Key.Key_Backspace and self.points:
            self.points.pop()
            self._px_per_m.pop()
            self._done = False
        else:
            return False
        self._tell()
        return True

    def _end(self) -> None:
        self._done, self._floating = bool(self.points), None
        self._tell()

    def _tell(self) -> None:
        self._say(self.result().replace("\n", " · "))  # of one line, lest the map moves below the pointer

    def cancel(self) -> None:
        self.points, self._px_per_m, self._floating, self._done = [], [], None, False
        self._say("")

    def shape(self) -> list[Point]:
        """The points that count now, with the one under the pointer."""
        return [*self.points, *([self._floating] if self._floating else [])]

    def result(self) -> str:
        """What was measured, in words; once it is done, with what clicking leaves uncertain."""
        shape = self.shape()
        degrees = np.array([degrees_at(*point) for point in shape]).reshape(-1, 2)
        words = self._words
        if len(degrees) < 2:
            return words("Click the points to measure.")
        first, last = tuple(degrees[-2]), tuple(degrees[-1])
        leg = geodesy.leg((first[0], first[1]), (last[0], last[1]))
        sure = self._done
        u_leg = of_clicks(shape[-2:], self._px_per_m[-2:]) if sure else None
        if self.kind is Measure.AREA:
            around = np.vstack((degrees, degrees[:1]))
            text = words("Area {area}, outline {length}", area=area_text(
                geodesy.area_m2(degrees), of_clicked_area(shape, self._px_per_m) if sure and len(shape) > 2 else None,
            ), length=length_text(
                geodesy.length_m(around), of_clicks(shape, self._px_per_m, closed=True) if sure else None,
            ))  # fmt: skip
        elif self.kind is Measure.BEARING:
            turn = f"{leg.bearing_deg:.1f}°"
            if u_leg and leg.length_m > 0:
                turn = measured_text(leg.bearing_deg, math.degrees(u_leg / leg.length_m), "°")
            wind = words(geodesy.compass(leg.bearing_deg))
            text = words("Bearing {bearing} ({wind}), {length}", bearing=turn, wind=wind,
                         length=length_text(leg.length_m, u_leg))  # fmt: skip
        elif self.kind is Measure.BUFFER:
            text = words("Within {length}", length=length_text(leg.length_m, u_leg))
        else:
            whole = of_clicks(shape, self._px_per_m) if sure else None
            text = words("Distance {total}, last leg {leg}", total=length_text(geodesy.length_m(degrees), whole),
                         leg=length_text(leg.length_m, u_leg))  # fmt: skip
        return f"{text}\n{words('± of clicking alone (k=2)')}" if sure else text

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
        flags = Qt.AlignmentFlag.AlignCenter.value
        box = QRectF(painter.fontMetrics().boundingRect(QRect(0, 0, 4000, 400), flags, text)).adjusted(-8, -5, 8, 5)
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
