"""The start page: recent cases, a new case, one that exists, a sample."""

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workstation.ui.kit.page import scrolled
from workstation.ui.kit.parts import Card, EmptyState, button, clear, label
from workstation.ui.shell import Shell
from workstation.ui.theme import icon

_WIDTH = 860
_MARK = 40


class StartPage(QWidget):
    """Shown while no case is open."""

    def __init__(
        self, shell: Shell, *, new: Callable[[], None], choose: Callable[[], None], open_case: Callable[[Path], None],
        samples: Callable[[], None], settings: Callable[[], None],
    ) -> None:
        super().__init__()
        self._shell, self._open = shell, open_case
        words = shell.words
        content = QWidget()
        content.setMaximumWidth(round(_WIDTH * shell.tokens.scale))
        layout = QVBoxLayout(content)
        layout.setContentsMargins(32, 56, 32, 32)
        layout.setSpacing(20)
        mark = QLabel()
        size = round(_MARK * shell.tokens.scale)
        mark.setPixmap(icon("flame", shell.tokens.accent).pixmap(size, size))
        name = QHBoxLayout()
        name.setSpacing(12)
        name.addWidget(mark)
        name.addWidget(label("烬察 Embercase", "display"), 1)
        layout.addLayout(name)
        layout.addWidget(label(
            words("From the first call to the last rectification check: one case, one folder."), "muted", wrap=True
        ))
        line = QHBoxLayout()
        line.setSpacing(10)
        self.new_button = button(shell, words("New case …"), new, icon_name="plus", role="primary")
        self.open_button = button(shell, words("Open case …"), choose, icon_name="folder-open")
        self.sample_button = button(shell, words("Open sample"), samples, icon_name="book")
        for made in (self.new_button, self.open_button, self.sample_button):
            line.addWidget(made)
        line.addStretch(1)
        self.settings_button = button(shell, words("Settings …"), settings, icon_name="settings", role="quiet")
        line.addWidget(self.settings_button)
        layout.addLayout(line)
        self._card = Card(words("Recent cases"))
        layout.addWidget(self._card)
        layout.addStretch(1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        centre = QHBoxLayout(holder)
        centre.addStretch(1)
        centre.addWidget(content, 6)
        centre.addStretch(1)
        outer.addWidget(scrolled(holder))
        self.refresh()

    def refresh(self) -> None:
        """Read the recent cases again; those that are gone stay, greyed, until they are taken off."""
        clear(self._card.body)
        if not self._shell.settings.recent:
            text = self._shell.words("No case has been opened on this computer yet. Make a new one or open the sample.")
            self._card.body.addWidget(EmptyState(self._shell, "archive", text))
        for name in self._shell.settings.recent:
            self._card.body.addWidget(self._row(Path(name)))

    def _row(self, folder: Path) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        title = _case_name(folder)
        there = title is not None
        made: QPushButton = button(
            self._shell, title or folder.name, lambda: self._open(folder), icon_name="folder", role="quiet"
        )
        made.setEnabled(there)
        line.addWidget(made)
        line.addWidget(label(str(folder), "small"), 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if not there:
            line.addWidget(label(self._shell.words("not there now"), "small"))
        line.addWidget(button(
            self._shell, "", lambda: self._forget(folder), icon_name="x", role="quiet",
            tip=self._shell.words("Take off the list (the case itself stays)"),
        ))
        return row

    def _forget(self, folder: Path) -> None:
        self._shell.settings.recent = [name for name in self._shell.settings.recent if name != str(folder)]
        self._shell.settings.save()
        self.refresh()


def _case_name(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / "case.json").read_text("utf-8"))["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
