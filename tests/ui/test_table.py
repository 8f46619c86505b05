"""The table of records: where the room goes."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workstation.api.widgets import RecordTableView, TableColumn
from workstation.ui.window import MainWindow


def test_figures_stay_beside_their_row_when_there_is_room_to_spare(window: MainWindow, qtbot: QtBot) -> None:
    table: RecordTableView[str] = RecordTableView(window.shell, "room", [
        TableColumn("物品", lambda text: text), TableColumn("编号", lambda _: "1", 60),
        TableColumn("金额（元）", lambda _: "57,892.28", 90, right=True),
    ], key=str)
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.set_records(["首层砖混结构（墙、柱、楼板）", "海绵"])
    table.show()
    QApplication.processEvents()
    view = table.view
    assert sum(view.columnWidth(number) for number in range(3)) == view.viewport().width()
    assert view.columnWidth(2) < 130 and view.columnWidth(0) > 600, [view.columnWidth(n) for n in range(3)]
