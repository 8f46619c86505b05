"""The page of rule packs: a draft is made from a shipped pack, changed in plain words or as text, and approved."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.hands import click, in_dialog, settle, write
from workstation.services.identity import Identities
from workstation.services.rules_office import PackState
from workstation.services.sealed import KeyCost
from workstation.ui.kit.form import FormDialog
from workstation.ui.rules.page import RulesDialog
from workstation.ui.rules.view import RulesView
from workstation.ui.window import MainWindow

DAY = date(2026, 3, 1)


def sign_in(window: MainWindow) -> None:
    people = Identities(window.shell.program.profile, KeyCost(1, 64, 1))
    officer = people.create("法制员", "法制科", "F-01", "a passphrase")
    window.shell.act_as(people.sign_in(officer.id, "a passphrase"))


def make_draft(view: RulesView, qtbot: QtBot, region: str) -> None:
    """A draft over the shipped conditions of the simple procedure."""
    view.refresh("shipped/procedure-2012")

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.form.editor("id").set_value("gd-procedure")
        write(qtbot, dialog.form.editor("region").widget, region)
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, view.draft_button), fill)


def test_a_legal_office_drafts_changes_and_approves(opened: MainWindow, qtbot: QtBot) -> None:
    sign_in(opened)
    opened.shell.show("review.rules")
    settle(opened, qtbot)
    view = opened.findChild(RulesView)
    make_draft(view, qtbot, "广东省")
    assert view.chosen is not None and view.chosen.state is PackState.DRAFT
    row = next(row for row in view.values.table.records() if row.steps == ("slight_loss_yuan",))
    assert row.layer == "简易调查程序条件" and row.value is None

    def lay_down(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("value").widget, "50,000")
        dialog.try_accept()

    view.values.table.select({"slight_loss_yuan"})
    in_dialog(lambda: click(qtbot, view.values.edit_button), lay_down)
    assert "未规定 → 50,000" in view.difference.toPlainText()
    assert '"slight_loss_yuan": 50000' in view.text.toPlainText() and "conditions" not in view.text.toPlainText()

    def answer_for_it(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("reason").widget, "粤消规〔2026〕1号")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, view.approve_button), answer_for_it)
    settle(opened, qtbot)
    rules = opened.shell.program.workbench.rules
    assert rules.on("procedure", DAY, "广东").data["slight_loss_yuan"] == 50000
    assert view.chosen.state is PackState.APPROVED and "法制员（F-01）" in view.clause.text()
    assert opened.shell.case is not None
    newest = opened.shell.case.read().newest_entries(1)[0]
    assert (newest.operation, newest.note["pack"], newest.note["act"]) == ("case.rules", "gd-procedure", "approved")


def test_a_wrong_text_is_told_with_its_line_and_kept(window: MainWindow, qtbot: QtBot) -> None:
    sign_in(window)
    dialog = RulesDialog(window.shell)
    qtbot.addWidget(dialog)
    dialog.show()
    view = dialog.view
    make_draft(view, qtbot, "广东")
    view.tabs.setCurrentIndex(1)
    lines = view.text.toPlainText().splitlines()
    number = next(number for number, line in enumerate(lines) if '"certainty"' in line)
    lines[number] = '  "certainty": "sure",'
    view.text.setPlainText("\n".join(lines))
    click(qtbot, view.save_button)
    assert f"第 {number + 1} 行" in view.message.text() and "sure" in view.message.text()
    assert view.text.textCursor().blockNumber() == number and not view.approve_button.isEnabled()
    assert view.text.toPlainText().splitlines() == lines


def test_entries_are_added_and_taken_out(window: MainWindow, qtbot: QtBot) -> None:
    sign_in(window)
    dialog = RulesDialog(window.shell)
    qtbot.addWidget(dialog)
    dialog.show()
    view = dialog.view
    make_draft(view, qtbot, "")
    view.values.table.select({"conditions\nno_arson\ntext"})

    def name_it(form: QDialog) -> None:
        assert isinstance(form, FormDialog)
        write(qtbot, form.form.editor("name").widget, "signed")
        form.try_accept()

    in_dialog(lambda: click(qtbot, view.values.add_button), name_it)
    assert view.chosen is not None and view.chosen.pack is not None
    assert [one["code"] for one in view.chosen.pack.data["conditions"]][-2:] == ["no_arson", "signed"]


def test_a_broken_file_is_refused_in_a_sentence(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "现场 副本.json"
    path.write_text('{"id": 1', "utf-8")
    dialog = RulesDialog(window.shell)
    qtbot.addWidget(dialog)
    dialog.show()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    click(qtbot, dialog.view.import_button)
    assert "现场 副本.json" in dialog.view.message.text() and "第 1 行" in dialog.view.message.text()
