"""The page of logs by hand: read a log, change how it is read, find rows, put them on the time line."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from modules.edata.queries.logs import valid_logs
from modules.edata.records import LogKind
from modules.edata.ui.log_dialog import LogDialog
from modules.edata.ui.logs import LogsPage
from modules.edata.ui.profiles import load_profiles
from tests.modules.edata.test_logs import PANEL
from tests.ui.hands import CTRL, click, front, in_dialog, settle, write
from workstation.api import Event
from workstation.ui.window import MainWindow


@pytest.fixture
def page(signed_window: MainWindow, qtbot: QtBot) -> LogsPage:
    signed_window.shell.show("edata.logs")
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    assert isinstance(signed_window.page, LogsPage)
    return signed_window.page


def cell(page: LogsPage, row: int, column: int) -> str:
    return str(page.model.index(row, column).data())


def test_a_log_is_read_searched_and_put_on_the_time_line(
    signed_window: MainWindow, page: LogsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    window, path = signed_window, tmp_path / "主机 记录.txt"
    path.write_bytes(PANEL.encode("gb18030"))

    def act(dialog: QDialog) -> None:
        if isinstance(dialog, QFileDialog):
            dialog.selectFile(str(path))
            dialog.accept()
            return
        assert isinstance(dialog, LogDialog)
        front(dialog, qtbot)
        assert dialog.encoding.value() == "gb18030" and dialog.separator.value() == "  "
        assert dialog.table.item(3, 0).text() == "2026-03-17 02:12:57", "the time as it is read is shown"
        dialog.kind.setFocus()
        qtbot.keyClick(dialog.kind, Qt.Key.Key_Home)
        assert dialog.kind.value() is LogKind.ALARM_PANEL and "火警" in dialog.marks.text()
        dialog.title.clear()
        assert not dialog.accept_button.isEnabled()
        write(qtbot, dialog.title, "控制器")
        write(qtbot, dialog.save_as, "EC-FACP")
        dialog.order.setFocus()
        qtbot.keyClick(dialog.order, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: not dialog.accept_button.isEnabled(), timeout=10_000)
        assert not dialog.message.isHidden(), "it is said that no line tells a time in this way"
        qtbot.keyClick(dialog.order, Qt.Key.Key_Home)
        qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=10_000)
        click(qtbot, dialog.accept_button)

    def begin() -> None:
        click(qtbot, page.new_button)
        qtbot.waitUntil(lambda: bool(valid_logs(window.shell.read())), timeout=20_000)

    in_dialog(begin, act)
    qtbot.waitUntil(lambda: page.model.rowCount() == 4, timeout=20_000)
    settle(window, qtbot)
    assert [profile.name for profile in load_profiles(window.shell)] == ["EC-FACP"]
    cell(page, 0, 1)
    qtbot.waitUntil(lambda: cell(page, 0, 1) == "2026-03-17 02:12:57")
    assert [cell(page, row, 1) for row in (2, 3)] == ["2026-02-30 02:13:44 ?", "—"]
    write(qtbot, page.search_box, "声光")
    qtbot.keyClick(page.search_box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.search_box.clear()
    write(qtbot, page.first_box, "2026-03-17 02:13")
    qtbot.keyClick(page.first_box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1 and cell(page, 0, 0) == "2")
    page.first_box.clear()
    write(qtbot, page.first_box, "soon")
    qtbot.keyClick(page.first_box, Qt.Key.Key_Return)
    assert page.found.text() == page.words("Write times as 2026-03-17 02:00, as the device showed them.")
    page.first_box.clear()
    page.marked_box.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    front(window, qtbot)
    page.rows.setFocus()
    qtbot.keyClick(page.rows, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(page.rows, Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: window.shell.read().count(Event) == 2)
    event = min(window.shell.read().all(Event), key=lambda one: one.moment.utc)
    assert event.title == "火警 001回路018号 感烟探测器 首次火警"
    assert event.moment.text() == "2026-03-17 02:12:57"
    settle(window, qtbot)
