"""Small parts that every page is made of: header, card, badge, notice, empty state, property list."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workstation.ui.shell import Shell
from workstation.ui.theme import icon

_SENTENCE = 420  # the width of a sentence in an empty state, and what it needs beyond its text
_SENTENCE_MARGIN = 12
_TITLE_WIDTH = 150  # the titles of a property list break their line beyond it


class _Wrapped(QLabel):
    """A text of several lines that is never cut: layouts forget the height that a width asks for."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_whole()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._keep_whole()

    def _keep_whole(self) -> None:
        self.setMinimumHeight(0)  # a label counts its least height as needed: it would never become lower again
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))


def label(text: str, role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label. Roles: display, title, muted, small, figure, error."""
    made = _Wrapped(text) if wrap else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def button(
    shell: Shell, text: str, on_click: Callable[[], object], *, icon_name: str = "", role: str = "", tip: str = "",
) -> QPushButton:
    """A push button. Roles: primary, danger, quiet."""
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        tokens = shell.tokens
        ink = {"primary": tokens.on_accent, "danger": tokens.danger}.get(role, tokens.text)
        made.setIcon(icon(icon_name, ink, tokens.text_faint))
        made.setIconSize(QSize(tokens.icon, tokens.icon))
    if tip:
        made.setToolTip(tip)
    if not text:
        made.setAccessibleName(tip)
    made.clicked.connect(lambda: on_click())
    return made


def on_key(scope: QWidget, keys: str | QKeySequence.StandardKey, act: Callable[[], object]) -> None:
    """Let keys act while the cursor is in ``scope``; text fields in it keep the letters that are typed into them."""
    shortcut = QShortcut(QKeySequence(keys), scope)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # PySide ignores it beside a callable
    shortcut.activated.connect(lambda: act())


class Badge(QLabel):
    """A short word on a tinted ground. Levels: info, success, warning, error, accent, neutral."""

    def __init__(self, shell: Shell, text: str, level: str = "neutral") -> None:
        super().__init__(text)
        ink, ground = shell.tokens.level(level)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setStyleSheet(
            f"color: {ink}; background: {ground}; border-radius: 4px; padding: 2px 8px;"
            f" font-size: {shell.tokens.type_small:g}pt; font-weight: 700;"
        )
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)


def to_verify_badge(shell: Shell) -> Badge:
    """The mark 「待核」: a value that nobody has compared with the official text."""
    badge = Badge(shell, shell.words("To be verified"), "warning")
    badge.setToolTip(shell.words("For reference only: compare it with the official text before relying on it."))
    return badge


class Card(QFrame):
    """A framed group with an optional title and actions; add content to ``body``."""

    def __init__(self, title: str = "", *actions: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 14)
        outer.setSpacing(8)
        if title or actions:
            line = QHBoxLayout()
            line.addWidget(label(title, "title"))
            line.addStretch(1)
            for action in actions:
                line.addWidget(action)
            outer.addLayout(line)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body)


class Header(QWidget):
    """The head of a page: title, a line of explanation, actions on the right."""

    def __init__(self, title: str, subtitle: str = "", *actions: QWidget) -> None:
        super().__init__()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        self._title = label(title, "display")
        texts.addWidget(self._title)
        self.subtitle = label(subtitle, "muted", wrap=True)
        if not subtitle:
            self.subtitle.hide()  # never setVisible(True) here: without a parent it would be a window of its own
        texts.addWidget(self.subtitle)
        self._line.addLayout(texts, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        for action in actions:
            self._actions.addWidget(action, 0, Qt.AlignmentFlag.AlignBottom)
        self._line.addLayout(self._actions)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where title and actions have no room side by side, the actions go below."""
        super().resizeEvent(event)
        narrow = self._title.sizeHint().width() + self._actions.sizeHint().width() + 24 > event.size().width()
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if way is not self._line.direction():
            self._line.setDirection(way)
            self._line.setAlignment(self._actions, Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag(0))

    def set_subtitle(self, text: str) -> None:
        """Change the line of explanation."""
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))


class EmptyState(QWidget):
    """Says that there is nothing yet and what to do next."""

    def __init__(self, shell: Shell, icon_name: str, text: str, *actions: QWidget) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.setSpacing(14)
        picture = QLabel()
        size = round(48 * shell.tokens.scale)
        picture.setPixmap(icon(icon_name, shell.tokens.text_faint).pixmap(size, size))
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        sentence = label(text, "muted", wrap=True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        wanted = sentence.fontMetrics().horizontalAdvance(text) + _SENTENCE_MARGIN
        sentence.setFixedWidth(min(round(_SENTENCE * shell.tokens.scale), wanted))
        layout.addWidget(sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch(1)
        for action in actions:
            line.addWidget(action)
        line.addStretch(1)
        layout.addLayout(line)


class NoticeBar(QFrame):
    """A non-modal message with a button to dismiss it, and further ones that do something about it."""

    def __init__(
        self, shell: Shell, text: str, level: str, on_close: Callable[["NoticeBar"], None],
        acts: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        super().__init__()
        ink, ground = shell.tokens.level(level)
        self.setObjectName("notice")
        self.setStyleSheet(f"#notice {{ background: {ground}; border: 1px solid {ink}; border-radius: 6px; }}")
        names = {"error": "alert-octagon", "warning": "alert-triangle", "success": "circle-check"}
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 6, 6)
        picture = QLabel()
        picture.setPixmap(icon(names.get(level, "info-circle"), ink).pixmap(20, 20))
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        self.message = label(text, wrap=True, selectable=True)
        line.addWidget(self.message, 1)
        for title, act in acts:
            line.addWidget(button(shell, title, act, role="quiet"), 0, Qt.AlignmentFlag.AlignTop)
        close = button(shell, "", lambda: on_close(self), icon_name="x", role="quiet", tip=shell.words("Dismiss"))
        close.setAccessibleName(shell.words("Dismiss"))
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)


class PropertyList(QWidget):
    """Labels and values in two columns; values can be selected and copied."""

    def __init__(self, rows: Sequence[tuple[str, str | QWidget]] = ()) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.set_rows(rows)

    def set_rows(self, rows: Sequence[tuple[str, str | QWidget]]) -> None:
        """Replace all rows."""
        clear(self._grid)
        for number, (name, value) in enumerate(rows):
            title = label(name, "small", wrap=True)
            title.setMinimumWidth(min(title.fontMetrics().horizontalAdvance(name) + 2, _TITLE_WIDTH))
            self._grid.addWidget(title, number, 0, Qt.AlignmentFlag.AlignTop)
            shown = value if isinstance(value, QWidget) else label(value or "—", wrap=True, selectable=True)
            self._grid.addWidget(shown, number, 1)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def separator() -> QFrame:
    """A thin line."""
    line = QFrame()
    line.setProperty("role", "line")
    return line


def copy_text(text: str) -> None:
    """Put text on the clipboard."""
    QGuiApplication.clipboard().setText(text)
