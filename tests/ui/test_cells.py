"""Tables of cells by keys: pasted with new rows, emptied, walked through."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.hands import front
from workstation.ui.kit.cells import CellTable
from workstation.ui.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def test_rows_are_pasted_below_one_another_and_shown_columns_stay(window: MainWindow, qtbot: QtBot) -> None:
    table = CellTable(window.shell, ["点", "x", "y", "偏差"], 3, 3)
    qtbot.addWidget(table)
    table.show()
    front(table, qtbot)
    table.show_cell(0, 3, "7")
    QApplication.clipboard().setText("\r\n".join(f"P{n}\t{n}.5\t\t9\t9" for n in range(20)) + "\r\n")
    table.setCurrentCell(1, 0)
    qtbot.keyClick(table, Qt.Key.Key_V, CTRL)
    assert table.rowCount() == 21 and table.cells()[1] == ["P0", "0.5", ""] and table.cells()[20][0] == "P19"
    assert table.text(0, 3) == "7" and table.text(1, 3) == ""
    QApplication.clipboard().setText("A\uff0c1\uff0c2")
    table.setCurrentCell(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_V, CTRL)
    assert table.cells()[0] == ["A", "1", "2"]
    table.clearSelection()
    table.setCurrentCell(0, 1)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert table.cells()[0] == ["A", "", "2"]
    table.setCurrentCell(1, 0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert (table.currentRow(), table.currentColumn()) == (2, 0)


def test_a_table_to_look_at_takes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    table = CellTable(window.shell, ["点", "偏差"], 1, 0)
    qtbot.addWidget(table)
    table.show()
    front(table, qtbot)
    table.show_cell(0, 0, "P1")
    QApplication.clipboard().setText("x\ty")
    table.setCurrentCell(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_V, CTRL)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert table.text(0, 0) == "P1"
    qtbot.keyClick(table, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "P1"
