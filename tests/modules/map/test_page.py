"""The page of the map by hand: taking layers in, looking things up, measuring, time, orientation maps."""


import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from modules.incident import operations as incident
from modules.map import operations, queries
from modules.map.records import LayerStyle, MapSite, SiteKind
from modules.map.rules.mercator import degrees_at, plane_at, tiles_in
from modules.map.ui import commands, site_files, style_dialog
from modules.map.ui.measuring import MeasureTool
from modules.map.ui.page import MapPage
from modules.photos.records import Photo
from tests.modules.map.layers_made import HERE, mbtiles, orthophoto, png, square, vector
from tests.ui.hands import click as hand_click
from tests.ui.hands import front, in_dialog, settle
from workstation.api import UNKNOWN_FRAME, WGS84, GeoPoint, Moment, Party, PartyKind, Problem, StoredFile, Work, beijing
from workstation.ui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
FIRE = GeoPoint(x=HERE[0], y=HERE[1], frame=WGS84)


@pytest.fixture
def window(signed_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A fire, four photographs around it (one of unknown frame), two hydrants and a station."""
    shell = signed_window.shell
    day = beijing("2026-01-23 02:10:00")

    def fill(work: Work) -> None:
        incident.record_incident(work, name="清溪火灾", point=FIRE, fire_at=day)

    shell.do("incident.record", fill)
    photos = [
        Photo(id=f"p{n}", file_id="f", name=f"{n}.jpg", point=GeoPoint(x=HERE[0] + n * 0.0004, y=HERE[1], frame=WGS84),
              direction_deg=90.0, focal_mm=28.0, taken=Moment(utc=day.utc + timedelta(hours=n))) for n in range(1, 4)
    ]  # fmt: skip
    photos.append(Photo(id="p9", file_id="f", name="灰.jpg", point=GeoPoint(x=113.91, y=22.91, frame=UNKNOWN_FRAME)))
    shell.do("photos.register", lambda work: work.put_many(photos))
    sites = [
        MapSite(id=key, kind=SiteKind.HYDRANT, name=name, number=key.upper(), point=GeoPoint(x=x, y=y, frame=WGS84))
        for key, name, x, y in (("h1", "东侧", 113.901, 22.9), ("h2", "北侧", 113.9, 22.904))
    ] + [
        MapSite(id="s1", kind=SiteKind.STATION, name="清溪站", point=GeoPoint(x=113.92, y=22.9, frame="GCJ-02")),
    ]
    shell.do("map.enter_sites", lambda work: operations.put_sites(work, sites))
    settle(signed_window, qtbot)
    return signed_window


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> MapPage:
    window.shell.show("map")
    settle(window, qtbot)
    found = window.page
    assert isinstance(found, MapPage)
    settled(qtbot, found)
    return found


def settled(qtbot: QtBot, page: MapPage) -> QImage:
    qtbot.waitUntil(lambda: page.canvas.complete, timeout=15_000)
    return page.canvas.grab().toImage()


def click(qtbot: QtBot, page: MapPage, longitude: float, latitude: float) -> None:
    place = page.canvas.view.to_px(*plane_at(longitude, latitude))
    qtbot.mouseClick(page.canvas, LEFT, pos=QPoint(round(place.x()), round(place.y())))


def take_in(window: MainWindow, qtbot: QtBot, paths: list[Path]) -> None:
    from modules.map.importers import ASKED_FOR

    before = len(queries.layers(window.shell.read()))
    window.shell.import_files(paths, ASKED_FOR)
    qtbot.waitUntil(lambda: not window.shell.jobs.running, timeout=30_000)
    settle(window, qtbot)
    assert len(queries.layers(window.shell.read())) > before


def texts(page: MapPage) -> list[str]:
    return [page.found.list.item(row).text() for row in range(page.found.list.count())]


def test_the_map_opens_at_the_fire_and_tells_what_is_there(page: MapPage, qtbot: QtBot) -> None:
    assert degrees_at(page.canvas.view.x, page.canvas.view.y) == pytest.approx(HERE, abs=1e-6)
    assert {layer.id: len(layer.items) for layer in page._case} == {"incident": 1, "photos": 4, "map_sites": 3}
    click(qtbot, page, *HERE)
    assert page.found.list.count() == 1 and "清溪火灾" in texts(page)[0]
    grey = next(item for item in page.loaded.items if item.ref.id == "p9")
    assert not grey.sure


def test_a_station_in_gcj_stands_where_it_is(page: MapPage) -> None:
    station = next(item for item in page.loaded.items if item.ref.id == "s1")
    shift = np.array(degrees_at(station.x, station.y)) - (113.92, 22.9)
    assert 0.001 < abs(shift[0]) < 0.01 and 0.001 < abs(shift[1]) < 0.01


def test_features_are_taken_in_drawn_identified_searched_and_restyled(
    window: MainWindow, page: MapPage, qtbot: QtBot, tmp_path: Path
) -> None:
    shapes = [square(113.8990, 22.8995, 0.0005), square(113.9003, 22.8995, 0.0005)]
    take_in(window, qtbot, [vector(tmp_path / "建筑 副本.gpkg", shapes, ["甲厂房", "乙仓库"])])
    before = settled(qtbot, page)
    click(qtbot, page, 113.90055, 22.89975)
    assert texts(page)[0].startswith("乙仓库")
    page.search.setText("甲厂")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert texts(page) == ["甲厂房\n建筑 副本"]
    page.search.setText("113.95, 22.95")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert degrees_at(page.canvas.view.x, page.canvas.view.y) == pytest.approx((113.95, 22.95), abs=1e-5)
    page.show_fire()
    settled(qtbot, page)
    (layer,) = page.loaded.layers
    style = LayerStyle(class_field="名称", label_field="名称")
    window.shell.do("map.restyle_layer", lambda work: operations.change_layer(work, layer.id, style=style))
    settle(window, qtbot)
    assert settled(qtbot, page) != before
    item = page.layers.list.item(0)
    item.setCheckState(Qt.CheckState.Unchecked)
    settle(window, qtbot)
    assert not queries.layers(window.shell.read())[0].visible
    click(qtbot, page, 113.90055, 22.89975)
    assert texts(page) == []


def test_colours_by_value_are_set_in_the_window_and_told_by_the_legend(
    window: MainWindow, page: MapPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = [square(113.8990, 22.8995, 0.0005), square(113.9003, 22.8995, 0.0005)]
    take_in(window, qtbot, [vector(tmp_path / "建筑.gpkg", shapes, ["甲厂房", "乙仓库"])])
    monkeypatch.setattr(style_dialog, "pick_colour", lambda *_: "#112233")

    def style(dialog: QDialog) -> None:
        assert isinstance(dialog, style_dialog.StyleDialog)
        assert legend(dialog.looks) == ["线和轮廓", "面和点"]
        box = dialog.form.editor("class_field").focus_widget()
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(box.findText("名称"))
        box.activated.emit(box.currentIndex())
        assert legend(dialog.looks) == ["乙仓库", "甲厂房"]
        dialog.looks.setCurrentRow(1)
        hand_click(qtbot, dialog.colour_button)
        dialog.try_accept()

    button = next(one for one in page.layers.findChildren(QPushButton) if one.toolTip() == "样式与标注…")
    in_dialog(lambda: hand_click(qtbot, button), style)
    settle(window, qtbot)
    (layer,) = page.loaded.layers
    assert layer.style.colours == (("甲厂房", "#112233"),)
    shown = legend(page.legend.list)
    assert shown[-3:] == ["建筑 · 名称", "乙仓库", "甲厂房"] and "消火栓" in shown
    page.layers.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    settle(window, qtbot)
    assert "甲厂房" not in legend(page.legend.list)


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_a_shapefile_comes_with_the_files_beside_it(
    window: MainWindow, page: MapPage, qtbot: QtBot, tmp_path: Path, encoding: str
) -> None:
    folder = tmp_path / "现场 副本"
    folder.mkdir()
    path = vector(folder / "道路 图.shp", [shapely.Point(HERE)], ["清溪大道"], "EPSG:4326", encoding=encoding)
    if encoding == "GBK":
        path.with_suffix(".cpg").unlink(missing_ok=True)
    take_in(window, qtbot, [path if encoding == "GBK" else folder])  # in a folder, its index is met by itself as well
    (layer,) = page.loaded.layers
    assert (layer.frame, layer.fields, layer.member) == ("EPSG:4326", ("名称",), "道路 图")
    assert page.loaded.features[layer.id].columns == {"名称": ["清溪大道"]}
    read = window.shell.read()
    kept = {Path(one.name).suffix for one in read.all(StoredFile)}
    assert not read.all(Problem) and kept >= {".shp", ".shx", ".dbf", ".prj"}
    queries.derived_path(read, layer, ".npz").unlink()
    page._shelf._known.clear()
    page.refresh()
    qtbot.waitUntil(lambda: layer.id in page.loaded.features, timeout=15_000)
    assert page.loaded.features[layer.id].columns == {"名称": ["清溪大道"]}


def test_a_case_of_addresses_says_why_its_map_is_empty(signed_window: MainWindow, qtbot: QtBot) -> None:
    shell = signed_window.shell
    hospital = Party(kind=PartyKind.ORGANISATION, name="长峰医院", address="靛厂新村291号")
    shell.do("incident.party", lambda work: work.put(hospital))
    shell.show("map")
    settle(signed_window, qtbot)
    page = signed_window.page
    assert isinstance(page, MapPage)
    assert page.nowhere.isVisible() and "长峰医院（靛厂新村291号）" in page.nowhere.said.text()
    shell.do("incident.record", lambda work: incident.record_incident(work, name="火灾", point=FIRE))
    settle(signed_window, qtbot)
    assert page.nowhere.isHidden()


def legend(shown: QListWidget) -> list[str]:
    return [shown.item(row).text() for row in range(shown.count())]


def test_a_layer_without_a_frame_is_grey_until_a_person_says_it(
    window: MainWindow, page: MapPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = vector(tmp_path / "a.shp", [shapely.Point(489_700, 2_533_500)], ["井"], None)
    take_in(window, qtbot, [path])
    (layer,) = page.loaded.layers
    assert layer.frame == UNKNOWN_FRAME
    assert "error.map.no_frame" in {f"error.{one.code}" for one in window.shell.read().all(Problem)}
    monkeypatch.setattr(commands, "ask_form", lambda *_, **__: {"frame": "EPSG:4547"})
    commands.say_frame(page, layer)
    qtbot.waitUntil(lambda: queries.layers(window.shell.read())[0].frame == "EPSG:4547", timeout=15_000)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: page.loaded.layers[0].frame == "EPSG:4547")
    assert degrees_at(*page.loaded.features[layer.id].points[0]) == pytest.approx((113.8996, 22.9), abs=1e-3)


def test_pictures_of_tiles_and_of_an_orthophoto_are_where_they_belong(
    window: MainWindow, page: MapPage, qtbot: QtBot, tmp_path: Path
) -> None:
    x, y = plane_at(*HERE)
    tiles = {(t.zoom, t.column, t.row): png((0, 200, 200)) for t in tiles_in((x - 900, y - 900, x + 900, y + 900), 16)}
    take_in(window, qtbot, [mbtiles(tmp_path / "底图.mbtiles", tiles)])
    qtbot.waitUntil(lambda: colour_at(settled(qtbot, page), page, 113.9003, 22.9003) == "#00c8c8", timeout=15_000)
    take_in(window, qtbot, [orthophoto(tmp_path / "正射 副本.tif")])
    qtbot.waitUntil(lambda: len(page._drawn) == 2)
    blue = queries.layers(window.shell.read())[1]
    west, south, east, north = blue.box
    page.canvas.fit((west, south, east, north))
    at = degrees_at((west + east) / 2, south + (north - south) * 0.2)
    qtbot.waitUntil(lambda: colour_at(settled(qtbot, page), page, *at) == "#0000ff", timeout=15_000)
    assert "自然资源部门" in page.canvas.furniture.attribution
    page.layers.list.setCurrentRow(0)
    page.layers._opacity.setValue(50)
    page.layers._fade()
    settle(window, qtbot)
    assert queries.layers(window.shell.read())[1].opacity == 0.5


def colour_at(image: QImage, page: MapPage, longitude: float, latitude: float) -> str:
    place = page.canvas.view.to_px(*plane_at(longitude, latitude))
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(place.x() * ratio), round(place.y() * ratio)).name()


def test_what_can_not_be_read_is_a_problem_and_the_map_stands(
    window: MainWindow, page: MapPage, qtbot: QtBot, tmp_path: Path
) -> None:
    cut = orthophoto(tmp_path / "截断.tif")
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 3])
    (tmp_path / "坏.gpkg").write_bytes(b"SQLite format 3\0" + bytes(50) + b"GPKG" + bytes(900))
    from modules.map.importers import ASKED_FOR

    window.shell.import_files([cut, tmp_path / "坏.gpkg"], ASKED_FOR)
    qtbot.waitUntil(lambda: not window.shell.jobs.running, timeout=30_000)
    codes = {one.code for one in window.shell.read().all(Problem)}
    assert codes == {"map.raster_unreadable", "map.not_a_layer"} and queries.layers(window.shell.read()) == []
    settled(qtbot, page)


def test_what_was_made_of_a_layer_is_made_again(
    window: MainWindow, page: MapPage, qtbot: QtBot, tmp_path: Path
) -> None:
    take_in(window, qtbot, [vector(tmp_path / "a.gpkg", [square(*HERE, 0.001)], ["甲"])])
    read = window.shell.read()
    (layer,) = queries.layers(read)
    path = queries.derived_path(read, layer, ".npz")
    path.unlink()
    page._shelf._known.clear()
    page.refresh()
    qtbot.waitUntil(path.exists, timeout=15_000)
    qtbot.waitUntil(lambda: layer.id in page.loaded.features, timeout=15_000)


@pytest.mark.parametrize(("tool", "points", "said"), [
    ("distance", [(113.9, 22.9), (113.901, 22.9)], r"102\.\d+ ± 0\.\d+ m"),
    ("bearing", [(113.9, 22.9), (113.901, 22.9)], r"(90\.\d+|89\.\d+) ± 0\.\d+°"),
    ("area", [(113.9, 22.9), (113.901, 22.9), (113.901, 22.901)], r"56\d\d ± \d+ m²"),
    ("buffer", [(113.9, 22.9), (113.9, 22.901)], r"110\.\d+ ± 0\.\d+ m"),
])
def test_measures_are_those_of_the_ellipsoid_as_sure_as_clicks(
    window: MainWindow, page: MapPage, qtbot: QtBot, tool: str, points: list[tuple[float, float]], said: str
) -> None:
    page.tools.use(tool)
    measure = page.canvas.tool
    assert isinstance(measure, MeasureTool)
    for longitude, latitude in points:
        click(qtbot, page, longitude, latitude)
    assert "±" not in measure.result() or measure._done
    front(window, qtbot)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    assert re.search(said, measure.result()), measure.result()
    settled(qtbot, page)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Escape)
    click(qtbot, page, *points[0])
    assert len(measure.points) == 1


def test_the_nearest_water_and_stations_by_distance(page: MapPage) -> None:
    page.tools.use("nearest")
    assert [text.split("\n")[0] for text in texts(page)] == ["H1 东侧", "H2 北侧", "清溪站"]
    assert "102.6 m" in texts(page)[0]


def test_the_time_slider_hides_what_came_later(page: MapPage) -> None:
    photos = next(layer for layer in page._case if layer.id == "photos")
    assert len(photos.shown()) == 4
    page.times.slider.setValue(page.times.slider.maximum() // 2)
    assert {item.ref.id for item in photos.shown()} == {"p1", "p9"}
    page.times.slider.setValue(page.times.slider.maximum())
    assert len(photos.shown()) == 4


def test_things_from_afar_are_one_sign_with_their_number(page: MapPage, qtbot: QtBot) -> None:
    from modules.map.rules.clusters import clusters

    groups = clusters(np.array([(1.0, 1.0), (5.0, 5.0), (500.0, 1.0), (-3.0, 2.0)]))
    assert sorted(map(len, groups)) == [1, 1, 2] and sorted(n for group in groups for n in group) == [0, 1, 2, 3]
    page.canvas.fit()
    settled(qtbot, page)


def test_a_table_of_hydrants_is_entered_with_its_columns(
    window: MainWindow, page: MapPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "消火栓 副本.csv"
    table.write_bytes("编号,名称,经度,纬度,备注\nX1,路口,113.905,22.905,地下\nX2,坏行,,22.9,\n".encode("gb18030"))
    monkeypatch.setattr(window.shell, "open_files", lambda *_, **__: [table])
    asked: dict[str, Any] = {}

    def answer(*given: Any, **_: object) -> dict[str, Any]:
        values = given[3]
        asked.update(values)
        return {"number": "", "detail": "", "bearing": "", "angle": "", "reach": "", **values}

    monkeypatch.setattr(site_files, "ask_form", answer)
    told: list[str] = []
    monkeypatch.setattr(window.shell, "notify", lambda text, *_, **__: told.append(text))
    site_files.enter_file(page)
    qtbot.waitUntil(lambda: len(queries.sites(window.shell.read())) == 4, timeout=15_000)
    assert (asked["x"], asked["y"], asked["number"], asked["detail"]) == ("经度", "纬度", "编号", "备注")
    qtbot.waitUntil(lambda: bool(told))
    assert "3" in told[-1]
    entered = next(site for site in queries.sites(window.shell.read()) if site.number == "X1")
    assert (entered.name, entered.detail, entered.point.x) == ("路口", "地下", 113.905)


def test_what_an_orientation_map_shows_is_all_to_be_seen_in_its_dialog(window: MainWindow, page: MapPage) -> None:
    chosen: list[str] = []

    def look(dialog: QDialog) -> None:
        for box in dialog.findChildren(QCheckBox):
            parent = box.parentWidget()
            assert parent.rect().contains(box.geometry()), f"{box.text()} is cut"
            chosen.extend([box.text()] if box.isChecked() else [])
        dialog.reject()

    in_dialog(lambda: commands.lay_out(page), look)
    assert "起火地点" in chosen and not queries.sheets(window.shell.read())


def test_an_orientation_map_is_laid_out_and_exported(
    window: MainWindow, page: MapPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"title": "清溪方位图", "scale": 2000.0, "drawn_by": "李建国", "source": "街道底图", "approval": ""}
    monkeypatch.setattr(commands, "ask_form", lambda *_, **__: values)
    commands.lay_out(page)
    qtbot.waitUntil(lambda: bool(queries.sheets(window.shell.read())))
    settle(window, qtbot)
    qtbot.waitUntil(lambda: bool(page.loaded.sheets))
    for kind, start in (("pdf", b"%PDF"), ("png", b"\x89PNG"), ("svg", b"<svg")):
        target = tmp_path / f"方位 图.{kind}"
        monkeypatch.setattr(window.shell, "save_file", lambda *_, target=target, **__: target)
        commands.export_sheet(page, kind, page.loaded.sheets[0])
        qtbot.waitUntil(lambda target=target: target.exists() and not window.shell.jobs.running, timeout=15_000)
        assert target.read_bytes().startswith(start)
    entry = window.shell.read().newest_entries(1)[0]
    assert "map.export" in entry.operation


