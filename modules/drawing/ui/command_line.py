"""The line below the board: what is typed, what the tool asks for, the style of what comes next. Where the board is
narrow, what the tool asks for stands above the rest, so that it can be read whole."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from workstation.api.widgets import Shell

_WIDTH, _NARROW = 190, 760


class CommandLine(QWidget):
    """``typed`` carries what was entered, ``styled`` the style that was chosen."""

    typed = Signal(str)
    styled = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._words = shell.words
        self._narrow = round(_NARROW * shell.tokens.scale)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(10, 4, 10, 4)
        self._layout.setVerticalSpacing(2)
        self._layout.setColumnStretch(1, 1)
        self.prompt = QLabel()
        self.prompt.setTextFormat(Qt.TextFormat.PlainText)
        self.prompt.setWordWrap(True)
        self.command = QLineEdit()
        self.command.setPlaceholderText("3200<90")
        self.command.setAccessibleName(shell.words("Command line"))
        self.command.setFixedWidth(round(_WIDTH * shell.tokens.scale))
        self.command.returnPressed.connect(self._enter)
        self.style_box = QComboBox()
        self.style_box.setAccessibleName(shell.words("Style"))
        self.style_box.activated.connect(lambda _: self.styled.emit(str(self.style_box.currentData() or "")))
        self._layout.addWidget(self.command, 1, 0)
        self._layout.addWidget(self.style_box, 1, 2)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Put the prompt between the fields, or above them."""
        if self.width() < self._narrow:
            self._layout.addWidget(self.prompt, 0, 0, 1, 3)
        else:
            self._layout.addWidget(self.prompt, 1, 1)

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
