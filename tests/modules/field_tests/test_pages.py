"""The pages of field tests and commissions by hand: the form follows the method, results are said while typing."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from modules.field_tests.records import Commission, FieldTest, Method
from modules.field_tests.ui.commissions import CommissionsPage
from modules.field_tests.ui.page import TestsPage
from tests.ui.hands import CTRL, click, front, in_dialog, settle, write
from workstation.api import ClockChange
from workstation.api.widgets import Form, FormDialog, PageBase
from workstation.ui.window import MainWindow


def fill(qtbot: QtBot, form: Form, name: str, text: str) -> None:
    line = form.editor(name).focus_widget()
    if isinstance(line, QLineEdit):
        line.clear()
    write(qtbot, line, text)


def choose(form: Form, qtbot: QtBot, name: str, value: str) -> None:
    """Choose with the keyboard: down until it is the one."""
    box = form.editor(name).focus_widget()
    assert isinstance(box, QComboBox)
    box.setFocus()
    for _ in range(box.count()):
        if form.editor(name).value() == value:
            return
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert form.editor(name).value() == value


def said(page: TestsPage) -> str:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()  # what was just made is shown now
    return "\n".join(label.text() for label in page.result_card.findChildren(QLabel) if not label.isHidden())


def shown(window: MainWindow, qtbot: QtBot, page_id: str) -> PageBase:
    window.shell.show(page_id)
    settle(window, qtbot)
    front(window, qtbot)
    page = window.page
    assert isinstance(page, PageBase)
    return page


@pytest.fixture
def page(signed_window: MainWindow, qtbot: QtBot) -> TestsPage:
    found = shown(signed_window, qtbot, "field_tests")
    assert isinstance(found, TestsPage)
    return found


def test_a_test_is_entered_and_judged_while_typing(
    signed_window: MainWindow, page: TestsPage, qtbot: QtBot
) -> None:
    click(qtbot, page.new_button)
    fill(qtbot, page.form, "subject", "西墙铁钉")
    choose(page.form, qtbot, "category", "nail")
    fill(qtbot, page.form, "text", "1.2 1.3 x")
    assert "x" in said(page)
    fill(qtbot, page.form, "text", "1.2 1.3 1.1")
    assert page.words("This method compares with a blank: none is entered.") in said(page)
    fill(qtbot, page.form, "blank_text", "0.1")
    assert "1.0 mT" in said(page) and "n = 3" in said(page)
    parameters = page.forms()["parameters"]
    fill(qtbot, parameters, "distance_mm", "8")
    qtbot.keyClick(parameters.editor("distance_mm").focus_widget(), Qt.Key.Key_S, CTRL)
    settle(signed_window, qtbot)
    (made,) = signed_window.shell.read().all(FieldTest)
    assert (made.number, made.category, made.unit, made.values) == ("T-001", "nail", "mT", (1.2, 1.3, 1.1))
    assert made.parameters == {"distance_mm": "8"} and made.testers


def test_the_form_follows_the_method(signed_window: MainWindow, page: TestsPage, qtbot: QtBot) -> None:
    click(qtbot, page.new_button)
    fill(qtbot, page.form, "subject", "照明支路")
    choose(page.form, qtbot, "method", Method.INSULATION)
    assert list(page.forms()["parameters"].raw()) == ["voltage_v", "humidity_pct", "disconnected"]
    choose(page.form, qtbot, "unit", "kΩ")
    fill(qtbot, page.form, "text", "300 250")
    assert "0.5 MΩ" in said(page), "250 kΩ is less than 0.5 MΩ"
    fill(qtbot, page.forms()["parameters"], "voltage_v", "500")
    click(qtbot, page.save_button)
    settle(signed_window, qtbot)
    click(qtbot, page.new_button)
    fill(qtbot, page.form, "subject", "铁钉")
    choose(page.form, qtbot, "method", Method.MAGNETISM)
    click(qtbot, page.save_button)
    settle(signed_window, qtbot)
    page.table.view.selectRow(0)
    settle(signed_window, qtbot)
    assert page.form.editor("method").value() == Method.INSULATION
    assert page.form.editor("unit").value() == "kΩ"
    assert page.forms()["parameters"].editor("voltage_v").value() == "500"
    assert not page.edited


def test_a_commission_pauses_the_clock_and_its_opinion_ends_the_pause(
    signed_window: MainWindow, qtbot: QtBot
) -> None:
    window = signed_window
    page = shown(window, qtbot, "field_tests.commissions")
    assert isinstance(page, CommissionsPage)
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL)
    fill(qtbot, page.form, "laboratory", "总队鉴定中心")
    fill(qtbot, page.form, "sent_on", "2026-03-19")
    fill(qtbot, page.form, "due_on", "2026-04-09")
    click(qtbot, page.save_button)
    settle(window, qtbot)
    (pause,) = window.shell.read().all(ClockChange)
    assert pause.start == date(2026, 3, 19) and pause.end is None

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        fill(qtbot, dialog.form, "received_on", "2026-04-08")
        write(qtbot, dialog.form.editor("result").focus_widget(), "一次短路熔痕")
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    in_dialog(lambda: click(qtbot, page.result_button), enter)
    settle(window, qtbot)
    (made,) = window.shell.read().all(Commission)
    assert made.result == "一次短路熔痕", made
    qtbot.waitUntil(lambda: not page.result_button.isEnabled())
    assert window.shell.read().all(ClockChange)[0].end == date(2026, 4, 8)
    window.actions_.undo()
    qtbot.waitUntil(lambda: window.shell.read().all(ClockChange)[0].end is None)
