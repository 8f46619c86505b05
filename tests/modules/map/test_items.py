"""Things of the case on the plane: drawings, scans, areas and sectors at their true place."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from modules.clouds.layers import items as cloud_items
from modules.clouds.module import MODULE as CLOUDS
from modules.clouds.records import Cloud, Registration, Scan
from modules.drawing import operations as drawing
from modules.drawing.layers import items as drawing_items
from modules.drawing.module import MODULE as DRAWING
from modules.drawing.records import Drawing, LayerRole
from modules.map.module import MODULE as MAP
from modules.map.records import MapSite, SiteKind
from modules.map.rules.items import items_on_plane
from modules.map.rules.mercator import degrees_at, plane_at, true_scale
from modules.map.ui.case_layer import CaseLayer
from modules.map.ui.names import NameLayer
from tests.modules.drawing.shapes import room
from tests.modules.map.layers_made import HERE
from workstation.api import UNKNOWN_FRAME, WGS84, GeoPoint, LayerItem, Outline, Read, Ref, Words, geodesy
from workstation.api import drawing as drawing_marks
from workstation.api.testing import temporary_case
from workstation.services.catalogue import Catalogue
from workstation.services.places import write_geojson
from workstation.ui.canvas import MarkLayer, Viewpoint, render
from workstation.ui.theme import tokens_for

HOLE = ((2.0, 2.0), (4.0, 2.0), (4.0, 4.0), (2.0, 4.0))
YARD = Outline((((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)), HOLE), closed=True)
PATH = Outline((((0.0, 0.0), (30.0, 0.0)),))
TOKENS, ZH = tokens_for("light"), Words("zh")


def yard(frame: str = "EPSG:4547", east: float = 489_700.0, north: float = 2_533_600.0) -> LayerItem:
    """A closed-off yard with a hole in it, and the way that leads to it."""
    moved = [
        replace(one, rings=tuple(tuple((x + east, y + north) for x, y in ring) for ring in one.rings))
        for one in (YARD, PATH)
    ]
    return LayerItem(Ref("yards", "y"), "封闭区域", GeoPoint(x=east, y=north, frame=frame), outlines=tuple(moved))


def view_of(layer: CaseLayer, width: int = 400) -> Viewpoint:
    return Viewpoint(width=width, height=width).fitted(layer.bounds())


def painted(layer: CaseLayer, view: Viewpoint) -> QImage:
    return render(view, [layer], 96 / 25.4)


def test_lines_and_areas_lie_at_their_true_place() -> None:
    (item,), lost = items_on_plane([yard()], {}, {})
    assert not lost
    area, way = item.traced
    assert area.closed and not way.closed and [len(ring) for ring in np.split(area.points, area.starts[1:-1])] == [4, 4]
    degrees = [degrees_at(*point) for point in way.points.tolist()]
    assert geodesy.leg(degrees[0], degrees[1]).length_m == pytest.approx(30, abs=0.01)
    outer, hole = (ring - ring[0] for ring in np.split(area.points, area.starts[1:-1]))
    assert shapely.LinearRing(outer).is_ccw and not shapely.LinearRing(hole).is_ccw, "the winding rule leaves it open"


def test_outlines_of_unknown_frame_are_not_drawn() -> None:
    unknown = replace(yard(UNKNOWN_FRAME, *HERE), outlines=(PATH,))
    (item,), lost = items_on_plane([unknown], {}, {})
    assert not item.sure and not item.traced and not lost


def test_an_area_is_painted_with_its_hole_and_found_within(qtbot: QtBot) -> None:  # noqa: ARG001 - painting needs Qt
    (item,), _ = items_on_plane([yard()], {}, {})
    layer = CaseLayer("yards", "封闭区域", [item], TOKENS, ZH)
    view = view_of(layer)
    picture = painted(layer, view)
    west, south, _, _ = item.box
    metre = 1 / true_scale(item.y)

    def ink(x: float, y: float) -> int:
        place = view.to_px(west + x * metre, south + y * metre)
        return picture.pixelColor(round(place.x()), round(place.y())).alpha()

    assert ink(7, 7) > 0 and ink(3, 3) == 0
    assert layer.near(west + 7 * metre, south + 7 * metre, 0.1) == [item]
    assert layer.near(west - 7 * metre, south, 0.1) == []


def camera(**values: float) -> LayerItem:
    return LayerItem(Ref("map_sites", "c"), "路口球机", GeoPoint(x=HERE[0], y=HERE[1], frame=WGS84), 90.0, **values)


@pytest.mark.parametrize(("reach", "seen"), [(40.0, True), (None, False)])
def test_what_a_camera_covers_is_to_scale_and_a_mere_direction_is_seen_from_near_only(
    qtbot: QtBot, reach: float | None, seen: bool  # noqa: ARG001 - painting needs Qt
) -> None:
    (item,), _ = items_on_plane([replace(camera(view_angle_deg=60.0), reach_m=reach)], {}, {})
    layer = CaseLayer("map_sites", "摄像头", [item], TOKENS, ZH)
    view = Viewpoint(width=400, height=400, x=item.x, y=item.y, px_per_m=2.0)
    picture = painted(layer, view)
    metre_px = 2.0 / true_scale(item.y)
    assert (picture.pixelColor(round(200 + 35 * metre_px), 200).alpha() > 0) is seen
    assert picture.pixelColor(min(399, round(200 + 45 * metre_px)), 200).alpha() == 0
    near = painted(layer, replace(view, px_per_m=20.0))
    assert near.pixelColor(255, 200).alpha() > 0, "from near the direction is shown too"


def test_names_of_two_layers_do_not_lie_over_one_another(qtbot: QtBot) -> None:  # noqa: ARG001 - painting needs Qt
    near = [replace(camera(), bearing_deg=None, ref=Ref("map_sites", f"{n}"), label=f"荔溪-0{n}",
                    point=GeoPoint(x=HERE[0] + n * 1e-6, y=HERE[1], frame=WGS84)) for n in range(2)]  # fmt: skip
    layers = [CaseLayer(f"{n}", "", items_on_plane([one], {}, {})[0], TOKENS, ZH) for n, one in enumerate(near)]
    names = NameLayer()
    view = Viewpoint(width=400, height=400, px_per_m=2.0, x=layers[0].items[0].x, y=layers[0].items[0].y)
    inked = []
    for sources in (layers[:1], layers[1:], layers):
        names.sources = sources
        picture = render(view, [names], 96 / 25.4).convertToFormat(QImage.Format.Format_Alpha8)
        inked.append(np.frombuffer(picture.constBits(), np.uint8).reshape(400, -1)[:, :400] > 0)
    first, second, both = inked
    assert (first & second).sum() > 50, "each alone would stand below its sign"
    assert both.sum() > 0.9 * (first.sum() + second.sum()), "together one of them gives way"


def test_the_drawing_lies_on_the_earth_as_it_was_measured(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [DRAWING]) as case:
        with case.work("drawing.begin") as work:
            origin = GeoPoint(x=489_700.0, y=2_533_600.0, frame="EPSG:4547")
            drawing.begin_drawing(work, "一层", "D", origin=origin, north_deg=30.0)
            layer = drawing.layer_of("D", LayerRole.EXISTING)
            drawing.draw(work, [replace(one, layer_id=layer) for one in room()])
        built = next(item for item in drawing_items(case.read()) if item.ref == Ref("drawings", "D"))
        points = np.array([point for one in built.outlines for ring in one.rings for point in ring])
        away = points - (origin.x, origin.y)
        plain = away @ np.array([(math.cos(math.radians(30)), -math.sin(math.radians(30))),
                                 (math.sin(math.radians(30)), math.cos(math.radians(30)))]).T  # fmt: skip
        low, high = plain.min(axis=0), plain.max(axis=0)
        assert any(one.solid for one in built.outlines)
        assert low == pytest.approx((0, 0), abs=0.25) and high == pytest.approx((4, 3), abs=0.25)
        with case.work("drawing.place") as work:
            work.put(replace(work.get(Drawing, "D"), origin=None))
        assert not list(drawing_items(case.read())), "without a place it is not on the map"


def cloud(cloud_id: str, frame: str, **values: object) -> Cloud:
    base = Cloud(id=cloud_id, file_id="f", name=f"{cloud_id}.las", format="LAS", lower=(0.0, 0.0, 1.0), unit="metre",
                 upper=(20.0, 10.0, 4.0), frame=frame)  # fmt: skip
    return replace(base, **values)


def test_scans_are_outlined_in_their_frame_or_by_registration(tmp_path: Path) -> None:
    east, north = 489_700.0, 2_533_600.0
    half = math.sqrt(0.5)
    with temporary_case(tmp_path, [CLOUDS]) as case:
        with case.work("clouds.register") as work:
            work.put(cloud("placed", "EPSG:4547", lower=(east, north, 1.0), upper=(east + 20, north + 10, 4.0)))
            work.put_many([cloud("turned", ""), cloud("nowhere", ""), cloud("feet", "EPSG:4547", unit="foot")])
            work.put(Registration(cloud_id="turned", reference_id="placed", method="icp", rms=0.004, overlap=0.6,
                                  rotation=(half, 0.0, 0.0, half), translation=(east, north, 0.0)))
            work.put(Scan(cloud_id="turned", number=1, name="S1", count=5, translation=(2.0, 1.0, 1.5), posed=True))
        found = {item.ref.id: item for item in cloud_items(case.read()) if item.ref.kind == "clouds"}
        stood = [item for item in cloud_items(case.read()) if item.ref.kind == "cloud_scans"]
    assert set(found) == {"placed", "turned"}
    (ring,) = found["turned"].outlines[0].rings
    corners = np.array(ring) - (east, north)
    assert corners == pytest.approx(np.array([(0, 0), (0, 20), (-10, 20), (-10, 0)]), abs=1e-6), "turned by 90°"
    assert [(item.point.x - east, item.point.y - north) for item in stood] == [pytest.approx((-1, 2))]


def test_geojson_carries_lines_and_areas(tmp_path: Path) -> None:
    site = MapSite(id="c", kind=SiteKind.CAMERA, name="球机", point=GeoPoint(x=HERE[0], y=HERE[1], frame=WGS84))

    class _Catalogue(Catalogue):
        def places(self, read: Read) -> list[LayerItem]:
            return [*super().places(read), yard(WGS84, *HERE)]

    with temporary_case(tmp_path / "案", [MAP]) as case:
        with case.work("map.enter_sites") as work:
            work.put(site)
        written = write_geojson(case.read(), _Catalogue([MAP]), tmp_path / "places.geojson")
    features = json.loads((tmp_path / "places.geojson").read_text("utf-8"))["features"]
    assert written == len(features) == 2
    assert features[0]["geometry"]["type"] == "Point"
    kinds = {part["type"]: part["coordinates"] for part in features[1]["geometry"]["geometries"]}
    assert set(kinds) == {"Point", "MultiLineString", "MultiPolygon"}
    outer, hole = kinds["MultiPolygon"][0]
    assert outer[0] == outer[-1] and len(outer) == 5 and len(hole) == 5
    assert plane_at(*kinds["Point"]) == pytest.approx(plane_at(*HERE))


def test_two_layers_of_one_look_are_painted_each_with_its_own_rings(qtbot: QtBot) -> None:  # noqa: ARG001
    look = drawing_marks.Style("#000000", 0.5)
    few = drawing_marks.Paths(np.array([(0.0, 0.0), (4.0, 0.0)]), np.array([0, 2]), style=look)
    many = drawing_marks.Paths(np.array([(0.0, 1.0), (4.0, 1.0), (0.0, 2.0), (4.0, 2.0)]), np.array([0, 2, 4]),
                               style=look)  # fmt: skip
    assert few != many
    layers = [MarkLayer("a", [many]), MarkLayer("b", [few])]
    picture = render(Viewpoint(width=100, height=100, x=2.0, y=1.0, px_per_m=20.0), layers, 96 / 25.4)
    rows = [picture.pixelColor(50, row).alpha() > 0 for row in (70, 50, 30)]
    assert rows == [True, True, True]
