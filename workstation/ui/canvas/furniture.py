"""Scale bar, north arrow and attribution in the corners of a canvas."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from workstation.ui.canvas.viewpoint import Viewpoint
from workstation.ui.theme import Tokens

_MARGIN, _LONGEST, _CREDIT = 14.0, 150.0, 0.6
_ROUND = (1.0, 2.0, 5.0)


@dataclass(frozen=True)
class Furniture:
    """``true_scale`` is how many true metres a metre of the model is (cos φ on a Mercator map); ``north_deg`` where
    north is, counter-clockwise from the model's y axis; none: no arrow."""

    scale_bar: bool = True
    true_scale: float = 1.0
    north_deg: float | None = 0.0
    attribution: str = ""


def bar_length(longest_m: float) -> float:
    """The longest round length (1, 2 or 5 times a power of ten) that is not longer."""
    if not (math.isfinite(longest_m) and longest_m > 0):
        return 0.0
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in _ROUND if step * power <= longest_m * (1 + 1e-9))


def length_text(metres: float) -> str:
    """A length for a scale bar."""
    if metres >= 1000:
        return f"{metres / 1000:g} km"
    return f"{metres:g} m" if metres >= 1 else f"{metres * 100:g} cm" if metres >= 0.01 else f"{metres * 1000:g} mm"


def paint_furniture(painter: QPainter, view: Viewpoint, what: Furniture, tokens: Tokens) -> None:
    """Paint over the picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setPointSizeF(tokens.type_small)
    painter.setFont(font)
    ink, ground = QColor(tokens.text), QColor(tokens.surface)
    ground.setAlphaF(0.82)
    if what.scale_bar:
        _scale_bar(painter, view, what.true_scale, ink, ground)
    if what.north_deg is not None:
        _north(painter, view, what.north_deg, ink, ground)
    if what.attribution:
        metrics = QFontMetricsF(font)
        flags = Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextWrapAnywhere  # whose maps these are is never cut
        room = QRectF(0, 0, view.width * _CREDIT, view.height)
        size = metrics.boundingRect(room, flags, what.attribution).adjusted(0, 0, 10, 2)
        box = QRectF(view.width - size.width(), view.height - size.height(), size.width(), size.height())
        painter.fillRect(box, ground)
        painter.setPen(QColor(tokens.text_muted))
        painter.drawText(box.adjusted(5, 1, -5, -1), flags, what.attribution)


def _scale_bar(painter: QPainter, view: Viewpoint, true_scale: float, ink: QColor, ground: QColor) -> None:
    length = bar_length(_LONGEST / view.px_per_m * true_scale)
    if length <= 0:
        return
    width, text = length / true_scale * view.px_per_m, length_text(length)
    high = QFontMetricsF(painter.font()).height()
    x, y = _MARGIN, view.height - _MARGIN
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(x - 7, y - high - 12, width + 14, high + 18), 4, 4)
    for number in range(4):
        painter.setPen(QPen(ink, 1))
        painter.setBrush(ink if number % 2 == 0 else ground)
        painter.drawRect(QRectF(x + width / 4 * number, y - 5, width / 4, 5))
    painter.setPen(ink)
    painter.drawText(QRectF(x - 7, y - high - 9, width + 14, high), Qt.AlignmentFlag.AlignCenter, text)


def _north(painter: QPainter, view: Viewpoint, north_deg: float, ink: QColor, ground: QColor) -> None:
    painter.save()
    painter.translate(view.width - 34, 36)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(QPointF(0, 0), 24, 24)
    painter.rotate(-(view.rotation_deg + north_deg))
    painter.setPen(QPen(ink, 1))
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(0, -12), QPointF(-6, 12), QPointF(0, 7)]))
    painter.setBrush(ground)
    painter.drawPolygon(QPolygonF([QPointF(0, -12), QPointF(6, 12), QPointF(0, 7)]))
    painter.drawText(QRectF(-10, -25, 20, 12), Qt.AlignmentFlag.AlignCenter, "N")
    painter.restore()
