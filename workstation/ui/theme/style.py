"""Palette and style sheet made from the tokens."""

from pathlib import Path

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from workstation.ui.theme.fonts import body_font
from workstation.ui.theme.pictures import picture_file
from workstation.ui.theme.tokens import Tokens

_SHEET = Path(__file__).with_name("style.qss")


def apply_theme(app: QApplication, tokens: Tokens) -> None:
    """Give the whole program one look."""
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(_palette(tokens))
    app.setFont(body_font(tokens.type_body))
    app.setStyleSheet(style_sheet(tokens))


def style_sheet(tokens: Tokens) -> str:
    """The style sheet with every ``@token`` filled in, longest names first."""
    sheet = _SHEET.read_text("utf-8")
    values = {name: getattr(tokens, name) for name in tokens.__dataclass_fields__}
    pictures = {
        "tick": ("check", tokens.on_accent), "dot": ("circle", tokens.on_accent), "check": ("check", tokens.text),
        "arrow": ("chevron-down", tokens.text),
    }
    values |= {f"picture_{name}": picture_file(*picture) for name, picture in pictures.items()}
    for name in sorted(values, key=len, reverse=True):
        value = values[name]
        sheet = sheet.replace(f"@{name}", f"{value:g}" if isinstance(value, float) else str(value))
    return sheet


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.window, QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface, QPalette.ColorRole.AlternateBase: tokens.sunken,
        QPalette.ColorRole.Text: tokens.text, QPalette.ColorRole.PlaceholderText: tokens.text_faint,
        QPalette.ColorRole.Button: tokens.surface, QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.ToolTipBase: tokens.text, QPalette.ColorRole.ToolTipText: tokens.surface,
        QPalette.ColorRole.Highlight: tokens.selected, QPalette.ColorRole.HighlightedText: tokens.text,
        QPalette.ColorRole.Link: tokens.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.text_faint))
    return palette
