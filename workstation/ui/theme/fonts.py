"""The shipped fonts, so that Chinese is drawn on any machine."""

from PySide6.QtGui import QFont, QFontDatabase

from workstation.domain.resources import ROOT

FAMILY = "Noto Sans SC"


def load_fonts() -> list[str]:
    """Register the shipped fonts with Qt; returns their families."""
    families: list[str] = []
    for path in sorted((ROOT / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number)
    return families


def body_font(points: float) -> QFont:
    """The font of the interface."""
    font = QFont(FAMILY)
    font.setPointSizeF(points)
    return font
