"""A sheet as a picture, painted as on the screen."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from workstation.domain.drawing import Sheet, View
from workstation.domain.errors import UserError
from workstation.ui.canvas.painter import MarkPainter

MOST_PIXELS = 120_000_000


def sheet_image(sheet: Sheet, dpi: float = 200.0) -> QImage:
    """The sheet on white. Raises ``UserError("canvas.picture_too_large")``."""
    px_per_mm = dpi / 25.4
    width, height = round(sheet.width_mm * px_per_mm), round(sheet.height_mm * px_per_mm)
    if width * height > MOST_PIXELS:
        raise UserError("canvas.picture_too_large", width=width, height=height)
    image = QImage(max(width, 1), max(height, 1), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(px_per_mm * 1000))
    image.setDotsPerMeterY(round(px_per_mm * 1000))
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    for view in sheet.views:
        paint_view(painter, view, sheet.height_mm, px_per_mm)
    painter.end()
    return image


def paint_view(painter: QPainter, view: View, sheet_height_mm: float, px_per_mm: float) -> None:
    """One view of a sheet whose upper left corner is the painter's origin."""
    painter.save()
    if view.clip:
        top = sheet_height_mm - view.bottom_mm - view.height_mm
        painter.setClipRect(QRectF(*(v * px_per_mm for v in (view.left_mm, top, view.width_mm, view.height_mm))))
    (zero, right, up) = view.on_paper(np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]))
    flip = np.array([px_per_mm, -px_per_mm])
    corner = np.array([0.0, sheet_height_mm * px_per_mm])
    matrix = np.column_stack(((right - zero) * flip, (up - zero) * flip, zero * flip + corner))
    MarkPainter(painter, matrix, px_per_mm).draw(view.marks)
    painter.restore()


def write_png(sheet: Sheet, path: Path, dpi: float = 200.0) -> None:
    """Write the sheet. Raises ``UserError``: ``canvas.picture_too_large``, ``canvas.picture_not_written``."""
    if not QImageWriter(str(path), QByteArray(b"png")).write(sheet_image(sheet, dpi)):
        raise UserError("canvas.picture_not_written", path=path)
