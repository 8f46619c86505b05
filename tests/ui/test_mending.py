"""From a finding there is a way to where it is mended, in a new case too, where there is no record yet to go to."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.hands import click, settle
from workstation.app import App
from workstation.domain.finding import Finding
from workstation.ui.kit.mending import mend, mending_page
from workstation.ui.window import MainWindow


@pytest.fixture
def fresh(window: MainWindow, app: App, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The window with a case that was just made."""
    case = app.workbench.create_case(tmp_path / "新案", "新案", app.identities.machine().officer)
    window.shell.take_case(case)
    settle(window, qtbot)
    return window


def test_what_a_new_case_lacks_is_one_click_away(fresh: MainWindow, qtbot: QtBot) -> None:
    assert fresh.page is not None
    buttons = {one.accessibleName(): one for one in fresh.page.findChildren(QPushButton)}
    click(qtbot, buttons["去处理：调查人员不足：须 2 名，已指定 0 名。"])
    settle(fresh, qtbot)
    assert fresh._page_id == "incident.officers"


def test_every_finding_of_a_new_case_leads_somewhere(fresh: MainWindow, qtbot: QtBot) -> None:
    results = fresh.shell.catalogue.findings(fresh.shell.read())
    assert len(results) > 9
    for finding in (result.finding for result in results):
        fresh.shell.show("review.history")
        settle(fresh, qtbot)
        mend(fresh.shell, finding)
        settle(fresh, qtbot)
        assert fresh._page_id != "review.history", finding


def test_a_finding_that_names_no_place_leads_to_the_page_of_whoever_shows_it(fresh: MainWindow) -> None:
    assert mending_page(fresh.shell, Finding("losses.not_adopted"), "forms") == "forms"
    assert mending_page(fresh.shell, Finding("losses.not_adopted")) == "losses"
    assert mending_page(fresh.shell, Finding("losses.not_adopted", page="losses.costs"), "forms") == "losses.costs"
