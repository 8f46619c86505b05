"""The time line in the window: looked at, zoomed, searched, played; relations stated and set aside by hand."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from modules.chronology.queries import chronology
from modules.chronology.records import SetAside, SoughtTime, TimePoint, TimeRelation
from modules.chronology.rules.derived import Derived
from modules.chronology.rules.response import Verdict
from modules.chronology.ui.page import TimelinePage
from modules.chronology.ui.relations import RelationsPage
from modules.chronology.ui.response import ResponsePage
from modules.incident.records import Incident
from tests.ui.hands import click, front, in_dialog, settle, write
from workstation.api import Event, Ref, Work, beijing
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow

SMOKE = TimePoint(ref=Ref("events", "smoke"))


@pytest.fixture
def window(signed_window: MainWindow, qtbot: QtBot) -> MainWindow:
    def fill(work: Work) -> None:
        for name, title, time, doubt in (
            ("last", "保安巡查未见异常", "2026-03-17T02:05", 120), ("smoke", "监控可见烟气", "2026-03-17T02:21:30", 5),
            ("call", "119接警", "2026-03-17T02:31", 0),
        ):
            work.put(Event(id=name, title=title, moment=beijing(time, uncertainty_s=doubt), source="来源" + name))

    signed_window.shell.do("incident.event", fill)
    settle(signed_window, qtbot)
    return signed_window


def visit(window: MainWindow, qtbot: QtBot, name: str) -> object:
    window.shell.show(name)
    settle(window, qtbot)
    front(window, qtbot)
    return window.page


def test_the_time_line_is_zoomed_searched_and_a_click_shows_the_record(window: MainWindow, qtbot: QtBot) -> None:
    page = visit(window, qtbot, "chronology")
    assert isinstance(page, TimelinePage)
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_0)
    before = page.view.scale
    assert before is not None
    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    assert page.view.scale is not None and page.view.scale.per_s > before.per_s
    qtbot.keyClick(page.view, Qt.Key.Key_0)
    assert page.view.scale == before
    ((placed, box),) = [(one, box) for one, box in page.view._boxes() if one.bar.point == SMOKE]
    qtbot.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=QPoint(round(box.left() + 4), round(box.center().y())))
    assert page.view.point == SMOKE and placed.titled
    write(qtbot, page.search, "烟")
    assert [one.bar.title for one, _ in page.view._boxes()] == ["监控可见烟气"]
    page.search.clear()
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    assert page.view.point == TimePoint(ref=Ref("events", "call")), "the next in time"
    shifted = page.view.scale
    qtbot.mousePress(page.view, Qt.MouseButton.LeftButton, pos=QPoint(600, 200))
    qtbot.mouseMove(page.view, QPoint(500, 200))
    qtbot.mouseRelease(page.view, Qt.MouseButton.LeftButton, pos=QPoint(500, 200))
    assert shifted is not None and page.view.scale.left_s > shifted.left_s
    assert page.view.bar_at(QPointF(2, 2)) is None


def test_lanes_follow_what_is_asked(window: MainWindow, qtbot: QtBot) -> None:
    page = visit(window, qtbot, "chronology")
    assert isinstance(page, TimelinePage)
    assert page.lane.count() == 4
    page.group.setFocus()
    qtbot.keyClick(page.group, Qt.Key.Key_End)
    page.group.activated.emit(page.group.currentIndex())
    assert page.lane.count() == 2


def test_a_time_is_sought_related_and_a_statement_set_aside(window: MainWindow, qtbot: QtBot) -> None:
    page = visit(window, qtbot, "chronology.relations")
    assert isinstance(page, RelationsPage)

    def name_it(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("title").widget, "起火时间")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.sought_button), name_it)
    settle(window, qtbot)
    (sought,) = window.shell.read().all(SoughtTime)

    def relate(first: int, second: int) -> None:
        def fill(dialog: QDialog) -> None:
            assert isinstance(dialog, FormDialog)
            for name, row in (("first", first), ("second", second)):
                box = dialog.form.editor(name).box
                box.setFocus()
                qtbot.keyClick(box, Qt.Key.Key_Home)
                for _ in range(row):
                    qtbot.keyClick(box, Qt.Key.Key_Down)
            dialog.try_accept()

        in_dialog(lambda: click(qtbot, page.relation_button), fill)
        settle(window, qtbot)

    relate(0, 2)  # the fire before the smoke
    line = chronology(window.shell.read())
    known = line.reckoning.known[TimePoint(ref=Ref("sought_times", sought.id))]
    assert known.latest is not None and known.earliest is None
    relate(3, 2)  # the call before the smoke: it was not
    assert len(chronology(window.shell.read()).reckoning.contradictions) == 1

    def say_why(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("reason").widget, "笔误")
        dialog.try_accept()

    aside = next(made for made in page.findChildren(QPushButton) if made.toolTip() == page.words("Set aside …"))
    in_dialog(lambda: click(qtbot, aside), say_why)
    settle(window, qtbot)
    (decision,) = window.shell.read().all(SetAside)
    assert decision.decided_by == window.shell.signed_in.officer.id
    assert chronology(window.shell.read()).reckoning.contradictions == ()
    assert len(window.shell.read().all(TimeRelation)) == 2


def test_what_is_asked_of_the_response_is_changed_and_taken_back(window: MainWindow, qtbot: QtBot) -> None:
    def call(work: Work) -> None:
        known = work.all(Incident)
        moments = {"reported_at": beijing("2026-03-17T02:31"), "dispatched_at": beijing("2026-03-17T02:31:50")}
        work.put(replace(known[0], **moments) if known else Incident(id="incident", name="厂房火灾", **moments))

    window.shell.do("incident.call", call)
    settle(window, qtbot)
    relations = visit(window, qtbot, "chronology.relations")
    assert isinstance(relations, RelationsPage)
    (derived,) = [said for said in relations.relations.records() if isinstance(said, Derived)]
    relations.relations.select({derived.relation.id})
    relations.edit_relation()  # it says that it can't
    assert window.shell.read().all(TimeRelation) == []
    page = visit(window, qtbot, "chronology.response")
    assert isinstance(page, ResponsePage)
    page.table.select({"turn_out"})

    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("at_most_s").widget, "45")
        write(qtbot, dialog.form.editor("basis").widget, "执勤规定第3条")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.edit_button), ask)
    settle(window, qtbot)
    first = page.table.records()[0]
    assert (first.at_most_s, first.verdict) == (45, Verdict.OVER)
    page.table.select({"turn_out"})
    click(qtbot, page.reset_button)
    settle(window, qtbot)
    assert page.table.records()[0].at_most_s == 60
