"""The pages of interviews by hand: sign with the mouse, set against, attach and play, print, find again."""

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
    Recording,
    RecordingMark,
    SignedPage,
    Statement,
    StatementKind,
    TopicJudgement,
)
from modules.interviews.ui.contrast import ContrastPage
from modules.interviews.ui.record import TypingPage
from modules.interviews.ui.signing import SigningDialog
from tests.modules.interviews.making import BEGUN, later, told, tone
from tests.ui.hands import CTRL, SHIFT, click, front, in_dialog, named, open_file, settle, write
from workstation.api import Event, Ref
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow

ENTER = Qt.Key.Key_Return



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
    assert told(window.shell.read()) == [("when", "")] and page.edited, "it is signed; what was typed is kept"
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


def test_without_a_camera_a_sentence_says_so(typing: Callable[..., TypingPage]) -> None:
    if QMediaDevices.videoInputs():
        pytest.skip("this machine has a camera")
    page = typing()
    picture = page.recorder.picture
    assert not picture.isHidden() and not picture.isEnabled() and not picture.isChecked()
    assert picture.text() == page.words("No camera found: sound only")
    assert page.words("Connect a camera, or film with another device and attach its file.") in picture.toolTip()


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
    assert told(window.shell.read()) == [("几点？", "两点。"), ("谁？", "不知道。")]
