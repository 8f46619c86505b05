"""The line below the board: what is typed, what the tool asks for, the style of what comes next."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from workstation.api.widgets import Shell

_WIDTH = 190


class CommandLine(QWidget):
    """``typed`` carries what was entered, ``styled`` the style that was chosen."""

    typed = Signal(str)
    styled = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._words = shell.words
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 4, 10, 4)
        self.prompt = QLabel()
        self.prompt.setTextFormat(Qt.TextFormat.PlainText)
        self.command = QLineEdit()
        self.command.setPlaceholderText("3200<90")
        self.command.setAccessibleName(shell.words("Command line"))
        self.command.setFixedWidth(round(_WIDTH * shell.tokens.scale))
        self.command.returnPressed.connect(self._enter)
        self.style_box = QComboBox()
        self.style_box.setAccessibleName(shell.words("Style"))
        self.style_box.activated.connect(lambda _: self.styled.emit(str(self.style_box.currentData() or "")))
        line.addWidget(self.command)
        line.addWidget(self.prompt, 1)
        line.addWidget(self.style_box)

    def offer(self, choices: Mapping[str, str], current: str) -> None:
        """Offer these styles; none hides the choice."""
        self.style_box.clear()
        for name, title in choices.items():
            self.style_box.addItem(self._words(title), name)
        self.style_box.setCurrentIndex(max(0, self.style_box.findData(current)))
        self.style_box.setVisible(bool(choices))

    def ask(self, text: str) -> None:
        """Show what is asked for; where there is no room the whole of it is in the tip."""
        self.prompt.setText(text)
        self.prompt.setToolTip(text)

    def begin(self, text: str) -> None:
        """Take a figure that was typed on the board."""
        self.command.setFocus()
        self.command.setText(self.command.text() + text)

    def _enter(self) -> None:
        text = self.command.text().strip()
        self.command.clear()
        self.typed.emit(text)
