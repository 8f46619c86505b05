"""A point in every frame, local frames from control points, what two points are worth, sources and time by hand."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QTableWidgetSelectionRange
from pytestqt.qtbot import QtBot

from modules.map import operations, queries
from modules.map.importers import fetch
from modules.map.importers.table import SiteMapping, guess, sites_of
from modules.map.records import LayerKind, SiteKind
from modules.map.rules.coordinates import control_rows, fit_control, in_all_frames, short_title
from modules.map.rules.items import items_on_plane
from modules.map.rules.mercator import plane_at
from modules.map.rules.sources import wanted_tiles
from modules.map.ui import sources
from modules.map.ui.control_dialog import ControlDialog
from modules.map.ui.page import MapPage
from tests.modules.map.layers_made import HERE
from tests.modules.map.test_page import page, settled, window
from tests.modules.map.test_sources import served, source, task
from tests.ui.hands import click as press
from tests.ui.hands import in_dialog, settle
from workstation.api import UNKNOWN_FRAME, WGS84, GeoPoint, LayerItem, Ref, UserError, frames
from workstation.ui.window import MainWindow

__all__ = ["page", "window"]  # fixtures

ROWS = [["K1", "0", "0", "489700", "2533600"], ["K2", "20", "0", "489720", "2533600"],
        ["K3", "0", "10", "489700", "2533610.02"], ["", "", "", "", ""]]  # fmt: skip


def test_a_point_in_every_frame() -> None:
    """WGS-84 to GCJ-02 as published for the algorithm: (121.5272106, 31.1774276) → (121.5315418592, 31.1753039836)."""
    fit = fit_control("现场", "EPSG:4549", control_rows([
        ["a", "0", "0", "650000", "3450000"], ["b", "100", "0", "650100", "3450000"],
        ["c", "0", "100", "650000", "3450100"],
    ])).frame  # fmt: skip
    point = GeoPoint(x=121.5272106, y=31.1774276, frame=WGS84)
    found = {one.frame: one for one in in_all_frames(point, {fit.name: fit})}
    assert list(found) == [WGS84, frames.CGCS2000, "EPSG:4550", "EPSG:4529", "GCJ-02", "BD-09", "site:现场"]
    assert (found["GCJ-02"].x, found["GCJ-02"].y) == pytest.approx((121.5315418592, 31.1753039836), abs=1e-9)
    assert found[WGS84].accuracy_m == 0 and found["GCJ-02"].accuracy_m == 1.0
    for one in found.values():
        back = frames.converted(GeoPoint(x=one.x, y=one.y, frame=one.frame), WGS84, {fit.name: fit})
        assert (back.x, back.y) == pytest.approx((point.x, point.y), abs=1e-8), one.frame
    assert short_title("EPSG:4547") == "CGCS2000 3° CM 114E · 4547"


def test_a_point_of_unknown_frame_is_not_converted() -> None:
    with pytest.raises(UserError, match=r"frame\.unknown"):
        in_all_frames(GeoPoint(x=1.0, y=2.0, frame=UNKNOWN_FRAME), {})


def test_three_points_check_one_another_and_two_do_not() -> None:
    three = fit_control("现场", "EPSG:4547", control_rows(ROWS))
    assert three.frame.name == "site:现场" and three.frame.rms_m == pytest.approx(0.011, abs=0.004)
    assert all(one.residual_m > 0.001 for one in three.frame.control)
    two = fit_control("现场", "EPSG:4547", control_rows(ROWS[:2]))
    with pytest.raises(UserError, match="control_in_degrees"):
        fit_control("现场", "EPSG:4547", control_rows([[*row[:3], "113.9", "22.9"] for row in ROWS[:3]]))
    assert two.frame.rms_m is None and not two.fit.checked
    item = LayerItem(Ref("places", "p"), "点", GeoPoint(x=10.0, y=5.0, frame="site:现场"))
    for fit, sure in ((three, True), (two, False)):
        (placed,), lost = items_on_plane([item], {fit.frame.name: fit.frame}, {})
        assert placed.sure is sure and not lost, "of two points it is drawn grey, and not measured"
    with pytest.raises(UserError, match="too_few_points"):
        fit_control("现场", "EPSG:4547", control_rows(ROWS[:1]))


@pytest.mark.parametrize("cell", ["nan", "inf", "abc", ""])
def test_a_control_point_that_is_no_number_is_named(cell: str) -> None:
    with pytest.raises(UserError) as raised:
        fit_control("现场", "EPSG:4547", control_rows([*ROWS[:2], ["K3", "0", "10", cell, "2533610"]]))
    assert raised.value.code in ("map.bad_control", "place.not_a_number")


def test_control_points_in_degrees_go_into_one_zone() -> None:
    lines = [["a", "0", "0", "113.9", "22.9"], ["b", "100", "0", "113.90097", "22.9"],
             ["c", "0", "100", "113.9", "22.9009"]]  # fmt: skip
    found = fit_control("现场", WGS84, control_rows(lines))
    assert found.frame.base == "EPSG:4547" and found.fit.scale == pytest.approx(1.0, abs=0.005)


def test_a_table_of_cameras_keeps_what_they_cover() -> None:
    columns = ["名称", "经度", "纬度", "方位角", "视角", "可视距离"]
    known = guess(columns)
    mapping = SiteMapping(kind=SiteKind.CAMERA, frame="GCJ-02", **known)
    rows = [["路口", "113.9", "22.9", "-90°", "60", "35米"], ["坏", "113.9", "22.9", "nan", "60", "35"],
            ["远", "113.9", "22.9", "10", "400", "35"], ["坏点", "NaN", "22.9", "", "", ""]]  # fmt: skip
    (camera,), bad = sites_of(columns, rows, mapping)
    assert (camera.bearing_deg, camera.view_angle_deg, camera.reach_m) == (270.0, 60.0, 35.0) and bad == [3, 4, 5]


def test_a_local_frame_is_fitted_by_hand_and_shown_with_its_residuals(
    window: MainWindow, page: MapPage, qtbot: QtBot
) -> None:
    page.workspace.show_panel("coordinates")

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ControlDialog)
        assert not dialog.save.isEnabled()
        QApplication.clipboard().setText("\n".join("\t".join(row) for row in ROWS[:2]))
        dialog.table.setCurrentCell(0, 0)
        keys = dialog.table
        qtbot.keyClick(keys, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert dialog.fit is not None and "第三个" in dialog.said.text()
        QApplication.clipboard().setText("\n".join("\t".join(row) for row in ROWS))
        qtbot.keyClick(keys, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        keys.setRangeSelected(QTableWidgetSelectionRange(0, 0, 1, 2), True)
        qtbot.keyClick(keys, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QApplication.clipboard().text() == "\n".join("\t".join(row[:3]) for row in ROWS[:2])
        shown = dialog.table.item(2, 5)
        assert shown is not None and float(shown.text()) > 1
        press(qtbot, dialog.save)

    in_dialog(lambda: press(qtbot, page.coordinates.fit_button), fill)
    settle(window, qtbot)
    assert list(page.loaded.site_frames) == ["site:现场"]
    panel = page.coordinates
    panel.frame.setCurrentIndex(panel.frame.findData("site:现场"))
    panel.x_edit.setText("0")
    panel.y_edit.setText("0")
    with qtbot.waitSignal(panel.pointed) as told:
        panel._show_it()
    there = frames.converted(GeoPoint(x=489700.0, y=2533600.0, frame="EPSG:4547"), WGS84)
    assert told.args == [pytest.approx(there.x, abs=2e-7), pytest.approx(there.y, abs=2e-7)]


def test_tiles_of_a_source_are_drawn_from_the_cache_without_a_network(
    window: MainWindow, page: MapPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with served() as server:
        layer = source(server)
        window.shell.do("map.add_source", lambda work: operations.add_below(work, layer))
        settle(window, qtbot)
        page.show_fire()
        blank = settled(qtbot, page)
        assert not server.asked, "nothing is asked before somebody asks for it"
        x, y = plane_at(*HERE)
        path = queries.tile_file(window.shell.read(), layer, window.shell.program.profile)
        zoom = sources._zoom(page, layer)
        fetch.fetch_tiles(task(), path, layer, wanted_tiles((x - 300, y - 300, x + 300, y + 300), zoom, zoom), 0)
    page.renew_tiles(layer.id)
    drawn = settled(qtbot, page)
    assert _share(drawn, (200, 60, 40)) > 0.5 > _share(blank, (200, 60, 40))
    assert page.canvas.furniture.attribution == "自然资源部门"
    assert next(one for one in page.loaded.layers if one.id == layer.id).kind is LayerKind.TILES


def _share(picture: QImage, colour: tuple[int, int, int]) -> float:
    picture = picture.convertToFormat(QImage.Format.Format_RGB888)
    held = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)[:, : picture.width() * 3]
    pixels = held.reshape(-1, 3).astype(int)
    return float((np.abs(pixels - colour).max(axis=1) < 8).mean())


def test_time_plays_to_its_end(page: MapPage, qtbot: QtBot) -> None:
    photos = next(layer for layer in page._case if layer.id == "photos")
    page.times.slider.setValue(page.times.slider.maximum() - 3)
    assert len(photos.shown()) < 4
    qtbot.mouseClick(page.times.play_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.times.slider.value() == page.times.slider.maximum(), timeout=5000)
    assert len(photos.shown()) == 4 and page.times.until is None
