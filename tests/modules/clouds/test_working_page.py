"""Registering, comparing and slicing by hand, in the window."""

from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from modules.clouds import operations
from modules.clouds.queries import deviations_of, registrations_of, slices_of, valid_clouds
from modules.clouds.records import Cloud, DeviationKind, PlaneSource, Projection
from modules.clouds.rules.registration import Rigid
from modules.clouds.ui.comparing import Comparing
from modules.clouds.ui.page import CloudsPage
from modules.clouds.ui.pairs import CloudSide
from modules.clouds.ui.registering import Registering
from modules.clouds.ui.slicing import Slicing
from tests.modules.clouds.test_registration import TRUTH, inverse, room, write
from tests.ui.hands import LEFT, click, front, in_dialog, named, open_file, settle
from workstation.api.widgets import FormDialog
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.ui.window import MainWindow

READY_MS = 120_000
Kind = TypeVar("Kind")


@pytest.fixture
def page(signed_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> CloudsPage:
    window = signed_window
    assert window.shell.case is not None
    program = window.shell.program
    scans = {"测站 1.xyz": room(20_000, 1), "测站 2.xyz": inverse(TRUTH).apply(room(20_000, 2))}
    paths = [write(tmp_path / name, points) for name, points in scans.items()]

    def enter(case: object) -> None:
        del case
        held = window.shell.case
        assert held is not None
        job = Job(held, direct_write(held), program.parse, lambda _: None)
        import_paths(job, paths, list(program.workbench.catalogue.importers()))
        for cloud in valid_clouds(job.read()):
            job.write("clouds.describe", lambda work, one=cloud.id: operations.describe(
                work, one, unit="metre", frame="", accuracy_m=0.002, captured=None, note="",
            ))

    entered: list[None] = []
    window.shell.call(enter, entered.append)
    qtbot.waitUntil(lambda: bool(entered), timeout=READY_MS)
    settle(window, qtbot)
    window.shell.show("clouds")
    found = window.page
    assert isinstance(found, CloudsPage)
    front(window, qtbot)
    qtbot.waitUntil(lambda: found.cloud is not None and found.opener.finished and found.view.at_rest, timeout=READY_MS)
    return found


def tool_of(page: CloudsPage, kind: type[Kind]) -> Kind:
    return next(tool for tool in page.toolbox if isinstance(tool, kind))


def lead(page: CloudsPage, name: str, window: MainWindow, qtbot: QtBot) -> Cloud:
    cloud = next(cloud for cloud in page.data.clouds if cloud.name == name)
    page.choose(cloud.id)
    qtbot.waitUntil(lambda: page.opener.finished and page.view.at_rest, timeout=READY_MS)
    settle(window, qtbot)
    return cloud


def accept(dialog: QDialog, qtbot: QtBot, **values: object) -> None:
    assert isinstance(dialog, FormDialog)
    if values:
        dialog.form.set_values(values)
    click(qtbot, dialog.accept_button)


def place(side: CloudSide, qtbot: QtBot, wanted: np.ndarray) -> None:
    """Click on a place of a cloud, looked at from near by."""
    view = side.view
    assert view.scene is not None
    pyramid = view.scene.parts[0].pyramid
    points = pyramid.coordinates(np.arange(pyramid.total))
    nearest = points[np.argmin(np.linalg.norm(points - wanted, axis=1))]
    view.fit()
    view.set_camera(view.camera.looking_at(nearest - view.scene.origin).nearer(6))
    qtbot.waitUntil(lambda: view.at_rest, timeout=READY_MS)
    qtbot.mouseClick(view, LEFT, pos=QPoint(view.width() // 2, view.height() // 2))


def test_pairs_are_picked_side_by_side_and_one_is_dropped(
    page: CloudsPage, signed_window: MainWindow, qtbot: QtBot
) -> None:
    window = signed_window
    cloud = lead(page, "测站 2.xyz", window, qtbot)
    registering = tool_of(page, Registering)
    in_dialog(registering.by_pairs, lambda dialog: accept(dialog, qtbot))
    qtbot.waitUntil(lambda: registering.dialog is not None, timeout=READY_MS)
    dialog = registering.dialog
    assert dialog is not None and isinstance(dialog.right, CloudSide) and not dialog.keep_button.isEnabled()
    for corner in ((0.3, 0.3, 2.8), (5.7, 0.3, 2.8), (5.7, 3.7, 2.8), (0.3, 3.7, 2.8)):
        fixed = np.array(corner)
        place(dialog.left, qtbot, inverse(TRUTH).apply(fixed))
        place(dialog.right, qtbot, fixed)
    assert dialog.table.rowCount() == 4 and dialog.fit is not None and dialog.fit.rms < 0.2
    dialog.table.selectRow(0)
    click(qtbot, dialog.drop)
    assert dialog.table.rowCount() == 3 and "再拾取一对" in dialog.verdict.text()
    asked: list[str] = []
    qtbot.waitUntil(lambda: dialog.refine.isVisible() and dialog.refine.isChecked())

    def keep() -> None:
        click(qtbot, dialog.keep_button)
        qtbot.waitUntil(lambda: bool(asked), timeout=READY_MS)

    in_dialog(keep, lambda box: answer(box, "保留精配准结果", asked, qtbot))
    qtbot.waitUntil(lambda: bool(registrations_of(window.shell.read(), cloud.id)), timeout=READY_MS)
    (kept,) = registrations_of(window.shell.read(), cloud.id)
    assert "仅点对：" in asked[0] and "精配准：" in asked[0] and kept.method == "pairs_refined" and len(kept.pairs) == 3
    assert kept.rms_before is not None and kept.rms < kept.rms_before and len(kept.residuals) == 3
    moved = Rigid.of_quaternion(kept.rotation, kept.translation).apply(inverse(TRUTH).apply(np.array([[3.0, 2, 1.4]])))
    assert np.linalg.norm(moved - (3.0, 2, 1.4)) < 0.01
    settle(window, qtbot)


def answer(box: QDialog, button: str, asked: list[str], qtbot: QtBot) -> None:
    assert isinstance(box, QMessageBox)
    asked.append(box.text())
    click(qtbot, named(box, button))


def test_a_wall_is_picked_looked_at_and_saved(
    page: CloudsPage, signed_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = signed_window
    lead(page, "测站 1.xyz", window, qtbot)
    slicing, view = tool_of(page, Slicing), page.view
    view.fit(Projection.PLAN)
    qtbot.waitUntil(lambda: view.at_rest, timeout=READY_MS)
    slicing.at_wall()
    for corner in ((1.0, 0.0, 1.0), (5.0, 0.0, 1.0)):  # the south wall of the room, seen from above
        assert view.scene is not None
        x, y, _ = view.camera.project(np.array([corner]) - view.scene.origin, view.width(), view.height())[0]
        qtbot.mouseClick(view, LEFT, pos=QPoint(round(x), round(y)))
    assert view.camera.projection is Projection.WALL and view.look.clip is not None
    assert abs((view.camera.yaw_deg - 180 + 90) % 180 - 90) < 3 and page.projection.currentText() == "墙面立面"
    assert page.section.on.isChecked() and abs(page.section.turn.value() - view.look.clip_turn_deg) < 0.06
    qtbot.waitUntil(lambda: view.at_rest, timeout=READY_MS)
    target = tmp_path / "南墙 立面.tif"

    def said(dialog: QDialog) -> None:
        open_file(dialog, target) if isinstance(dialog, QFileDialog) else accept(dialog, qtbot, pixel=0.02)

    in_dialog(slicing.ortho, said)
    qtbot.waitUntil(target.exists, timeout=READY_MS)
    settle(window, qtbot)


def test_all_scans_together_then_a_map_and_a_slice(
    page: CloudsPage, signed_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = signed_window
    lead(page, "测站 1.xyz", window, qtbot)
    asked: list[str] = []
    monkeypatch.setattr(window.shell, "confirm", lambda _, text: asked.append(text) or True)
    tool_of(page, Registering).together()
    other = next(cloud for cloud in page.data.clouds if cloud.name == "测站 2.xyz")
    qtbot.waitUntil(lambda: bool(registrations_of(window.shell.read(), other.id)), timeout=READY_MS)
    assert "没有闭合环" in asked[0]
    settle(window, qtbot)

    comparing = tool_of(page, Comparing)
    cloud = page.cloud
    assert cloud is not None
    page.section.set_box((-1, -1, -0.1), (7, 5, 0.1), on=True)
    page.section._tell()
    in_dialog(comparing.from_plane, lambda d: accept(d, qtbot, name="地面平整度", plane=PlaneSource.LEVEL))
    qtbot.waitUntil(lambda: bool(deviations_of(window.shell.read(), cloud.id)), timeout=READY_MS)
    (kept,) = deviations_of(window.shell.read(), cloud.id)
    assert kept.kind is DeviationKind.PLANE and kept.box is not None and kept.statistics.rms < 0.05
    settle(window, qtbot)
    qtbot.waitUntil(lambda: comparing.panel.list.count() == 1)
    in_dialog(tool_of(page, Slicing).slice, lambda dialog: accept(dialog, qtbot))
    qtbot.waitUntil(lambda: bool(slices_of(window.shell.read(), cloud.id)), timeout=READY_MS)
    (image,) = slices_of(window.shell.read(), cloud.id)
    assert len(image.walls) >= 4 and image.height_m == pytest.approx(1.2, abs=0.02)
    settle(window, qtbot)
