"""Very many lines and areas of one look: only what is seen, no finer than pixels, in slices."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from workstation.domain.drawing import Floats, Paths
from workstation.ui.canvas.qt_paths import brush_of, colour, joined, pen_of, polygon_of

_RINGS, _POINTS = 100, 4000  # of one slice: what the painter takes a few milliseconds for
_SPECK_PX = 0.7
_BUSY = 15_000
"""With more rings than this in sight, outlines are one pixel wide: wider ones cost four times as much."""

_boxes: "WeakKeyDictionary[Paths, Floats]" = WeakKeyDictionary()


def ring_boxes(paths: Paths) -> Floats:
    """(rings, 4): least x, least y, greatest x, greatest y of each ring; an empty ring has none (NaN)."""
    known = _boxes.get(paths)
    if known is not None:
        return known
    starts, points = paths.starts, paths.points
    boxes = np.full((len(starts) - 1, 4), np.nan)
    filled = np.nonzero(starts[1:] > starts[:-1])[0]
    if len(filled):
        boxes[filled, :2] = np.minimum.reduceat(points, starts[filled], axis=0)
        boxes[filled, 2:] = np.maximum.reduceat(points, starts[filled], axis=0)
    _boxes[paths] = boxes
    return boxes


def taken(starts: NDArray[np.int64], rings: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The indices of the points of some rings, and where each of those rings starts among them."""
    lengths = starts[rings + 1] - starts[rings]
    begins = np.concatenate(([0], np.cumsum(lengths)))
    return np.repeat(starts[rings] - begins[:-1], lengths) + np.arange(begins[-1]), begins


def paint_paths(
    painter: QPainter, mark: Paths, matrix: Floats, px_per_mm: float, breathe: Callable[[], None] = lambda: None
) -> None:
    """Paint what lies in the painter's window; ``breathe`` is called between slices."""
    seen, specks = _in_sight(mark, matrix, painter)
    style = mark.style
    if len(specks):
        painter.setPen(QPen(colour(style.fill or style.stroke, style.opacity * style.fill_opacity), 1.2))
        for first in range(0, len(specks), _POINTS):
            painter.drawPoints(polygon_of(specks[first : first + _POINTS]))
            breathe()
    if not len(seen):
        return
    pen = pen_of(style, px_per_mm)
    if len(seen) > _BUSY and pen.style() != Qt.PenStyle.NoPen:
        pen = QPen(pen.color(), 1.0)
    painter.setPen(pen)
    painter.setBrush(brush_of(style) if mark.closed else Qt.BrushStyle.NoBrush)
    for first in range(0, len(seen), 8 * _RINGS):
        _paint(painter, mark, seen[first : first + 8 * _RINGS], matrix, breathe)


def placed(points: Floats, matrix: Floats) -> Floats:
    """Points (n, 2) of the model as pixels; by columns, which for matrices this small is twice as fast as ``@``."""
    (a, b, c), (d, e, f) = matrix.tolist()
    x, y = points[:, 0], points[:, 1]
    made = np.empty((len(points), 2))
    if b == 0 and d == 0:
        np.multiply(x, a, out=made[:, 0])
        np.multiply(y, e, out=made[:, 1])
    else:
        made[:, 0] = x * a + y * b
        made[:, 1] = x * d + y * e
    made += (c, f)
    return made


def _in_sight(mark: Paths, matrix: Floats, painter: QPainter) -> tuple[NDArray[np.int64], Floats]:
    """Rings that are seen, and the middles (pixels) of those too small to have a shape."""
    boxes = ring_boxes(mark)
    device = painter.device()
    ratio = device.devicePixelRatio()
    middles = placed((boxes[:, :2] + boxes[:, 2:]) / 2, matrix)
    reach = placed((boxes[:, 2:] - boxes[:, :2]) / 2, np.abs(matrix) * (1, 1, 0))
    edge = (device.width() / ratio + 4, device.height() / ratio + 4)
    inside = (
        (middles[:, 0] + reach[:, 0] >= -4) & (middles[:, 0] - reach[:, 0] <= edge[0])
        & (middles[:, 1] + reach[:, 1] >= -4) & (middles[:, 1] - reach[:, 1] <= edge[1])
    )
    speck = (reach[:, 0] < _SPECK_PX / 2) & (reach[:, 1] < _SPECK_PX / 2)
    return np.nonzero(inside & ~speck)[0], middles[inside & speck]


def _paint(
    painter: QPainter, mark: Paths, rings: NDArray[np.int64], matrix: Floats, breathe: Callable[[], None]
) -> None:
    indices, begins = taken(mark.starts, rings)
    points = placed(mark.points[indices], matrix)
    ends = np.zeros(len(points), dtype=bool)
    ends[begins[1:] - 1] = True
    keep = _distinct(points, ends, begins)
    points, ends = points[keep], ends[keep]
    last = np.nonzero(ends)[0] + 1
    first = 0
    while first < len(last):
        start = last[first - 1] if first else 0
        until = int(np.searchsorted(last, start + _POINTS, side="right"))
        until = min(max(until, first + 1), first + _RINGS, len(last))
        stop = last[until - 1]
        path = joined(points[start:stop], (~ends[start:stop]).astype(np.int32))
        path.setFillRule(Qt.FillRule.WindingFill)
        painter.drawPath(path)
        breathe()
        first = until


def _distinct(points: Floats, ends: NDArray[np.bool_], begins: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Points that lie on another half pixel than the one before; the first and the last of a ring always."""
    cells = (points * 2.0).astype(np.int64)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (cells[1:, 0] != cells[:-1, 0]) | (cells[1:, 1] != cells[:-1, 1])
    keep[begins[:-1][begins[:-1] < len(points)]] = True
    return np.asarray(keep | ends)
