"""Settings: the look, the language, and which plugins may run."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from workstation.domain.words import LANGUAGES, N_
from workstation.ui.kit.form import Field, Form
from workstation.ui.kit.parts import button, label
from workstation.ui.plugins import PluginsPanel
from workstation.ui.shell import Shell
from workstation.ui.theme import THEMES

LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
THEME_WORDS = {"light": N_("Light"), "dark": N_("Dark"), "projector": N_("Projector")}
SCALES = (0.8, 1.0, 1.2, 1.4, 1.7, 2.0)

_FIELDS = (
    Field("language", N_("Language"), "choice", choices=[(name, LANGUAGE_NAMES[name]) for name in LANGUAGES]),
    Field("theme", N_("Theme"), "choice", choices=[(name, THEME_WORDS[name]) for name in THEMES]),
    Field("text_scale", N_("Text size"), "choice", choices=[(scale, f"{scale:.0%}") for scale in SCALES]),
    Field("field_mode", N_("Field mode (for gloves)"), "bool", help=N_("Every control is large enough for a glove.")),
)


class SettingsDialog(QDialog):
    """The look is taken over by the button below; approvals of plugins count at once."""

    def __init__(self, shell: Shell, sign_in: Callable[[], None]) -> None:
        super().__init__(shell.window)
        self._shell = shell
        words = shell.words
        self.setWindowTitle(words("Settings"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.addWidget(label(words("Settings"), "title"))
        self.form = Form(shell, _FIELDS)
        self.form.set_values({field.name: getattr(shell.settings, field.name) for field in _FIELDS})
        look = QWidget()
        inner = QVBoxLayout(look)
        inner.setContentsMargins(0, 14, 0, 0)
        inner.addWidget(self.form)
        inner.addStretch(1)
        self.plugins = PluginsPanel(shell, sign_in)
        self.tabs = QTabWidget()
        self.tabs.addTab(look, words("Look and language"))
        self.tabs.addTab(self.plugins, words("Plugins"))
        layout.addWidget(self.tabs, 1)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(button(shell, words("Cancel"), self.reject))
        self.accept_button = button(shell, words("Use these settings"), self.use, role="primary", icon_name="check")
        line.addWidget(self.accept_button)
        layout.addLayout(line)
        scale = shell.tokens.scale
        self.resize(round(820 * scale), round(520 * scale))

    def use(self) -> None:
        """Take the look and the language over."""
        values = self.form.values()
        if values is not None:
            self.accept()
            self._shell.prefer(**_chosen(values))


def _chosen(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
