"""Labels and symbols on the canvas: many small things, each the same as on paper."""

import math
from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QTransform

from workstation.domain.drawing import INK, Label, Symbol, symbol
from workstation.ui.canvas.qt_paths import colour, path_of

FAMILY = "Noto Sans SC"
_LEADING, _ASCENT, _MIDDLE, _DESCENT, _HALO = 1.35, 0.88, 0.36, -0.14, 0.22
_LEAST_TEXT_PX, _MOST_TEXT_PX = 3.0, 4000.0
_SPRITE_PX = 64.0


class Pen(Protocol):
    """What of a mark painter is used here."""

    painter: QPainter
    turn_deg: float

    def place(self, at: tuple[float, float]) -> tuple[float, float] | None: ...

    def size(self, size: float, unit: str) -> float: ...


def paint_label(pen: Pen, mark: Label) -> None:
    """Lines of text; what would be too small to read is left out."""
    size, at = pen.size(mark.size, mark.unit), pen.place(mark.at)
    if at is None or not _LEAST_TEXT_PX <= size <= _MOST_TEXT_PX:
        return
    painter, font = pen.painter, font_of(round(size), mark.bold)
    lines = mark.text.split("\n")
    spare = (len(lines) - 1) * _LEADING
    first = {"top": _ASCENT, "middle": _MIDDLE - spare / 2, "baseline": -spare, "bottom": _DESCENT - spare}
    turn = -(mark.rotation_deg + pen.turn_deg)
    turned = abs(turn) % 360 > 1e-9
    if turned:
        painter.save()
        painter.setTransform(QTransform().translate(*at).rotate(turn), True)
        at = (0.0, 0.0)
    painter.setFont(font)
    for number, text in enumerate(lines):
        shift = {"left": 0.0, "center": -0.5, "right": -1.0}[mark.across]
        start = QPointF(
            at[0] + (shift * text_width(text, round(size), mark.bold) if shift else 0.0),
            at[1] + (first[mark.upright] + number * _LEADING) * size,
        )
        if mark.halo:
            path = QPainterPath()
            path.addText(start, font, text)
            painter.strokePath(path, rounded(mark.halo, size * _HALO, 0.9))
        painter.setPen(colour(mark.style.stroke, mark.style.opacity))
        painter.drawText(start, text)
    if turned:
        painter.restore()


def paint_symbol(pen: Pen, mark: Symbol) -> None:
    """An upright small one is a picture that is made once; others are painted."""
    size, at = pen.size(mark.size, mark.unit), pen.place(mark.at)
    if at is None or size < 0.5:
        return
    painter, turn = pen.painter, -(mark.rotation_deg + pen.turn_deg)
    if size <= _SPRITE_PX and abs(turn) % 360 < 1e-9 and mark.style.opacity == 1:
        ratio = painter.device().devicePixelRatio()
        sprite = _sprite(mark.name, mark.style.stroke, round(size * 4) / 4, ratio)
        half = sprite.width() / ratio / 2
        painter.drawImage(QPointF(*(round((v - half) * ratio) / ratio for v in at)), sprite)
        return
    painter.save()
    painter.setTransform(QTransform().translate(*at).rotate(turn).scale(size, size), True)
    painter.setOpacity(painter.opacity() * mark.style.opacity)
    _paint(painter, mark.name, mark.style.stroke)
    painter.restore()


def _paint(painter: QPainter, name: str, ink: str) -> None:
    for path, fill, stroke, width in _paths(name):
        inner, outer = (ink if part == INK else part for part in (fill, stroke))
        painter.setBrush(colour(inner) if inner else Qt.BrushStyle.NoBrush)
        painter.setPen(rounded(outer, width) if outer else Qt.PenStyle.NoPen)
        painter.drawPath(path)


@lru_cache(maxsize=512)
def _sprite(name: str, ink: str, size: float, ratio: float) -> QImage:
    edge = math.ceil(size * 1.1) + 2
    image = QImage(round(edge * ratio), round(edge * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(image.width() / ratio / 2, image.height() / ratio / 2)
    painter.scale(size, size)
    _paint(painter, name, ink)
    painter.end()
    return image


@lru_cache(maxsize=512)
def _paths(name: str) -> list[tuple[QPainterPath, str, str, float]]:
    """The shapes of a symbol as paths, y down."""
    found = []
    for shape in symbol(name):
        path = path_of([ring * (1.0, -1.0) for ring in shape.rings], closed=shape.closed)
        path.setFillRule(Qt.FillRule.OddEvenFill)
        found.append((path, shape.fill, shape.stroke, shape.width))
    return found


@lru_cache(maxsize=512)
def rounded(ink: str, width: float, opacity: float = 1.0) -> QPen:
    """A pen with round joins and ends."""
    pen = QPen(colour(ink, opacity), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


@lru_cache(maxsize=256)
def font_of(size_px: int, bold: bool = False) -> QFont:
    """The face of labels, ``size_px`` pixels high."""
    font = QFont(FAMILY)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setBold(bold)
    font.setPixelSize(max(size_px, 1))
    return font


@lru_cache(maxsize=16384)
def text_width(text: str, size_px: int, bold: bool = False) -> float:
    """How wide a line of text is, in pixels."""
    return QFontMetricsF(font_of(size_px, bold)).horizontalAdvance(text)
