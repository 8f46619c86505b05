"""What is drawn over a cloud: measures, picks, scale bar, north; in pixels of the widget."""

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from modules.clouds.records import Cloud, Measure, MeasureKind, Projection, Triple
from modules.clouds.rules.wording import value_text
from workstation.api.widgets import Shell

if TYPE_CHECKING:
    from modules.clouds.ui.view import PointView

_INK, _HALO, _PICK = QColor("#ffd166"), QColor(0, 0, 0, 190), QColor("#ff7a45")
_BAR_PX = 140


class Overlay:
    """``measures`` are drawn always; ``pointer`` is the point under the cursor while a tool is in hand."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.measures: list[Measure] = []
        self.cloud: Cloud | None = None
        self.pointer: Triple | None = None
        self.chosen = ""

    def paint(self, painter: QPainter, view: "PointView") -> None:
        """Draw everything."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(view.font())
        font.setPointSizeF(self._shell.tokens.type_small)
        painter.setFont(font)
        for measure in self.measures:
            self._measure(painter, view, measure)
        if view.picks or self.pointer is not None:
            self._picks(painter, view)
        self._scale_bar(painter, view)
        self._north(painter, view)

    def _places(self, view: "PointView", points: list[Triple]) -> list[QPointF | None]:
        if view.pyramid is None or not points:
            return []
        local = np.array(points) - view.pyramid.origin
        seen = view.camera.project(local, view.width(), view.height())
        return [
            QPointF(x, y) if depth > 0 and abs(x) < 1e5 and abs(y) < 1e5 else None for x, y, depth in seen
        ]

    def _measure(self, painter: QPainter, view: "PointView", measure: Measure) -> None:
        places = self._places(view, list(measure.points))
        ink = _PICK if measure.id == self.chosen else _INK
        self._lines(painter, places, ink, closed=measure.kind is MeasureKind.AREA)
        shown = [place for place in places if place is not None]
        if shown:
            middle = QPointF(sum(p.x() for p in shown) / len(shown), sum(p.y() for p in shown) / len(shown))
            where = shown[0] if measure.kind is MeasureKind.POINT else middle
            self._label(painter, where, f"M{measure.number}  {value_text(measure, brief=True)}", ink)

    def _picks(self, painter: QPainter, view: "PointView") -> None:
        points = list(view.picks)
        if self.pointer is not None:
            points.append(self.pointer)
        closed = view.tool is MeasureKind.AREA and len(points) > 2
        self._lines(painter, self._places(view, points), _PICK, closed=closed)

    def _lines(self, painter: QPainter, places: list[QPointF | None], ink: QColor, *, closed: bool) -> None:
        pairs = list(zip(places, places[1:] + (places[:1] if closed else []), strict=False))
        for colour, width in ((_HALO, 4.0), (ink, 1.8)):
            painter.setPen(QPen(colour, width))
            for start, end in pairs:
                if start is not None and end is not None:
                    painter.drawLine(start, end)
            painter.setBrush(ink if colour is ink else _HALO)
            for place in places:
                if place is not None:
                    painter.drawEllipse(place, 3.0 + (width > 2), 3.0 + (width > 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _label(self, painter: QPainter, place: QPointF, text: str, ink: QColor) -> None:
        metrics = painter.fontMetrics()
        box = QRectF(metrics.boundingRect(text)).adjusted(-6, -3, 6, 3)
        box.moveTo(place.x() + 10, place.y() - box.height() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_HALO)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _scale_bar(self, painter: QPainter, view: "PointView") -> None:
        """A length at the target's distance; exact everywhere in parallel views, marked as approximate in others."""
        camera = view.camera
        size = camera.pixel_size(view.height()) * (1.0 if camera.parallel else camera.distance)
        metres = self.cloud.metres if self.cloud is not None else None
        unit = size * (metres or 1.0)
        if not unit > 0:
            return
        rough = unit * _BAR_PX
        power = 10.0 ** math.floor(math.log10(rough))
        length = next(step * power for step in (5, 2, 1) if step * power <= rough)
        pixels = length / unit
        left, bottom = 18.0, view.height() - 18.0
        name = "m" if metres else self._shell.words("units of the file")
        text = f"{'' if camera.parallel else '≈ '}{length:g} {name}"
        for colour, width in ((_HALO, 5.0), (QColor("#f4f4f0"), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawPolyline(QPolygonF([
                QPointF(left, bottom - 6), QPointF(left, bottom), QPointF(left + pixels, bottom),
                QPointF(left + pixels, bottom - 6),
            ]))
        self._label(painter, QPointF(left - 10, bottom - 6), text, QColor("#f4f4f0"))

    def _north(self, painter: QPainter, view: "PointView") -> None:
        """Where the y axis of the frame points, in plan and perspective."""
        if view.camera.projection not in (Projection.PLAN, Projection.PERSPECTIVE):
            return
        axes = view.camera.axes()
        way = np.array([axes[0][1], -axes[1][1]])
        length = float(np.hypot(*way))
        if length < 0.05:
            return
        centre, tip = QPointF(view.width() - 36.0, 40.0), QPointF(*(way / length * 20))
        for colour, width in ((_HALO, 6.0), (QColor("#f4f4f0"), 2.4)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(centre - tip, centre + tip)
            aside = QPointF(-tip.y(), tip.x()) * 0.3
            for side in (aside, -aside):
                painter.drawLine(centre + tip, centre + tip * 0.5 + side)
        frame = self.cloud.frame if self.cloud is not None else ""
        name = "N" if frame.startswith("EPSG:") else "Y"
        self._label(painter, QPointF(view.width() - 56.0, 94.0), name, QColor("#f4f4f0"))
