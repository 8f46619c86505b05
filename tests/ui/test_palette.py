"""The command palette finds pages, commands and records by what is typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.hands import CTRL, settle, write
from workstation.ui.palette import Palette
from workstation.ui.window import MainWindow


@pytest.fixture
def palette(opened: MainWindow, qtbot: QtBot) -> Palette:
    qtbot.keyClick(opened, Qt.Key.Key_K, CTRL)
    settle(opened, qtbot)
    assert opened.palette_dialog.isVisible()
    return opened.palette_dialog


def shown(palette: Palette) -> list[str]:
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_a_page_is_found_and_opened(opened: MainWindow, palette: Palette, qtbot: QtBot) -> None:
    write(qtbot, palette.box, "整改")
    assert "整改措施" in shown(palette)
    while palette.list.currentItem().text() != "整改措施":
        qtbot.keyClick(palette.box, Qt.Key.Key_Down)
    qtbot.keyClick(palette.box, Qt.Key.Key_Return)
    assert not palette.isVisible() and opened.navigator.buttons["rectification"].isChecked()


def test_a_record_is_found_and_shown_on_its_page(opened: MainWindow, palette: Palette, qtbot: QtBot) -> None:
    write(qtbot, palette.box, "锂电池残骸")
    assert len(shown(palette)) == 1
    qtbot.keyClick(palette.box, Qt.Key.Key_Return)
    settle(opened, qtbot)
    assert opened.navigator.buttons["exhibits"].isChecked()
    assert [exhibit.name for exhibit in opened.page.table.selection()] == ["锂电池残骸"]


def test_first_letters_of_the_readings_find_pages_and_records(
    opened: MainWindow, palette: Palette, qtbot: QtBot
) -> None:
    write(qtbot, palette.box, "zgcs")
    assert shown(palette)[0] == "整改措施"
    palette.box.clear()
    write(qtbot, palette.box, "ldcch")
    qtbot.keyClick(palette.box, Qt.Key.Key_Return)
    settle(opened, qtbot)
    assert opened.navigator.buttons["exhibits"].isChecked()


def test_a_command_is_found_and_done(opened: MainWindow, palette: Palette, qtbot: QtBot) -> None:
    write(qtbot, palette.box, "深色")
    assert len(shown(palette)) == 1
    qtbot.keyClick(palette.box, Qt.Key.Key_Return)
    assert opened.settings.theme == "dark" and opened.shell.tokens.dark


def test_a_module_command_is_found(opened: MainWindow, palette: Palette, qtbot: QtBot) -> None:
    for command in opened.shell.catalogue.commands():
        palette.box.clear()
        title = opened.shell.words(command.title)
        write(qtbot, palette.box, title)
        assert title in shown(palette)


def test_what_is_called_nothing_of_that_kind_is_said_and_escape_closes(
    opened: MainWindow, palette: Palette, qtbot: QtBot
) -> None:
    write(qtbot, palette.box, "no such thing anywhere")
    assert shown(palette) == ["没有匹配的内容。"]
    page = opened.page
    qtbot.keyClick(palette.box, Qt.Key.Key_Return)
    assert opened.page is page
    qtbot.keyClick(opened, Qt.Key.Key_K, CTRL)
    qtbot.keyClick(opened.palette_dialog.box, Qt.Key.Key_Escape)
    assert not opened.palette_dialog.isVisible() and QApplication.activePopupWidget() is None
