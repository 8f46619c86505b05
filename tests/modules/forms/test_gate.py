"""No 认定书 before what XF 1301 asks for is settled: refused with the names of what is open, and led there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from modules.cause.module import MODULE as CAUSE
from modules.cause.operations import settle_step
from modules.cause.queries import DETERMINING, gate
from modules.cause.records import StepState
from modules.cause.ui.gates import DeterminingPage
from modules.forms import operations, queries
from modules.forms.module import MODULE
from modules.forms.records import FormPaper
from modules.forms.ui.page import FormsPage
from modules.incident.module import MODULE as INCIDENT
from tests.ui.hands import click, front, in_dialog, named, settle
from workstation.api import UserError, Work
from workstation.api.testing import temporary_case
from workstation.api.widgets import FormDialog
from workstation.services.rules import load_rules
from workstation.storage.case import Case
from workstation.ui.window import MainWindow


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [INCIDENT, CAUSE, MODULE], rules=load_rules()) as made:
        yield made


def settle_all(work: Work, *, but: str = "") -> None:
    for item in gate(work, DETERMINING):
        if item.code != but:
            settle_step(work, DETERMINING, item.code, StepState.NOT_NEEDED, note="测试")


def test_a_determination_waits_for_every_step(case: Case) -> None:
    with pytest.raises(UserError) as refused, case.work("forms.draft") as work:
        operations.draft(work, "determination")
    count = len(gate(case.read(), DETERMINING))
    assert (refused.value.code, refused.value.values["count"]) == ("forms.gate_open", str(count))
    with case.work("cause.step") as work:
        settle_all(work, but="deaths")
    with pytest.raises(UserError) as refused, case.work("forms.draft") as work:
        operations.draft(work, "determination")
    assert "尸体检验" in str(refused.value.values["items"]) and refused.value.values["count"] == "1"
    with case.work("cause.step") as work:
        settle_step(work, DETERMINING, "deaths", StepState.DONE)
    with case.work("forms.draft") as work:
        paper = operations.draft(work, "determination")
        settle_step(work, DETERMINING, "deaths", StepState.OPEN)
    with case.work("forms.fill") as work:
        template = queries.template_for(work, paper)
        operations.fill(work, paper.id, {one.name: "值" for one in template.fields})
    with pytest.raises(UserError, match="gate_open"), case.work("forms.issue") as work:
        operations.issue(work, paper.id)
    with case.work("forms.draft") as work:
        assert operations.draft(work, "call").code == "call", "other papers do not wait"


def test_the_window_says_what_is_open_and_leads_there(signed_window: MainWindow, qtbot: QtBot) -> None:
    signed_window.shell.do("cause.step", lambda work: settle_all(work, but="chain"))
    signed_window.shell.show("forms")
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    page = signed_window.page
    assert isinstance(page, FormsPage)

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        box = dialog.form.editor("code").focus_widget()
        box.setCurrentIndex(box.findText("火灾事故认定书"))
        box.activated.emit(box.currentIndex())
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.new_button), choose)
    settle(signed_window, qtbot)
    assert signed_window.shell.read().all(FormPaper) == []
    (told,) = [text for text in signed_window.notices() if "认定前审查" in text]
    assert "1 项" in told
    click(qtbot, named(signed_window, page.words("Go to what is open")))
    settle(signed_window, qtbot)
    found = signed_window.page
    assert isinstance(found, DeterminingPage)
    front(signed_window, qtbot)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is found._cards[f"{DETERMINING}.chain"].findChild(QPushButton))
