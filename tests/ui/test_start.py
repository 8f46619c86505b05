"""The start page, signing in, opening and closing: by clicks and keys, on real folders."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.hands import CTRL, click, in_dialog, named, settle, write
from workstation.ui.kit.form import FormDialog
from workstation.ui.settings import Settings
from workstation.ui.sign_in import NewOfficerDialog, SignInDialog
from workstation.ui.window import MainWindow

PASSPHRASE = "three quiet lanterns"


def texts(window: MainWindow) -> list[str]:
    return [one.text() for one in window.start_page.findChildren(QLabel) if one.isVisible()]


def type_into(qtbot: QtBot, dialog: FormDialog, name: str, text: str) -> None:
    box = dialog.form.editor(name).focus_widget()
    assert isinstance(box, QLineEdit)
    box.selectAll()
    write(qtbot, box, text)


def test_without_cases_the_page_says_what_to_do(window: MainWindow) -> None:
    assert any("本机尚未打开过案件" in text for text in texts(window))
    assert window.start_page.new_button.isEnabled() and window.start_page.open_button.isEnabled()


def test_a_new_case_is_made_on_disk_and_opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    def give_names(dialog: FormDialog) -> None:
        type_into(qtbot, dialog, "name", "2026-0123 清溪/三合一")
        type_into(qtbot, dialog, "folder", str(tmp_path))
        click(qtbot, dialog.accept_button)

    in_dialog(lambda: click(qtbot, window.start_page.new_button), give_names)
    case = window.shell.case
    assert case is not None and case.info.name == "2026-0123 清溪/三合一"
    assert case.info.folder == tmp_path / "2026-0123 清溪_三合一" and (case.info.folder / "case.sqlite").is_file()
    assert "2026-0123 清溪/三合一" in window.windowTitle()


def test_a_new_case_needs_a_name(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    def give_no_name(dialog: FormDialog) -> None:
        type_into(qtbot, dialog, "folder", str(tmp_path / "nowhere"))
        click(qtbot, dialog.accept_button)
        assert dialog.isVisible() and "此项必填" in " ".join(one.text() for one in dialog.findChildren(QLabel))

    in_dialog(lambda: click(qtbot, window.start_page.new_button), give_no_name)
    assert window.shell.case is None and not (tmp_path / "nowhere").exists()


def test_a_case_is_chosen_in_the_file_dialog(
    window: MainWindow, profile: Path, folder: Path, qtbot: QtBot
) -> None:
    def choose(dialog: QFileDialog) -> None:
        dialog.setDirectory(str(folder.parent))
        box = dialog.findChild(QLineEdit, "fileNameEdit")
        box.setFocus()
        box.setText(str(folder))
        qtbot.keyClick(box, Qt.Key.Key_Return)

    in_dialog(lambda: click(qtbot, window.start_page.open_button), choose)
    assert window.shell.case is not None and window.shell.case.info.folder == folder
    assert Settings.load(profile).recent == [str(folder)]


def test_recent_cases_open_by_a_click_and_missing_ones_stay_until_forgotten(
    opened: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    qtbot.keyClick(opened, Qt.Key.Key_W, CTRL)
    assert opened.shell.case is None
    click(qtbot, named(opened.start_page, "清溪三合一火灾"))
    assert opened.shell.case is not None
    settle(opened, qtbot)
    opened.actions_.close_case()
    shutil.move(folder, folder.with_name("拔出的移动盘"))
    opened.start_page.refresh()
    gone = named(opened.start_page, folder.name)
    assert not gone.isEnabled() and "目前不可用" in " ".join(texts(opened))
    click(qtbot, next(one for one in gone.parent().children() if getattr(one, "toolTip", str)().startswith("从列表")))
    assert opened.settings.recent == []
    qtbot.waitUntil(lambda: any("本机尚未打开过案件" in text for text in texts(opened)))


def test_a_folder_that_is_no_case_costs_a_sentence(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    window.actions_.open_case(tmp_path / "空")
    assert window.shell.case is None and len(window.notices()) == 1 and "空" in window.notices()[0]
    assert window.start_page.isVisible()


def test_an_officer_is_made_signs_in_and_is_named_in_the_ledger(opened: MainWindow, qtbot: QtBot) -> None:
    def fill_officer(dialog: NewOfficerDialog) -> None:
        type_into(qtbot, dialog, "name", "李勘")
        type_into(qtbot, dialog, "unit", "清溪大队")
        qtbot.keyClicks(dialog.first, PASSPHRASE)
        qtbot.keyClicks(dialog.second, "another")
        click(qtbot, dialog.accept_button)
        qtbot.waitUntil(dialog._message.isVisible)  # they differ, which is said
        dialog.second.clear()
        qtbot.keyClicks(dialog.second, PASSPHRASE)
        click(qtbot, dialog.accept_button)
        assert not dialog.accept_button.isEnabled()  # the window lives on while the key is being made
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)

    def sign_in(dialog: SignInDialog) -> None:
        assert not dialog.sign_in_button.isEnabled()
        in_dialog(lambda: click(qtbot, named(dialog, "新增人员…")), fill_officer)
        qtbot.keyClicks(dialog.passphrase, "wrong words")
        click(qtbot, dialog.sign_in_button)
        assert not dialog.sign_in_button.isEnabled()  # the window lives on while the key is being unlocked
        qtbot.waitUntil(dialog.message.isVisible, timeout=20_000)
        assert dialog.isVisible()
        dialog.passphrase.clear()
        qtbot.keyClicks(dialog.passphrase, PASSPHRASE)
        qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)

    in_dialog(lambda: click(qtbot, opened.header.who), sign_in)
    assert opened.shell.signed_in.officer.name == "李勘" and opened.header.who.text() == "李勘"
    settle(opened, qtbot)
    assert opened.shell.read().newest_entries(1)[0].officer["name"] == "李勘"
    opened.actions_.sign_out()
    assert opened.header.who.text() == "登录"


@pytest.mark.parametrize("answer", ["read-only", "not at all"])
def test_a_case_that_is_open_elsewhere_is_offered_read_only(
    open_window: Callable[[], MainWindow], folder: Path, qtbot: QtBot, answer: str
) -> None:
    first, second = open_window(), open_window()
    first.actions_.open_case(folder)

    def decide(dialog: object) -> None:
        click(qtbot, named(dialog, "是" if answer == "read-only" else "取消"))

    in_dialog(lambda: second.actions_.open_case(folder), decide)
    if answer == "read-only":
        assert second.shell.case is not None and second.shell.case.read_only
        settle(second, qtbot)
        assert any(one.text() == "只读" for one in second.header.findChildren(QLabel))
    else:
        assert second.shell.case is None
