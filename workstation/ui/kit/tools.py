"""Tool bars: acts, switches, and tools of which one is in hand. What finds no room goes into a menu at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QMenu, QToolButton, QWidget

from workstation.ui.shell import Shell
from workstation.ui.theme import icon

_SPACING = 2
_AROUND = 6
_END = 2  # what always stands last: the menu and the rest of the room


@dataclass(frozen=True)
class Tool:
    """One tool of a group: ``title`` is a message id, ``key`` chooses it while the cursor is on the page."""

    id: str
    title: str
    icon: str
    key: str = ""


class ToolGroup(QObject):
    """Tools of which exactly one is in hand; ``chosen`` carries its id whenever another is taken, by whatever way."""

    chosen = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._exclusive = QActionGroup(self)
        self._in_hand = ""
        self._exclusive.triggered.connect(lambda action: self._take(str(action.data())))

    def admit(self, tool_id: str, action: QAction) -> None:
        """Make an action one of the tools."""
        action.setCheckable(True)
        action.setData(tool_id)
        self._exclusive.addAction(action)
        self._actions[tool_id] = action
        if not self._in_hand:
            self._in_hand = tool_id
            action.setChecked(True)

    @property
    def current(self) -> str:
        """The tool in hand."""
        return self._in_hand

    def _take(self, tool_id: str) -> None:
        if tool_id != self._in_hand:
            self._in_hand = tool_id
            self.chosen.emit(tool_id)

    def use(self, tool_id: str) -> None:
        """Take a tool, as a click on it would. Raises ``KeyError`` for one that is not in the group."""
        if tool_id != self.current:
            self._actions[tool_id].trigger()

    def action(self, tool_id: str) -> QAction:
        """The action of a tool: to disable it, or to put it into a menu too."""
        return self._actions[tool_id]


class ToolButton(QToolButton):
    """A square button with a picture that does an action; as large as the look asks for, so gloves find it."""

    def __init__(self, shell: Shell, action: QAction, *, with_text: bool = False) -> None:
        super().__init__()
        tokens = shell.tokens
        self.setProperty("role", "tool")
        self.setDefaultAction(action)
        self.setAccessibleName(action.iconText())
        self.setIconSize(QSize(tokens.icon, tokens.icon))
        self.setMinimumSize(tokens.control, tokens.control)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if with_text:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)


class ToolBar(QFrame):
    """A row of tools (or a column, with ``vertical``). Its keys act while the cursor is in ``scope``, usually the page.

    Widgets put in by ``add`` always stay; buttons that find no room are reached through the menu at the end.
    """

    def __init__(self, shell: Shell, scope: QWidget, *, vertical: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "tools")
        self._shell, self._scope, self._vertical = shell, scope, vertical
        self._buttons: list[ToolButton] = []
        self._stay: set[ToolButton] = set()
        directions = QBoxLayout.Direction
        self._line = QBoxLayout(directions.TopToBottom if vertical else directions.LeftToRight, self)
        self._line.setContentsMargins(_AROUND, 4, _AROUND, 4)
        self._line.setSpacing(_SPACING)
        self._line.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self._more = QToolButton()
        self._more.setProperty("role", "tool")
        self._more.setIcon(icon("dots", shell.tokens.text))
        self._more.setMinimumSize(shell.tokens.control, shell.tokens.control)
        self._more.setAccessibleName(shell.words("More tools"))
        self._more.setToolTip(shell.words("More tools"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        menu.aboutToShow.connect(self._list_hidden)
        self._more.setMenu(menu)
        self._more.hide()
        self._line.addWidget(self._more)
        self._line.addStretch(1)  # the tools stand together at the beginning

    # what it is filled with

    def act(
        self, title: str, run: Callable[[], object], *, icon_name: str, key: str = "", with_text: bool = False
    ) -> QAction:
        """A button that does something. ``title`` is shown as its tip, beside the key."""
        action = self._action(title, icon_name, key)
        action.triggered.connect(lambda _: run())
        self._put(action, with_text=with_text)
        return action

    def switch(
        self, title: str, run: Callable[[bool], object], *, icon_name: str, key: str = "", on: bool = False,
        with_text: bool = False, stays: bool = False,
    ) -> QAction:
        """A button that stays down: ``run`` is told whether it is. One that ``stays`` gives way last of all."""
        action = self._action(title, icon_name, key)
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(lambda down: run(down))
        made = self._put(action, with_text=with_text)
        if stays:
            self._stay.add(made)
        return action

    def tools(self, tools: Sequence[Tool], use: Callable[[str], object]) -> ToolGroup:
        """A group of which one is in hand, at first the first; ``use`` hears the id of each that is taken later."""
        group = ToolGroup(self)
        for tool in tools:
            action = self._action(self._shell.words(tool.title), tool.icon, tool.key)
            group.admit(tool.id, action)
            self._put(action)
        group.chosen.connect(lambda tool_id: use(tool_id))
        return group

    def menu(
        self, title: str, entries: Sequence[tuple[str, Callable[[], object]]], *, icon_name: str,
        with_text: bool = False,
    ) -> QAction:
        """A button with a menu of acts."""
        action = self._action(title, icon_name, "")
        menu = QMenu(self)
        for text, run in entries:
            menu.addAction(text.replace("&", "&&")).triggered.connect(partial(lambda run, _: run(), run))
        action.setMenu(menu)
        made = self._put(action, with_text=with_text)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return action

    def add(self, widget: QWidget) -> None:
        """A widget of another kind: a choice, a text, a slider."""
        self._line.insertWidget(self._line.count() - _END, widget)

    def gap(self) -> None:
        """A thin line between groups."""
        line = QFrame()
        line.setProperty("role", "gap")
        if self._vertical:
            line.setFixedHeight(1)
        else:
            line.setFixedSize(1, round(self._shell.tokens.control * 0.6))
        at = self._line.count() - _END
        self._line.insertSpacing(at, 4)
        self._line.insertWidget(at + 1, line)
        self._line.insertSpacing(at + 2, 4)

    def space(self) -> None:
        """What follows goes to the far end."""
        self._line.insertStretch(self._line.count() - _END, 1)
        self._line.setStretch(self._line.count() - 1, 0)

    # how it works

    def _action(self, title: str, icon_name: str, key: str) -> QAction:
        tokens = self._shell.tokens
        action = QAction(icon(icon_name, tokens.text, tokens.text_faint), title.replace("&", "&&"), self)
        action.setIconText(title)
        action.setToolTip(f"{title} ({key})" if key else title)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._scope.addAction(action)
        return action

    def _put(self, action: QAction, *, with_text: bool = False) -> ToolButton:
        made = ToolButton(self._shell, action, with_text=with_text)
        self._buttons.append(made)
        self._line.insertWidget(self._line.count() - _END, made)
        return made

    def hidden_actions(self) -> list[QAction]:
        """What found no room and is in the menu at the end."""
        return [made.defaultAction() for made in self._buttons if made.isHidden()]

    def _list_hidden(self) -> None:
        menu = self._more.menu()
        menu.clear()
        menu.addActions(self.hidden_actions())

    def _length(self, size: QSize) -> int:
        return size.height() if self._vertical else size.width()

    def _needed(self, buttons: Sequence[ToolButton]) -> int:
        """What the bar needs with these of its buttons."""
        total, shown = 2 * _AROUND, set(buttons)
        for at in range(self._line.count() - _END):
            item = self._line.itemAt(at)
            assert item is not None
            widget = item.widget()
            if isinstance(widget, ToolButton):
                total += (self._length(widget.sizeHint().expandedTo(widget.minimumSize())) + _SPACING) * (
                    widget in shown
                )
            elif widget is not None:
                total += max(self._length(widget.minimumSizeHint()), self._length(widget.minimumSize())) + _SPACING
            else:
                total += self._length(item.minimumSize()) + _SPACING
        return total

    def _fit(self) -> None:
        room, kept = self._length(self.size()), list(self._buttons)
        more = self._length(self._more.minimumSize()) + _SPACING
        if self._needed(kept) > room:
            while kept and self._needed(kept) + more > room:
                kept.remove(max(kept, key=lambda one: (one not in self._stay, self._buttons.index(one))))
        for made in self._buttons:
            made.setVisible(made in kept)
        self._more.setVisible(len(kept) < len(self._buttons))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        length = self._needed(()) + self._length(self._more.minimumSize())
        across = self._line.sizeHint()
        return QSize(across.width(), length) if self._vertical else QSize(length, across.height())

    def sizeHint(self) -> QSize:
        length, across = self._needed(self._buttons), self._line.sizeHint()
        return QSize(across.width(), length) if self._vertical else QSize(length, across.height())
