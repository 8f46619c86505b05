"""Arrays of points as the painter's paths, without a loop in Python."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainterPath, QPen, QPolygonF

from workstation.domain.drawing import Floats, Style

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])


def path_of(rings: list[Floats], *, closed: bool) -> QPainterPath:
    """One path through several rings of pixels, (n, 2) each."""
    if closed:
        rings = [np.concatenate((ring, ring[:1])) for ring in rings]
    if not rings:
        return QPainterPath()
    points = np.concatenate(rings)
    connect = np.ones(len(points), dtype=np.int32)
    connect[np.cumsum([len(ring) for ring in rings]) - 1] = 0
    return joined(points, connect)


def joined(points: Floats, connect: NDArray[np.int32]) -> QPainterPath:
    """A path where ``connect[i]`` says whether point i is joined with the next one; a ring ends where it began.

    Qt reads the whole path at once from its own serial form (Qt documentation, Serializing Qt Data Types): the number
    of elements, each with its kind (0 move, 1 line) and place, then the start of the open part and the filling rule.
    Nothing is imported here: this runs on the canvas's thread, and what patches Qt's classes there ends the program.
    """
    path = QPainterPath()
    if len(points) < 2:
        return path
    elements = np.empty(len(points), _ELEMENT)
    elements["x"], elements["y"] = points[:, 0], points[:, 1]
    elements["kind"][0] = 0
    elements["kind"][1:] = connect[:-1] != 0
    _read(len(points).to_bytes(4, "big") + elements.tobytes() + bytes(8)) >> path
    return path


def polygon_of(points: Floats) -> QPolygonF:
    """Points for ``drawPoints`` or ``drawPolygon``."""
    polygon = QPolygonF()
    _read(len(points).to_bytes(4, "big") + np.asarray(points, ">f8").tobytes()) >> polygon
    return polygon


def _read(serial: bytes) -> QDataStream:
    return QDataStream(QByteArray(serial))


@lru_cache(maxsize=1024)
def colour(text: str, opacity: float = 1.0) -> QColor:
    """A colour from ``#rrggbb``."""
    made = QColor(text)
    made.setAlphaF(max(0.0, min(opacity, 1.0)))
    return made


@lru_cache(maxsize=1024)
def pen_of(style: Style, px_per_mm: float, *, cosmetic: bool = False) -> QPen:
    """The pen of a style; lines thinner than a pixel are a pixel wide, and paler. A cosmetic one keeps its width in
    pixels of the device whatever is transformed."""
    if not style.stroke or style.width_mm <= 0:
        return QPen(Qt.PenStyle.NoPen)
    width = style.width_mm * px_per_mm
    pen = QPen(colour(style.stroke, style.opacity * max(0.45, min(1.0, width))), max(width, 1.0))
    pen.setCosmetic(cosmetic)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    if style.dash_mm:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        dashes = [max(part * px_per_mm / pen.widthF(), 0.01) for part in style.dash_mm]
        pen.setDashPattern(dashes * (1 if len(dashes) % 2 == 0 else 2))
    return pen


@lru_cache(maxsize=1024)
def brush_of(style: Style) -> QBrush:
    """The brush of a style."""
    if not style.fill:
        return QBrush(Qt.BrushStyle.NoBrush)
    return QBrush(colour(style.fill, style.opacity * style.fill_opacity))


@lru_cache(maxsize=12)
def picture_of(path: str) -> QImage:
    """The picture in that file; empty if it can't be read. For files that were made here, such as derived ones."""
    return QImage(path)
