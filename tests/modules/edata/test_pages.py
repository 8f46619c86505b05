"""The pages of acquisitions and clocks by hand: register, list files, check hashes, compare a clock, print."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from modules.edata.queries import items
from modules.edata.records import Acquisition, ClockCheck, HashCheck
from modules.edata.ui.clocks import ClocksPage
from modules.edata.ui.files import FilePicker
from modules.edata.ui.page import AcquisitionsPage
from tests.ui.hands import CTRL, SHIFT, click, front, in_dialog, named, settle, write
from workstation.api import Clock, StoredFile
from workstation.api.widgets import FormDialog, NoticeBar
from workstation.ui.window import MainWindow


def write_in(qtbot: QtBot, form: FormDialog | AcquisitionsPage | ClocksPage, name: str, text: str) -> None:
    line = form.form.editor(name).focus_widget()
    if isinstance(line, QLineEdit):
        line.clear()
    write(qtbot, line, text)


def shown(window: MainWindow, qtbot: QtBot, page_id: str) -> object:
    window.shell.show(page_id)
    settle(window, qtbot)
    front(window, qtbot)
    return window.page


@pytest.fixture
def page(signed_window: MainWindow, qtbot: QtBot) -> AcquisitionsPage:
    found = shown(signed_window, qtbot, "edata")
    assert isinstance(found, AcquisitionsPage)
    return found


def register(window: MainWindow, page: AcquisitionsPage, qtbot: QtBot) -> Acquisition:
    click(qtbot, page.new_button)
    write_in(qtbot, page, "title", "便利店录像机")
    click(qtbot, page.save_button)
    settle(window, qtbot)
    assert page.record is not None
    return page.record


def test_files_are_listed_and_hashed_again(
    signed_window: MainWindow, page: AcquisitionsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    window = signed_window
    assert not page.items_card.add_button.isEnabled(), "a new acquisition is saved first"
    made = register(window, page, qtbot)
    assert (made.number, made.officers) == ("E-001", (window.shell.signed_in.officer.id,))
    source = tmp_path / "导出 副本.txt"
    source.write_text("02:18 录像", "utf-8")
    window.shell.import_files([source])
    qtbot.waitUntil(lambda: window.shell.read().count(StoredFile) == 1, timeout=20_000)
    settle(window, qtbot)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, FilePicker)
        qtbot.waitUntil(lambda: len(dialog.table.records()) == 1)
        dialog.table.view.setFocus()
        qtbot.keyClick(dialog.table.view, Qt.Key.Key_A, CTRL)
        click(qtbot, dialog.accept_button)

    name = page.form.editor("title").focus_widget()
    in_dialog(lambda: qtbot.keyClick(name, Qt.Key.Key_A, CTRL | SHIFT), choose)
    settle(window, qtbot)
    assert [row.file.name for row in items(window.shell.read())[made.id] if row.file] == ["导出 副本.txt"]
    click(qtbot, page.items_card.check_button)
    qtbot.waitUntil(lambda: window.shell.read().count(HashCheck) == 1, timeout=20_000)
    settle(window, qtbot)
    assert page.table.view.model().index(0, 3).data() == page.words("in order")
    file = window.shell.read().all(StoredFile)[0]
    path = window.shell.case.vault.path(file.sha256)  # type: Path
    path.chmod(0o600)
    path.write_bytes(b"changed")
    click(qtbot, page.items_card.check_button)
    qtbot.waitUntil(lambda: window.shell.read().count(HashCheck) == 2, timeout=20_000)
    settle(window, qtbot)
    assert page.table.view.model().index(0, 3).data() == page.words("hash differs")


def test_a_clock_is_compared_and_corrected(signed_window: MainWindow, qtbot: QtBot) -> None:
    window = signed_window
    page = shown(window, qtbot, "edata.clocks")
    assert isinstance(page, ClocksPage)
    click(qtbot, page.new_button)
    write_in(qtbot, page, "name", "NVR")
    qtbot.keyClick(page.form.editor("name").focus_widget(), Qt.Key.Key_S, CTRL)
    settle(window, qtbot)

    def compare(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        write_in(qtbot, dialog, "at", "2026-03-17 10:42:00")
        write_in(qtbot, dialog, "shown", "2026-03-17 10:46:12")
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    name = page.form.editor("name").focus_widget()
    in_dialog(lambda: qtbot.keyClick(name, Qt.Key.Key_A, CTRL | SHIFT), compare)
    settle(window, qtbot)
    clock = window.shell.read().all(Clock)[0]
    assert (clock.offset_s, clock.uncertainty_s) == (252, 1)
    assert page.table.view.model().index(0, 1).data() == page.words("{seconds} s fast", seconds="252") + " ±1 s"
    window.actions_.undo()
    qtbot.waitUntil(lambda: window.shell.read().count(ClockCheck) == 0)
    assert window.shell.read().all(Clock)[0].offset_s == 0


def test_the_form_is_printed(
    signed_window: MainWindow, page: AcquisitionsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    register(signed_window, page, qtbot)
    target = tmp_path / "清单.pdf"

    def save(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.findChild(QLineEdit).setText(str(target))
        click(qtbot, dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save))

    in_dialog(lambda: click(qtbot, named(page.header, page.words("Record and list …"))), save)
    qtbot.waitUntil(lambda: bool(signed_window.findChildren(NoticeBar)), timeout=90_000)
    told = [bar.message.text() for bar in signed_window.findChildren(NoticeBar)]
    assert told == [page.words("Wrote {path}", path=target)]
    document = pypdfium2.PdfDocument(target)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "便利店录像机" in text and "E-001" in text
