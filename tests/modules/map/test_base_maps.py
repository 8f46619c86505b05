"""Base maps on paper: tiles and orthophotos below the vectors, at the paper's fineness; what is missing is told."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from modules.map import operations, queries
from modules.map.checks import sources_named
from modules.map.importers import ASKED_FOR, tile_cache
from modules.map.importers.base_maps import keep_shared, prepare_sheets
from modules.map.importers.paper import lay_tiles
from modules.map.module import MODULE
from modules.map.records import LayerKind, MapLayer, MapSheet
from modules.map.rules.base_map import wanted, zooms
from modules.map.rules.mercator import Tile, degrees_at, from_degrees, plane_at, tiles_in, zoom_for
from modules.map.rules.sheet import box_of
from modules.map.rules.sources import shifted
from modules.map.sections import orientation
from tests.modules.map.layers_made import HERE, mbtiles, orthophoto, png
from workstation.api import Drawing, Job, Module, Notice, Section, Stage, StoredFile, Words, drawing, frames
from workstation.api.paper import DocumentInfo, write_sheets
from workstation.api.testing import import_files, job_of, temporary_case
from workstation.services.catalogue import Catalogue
from workstation.services.dossier_sections import prepare_sections
from workstation.storage.case import Case

ORANGE, TEAL = (230, 140, 40), (20, 130, 120)
AT = datetime(2026, 1, 23, tzinfo=UTC)
MIDDLE = (489_700 + 128.0, 2_533_600 - 128.0)  # of the orthophoto, EPSG:4547


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE]) as made:
        yield made


def ortho_place() -> tuple[float, float]:
    (point,) = frames.convert(np.array([MIDDLE]), "EPSG:4547", frames.CGCS2000)
    return float(point[0]), float(point[1])


def sheet_at(place: tuple[float, float], layers: Sequence[str], scale: float = 2000.0) -> MapSheet:
    return MapSheet(id="s", title="方位图", longitude=place[0], latitude=place[1], scale=scale, layers=tuple(layers))


def lay(case: Case, sheet: MapSheet) -> None:
    with case.work("map.lay_out") as work:
        operations.put_sheet(work, sheet)
    with job_of(case) as job:
        prepare_sheets(job)


def told(case: Case) -> list[str]:
    return [block.text for block in orientation(case.read(), Words("zh"), "") if isinstance(block, Notice)]


def printed(case: Case, path: Path) -> np.ndarray:
    """The only page as pixels, ten to a millimetre."""
    (page,) = [block for block in orientation(case.read(), Words("zh"), "") if isinstance(block, Drawing)]
    write_sheets([page.sheet], path, DocumentInfo("图", "", "图", "zh", AT))
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        assert len(pdf) == 1
        return np.asarray(pdf[0].render(scale=10 * 25.4 / 72).to_numpy()[..., 2::-1])


def at_place(page: np.ndarray, case: Case, place: tuple[float, float]) -> tuple[int, ...]:
    """The colour of the page at a place on the earth."""
    (block,) = [block for block in orientation(case.read(), Words("zh"), "") if isinstance(block, Drawing)]
    ((x, y),) = block.sheet.views[0].on_paper(np.array([plane_at(*place)])) * 10
    return tuple(int(v) for v in page[page.shape[0] - 1 - round(y), round(x)])


def near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(colour, other, strict=True)) <= 12


def around(
    place: tuple[float, float], zoom: int, colours: Sequence[tuple[int, int, int]]
) -> dict[tuple[int, int, int], bytes]:
    """Tiles of a sheet there, in the colours in turn like a chessboard."""
    box = box_of(sheet_at(place, ()))
    return {(zoom, tile.column, tile.row): png(colours[(tile.column + tile.row) % len(colours)])
            for tile in tiles_in(box, zoom)}  # fmt: skip


def tile_colour(place: tuple[float, float], zoom: int, colours: Sequence[tuple[int, int, int]]) -> tuple[int, int, int]:
    (tile,) = tiles_in((*plane_at(*place), *plane_at(*place)), zoom)
    return colours[(tile.column + tile.row) % len(colours)]


def places(place: tuple[float, float]) -> list[tuple[float, float]]:
    """Nine places off the grid of the sheet."""
    x, y = plane_at(*place)
    return [degrees_at(x + dx, y + dy) for dx in (-70.0, 13.0, 77.0) for dy in (-60.0, 11.0, 66.0)]


def test_an_orthophoto_lies_on_the_page_where_it_belongs(case: Case, tmp_path: Path) -> None:
    report = import_files(case, [orthophoto(tmp_path / "正射 影像.tif")], ASKED_FOR)
    (layer,) = queries.layers(case.read())
    assert not report.problems
    lay(case, sheet_at(ortho_place(), [layer.id], 2000.0))
    page = printed(case, tmp_path / "图.pdf")
    wanted_colours = {(-60, 60): (255, 0, 0), (60, 60): (0, 255, 0), (-60, -60): (0, 0, 255), (60, -60): (0, 0, 255)}
    for (dx, dy), colour in wanted_colours.items():
        (place,) = frames.convert(np.array([(MIDDLE[0] + dx, MIDDLE[1] + dy)]), "EPSG:4547", frames.CGCS2000)
        found = at_place(page, case, (float(place[0]), float(place[1])))
        assert near(found, colour), (dx, dy, found)
    (share,) = told(case)
    assert "正射 影像" in share and "%" in share, "that it covers only a part is told"
    assert (tmp_path / "图.pdf").stat().st_size < 600_000


@pytest.mark.parametrize("zoom", [16, 18, 19, 20], ids=["far coarser", "coarser", "as wanted", "finer"])
def test_tiles_come_from_whatever_zoom_there_is(tmp_path: Path, zoom: int) -> None:
    archive = mbtiles(tmp_path / "底图.mbtiles", around(HERE, zoom, (ORANGE, TEAL)))
    made = wanted(sheet_at(HERE, ()), ())
    layer = MapLayer(id="l", title="图", kind=LayerKind.TILES, file_id="f", min_zoom=10, max_zoom=20)
    span = zooms(layer, made)
    assert span.last == 19
    answer = lay_tiles(str(archive), box=list(made.box), width=made.width, height=made.height, **span.plain())
    assert answer.data == {"broken": 0, "covered": 1.0}, "no seams"
    rgba = np.frombuffer(answer.blobs["rgba"], np.uint8).reshape(made.height, made.width, 4)
    for place in places(HERE):
        x, y = plane_at(*place)
        column = int((x - made.box[0]) / (made.box[2] - made.box[0]) * made.width)
        row = int((made.box[3] - y) / (made.box[3] - made.box[1]) * made.height)
        assert near(tuple(rgba[row, column, :3]), tile_colour(place, zoom, (ORANGE, TEAL))), place


def test_tiles_lie_on_the_page_with_their_credits(case: Case, tmp_path: Path) -> None:
    zoom = 18
    import_files(case, [mbtiles(tmp_path / "底图.mbtiles", around(HERE, zoom, (ORANGE, TEAL)))], ASKED_FOR)
    (layer,) = queries.layers(case.read())
    with case.work("map.change_layer") as work:
        operations.change_layer(work, layer.id, attribution="自然资源部门", approval="GS（2026）7号")
    lay(case, sheet_at(HERE, [layer.id]))
    page = printed(case, tmp_path / "图.pdf")
    for place in places(HERE):
        assert near(at_place(page, case, place), tile_colour(place, zoom, (ORANGE, TEAL))), place
    assert told(case) == []
    (block,) = [block for block in orientation(case.read(), Words("zh"), "") if isinstance(block, Drawing)]
    texts = " ".join(mark.text for mark in block.sheet.views[1].marks if isinstance(mark, drawing.Label))
    assert "自然资源部门" in texts and "GS（2026）7号" in texts, "credits are printed though nobody wrote them down"
    assert list(sources_named(case.read())) == []


def test_base_maps_lie_below_in_their_order_and_opacity_and_give_the_same_bytes(case: Case, tmp_path: Path) -> None:
    place = ortho_place()
    import_files(case, [orthophoto(tmp_path / "影像.tif")], ASKED_FOR)
    import_files(case, [mbtiles(tmp_path / "底图.mbtiles", around(place, 17, (ORANGE,)))], ASKED_FOR)
    tiles, photo = queries.layers(case.read())
    assert photo.kind is LayerKind.RASTER, "tiles are put below an orthophoto, though they came later"
    with case.work("map.change_layer") as work:
        operations.change_layer(work, photo.id, opacity=0.5)
    lay(case, sheet_at(place, [photo.id, tiles.id], 2500.0))
    page = printed(case, tmp_path / "一.pdf")
    (block,) = [block for block in orientation(case.read(), Words("zh"), "") if isinstance(block, Drawing)]
    kinds = [type(mark) for mark in block.sheet.views[0].marks]
    assert kinds[0] is drawing.Picture and kinds.count(drawing.Picture) == 1
    (north_west,) = frames.convert(np.array([(MIDDLE[0] - 60, MIDDLE[1] + 60)]), "EPSG:4547", frames.CGCS2000)
    half = tuple((a + b) // 2 for a, b in zip((255, 0, 0), ORANGE, strict=True))
    assert near(at_place(page, case, (float(north_west[0]), float(north_west[1]))), half)
    (outside,) = frames.convert(np.array([(MIDDLE[0] - 160, MIDDLE[1])]), "EPSG:4547", frames.CGCS2000)
    assert near(at_place(page, case, (float(outside[0]), float(outside[1]))), ORANGE), "the tiles below show"
    first = (tmp_path / "一.pdf").read_bytes()
    for made in (case.info.derived / "map").glob("sheet-*"):
        made.unlink()
    assert any("底图" in text for text in told(case)), "without the picture its absence is told"
    with job_of(case) as job:
        prepare_sheets(job)
    printed(case, tmp_path / "二.pdf")
    assert (tmp_path / "二.pdf").read_bytes() == first


def test_a_picture_is_not_shown_for_a_sheet_that_was_changed(case: Case, tmp_path: Path) -> None:
    import_files(case, [mbtiles(tmp_path / "底图.mbtiles", around(HERE, 17, (ORANGE,)))], ASKED_FOR)
    (layer,) = queries.layers(case.read())
    sheet = sheet_at(HERE, [layer.id])
    lay(case, sheet)
    read = case.read()
    assert queries.base_map(read, sheet) is not None
    assert queries.base_map(read, replace(sheet, scale=2500.0)) is None
    assert queries.base_map(read, replace(sheet, title="别名")) is not None
    queries.base_map_path(read, sheet, ".json").write_bytes(b'{"key": 1, "box": [1]}')
    assert queries.base_map(read, sheet) is None and told(case)


def test_what_is_broken_or_elsewhere_costs_only_itself(case: Case, tmp_path: Path) -> None:
    cut, gone = orthophoto(tmp_path / "截断.tif"), orthophoto(tmp_path / "丢失.tif", step=0.25)
    tiles = around(ortho_place(), 17, (TEAL,))
    tiles[min(tiles)] = b"\x89PNG broken"
    archives = [mbtiles(tmp_path / "半坏.mbtiles", tiles),
                mbtiles(tmp_path / "远处.mbtiles", around((120.0, 30.0), 17, (ORANGE,)))]
    import_files(case, [cut, gone, *archives], ASKED_FOR)
    with case.work("map.add_layer") as work:
        for layer in queries.layers(work):
            operations.change_layer(work, layer.id, title=Path(work.get(StoredFile, layer.file_id).name).stem)
        operations.add_layer(work, MapLayer(id="net", title="网络图", kind=LayerKind.TILES, file_id="",
                                            address="http://127.0.0.1:1/{z}/{x}/{y}.png"))  # fmt: skip
    known = {layer.title: layer for layer in queries.layers(case.read())}
    queries.original(case.read(), known["丢失"]).unlink()
    broken = queries.original(case.read(), known["截断"])
    broken.chmod(0o600)
    broken.write_bytes(cut.read_bytes()[:3000])
    lay(case, sheet_at(ortho_place(), [layer.id for layer in known.values()], 2500.0))
    said = told(case)
    for word in ("截断", "丢失", "远处", "半坏", "网络图"):
        assert len([text for text in said if f"“{word}”" in text]) == 1 + (word == "半坏"), (word, said)
    page = printed(case, tmp_path / "图.pdf")
    assert near(at_place(page, case, degrees_at(*(np.array(plane_at(*ortho_place())) + 9.0))), TEAL)


def test_cached_tiles_are_printed_those_of_the_workspace_too(case: Case, tmp_path: Path) -> None:
    layer = MapLayer(id="net", title="网络图", kind=LayerKind.TILES, file_id="", shared=True, attribution="某源",
                     address="http://127.0.0.1:1/{z}/{x}/{y}.png", frame=frames.GCJ02)  # fmt: skip
    with case.work("map.add_source") as work:
        operations.add_below(work, layer)
    sheet = sheet_at(HERE, ["net"])
    span = zooms(layer, wanted(sheet, [layer]))
    there = list(tiles_in(shifted(layer, box_of(sheet)), span.last))
    cache = queries.tile_file(case.read(), layer, tmp_path)
    tile_cache.begin(cache, layer, "png")
    tile_cache.keep(cache, [(tile, png(ORANGE if (tile.column + tile.row) % 2 else TEAL)) for tile in there])
    with job_of(case) as job:
        keep_shared(job, sheet, tmp_path)
    cache.unlink()
    lay(case, sheet)
    assert told(case) == []
    page = printed(case, tmp_path / "图.pdf")
    for place in places(HERE):
        ((x, y),) = from_degrees(frames.convert(np.array([place]), frames.CGCS2000, frames.GCJ02))
        (tile,) = tiles_in((x, y, x, y), span.last)
        assert near(at_place(page, case, place), ORANGE if (tile.column + tile.row) % 2 else TEAL)


def test_paper_takes_screen_tiles_whose_writing_can_still_be_read() -> None:
    layer = MapLayer(id="l", title="图", kind=LayerKind.TILES, file_id="f", max_zoom=22)
    sheet = sheet_at(HERE, ["l"])
    made = wanted(sheet, [layer])
    assert (made.width, made.height) == (1560, 1420), "254 dots per inch"
    span = zooms(layer, made)
    tile_mm = Tile(span.last, 0, 0).box[2] - Tile(span.last, 0, 0).box[0]
    shown = tile_mm / (made.box[2] - made.box[0]) * sheet.width_mm
    assert 25 < shown < 70 and span.last == zoom_for(made.width * 0.6 / (made.box[2] - made.box[0]), 0, 22)


def test_a_huge_sheet_or_a_hostile_archive_stays_small(tmp_path: Path) -> None:
    layer = MapLayer(id="l", title="图", kind=LayerKind.TILES, file_id="f", max_zoom=22)
    made = wanted(replace(sheet_at(HERE, ["l"]), width_mm=5000.0, height_mm=3000.0), [layer])
    assert max(made.width, made.height) <= 4000
    bomb = mbtiles(tmp_path / "大.mbtiles", {(17, 1, 1): png((1, 2, 3))})
    (answer,) = [lay_tiles(str(bomb), box=[-2e7, -2e7, 2e7, 2e7], width=99_999, height=10, first=0, last=22, finest=24)]
    assert len(answer.blobs["rgba"]) == 4000 * 10 * 4 and answer.data["covered"] == 0


def test_documents_let_their_sections_prepare_and_none_costs_the_others(
    case: Case, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import_files(case, [mbtiles(tmp_path / "底图.mbtiles", around(HERE, 18, (ORANGE,)))], ASKED_FOR)
    sheet = sheet_at(HERE, [layer.id for layer in queries.layers(case.read())])
    with case.work("map.lay_out") as work:
        operations.put_sheet(work, sheet)

    def fail(_: Job) -> None:
        raise RuntimeError("broken plugin")

    broken = Module("broken", "Broken", Stage.SCENE, sections=(
        Section("broken", "Broken", "maps", lambda *_: (), prepare=fail),
    ))  # fmt: skip
    with job_of(case) as job:
        prepare_sections(Catalogue([broken, MODULE]), job, "rectification")
        assert queries.base_map(case.read(), sheet) is None, "that document has no maps"
        prepare_sections(Catalogue([broken, MODULE]), job, "dossier")
    assert queries.base_map(case.read(), sheet) is not None
    assert "broken" in caplog.text
    caplog.clear()
