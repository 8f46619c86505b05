"""Placing a photograph and asking for a sight by hand, on the page of point clouds."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from pytestqt.qtbot import QtBot

from modules.clouds import operations
from modules.clouds.queries import poses_of, sights_of, valid_clouds
from modules.clouds.records import TargetKind
from modules.clouds.rules.scene import Spot
from modules.clouds.ui.page import CloudsPage
from modules.clouds.ui.photopad import PhotoPad
from modules.clouds.ui.spacing import Space
from tests.modules.clouds import space
from tests.ui.hands import LEFT, click, front, settle
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.ui.window import MainWindow

READY_MS = 120_000


@pytest.fixture
def page(signed_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> CloudsPage:
    window = signed_window
    case, program = window.shell.case, window.shell.program
    assert case is not None
    path = tmp_path / "车间 1.xyz"
    xyz, colours = space.points(250)
    np.savetxt(path, np.concatenate([xyz, colours], axis=1), "%.4f %.4f %.4f %d %d %d")
    photo = space.photograph(tmp_path / "照片 1.jpg")

    window.shell.call(lambda case: import_paths(
        Job(case, direct_write(case), program.parse, lambda _: None), [path, photo],
        list(program.workbench.catalogue.importers()),
    ))
    qtbot.waitUntil(lambda: bool(valid_clouds(window.shell.read())), timeout=READY_MS)
    (cloud,) = valid_clouds(window.shell.read())
    window.shell.do("clouds.describe", lambda work: operations.describe(
        work, cloud.id, unit="metre", frame="", accuracy_m=0.002, captured=None, note="车间"
    ))
    settle(window, qtbot)
    window.shell.show("clouds")
    found = window.page
    assert isinstance(found, CloudsPage)
    front(window, qtbot)
    qtbot.waitUntil(lambda: found.opener.finished and found.view.at_rest, timeout=READY_MS)
    settle(window, qtbot)
    return found


def tool(page: CloudsPage) -> Space:
    return next(tool for tool in page.toolbox if isinstance(tool, Space))


def spot(page: CloudsPage, point: tuple[float, float, float]) -> Spot:
    assert page.cloud is not None
    return Spot(page.cloud.id, point, point)


def pick(page: CloudsPage, qtbot: QtBot, point: tuple[float, float, float]) -> None:
    """The tool in hand gets a point, as by a click in the view."""
    qtbot.waitUntil(lambda: page.view.tool is not None)
    assert page.view.tool is not None
    page.view.tool.done((spot(page, point),))


def test_a_photograph_is_placed_looked_through_and_taken_back(
    page: CloudsPage, signed_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, used = signed_window.shell, tool(page)
    assert page.data.photographs and page.cloud is not None
    cloud_id = page.cloud.id
    said = {"file": page.data.photographs[0][0]}
    monkeypatch.setattr("modules.clouds.ui.spacing.ask_form", lambda *_, **__: said)
    used.place()
    panel = used.placing
    qtbot.waitUntil(lambda: panel.focal.value() > 0, timeout=30_000)
    assert panel.isVisible() and panel.focal.value() == pytest.approx(space.camera().focal_px, abs=0.1)
    assert not panel.solve_button.isEnabled()
    for pair in space.pairs(6):
        place = panel.pad.place_of(pair.x, pair.y)
        qtbot.mouseClick(panel.pad, LEFT, pos=QPoint(round(place.x()), round(place.y())))
        pick(page, qtbot, pair.point)
    assert len(panel.pad.pairs) == 6 and page.view.tool is None
    click(qtbot, panel.solve_button)
    qtbot.waitUntil(panel.keep_button.isEnabled, timeout=30_000)
    click(qtbot, panel.keep_button)
    qtbot.waitUntil(lambda: bool(poses_of(shell.read(), cloud_id)))
    settle(signed_window, qtbot)
    (pose,) = poses_of(shell.read(), cloud_id)
    away = np.linalg.norm(np.array(pose.position) - space.camera().position)
    assert away < 0.25  # a click hits a whole pixel of a small picture
    qtbot.waitUntil(used.veil.isVisible, timeout=20_000)
    assert page.view.scene is not None
    eye = page.view.camera.eye() + page.view.scene.origin
    assert np.allclose(eye, pose.position, atol=1e-6)
    page.view.set_camera(page.view.camera.turned(5, 0))
    assert not used.veil.isVisible()
    used._ask_seeing((spot(page, (1.0, 8.0, 1.0)),))
    qtbot.waitUntil(lambda: bool(used.panel.facts.text()), timeout=30_000)
    assert "照片 1.jpg" in used.panel.facts.text() and used.panel.current() == pose
    used.project(pose)
    qtbot.waitUntil(lambda: not used.panel.back_button.isHidden(), timeout=30_000)
    used.end_projection()
    click(qtbot, used.panel.remove_button)
    qtbot.waitUntil(lambda: not poses_of(shell.read(), cloud_id))


def test_a_sight_is_asked_for_and_kept(
    page: CloudsPage, signed_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, used = signed_window.shell, tool(page)
    assert page.cloud is not None
    page.section.set_box(*space.BOX, on=True)
    page.section.changed.emit(page.section.box())
    said = {"name": "王某", "witness": "", "height": 1.6, "u": 0.1, "target": "box", "what": "三号机"}
    told: list[str] = []
    monkeypatch.setattr("modules.clouds.ui.witnessing.ask_form", lambda *_, **__: said)
    monkeypatch.setattr(shell, "confirm", lambda _, text: bool(told.append(text)) or True)
    used.witnessing.ask()
    pick(page, qtbot, (0.4, 0.3, 0.0))
    settle(signed_window, qtbot)
    cloud_id = page.cloud.id
    qtbot.waitUntil(lambda: bool(sights_of(shell.read(), cloud_id)), timeout=60_000)
    (sight,) = sights_of(shell.read(), cloud_id)
    assert sight.target_kind is TargetKind.BOX and sight.eye == (0.4, 0.3, 1.6) and 0.4 < sight.visible < 0.8
    assert "%" in told[0] and sight.target_name == "三号机"
    settle(signed_window, qtbot)
    used.go(sight)
    assert page.view.scene is not None
    assert np.allclose(page.view.camera.eye() + page.view.scene.origin, sight.eye, atol=1e-6)
    assert page.view.camera.field_deg != 60.0 and page.view.look.clip is None


def test_a_pixel_is_found_again_when_the_photograph_is_zoomed(qtbot: QtBot, tmp_path: Path) -> None:
    pad = PhotoPad()
    qtbot.addWidget(pad)
    pad.resize(300, 200)
    pad.show_photograph(space.photograph(tmp_path / "a.jpg").read_bytes(), space.WIDTH, space.HEIGHT)
    pad._zoom, pad._middle = 4.0, QPointF(0.3, 0.6)
    assert pad.pixel_at(pad.place_of(420.0, 500.0)) == pytest.approx((420.0, 500.0))
    assert pad.pixel_at(pad.place_of(-5.0, 500.0)) is None
