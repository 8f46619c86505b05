"""Writing, taking back, looking back, changing the language while something is open, coming back the next day."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.hands import CTRL, SHIFT, click, front, in_dialog, settle, write
from tests.ui.test_pages import visit
from workstation.api import Party, UserError
from workstation.ui.kit.editors import NumberEditor
from workstation.ui.preferences import SettingsDialog
from workstation.ui.review.history import HistoryPage
from workstation.ui.window import MainWindow


def parties(window: MainWindow) -> dict[str, Party]:
    return {party.name: party for party in window.shell.read().all(Party)}


def inspector_text(window: MainWindow) -> str:
    return "\n".join(one.text() for one in window.inspector.findChildren(QLabel) if one.isVisible())


def field(page: QWidget, name: str) -> QWidget:
    return page.form.editor(name).focus_widget()


def test_a_step_is_taken_back_and_done_again_by_keyboard(opened: MainWindow, qtbot: QtBot) -> None:
    page = visit(opened, qtbot, "incident.parties")
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL)
    write(qtbot, field(page, "name"), "王秀英")
    qtbot.keyClick(field(page, "name"), Qt.Key.Key_S, CTRL)
    settle(opened, qtbot)
    assert "王秀英" in parties(opened)
    opened.header.who.setFocus()
    qtbot.keyClick(opened.header.who, Qt.Key.Key_Z, CTRL)
    settle(opened, qtbot)
    assert "王秀英" not in parties(opened) and "撤销" in opened.notices()[-1]
    qtbot.keyClick(opened.header.who, Qt.Key.Key_Z, CTRL | SHIFT)
    settle(opened, qtbot)
    assert "王秀英" in parties(opened)
    assert {record.name for record in page.table.records()} == set(parties(opened))


def test_nothing_left_to_take_back_is_said(opened: MainWindow, qtbot: QtBot) -> None:
    for _ in range(20):
        opened.actions_.undo()
        settle(opened, qtbot)
    assert opened.isVisible() and any("没有可撤销" in text for text in opened.notices()), opened.notices()


def test_the_inspector_tells_in_words_what_was_done_to_a_record(opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(1440, 900)
    page = visit(opened, qtbot, "incident.parties")
    phone = field(page, "phone")
    write(qtbot, phone, "13800000000")
    click(qtbot, page.save_button)
    settle(opened, qtbot)
    told = inspector_text(opened)
    assert "登记接报与立案" in told and "电话: — → 13800000000" in told and "未登录" in told
    opened.shell.show("incident.overview")
    settle(opened, qtbot)
    assert "13800000000" not in inspector_text(opened)


def test_the_ledger_is_verified_from_its_page(opened: MainWindow, qtbot: QtBot) -> None:
    page = visit(opened, qtbot, "review.history")
    assert isinstance(page, HistoryPage) and len(page.table.records()) >= 5
    assert {"登记接报与立案", "建立案件"} <= {line.operation for line in page.table.records()}
    click(qtbot, page.verify_button)
    qtbot.waitUntil(lambda: any("完好" in text for text in opened.notices()), timeout=20_000)
    assert page.result.isVisible()


def test_the_language_changes_with_a_page_open_and_nothing_typed_is_lost(opened: MainWindow, qtbot: QtBot) -> None:
    page = visit(opened, qtbot, "incident.parties")
    note = field(page, "note")
    assert isinstance(note, QPlainTextEdit)
    write(qtbot, note, "keeps the keys")

    def choose_english(dialog: SettingsDialog) -> None:
        box = dialog.form.editor("language").box
        box.setCurrentIndex(box.findText("English"))
        click(qtbot, dialog.accept_button)

    in_dialog(opened.actions_.settings, choose_english)
    settle(opened, qtbot)
    assert opened.navigator.buttons["incident.parties"].isChecked() and opened.page is not page
    assert opened.navigator.buttons["incident.parties"].accessibleName() == "Parties"
    assert "keeps the keys" in {party.note for party in parties(opened).values()}
    assert [menu.text() for menu in opened.menuBar().actions()] == ["Case", "Edit", "View", "Go", "Help"]
    opened.shell.do("incident.party", lambda work: work.put(parties(opened)["陈国强"]))  # old pages hear nothing
    settle(opened, qtbot)
    assert opened.notices() == []


@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_the_look_changes_at_run_time(opened: MainWindow, qtbot: QtBot, theme: str) -> None:
    corner = opened.content.mapTo(opened, QPoint(2, 2))  # the ground beside the page's cards
    before = opened.grab().toImage().pixelColor(corner)
    opened.shell.prefer(theme=theme, text_scale=1.4)
    settle(opened, qtbot)
    corner = opened.content.mapTo(opened, QPoint(2, 2))
    assert opened.grab().toImage().pixelColor(corner) != before
    assert opened.font().pointSizeF() >= 10 and opened.shell.tokens.name == theme


def test_the_window_comes_back_as_it_was_left(
    open_window: Callable[[], MainWindow], folder: Path, qtbot: QtBot
) -> None:
    first = open_window()
    first.actions_.open_case(folder)
    settle(first, qtbot)
    first.resize(1440, 700)
    page = visit(first, qtbot, "incident.parties")
    page.table.view.setColumnWidth(0, 321)
    qtbot.keyClick(first, Qt.Key.Key_F8)
    assert not first.inspector.isVisible()
    first.shell.prefer(theme="dark")
    settle(first, qtbot)
    first.close()
    second = open_window()
    assert (second.height(), second.shell.tokens.name) == (700, "dark")  # the width of this screen is fixed
    second.actions_.open_case(folder)
    settle(second, qtbot)
    assert second.navigator.buttons["incident.parties"].isChecked()
    assert second.page.table.view.columnWidth(0) == 321 and not second.inspector.isVisible()


def test_a_known_error_is_a_sentence_and_a_fault_is_survived(opened: MainWindow, qtbot: QtBot) -> None:
    def refuse(_: object) -> None:
        raise UserError("form.not_a_date", value="31.2.")

    def fail(_: object) -> None:
        raise ZeroDivisionError("a mistake of the program")

    opened.shell.do("incident.party", refuse)
    opened.shell.query(fail, lambda _: None)
    settle(opened, qtbot)
    known, fault = sorted(opened.notices(), key=lambda text: "ZeroDivision" in text)
    assert "31.2." in known and "form." not in known
    assert "ZeroDivisionError" in fault and "程序出错" in fault
    page = visit(opened, qtbot, "incident.places")
    assert page.table.records()
    front(opened, qtbot)


@pytest.mark.parametrize(("kind", "text"), [(float, "nan"), (float, "1e999"), (Decimal, "nan"), (Decimal, "-inf")])
def test_what_is_not_a_finite_number_is_refused(qtbot: QtBot, kind: type[float] | type[Decimal], text: str) -> None:
    editor = NumberEditor(kind, None)
    qtbot.addWidget(editor.widget)
    editor.line.setText(text)
    with pytest.raises(UserError, match="not_a_number"):
        editor.value()


def test_after_saving_the_form_shows_what_is_kept(opened: MainWindow, qtbot: QtBot) -> None:
    page = visit(opened, qtbot, "exhibits")
    page.start_new()
    write(qtbot, field(page, "name"), "电源线")
    write(qtbot, field(page, "extracted_at"), "2026年1月24日9时5分")
    qtbot.keyClick(field(page, "extracted_at"), Qt.Key.Key_S, CTRL)
    settle(opened, qtbot)
    kept = page.form.raw()
    assert kept["number"] and kept["extracted_at"] == "2026-01-24 09:05:00" and not page.edited
    write(qtbot, field(page, "features"), "珠状")
    page.save()
    settle(opened, qtbot)
    assert page.form.raw()["number"] == kept["number"]
