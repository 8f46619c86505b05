"""The pages of interviews by hand: type a record by keys alone, correct it, sign it with the mouse, set it against."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from modules.interviews import queries
from modules.interviews.records import (
    Interview,
    Mark,
)
from modules.interviews.rules.text import said
from modules.interviews.ui.page import InterviewsPage
from modules.interviews.ui.record import TypingPage
from tests.modules.interviews.making import BEGUN, told
from tests.ui.hands import CTRL, SHIFT, click, front, settle, write
from workstation.ui.window import MainWindow

ENTER = Qt.Key.Key_Return


def test_an_interview_is_registered_from_a_party(window: MainWindow, qtbot: QtBot) -> None:
    window.shell.show("interviews")
    page = window.page
    assert isinstance(page, InterviewsPage)
    settle(window, qtbot)
    front(window, qtbot)
    click(qtbot, page.new_button)
    box = page.form.editor("party_id").widget
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert page.form.editor("name").value() == "钟家明" and page.form.editor("relation").value() == "发现人"
    qtbot.keyClick(page.form.editor("phone").focus_widget(), Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: window.shell.read().count(Interview) == 1)
    settle(window, qtbot)
    (made,) = window.shell.read().all(Interview)
    assert (made.number, made.phone, made.ordinal) == ("X-001", "136", 1)
    assert made.interviewers == (window.shell.signed_in.officer.id,)
    qtbot.keyClick(page.form.editor("phone").focus_widget(), Qt.Key.Key_F2)
    settle(window, qtbot)
    assert isinstance(window.page, TypingPage) and window.page.subject == made.id
    assert window.page.warning.isVisible(), "one officer alone is told so where the record is written"


def test_a_record_is_typed_by_keys_alone(
    window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot
) -> None:
    page = typing()
    sheet = page.sheet
    qtbot.keyClick(sheet, Qt.Key.Key_F5)
    settle(window, qtbot)
    assert window.shell.read().get(Interview, "i1").begun is not None
    write(qtbot, sheet, "几点？")
    qtbot.keyClick(sheet, ENTER)
    write(qtbot, sheet, "两点十七分。")
    qtbot.keyClick(sheet, ENTER, SHIFT)
    write(qtbot, sheet, "我看了钟。")
    qtbot.keyClick(sheet, ENTER)
    settle(window, qtbot)
    assert told(window.shell.read()) == [("几点？", "两点十七分。\u2028我看了钟。")], "stored at once"
    qtbot.keyClick(sheet, Qt.Key.Key_2, CTRL)
    write(qtbot, sheet, "在店里。")
    qtbot.keyClick(sheet, Qt.Key.Key_Up, CTRL)
    qtbot.keyClick(sheet, Qt.Key.Key_Up, CTRL)
    qtbot.keyClick(sheet, ENTER, CTRL)
    write(qtbot, sheet, "谁？")
    qtbot.keyClick(sheet, Qt.Key.Key_S, CTRL)
    settle(window, qtbot)
    usual = page.view.template[1]
    assert told(window.shell.read()) == [("几点？", "两点十七分。\u2028我看了钟。"), ("谁？", ""), (usual, "在店里。")]
    assert queries.answers(window.shell.read(), "i1")[0].asked_at is not None
    qtbot.keyClick(sheet, Qt.Key.Key_F7)
    settle(window, qtbot)
    assert window.shell.read().get(Interview, "i1").ended is not None


def test_questions_and_answers_stay_apart_whatever_is_erased(
    typing: Callable[..., TypingPage], qtbot: QtBot
) -> None:
    sheet = typing().sheet
    for text in ("q1", "a1", "q2", "a2"):
        qtbot.keyClicks(sheet, text)
        qtbot.keyClick(sheet, ENTER)
    qtbot.keyClick(sheet, Qt.Key.Key_Backspace)
    qtbot.keyClick(sheet, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(sheet, Qt.Key.Key_Delete)
    qtbot.keyClicks(sheet, "new")
    assert [(said(one.question), said(one.answer)) for one in sheet.exchanges("i1")] == [("new", "")]
    assert sheet.document().blockCount() == 4, "the places of question and answer stay"


def test_rights_are_told_and_noted(window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot) -> None:
    page = typing(begun=BEGUN)
    write(qtbot, page.sheet, "几点？")
    qtbot.keyClick(page.sheet, Qt.Key.Key_F4)
    settle(window, qtbot)
    assert window.shell.read().get(Interview, "i1").rights_told
    first, second = told(window.shell.read())
    assert "申请回避" in first[0] and "清溪大队" in first[0] and second[0] == "几点？"


def test_after_the_end_corrections_stay_visible(
    window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot
) -> None:
    page = typing(begun=BEGUN)
    sheet = page.sheet
    write(qtbot, sheet, "几点？")
    qtbot.keyClick(sheet, ENTER)
    write(qtbot, sheet, "两点十七")
    qtbot.keyClick(sheet, Qt.Key.Key_F7)
    settle(window, qtbot)
    assert sheet.tracked
    qtbot.keyClick(sheet, Qt.Key.Key_Backspace)
    write(qtbot, sheet, "五x")
    qtbot.keyClick(sheet, Qt.Key.Key_Backspace)
    qtbot.keyClick(sheet, Qt.Key.Key_S, CTRL)
    settle(window, qtbot)
    (one,) = queries.answers(window.shell.read(), "i1")
    marks = {run.text: run.mark for run in one.answer}
    assert marks == {"两点十": Mark.PLAIN, "七": Mark.STRUCK, "五": Mark.ADDED}
    page.sheet.show_exchanges([one])
    assert sheet.exchanges("i1") == [one], "struck and added text is read back as it was"


def test_what_is_typed_survives_as_a_draft(
    window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot
) -> None:
    page = typing()
    qtbot.keyClicks(page.sheet, "half a question")
    draft = page.draft()
    page.discard()
    settle(window, qtbot)
    assert page.sheet.toPlainText() == ""
    page.take_draft(draft)
    settle(window, qtbot)
    assert page.sheet.toPlainText().startswith("half a question") and page.edited
    window.shell.show("interviews")
    settle(window, qtbot)
    assert told(window.shell.read()) == [("half a question", "")], "leaving the page saves"
