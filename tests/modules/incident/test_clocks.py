"""The deadline board: clocks that acts begin and end, hours, pauses, one extension each, the calendar file."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from modules.incident import operations, queries
from modules.incident.module import MODULE
from modules.incident.records import INCIDENT_ID, Incident
from modules.incident.rules.clocks import ClockState, Deadline, deadlines
from modules.incident.rules.ics import calendar_file
from modules.incident.ui.clocks import ClocksPage
from tests.ui.hands import click, front, in_dialog, settle, write
from workstation.api import ClockChange, Holidays, Moment, Party, PartyKind, ProcedureAct, UserError, beijing
from workstation.api.testing import temporary_case
from workstation.api.widgets import FormDialog
from workstation.services.rules import load_rules
from workstation.storage.case import Case
from workstation.ui.window import MainWindow

RULES = load_rules()
PACK = RULES.on("clocks", date(2026, 3, 17))
HOLIDAYS = Holidays.of(RULES.on("holidays", date(2026, 3, 17)).data)
FIRE = Incident(id=INCIDENT_ID, name="火灾", fire_at=beijing("2026-03-17T02:10"))


def act(code: str, at: str, party: str | None = None) -> ProcedureAct:
    return ProcedureAct(id=f"{code} {at}", code=code, at=beijing(at), party_id=party)


def board(*acts: ProcedureAct, today: date = date(2026, 6, 1), now: datetime | None = None) -> dict[str, Deadline]:
    found = deadlines(PACK, HOLIDAYS, FIRE, (), today, acts=acts, now=now)
    return {f"{one.code} {one.party_id or ''}".strip(): one for one in found}


def test_every_request_runs_its_own_clock_and_ends_by_its_own_answer() -> None:
    found = board(
        act("access_requested", "2026-05-18T09:00", "boss"), act("access_requested", "2026-05-25T09:00", "owner"),
        act("access_given", "2026-05-26T10:00", "owner"),
    )
    assert found["access boss"].due == date(2026, 5, 27), "seven working days, the first does not count"
    assert found["access boss"].state is ClockState.OVERDUE
    assert (found["access owner"].state, found["access owner"].ended) == (ClockState.DONE, date(2026, 5, 26))


def test_a_review_runs_from_request_to_decision() -> None:
    found = board(act("review_requested", "2026-05-11T09:00"), act("review_accepted", "2026-05-15T09:00"))
    assert found["review_acceptance"].state is ClockState.DONE
    assert found["review_decision"].due == date(2026, 6, 15), "day 30 is a Sunday: the next working day"
    assert found["review_decision"].state is ClockState.RUNNING


def test_the_transfer_has_hours_not_days() -> None:
    approved = act("transfer_approved", "2026-05-31T16:00")
    before = board(approved, now=datetime(2026, 6, 1, 7, 59, tzinfo=UTC))["transfer"]
    after = board(approved, now=datetime(2026, 6, 1, 8, 1, tzinfo=UTC))["transfer"]
    assert before.due_at == datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
    assert (before.state, after.state) == (ClockState.RUNNING, ClockState.OVERDUE)


def test_a_government_inquiry_counts_only_where_there_is_one() -> None:
    assert "inquiry_report" not in board()
    found = board(act("inquiry_formed", "2026-03-20T09:00"))["inquiry_report"]
    assert found.due == date(2026, 5, 18), "day 60 is a Saturday"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path / "案件 副本", [MODULE], rules=RULES) as made:
        with made.work("incident.call") as work:
            work.put(Incident(
                id=INCIDENT_ID, name="火灾", fire_at=beijing("2026-03-17T02:10"),
                reported_at=beijing("2026-03-17T02:20"),
            ))
            work.put(Party(id="boss", kind=PartyKind.PERSON, name="梁永顺"))
        yield made


def test_pauses_do_not_count_and_each_limit_is_extended_once(case: Case) -> None:
    def determination() -> Deadline:
        found = queries.assess(case.read(), date(2026, 4, 1)).deadlines
        return next(one for one in found if one.code == "determination")

    assert determination().due == date(2026, 4, 16)
    with case.work("incident.pause") as work:
        operations.pause_clock(work, date(2026, 3, 22), None, "电气熔痕鉴定")
    assert (determination().state, determination().paused_days) == (ClockState.PAUSED, 10)
    (pause,) = case.read().all(ClockChange)
    with case.work("incident.pause") as work:
        operations.end_pause(work, pause.id, date(2026, 3, 30))
    assert (determination().state, determination().due) == (ClockState.RUNNING, date(2026, 4, 24))
    with case.work("incident.extend") as work:
        operations.extend_clock(work, date(2026, 4, 20), "荔州支队", "案情复杂")
        operations.extend_clock(work, date(2026, 4, 20), "荔州支队", "复核勘验", clock="review_decision")
        for clock, code in (("determination", "incident.extended_already"), ("service", "incident.no_extension")):
            with pytest.raises(UserError) as refused:
                operations.extend_clock(work, date(2026, 4, 21), "荔州支队", "再次", clock=clock)
            assert refused.value.code == code
    assert determination().due == date(2026, 5, 25), "30 days more: a Sunday, so Monday"


def test_acts_that_nobody_knows_are_refused(case: Case) -> None:
    with case.work("incident.act") as work:
        for wrong, code in (
            (ProcedureAct(code="dance", at=beijing("2026-03-18")), "incident.no_such_act"),
            (ProcedureAct(code="transferred", at=beijing("2026-03-18"), party_id="x"), "incident.no_such_party"),
        ):
            with pytest.raises(UserError) as refused:
                operations.put_act(work, wrong)
            assert refused.value.code == code


def test_the_calendar_file_is_read_by_others() -> None:
    found = board(
        act("transfer_approved", "2026-05-31T16:00"), act("review_accepted", "2026-05-15T09:00"),
        act("access_requested", "2026-05-25T09:00", "owner"), act("access_given", "2026-05-26T10:00", "owner"),
        now=datetime(2026, 6, 1, tzinfo=UTC),
    )
    long = "移送案件;含逗号,分号和一个很长很长的标题" * 6
    content = calendar_file("「3·17」火灾", [(one, long) for one in found.values()], datetime(2026, 6, 1, tzinfo=UTC))
    assert all(len(line) <= 75 for line in content.split(b"\r\n")), "RFC 5545, 3.1"
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == [long, long], "what is done needs no reminder"
    assert {event.decoded("dtstart") for event in events} == {date(2026, 6, 15), datetime(2026, 6, 1, 8, tzinfo=UTC)}


def test_the_board_by_hand(
    signed_window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_window.shell.do("incident.call", lambda work: work.put(Incident(
        id=INCIDENT_ID, name="火灾", reported_at=Moment(utc=datetime.now(UTC)),
    )))
    signed_window.shell.show("incident.clocks")
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    page = signed_window.page
    assert isinstance(page, ClocksPage)
    assert [one.code for one in page.board.records()] == ["determination"]

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        box = dialog.form.editor("code").focus_widget()
        box.setCurrentIndex(box.findText("批准移送"))
        box.activated.emit(box.currentIndex())
        write(qtbot, dialog.form.editor("at").widget, "2026-03-20 10:00")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.act_button), enter)
    settle(signed_window, qtbot)
    assert {one.code: one.state for one in page.board.records()}["transfer"] is ClockState.OVERDUE

    def pause(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("reason").widget, "熔痕鉴定")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.pause_button), pause)
    settle(signed_window, qtbot)
    assert {one.code: one.state for one in page.board.records()}["determination"] is ClockState.PAUSED
    target = tmp_path / "期限.ics"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    click(qtbot, page.export_button)
    settle(signed_window, qtbot)
    assert len(icalendar.Calendar.from_ical(target.read_bytes()).walk("VEVENT")) == 2
