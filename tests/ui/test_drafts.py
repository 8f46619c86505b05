"""What was typed is never lost: on leaving, on closing, when it is not in order, when the disk or the power goes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.hands import CTRL, click, front, named, settle, write
from tests.ui.test_pages import visit
from workstation.api import Party
from workstation.ui.window import MainWindow


def field(page: QWidget, name: str) -> QWidget:
    return page.form.editor(name).focus_widget()


def stored(window: MainWindow) -> dict[str, Party]:
    return {party.name: party for party in window.shell.read().all(Party)}


def drafts(profile: Path) -> list[dict[str, object]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted((profile / "drafts").rglob("*.json"))]


def half_a_place(window: MainWindow, qtbot: QtBot) -> QWidget:
    """A new place whose longitude is no number yet."""
    page = visit(window, qtbot, "incident.places")
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL)
    write(qtbot, field(page, "name"), "二层夹层")
    write(qtbot, field(page, "x"), "114.0x")
    return page


def test_closing_the_case_saves_what_is_typed(opened: MainWindow, folder: Path, qtbot: QtBot) -> None:
    page = visit(opened, qtbot, "incident.parties")
    write(qtbot, field(page, "note"), "typed and not saved")
    qtbot.keyClick(opened, Qt.Key.Key_W, CTRL)
    assert opened.shell.case is None
    opened.actions_.open_case(folder)
    settle(opened, qtbot)
    assert "typed and not saved" in {party.note for party in stored(opened).values()}
    assert opened.notices() == [] and not opened.page.edited


def test_closing_the_window_saves_what_is_typed(
    open_window: Callable[[], MainWindow], folder: Path, profile: Path, qtbot: QtBot
) -> None:
    first = open_window()
    first.actions_.open_case(folder)
    settle(first, qtbot)
    write(qtbot, field(visit(first, qtbot, "incident.parties"), "note"), "the last word")
    first.close()
    assert drafts(profile) == []
    second = open_window()
    second.actions_.open_case(folder)
    settle(second, qtbot)
    assert "the last word" in {party.note for party in stored(second).values()}


def test_what_is_not_in_order_is_kept_and_back_on_the_page(opened: MainWindow, qtbot: QtBot) -> None:
    half_a_place(opened, qtbot)
    opened.shell.show("incident.overview")
    settle(opened, qtbot)
    (said,) = opened.notices()
    assert "保留" in said
    click(qtbot, named(opened, "返回查看"))
    settle(opened, qtbot)
    page = opened.page
    assert field(page, "name").text() == "二层夹层" and field(page, "x").text() == "114.0x" and page.edited
    field(page, "x").clear()
    qtbot.keyClicks(field(page, "x"), "114.05")
    write(qtbot, field(page, "y"), "22.84")
    click(qtbot, page.save_button)
    settle(opened, qtbot)
    assert "二层夹层" in {place.name for place in page.table.records()}
    opened.shell.show("incident.overview")
    visit(opened, qtbot, "incident.places")
    assert not opened.page.edited  # it is in the case now and not offered again


def test_another_record_is_not_shown_over_what_is_not_in_order(opened: MainWindow, qtbot: QtBot) -> None:
    page = half_a_place(opened, qtbot)
    page.table.view.selectRow(0)
    settle(opened, qtbot)
    assert page.record is None and field(page, "x").text() == "114.0x" and "放弃" in opened.notices()[-1]
    assert page.table.selection() == []
    click(qtbot, page.discard_button)
    assert field(page, "x").text() == "" and not page.discard_button.isVisible()
    page.table.view.selectRow(0)
    settle(opened, qtbot)
    assert page.record is not None


def test_a_change_of_language_keeps_what_is_not_in_order(opened: MainWindow, qtbot: QtBot) -> None:
    half_a_place(opened, qtbot)
    opened.shell.prefer(language="en", theme="dark")
    settle(opened, qtbot)
    assert field(opened.page, "x").text() == "114.0x" and opened.page.edited


def test_a_power_cut_costs_seconds_of_typing(
    open_window: Callable[[], MainWindow], folder: Path, profile: Path, qtbot: QtBot
) -> None:
    first = open_window()
    first.actions_.open_case(folder)
    settle(first, qtbot)
    page = visit(first, qtbot, "incident.parties")
    edited = page.record.name
    write(qtbot, field(page, "note"), "half a sent")
    qtbot.waitUntil(lambda: bool(drafts(profile)), timeout=10_000)
    left = shutil.copytree(folder, folder.parent / "断电之后")  # as the disk was when the power went
    second = open_window()
    second.actions_.open_case(left)
    settle(second, qtbot)
    assert any("当事人" in text for text in second.notices())
    click(qtbot, named(second, "返回查看"))
    settle(second, qtbot)
    assert second.page.record.name == edited and field(second.page, "note").toPlainText() == "half a sent"
    assert any("放回" in text for text in second.notices())
    front(second, qtbot)
    qtbot.keyClick(field(second.page, "note"), Qt.Key.Key_S, CTRL)
    settle(second, qtbot)
    assert stored(second)[edited].note == "half a sent"
    qtbot.waitUntil(lambda: drafts(profile) == [], timeout=10_000)


def test_what_cannot_be_stored_stays_in_the_form(opened: MainWindow, folder: Path, qtbot: QtBot) -> None:
    page = visit(opened, qtbot, "incident.parties")
    write(qtbot, field(page, "note"), "typed on a stick that was pulled out")
    shutil.rmtree(folder)
    click(qtbot, page.save_button)
    settle(opened, qtbot)
    assert field(page, "note").toPlainText() == "typed on a stick that was pulled out" and page.edited
    assert any(str(folder) in text for text in opened.notices())
    opened.shell.show("incident.overview")
    settle(opened, qtbot)
    assert any("保留" in text for text in opened.notices()) and opened.isVisible()


def test_the_facts_of_the_call_are_kept_likewise(opened: MainWindow, qtbot: QtBot) -> None:
    page = visit(opened, qtbot, "incident.call")
    address = page.call.editor("address").focus_widget()
    address.clear()
    qtbot.keyClicks(address, "Industrial Road 17")
    number = page.call.editor("burned_area_m2").focus_widget()
    qtbot.keyClicks(number, "about 40")
    opened.shell.show("incident.overview")
    settle(opened, qtbot)
    page = visit(opened, qtbot, "incident.call")
    assert page.call.editor("burned_area_m2").focus_widget().text() == "about 40"
    page.call.editor("burned_area_m2").focus_widget().clear()
    qtbot.keyClicks(page.call.editor("burned_area_m2").focus_widget(), "40")
    qtbot.keyClick(page, Qt.Key.Key_S, CTRL)
    settle(opened, qtbot)
    assert page.call.editor("address").focus_widget().text() == "Industrial Road 17" and not page.edited
