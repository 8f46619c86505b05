"""The ledger at the window: an entry in full, the way to its record, any step taken back, filters."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.hands import click, in_dialog, settle
from tests.ui.test_pages import visit
from workstation.api import Place
from workstation.ui.review.history import HistoryPage
from workstation.ui.window import MainWindow


def said(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


@pytest.fixture
def page(opened: MainWindow, qtbot: QtBot) -> HistoryPage:
    for name in ("配电间", "楼梯间"):
        opened.shell.do("incident.place", lambda work, name=name: work.put(Place(id=name, name=name)))
    settle(opened, qtbot)
    found = visit(opened, qtbot, "review.history")
    assert isinstance(found, HistoryPage)
    return found


def choose(opened: MainWindow, page: HistoryPage, row: int, qtbot: QtBot) -> None:
    page.table.view.selectRow(row)
    settle(opened, qtbot)


def test_an_entry_tells_its_records_and_leads_to_them(opened: MainWindow, page: HistoryPage, qtbot: QtBot) -> None:
    choose(opened, page, 1, qtbot)
    text = said(page.panel)
    assert "配电间" in text and "新增" in text and "楼梯间" not in text
    click(qtbot, next(one for one in page.panel.findChildren(QWidget) if one.accessibleName() == "前往该记录"))
    settle(opened, qtbot)
    assert opened.navigator.buttons["incident.places"].isChecked() and opened.page.record.name == "配电间"


def test_a_step_is_taken_back_though_others_came_after_it(opened: MainWindow, page: HistoryPage, qtbot: QtBot) -> None:
    choose(opened, page, 1, qtbot)
    click(qtbot, page.panel.undo_button)
    settle(opened, qtbot)
    assert {"楼梯间"} <= {place.name for place in opened.shell.read().all(Place)}
    assert "配电间" not in {place.name for place in opened.shell.read().all(Place)}
    qtbot.waitUntil(lambda: page.table.records()[0].operation.startswith("撤销"), timeout=10_000)
    choose(opened, page, 2, qtbot)
    assert "配电间" in said(page.panel)
    click(qtbot, page.panel.undo_button)
    settle(opened, qtbot)
    assert any("已被撤销" in text for text in opened.notices()), opened.notices()


def test_what_cannot_be_taken_back_offers_no_button(opened: MainWindow, page: HistoryPage, qtbot: QtBot) -> None:
    choose(opened, page, len(page.table.records()) - 1, qtbot)
    assert page.table.selection()[0].operation == "建立案件" and not page.panel.undo_button.isVisible()


def test_the_ledger_is_filtered_by_officer_and_by_what_changed(
    opened: MainWindow, page: HistoryPage, qtbot: QtBot
) -> None:
    opened.shell.call(lambda case: _look(case))
    settle(opened, qtbot)
    qtbot.waitUntil(lambda: len(page.table.records()) > 2 and page.table.records()[0].added == 0, timeout=10_000)
    everything = len(page.table.records())
    click(qtbot, page.writing)
    assert len(page.table.records()) == everything - 1
    page.who.setCurrentIndex(1)
    page.who.activated.emit(1)
    assert {line.officer for line in page.table.records()} == {page.who.currentText()}


def _look(case: object) -> None:
    with case.work("dossier.export", witness=True) as work:  # what only looks at the case is in the ledger too
        work.note(path="somewhere")


def test_the_sheet_of_keys_names_what_the_keys_do(opened: MainWindow, qtbot: QtBot) -> None:
    seen: list[str] = []

    def read(dialog: QWidget) -> None:
        seen.append(said(dialog))
        dialog.accept()

    in_dialog(lambda: qtbot.keyClick(opened, Qt.Key.Key_F1), read)
    assert "Ctrl+K" in seen[0] and "F11" in seen[0] and "撤销" in seen[0] and "保存" in seen[0]


def test_the_overview_tells_what_must_be_mended_and_leads_there(opened: MainWindow, qtbot: QtBot) -> None:
    page = visit(opened, qtbot, "incident.overview")
    settle(opened, qtbot)
    text = said(page.state)
    assert "案件进展" in text and "必须补正" in text
    go = next(one for one in page.state.findChildren(QWidget) if one.accessibleName().startswith("去处理："))
    click(qtbot, go)
    settle(opened, qtbot)
    assert not opened.navigator.buttons["incident.overview"].isChecked() or opened.page is page
