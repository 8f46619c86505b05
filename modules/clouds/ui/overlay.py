"""What is drawn over a cloud: measures, picks, scale bar, north; in pixels of the widget."""

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from modules.clouds.records import Cloud, Measure, MeasureKind, Projection
from modules.clouds.rules.labels import laid
from modules.clouds.rules.measure import places_of
from modules.clouds.rules.morton import Array
from modules.clouds.rules.wording import CLOSED, told_text, value_text
from workstation.api.widgets import Shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from modules.clouds.rules.placing import Place
    from modules.clouds.rules.scene import Spot
    from modules.clouds.ui.view import PointView

_INK, _HALO, _PICK = QColor("#ffd166"), QColor(0, 0, 0, 190), QColor("#ff7a45")
_BAR_PX, _GAP_PX = 140, 9.0


class Overlay:
    """``measures`` are drawn always, where ``places`` puts their clouds; ``pointer`` is the spot under the cursor while
    a tool is in hand. ``painters`` draw what else is to be seen, below the measures."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.measures: list[Measure] = []
        self.cloud: Cloud | None = None
        self.places: dict[str, Place] = {}
        self.pointer: Spot | None = None
        self.painters: list[Callable[[QPainter, PointView], object]] = []
        self.chosen = ""
        self._names: list[tuple[QPointF, str, QColor]] = []

    @property
    def metres(self) -> float | None:
        """Metres in one unit of the view's frame, if that is known."""
        return self.cloud.metres if self.cloud is not None else None

    def paint(self, painter: QPainter, view: "PointView") -> None:
        """Draw everything; names last, beside one another."""
        self._names.clear()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(view.font())
        font.setPointSizeF(self._shell.tokens.type_small)
        painter.setFont(font)
        for paint in self.painters:
            paint(painter, view)
        for measure in self.measures:
            self._measure(painter, view, measure)
        if view.picks or self.pointer is not None:
            self._picks(painter, view)
        self._lay_names(painter, view)
        self._scale_bar(painter, view)
        self._north(painter, view)

    def places_in(self, view: "PointView", points: Array) -> list[QPointF | None]:
        """Where points (n, 3: real coordinates of the scene) are seen; none for one that is behind the eye."""
        if view.scene is None or not len(points):
            return []
        seen = view.camera.project(points - view.scene.origin, view.width(), view.height())
        return [
            QPointF(x, y) if depth > 0 and abs(x) < 1e5 and abs(y) < 1e5 else None for x, y, depth in seen
        ]

    def _measure(self, painter: QPainter, view: "PointView", measure: Measure) -> None:
        points = places_of(measure, self.places)
        if points is None:
            return
        places = self.places_in(view, points)
        ink = _PICK if measure.id == self.chosen else _INK
        self.lines(painter, places, ink, closed=measure.kind in CLOSED)
        shown = [place for place in places if place is not None]
        if shown:
            middle = QPointF(sum(p.x() for p in shown) / len(shown), sum(p.y() for p in shown) / len(shown))
            where = shown[0] if measure.kind is MeasureKind.POINT else middle
            text = told_text(self._shell.words, measure, value_text(measure, brief=True))
            self.name(where, f"M{measure.number}  {text}", ink)

    def _picks(self, painter: QPainter, view: "PointView") -> None:
        spots = [*view.picks, *((self.pointer,) if self.pointer is not None else ())]
        closed = view.tool is not None and view.tool.closed and len(spots) > 2
        points = np.array([spot.here for spot in spots])
        self.lines(painter, self.places_in(view, points), _PICK, closed=closed)

    def lines(self, painter: QPainter, places: list[QPointF | None], ink: QColor, *, closed: bool) -> None:
        """A line through places, with dots."""
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

    def name(self, place: QPointF, text: str, ink: QColor) -> None:
        """A text to stand beside a place, where it covers no other."""
        self._names.append((place, text, ink))

    def _lay_names(self, painter: QPainter, view: "PointView") -> None:
        """Those that were asked for last have the first choice: the measures before the pins."""
        inside = view.rect().toRectF()
        names = [one for one in self._names[::-1] if inside.contains(one[0])]
        boxes = [_box(painter, text) for _, text, _ in names]
        places = [(place.x(), place.y()) for place, _, _ in names]
        room = float(view.width()), float(view.height())
        found = laid(places, [(box.width(), box.height()) for box in boxes], room, _GAP_PX)
        for (place, _, ink), at in zip(names, found, strict=True):
            if at.leader is not None:
                for colour, width in ((_HALO, 3.0), (ink, 1.0)):
                    painter.setPen(QPen(colour, width))
                    painter.drawLine(place, QPointF(*at.leader))
        for (_, text, ink), box, at in zip(names, boxes, found, strict=True):
            box.moveTo(at.left, at.top)
            self._write(painter, box, text, ink)

    def label(self, painter: QPainter, place: QPointF, text: str, ink: QColor) -> None:
        """A text right beside a place, whatever it covers."""
        box = _box(painter, text)
        box.moveTo(place.x() + _GAP_PX, place.y() - box.height() - _GAP_PX / 2)
        self._write(painter, box, text, ink)

    def _write(self, painter: QPainter, box: QRectF, text: str, ink: QColor) -> None:
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
        metres = self.metres
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
        self.label(painter, QPointF(left - 10, bottom - 6), text, QColor("#f4f4f0"))

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
        self.label(painter, QPointF(view.width() - 56.0, 94.0), name, QColor("#f4f4f0"))


def _box(painter: QPainter, text: str) -> QRectF:
    return QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-6, -3, 6, 3)
