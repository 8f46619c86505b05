"""Bringing case facts in and taking them out at the window."""

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.architecture.tree import PROJECT
from tests.ui.hands import in_dialog
from tests.ui.test_importing import finished
from workstation.domain.party import Party
from workstation.ui.window import MainWindow

EXAMPLE = PROJECT / "docs" / "case-facts.example.json"


def from_menu(window: MainWindow, text: str) -> None:
    (action,) = [one for one in window.findChildren(QAction) if one.text() == text]
    assert action.isEnabled()
    action.trigger()


def naming(qtbot: QtBot, path: Path) -> Callable[[QDialog], None]:
    def name(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        box = dialog.findChild(QLineEdit, "fileNameEdit")
        box.setText(str(path))
        qtbot.keyClick(box, Qt.Key.Key_Return)

    return name


def test_facts_come_in_and_go_out_by_the_menu(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    in_dialog(lambda: from_menu(opened, "导入案件事实…"), naming(qtbot, EXAMPLE))
    finished(opened, qtbot)
    assert "新增" in opened.notices()[-1]
    assert {"owner", "tenant", "guard"} <= {party.id for party in opened.shell.read().all(Party)}
    target = tmp_path / "交换 件.json"
    in_dialog(lambda: from_menu(opened, "导出案件事实…"), naming(qtbot, target))
    finished(opened, qtbot)
    assert str(target) in opened.notices()[-1]
    assert opened.shell.read().newest_entries(1)[0].operation == "facts.export", "the ledger knows what left the case"
    assert json.loads(target.read_text("utf-8"))["format"] == "embercase-case-facts"


def test_a_wrong_document_is_told_by_its_places(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "错 件.json"
    path.write_text('{"format": "embercase-case-facts", "version": 1, "parties": [{"name": "甲"}]}', "utf-8")
    size = opened.shell.read().chain_head().size
    in_dialog(lambda: from_menu(opened, "导入案件事实…"), naming(qtbot, path))
    finished(opened, qtbot)
    assert "$.parties[0]" in opened.notices()[-1] and path.name in opened.notices()[-1]
    assert opened.shell.read().chain_head().size == size
