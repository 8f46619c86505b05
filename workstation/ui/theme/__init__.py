"""The look: one set of tokens per theme, from which palette and style sheet are made."""

from workstation.ui.theme.fonts import load_fonts
from workstation.ui.theme.icons import icon
from workstation.ui.theme.style import apply_theme
from workstation.ui.theme.tokens import THEMES, Tokens, tokens_for

__all__ = ["THEMES", "Tokens", "apply_theme", "icon", "load_fonts", "tokens_for"]
