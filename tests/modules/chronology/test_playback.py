"""One clock: the time line plays, map and plan follow beside it; a slider on the map moves the time line too."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from modules.chronology.ui.page import TimelinePage
from modules.drawing.operations import begin_drawing, layer_of
from modules.drawing.records import Entity, Kind, LayerRole
from modules.drawing.ui.page import DrawingPage
from modules.incident.records import Incident
from modules.map.ui.page import MapPage
from modules.measurements.records import SurveyPoint
from tests.ui.hands import click, front, settle
from workstation.api import WGS84, Event, GeoPoint, Place, Ref, Work, beijing
from workstation.ui.window import MainWindow

TIMES = ("2026-03-17T02:05", "2026-03-17T02:21:30", "2026-03-17T02:31")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(signed_window: MainWindow, qtbot: QtBot) -> TimelinePage:
    def fill(work: Work) -> None:
        work.put(Place(id="gate", name="门口", point=GeoPoint(x=114.0002, y=22.9002, frame=WGS84)))
        work.put(SurveyPoint(id="K1", name="K1", at=beijing("2026-03-17T10:00"),
                             point=GeoPoint(x=114.0003, y=22.9, frame=WGS84)))
        for name, time in zip(("round", "smoke", "call"), TIMES, strict=True):
            work.put(Event(id=name, title=name, moment=beijing(time), place_id="gate" if name == "smoke" else None))
        fire = {"fire_at": beijing(TIMES[1]), "point": GeoPoint(x=114.0, y=22.9, frame=WGS84)}
        known = work.all(Incident)
        work.put(replace(known[0], **fire) if known else Incident(id="incident", name="厂房火灾", **fire))
        drawing = begin_drawing(work, "平面图")
        layer = layer_of(drawing.id, LayerRole.EXISTING)
        for name, x in (("smoke", 2.0), ("call", 6.0)):
            work.put(Entity(id="sign-" + name, drawing_id=drawing.id, layer_id=layer, kind=Kind.SYMBOL,
                            points=((x, 1.0),), style="fire/origin", text=f"名{name}", ref=Ref("events", name)))
        work.put(Entity(id="line", drawing_id=drawing.id, layer_id=layer, kind=Kind.LINE,
                        points=((0.0, 0.0), (8.0, 0.0))))

    signed_window.shell.do("incident.event", fill)
    settle(signed_window, qtbot)
    signed_window.shell.show("chronology")
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    made = signed_window.page
    assert isinstance(made, TimelinePage)
    return made


def beside(page: TimelinePage, window: MainWindow, qtbot: QtBot, page_id: str) -> object:
    """Choose what follows, by the keyboard."""
    page.companion.setFocus()
    qtbot.keyClick(page.companion, Qt.Key.Key_Home)
    while page.companion.currentData() != page_id:
        qtbot.keyClick(page.companion, Qt.Key.Key_Down)
    settle(window, qtbot)
    return page.beside.page


def key(page: TimelinePage, qtbot: QtBot, name: Qt.Key) -> str:
    """Press a key on the time line; the time of the play-back after it."""
    page.view.setFocus()
    qtbot.keyClick(page.view, name)
    at = page.shell.playback.at
    return at.isoformat()[11:19] if at is not None else ""


def test_the_arrows_step_from_time_to_time_and_escape_ends(page: TimelinePage, qtbot: QtBot) -> None:
    page.view.fit()
    right, left = Qt.Key.Key_Right, Qt.Key.Key_Left
    assert [key(page, qtbot, one) for one in (right, right, right, left)] == [
        "18:05:00", "18:21:30", "18:31:00", "18:21:30"]
    assert page.view.point is not None and page.view.point.ref.id in ("incident", "smoke")
    assert key(page, qtbot, Qt.Key.Key_Escape) == "" and page.view.cursor_s is None


def test_space_plays_and_pauses_where_it_is(page: TimelinePage, signed_window: MainWindow, qtbot: QtBot) -> None:
    page.view.fit()
    key(page, qtbot, Qt.Key.Key_Space)
    began = page.view.cursor_s
    assert page.player.running and began is not None
    qtbot.waitUntil(lambda: page.view.cursor_s > began)
    key(page, qtbot, Qt.Key.Key_Space)
    paused = page.view.cursor_s
    qtbot.wait(120)
    assert not page.player.running and page.view.cursor_s == paused
    click(qtbot, page.end_button)
    assert page.view.cursor_s is None and page.shell.playback.at is None
    key(page, qtbot, Qt.Key.Key_Right)
    signed_window.shell.show("cause")
    assert signed_window.shell.playback.at is None, "what was played belongs to the page that was left"
    settle(signed_window, qtbot)


def test_the_axis_is_scrubbed(page: TimelinePage, qtbot: QtBot) -> None:
    page.view.fit()
    scale = page.view.scale
    assert scale is not None
    qtbot.mousePress(page.view, LEFT, pos=QPoint(400, 10))
    first = page.view.cursor_s
    qtbot.mouseMove(page.view, QPoint(600, 10))
    qtbot.mouseRelease(page.view, LEFT, pos=QPoint(600, 10))
    assert first is not None and page.view.cursor_s == pytest.approx(first + 200 / scale.per_s)
    assert page.view.scale == scale, "the picture stays"


def test_the_map_follows_and_leads(page: TimelinePage, signed_window: MainWindow, qtbot: QtBot) -> None:
    found = beside(page, signed_window, qtbot, "map")
    assert isinstance(found, MapPage) and found.isVisible()
    fire = next(layer for layer in found._case if layer.id == "incident")
    page.view.fit()
    key(page, qtbot, Qt.Key.Key_Right)
    assert fire.shown() == [], "the fire was not yet"
    key(page, qtbot, Qt.Key.Key_Right)
    assert len(fire.shown()) == 1
    assert found.times.until == page.shell.playback.at
    key(page, qtbot, Qt.Key.Key_Escape)
    assert len(fire.shown()) == 1 and found.times.slider.value() == found.times.slider.maximum()
    assert found.times.isVisible()
    found.times.slider.setValue(0)
    led = page.shell.playback.at
    assert led is not None and page.view.cursor_s == pytest.approx(led.timestamp()), "the slider leads"
    assert beside(page, signed_window, qtbot, "") is None and page.beside.isHidden()


def test_the_plan_shows_what_had_been_and_rings_what_it_is_about(
    page: TimelinePage, signed_window: MainWindow, qtbot: QtBot
) -> None:
    found = beside(page, signed_window, qtbot, "drawing")
    assert isinstance(found, DrawingPage) and found.isVisible()
    whole = len(found.board.layer.index.marks)
    page.view.fit()
    seen = []
    for _ in range(3):
        key(page, qtbot, Qt.Key.Key_Right)
        settle(signed_window, qtbot)
        seen.append((len(found.board.layer.index.marks), {ref.id for ref in page.shell.playback.about}))
    assert [whole - count for count, _ in seen] == [4, 2, 0], "signs come with their names"
    assert "round" in seen[0][1] and "call" in seen[2][1]
    assert len(found.board.model.entities) == 3, "nothing was taken out of the drawing"
    key(page, qtbot, Qt.Key.Key_Left)
    key(page, qtbot, Qt.Key.Key_Escape)
    assert len(found.board.layer.index.marks) == whole


def test_in_a_low_window_the_plan_stands_at_the_left_and_is_large_enough(
    page: TimelinePage, signed_window: MainWindow, qtbot: QtBot
) -> None:
    signed_window.resize(1280, 720)
    found = beside(page, signed_window, qtbot, "drawing")
    assert isinstance(found, DrawingPage)
    assert page.split.orientation() is Qt.Orientation.Horizontal
    assert found.canvas.height() > 250 and page.view.width() > 400
    signed_window.resize(1500, 1100)
    settle(signed_window, qtbot)
    assert page.split.orientation() is Qt.Orientation.Vertical
