"""The pages by hand: a hazard through its steps, the board by keys, an on-site check, the rating."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from modules.rectification import operations, queries
from modules.rectification.records import Grade, HazardStep, MeasureStatus
from modules.rectification.rules.hazards import HazardState, hazard_state
from modules.rectification.ui.board import BoardPage
from modules.rectification.ui.evaluation import EvaluationPage
from modules.rectification.ui.hazards import HazardsPage
from modules.rectification.ui.page import MeasuresPage
from modules.rectification.ui.publication import PublicationPage
from tests.ui.hands import click, front, in_dialog, settle, write
from workstation.api import Party, PartyKind, Ref, Work
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow


@pytest.fixture
def window(signed_window: MainWindow, qtbot: QtBot) -> MainWindow:
    def fill(work: Work) -> None:
        for unit in ("甲公司", "乙公司"):
            work.put(Party(id=unit, kind=PartyKind.ORGANISATION, name=unit))
        operations.put_measure(work, "m1", text="拆除夹层", unit_id="甲公司", deadline=date(2020, 1, 31))
        operations.put_measure(work, "m2", text="加装逃生口", unit_id="乙公司", status=MeasureStatus.DONE)
        operations.put_measure(work, "m3", text="建档", unit_id="乙公司", deadline=date(2099, 1, 1))
        operations.put_hazard(work, "h", text="栅栏固定", unit_id="乙公司", deadline=date(2099, 1, 1))

    signed_window.shell.do("rectification.measure", fill)
    settle(signed_window, qtbot)
    return signed_window


def visit(window: MainWindow, qtbot: QtBot, page: str, kind: type) -> object:
    window.shell.show(page)
    settle(window, qtbot)
    front(window, qtbot)
    assert isinstance(window.page, kind)
    return window.page


def test_the_board_by_mouse_and_keys(window: MainWindow, qtbot: QtBot) -> None:
    page = visit(window, qtbot, "rectification.board", BoardPage)
    assert isinstance(page, BoardPage)

    def shown() -> list[list[str]]:
        return [[card.number for card in column.cards()] for column in page.columns]

    assert shown() == [["Z-001", "Y-001", "Z-003"], [], ["Z-002"], [], []]
    first = page.columns[0]
    assert first.cards()[0].late > 2000 and page.columns[2].cards()[0].unproven
    first.setFocus()
    first.setCurrentRow(0)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert first.current() is not None and first.current().number == "Y-001"
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert page.columns[2].hasFocus() and page.columns[2].current().number == "Z-002"
    qtbot.keyClick(page.columns[2], Qt.Key.Key_G)
    assert shown() == [["Z-001"], ["Y-001", "Z-003", "Z-002"]], "the unit that is late comes first"
    click(qtbot, page.group_button)
    write(qtbot, page.filter_box, "乙公司 逃生")
    assert shown() == [[], [], ["Z-002"], [], []]
    page.filter_box.clear()
    click(qtbot, page.late_button)
    assert shown() == [["Z-001"], [], [], [], []]
    page.columns[0].setFocus()
    page.columns[0].setCurrentRow(0)
    qtbot.keyClick(page.columns[0], Qt.Key.Key_Return)
    settle(window, qtbot)
    assert isinstance(window.page, MeasuresPage) and window.page.record.number == "Z-001"


def act(qtbot: QtBot, window: MainWindow, page: HazardsPage, step: HazardStep, **more: str) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        for name, text in {"text": "已办理", **more}.items():
            write(qtbot, dialog.form.editor(name).focus_widget(), text)
        if step is HazardStep.MEND:
            dialog.form.editor("refs").set_value((Ref("parties", "甲公司"),))
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.steps[step]), fill)
    settle(window, qtbot)
    front(window, qtbot)


def test_a_hazard_is_closed_by_hand(window: MainWindow, qtbot: QtBot) -> None:
    page = visit(window, qtbot, "rectification.hazards", HazardsPage)
    assert isinstance(page, HazardsPage)
    page.table.select({"h"})
    settle(window, qtbot)
    assert set(page.steps) == {HazardStep.REPORT}
    for step in (HazardStep.REPORT, HazardStep.MEND, HazardStep.REVIEW, HazardStep.CLOSE):
        act(qtbot, window, page, step, person="清溪镇人民政府")
    known = queries.acts_of(window.shell.read(), "h")
    assert hazard_state(known) is HazardState.CLOSED and not page.steps
    assert {one.person for one in known} == {"清溪镇人民政府"} and known[2].passed is True


def test_a_measure_is_checked_on_site(window: MainWindow, qtbot: QtBot) -> None:
    page = visit(window, qtbot, "rectification", MeasuresPage)
    assert isinstance(page, MeasuresPage)
    page.table.select({"m1"})
    settle(window, qtbot)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("result").focus_widget(), "夹层仍在")
        write(qtbot, dialog.form.editor("companions").focus_widget(), "林思远")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.checks.check_button), fill)
    settle(window, qtbot)
    (check,) = queries.site_checks(window.shell.read())[Ref("measures", "m1")]
    assert (check.result, check.companions) == ("夹层仍在", "林思远")
    assert queries.measures(window.shell.read())[0].checked_by == "李建国"


def test_rating_and_text_for_the_public(window: MainWindow, qtbot: QtBot) -> None:
    page = visit(window, qtbot, "rectification.evaluation", EvaluationPage)
    assert isinstance(page, EvaluationPage) and not page.rate_button.isEnabled()

    def judge(work: Work) -> None:
        work.put(Party(id="p", kind=PartyKind.PERSON, name="黄荔生"))
        for one in queries.measures(work):
            operations.evaluate_measure(work, one.id, Grade.NOT, "未落实")

    window.shell.do("rectification.evaluate", judge)
    settle(window, qtbot)
    front(window, qtbot)

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.rate_button), accept)
    settle(window, qtbot)
    assert queries.evaluation(window.shell.read()).rating == "poor"
    public = visit(window, qtbot, "rectification.publication", PublicationPage)
    assert isinstance(public, PublicationPage)
    click(qtbot, public.draft_button)
    settle(window, qtbot)
    QApplication.processEvents()
    text = public.form.editor("text")
    assert "拆除夹层" in text.raw() and public.approve_button.isEnabled()
    text.set_raw(text.raw() + "\n黄荔生电话13800138000")
    public.form.edited.emit()
    assert not public.approve_button.isEnabled()
    text.set_raw("已整改")
    public.form.edited.emit()
    click(qtbot, public.save_button)
    settle(window, qtbot)
    assert queries.publication(window.shell.read()).text == "已整改"
