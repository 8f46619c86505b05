"""Reading map files, in the sandbox: every format, every frame, and what is wrong with them."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pytest
import rasterio
import shapely
from rasterio import Affine
from rasterio.transform import from_origin

from modules.map.importers.kinds import is_geotiff, is_tiles, is_vector
from modules.map.rules.features import AREA, LINE, POINT, Features, features_from
from modules.map.rules.mercator import Tile, degrees_at, plane_at, tiles_in, true_scale, zoom_for
from tests.modules.map.layers_made import HERE, mbtiles, orthophoto, pmtiles, png, square, vector, zipped
from workstation.api import UNKNOWN_FRAME, Parsed, UserError, frames
from workstation.services.sandbox import Sandbox

PARSE = "modules.map.importers.parse"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(workers=1)
    yield made
    made.close()


def kept(path: Path) -> Path:
    """As in the vault: without a suffix, read-only."""
    target = path.with_name(f"{path.name}.kept".replace(".", "_"))
    path.rename(target)
    target.chmod(0o444)
    return target


def read(sandbox: Sandbox, path: Path, **options: Any) -> tuple[dict[str, Any], Features]:
    parsed = sandbox.parse(f"{PARSE}:parse_vector", kept(path), name=path.name, **options)
    return parsed.data["layers"][0], features(parsed, 0)


def features(parsed: Parsed, number: int) -> Features:
    import orjson

    return features_from(parsed.blobs[f"{number}.npz"], orjson.loads(parsed.blobs[f"{number}.json"]))


def codes(facts: dict[str, Any]) -> list[str]:
    return [code for code, _ in facts["problems"]]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".kml"])
def test_features_texts_and_frame_of_common_formats(sandbox: Sandbox, tmp_path: Path, suffix: str) -> None:
    shapes = [shapely.Point(HERE), shapely.LineString([HERE, (113.91, 22.9)]), square(*HERE, 0.01)]
    crs = "EPSG:4490" if suffix == ".gpkg" else "EPSG:4326"
    path = vector(tmp_path / f"现场 副本{suffix}", shapes, ["消火栓", "中山路", "清溪工业园"], crs)
    assert is_vector(path.read_bytes()[:4096])
    facts, found = read(sandbox, path)
    assert facts["frame"] == crs and facts["problems"] == [] and found.count == 3
    assert [int(found.kinds[found.owners == number][0]) for number in range(3)] == [POINT, LINE, AREA]
    assert found.attributes(1)["名称"] == "中山路"
    assert degrees_at(*found.points[found.owners.tolist().index(0)]) != () and found.box is not None
    assert degrees_at(*found.middles[0]) == pytest.approx(HERE, abs=1e-9)
    assert found.near(*plane_at(113.905, 22.905), 1) == [2] and found.containing("工业") == [2]


def test_a_geojson_that_does_not_say_its_name_is_called_by_its_file(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "周边 建筑.geojson"
    geometry = {"type": "Point", "coordinates": HERE}
    one = {"type": "Feature", "properties": {"名称": "甲"}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [one]}, ensure_ascii=False), "utf-8")
    facts, found = read(sandbox, path)
    assert facts["member"] == "周边 建筑" and found.columns == {"名称": ["甲"]}
    assert degrees_at(*found.points[0]) == pytest.approx(HERE, abs=1e-9)


KML = ('<?xml version="1.0" encoding="{}"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>荔溪 07</name>'
       "<Point><coordinates>113.9,22.9,0</coordinates></Point></Placemark></kml>")


@pytest.mark.parametrize(("name", "encoding"), [("栓.kml", "UTF-8"), ("栓.kml", "GBK"), ("栓 副本.kmz", "UTF-8"),
                                                ("栓.geojson", "gbk"), ("栓.geojson", "utf-16")])  # fmt: skip
def test_texts_in_other_encodings_and_kmz(sandbox: Sandbox, tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / name
    page = KML.format(encoding).encode(encoding)
    if path.suffix == ".kmz":
        with zipfile.ZipFile(path, "w") as held:
            held.writestr("doc.kml", page)
    elif path.suffix == ".kml":
        path.write_bytes(page)
    else:
        one = {"type": "Feature", "properties": {"Name": "荔溪 07"}, "geometry": {"type": "Point", "coordinates": HERE}}
        text = json.dumps({"type": "FeatureCollection", "features": [one]}, ensure_ascii=False)
        path.write_bytes(text.encode(encoding))
    if encoding != "utf-16":
        assert is_vector(path.read_bytes()[:4096])
    _, found = read(sandbox, path)
    assert found.columns == {"Name": ["荔溪 07"]} and degrees_at(*found.points[0]) == pytest.approx(HERE, abs=1e-9)


def test_a_shapefile_of_gbk_texts_without_cpg_and_prj(sandbox: Sandbox, tmp_path: Path) -> None:
    vector(tmp_path / "道路.shp", [shapely.Point(HERE)] * 2, ["清溪大道", "香芒路"], encoding="GBK")
    whole = zipped(tmp_path / "道路 副本.zip", tmp_path, "道路", (".shp", ".shx", ".dbf"))
    assert is_vector(whole.read_bytes()[:4096])
    facts, found = read(sandbox, whole)
    assert found.columns == {"名称": ["清溪大道", "香芒路"]}
    assert facts["frame"] == UNKNOWN_FRAME and codes(facts) == ["map.no_frame"]


def test_a_lone_shp_keeps_its_shapes(sandbox: Sandbox, tmp_path: Path) -> None:
    vector(tmp_path / "a.shp", [square(*HERE, 0.01), square(113.95, 22.9, 0.01)], ["甲", "乙"])
    alone = tmp_path / "lone" / "a.shp"
    alone.parent.mkdir()
    alone.write_bytes((tmp_path / "a.shp").read_bytes())
    facts, found = read(sandbox, alone)
    assert found.count == 2 and (found.kinds == AREA).all() and "map.no_frame" in codes(facts)


def test_projected_zones_land_where_degrees_do(sandbox: Sandbox, tmp_path: Path) -> None:
    (at,) = frames.convert(np.array([HERE]), "EPSG:4490", "EPSG:4547")
    facts, found = read(sandbox, vector(tmp_path / "a.gpkg", [shapely.Point(at)], ["x"], "EPSG:4547"))
    assert facts["frame"] == "EPSG:4547" and degrees_at(*found.points[0]) == pytest.approx(HERE, abs=1e-8)


def test_a_person_may_say_which_frame_it_is(sandbox: Sandbox, tmp_path: Path) -> None:
    path = vector(tmp_path / "a.geojson", [shapely.Point(HERE)], ["x"], "EPSG:4326")
    facts, found = read(sandbox, path, frame="GCJ-02")
    (true,) = frames.convert(np.array([HERE]), "GCJ-02", "EPSG:4326")
    assert facts["frame"] == "GCJ-02" and degrees_at(*found.points[0]) == pytest.approx(tuple(true), abs=1e-9)


def test_gpx_and_dxf_are_layers_when_asked_for(sandbox: Sandbox, tmp_path: Path) -> None:
    gpx = tmp_path / "行车.gpx"
    gpx.write_text('<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk>'
                   '<trkseg><trkpt lat="22.9" lon="113.9"/><trkpt lat="22.91" lon="113.9"/></trkseg></trk></gpx>')
    facts, found = read(sandbox, gpx)
    assert (facts["member"], facts["frame"]) == ("tracks", "EPSG:4326") and found.kinds.tolist() == [LINE]
    document = ezdxf.new()
    document.modelspace().add_line((489_700, 2_533_500), (489_710, 2_533_500))
    document.saveas(tmp_path / "总平面.dxf")
    path = kept(tmp_path / "总平面.dxf")
    parsed = sandbox.parse(f"{PARSE}:parse_vector", path, name="总平面.dxf")
    assert codes(parsed.data["layers"][0]) == ["map.no_frame"]
    again = sandbox.parse(f"{PARSE}:parse_vector", path, name="总平面.dxf", frame="EPSG:4547")
    assert degrees_at(*features(again, 0).points[0]) == pytest.approx((113.8996, 22.9003), abs=1e-3)


def test_what_is_wrong_is_counted_and_the_rest_is_kept(sandbox: Sandbox, tmp_path: Path) -> None:
    bow = shapely.Polygon([(113.9, 22.9), (113.91, 22.91), (113.91, 22.9), (113.9, 22.91)])
    shapes = [square(*HERE, 0.01), bow, shapely.Polygon(), None,
              shapely.LineString([(113.9, float("nan")), (113.9, 22.9)])]  # fmt: skip
    facts, found = read(sandbox, vector(tmp_path / "a.gpkg", shapes, list("甲乙丙丁戊")))
    wrong = dict(facts["problems"])
    assert wrong["map.self_crossing"] == {"layer": "a", "count": "1", "first": "2"}
    assert wrong["map.empty_geometries"]["count"] == "2" and wrong["map.not_numbers"]["count"] == "1"
    assert sorted(set(found.owners.tolist())) == [0, 1] and found.count == 5


def test_metres_declared_as_degrees_are_a_wrong_frame(sandbox: Sandbox, tmp_path: Path) -> None:
    path = vector(tmp_path / "a.gpkg", [shapely.Point(489_700, 2_533_500)], ["x"], "EPSG:4490")
    facts, _ = read(sandbox, path)
    assert facts["frame"] == UNKNOWN_FRAME and codes(facts) == ["map.wrong_frame", "map.no_frame"]


def test_an_old_datum_has_no_parameters(sandbox: Sandbox, tmp_path: Path) -> None:
    path = vector(tmp_path / "a.gpkg", [shapely.Point(489_700, 2_533_500)], ["x"], "EPSG:2435")
    facts, _ = read(sandbox, path)
    assert facts["frame"] == UNKNOWN_FRAME and codes(facts) == ["map.no_parameters"]


def test_three_million_points_in_one_area(sandbox: Sandbox, tmp_path: Path) -> None:
    turn = np.linspace(0, 2 * np.pi, 3_000_000, endpoint=False)
    around = np.column_stack((113.9 + 0.1 * np.cos(turn), 22.9 + 0.1 * np.sin(turn)))
    facts, found = read(sandbox, vector(tmp_path / "a.gpkg", [shapely.Polygon(around)], ["大"]))
    assert len(found.points) == 3_000_001 and facts["problems"] == []
    assert found.near(*plane_at(*HERE), 1) == [0]


@pytest.mark.parametrize(("content", "code"), [
    (b"no map at all", "map.not_a_layer"), (b"", "map.not_a_layer"), (b"PK\x03\x04 cut", "map.not_a_layer"),
    (b'{"type": "FeatureCollection", "features": []}', "map.no_features"),
    (b"SQLite format 3\0" + bytes(4000), "map.not_a_layer"), (b"\x00\x00\x27\x0a" + bytes(40), "map.no_features"),
])
def test_files_that_are_no_layers_are_named(sandbox: Sandbox, tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "坏.gpkg").write_bytes(content)
    with pytest.raises(UserError) as raised:
        sandbox.parse(f"{PARSE}:parse_vector", tmp_path / "坏.gpkg", name="坏.gpkg")
    assert raised.value.code == code and raised.value.values["name"] == "坏.gpkg"


def test_a_truncated_geopackage_costs_only_itself(sandbox: Sandbox, tmp_path: Path) -> None:
    path = vector(tmp_path / "a.gpkg", [square(*HERE, 0.01)] * 500, ["x"] * 500)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UserError):
        sandbox.parse(f"{PARSE}:parse_vector", path, name="a.gpkg")


def test_an_orthophoto_by_window(sandbox: Sandbox, tmp_path: Path) -> None:
    path = orthophoto(tmp_path / "正射 影像.tif")
    assert is_geotiff(path.read_bytes()[:4096])
    path = kept(path)
    data = sandbox.parse(f"{PARSE}:parse_raster", path, name="x").data
    assert data["frame"] == "EPSG:4547" and data["overviews"] == 2
    west, south, east, north = data["box"]
    assert (east - west) * true_scale(south) == pytest.approx(256, rel=0.01)
    seen = sandbox.parse(f"{PARSE}:read_window", path, box=data["box"], width=100, height=100, name="x")
    picture = np.frombuffer(seen.blobs["rgba"], np.uint8).reshape(100, 100, 4)
    assert [picture[row, column].tolist() for row, column in ((20, 20), (20, 80), (80, 50))] == [
        [255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255],
    ]
    box = [east + 100, south, east + 200, north]
    beside = sandbox.parse(f"{PARSE}:read_window", path, box=box, width=10, height=10, name="x").blobs["rgba"]
    assert not np.frombuffer(beside, np.uint8).reshape(10, 10, 4)[..., 3].any()


def test_rasters_of_odd_kinds_look_as_they_should(sandbox: Sandbox, tmp_path: Path) -> None:
    """A palette keeps its colours between its pixels, one bit is black and white, a turned grid is where it belongs."""
    place = from_origin(489_700.0, 2_533_600.0, 0.5, 0.5)
    ones = np.indices((1, 200, 200))[2] % 2

    def window(name: str, data: np.ndarray, transform: Affine, palette: dict[int, Any] | None = None,
               **options: Any) -> tuple[set[tuple[int, ...]], list[float]]:  # fmt: skip
        path = tmp_path / name
        with rasterio.open(path, "w", driver="GTiff", width=200, height=200, count=1, dtype=data.dtype,
                           crs="EPSG:4547", transform=transform, **options) as made:  # fmt: skip
            made.write(data)
            if palette:
                made.write_colormap(1, palette)
        assert is_geotiff(path.read_bytes()[:4096])
        facts = sandbox.parse(f"{PARSE}:parse_raster", path, name=name).data
        stretch = {} if facts["bytes"] else {"low": facts["low"], "high": facts["high"]}
        seen = sandbox.parse(f"{PARSE}:read_window", path, name=name, box=facts["box"], width=90, height=90, **stretch)
        pixels = np.frombuffer(seen.blobs["rgba"], dtype=np.uint8).reshape(-1, 4)
        return {tuple(one.tolist()) for one in pixels[pixels[:, 3] == 255][:, :3]}, facts["box"]

    colours, _ = window("调色板 副本.tif", (ones * 2).astype(np.uint8), place,
                        {0: (200, 0, 0, 255), 1: (0, 0, 0, 255), 2: (0, 0, 200, 255)})  # fmt: skip
    assert colours == {(200, 0, 0), (0, 0, 200)}
    colours, _ = window("一位.tif", ones.astype(np.uint8), place, nbits=1)
    assert max(colours) >= (200, 200, 200)
    step = place * Affine.rotation(-30)
    _, turned = window("旋转.tif", ones.astype(np.uint8) * 255, step)
    _, upright = window("正.tif", ones.astype(np.uint8) * 255, place)
    assert turned[2] - turned[0] > 1.2 * (upright[2] - upright[0]), "the box holds the turned grid"


def test_rasters_that_can_not_be_used_are_named(sandbox: Sandbox, tmp_path: Path) -> None:
    nowhere = orthophoto(tmp_path / "a.tif", crs=None)
    cut = orthophoto(tmp_path / "b.tif")
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 3])
    (tmp_path / "c.tif").write_bytes(b"II*\0" + bytes(100))
    for path, code in ((nowhere, "map.raster_without_place"), (cut, "map.raster_unreadable"),
                       (tmp_path / "c.tif", "map.raster_unreadable")):  # fmt: skip
        with pytest.raises(UserError) as raised:
            sandbox.parse(f"{PARSE}:parse_raster", path, name=path.name)
        assert raised.value.code == code


@pytest.mark.parametrize("made", [mbtiles, pmtiles])
def test_tiles_of_both_archives(sandbox: Sandbox, tmp_path: Path, made: Any) -> None:
    colours = {(0, 0, 0): png((9, 9, 9)), (1, 1, 0): png((255, 0, 0)), (1, 0, 1): png((0, 0, 255))}
    tiles = {**colours, (1, 0, 0): b"no picture"}
    path = made(tmp_path / "底图.tiles", tiles)
    assert is_tiles(path.read_bytes()[:4096]) and not is_vector(path.read_bytes()[:4096])
    path = kept(path)
    facts = sandbox.parse(f"{PARSE}:parse_tiles", path, name="x").data
    assert (facts["min_zoom"], facts["max_zoom"], facts["format"]) == (0, 1, "png") and "底图" in facts["title"]
    wanted = [[1, 1, 0], [1, 0, 1], [1, 0, 0], [1, 1, 1]]
    seen = sandbox.parse(f"{PARSE}:read_tiles", path, tiles=wanted, name="x")
    assert set(seen.blobs) == {"1/1/0", "1/0/1"} and seen.data["broken"] == 1
    assert seen.blobs["1/1/0"][:4] == bytes((255, 0, 0, 255)) and seen.data["sizes"]["1/0/1"] == [256, 256]


def test_archives_without_pictures_are_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PMTiles\x03" + bytes(20))
    mbtiles(tmp_path / "b", {(0, 0, 0): b"x"}, kind="pbf")
    for name, code in (("a", "map.not_tiles"), ("b", "map.vector_tiles")):
        with pytest.raises(UserError) as raised:
            sandbox.parse(f"{PARSE}:parse_tiles", tmp_path / name, name=name)
        assert raised.value.code == code


def test_the_plane_and_its_tiles() -> None:
    assert degrees_at(*plane_at(113.9, 22.9)) == pytest.approx((113.9, 22.9), abs=1e-12)
    assert plane_at(180, 85.0511287798) == pytest.approx((20037508.34, 20037508.34), abs=0.01)
    assert Tile(1, 1, 0).box == pytest.approx((0, 0, 20037508.34, 20037508.34), abs=0.01)
    assert next((t.column, t.row) for t in tiles_in(Tile(3, 6, 3).box, 3)) == (6, 3)
    assert list(tiles_in((float("nan"), 0, 1, 1), 3)) == [] and list(tiles_in(Tile(0, 0, 0).box, 12)) == []
    assert true_scale(plane_at(0, 60)[1]) == pytest.approx(0.5)
    assert zoom_for(1 / 152.87, 0, 18) == 10 and zoom_for(1e9, 0, 18) == 18
