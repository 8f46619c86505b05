"""The pages of cooperation, by hand."""

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from modules.cooperation.records import Meeting, PoliceNotice, Transfer
from modules.cooperation.ui.page import CooperationPage
from modules.cooperation.ui.transfers import TransfersPage
from modules.incident.records import INCIDENT_ID, CasualtyCount, Incident
from tests.ui.hands import click, front, in_dialog, settle, write
from workstation.api import Party, PartyKind, Work, beijing
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow


def fill(window: MainWindow) -> None:
    def put(work: Work) -> None:
        for record in (
            Incident(id=INCIDENT_ID, name="火灾", fire_at=beijing("2026-03-17T02:10")),
            CasualtyCount(deaths=1, counted_at=beijing("2026-03-18")),
            Party(id="boss", kind=PartyKind.PERSON, name="梁永顺"),
        ):
            work.put(record)

    window.shell.do("incident.call", put)


def enter_a_notice(signed_window: MainWindow, qtbot: QtBot) -> None:
    signed_window.shell.show("cooperation")
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    page = signed_window.page
    assert isinstance(page, CooperationPage) and page.warning.isVisible()

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("at").widget, "2026-03-17 03:20")
        write(qtbot, dialog.form.editor("to").widget, "清溪分局")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.new_notice), enter)
    settle(signed_window, qtbot)
    (notice,) = signed_window.shell.read().all(PoliceNotice)
    assert notice.triggers == ("deaths",) and not page.warning.isVisible()


def enter_a_meeting(signed_window: MainWindow, qtbot: QtBot) -> None:
    signed_window.shell.show("cooperation")
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    page = signed_window.page
    assert isinstance(page, CooperationPage)

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("at").widget, "2026-03-19 15:00")
        dialog.try_accept()
        assert dialog.isVisible(), "the subject is missing"
        write(qtbot, dialog.form.editor("topic").widget, "会商")
        write(qtbot, dialog.form.editor("participants").focus_widget(), "方志远，刑侦支队，勘查")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.new_meeting), enter)
    settle(signed_window, qtbot)
    (meeting,) = signed_window.shell.read().all(Meeting)
    assert meeting.participants[0].unit == "刑侦支队" and meeting.recorded_by


def propose_a_transfer(signed_window: MainWindow, qtbot: QtBot) -> None:
    signed_window.shell.show("cooperation.transfers")
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    page = signed_window.page
    assert isinstance(page, TransfersPage) and page.chosen is None

    def propose(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("to").widget, "荔州市公安局")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.new_button), propose)
    settle(signed_window, qtbot)
    (transfer,) = signed_window.shell.read().all(Transfer)
    assert (transfer.offence_name, transfer.pack_id) == ("放火罪", "offences-2015")
    assert page.chosen is not None and page.steps.count() == 7, "six steps and the room below"


def test_by_hand(signed_window: MainWindow, qtbot: QtBot) -> None:
    """A notice, after which the warning goes; a meeting, not without its subject; a transfer and its steps."""
    fill(signed_window)
    enter_a_notice(signed_window, qtbot)
    enter_a_meeting(signed_window, qtbot)
    propose_a_transfer(signed_window, qtbot)
