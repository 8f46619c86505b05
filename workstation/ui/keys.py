"""The keys, on one sheet (F1): those of the menus, and those that are the same on every page."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from workstation.domain.words import N_
from workstation.ui.kit.columns import Columns
from workstation.ui.kit.page import scrolled
from workstation.ui.kit.parts import Card, PropertyList, button, label
from workstation.ui.shell import Shell

_PAGES = (
    ("Ctrl+N", N_("New record")), ("Ctrl+S", N_("Save")), ("Ctrl+Return", N_("Accept a dialog")),
    ("Esc", N_("Close a dialog")), ("Tab", N_("To the next control")), ("Return", N_("Open what is chosen")),
)


def keys_of(actions: Sequence[QAction]) -> list[tuple[str, str]]:
    """Title and keys of every action that has keys."""
    return [
        (action.text().replace("&", ""), action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        for action in actions if not action.shortcut().isEmpty()
    ]


class KeySheet(QDialog):
    """All keys, in groups: one for each menu, one for pages, and one for the page on view if it has any."""

    def __init__(self, shell: Shell, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        super().__init__(shell.window)
        words = shell.words
        self.setWindowTitle(words("Keys"))
        pages = (words("On every page"), [(words(text), key) for key, text in _PAGES])
        columns = Columns(shell, narrowest=300)
        columns.place([self._card(title, keys) for title, keys in (*groups, pages) if keys])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(12)
        layout.addWidget(label(words("Keys"), "title"))
        layout.addWidget(scrolled(columns), 1)
        line = QHBoxLayout()
        hint = words("Ctrl+K finds every command, page and record by name or first letters.")
        line.addWidget(label(hint, "muted"), 1)
        close = button(shell, words("Close"), self.accept, role="primary")
        line.addWidget(close)
        layout.addLayout(line)
        close.setFocus(Qt.FocusReason.OtherFocusReason)
        scale = shell.tokens.scale
        self.resize(round(860 * scale), round(620 * scale))

    def _card(self, title: str, keys: Sequence[tuple[str, str]]) -> QWidget:
        card = Card(title)
        card.body.addWidget(PropertyList([(key, text) for text, key in keys]))
        card.body.addStretch(1)
        return card
