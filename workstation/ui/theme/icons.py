"""Icons from resources/icons (Tabler, MIT), tinted with the theme's ink at any resolution."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from workstation.domain.resources import ROOT

FOLDER = ROOT / "icons"
_SIZES = (18, 24, 36, 64)  # few: each is drawn for each icon of the window; between them they are scaled down


@lru_cache(maxsize=512)
def icon(name: str, colour: str, disabled: str = "") -> QIcon:
    """The icon of that name in one colour, and in another (or a paler one) on a control that is disabled.

    Raises ``FileNotFoundError`` for a name that is not shipped.
    """
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(name, colour, size))
        if disabled:
            made.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return made


def drawing(name: str, colour: str) -> str:
    """The icon's SVG in one colour. Raises ``FileNotFoundError`` for a name that is not shipped."""
    return (FOLDER / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """The icon as a square picture of ``size`` pixels."""
    renderer = QSvgRenderer(QByteArray(drawing(name, colour).encode()))
    picture = QPixmap(QSize(size, size))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
