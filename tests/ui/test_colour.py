"""Choosing a colour by keys and by its number."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tests.ui.hands import in_dialog
from workstation.ui.kit.colour import ColourDialog, chart, pick_colour
from workstation.ui.window import MainWindow


def test_a_colour_is_taken_from_the_chart_or_by_its_number(window: MainWindow, qtbot: QtBot) -> None:
    found: list[str | None] = []

    def by_keys(dialog: QDialog) -> None:
        assert isinstance(dialog, ColourDialog)
        dialog.chart.setCurrentRow(12)
        qtbot.keyClick(dialog.chart, Qt.Key.Key_Right)
        assert dialog.number.text() == chart()[13]
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    def by_number(dialog: QDialog) -> None:
        assert isinstance(dialog, ColourDialog)
        dialog.number.setText("red")
        assert not dialog.take.isEnabled()
        dialog.number.setText("#ABCDEF")
        dialog.take.click()

    for act in (by_keys, by_number, lambda dialog: dialog.reject()):
        in_dialog(lambda: found.append(pick_colour(window.shell, "墙", "#3b6ea5")), act)
    assert found == [chart()[13], "#abcdef", None]
    assert len(set(chart())) == len(chart())
