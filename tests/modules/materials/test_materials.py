"""Any file can be taken in, is listed with its hash, and says what is wrong with it."""

from pathlib import Path

import pikepdf
import pytest

from modules.materials.importers import MATERIAL_IMPORTER, parse_material
from modules.materials.module import MODULE
from modules.materials.operations import describe, withdraw
from modules.materials.queries import valid_materials
from modules.materials.records import Material, MaterialKind
from modules.materials.rules import next_number, propose_kind
from workstation.api import Column, Table, UserError, Words
from workstation.api.testing import import_files, temporary_case


def test_files_become_materials_with_their_kind_and_text(tmp_path: Path) -> None:
    source = tmp_path / "卡 1"
    source.mkdir()
    (source / "王某询问笔录.txt").write_text("问:何时发现?\n答:两点左右。\n", "gb18030")
    (source / "主机日志.csv").write_text("时间,事件\n02:14,火警\n", "utf-8")
    (source / "现场.ply").write_bytes(b"ply\nformat binary\n")
    with temporary_case(tmp_path, [MODULE]) as case:
        report = import_files(case, [source], [MATERIAL_IMPORTER])
        assert (len(report.imported), report.problems) == (3, [])
        found = {material.title: material for material in valid_materials(case.read())}
    assert {title: material.kind for title, material in found.items()} == {
        "王某询问笔录": MaterialKind.STATEMENT, "主机日志": MaterialKind.ELECTRONIC, "现场": MaterialKind.SCAN,
    }
    assert found["王某询问笔录"].excerpt.startswith("问:何时发现") and found["王某询问笔录"].encoding == "gb18030"
    assert {material.number for material in found.values()} == {"C-001", "C-002", "C-003"}


def test_a_pdf_tells_its_pages(tmp_path: Path) -> None:
    document = pikepdf.new()
    document.add_blank_page()
    document.add_blank_page()
    document.save(tmp_path / "a.pdf")
    assert parse_material(str(tmp_path / "a.pdf"), name="a.pdf").data == {"pages": 2}


@pytest.mark.parametrize(("name", "content", "code"), [
    ("报告.pdf", b"just text", "materials.not_pdf"),
    ("报告.pdf", b"%PDF-1.7\n" + b"\0" * 900, "materials.pdf_damaged"),
    ("记录.txt", b"\x89PNG\0\0\0", "materials.not_text"),
])
def test_a_file_that_is_not_what_it_says_is_named(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError) as caught:
        parse_material(str(tmp_path / name), name=name)
    assert caught.value.code == code and caught.value.values["name"] == name


def test_the_list_prints_every_material_once(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("materials.describe") as work:
            work.put(Material(id="m1", file_id="f", title="合同", number="C-001"))
            work.put(Material(id="m2", file_id="f", title="旧合同", number="C-002"))
            describe(work, "m1", title="租赁合同", kind=MaterialKind.DOCUMENT, source="房东", note="")
            withdraw(work, ["m2"], "与本案无关")
        blocks = list(MODULE.sections[0].build(case.read(), Words("zh"), ""))
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert [row[1] for row in table.rows] == ["租赁合同", "旧合同（已撤回：与本案无关）"]
    assert isinstance(table.columns[0], Column)


def test_titles_and_reasons_are_asked_for(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case, case.work("materials.describe") as work:
        work.put(Material(id="m1", file_id="f", title="合同"))
        with pytest.raises(UserError, match="title_empty"):
            describe(work, "m1", title=" ", kind=MaterialKind.OTHER, source="", note="")
        with pytest.raises(UserError, match="reason_empty"):
            withdraw(work, ["m1"], "")


@pytest.mark.parametrize(("name", "kind"), [
    ("消防设施检测报告.pdf", MaterialKind.OPINION), ("监控录像.mp4", MaterialKind.RECORDING),
    ("一层平面图.dxf", MaterialKind.DRAWING), ("什么都不是", MaterialKind.OTHER),
])
def test_the_kind_is_proposed_from_the_name(name: str, kind: MaterialKind) -> None:
    assert propose_kind(name) is kind


def test_numbers_go_on_from_the_highest() -> None:
    assert next_number(set()) == "C-001"
    assert next_number({"C-009", "x", "C-abc"}) == "C-010"
