"""What pages with a canvas are made of: tool bars, panels at the sides, the page alone before a room."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsView, QLineEdit, QListWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.hands import SHIFT, click, settle
from workstation.api import N_, Stage
from workstation.api.widgets import PageBase, Shell, Tool, ToolBar, Workspace
from workstation.ui.window import MainWindow


class CanvasPage(PageBase):
    """A page as the map or a drawing has it."""

    full_bleed = True

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.heard: list[object] = []
        bar = self.bar = ToolBar(shell, self)
        bar.act("Fit", lambda: self.heard.append("fit"), icon_name="scan", key="F")
        bar.gap()
        self.tools = bar.tools(
            (Tool("select", N_("Yes"), "pointer", "V"), Tool("box", N_("Cancel"), "square", "B")),
            self.heard.append,
        )
        bar.switch("Grid", self.heard.append, icon_name="grid-dots", key="G")
        self.number = QLineEdit()
        bar.add(self.number)
        bar.menu("Export", [("PDF", lambda: self.heard.append("pdf"))], icon_name="file-export")
        bar.space()
        self.canvas = QGraphicsView()
        self.workspace = Workspace(shell, "test", self.canvas, bar=bar)
        self.workspace.add_panel("layers", "Layers", QListWidget(), icon_name="stack-2", side="left", key="Ctrl+1")
        self.workspace.add_panel("facts", "Facts", QListWidget(), icon_name="list")
        self.body.addWidget(self.workspace)

    def view_state(self) -> object:
        return self.tools.current

    def restore_view(self, state: object) -> None:
        self.tools.use(str(state))


def shown(window: MainWindow, qtbot: QtBot) -> CanvasPage:
    page = CanvasPage(window.shell)
    window._put(page, "incident.overview")
    settle(window, qtbot)
    return page


@pytest.fixture
def page(opened: MainWindow, qtbot: QtBot) -> CanvasPage:
    return shown(opened, qtbot)


def tool(page: QWidget, name: str) -> QToolButton:
    return next(one for one in page.findChildren(QToolButton) if one.accessibleName() == name)


def test_tools_act_by_click_and_by_key_and_fields_keep_their_letters(page: CanvasPage, qtbot: QtBot) -> None:
    click(qtbot, tool(page, "Fit"))
    page.canvas.setFocus()
    for key in (Qt.Key.Key_F, Qt.Key.Key_B, Qt.Key.Key_B, Qt.Key.Key_G, Qt.Key.Key_V):
        qtbot.keyClick(page.canvas, key)
    assert page.heard == ["fit", "fit", "box", True, "select"] and page.tools.current == "select"
    page.number.setFocus()
    qtbot.keyClicks(page.number, "fbg")
    assert page.number.text() == "fbg" and len(page.heard) == 5


def test_exactly_one_tool_is_in_hand_and_a_switch_stays_down(page: CanvasPage, qtbot: QtBot) -> None:
    box, select, grid = tool(page, "取消"), tool(page, "是"), tool(page, "Grid")
    click(qtbot, box)
    assert (box.isChecked(), select.isChecked()) == (True, False)
    click(qtbot, box)
    assert box.isChecked()  # a tool is laid down only for another
    click(qtbot, grid)
    click(qtbot, grid)
    assert page.heard == ["box", True, False]


def test_what_finds_no_room_is_in_the_menu_at_the_end(page: CanvasPage, qtbot: QtBot) -> None:
    bar = page.bar
    assert bar.hidden_actions() == []
    holder = bar.parentWidget()
    bar.setParent(None)
    qtbot.addWidget(bar)
    bar.resize(bar.minimumSizeHint())
    bar.show()
    assert len(bar.hidden_actions()) == 7 and page.number.isVisible()
    bar.resize(bar.sizeHint().width() - 30, bar.height())
    names = [action.iconText() for action in bar.hidden_actions()]
    assert names and names[-1] == "Export" and "Fit" not in names  # switches of panels give way last
    bar.resize(bar.sizeHint())
    assert bar.hidden_actions() == [] and holder is not None


def test_the_canvas_goes_to_the_edge_and_panels_stand_beside_it(opened: MainWindow, page: CanvasPage) -> None:
    assert page.width() == opened.content.width() and page.bar.width() == page.width()
    assert opened.inspector.isHidden()  # a canvas has panels of its own
    left, right = page.workspace.panels["layers"], page.workspace.panels["facts"]
    assert left.mapTo(page, left.rect().topLeft()).x() == 0
    assert right.mapTo(page, right.rect().topRight()).x() >= page.width() - 2


def test_panels_are_hidden_moved_and_found_again(opened: MainWindow, page: CanvasPage, qtbot: QtBot) -> None:
    narrow = page.canvas.width()
    click(qtbot, next(one for one in page.workspace.panels["facts"].findChildren(QWidget)
                      if one.accessibleName() == "Facts：隐藏"))
    assert page.workspace.panels["facts"].isHidden() and page.canvas.width() > narrow
    assert not page.workspace.switches["facts"].isChecked()
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert page.workspace.panels["layers"].isHidden()
    page.workspace.show_panel("layers")
    page.workspace.move_panel("layers", "right")
    again = shown(opened, qtbot)
    assert again is not page and again.workspace.side_of("layers") == "right"
    assert not again.workspace.panels["layers"].isHidden() and again.workspace.panels["facts"].isHidden()


def test_between_two_sides_a_narrow_canvas_is_given_the_room_of_the_right_one(
    page: CanvasPage, qtbot: QtBot
) -> None:
    space = page.workspace
    wide = space.width()

    def drawn_at(width: int) -> None:
        space.setFixedWidth(width)
        qtbot.wait(20)

    drawn_at(wide)
    assert not space.panels["facts"].isHidden()
    drawn_at(800)
    assert space.panels["facts"].isHidden() and not space.panels["layers"].isHidden()
    assert not space.switches["facts"].isChecked() and page.canvas.width() > 500
    drawn_at(wide)
    assert not space.panels["facts"].isHidden() and space.switches["facts"].isChecked()
    drawn_at(800)
    space.switches["facts"].trigger()
    drawn_at(780)
    assert not space.panels["facts"].isHidden()  # a person wants it


def test_a_page_is_presented_alone_and_escape_ends_it(opened: MainWindow, qtbot: QtBot) -> None:
    opened.shell.show("incident.parties")
    settle(opened, qtbot)
    opened.page.table.view.selectRow(0)
    settle(opened, qtbot)
    chosen = opened.page.record.id
    qtbot.keyClick(opened, Qt.Key.Key_F11, SHIFT)
    settle(opened, qtbot)
    assert opened.isFullScreen() and opened.shell.tokens.name == "projector" and opened.settings.theme == "light"
    around = (opened.navigator, opened.header, opened.inspector, opened.menuBar())
    assert not any(part.isVisible() for part in around)
    assert opened.page.record.id == chosen  # the same record is on view
    qtbot.keyClick(opened.page, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)  # keys of the hidden menus act
    settle(opened, qtbot)
    assert opened.navigator.buttons["map"].isChecked()
    opened.page.setFocus()
    qtbot.keyClick(opened.page, Qt.Key.Key_Escape)
    settle(opened, qtbot)
    assert not opened.isFullScreen() and opened.shell.tokens.name == "light" and opened.navigator.isVisible()


def test_full_screen_returns_to_the_size_before(
    open_window: Callable[[], MainWindow], folder: Path, qtbot: QtBot
) -> None:
    window = open_window()
    window.actions_.open_case(folder)
    settle(window, qtbot)
    window.showMaximized()
    qtbot.waitUntil(window.isMaximized)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: window.isMaximized() and not window.isFullScreen())


def test_the_inspector_gives_way_where_there_is_no_room_unless_it_is_asked_for(
    opened: MainWindow, qtbot: QtBot
) -> None:
    opened.shell.show("incident.parties")
    opened.shell.prefer(text_scale=1.0)
    opened.resize(1440, 900)
    settle(opened, qtbot)
    assert opened.inspector.isVisible()
    opened.resize(1280, 720)
    assert not opened.inspector.isVisible()
    opened.resize(1440, 900)
    assert opened.inspector.isVisible()
    opened.shell.prefer(text_scale=2.0)
    settle(opened, qtbot)
    assert not opened.inspector.isVisible() and opened.settings.inspector_shown
    qtbot.keyClick(opened, Qt.Key.Key_F8)
    assert opened.inspector.isVisible()
    qtbot.keyClick(opened, Qt.Key.Key_F8)
    assert not opened.inspector.isVisible() and not opened.settings.inspector_shown


def test_a_window_left_on_a_screen_that_is_gone_comes_back(open_window: Callable[[], MainWindow]) -> None:
    first = open_window()
    first.move(9000, 7000)
    first.close()
    second = open_window()
    seen = second.screen().availableGeometry().intersected(second.frameGeometry())
    assert seen.width() > 300 and seen.height() > 300


def test_stages_fold_and_stay_folded_and_the_page_on_view_stays(opened: MainWindow, qtbot: QtBot) -> None:
    opened.shell.show("incident.parties")
    settle(opened, qtbot)
    rail = opened.navigator
    click(qtbot, rail.heads[Stage.CASE])
    shown = [name for name in rail.stages[Stage.CASE] if rail.buttons[name].isVisible()]
    assert shown == ["incident.parties"] and rail.buttons["photos"].isVisible()
    opened.shell.prefer(theme="dark")
    settle(opened, qtbot)
    assert not opened.navigator.buttons["incident.call"].isVisible()
    qtbot.keyClick(opened, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)  # keys go to pages that are folded away too
    settle(opened, qtbot)
    assert sum(opened.navigator.buttons[name].isVisible() for name in opened.navigator.stages[Stage.CASE]) == 1
    click(qtbot, opened.navigator.heads[Stage.CASE])
    assert all(opened.navigator.buttons[name].isVisible() for name in opened.navigator.stages[Stage.CASE])
