"""The orientation map on paper and in the dossier; findings; what can be found."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from modules.map import operations, queries
from modules.map.checks import frames_known, sources_named
from modules.map.importers.table import SiteMapping, guess, sites_of
from modules.map.module import MODULE
from modules.map.records import Grading, LayerKind, LayerStyle, MapLayer, MapSheet, MapSite, SiteKind
from modules.map.rules.classing import GREY, colour_classes
from modules.map.rules.features import AREA, LINE, POINT, Features, features_from
from modules.map.rules.ground import graticule, step_of
from modules.map.rules.mercator import plane_at, true_scale
from modules.map.rules.sheet import box_of
from modules.map.rules.styling import legend_rows, marks_of
from modules.map.sections import orientation
from workstation.api import (
    UNKNOWN_FRAME,
    WGS84,
    Drawing,
    Entry,
    GeoPoint,
    Notice,
    Ref,
    UserError,
    Words,
    canonical,
    drawing,
    geodesy,
    write_derived,
)
from workstation.api.testing import temporary_case

HERE = plane_at(113.9, 22.9)


def square(x: float, y: float, size: float) -> np.ndarray:
    return np.array([(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)], dtype=float)


def some() -> Features:
    """Two areas, a line and a point around the fire."""
    rings = [square(*HERE, 50), square(HERE[0] - 80, HERE[1], 30), np.array([HERE, (HERE[0] + 40, HERE[1])]),
             np.array([HERE])]  # fmt: skip
    starts = np.concatenate(([0], np.cumsum([len(ring) for ring in rings])))
    kinds = np.array([AREA, AREA, LINE, POINT], dtype=np.uint8)
    return Features(np.concatenate(rings), starts, np.arange(4), kinds, 4, {"用途": ["厂房", "住宅", "路", "厂房"]})


def test_features_come_back_as_they_were_written_and_broken_ones_are_refused() -> None:
    made = some()
    again = features_from(made.to_bytes(), made.columns)
    assert np.array_equal(again.points, made.points) and again.columns == made.columns
    assert again.middles[2] == pytest.approx((HERE[0] + 20, HERE[1]))
    for broken in (b"", b"PK\x03\x04", made.to_bytes()[:300]):
        with pytest.raises(UserError):
            features_from(broken, made.columns)
    with pytest.raises(UserError):
        features_from(made.to_bytes(), {"用途": ["厂房"]})


def test_only_what_is_seen_goes_to_paper_and_looks_the_same() -> None:
    turn = np.linspace(0, 2 * np.pi, 20_000)
    flower = (300 + 40 * np.sin(9 * turn))[:, None] * np.column_stack((np.cos(turn), np.sin(turn)))
    rings = [flower, square(-1000, -1000, 5000), square(900, 900, 5), np.array([(10.0, 10.0)]), np.array([(4e3, 0.0)]),
             np.array([(-9e5, 0.0), (9e5, 10.0)])]  # fmt: skip
    starts = np.concatenate(([0], np.cumsum([len(ring) for ring in rings])))
    kinds = np.array([AREA, AREA, AREA, POINT, POINT, LINE], dtype=np.uint8)
    made = Features(np.concatenate(rings), starts, np.arange(6), kinds, 6, {"名": [*"abcdef"]})
    seen = made.within((-50.0, -200.0, 500.0, 200.0), 0.5)
    assert seen.owners.tolist() == [0, 1, 3, 5] and seen.count == 6 and seen.columns is made.columns
    assert len(seen.points) < 1600
    window = shapely.box(-50, -200, 500, 200)
    before, after = (shapely.Polygon(one.points[: one.starts[1]]).intersection(window) for one in (made, seen))
    assert after.symmetric_difference(before).area < 0.002 * before.area
    assert shapely.hausdorff_distance(after, before) < 0.75
    assert len(made.within((1e6, 1e6, 2e6, 2e6), 1.0).points) == 0


def test_areas_lie_lowest_and_each_class_has_its_colour() -> None:
    made = some()
    style = LayerStyle(class_field="用途")
    assert colour_classes(made, style)[0].title == "厂房"
    marks = marks_of(made, style)
    assert [type(mark).__name__ for mark in marks] == ["Paths", "Paths", "Paths", "Dots"]
    assert len({mark.style.fill for mark in marks if isinstance(mark, drawing.Paths) and mark.closed}) == 2
    assert {mark.style.stroke for mark in marks_of(made, style, sure=False)} >= {GREY}


def numbered(values: list[str]) -> Features:
    """A point for each value."""
    count = len(values)
    points = np.array([(HERE[0] + 10.0 * n, HERE[1]) for n in range(count)])
    return Features(points, np.arange(count + 1), np.arange(count), np.full(count, POINT, dtype=np.uint8), count,
                    {"人数": values})  # fmt: skip


def test_numbers_make_classes_whose_limits_the_legend_tells_exactly() -> None:
    made = numbered(["0", "9.99", "10", "25", "49.999", "50", "", "不详", "100"])
    style = LayerStyle(class_field="人数", grading=Grading.INTERVALS, classes=4)
    found = colour_classes(made, style)
    assert [one.title for one in found] == ["0 – 25", "25 – 50", "50 – 75", "75 – 100", ""]
    assert [np.nonzero(one.members)[0].tolist() for one in found] == [[0, 1, 2], [3, 4], [5], [8], [6, 7]]
    assert len({one.colour for one in found}) == 5 and found[-1].colour == GREY
    equal = colour_classes(made, replace(style, grading=Grading.QUANTILES, classes=2))
    assert [one.members.sum() for one in equal] == [3, 4, 2]
    assert [one.title for one in colour_classes(numbered(["7"] * 3), style)] == ["7"]
    assert [one.key for one in colour_classes(numbered(["甲", "乙"]), style)] == [""], "words are no numbers"


def test_a_colour_that_was_chosen_holds_and_sizes_follow_the_numbers() -> None:
    made = numbered(["1", "2", "30", "40"])
    style = LayerStyle(class_field="人数", grading=Grading.INTERVALS, classes=2, colours=(("2", "#123456"),),
                       size_field="人数", size_times=4.0, dot_mm=1.5)  # fmt: skip
    dots = [mark for mark in marks_of(made, style) if isinstance(mark, drawing.Dots)]
    assert next((dot.diameter_mm, dot.style.fill, len(dot.points)) for dot in dots) == (6.0, "#123456", 2)
    assert dots[-1].diameter_mm == 1.5 and dots[-1].style.fill != "#123456"
    rows = legend_rows(made, style, "其他")
    assert [(row.field, row.title, row.look.dot_mm) for row in rows] == [
        ("人数", "1 – 20", 1.5), ("", "21 – 40", 1.5), ("人数", "1 – 20", 1.5), ("", "21 – 40", 6.0),
    ], "whole numbers are told as first and last"
    for bad in ({"classes": 1}, {"size_times": 0.5}, {"colours": (("2", "red"),)}):
        with pytest.raises(UserError):
            replace(style, **bad)


def test_a_style_comes_back_from_the_case_as_it_was(tmp_path: Path) -> None:
    style = LayerStyle(class_field="a", grading=Grading.QUANTILES, colours=(("1", "#123456"),), size_field="b")
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("map.add_layer") as work:
            operations.add_layer(work, MapLayer(id="l", title="图", kind=LayerKind.VECTOR, file_id="f", style=style))
        assert case.read().get(MapLayer, "l").style == style


def test_a_sheet_shows_the_true_scale() -> None:
    sheet = MapSheet(title="方位图", longitude=113.9, latitude=22.9, scale=2000, width_mm=156, height_mm=180)
    west, south, east, north = box_of(sheet)
    middle = (south + north) / 2
    from modules.map.rules.mercator import degrees_at

    across = geodesy.leg(degrees_at(west, middle), degrees_at(east, middle)).length_m
    assert across == pytest.approx(0.156 * 2000, rel=2e-3)
    assert (east - west) * true_scale(middle) == pytest.approx(0.156 * 2000, rel=1e-9)


@pytest.mark.parametrize(("degrees", "step"), [(61.0, 30), (0.02, 0.005), (0.0009, 0.0002), (400, 30), (0, 0.0001)])
def test_grid_lines_are_round_and_few(degrees: float, step: float) -> None:
    assert step_of(degrees) == step
    marks = graticule((HERE[0] - 500, HERE[1] - 500, HERE[0] + 500, HERE[1] + 500), "#000000", "#000000")
    texts = [mark.text for mark in marks if isinstance(mark, drawing.Label)]
    assert 2 <= len(texts) <= 14 and all(text.endswith(("°E", "°N")) for text in texts)


def test_the_dossier_has_a_page_for_each_map_with_what_it_needs(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        layer = MapLayer(id="l", title="建筑", kind=LayerKind.VECTOR, file_id="f", frame=WGS84,
                         style=LayerStyle(class_field="用途", label_field="用途"))  # fmt: skip
        with case.work("map.lay_out") as work:
            operations.add_layer(work, layer)
            operations.put_sites(work, [
                MapSite(kind=SiteKind.HYDRANT, name="栓", number="X1", point=GeoPoint(x=113.9, y=22.9, frame=WGS84)),
            ])
            operations.put_sheet(work, MapSheet(
                title="清溪方位图", longitude=113.9, latitude=22.9, scale=1000, layers=("l", "gone"), source="街道底图",
                approval="GS(2026)0001号", drawn_by="林工"))  # fmt: skip
        read = case.read()
        write_derived(queries.derived_path(read, layer, ".npz"), some().to_bytes())
        write_derived(queries.derived_path(read, layer, ".json"), canonical(some().columns))
        with case.work("map.add_layer") as work:
            operations.add_layer(work, replace(layer, id="gone", title="丢失"))
        blocks = list(orientation(read, Words("zh"), ""))
        assert [type(block) for block in blocks[:1]] == [Entry]
        assert ["丢失" in block.text for block in blocks if isinstance(block, Notice)] == [True], "it is said"
        (page,) = [block for block in blocks if isinstance(block, Drawing)]
        plane, paper = page.sheet.views
        assert 1000 / plane.scale * 1 == pytest.approx(true_scale(HERE[1]), rel=1e-9)
        assert any(isinstance(mark, drawing.Paths) for mark in plane.marks)
        assert [mark.name for mark in plane.marks if isinstance(mark, drawing.Symbol)] == ["map/hydrant"]
        texts = " ".join(mark.text for mark in paper.marks if isinstance(mark, drawing.Label))
        wanted = ("清溪方位图", "图例", "1:1,000", "街道底图", "GS(2026)0001号", "林工", "消火栓", "建筑 · 用途",
                  "厂房", "住宅", "N")  # fmt: skip
        assert [one for one in wanted if one not in texts] == []
        assert page.sheet.width_mm <= 156 and page.sheet.height_mm <= 225


def test_unknown_frames_and_missing_sources_are_findings(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("map.lay_out") as work:
            operations.add_layer(work, MapLayer(id="l", title="图", kind=LayerKind.VECTOR, file_id="f"))
            operations.put_sites(work, [
                MapSite(kind=SiteKind.OTHER, name="远", point=GeoPoint(x=5e5, y=2e6, frame=UNKNOWN_FRAME)),
            ])
            operations.put_sheet(work, MapSheet(title="图", longitude=113.9, latitude=22.9, scale=1000, layers=("l",)))
        read = case.read()
        assert [one.code for one in frames_known(read)] == ["map.layer_without_frame", "map.point_without_place"]
        assert [one.code for one in sources_named(read)] == ["map.sheet_without_source", "map.sheet_without_approval"]


def test_a_new_layer_hides_nothing_that_it_could_lie_below(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        for key, kind in (("v1", LayerKind.VECTOR), ("r1", LayerKind.RASTER), ("t1", LayerKind.TILES),
                          ("v2", LayerKind.VECTOR), ("r2", LayerKind.RASTER), ("t2", LayerKind.TILES)):  # fmt: skip
            with case.work("map.add_layer") as work:
                operations.add_layer(work, MapLayer(id=key, title=key, kind=kind, file_id="f"))
        assert [layer.id for layer in queries.layers(case.read())] == ["t1", "t2", "r1", "r2", "v1", "v2"]


def test_layers_are_ordered_and_undone(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("map.lay_out") as work:
            for name in "abc":
                operations.add_layer(work, MapLayer(id=name, title=name, kind=LayerKind.RASTER, file_id="f"))
        with case.work("map.move_layer") as work:
            operations.move_layer(work, "a", 2)
        assert [layer.id for layer in queries.layers(case.read())] == ["b", "c", "a"]


@pytest.mark.parametrize("values", [{"scale": 1.0}, {"scale": float("nan")}, {"latitude": 89.0}])
def test_sheets_that_make_no_sense_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(UserError):
        MapSheet(**{"title": "x", "longitude": 113.9, "latitude": 22.9, "scale": 1000.0, **values})  # type: ignore[arg-type]


def test_rows_without_coordinates_are_counted_by_their_numbers() -> None:
    columns = ["编号", "名称", "经度", "纬度"]
    known = guess(columns)
    assert (known["x"], known["y"], known["name"], known["number"]) == ("经度", "纬度", "名称", "编号")
    mapping = SiteMapping(x="经度", y="纬度", name="名称", number="编号", frame="GCJ-02", kind=SiteKind.HYDRANT)
    rows = [["1", "甲", "113.9", "22.9"], ["2", "乙", "nan", "22.9"], ["3", "丙"], ["4", "丁", "190", "22"]]
    sites, bad = sites_of(columns, rows, mapping)
    assert [(site.name, site.point.frame) for site in sites] == [("甲", "GCJ-02")] and bad == [3, 4, 5]
    assert Ref("map_sites", sites[0].id).kind == "map_sites"


def test_an_orientation_map_shows_the_surroundings_and_what_was_chosen(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("map.lay_out") as work:
            operations.put_sites(work, [MapSite(kind=SiteKind.HYDRANT, name="消火栓甲", point=GeoPoint(
                x=113.9, y=22.9, frame=WGS84))])  # fmt: skip
            bare = MapSheet(title="图", longitude=113.9, latitude=22.9, scale=1000)
            operations.put_sheet(work, bare)
        signs = [str(queries.composed(case.read(), replace(bare, shows=shows), Words("zh")))
                 for shows in (bare.shows, ())]  # fmt: skip
        assert ["消火栓甲" in sign for sign in signs] == [True, False]
