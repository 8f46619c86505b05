"""Plugins are approved in the settings, by an officer who is named, in exactly the form that was seen."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.hands import click, in_dialog
from workstation.app import App
from workstation.services.plugins import PluginState, Shelf
from workstation.ui.plugins import PluginsPanel
from workstation.ui.preferences import SettingsDialog
from workstation.ui.window import MainWindow

TEMPLATE = Path(__file__).parents[2] / "plugins" / "template"
PASSPHRASE = "three quiet lanterns"


@pytest.fixture
def shelf(profile: Path) -> Shelf:
    made = Shelf(profile)
    made.install(shutil.copytree(TEMPLATE, profile / "来", ignore=shutil.ignore_patterns("__pycache__")))
    return made


@pytest.fixture
def panel(window: MainWindow, shelf: Shelf, app: App, qtbot: QtBot) -> PluginsPanel:
    officer = app.identities.create("李勘", "清溪大队", "K-1", PASSPHRASE)
    dialog = SettingsDialog(
        window.shell, lambda: window.shell.act_as(app.identities.sign_in(officer.id, PASSPHRASE))
    )
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.tabs.setCurrentWidget(dialog.plugins)
    dialog.plugins.table.view.selectRow(0)
    assert shelf.found()[0].state is PluginState.NEW
    return dialog.plugins


def row(panel: PluginsPanel) -> list[str]:
    model = panel.table.view.model()
    return [model.index(0, column).data() for column in range(model.columnCount())]


def pressing(qtbot: QtBot, text: str) -> Callable[[QPushButton], None]:
    return lambda box: click(qtbot, next(one for one in box.findChildren(QPushButton) if one.text() == text))


def test_an_officer_approves_and_revokes(panel: PluginsPanel, shelf: Shelf, profile: Path, qtbot: QtBot) -> None:
    (found,) = shelf.found()
    manifest = found.manifest
    assert manifest is not None
    assert row(panel)[1:5] == [manifest.version, manifest.publisher, "未批准", manifest.digest]
    assert not panel.revoke_button.isEnabled()
    in_dialog(lambda: click(qtbot, panel.approve_button), pressing(qtbot, "取消"))
    assert shelf.approvals() == {}
    in_dialog(lambda: click(qtbot, panel.approve_button), pressing(qtbot, "是"))
    assert shelf.approvals() == {manifest.id: manifest.digest}
    assert row(panel)[3] == "已批准" and row(panel)[5].startswith("李勘")
    panel.table.view.selectRow(0)
    click(qtbot, panel.revoke_button)
    assert shelf.approvals() == {} and row(panel)[3] == "未批准"
    log = (profile / "plugins.log").read_text("utf-8").splitlines()
    assert ["approved" in log[0], "revoked" in log[1], "李勘" in log[0], "李勘" in log[1]] == [True] * 4


def test_a_plugin_that_changes_between_look_and_approval_is_refused(
    panel: PluginsPanel, shelf: Shelf, qtbot: QtBot
) -> None:
    (shelf.found()[0].folder / "records.py").write_text("# something else\n", "utf-8")
    in_dialog(lambda: click(qtbot, panel.approve_button), pressing(qtbot, "是"))
    assert shelf.approvals() == {} and panel.message.isVisible()


def test_without_an_officer_nothing_is_approved(window: MainWindow, shelf: Shelf, qtbot: QtBot) -> None:
    panel = PluginsPanel(window.shell, lambda: None)
    qtbot.addWidget(panel)
    panel.show()
    panel.table.view.selectRow(0)
    click(qtbot, panel.approve_button)
    assert shelf.approvals() == {} and "请先登录" in panel.message.text()


def test_a_folder_that_is_no_plugin_says_why(window: MainWindow, profile: Path, qtbot: QtBot) -> None:
    broken = profile / "plugins" / "坏的"
    broken.mkdir(parents=True)
    (broken / "plugin.toml").write_text("id = 3", "utf-8")
    panel = PluginsPanel(window.shell, lambda: None)
    qtbot.addWidget(panel)
    panel.show()
    panel.table.view.selectRow(0)
    assert row(panel)[3] == "无法读取" and "plugin.toml" in panel.message.text()
    assert not panel.approve_button.isEnabled()
