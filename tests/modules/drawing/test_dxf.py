"""DXF out and in again; hostile and broken files."""

import math
from pathlib import Path

import ezdxf
import pytest

from modules.drawing import operations, queries
from modules.drawing.importers import DXF_IMPORTER
from modules.drawing.importers.dxf import MOST_ENTITIES, parse_dxf, recognise_dxf
from modules.drawing.module import MODULE
from modules.drawing.queries import dxf_of
from modules.drawing.records import DrawnLayer, Entity, Kind
from modules.drawing.rules.geometry import area_of
from tests.modules.drawing.shapes import LAYER, door, entity, line, model, room
from workstation.api import UNKNOWN_FRAME, GeoPoint, Problem, UserError, Words
from workstation.api.testing import import_files, temporary_case

NAME = "现场 副本.dxf"


def written(tmp_path: Path, *entities: Entity) -> Path:
    path = tmp_path / NAME
    path.write_bytes(dxf_of(model(*entities), Words("zh")))
    return path


def test_geometry_comes_back(tmp_path: Path) -> None:
    third = 1 / 3
    path = written(
        tmp_path, line((third, -2 * third), (1e4 + third, math.pi)), line((0, 0), (1, third), (2, 0), closed=True),
        entity(Kind.CIRCLE, (third, third), size_m=math.e),
        entity(Kind.ARC, (5, 5), size_m=2, angle_deg=350, value=47.5), *room(4 + third, 3),
    )
    assert recognise_dxf(path.read_bytes()[:4096])
    items = parse_dxf(str(path), name=NAME).data["items"]
    lines = [item for item in items if item["kind"] == "line"]
    flat = [tuple(point) for item in lines for point in item["points"]]

    def there(x: float, y: float) -> bool:
        return any(math.dist((x, y), point) < 1e-6 for point in flat)

    corners = ((4 + third, 3), (4 + third + 0.2, 3.2))
    for point in ((third, -2 * third), (1e4 + third, math.pi), (1, third), (0, 0), *corners):
        assert there(*point), point
    (circle,) = (item for item in items if item["kind"] == "circle")
    assert circle["size_m"] == pytest.approx(math.e, abs=1e-9)
    (arc,) = (item for item in items if item["kind"] == "arc")
    assert (arc["angle_deg"], arc["value"]) == pytest.approx((350, 47.5))


def test_a_drawing_goes_round_through_a_case(tmp_path: Path) -> None:
    a, *others = room()
    path = written(tmp_path, a, *others, door(a, 1.0), entity(Kind.TEXT, (2, 2), text="生产车间\n二层", paper_mm=3))
    with temporary_case(tmp_path, [MODULE]) as case:
        report = import_files(case, [path], [DXF_IMPORTER])
        assert len(report.imported) == 1 and not case.read().count(Problem)
        (drawing,) = queries.drawings(case.read())
        assert drawing.name == "现场 副本"
        texts = [one for one in queries.entities(case.read(), drawing.id) if one.kind is Kind.TEXT]
        assert sorted(one.text for one in texts) == ["二层", "生产车间"]
        assert texts[0].paper_mm == pytest.approx(3)
        names = {layer.name for layer in queries.layers(case.read(), drawing.id)}
        assert LAYER.name in names


def bomb(path: Path, depth: int, width: int) -> None:
    document = ezdxf.new()
    inner = document.blocks.new("B0")
    inner.add_line((0, 0), (1, 0))
    for level in range(1, depth):
        block = document.blocks.new(f"B{level}")
        for number in range(width):
            block.add_blockref(f"B{level - 1}", (number, 0))
    document.modelspace().add_blockref(f"B{depth - 1}", (0, 0))
    document.saveas(path)


def test_a_bomb_of_nested_blocks_is_refused_before_it_grows(tmp_path: Path) -> None:
    path = tmp_path / NAME
    bomb(path, 10, 10)  # 10^9 lines
    assert path.stat().st_size < 60_000
    with pytest.raises(UserError) as error:
        parse_dxf(str(path), name=NAME)
    assert error.value.code == "drawing.dxf_too_many" and error.value.values["most"] == str(MOST_ENTITIES)
    assert float(error.value.values["count"]) > 1e9
    with temporary_case(tmp_path, [MODULE]) as case:
        report = import_files(case, [path], [DXF_IMPORTER])
        assert [problem.code for problem in report.problems] == ["drawing.dxf_too_many"]
        assert queries.drawings(case.read()) == []


def test_a_grid_of_a_block_counts_too(tmp_path: Path) -> None:
    document = ezdxf.new()
    document.blocks.new("B").add_line((0, 0), (1, 0))
    document.modelspace().add_blockref("B", (0, 0), dxfattribs={
        "row_count": 30_000, "column_count": 30_000, "row_spacing": 1, "column_spacing": 1,
    })
    document.saveas(tmp_path / NAME)
    with pytest.raises(UserError):
        parse_dxf(str(tmp_path / NAME), name=NAME)


def test_a_block_that_holds_itself_ends(tmp_path: Path) -> None:
    document = ezdxf.new()
    block = document.blocks.new("B")
    block.add_line((0, 0), (1, 0))
    block.add_blockref("B", (1, 1))
    document.modelspace().add_blockref("B", (0, 0))
    document.saveas(tmp_path / NAME)
    data = parse_dxf(str(tmp_path / NAME), name=NAME).data
    assert 1 <= len(data["items"]) <= 20 and "INSERT (nested)" in data["skipped"]


def test_what_is_not_known_is_counted_and_named(tmp_path: Path) -> None:
    document = ezdxf.new(units=4)
    space = document.modelspace()
    space.add_line((0, 0), (1000, 0))
    space.add_ray((0, 0), (1, 0))
    space.add_ray((0, 0), (0, 1))
    space.add_xline((0, 0), (0, 1))
    document.saveas(tmp_path / NAME)
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [tmp_path / NAME], [DXF_IMPORTER])
        (problem,) = case.read().all(Problem)
        assert problem.code == "drawing.dxf_skipped"
        assert problem.values["count"] == "3" and "RAY × 2" in problem.values["kinds"]
        assert len(queries.entities(case.read(), queries.drawings(case.read())[0].id)) == 1
        assert NAME in Words("zh").problem(problem)


def test_coordinates_that_are_no_numbers_cost_that_entity_only(tmp_path: Path) -> None:
    document = ezdxf.new(units=6)
    document.modelspace().add_line((0, 0), (1, 0))
    document.modelspace().add_line((0, 0), (7, 7))
    document.saveas(tmp_path / "a.dxf")
    text = (tmp_path / "a.dxf").read_text("utf-8").replace("\n7.0\n", "\nnan\n")
    (tmp_path / NAME).write_text(text, "utf-8")
    data = parse_dxf(str(tmp_path / NAME), name=NAME).data
    assert len(data["items"]) == 1 and sum(data["skipped"].values()) == 1


def test_units_are_read_and_their_absence_is_told(tmp_path: Path) -> None:
    for units, length in ((4, 1.0), (6, 1000.0), (5, 10.0), (1, 25.4), (0, 1.0)):
        document = ezdxf.new(units=units)
        document.modelspace().add_line((0, 0), (1000, 0))
        document.saveas(tmp_path / NAME)
        data = parse_dxf(str(tmp_path / NAME), name=NAME).data
        assert data["items"][0]["points"][1][0] == pytest.approx(length)
        assert data["unit_known"] is (units != 0)


@pytest.mark.parametrize("content", [
    b"", b"0\nSECTION\n", b"  0\nSECTION\n  2\nENTITIES\n  0\nLINE\n 10\n1.0\n", b"0\nSECTION\n2\nHEADER\n\xff\xfe\n",
    b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(range(256)), "0\nSECTION\n2\n实体\n0\nEOF\n".encode("gbk"),
    b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n90\n999999999\n0\nENDSEC\n0\nEOF\n",
])  # fmt: skip
def test_broken_files_give_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / NAME
    path.write_bytes(content)
    with pytest.raises(UserError) as error:
        parse_dxf(str(path), name=NAME)
    for language in ("zh", "en"):
        assert NAME in Words(language).error(error.value)


def test_a_whole_file_cut_anywhere_never_ends_the_program(tmp_path: Path) -> None:
    whole = written(tmp_path, *room(), entity(Kind.TEXT, (1, 1), text="室")).read_bytes()
    for share in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        (tmp_path / NAME).write_bytes(whole[: int(len(whole) * share)])
        try:
            parse_dxf(str(tmp_path / NAME), name=NAME)
        except UserError as error:
            assert error.code.startswith("drawing.dxf_")


def test_a_drawing_is_taken_into_one_that_is_there(tmp_path: Path) -> None:
    data = parse_dxf(str(written(tmp_path, *room())), name=NAME).data
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("drawing.begin") as work:
            drawing = operations.begin_drawing(work, "一层")
        with case.work("drawing.take_in") as work:
            assert operations.take_in(work, "x", data, drawing.id) == drawing.id
        assert len(queries.drawings(case.read())) == 1
        assert len(queries.entities(case.read(), drawing.id)) == len(data["items"])


def test_dimensions_are_dimensions_in_cad_and_come_back_as_they_were(tmp_path: Path) -> None:
    third = 1 / 3
    chain = entity(Kind.DIMENSION, (0.0, 0.0), (third, 0.0), (2.0, 0.0), (5.0, 0.0), size_m=-0.8, measured_mm=(334.0,))
    slanted = entity(Kind.DIMENSION, (1.0, 1.0), (4.0, 5.0), size_m=0.5)
    level = entity(Kind.DIMENSION, (0.0, 3.0), (4.0, 3.5), size_m=1.2, style="horizontal")
    upright = entity(Kind.DIMENSION, (0.0, 0.0), (0.4, 3.0), size_m=0.7, style="vertical")
    path = written(tmp_path, chain, slanted, level, upright)
    document = ezdxf.readfile(path)
    dimensions = document.modelspace().query("DIMENSION")
    assert len(dimensions) == 6 and not document.audit().errors
    assert {round(one.get_measurement()) for one in dimensions} == {333, 1667, 3000, 5000, 4000}
    found = [one for one in parse_dxf(str(path), name=NAME).data["items"] if one["kind"] == "dimension"]
    assert len(found) == 4
    for item, wanted in zip(found, (chain, slanted, level, upright), strict=True):
        assert item["style"] == wanted.style and item["size_m"] == pytest.approx(wanted.size_m, abs=1e-6)
        for point, there in zip(item["points"], wanted.points, strict=True):
            assert math.dist(point, there) < 1e-6
    assert found[0]["measured_mm"] == [334.0]
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [path], [DXF_IMPORTER])
        (drawing,) = queries.drawings(case.read())
        taken = [one for one in queries.entities(case.read(), drawing.id) if one.kind is Kind.DIMENSION]
        assert sorted(len(one.points) for one in taken) == [2, 2, 2, 4]


def test_dimensions_of_other_programs_come_in(tmp_path: Path) -> None:
    document = ezdxf.new("R2010", setup=True)
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    space.add_linear_dim(base=(0, 500), p1=(0, 0), p2=(3000, 100), angle=0).render()
    space.add_aligned_dim(p1=(0, 0), p2=(3000, 4000), distance=200, text="5020").render()
    space.add_linear_dim(base=(0, 900), p1=(0, 0), p2=(3000, 100), angle=30).render()
    space.add_radius_dim(center=(0, 0), radius=1000, angle=45).render()
    path = tmp_path / NAME
    document.saveas(path)
    parsed = parse_dxf(str(path), name=NAME).data
    found = [one for one in parsed["items"] if one["kind"] == "dimension"]
    assert [(one["style"], one.get("measured_mm")) for one in found] == [("horizontal", None), ("", [5020.0])]
    assert found[0]["size_m"] == pytest.approx(0.5) and found[1]["size_m"] == pytest.approx(0.2)
    assert len(parsed["items"]) > 4  # those that measure in another way stay lines and text


def test_codes_old_encodings_and_files_without_one_are_read(tmp_path: Path) -> None:
    for version, encoding in (("R12", ""), ("R2000", ""), ("R2000", "gbk"), ("R2000", "unsaid"), ("R2018", "")):
        document = ezdxf.new(version)
        document.layers.add("墙体")
        document.modelspace().add_text("仓储区", dxfattribs={"layer": "墙体"})
        if version != "R12":
            document.modelspace().add_mtext("起火部位\\P二层")
        if encoding == "gbk":
            document.encoding = "gbk"
        document.saveas(tmp_path / NAME, encoding="gbk" if encoding else None)
        data = parse_dxf(str(tmp_path / NAME), name=NAME).data
        assert [item["text"] for item in data["items"]] == ["仓储区", "起火部位\n二层"][: len(data["items"])]
        assert data["items"][0]["layer"] == "墙体" and "墙体" in {layer["name"] for layer in data["layers"]}
    bare = "0\nSECTION\n2\nENTITIES\n0\nTEXT\n8\n墙体\n10\n0\n20\n0\n40\n3\n1\n仓储区\n0\nENDSEC\n0\nEOF\n"
    (tmp_path / NAME).write_bytes(bare.encode("gbk"))
    (item,) = parse_dxf(str(tmp_path / NAME), name=NAME).data["items"]
    assert (item["text"], item["layer"]) == ("仓储区", "墙体")


def test_layers_keep_whether_they_are_seen_and_locked(tmp_path: Path) -> None:
    document = ezdxf.new(units=4)
    for name, change in (("冻结", "freeze"), ("关闭", "off"), ("锁定", "lock"), ("普通", "on")):
        getattr(document.layers.add(name), change)()
        document.modelspace().add_line((0, 0), (1000, 0), dxfattribs={"layer": name})
    document.saveas(tmp_path / NAME)
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [tmp_path / NAME], [DXF_IMPORTER])
        layers = {one.name: (one.visible, one.locked) for one in case.read().all(DrawnLayer)}
    assert layers["冻结"] == layers["关闭"] == (False, False)
    assert layers["锁定"] == (True, True) and layers["普通"] == (True, False)


def test_attributes_holes_and_mirrored_circles_come_in_as_they_are(tmp_path: Path) -> None:
    document = ezdxf.new(units=6)
    space = document.modelspace()
    block = document.blocks.new("门")
    block.add_line((0, 0), (1, 0))
    space.add_blockref("门", (0, 0)).add_attrib("编号", "M-1", (0, 1))
    hatch = space.add_hatch()
    for x0, x1 in ((0, 4), (1, 2), (2.5, 3)):
        hatch.paths.add_polyline_path([(x0, x0), (x1, x0), (x1, x1), (x0, x1)], is_closed=True)
    space.add_circle((5, 1), 1, dxfattribs={"extrusion": (0, 0, -1)})
    space.add_circle((5, 1), 0)
    document.saveas(tmp_path / NAME)
    data = parse_dxf(str(tmp_path / NAME), name=NAME).data
    by_kind = {item["kind"]: item for item in data["items"]}
    assert by_kind["text"]["text"] == "M-1"
    assert abs(area_of(by_kind["hatch"]["points"])) == pytest.approx(16 - 1 - 0.25), "holes are not filled"
    assert [tuple(point) for point in by_kind["circle"]["points"]] == [(-5, 1)]
    assert data["skipped"] == {"CIRCLE (0)": 1}


def test_a_file_that_was_cut_off_says_so_and_gives_what_is_whole(tmp_path: Path) -> None:
    document = ezdxf.new(units=4)
    for n in range(40):
        document.modelspace().add_line((n * 1000, 0), (n * 1000, 500))
    document.saveas(tmp_path / "a.dxf")
    whole = (tmp_path / "a.dxf").read_bytes()
    (tmp_path / NAME).write_bytes(whole[: whole.index(b"\n20000.0") + 4])
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [tmp_path / NAME], [DXF_IMPORTER])
        (problem,) = case.read().all(Problem)
        assert problem.code == "drawing.dxf_cut_off" and problem.values["count"] == "20"
        assert case.read().count(Entity) == 20
    (tmp_path / NAME).write_bytes(whole[:600])
    with pytest.raises(UserError) as error:
        parse_dxf(str(tmp_path / NAME), name=NAME)
    assert error.value.code == "drawing.dxf_truncated"


def test_a_plan_in_the_coordinates_of_the_country_is_moved_near_and_keeps_its_place(tmp_path: Path) -> None:
    document = ezdxf.new(units=6)
    document.modelspace().add_line((38_512_345.25, 2_533_333.5), (38_512_349.25, 2_533_333.5))
    document.modelspace().add_line((38_512_345.25, 2_533_333.5), (38_512_345.25, 2_533_336.5))
    document.modelspace().add_line((0, 0), (1, 0))
    document.saveas(tmp_path / NAME)
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [tmp_path / NAME], [DXF_IMPORTER])
        (drawing,) = queries.drawings(case.read())
        assert drawing.origin == GeoPoint(x=38_512_300.0, y=2_533_300.0, frame=UNKNOWN_FRAME)
        problems = {one.code: one for one in case.read().all(Problem)}
        assert set(problems) == {"drawing.dxf_far", "drawing.dxf_skipped"}, "the line at the origin is too far away"
        found = queries.entities(case.read(), drawing.id)
        assert max(found[0].points + found[1].points) == pytest.approx((49.25, 33.5))


def test_what_is_written_passes_the_audit_with_its_hatches_and_dashes(tmp_path: Path) -> None:
    area = entity(Kind.HATCH, (0, 0), (3, 0), (3, 2), style="burned")
    path = written(tmp_path, *room(), area, line((0, 0), (1, 1), style="dashed"),
                   entity(Kind.DIMENSION, (0, 0), (4, 0), size_m=-0.5),
                   entity(Kind.SYMBOL, (1, 1), style="fire/origin"))
    document = ezdxf.readfile(path)
    auditor = document.audit()
    assert not auditor.errors and not auditor.fixes
    space = document.modelspace()
    assert [one for one in space.query("HATCH") if one.pattern is not None]
    assert any(one.dxf.linetype.startswith("EC_") for one in space.query("LINE"))
