"""A page's whole area for one canvas: tool bars at its edges, panels at its sides, a line of facts below."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from workstation.ui.kit.parts import button, label
from workstation.ui.kit.split import Split
from workstation.ui.kit.tools import ToolBar
from workstation.ui.shell import Shell
from workstation.ui.theme import icon

LEFT, RIGHT = "left", "right"
_PANEL = 260
_NARROWEST = 200
_LEAST_CANVAS = 0.4  # of the whole width, between panels at both sides


class SidePanel(QFrame):
    """A titled panel beside a canvas. Its title bar hides it or moves it to the other side."""

    closed = Signal()
    moved = Signal(str)

    def __init__(self, shell: Shell, title: str, content: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.title, self.content = title, content
        words = shell.words
        head = QHBoxLayout()
        head.setContentsMargins(14, 6, 4, 2)
        head.setSpacing(2)
        head.addWidget(label(title, "title"), 1)
        menu_button = QToolButton()
        menu_button.setIcon(icon("dots", shell.tokens.text_muted))
        menu_button.setAccessibleName(words("{panel}: move", panel=title))
        menu_button.setToolTip(words("Move this panel"))
        menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu_button.setMinimumSize(shell.tokens.control, shell.tokens.control)
        menu = QMenu(menu_button)
        for side, text in ((LEFT, words("To the left side")), (RIGHT, words("To the right side"))):
            menu.addAction(text).triggered.connect(partial(lambda side, _: self.moved.emit(side), side))
        menu_button.setMenu(menu)
        head.addWidget(menu_button)
        close = button(shell, "", self.closed.emit, icon_name="x", role="quiet", tip=words("Hide this panel"))
        close.setAccessibleName(words("{panel}: hide", panel=title))
        head.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(content, 1)
        self.setMinimumWidth(round(_NARROWEST * shell.tokens.scale))


class Workspace(QWidget):
    """A canvas with everything around it; for pages with ``full_bleed = True``.

    ``bar`` is the tool bar above, ``tools`` one at the left edge. Panels are put in by ``add_panel``; where they stand,
    how wide they are and which are hidden is remembered under ``name``. ``say`` writes into the line below.
    """

    def __init__(
        self, shell: Shell, name: str, canvas: QWidget, *, bar: ToolBar | None = None, tools: ToolBar | None = None
    ) -> None:
        super().__init__()
        self._shell, self._name, self.canvas, self._bar, self._tools = shell, name, canvas, bar, tools
        self.panels: dict[str, SidePanel] = {}
        self.switches: dict[str, QAction] = {}
        self._narrow, self._folded = False, list[str]()
        self._columns = {
            side: Split(shell, f"{name}.{side}", [], vertical=True) for side in (LEFT, RIGHT)
        }
        self._split = Split(shell, name, [_PANEL, 1000, _PANEL], stretch=1)
        for widget in (self._columns[LEFT], canvas, self._columns[RIGHT]):
            self._split.addWidget(widget)
        for column in self._columns.values():
            column.hide()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        if tools is not None:
            middle.addWidget(tools)
        middle.addWidget(self._split, 1)
        self._facts, self._more_facts = label("", "small"), label("", "small")
        self.status = QFrame()
        self.status.setProperty("role", "strip")
        line = QHBoxLayout(self.status)
        line.setContentsMargins(14, 4, 14, 4)
        line.addWidget(self._facts, 1)
        line.addWidget(self._more_facts)
        self.status.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if bar is not None:
            layout.addWidget(bar)
        layout.addLayout(middle, 1)
        layout.addWidget(self.status)
        self._split.settle()

    def add_panel(
        self, panel_id: str, title: str, content: QWidget, *, icon_name: str, side: str = RIGHT, key: str = "",
        shown: bool = True,
    ) -> SidePanel:
        """A panel at a side, with a switch at the end of the tool bar above."""
        kept = self._kept().get(panel_id, {})
        panel = self.panels[panel_id] = SidePanel(self._shell, title, content)
        panel.closed.connect(lambda: self.show_panel(panel_id, shown=False))
        panel.moved.connect(lambda where: self.move_panel(panel_id, where))
        self._place(panel, str(kept.get("side", side)))
        shown = bool(kept.get("shown", shown))
        panel.setVisible(shown)
        if self._bar is not None:
            self.switches[panel_id] = self._bar.switch(
                title, lambda down: self.show_panel(panel_id, shown=down), icon_name=icon_name, key=key, on=shown,
                stays=True,
            )
        self._show_columns()
        return panel

    def show_panel(self, panel_id: str, *, shown: bool = True) -> None:
        """Show or hide a panel."""
        self._folded = [one for one in self._folded if one != panel_id]
        self.panels[panel_id].setVisible(shown)
        if panel_id in self.switches:
            self.switches[panel_id].setChecked(shown)
        self._keep(panel_id, shown=shown)
        self._show_columns()

    def bare(self) -> None:
        """Hide every panel and the tools at the edge for now; what a person chose is remembered as it was."""
        if self._tools is not None:
            self._tools.hide()
        self._folded = []
        for panel_id in self.panels:
            self._turn(panel_id, shown=False)
        self._show_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        sides = {self.side_of(panel_id) for panel_id, panel in self.panels.items() if not panel.isHidden()}
        sides |= {RIGHT} if self._folded else set()
        wanted = round(_PANEL * self._shell.tokens.scale) * len(sides)
        self._fold(narrow=len(sides) > 1 and self.width() - wanted < _LEAST_CANVAS * self.width())

    def _fold(self, *, narrow: bool) -> None:
        """Where the canvas would be too small between two sides, the right one gives way until there is room again."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._folded = [
                panel_id for panel_id, panel in self.panels.items()
                if self.side_of(panel_id) == RIGHT and not panel.isHidden()
            ]
        for panel_id in self._folded:
            self._turn(panel_id, shown=not narrow)
        if not narrow:
            self._folded = []
        self._show_columns()

    def _turn(self, panel_id: str, *, shown: bool) -> None:
        """Show or hide a panel for now, without a person's having chosen it."""
        self.panels[panel_id].setVisible(shown)
        if panel_id in self.switches:
            blocked = self.switches[panel_id].blockSignals(True)
            self.switches[panel_id].setChecked(shown)
            self.switches[panel_id].blockSignals(blocked)

    def move_panel(self, panel_id: str, side: str) -> None:
        """Move a panel to the other side: ``left`` or ``right``."""
        self._place(self.panels[panel_id], side)
        self._keep(panel_id, side=side)
        self._show_columns()

    def side_of(self, panel_id: str) -> str:
        """Where a panel stands."""
        return LEFT if self._columns[LEFT].indexOf(self.panels[panel_id]) >= 0 else RIGHT

    def say(self, facts: str, more: str = "") -> None:
        """Write into the line below the canvas: what is under the pointer at the left, the state at the right."""
        self._facts.setText(facts)
        self._more_facts.setText(more)
        self.status.setVisible(bool(facts or more))

    def _place(self, panel: SidePanel, side: str) -> None:
        panel.setProperty("side", side)
        self._columns[side if side in self._columns else RIGHT].addWidget(panel)
        panel.style().unpolish(panel)
        panel.style().polish(panel)

    def _show_columns(self) -> None:
        """A side without a panel on view takes no room."""
        for column in self._columns.values():
            shown = any(map(column.shows, range(column.count())))
            if column.isHidden() == shown:
                column.setVisible(shown)
                self._split.settle()

    def _kept(self) -> dict[str, dict[str, object]]:
        return self._shell.settings.panels.setdefault(self._name, {})

    def _keep(self, panel_id: str, **values: object) -> None:
        self._kept().setdefault(panel_id, {}).update(values)
