"""What a camera sees, names on paper that hide nothing, sites entered by a click."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from modules.map import queries
from modules.map.module import MODULE as MAP
from modules.map.records import MapSheet, MapSite, SiteKind
from modules.map.rules.mercator import degrees_at
from modules.map.ui.page import MapPage
from tests.modules.map.test_page import HERE, click, page, settled, window
from tests.ui.hands import click as press
from tests.ui.hands import in_dialog, settle, write
from workstation.api import WGS84, GeoPoint, UserError, Words, drawing, geodesy
from workstation.api.testing import temporary_case
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow

__all__ = ["page", "window"]  # fixtures


def test_a_camera_covers_what_it_sees_and_no_more(tmp_path: Path) -> None:
    camera = MapSite(id="c", kind=SiteKind.CAMERA, name="街口摄像头", point=GeoPoint(x=113.9, y=22.9, frame=WGS84),
                     bearing_deg=0.0, view_angle_deg=90.0, reach_m=40.0)
    with temporary_case(tmp_path, [MAP]) as case:
        with case.work("map.enter_sites") as work:
            work.put(camera)
        (item,), _ = queries.on_plane(case.read())
        made = queries.composed(
            case.read(), MapSheet(title="图", longitude=113.9, latitude=22.9, scale=500), Words("zh")
        )
    assert item.reach_m == 40.0
    paths = [mark for mark in made.views[0].marks if isinstance(mark, drawing.Path) and mark.closed]
    north = max(degrees_at(x, y)[1] for path in paths for ring in path.rings for x, y in ring)
    assert geodesy.leg((113.9, 22.9), (113.9, north)).length_m == pytest.approx(40.0, abs=0.05)
    for wrong in ({"reach_m": -1.0}, {"reach_m": 1e9}, {"view_angle_deg": 400.0}):
        with pytest.raises(UserError):
            MapSite(kind=SiteKind.CAMERA, name="坏", point=camera.point, **wrong)


def test_no_name_on_paper_hides_another_or_a_sign(tmp_path: Path) -> None:
    sheet = MapSheet(title="图", longitude=113.9, latitude=22.9, scale=1000)
    with temporary_case(tmp_path, [MAP]) as case:
        with case.work("map.enter_sites") as work:
            for number in range(12):
                place = GeoPoint(x=113.9 + number % 4 * 0.00006, y=22.9 + number // 4 * 0.00005, frame=WGS84)
                work.put(MapSite(kind=SiteKind.HYDRANT, name=f"荔溪消火栓第{number}号", point=place))
        made = queries.composed(case.read(), sheet, Words("zh"))
    unit = sheet.scale / 1000 * 1.0855  # the plane is stretched by 1 / cos 22.9°
    boxes = []
    for mark in made.views[0].marks:
        if isinstance(mark, drawing.Label) and "消火栓" in mark.text:
            wide, high = (size * mark.size * unit / 2 for size in drawing.text_size(mark.text))
            boxes.append((mark.at[0] - wide, mark.at[1] - high, mark.at[0] + wide, mark.at[1] + high))
    assert 4 <= len(boxes) < 12, "what finds no room goes without a name"
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
            assert apart, (one, other)


def test_a_camera_is_entered_where_the_map_is_clicked_corrected_and_removed(
    window: MainWindow, page: MapPage, qtbot: QtBot
) -> None:
    page.tools.use("site")

    def enter(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        kind = dialog.form.editor("kind").focus_widget()
        kind.setCurrentIndex(kind.findText("摄像头"))
        kind.activated.emit(kind.currentIndex())
        for name, text in (("name", "对面店铺"), ("bearing_deg", "270"), ("view_angle_deg", "80"), ("reach_m", "30")):
            write(qtbot, dialog.form.editor(name).widget, text)
        dialog.try_accept()

    in_dialog(lambda: click(qtbot, page, HERE[0] + 0.0003, HERE[1] + 0.0002), enter)
    settle(window, qtbot)
    (camera,) = [site for site in page.loaded.sites.values() if site.kind is SiteKind.CAMERA]
    assert (camera.name, camera.reach_m, camera.point.frame) == ("对面店铺", 30.0, WGS84)
    assert camera.point.x == pytest.approx(HERE[0] + 0.0003, abs=1e-5)  # a click is good to a pixel
    page.tools.use("move")
    settled(qtbot, page)
    click(qtbot, page, camera.point.x, camera.point.y)
    assert page.found.correct_button.isVisible() and not page.found.open_button.isVisible()

    def correct(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        write(qtbot, dialog.form.editor("number").widget, "SP-03")
        dialog.try_accept()

    in_dialog(lambda: press(qtbot, page.found.correct_button), correct)
    settle(window, qtbot)
    assert next(site for site in page.loaded.sites.values() if site.id == camera.id).number == "SP-03"
    press(qtbot, page.found.remove_button)
    settle(window, qtbot)
    assert all(site.id != camera.id for site in page.loaded.sites.values())
