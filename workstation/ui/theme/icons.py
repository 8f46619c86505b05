"""Icons from resources/icons (Tabler, MIT), tinted with the theme's ink at any resolution."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from workstation.domain.resources import ROOT

FOLDER = ROOT / "icons"
_SIZES = (16, 20, 24, 32, 48, 64)


@lru_cache(maxsize=512)
def icon(name: str, colour: str) -> QIcon:
    """The icon of that name in one colour. Raises ``FileNotFoundError`` for a name that is not shipped."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(name, colour, size))
    return made


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """The icon as a square picture of ``size`` pixels."""
    drawing = (FOLDER / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    picture = QPixmap(QSize(size, size))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
