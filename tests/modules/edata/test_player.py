"""The player by hand: take in, step, play, two in step, a region, candidates judged, a frame kept."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtMultimedia import QMediaPlayer
from PySide6.QtWidgets import QDialog, QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from modules.edata.operations.media import describe_recording
from modules.edata.queries.media import derived_items, valid_recordings
from modules.edata.records import Candidate, Verdict
from modules.edata.ui.player import PlayerPage
from tests.modules.edata.videos import fire
from tests.modules.interviews.making import tone
from tests.ui.hands import LEFT, SHIFT, click, front, in_dialog, named, settle, write
from workstation.api import Event, Work
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow


@pytest.fixture
def page(signed_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> PlayerPage:
    window = signed_window
    folder = tmp_path / "录像 副本"
    folder.mkdir()
    fire(folder / "甲.avi", 12.0, begins_s=5.0)
    fire(folder / "乙.avi", 6.0, begins_s=2.0)
    window.shell.import_files([folder])
    qtbot.waitUntil(lambda: len(valid_recordings(window.shell.read())) == 2, timeout=60_000)
    window.shell.show("edata.player")
    settle(window, qtbot)
    front(window, qtbot)
    assert isinstance(window.page, PlayerPage)
    window.page.slider.setFocus()  # a notice may have taken it
    return window.page


def seen(page: PlayerPage, qtbot: QtBot, at_ms: float, screen: int = 0) -> None:
    qtbot.waitUntil(lambda: page.screens[screen].at_ms == pytest.approx(at_ms, abs=1), timeout=20_000)


def name_of(page: PlayerPage) -> str:
    assert page.recording is not None
    return page.recording.title


def test_frames_are_stepped_through_and_played(
    signed_window: MainWindow, page: PlayerPage, qtbot: QtBot
) -> None:
    ids = {one.title: one.id for one in valid_recordings(signed_window.shell.read())}
    page._show_recordings([ids["甲"]])
    seen(page, qtbot, 0)
    for key, at in ((".", 100), (".", 200), (",", 100), ("L", 10_100), (",", 10_000), (",", 9_900), ("J", 0)):
        qtbot.waitUntil(lambda: page.screens[0].ready, timeout=20_000)
        qtbot.keyClick(page, key)
        seen(page, qtbot, at)
    qtbot.waitUntil(lambda: page.screens[0].ready, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert page.playing
    qtbot.waitUntil(lambda: (page.screens[0].at_ms or 0) >= 500, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    assert not page.playing
    page.speed.setCurrentIndex(page.speed.count() - 1)
    page.go(11_000)
    seen(page, qtbot, 11_000)
    page.toggle()
    qtbot.waitUntil(lambda: not page.playing, timeout=20_000)
    seen(page, qtbot, 11_900)


def test_two_cameras_go_in_step(signed_window: MainWindow, page: PlayerPage, qtbot: QtBot) -> None:
    window = signed_window
    ids = {one.title: one.id for one in valid_recordings(window.shell.read())}

    def anchor(work: Work) -> None:
        describe_recording(work, ids["甲"], anchor_ms=0.0, anchor_shown="2026-03-17T02:18:00")
        describe_recording(work, ids["乙"], anchor_ms=1_000.0, anchor_shown="2026-03-17T02:18:04")

    window.shell.do("edata.set_anchor", anchor)
    settle(window, qtbot)
    page.recordings_panel.chosen.emit([ids["甲"], ids["乙"]])
    page.go(5_000)
    seen(page, qtbot, 5_000)
    seen(page, qtbot, 2_000, screen=1)
    qtbot.waitUntil(lambda: all(screen.ready for screen in page.screens), timeout=20_000)
    qtbot.keyClick(page, ".")
    seen(page, qtbot, 5_100)
    seen(page, qtbot, 2_100, screen=1)
    page.restore_view(page.view_state())


def test_light_is_found_in_a_region_and_judged(signed_window: MainWindow, page: PlayerPage, qtbot: QtBot) -> None:
    window = signed_window
    ids = {one.title: one.id for one in valid_recordings(window.shell.read())}
    page._show_recordings([ids["甲"]])
    seen(page, qtbot, 0)

    def anchor(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("shown").focus_widget(), "2026-03-17 02:18:27")
        click(qtbot, dialog.accept_button)

    in_dialog(lambda: qtbot.keyClick(page, "T"), anchor)
    settle(window, qtbot)
    assert page.recording is not None and page.recording.anchor_shown == "2026-03-17T02:18:27"
    front(window, qtbot)
    page.slider.setFocus()
    qtbot.keyClick(page, "R")
    screen = page.screens[0]
    assert screen.hasFocus() and screen.region == (0.25, 0.25, 0.5, 0.5)
    for key, modifier in (("Right", None), ("Down", None), ("Left", SHIFT), ("Return", None)):
        qtbot.keyClick(screen, getattr(Qt.Key, f"Key_{key}"), modifier or Qt.KeyboardModifier.NoModifier)
    assert screen.region == (0.27, 0.27, 0.48, 0.5) and not page.region_action.isChecked()
    qtbot.keyClick(page, "R")
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.region == (0.0, 0.0, 1.0, 1.0) and not page.region_action.isChecked()
    qtbot.keyClick(page, "R")
    place = screen._place().toRect()
    begin = place.topLeft() + QPoint(place.width() // 4, place.height() // 4)
    end = place.topLeft() + QPoint(place.width() * 3 // 4, place.height() * 3 // 4)
    qtbot.mousePress(screen, LEFT, pos=begin)
    qtbot.mouseMove(screen, end)
    qtbot.mouseRelease(screen, LEFT, pos=end)
    assert screen.region == pytest.approx((0.25, 0.25, 0.5, 0.5), abs=0.02)
    assert not page.region_action.isChecked()
    qtbot.keyClick(page, "A")
    qtbot.waitUntil(lambda: window.shell.read().count(Candidate) >= 1, timeout=60_000)
    settle(window, qtbot)

    def say(dialog: QDialog) -> None:
        assert isinstance(dialog, QInputDialog)
        dialog.findChild(QLineEdit).setText("火光")
        dialog.accept()

    words = page.words
    in_dialog(lambda: click(qtbot, named(page.candidates_panel, words("Confirm …"))), say)
    settle(window, qtbot)
    (event,) = window.shell.read().all(Event)
    assert event.title == "火光" and event.moment.text() == "2026-03-17 02:18:32"
    in_dialog(lambda: click(qtbot, named(page.candidates_panel, words("Reject …"))), say)
    settle(window, qtbot)
    assert window.shell.read().all(Candidate)[0].verdict is Verdict.REJECTED and not window.shell.read().all(Event)


def test_a_frame_is_kept(signed_window: MainWindow, page: PlayerPage, qtbot: QtBot) -> None:
    seen(page, qtbot, 0)
    qtbot.keyClick(page, "F")
    qtbot.waitUntil(lambda: len(derived_items(signed_window.shell.read())) == 1, timeout=60_000)
    settle(signed_window, qtbot)
    assert page.derived_panel.list.count() == 1
    (item,) = derived_items(signed_window.shell.read())
    assert item.source.kind == "recordings" and name_of(page) in item.title


def test_sound_is_off_until_asked_for_and_then_follows(page: PlayerPage, qtbot: QtBot, tmp_path: Path) -> None:
    sound = page.sound
    page.toggle()
    assert sound.player.source().isEmpty() and not sound.volume.isEnabled()
    page.pause()
    told: list[str] = []
    sound.told.connect(told.append)
    qtbot.keyClick(page, "S")
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told == [page.words("This recording has no sound.")] and sound.volume.isEnabled()
    heard = tone(tmp_path / "声音.wav", 20.0)
    sound.take(heard)
    qtbot.waitUntil(sound.player.hasAudio, timeout=20_000)
    sound.follow(5_000.0, 1.0, playing=True)
    qtbot.waitUntil(lambda: sound.player.position() >= 5_000, timeout=20_000)
    sound.follow(12_000.0, 1.0, playing=True)
    qtbot.waitUntil(lambda: sound.player.position() >= 12_000, timeout=20_000)
    sound.follow(12_100.0, 8.0, playing=True)
    assert sound.player.playbackState() is not QMediaPlayer.PlaybackState.PlayingState, "too fast to be understood"
    sound.volume.setValue(0)
    assert sound.output.volume() == 0
    qtbot.keyClick(page, "S")
    assert sound.player.source().isEmpty()
