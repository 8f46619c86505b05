"""Drawing marks by a QPainter: on the screen, in pictures, in print previews. Safe off the window's thread.

A call into the painter holds Python's lock until it is done, so marks are painted in slices of a few milliseconds,
and ``breathe`` is called between them.
"""

import math
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QPen, QTransform

from workstation.domain.drawing import (
    Arc,
    Dots,
    Ellipse,
    Floats,
    Hatch,
    Label,
    Mark,
    Path,
    Paths,
    Picture,
    Style,
    Symbol,
    corners,
    is_closed,
    outline,
)
from workstation.ui.canvas.bulk import paint_paths, placed
from workstation.ui.canvas.labels import paint_label, paint_symbol
from workstation.ui.canvas.qt_paths import brush_of, colour, path_of, pen_of, picture_of, polygon_of

_SLICE = 4000
_FINENESS = 5e-5
_TILE = 64  # rows of a hatch's texture from line to line
_TINT_PX = 2.5  # hatch lines nearer than this are a tint

Outline = Path | Arc | Ellipse


class Shapes:
    """The painter's paths of marks, in metres, kept from picture to picture."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Mark, QPainterPath]] = {}

    def path(self, mark: Outline) -> QPainterPath:
        """The path of a mark; curves are as fine as any magnification shows."""
        known = self._known.get(id(mark))
        if known is not None and known[0] is mark:
            return known[1]
        path = path_of(_rings(mark), closed=is_closed(mark))
        path.setFillRule(Qt.FillRule.OddEvenFill)
        self._known[id(mark)] = (mark, path)
        return path

    def keep(self, marks: Iterable[Mark]) -> None:
        """Forget all but these."""
        wanted = {id(mark) for mark in marks}
        self._known = {key: entry for key, entry in self._known.items() if key in wanted}


class MarkPainter:
    """Paints marks where ``matrix`` (2, 3) puts the model's (x, y, 1), in pixels; ``px_per_mm`` is one on paper."""

    def __init__(
        self, painter: QPainter, matrix: Floats, px_per_mm: float, breathe: Callable[[], None] = lambda: None,
        shapes: Shapes | None = None,
    ) -> None:
        self.painter, self.matrix, self.px_per_mm, self.breathe = painter, matrix, px_per_mm, breathe
        self.px_per_m = math.hypot(matrix[0, 0], matrix[1, 0])
        self.turn_deg = math.degrees(math.atan2(-matrix[1, 0], matrix[0, 0]))
        self._shapes = shapes or Shapes()
        self._ratio = painter.device().devicePixelRatio()
        self._base = painter.transform()
        (a, b, c), (d, e, f) = matrix.tolist()
        self._model = QTransform(a, d, b, e, c, f) * self._base
        self._in_model = False
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)

    def draw(self, marks: Iterable[Mark]) -> None:
        """Paint in order."""
        last: Style | None = None
        for number, mark in enumerate(marks):
            if isinstance(mark, Path | Arc | Ellipse):
                self._enter(True)
                if mark.style is not last:
                    last = mark.style
                    self._take(last)
                self._outline(mark)
            else:
                self._enter(False)
                last = None
                self._other(mark)
            if number % 16 == 0:
                self.breathe()
        self._enter(False)

    def px(self, points: Floats) -> Floats:
        """Points of the model (n, 2) as pixels."""
        return placed(points, self.matrix)

    def place(self, at: tuple[float, float]) -> tuple[float, float] | None:
        """A point as a pixel; none if it is no number."""
        a, b, c, d, e, f = self.matrix.ravel().tolist()
        x, y = a * at[0] + b * at[1] + c, d * at[0] + e * at[1] + f
        return (x, y) if math.isfinite(x) and math.isfinite(y) else None

    def size(self, size: float, unit: str) -> float:
        """A size on paper or in the model as pixels."""
        return size * (self.px_per_mm if unit == "mm" else self.px_per_m)

    def _enter(self, model: bool) -> None:
        """In metres, with pens that keep their width, or in pixels."""
        if model is not self._in_model:
            self._in_model = model
            self.painter.setTransform(self._model if model else self._base)

    def _take(self, style: Style) -> None:
        self.painter.setPen(pen_of(style, self.px_per_mm * self._ratio, cosmetic=True))
        self.painter.setBrush(brush_of(style))

    def _outline(self, mark: Outline) -> None:
        painter, path, style = self.painter, self._shapes.path(mark), mark.style
        if not style.fill and style.hatch is None:
            painter.drawPath(path)
        elif is_closed(mark):
            painter.drawPath(path)
            if style.hatch is not None:
                self._hatch(path, style, style.hatch)
                self._take(style)
        else:
            painter.strokePath(path, painter.pen())

    def _hatch(self, path: QPainterPath, style: Style, hatch: Hatch) -> None:
        """By a texture whose lines keep to a grid of the model, as on paper."""
        gap = hatch.spacing_mm * self.px_per_mm
        width = max(hatch.width_mm * self.px_per_mm, 0.7)
        ink = colour(hatch.colour or style.stroke, style.opacity)
        self.painter.setPen(Qt.PenStyle.NoPen)
        if gap < _TINT_PX:
            self.painter.setBrush(colour(hatch.colour or style.stroke, style.opacity * width / _TINT_PX / 2))
            self.painter.drawPath(path)
            return
        tile = _tile(ink.rgba(), round(width / gap, 2))
        origin = self.matrix[:, 2].tolist()
        inverse, _ = (self._model * self._base.inverted()[0]).inverted()
        for angle in (hatch.angle_deg, hatch.angle_deg + 90) if hatch.cross else (hatch.angle_deg,):
            brush = QBrush(tile)
            place = QTransform().translate(*origin).rotate(-(angle + self.turn_deg)).scale(1.0, gap / _TILE)
            brush.setTransform(place * inverse)
            self.painter.setBrush(brush)
            self.painter.drawPath(path)

    def _other(self, mark: Mark) -> None:
        match mark:
            case Label():
                paint_label(self, mark)
            case Symbol():
                paint_symbol(self, mark)
            case Picture():
                self._picture(mark)
            case Dots():
                self._dots(mark)
            case Paths():
                paint_paths(self.painter, mark, self.matrix, self.px_per_mm, self.breathe)

    def _dots(self, mark: Dots) -> None:
        points = self.px(mark.points[np.isfinite(mark.points).all(axis=1)])
        edge = np.array([self.painter.device().width(), self.painter.device().height()]) / self._ratio + 20
        points = points[((points > -20) & (points < edge)).all(axis=1)]
        pen = QPen(colour(mark.style.fill or mark.style.stroke, mark.style.opacity), mark.diameter_mm * self.px_per_mm)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self.painter.setPen(pen)
        for first in range(0, len(points), _SLICE // 8):
            self.painter.drawPoints(polygon_of(points[first : first + _SLICE // 8]))
            self.breathe()

    def _picture(self, mark: Picture) -> None:
        first, right, below = self.px(corners(mark))
        image = picture_of(mark.path)
        painter = self.painter
        if image.isNull():
            painter.setPen(QPen(colour("#8b877f"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(polygon_of(np.array([first, right, right + below - first, below])))
            return
        (a, b), (c, d) = ((right - first) / image.width()).tolist(), ((below - first) / image.height()).tolist()
        painter.save()
        painter.setOpacity(painter.opacity() * mark.style.opacity)
        painter.setTransform(QTransform(a, b, c, d, float(first[0]), float(first[1])), True)
        painter.drawImage(QPointF(0, 0), image)
        painter.restore()


def _rings(mark: Outline) -> list[Floats]:
    match mark:
        case Arc():
            return outline(mark, max(abs(mark.radius_m) * _FINENESS, 1e-12))
        case Ellipse():
            return outline(mark, max(abs(mark.half_x_m), abs(mark.half_y_m), 1e-12) * _FINENESS)
        case _:
            return outline(mark)


@lru_cache(maxsize=128)
def _tile(ink: int, share: float) -> QImage:
    """A texture with one line across, in the middle of its rows' beginning; ``share`` of it is line."""
    rows = np.arange(_TILE)
    distance = np.minimum(rows + 0.5, _TILE - rows - 0.5) / _TILE
    cover = np.clip((share / 2 - distance) * _TILE + 0.5, 0, 1)
    alpha = (ink >> 24 & 255) * cover
    tile = QImage(8, _TILE, QImage.Format.Format_ARGB32)
    for row, strength in enumerate(alpha.round().astype(int).tolist()):
        for column in range(8):
            tile.setPixel(column, row, strength << 24 | ink & 0xFFFFFF)
    return tile
