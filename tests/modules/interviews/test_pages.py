"""The pages of interviews by hand: type a record by keys alone, correct it, sign it with the mouse, set it against."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtMultimedia import QMediaDevices
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog, QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from modules.interviews import operations, queries
from modules.interviews.records import (
    Interview,
    Mark,
    Recording,
    RecordingMark,
    Role,
    SignedPage,
    Statement,
    StatementKind,
    TopicJudgement,
)
from modules.interviews.rules.text import said
from modules.interviews.ui.contrast import ContrastPage
from modules.interviews.ui.page import InterviewsPage
from modules.interviews.ui.record import TypingPage
from modules.interviews.ui.signing import SigningDialog
from tests.modules.interviews.making import BEGUN, OFFICERS, later, tone
from tests.ui.hands import CTRL, SHIFT, click, front, in_dialog, named, open_file, settle, write
from workstation.api import Event, Party, PartyKind, Place, Ref, Work
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow

ENTER = Qt.Key.Key_Return


@pytest.fixture
def window(signed_window: MainWindow, qtbot: QtBot) -> MainWindow:
    def people(work: Work) -> None:
        work.put_many(OFFICERS)
        work.put(Party(id="clerk", kind=PartyKind.PERSON, name="钟家明", role="发现人", phone="136"))
        work.put(Place(id="west", name="西墙"))
        work.put(Event(id="nvr", title="门缝闪动光", moment=BEGUN, source="监控", category="device"))

    signed_window.shell.do("incident.party", people)
    settle(signed_window, qtbot)
    return signed_window


def store(window: MainWindow, qtbot: QtBot, **values: object) -> Interview:
    own = window.shell.signed_in.officer.id
    usual = {"name": "钟家明", "role": Role.FINDER, "interviewers": (own, "chen"), "recorder_id": own}
    made: list[Interview] = []
    window.shell.do(
        "interviews.put", lambda work: operations.put_interview(work, "i1", **{**usual, **values}), made.append)
    qtbot.waitUntil(lambda: bool(made))
    return made[0]


@pytest.fixture
def typing(window: MainWindow, qtbot: QtBot) -> Callable[..., TypingPage]:
    def begin(**values: object) -> TypingPage:
        store(window, qtbot, **values)
        window.shell.show("interviews.record")
        settle(window, qtbot)
        front(window, qtbot)
        page = window.page
        assert isinstance(page, TypingPage)
        page.sheet.setFocus()
        return page

    return begin


def told(window: MainWindow) -> list[tuple[str, str]]:
    found = queries.answers(window.shell.read(), "i1")
    return [(said(one.question), said(one.answer)) for one in found]


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
    assert told(window) == [("几点？", "两点十七分。\u2028我看了钟。")], "each finished answer is stored at once"
    qtbot.keyClick(sheet, Qt.Key.Key_2, CTRL)
    write(qtbot, sheet, "在店里。")
    qtbot.keyClick(sheet, Qt.Key.Key_Up, CTRL)
    qtbot.keyClick(sheet, Qt.Key.Key_Up, CTRL)
    qtbot.keyClick(sheet, ENTER, CTRL)
    write(qtbot, sheet, "谁？")
    qtbot.keyClick(sheet, Qt.Key.Key_S, CTRL)
    settle(window, qtbot)
    usual = page.view.template[1]
    assert told(window) == [("几点？", "两点十七分。\u2028我看了钟。"), ("谁？", ""), (usual, "在店里。")]
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
    first, second = told(window)
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
    assert told(window) == [("half a question", "")], "leaving the page saves"


def drag(qtbot: QtBot, dialog: SigningDialog) -> None:
    """Write on the pad with the mouse."""
    pad = dialog.pad
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 90))
    for x in range(40, 300, 20):
        pad.mouseMoveEvent(_moved(x))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(300, 90))


def _moved(x: int) -> QMouseEvent:
    at = QPointF(x, 60 + x % 40)
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, left, Qt.KeyboardModifier.NoModifier)


def test_a_page_is_signed_with_the_mouse_refused_and_superseded(
    window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot
) -> None:
    page = typing(begun=BEGUN, ended=later(30))
    qtbot.keyClicks(page.sheet, "when")
    qtbot.keyClick(page.sheet, Qt.Key.Key_S, CTRL)
    settle(window, qtbot)

    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, SigningDialog)
        assert not dialog.sign_button.isEnabled(), "an empty pad signs nothing"
        drag(qtbot, dialog)
        click(qtbot, dialog.sign_button)
        qtbot.waitUntil(lambda: not dialog.pad.isEnabled())
        dialog.signer_box.setCurrentIndex(1)
        drag(qtbot, dialog)
        click(qtbot, dialog.sign_button)
        qtbot.waitUntil(lambda: dialog.name_box.text() == "陈若溪")

        def why(asked: QDialog) -> None:
            assert isinstance(asked, QInputDialog)
            asked.setTextValue("left")
            asked.accept()

        timer = QTimer()

        def look() -> None:
            asked = QApplication.activeModalWidget()
            if isinstance(asked, QInputDialog):
                timer.stop()
                why(asked)

        timer.timeout.connect(look)
        timer.start(10)
        click(qtbot, dialog.refuse_button)
        qtbot.waitUntil(lambda: len(window.shell.read().all(SignedPage)[0].signatures) == 3)

    in_dialog(lambda: (click(qtbot, page.pages.sign_button), settle(window, qtbot)), act)
    settle(window, qtbot)
    (signed,) = window.shell.read().all(SignedPage)
    assert [one.name for one in signed.signatures] == ["钟家明", "李建国", "陈若溪"]
    assert signed.signatures[0].strokes and signed.signatures[2].refused == "left"
    page.sheet.setFocus()
    qtbot.keyClicks(page.sheet, "X")
    qtbot.keyClick(page.sheet, Qt.Key.Key_S, CTRL)
    settle(window, qtbot)
    assert told(window) == [("when", "")] and page.edited, "a signed page can't change; what was typed is kept"
    page.discard()
    settle(window, qtbot)


def test_a_sentence_becomes_a_statement_and_stands_against_a_device(
    window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot
) -> None:
    page = typing(begun=BEGUN)
    sheet = page.sheet
    write(qtbot, sheet, "几点？")
    qtbot.keyClick(sheet, ENTER)
    write(qtbot, sheet, "两点十七分发现的。后来报警。")
    for _ in range(8):
        qtbot.keyClick(sheet, Qt.Key.Key_Left)

    def mark(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        assert dialog.form.editor("quote").value() == "两点十七分发现的。"
        click(qtbot, dialog.accept_button)
        assert dialog.isVisible(), "a statement about a time has one"
        line = dialog.form.editor("at").focus_widget()
        assert isinstance(line, QLineEdit)
        qtbot.keyClicks(line, "2026-03-17 02:17:30")
        qtbot.keyClicks(dialog.form.editor("uncertainty_s").focus_widget(), "30")
        click(qtbot, dialog.accept_button)

    in_dialog(lambda: (qtbot.keyClick(sheet, Qt.Key.Key_M, CTRL), settle(window, qtbot)), mark)
    settle(window, qtbot)
    (statement,) = window.shell.read().all(Statement)
    event = window.shell.read().get(Event, statement.event_id or "")
    assert statement.kind is StatementKind.TIME and event.source == "钟家明询问笔录"
    assert event.moment.uncertainty_s == 30
    window.shell.show("interviews.statements")
    table = window.page
    assert isinstance(table, ContrastPage)
    settle(window, qtbot)
    front(window, qtbot)
    in_dialog(lambda: click(qtbot, table.against_button), lambda dialog: click(qtbot, dialog.accept_button))
    settle(window, qtbot)
    heads = [table.grid.horizontalHeaderItem(column).text() for column in range(table.grid.columnCount())]
    assert heads[1:] == ["钟家明", "监控"] and table.topic is not None and len(table.topic.clashes) == 1

    def explain(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("text").widget, "发现时间，非起火时间")
        click(qtbot, dialog.accept_button)

    in_dialog(lambda: click(qtbot, table.judge_button), explain)
    settle(window, qtbot)
    (judged,) = window.shell.read().all(TopicJudgement)
    assert judged.decided_by == window.shell.signed_in.officer.id
    assert table.words("explained") in table.grid.item(0, 0).text()


def test_a_recording_is_attached_marked_and_played_from_the_answer(
    window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot, tmp_path: Path
) -> None:
    page = typing(begun=BEGUN)
    qtbot.keyClicks(page.sheet, "when")
    qtbot.keyClick(page.sheet, ENTER)
    qtbot.keyClicks(page.sheet, "two")
    qtbot.keyClick(page.sheet, Qt.Key.Key_S, CTRL)
    settle(window, qtbot)
    source = tone(tmp_path / "录音 副本" / "询问.wav", 20)

    def choose(dialog: QDialog) -> None:
        open_file(dialog, source)

    in_dialog(lambda: click(qtbot, page.recorder.attach_button), choose)
    qtbot.waitUntil(lambda: window.shell.read().count(Recording) == 1, timeout=20_000)
    settle(window, qtbot)
    (recording,) = window.shell.read().all(Recording)
    assert recording.duration_s == pytest.approx(20.0)
    player = page.recorder.player
    qtbot.waitUntil(lambda: player.duration() > 0, timeout=10_000)
    player.setPosition(12_000)
    qtbot.waitUntil(lambda: player.position() >= 12_000)
    front(window, qtbot)
    page.sheet.setFocus()
    qtbot.keyClick(page.sheet, Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: window.shell.read().count(RecordingMark) == 1)
    settle(window, qtbot)
    (mark,) = window.shell.read().all(RecordingMark)
    assert mark.at_s == pytest.approx(12.0, abs=0.5) and mark.exchange_id in page.sheet.recorded
    player.setPosition(0)
    qtbot.keyClick(page.sheet, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: player.position() >= 12_000, timeout=10_000)
    player.stop()


def test_without_a_microphone_a_sentence_says_so(typing: Callable[..., TypingPage], qtbot: QtBot) -> None:
    if QMediaDevices.audioInputs():
        pytest.skip("this machine has a microphone")
    page = typing()
    click(qtbot, page.recorder.record_button)
    assert page.recorder.message.text() == page.words(
        "There is no microphone. Connect one, or record with another device and attach the file.")


def test_the_record_is_printed(
    window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot, tmp_path: Path
) -> None:
    page = typing(begun=BEGUN, ended=later(30))
    write(qtbot, page.sheet, "几点？")
    target = tmp_path / "笔录.pdf"

    def save(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.selectFile(str(target))
        click(qtbot, dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save))

    in_dialog(lambda: qtbot.keyClick(page.sheet, Qt.Key.Key_P, CTRL | SHIFT), save)
    qtbot.waitUntil(lambda: not window.shell.jobs.running and target.exists(), timeout=30_000)
    document = pypdfium2.PdfDocument(target)
    text = document[0].get_textpage().get_text_range()
    size = document[0].get_size()
    document.close()
    (state,) = queries.page_states(window.shell.read(), window.shell.read().get(Interview, "i1"))
    assert "几点？" in text and "以上笔录我看过，和我说的一样。" in text and state.page.sha256 in text
    assert [round(side / 72 * 25.4) for side in size] == [210, 297]


def test_an_empty_case_says_what_to_do(window: MainWindow, qtbot: QtBot) -> None:
    for name in ("interviews.record", "interviews.statements"):
        window.shell.show(name)
        settle(window, qtbot)
        assert window.page.empty.isVisible()
    front(window, qtbot)
    click(qtbot, named(window.page.empty, window.page.words("Questions and answers")))
    settle(window, qtbot)
    assert isinstance(window.page, TypingPage)


def test_a_cited_answer_is_found_again(
    window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot
) -> None:
    page = typing(begun=BEGUN)
    qtbot.keyClicks(page.sheet, "first")
    window.shell.do("interviews.put", lambda work: operations.put_interview(work, "i2", name="罗秀梅"))
    settle(window, qtbot)
    window.shell.show("interviews")
    settle(window, qtbot)
    answer = queries.answers(window.shell.read(), "i1")[0]
    window.shell.show("interviews.record", Ref("interviews", "i2"))
    settle(window, qtbot)
    assert isinstance(window.page, TypingPage) and window.page.subject == "i2"
    window.shell.show("interviews")
    settle(window, qtbot)
    window.shell.show("interviews.record", Ref("interview_answers", answer.id))
    settle(window, qtbot)
    qtbot.waitUntil(lambda: isinstance(window.page, TypingPage) and window.page.sheet.exchange_id == answer.id)


def test_a_record_that_was_typed_elsewhere_is_taken_over(
    window: MainWindow, typing: Callable[..., TypingPage], qtbot: QtBot, tmp_path: Path
) -> None:
    page = typing(begun=BEGUN)
    path = tmp_path / "笔录 副本.txt"
    path.write_text("询问笔录\n问：几点？\n答：两点。\n问：谁？\n答：不知道。\n", "gb18030")

    def choose(dialog: QDialog) -> None:
        open_file(dialog, path)

    in_dialog(page.take_text, choose)
    qtbot.waitUntil(lambda: page.edited, timeout=20_000)
    front(window, qtbot)
    page.sheet.setFocus()
    qtbot.keyClick(page.sheet, Qt.Key.Key_S, CTRL)
    settle(window, qtbot)
    assert told(window) == [("几点？", "两点。"), ("谁？", "不知道。")]
