"""The page of point clouds by hand: it opens a scan by itself, turns, measures, keeps views, leaves nothing running."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from modules.clouds import operations
from modules.clouds.queries import measures_of, pins_of, pyramid_folder, registrations_of, valid_clouds, views_of
from modules.clouds.records import MeasureKind, Projection
from modules.clouds.rules.pyramid import POINTS
from modules.clouds.ui.page import CloudsPage
from modules.clouds.ui.pinning import Pinning
from modules.clouds.ui.registering import Registering
from modules.clouds.ui.viewing import Viewing
from tests.modules.clouds import files
from tests.ui.hands import LEFT, click, front, settle
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.ui.window import MainWindow

Kind = TypeVar("Kind")
READY_MS = 120_000  # the first picture after an installation waits for the compiler


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One scan for all tests; beside it lies its pyramid once a test has waited for it."""
    return files.e57(tmp_path_factory.mktemp("扫描 1") / "一层 1.e57", 20_000)


@pytest.fixture
def page(signed_window: MainWindow, scan: Path, qtbot: QtBot) -> CloudsPage:
    window = signed_window
    case = window.shell.case
    assert case is not None
    program = window.shell.program
    entered: list[object] = []
    window.shell.call(lambda case: import_paths(
        Job(case, direct_write(case), program.parse, lambda _: None), [scan],
        list(program.workbench.catalogue.importers()),
    ), entered.append)
    qtbot.waitUntil(lambda: bool(entered), timeout=READY_MS)
    settle(window, qtbot)
    (cloud,) = valid_clouds(window.shell.read())
    pyramid, kept = pyramid_folder(window.shell.read(), cloud) / POINTS, scan.with_name(POINTS)
    if kept.exists():
        pyramid.parent.mkdir(parents=True)
        shutil.copyfile(kept, pyramid)
    window.shell.show("clouds")
    found = window.page
    assert isinstance(found, CloudsPage)
    front(window, qtbot)
    qtbot.waitUntil(lambda: found.opener.finished and found.view.at_rest, timeout=READY_MS)
    settle(window, qtbot)
    if not kept.exists():
        shutil.copyfile(pyramid, kept)
    return found


def tool(page: CloudsPage, kind: type[Kind]) -> Kind:
    return next(made for made in page.toolbox if isinstance(made, kind))


def seen(page: CloudsPage) -> list[QPoint]:
    """Places of the view where a point is seen, from the left to the right."""
    frame = page.view.frame
    assert frame is not None
    rows, columns = np.nonzero(frame.nearest != np.uint64(0xFFFFFFFFFFFFFFFF))
    order = np.argsort(columns, kind="stable")
    ratio = page.view.devicePixelRatioF()
    return [QPoint(int(columns[at] / ratio), int(rows[at] / ratio)) for at in order]


def drawn(page: CloudsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.view.at_rest, timeout=20_000)


def test_a_scan_is_prepared_and_shown_by_itself(page: CloudsPage) -> None:
    assert page.view.scene is not None and page.view.scene.total == 40_000
    assert page.view.frame is not None and page.view.frame.points == 40_000 and len(seen(page)) > 1000
    assert page.colouring.count() == 4  # colours of the scan, intensity, height, standpoint


def test_a_distance_is_measured_by_clicks_and_taken_back_by_undo(
    page: CloudsPage, signed_window: MainWindow, qtbot: QtBot
) -> None:
    shell = signed_window.shell
    (cloud,) = valid_clouds(shell.read())
    qtbot.keyClick(page.view, Qt.Key.Key_2)
    assert page.view.tool is not None and page.view.tool.most == 2
    places = seen(page)
    wanted = [page.view.spot_at(QPointF(place)) for place in (places[0], places[-1])]
    qtbot.mouseClick(page.view, LEFT, pos=places[0])
    assert len(page.view.picks) == 1
    qtbot.mouseClick(page.view, LEFT, pos=places[-1])
    qtbot.waitUntil(lambda: len(measures_of(shell.read(), cloud.id)) == 1)
    (measure,) = measures_of(shell.read(), cloud.id)
    assert list(measure.points) == [spot.exact for spot in wanted if spot is not None]
    assert measure.unit == "m" and measure.number == 1
    assert measure.value == pytest.approx(float(np.linalg.norm(np.subtract(*measure.points))))
    assert 0.001 < measure.uncertainty < 0.2
    settle(signed_window, qtbot)
    assert "M1" in tool(page, Viewing).finds.list.item(0).text()
    tool(page, Viewing).finds.list.setCurrentRow(0)
    click(qtbot, tool(page, Viewing).finds.remove_button)
    qtbot.waitUntil(lambda: not measures_of(shell.read(), cloud.id))


def test_dragging_turns_the_wheel_zooms_keys_walk(page: CloudsPage, qtbot: QtBot) -> None:
    view = page.view
    before = view.camera
    qtbot.mousePress(view, LEFT, pos=QPoint(200, 200))
    qtbot.mouseMove(view, QPoint(260, 230))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(260, 230))
    assert view.camera.yaw_deg != before.yaw_deg and view.camera.target == before.target
    drawn(page, qtbot)
    before = view.camera
    at = QPointF(view.rect().center())
    QApplication.sendEvent(view, QWheelEvent(
        at, view.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    ))
    assert view.camera.distance < before.distance
    eye = view.camera.eye()
    qtbot.keyClick(view, Qt.Key.Key_W)
    assert np.linalg.norm(view.camera.eye() - eye) > 0 and view.camera.eye()[2] == pytest.approx(eye[2])
    drawn(page, qtbot)


def test_a_view_is_kept_and_found_again(
    page: CloudsPage, signed_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = signed_window.shell
    (cloud,) = valid_clouds(shell.read())
    page.projection.setCurrentIndex(page.projection.findData(Projection.PLAN))
    page.projection.activated.emit(page.projection.currentIndex())
    page.section.on.setChecked(True)
    page.section.boxes[2][1].setValue(1.0)
    drawn(page, qtbot)
    kept = page.view.camera
    monkeypatch.setattr(shell, "ask_text", lambda *_: "一层平面")
    qtbot.keyClick(page.view, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: len(views_of(shell.read(), cloud.id)) == 1)
    (view,) = views_of(shell.read(), cloud.id)
    assert view.projection is Projection.PLAN and view.clip is not None and view.clip[1][2] == 1.0
    settle(signed_window, qtbot)
    page.section.on.setChecked(False)
    page.view.fit(Projection.PERSPECTIVE)
    tool(page, Viewing).finds.list.setCurrentRow(-1)
    tool(page, Viewing).finds.list.setCurrentRow(0)
    assert page.view.camera.projection is Projection.PLAN and page.view.look.clip == view.clip
    assert np.allclose(page.view.camera.target, kept.target, atol=1e-6)
    drawn(page, qtbot)


def test_details_are_asked_and_a_cloud_is_withdrawn(
    page: CloudsPage, signed_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = signed_window.shell
    said = {"unit": "foot", "frame": "EPSG:4547", "accuracy_mm": 3.0, "captured": None, "note": "一层"}
    monkeypatch.setattr("modules.clouds.ui.describing.ask_form", lambda *_, **__: said)
    click(qtbot, page.clouds_panel.describe_button)
    qtbot.waitUntil(lambda: valid_clouds(shell.read())[0].unit == "foot")
    (cloud,) = valid_clouds(shell.read())
    assert (cloud.accuracy_m, cloud.frame, cloud.metres) == (0.003, "EPSG:4547", 0.3048)
    settle(signed_window, qtbot)
    assert page.clouds_panel.list.item(0).text() == "一层"
    monkeypatch.setattr(shell, "ask_text", lambda *_: "重复扫描")
    click(qtbot, page.clouds_panel.withdraw_button)
    qtbot.waitUntil(lambda: not valid_clouds(shell.read()))
    settle(signed_window, qtbot)
    assert page._stack.currentIndex() == 0


def test_two_scans_are_registered_looked_at_and_kept(
    page: CloudsPage, signed_window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = signed_window.shell
    (first,) = valid_clouds(shell.read())
    other = files.xyz(tmp_path / "二站.xyz", 20_000)
    shell.import_files([other])
    qtbot.waitUntil(lambda: len(valid_clouds(shell.read())) == 2, timeout=20_000)
    settle(signed_window, qtbot)
    moving = next(cloud for cloud in valid_clouds(shell.read()) if cloud.id != first.id)
    shell.do("clouds.describe", lambda work: operations.describe(
        work, moving.id, unit="metre", frame="", accuracy_m=None, captured=None, note="",
    ))
    settle(signed_window, qtbot)
    page.choose(moving.id)
    asked: list[str] = []
    seen_together: list[int] = []

    def confirm(_: str, text: str) -> bool:
        asked.append(text)
        assert page.view.scene is not None
        seen_together.append(page.view.scene.total)
        return True

    monkeypatch.setattr("modules.clouds.ui.registering.ask_form",
                        lambda *_, **__: {"reference": first.id, "start": "poses"})
    monkeypatch.setattr(shell, "confirm", confirm)
    tool(page, Registering).register()
    qtbot.waitUntil(lambda: bool(registrations_of(shell.read(), moving.id)), timeout=60_000)
    (kept,) = registrations_of(shell.read(), moving.id)
    assert kept.author == "李建国" and kept.overlap > 0.9 and np.allclose(kept.translation, 0, atol=0.02)
    assert seen_together == [60_000] and "走廊" in asked[0]
    qtbot.waitUntil(lambda: len(page.shown()) == 2 and page.cloud is not None and page.cloud.id == moving.id)


def test_a_distance_is_told_from_a_named_object(
    page: CloudsPage, signed_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, pins = signed_window.shell, tool(page, Pinning)
    (cloud,) = valid_clouds(shell.read())
    page.workspace.show_panel("pins")
    monkeypatch.setattr(shell, "ask_text", lambda *_: "南门东侧门框")
    places = seen(page)
    click(qtbot, pins.pin_button)
    jamb = page.view.spot_at(QPointF(places[0]))
    qtbot.mouseClick(page.view, LEFT, pos=places[0])
    qtbot.waitUntil(lambda: len(pins_of(shell.read(), cloud.id)) == 1)
    (pin,) = pins_of(shell.read(), cloud.id)
    assert jamb is not None and pin.point == jamb.exact and page.view.tool is None
    settle(signed_window, qtbot)
    pins.list.setCurrentRow(0)
    click(qtbot, pins.from_button)
    qtbot.mouseClick(page.view, LEFT, pos=places[-1])
    qtbot.waitUntil(lambda: len(measures_of(shell.read(), cloud.id)) == 1)
    settle(signed_window, qtbot)
    (measure,) = measures_of(shell.read(), cloud.id)
    assert measure.points[0] == pin.point and measure.datum == pin.id
    assert "距南门东侧门框 " in tool(page, Viewing).finds.list.item(0).text()


def test_a_plane_is_fitted_within_a_polygon(page: CloudsPage, signed_window: MainWindow, qtbot: QtBot) -> None:
    shell = signed_window.shell
    (cloud,) = valid_clouds(shell.read())
    page.projection.setCurrentIndex(page.projection.findData(Projection.PLAN))
    page.projection.activated.emit(page.projection.currentIndex())
    page.view.set_look(replace(page.view.look, clip=((0.05, 0.05, -0.1), (3.9, 4.9, 0.1))))
    page.view.fit()
    drawn(page, qtbot)
    qtbot.keyClick(page.view, Qt.Key.Key_7)
    wide, high = page.view.width(), page.view.height()
    half = min(wide, high) // 5
    for x, y in ((-half, -half), (half, -half), (half, half)):
        qtbot.mouseClick(page.view, LEFT, pos=QPoint(wide // 2 + x, high // 2 + y))
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(measures_of(shell.read(), cloud.id)) == 1, timeout=10_000)
    (measure,) = measures_of(shell.read(), cloud.id)
    assert measure.kind is MeasureKind.PLANE and measure.value < 0.1 and measure.extra["rms"] < 0.001


def test_leaving_the_page_ends_its_threads(page: CloudsPage, signed_window: MainWindow, qtbot: QtBot) -> None:
    def drawing() -> int:
        return sum(thread.name.startswith(("clouds-studio", "splat")) for thread in threading.enumerate())

    assert drawing() > 0
    del page
    signed_window.shell.show("photos")
    qtbot.waitUntil(lambda: drawing() == 0, timeout=10_000)
