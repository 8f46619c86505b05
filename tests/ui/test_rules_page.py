"""The page of rule packs: a draft is made from a shipped pack, changed in plain words or as text, and approved."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from modules.incident.records import RulesUsed, UsedPack
from tests.ui.hands import click, in_dialog, named, settle, write
from workstation.domain.time import Moment
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


def test_a_layer_takes_an_entry_away_and_puts_it_back(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in(window)
    dialog = RulesDialog(window.shell)
    qtbot.addWidget(dialog)
    dialog.show()
    view = dialog.view
    make_draft(view, qtbot, "广东省")
    monkeypatch.setattr(window.shell, "confirm", lambda *_: True)
    view.values.table.select({"conditions\nno_arson\ntext"})
    click(qtbot, view.values.remove_button)
    assert view.chosen is not None and view.chosen.pack is not None and view.chosen.error is None
    assert view.chosen.pack.taken_out == (("conditions", "no_arson"),)
    assert "整项删去" in view.difference.toPlainText()
    row = view.values.table.records()[0]
    assert row.taken and not any(one.steps[:2] == ("conditions", "no_arson") for one in view.values.table.records()[1:])
    view.values.table.select({"conditions\nno_arson"})
    assert view.values.remove_button.text() == "恢复该项" and not view.values.edit_button.isEnabled()
    click(qtbot, view.values.remove_button)
    assert view.chosen.pack.taken_out == ()
    assert view.chosen.pack.data == {}


def carry(window: MainWindow) -> None:
    """A case that was used by another office, with a pack that is not known here."""
    body = {"id": "gd-procedure", "kind": "procedure", "title": "广东省简易程序数额", "region": "广东省",
            "in_force_from": "2020-01-01", "clause": "粤消规〔2026〕1号", "certainty": "to_verify",
            "data": {"slight_loss_yuan": 50000}}
    used = UsedPack("procedure", "gd-procedure", "广东省简易程序数额", "0" * 64, "to_verify",
                    bodies=(json.dumps(body, ensure_ascii=False),))
    assert window.shell.case is not None
    with window.shell.case.work("case.rules") as work:
        work.put(RulesUsed(recorded_at=Moment(utc=datetime.now(UTC)), fire_day=DAY, region="广东省", packs=(used,)))


def test_a_pack_that_came_with_the_case_is_offered_looked_at_and_approved(opened: MainWindow, qtbot: QtBot) -> None:
    carry(opened)
    sign_in(opened)
    opened.offer_watch.look()
    settle(opened, qtbot)
    click(qtbot, named(opened, "查看规则包"))
    settle(opened, qtbot)
    view = opened.findChild(RulesView)
    view.refresh("offered/gd-procedure")
    assert view.chosen is not None and view.chosen.state is PackState.OFFERED
    assert "未规定 → 50,000" in view.difference.toPlainText() and view.text.isReadOnly()
    rules = opened.shell.program.workbench.rules
    assert rules.on("procedure", DAY, "广东").data["slight_loss_yuan"] is None

    def answer_for_it(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("reason").widget, "与原单位核对一致")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, view.decline_button), answer_for_it)
    assert view.chosen is not None and view.chosen.state is PackState.DECLINED and not view.decline_button.isVisible()
    in_dialog(lambda: click(qtbot, view.approve_button), answer_for_it)
    settle(opened, qtbot)
    assert opened.shell.program.workbench.rules.on("procedure", DAY, "广东").data["slight_loss_yuan"] == 50000
    assert view.chosen.state is PackState.APPROVED
    assert not [one for one in view.table.records() if one.state in (PackState.OFFERED, PackState.DECLINED)]
