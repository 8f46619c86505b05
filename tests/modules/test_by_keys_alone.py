"""Testimony and cause by the keyboard alone: Tab reaches every control of every page, and each module's usual way is
gone without a mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from modules.cause.records import GateStep, StepState
from modules.cause.ui.gates import LeavingPage
from modules.chronology.records import SoughtTime
from modules.chronology.ui.relations import RelationsPage
from modules.edata.records import Acquisition
from modules.field_tests.records import FieldTest
from modules.field_tests.ui.page import TestsPage
from tests.ui.hands import CTRL, front, in_dialog, settle, write
from workstation.api.widgets import RecordPage
from workstation.ui.kit.form import FormDialog
from workstation.ui.kit.page import PageBase
from workstation.ui.window import MainWindow

PAGES = (
    "interviews", "interviews.record", "interviews.statements", "edata", "edata.player", "edata.images", "edata.logs",
    "edata.clocks", "field_tests", "field_tests.commissions", "chronology", "chronology.relations",
    "chronology.response", "cause", "cause.matrix", "cause.calculations", "cause.simulations", "cause.leaving",
    "cause.gate",
)
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QTextEdit, QPlainTextEdit, QSlider,
            QAbstractSpinBox)
NEW = Qt.Key.Key_N


def shown(window: MainWindow, qtbot: QtBot, page_id: str) -> PageBase:
    window.shell.show(page_id)
    settle(window, qtbot)
    front(window, qtbot)
    assert isinstance(window.page, PageBase)
    return window.page


def controls(page: QWidget) -> list[QWidget]:
    """What a person could use now: parts that belong to another control are used through it."""
    inner = (QComboBox, QAbstractSpinBox, QHeaderView, QAbstractItemView, QLineEdit)
    return [
        one for one in page.findChildren(QWidget)
        if isinstance(one, CONTROLS) and one.isVisible() and one.isEnabled() and not isinstance(one, QHeaderView)
        and not isinstance(one.parent(), inner)
    ]


def tabbed(qtbot: QtBot, first: QWidget) -> set[QWidget]:
    """Everything that Tab comes to from here, until it comes round."""
    first.setFocus()
    seen: set[QWidget] = set()
    while (here := QApplication.focusWidget()) is not None and here not in seen:
        seen.add(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    return seen


def tab_to(qtbot: QtBot, widget: QWidget) -> None:
    """Press Tab until the cursor is there."""
    for _ in range(300):
        here = QApplication.focusWidget()
        if here is widget:
            return
        assert here is not None
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    pytest.fail(f"Tab does not come to {widget}")


def test_tab_comes_to_every_control_of_every_page(signed_window: MainWindow, qtbot: QtBot) -> None:
    for page_id in PAGES:
        page = shown(signed_window, qtbot, page_id)
        if isinstance(page, RecordPage) and page_id != "cause.simulations":  # there Ctrl+N asks for a file
            qtbot.keyClick(page, NEW, CTRL)
            settle(signed_window, qtbot)
        wanted = controls(page)
        assert wanted, page_id
        reached = tabbed(qtbot, wanted[0])
        missed = [one for one in wanted if one not in reached and one.focusProxy() not in reached]
        assert not missed, (page_id, [(type(one).__name__, one.accessibleName(), one.toolTip()) for one in missed])


def test_a_field_test_is_entered_by_keys(signed_window: MainWindow, qtbot: QtBot) -> None:
    page = shown(signed_window, qtbot, "field_tests")
    assert isinstance(page, TestsPage)
    qtbot.keyClick(page, NEW, CTRL)
    for name, text in (("subject", "西墙铁钉"), ("text", "1.2 1.3 1.1"), ("blank_text", "0.1")):
        tab_to(qtbot, page.form.editor(name).focus_widget())
        write(qtbot, QApplication.focusWidget(), text)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, CTRL)
    settle(signed_window, qtbot)
    (made,) = signed_window.shell.read().all(FieldTest)
    assert (made.subject, made.values) == ("西墙铁钉", (1.2, 1.3, 1.1))


def test_an_acquisition_is_entered_by_keys(signed_window: MainWindow, qtbot: QtBot) -> None:
    page = shown(signed_window, qtbot, "edata")
    assert isinstance(page, RecordPage)
    qtbot.keyClick(page, NEW, CTRL)
    tab_to(qtbot, page.form.editor("title").focus_widget())
    write(qtbot, QApplication.focusWidget(), "便利店录像机")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, CTRL)
    settle(signed_window, qtbot)
    assert [one.title for one in signed_window.shell.read().all(Acquisition)] == ["便利店录像机"]


def test_a_time_is_sought_by_keys(signed_window: MainWindow, qtbot: QtBot) -> None:
    page = shown(signed_window, qtbot, "chronology.relations")
    assert isinstance(page, RelationsPage)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        field = dialog.form.editor("title").focus_widget()
        assert field.hasFocus(), "what is typed goes into the first field"
        write(qtbot, field, "起火时间")
        qtbot.keyClick(field, Qt.Key.Key_Return, CTRL)

    controls(page)[0].setFocus()
    tab_to(qtbot, page.sought_button)
    in_dialog(lambda: qtbot.keyClick(page.sought_button, Qt.Key.Key_Space), fill)
    settle(signed_window, qtbot)
    assert [one.title for one in signed_window.shell.read().all(SoughtTime)] == ["起火时间"]


def test_escape_gives_a_dialog_up(signed_window: MainWindow, qtbot: QtBot) -> None:
    page = shown(signed_window, qtbot, "chronology.relations")
    assert isinstance(page, RelationsPage)

    def leave(dialog: QDialog) -> None:
        front(dialog, qtbot)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    page.sought_button.setFocus()
    in_dialog(lambda: qtbot.keyClick(page.sought_button, Qt.Key.Key_Space), leave)
    assert not signed_window.shell.read().all(SoughtTime)


def test_steps_before_leaving_are_settled_by_keys(signed_window: MainWindow, qtbot: QtBot) -> None:
    page = shown(signed_window, qtbot, "cause.leaving")
    assert isinstance(page, LeavingPage)
    (first, *_) = controls(page)
    done = next(one for one in controls(page) if page.words("Done …") in one.toolTip() or
                (isinstance(one, QAbstractButton) and one.text() == page.words("Done …")))

    def say(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        write(qtbot, dialog.form.editor("note").focus_widget(), "已办")
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)

    first.setFocus()
    tab_to(qtbot, done)
    in_dialog(lambda: qtbot.keyClick(done, Qt.Key.Key_Space), say)
    settle(signed_window, qtbot)
    (step,) = signed_window.shell.read().all(GateStep)
    assert step.state is StepState.DONE and step.acted_by == signed_window.shell.signed_in.officer.id
