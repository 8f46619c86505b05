"""The page of the forms by hand: begin, complete, issue, serve, export."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from modules.forms.records import FormPaper, FormService, FormState
from modules.forms.ui.page import FormsPage
from tests.ui.hands import click, front, in_dialog, settle, write
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow


def test_a_paper_from_beginning_to_service(
    signed_window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_window.shell.show("forms")
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    page = signed_window.page
    assert isinstance(page, FormsPage)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        box = dialog.form.editor("code").focus_widget()
        box.setCurrentIndex(box.findText("通知公安机关函"))
        box.activated.emit(box.currentIndex())
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.new_button), choose)
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    assert page.form is not None and page._paper is not None
    for name, text in (
        ("agency", "清溪大队"), ("fire", "仓库火灾"), ("to", "清溪派出所"), ("why", "有人死亡"),
        ("reported", "3月17日2时"), ("address", "兴业街12号"),
    ):
        write(qtbot, page.form.editor(name).focus_widget(), text)
    qtbot.keyClick(page.form.editor("to").focus_widget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(signed_window, qtbot)
    (paper,) = signed_window.shell.read().all(FormPaper)
    assert paper.values["to"] == "清溪派出所"
    monkeypatch.setattr(signed_window.shell, "confirm", lambda *_: True)
    click(qtbot, page.acts["Issue …"])
    settle(signed_window, qtbot)
    (paper,) = signed_window.shell.read().all(FormPaper)
    assert paper.state is FormState.ISSUED and paper.number.endswith("第0001号")
    assert not page.form.editor("to").focus_widget().isEnabled() and "Issue …" not in page.acts

    def serve(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("receiver").widget, "派出所值班民警")
        write(qtbot, dialog.form.editor("served_at").widget, "2099-01-01 10:00")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.acts["Served …"]), serve)
    settle(signed_window, qtbot)
    assert len(signed_window.shell.read().all(FormService)) == 1
    target = tmp_path / "函.docx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    click(qtbot, page.acts["Word …"])
    settle(signed_window, qtbot)
    assert target.stat().st_size > 5_000
