"""The pages of measurements by hand: enter, leave out, adjust, map a table, fit the frame, read a rangefinder."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from modules.measurements.records import Network, Reading, SurveyPoint
from modules.measurements.ui.instruments import InstrumentsPage
from modules.measurements.ui.live import LivePage
from modules.measurements.ui.networks import NetworksPage
from modules.measurements.ui.points import PointsPage
from modules.measurements.ui.readings import ReadingsPage
from modules.measurements.ui.table_import import MappingDialog
from tests.modules.measurements.survey import TRUTH, enter
from tests.modules.measurements.test_site import pairs
from tests.ui.hands import click, front, in_dialog, settle, write
from workstation.api import Instrument, frames
from workstation.api.widgets import FormDialog, PageBase
from workstation.ui.window import MainWindow

pytest.importorskip("pty")


@pytest.fixture
def window(signed_window: MainWindow) -> MainWindow:
    signed_window.shell.settings.language = "en"
    signed_window.rebuild()
    return signed_window


def go(window: MainWindow, qtbot: QtBot, page: str) -> PageBase:
    window.shell.show(page)
    settle(window, qtbot)
    front(window, qtbot)
    return window.page


def put(window: MainWindow, qtbot: QtBot, fn) -> list:
    made: list = []
    window.shell.do("measurements.enter_network", fn, made.append)
    qtbot.waitUntil(lambda: bool(made))
    settle(window, qtbot)
    return made


def type_in(qtbot: QtBot, form, name: str, text: str) -> None:
    line = form.editor(name).focus_widget()
    assert isinstance(line, QLineEdit)
    line.clear()
    write(qtbot, line, text)


def test_instrument_from_a_typical_one_flags_what_is_out_of_date(window: MainWindow, qtbot: QtBot) -> None:
    page = go(window, qtbot, "measurements.instruments")
    assert isinstance(page, InstrumentsPage)

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.preset_button), accept)
    qtbot.waitUntil(lambda: len(page.table.records()) == 1)
    settle(window, qtbot)
    (made,) = window.shell.read().all(Instrument)
    assert (made.length_a_mm, made.length_b_ppm) == (0.3, 200)
    type_in(qtbot, page.form, "valid_until", "2020-01-01")
    click(qtbot, page.save_button)
    qtbot.waitUntil(lambda: window.shell.read().get(Instrument, made.id).valid_until is not None)
    settle(window, qtbot)
    assert page.table.view.model().index(0, 1).data() == "expired"


def test_reading_is_entered_with_repetitions_and_left_out_with_a_reason(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = go(window, qtbot, "measurements")
    assert isinstance(page, ReadingsPage)
    click(qtbot, page.new_button)
    type_in(qtbot, page.form, "what", "door")
    type_in(qtbot, page.form, "text", "0.905 0.907")
    type_in(qtbot, page.form, "start", "A")
    type_in(qtbot, page.form, "end", "B")
    click(qtbot, page.save_button)
    qtbot.waitUntil(lambda: len(page.table.records()) == 1)
    settle(window, qtbot)
    (reading,) = window.shell.read().all(Reading)
    assert (reading.values, reading.way, reading.person) == ((0.905, 0.907), "A → B", "李建国")
    assert {point.name for point in window.shell.read().all(SurveyPoint)} == {"A", "B"}
    monkeypatch.setattr(window.shell, "ask_text", lambda *_: "misread")
    click(qtbot, page.exclude_button)
    qtbot.waitUntil(lambda: window.shell.read().get(Reading, reading.id).excluded == "misread")
    settle(window, qtbot)
    click(qtbot, page.include_button)
    qtbot.waitUntil(lambda: window.shell.read().get(Reading, reading.id).excluded == "")
    type_in(qtbot, page.form, "text", "nonsense")
    click(qtbot, page.save_button)
    settle(window, qtbot)
    assert window.shell.read().get(Reading, reading.id).values == (0.905, 0.907), "what cannot be read changes nothing"


def test_adjustment_names_the_blunder_and_coordinates_are_taken_over(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = go(window, qtbot, "measurements.networks")
    assert isinstance(page, NetworksPage)
    assert page.empty.isVisible()
    (network,) = put(window, qtbot, lambda work: enter(work, wrong="CD"))
    assert page.split.isVisible()
    assert len(page.details.residuals.records()) == 19
    (suspect,) = [row for row in page.details.residuals.records() if row[-2] == "suspected blunder"]
    assert suspect[0] == "C → D"
    monkeypatch.setattr(window.shell, "ask_text", lambda *_: "measured again")
    page.details.residuals.activated.emit(suspect)
    qtbot.waitUntil(lambda: window.shell.read().get(Reading, suspect[-1]).excluded == "measured again")
    settle(window, qtbot)
    assert len(page.details.unused.records()) == 1
    monkeypatch.setattr(window.shell, "confirm", lambda *_: True)
    click(qtbot, page.adopt_button)
    qtbot.waitUntil(lambda: window.shell.read().get(Network, network.id).adopted_by == "李建国")
    (p,) = window.shell.read().where(SurveyPoint, name="P")
    assert p.point is not None and (p.point.x, p.point.y) == pytest.approx(TRUTH["P"], abs=0.006)


def test_new_adjustment_is_asked_for_and_an_unknown_route_said(window: MainWindow, qtbot: QtBot) -> None:
    page = go(window, qtbot, "measurements.networks")
    assert isinstance(page, NetworksPage)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        type_in(qtbot, dialog.form, "name", "loop")
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page.new_button), answer)
    qtbot.waitUntil(lambda: len(page.list.records()) == 1)
    settle(window, qtbot)
    assert not page.adopt_button.isEnabled(), "there is nothing to take over yet"


def test_chosen_points_tell_distance_and_area_with_their_error(window: MainWindow, qtbot: QtBot) -> None:
    put(window, qtbot, enter)
    page = go(window, qtbot, "measurements.points")
    assert isinstance(page, PointsPage)
    page.table.select({point.id for point in page.table.records() if point.name in ("A", "B")})
    assert page.between_card.isVisible()
    assert "no coordinates" in page.between_note.text(), "before the adjustment B has none"


def test_frame_is_fitted_by_the_points_that_are_the_same(window: MainWindow, qtbot: QtBot) -> None:
    def points(work) -> None:
        for name, site, target in pairs():
            work.put_many([SurveyPoint(name=name, point=site), SurveyPoint(name=f"{name} RTK", point=target)])

    put(window, qtbot, points)
    page = go(window, qtbot, "measurements.points")
    assert isinstance(page, PointsPage)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.try_accept()  # the same names are proposed

    in_dialog(lambda: click(qtbot, page.fit_button), answer)
    qtbot.waitUntil(lambda: window.shell.read().count(frames.SiteFrame) == 1)
    (frame,) = window.shell.read().all(frames.SiteFrame)
    assert len(frame.control) == 4


def test_table_is_mapped_by_hand(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "成果 表.csv"
    path.write_bytes("号,甲,乙\nP1,10.5,20.5\nP2,坏,1\n".encode("gbk"))
    page = go(window, qtbot, "measurements")
    assert isinstance(page, ReadingsPage)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, MappingDialog)
        assert not dialog.accept_button.isEnabled(), "nobody has said which column is what"
        for number, role in enumerate(("name", "north", "east")):
            dialog.roles[number].setCurrentIndex(dialog.roles[number].findData(role))
        dialog.frame.setCurrentIndex(dialog.frame.findData("site:A"))
        assert "P1" in dialog.outcome.text() and "20.5" in dialog.outcome.text() and "坏" in dialog.outcome.text()
        assert dialog.mapping().encoding == "gb18030"
        click(qtbot, dialog.accept_button)

    def take_in() -> None:
        click(qtbot, page.import_button)  # the dialog comes when the first lines are read
        qtbot.waitUntil(lambda: window.shell.read().count(SurveyPoint) == 1, timeout=20_000)

    in_dialog(take_in, answer)
    (point,) = window.shell.read().all(SurveyPoint)
    assert point.point is not None and (point.point.x, point.point.y, point.point.frame) == (20.5, 10.5, "site:A")


@pytest.fixture
def cable() -> Iterator[tuple[int, int]]:
    master, slave = os.openpty()
    yield master, slave
    for end in (master, slave):
        try:
            os.close(end)
        except OSError:
            continue


def test_rangefinder_is_read_kept_and_saved(window: MainWindow, qtbot: QtBot, cable: tuple[int, int]) -> None:
    master, slave = cable
    page = go(window, qtbot, "measurements.live")
    assert isinstance(page, LivePage)
    page.port_box.setCurrentText("/dev/nothing there")
    click(qtbot, page.connect_button)
    assert page.lines is None, "a port that is not there is said, not shown as connected"
    page.port_box.setCurrentText(os.ttyname(slave))
    click(qtbot, page.connect_button)
    assert page.lines is not None
    os.write(master, b"E255\r\n1.234 m\r\n")
    qtbot.waitUntil(lambda: page.value.text() == "1.234 m")
    assert "1" in page.garbage_label.text()
    click(qtbot, page.keep_button)
    os.write(master, b"1.236 m\r\n")
    qtbot.waitUntil(lambda: page.value.text() == "1.236 m")
    qtbot.keyClick(page.keep_button, Qt.Key.Key_Return)
    click(qtbot, page.save_button)
    qtbot.waitUntil(lambda: window.shell.read().count(Reading) == 1)
    (reading,) = window.shell.read().all(Reading)
    assert reading.values == (1.234, 1.236)
    settle(window, qtbot)
    os.close(slave)
    os.close(master)
    qtbot.waitUntil(lambda: page.lines is None)
    assert page.connect_button.text() == "Connect"


def test_leaving_the_page_lets_go_of_the_port(window: MainWindow, qtbot: QtBot, cable: tuple[int, int]) -> None:
    _, slave = cable
    page = go(window, qtbot, "measurements.live")
    assert isinstance(page, LivePage)
    page.port_box.setCurrentText(os.ttyname(slave))
    click(qtbot, page.connect_button)
    lines = page.lines
    assert lines is not None
    go(window, qtbot, "measurements")
    qtbot.waitUntil(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("serial ")])
