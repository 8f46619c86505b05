"""The contradiction table's topics stay in view, whichever witness is looked at."""

from pytestqt.qtbot import QtBot

from modules.interviews.ui.frozen import FrozenTable


def test_the_first_column_stays_and_never_covers_the_cell_that_is_chosen(qtbot: QtBot) -> None:
    table = FrozenTable()
    qtbot.addWidget(table)
    table.setRowCount(30)
    table.setColumnCount(9)
    for column in range(9):
        table.setColumnWidth(column, 180)
    table.settle()
    table.resize(700, 300)
    with qtbot.waitExposed(table):
        table.show()
    first = table._first
    table.setCurrentCell(20, 8)
    assert table.horizontalScrollBar().value() > 0
    assert first.isVisible() and first.geometry().left() <= 1 and first.width() == 180
    assert first.verticalScrollBar().value() == table.verticalScrollBar().value() > 0
    for column in range(7, 0, -1):
        table.setCurrentCell(20, column)
        assert table.visualRect(table.model().index(20, column)).left() >= 180, column
    assert first.currentIndex().row() == 20, "one selection for both"
