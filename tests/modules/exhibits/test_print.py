"""What is printed is read back by other programs: pdfium draws the page, zxing reads the codes, pdfium the text."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from modules.exhibits import operations
from modules.exhibits.importers import read_codes
from modules.exhibits.records import CustodyEvent, Exhibit, SealState
from modules.exhibits.rules import read_label
from workstation.api import Officer, Place, beijing
from workstation.app import App, build
from workstation.services.dossier import Exported, Request, export_document
from workstation.services.job import Job, direct_write
from workstation.storage.case import Case

SECOND = Officer(id="officer-two", name="王晓明", unit="清溪大队", verified=True)
LONG = "电动自行车锂电池残骸(外壳熔化变形、电芯喷出)"
COUNT = 13  # more than a page of labels


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    made = build(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def case(app: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("案件 副本") / "案件"
    made = app.workbench.create_case(folder, "清溪“1·23”火灾", app.identities.machine().officer)
    with made.work("exhibits.register") as work:
        work.put(SECOND)
        work.put(Place(id="p", name="一层车间东北角"))
        for number in range(COUNT):
            day = "23" if number < COUNT - 1 else "24"
            operations.register(
                work, name=f"第{number + 1}号残留物" if number else LONG, amount=1, unit="份",
                extracted_at=beijing(f"2026-01-{day}T10:{number:02}:00"), extractors=(SECOND.id,), place_id="p",
                position="距西墙 1.2 m", seal_number=f"QX-{number + 1:02}", witness="许桂兰" if day == "23" else "",
                witness_refused=day == "24", method="整体提取",
            )
        first, second, *_ = work.all(Exhibit, order=("number",))
        operations.withdraw(work, [second.id], "与起火无关")
        operations.hand_over(work, CustodyEvent(
            exhibit_id=first.id, giver="赵某", receiver="陈芳", at=beijing("2026-01-26T10:20:00"), purpose="送检",
            seal_state=SealState.BROKEN, note="袋口开裂", new_seal_number="QX-99",
        ))
    yield made
    made.close()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


def export(app: App, case: Case, target: Path, document: str, language: str = "zh") -> Exported:
    job = Job(case, direct_write(case), app.parse, lambda _: None)
    return export_document(job, Request(target, document, language), app.identities.machine())


def codes(path: Path, dots_per_inch: int = 150) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    found = [
        code.text for page in document
        for code in zxingcpp.read_barcodes(page.render(scale=dots_per_inch / 72).to_pil().convert("L"))
    ]
    document.close()
    return found


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    found = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_label_carries_the_code_of_its_exhibit(app: App, case: Case, out: Path, language: str) -> None:
    made = export(app, case, out / f"labels-{language}.pdf", "exhibit-labels", language)
    assert not made.failures and made.pages == 2, "labels alone: no cover, no list of contents, no closing pages"
    wanted = {exhibit.id: exhibit for exhibit in case.read().where(Exhibit, withdrawn="")}
    found = codes(made.path)
    assert len(found) == len(wanted) == COUNT - 1
    assert {read_label(code, case.info.id) for code in found} == set(wanted)
    whole = "".join(texts(made.path))
    for exhibit in wanted.values():
        assert exhibit.number in whole and exhibit.seal_number in whole
        assert exhibit.extracted_at and exhibit.extracted_at.text("%Y-%m-%d%H:%M") in whole
    assert "清溪“1·23”火灾" in whole and "W-002" not in whole


def test_a_photograph_of_labels_is_read_in_the_sandbox(app: App, case: Case, out: Path) -> None:
    made = export(app, case, out / "photographed.pdf", "exhibit-labels")
    document = pypdfium2.PdfDocument(made.path)
    picture = document[0].render(scale=2).to_pil().rotate(7, expand=True, fillcolor="white")
    document.close()
    picture.save(out / "货架 副本.jpg", quality=70)
    parsed = app.parse("modules.exhibits.importers:read_codes", out / "货架 副本.jpg")
    assert len(parsed.data["codes"]) == 10
    assert all(read_label(code, case.info.id) for code in parsed.data["codes"])
    (out / "kein.jpg").write_bytes(b"no picture")
    with pytest.raises(Exception, match="not_an_image"):
        read_codes(str(out / "kein.jpg"))


def test_the_extraction_list_is_one_form_for_each_day(app: App, case: Case, out: Path) -> None:
    made = export(app, case, out / "list.pdf", "extraction-list")
    pages = texts(made.path)
    assert [page.count("火灾痕迹物品提取清单") for page in pages if "火灾痕迹物品提取清单" in page] == [1, 1]
    first, last = "".join(pages[:-1]), pages[-1]
    assert all(f"W-{number:03}" in first for number in range(1, COUNT) if number != 2) and "W-002" not in first
    assert f"W-{COUNT:03}" in last and "W-001" not in last
    assert "许桂兰" in first and "拒绝签名" in last
    assert first.count("签名") >= 3, "two extractors and a witness sign"


def test_the_dossier_holds_the_form_the_register_and_each_chain(app: App, case: Case, out: Path) -> None:
    made = export(app, case, out / "案卷.pdf", "dossier")
    assert not made.failures and not made.missing_targets
    whole = "".join(texts(made.path))
    assert "火灾痕迹物品提取清单" in whole
    assert "已撤回：与起火无关" in whole
    assert "QX-99" in whole and "袋口开裂" in whole and "赵某" in whole
    wanted = {exhibit.id for exhibit in case.read().where(Exhibit, withdrawn="")}
    assert {read for code in codes(made.path) if (read := read_label(code, case.info.id))} == wanted


def test_the_count_is_printed_with_what_is_missing(app: App, case: Case, out: Path) -> None:
    with case.work("exhibits.stock_begin") as work:
        check = operations.begin_stock_check(work)
        operations.scan_all(work, check.id, ["W-001", "6901234567892", "W-002"])
    (page,) = texts(export(app, case, out / "count.pdf", "stock-check").path)
    assert "尚未结束" in page and "未找到" not in page
    with case.work("exhibits.stock_finish") as work:
        operations.finish_stock_check(work, check.id)
    (page,) = texts(export(app, case, out / "count.pdf", "stock-check").path)
    assert "尚未结束" not in page and "6901234567892" in page
    assert page.count("未找到") == COUNT - 2 and "已撤回" in page
