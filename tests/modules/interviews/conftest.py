"""The window with what interviews need, and a page to type on."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from modules.interviews import operations
from modules.interviews.records import Interview, Role
from modules.interviews.ui.record import TypingPage
from tests.modules.interviews.making import BEGUN, OFFICERS
from tests.ui.hands import front, settle
from workstation.api import Event, Party, PartyKind, Place, Work
from workstation.ui.window import MainWindow


@pytest.fixture
def window(signed_window: MainWindow, qtbot: QtBot) -> MainWindow:
    def people(work: Work) -> None:
        work.put_many(OFFICERS)
        work.put(Party(id="clerk", kind=PartyKind.PERSON, name="钟家明", role="发现人", phone="136"))
        work.put(Place(id="west", name="西墙"))
        work.put(Event(id="nvr", title="门缝闪动光", moment=BEGUN, source="监控", category="device"))

    signed_window.shell.do("incident.party", people)
    settle(signed_window, qtbot)
    return signed_window


def store(window: MainWindow, qtbot: QtBot, **values: object) -> Interview:
    own = window.shell.signed_in.officer.id
    usual = {"name": "钟家明", "role": Role.FINDER, "interviewers": (own, "chen"), "recorder_id": own}
    made: list[Interview] = []
    window.shell.do(
        "interviews.put", lambda work: operations.put_interview(work, "i1", **{**usual, **values}), made.append)
    qtbot.waitUntil(lambda: bool(made))
    return made[0]


@pytest.fixture
def typing(window: MainWindow, qtbot: QtBot) -> Callable[..., TypingPage]:
    def begin(**values: object) -> TypingPage:
        store(window, qtbot, **values)
        window.shell.show("interviews.record")
        settle(window, qtbot)
        front(window, qtbot)
        page = window.page
        assert isinstance(page, TypingPage)
        page.sheet.setFocus()
        return page

    return begin
