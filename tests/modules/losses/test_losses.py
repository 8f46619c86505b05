"""Losses by XF 185: formulas, exact sums, declared against counted, adoption, declarations as workbooks."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.incident.module import MODULE as INCIDENT
from modules.losses import operations
from modules.losses.importers import PARSE, items_of, parse_declaration, take
from modules.losses.module import MODULE
from modules.losses.queries import losses
from modules.losses.records import Category, CostKind, LossAdoption, LossCost, LossDeclaration, LossItem, Method
from modules.losses.rules import apart, newness, percent, reckon, total
from modules.losses.sections import build
from workstation.api import KeyValues, Loss, Party, PartyKind, Table, UserError, Words
from workstation.api.testing import TEST_OFFICER, job_of, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

ZH = Words("zh")
D = Decimal
MACHINE = LossItem(
    id="m", name="高频热合机", category=Category.EQUIPMENT, quantity=D(2), unit="台", unit_price_yuan=D("18600"),
    age_years=D(3), life_years=D(10), salvage_rate=D("0.05"), burn_rate=D("0.9"), burn_reason="机身烧损变形",
    price_source="厂家报价",
)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path / "案件 副本", [INCIDENT, MODULE], rules=load_rules()) as made:
        with made.work("incident.party") as work:
            work.put(Party(id="shop", kind=PartyKind.ORGANISATION, name="兴业箱包店"))
        yield made


def test_replacement_value_newness_and_burn_out() -> None:
    """2 × 18,600 × (1 − 0.95 / 10 × 3) × 0.9 = 37,200 × 71.5 % × 90 % = 23,938.20 yuan."""
    assert newness(MACHINE) == Fraction(715, 1000)
    reckoned = reckon(MACHINE)
    assert reckoned.amount == D("23938.20")
    assert [step.result for step in reckoned.steps] == ["37,200.00", "71.5 %", "23,938.20"]


def test_old_things_keep_their_floor_and_never_less_than_nothing() -> None:
    old = replace(MACHINE, age_years=D(14))
    assert newness(old) == 0 and reckon(old).amount == 0
    assert newness(replace(old, least_newness=D("0.2"))) == Fraction(1, 5)


@pytest.mark.parametrize(("changes", "amount"), [
    ({"method": Method.REPAIR, "repair_yuan": D(5000)}, "5000.00"),
    ({"method": Method.REPAIR, "repair_yuan": D(50000)}, "26598.00"),  # no more than 37,200 × 71.5 %
    ({"method": Method.STOCK, "residual_yuan": D(480)}, "33000.00"),  # 37,200 × 0.9 − 480
    ({"method": Method.STOCK, "residual_yuan": D(99999)}, "0.00"),
    ({"method": Method.HERITAGE, "factor": D("1.5")}, "50220.00"),
    ({"method": Method.ESTIMATE}, "37200.00"),
])
def test_other_methods(changes: dict[str, object], amount: str) -> None:
    assert reckon(replace(MACHINE, **changes)).amount == D(amount)


def test_what_lacks_an_input_has_no_loss_and_says_what_is_missing() -> None:
    reckoned = reckon(replace(MACHINE, burn_rate=None, life_years=None))
    assert (reckoned.amount, reckoned.missing) == (None, ("life_years", "burn_rate"))


@given(st.lists(st.decimals(0, 10**7, places=2), max_size=200))
def test_sums_are_exact(amounts: list[Decimal]) -> None:
    items = [LossItem(name="货", method=Method.ESTIMATE, unit_price_yuan=amount) for amount in amounts]
    assert total(items, ()).property_yuan == sum(amounts, D(0))


@pytest.mark.parametrize(("changes", "code"), [
    ({"unit_price_yuan": D(-1)}, "losses.negative"), ({"burn_rate": D("1.01")}, "losses.bad_rate"),
    ({"burnt_area_m2": D(90), "whole_area_m2": D(80)}, "losses.area"), ({"life_years": D(0)}, "losses.bad_life"),
    ({"name": "  "}, "losses.name_empty"), ({"declared_yuan": D(10) ** 14}, "losses.too_much"),
])
def test_what_makes_no_sense_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(UserError) as refused:
        replace(MACHINE, **changes)
    assert refused.value.code == code


def fill(case: Case) -> None:
    with case.work("losses.item") as work:
        operations.put_item(work, replace(MACHINE, party_id="shop", declared_yuan=D(24000)))
        operations.put_item(work, LossItem(
            id="g", party_id="shop", name="皮革面料", category=Category.GOODS, method=Method.STOCK, quantity=D(300),
            unit="米", unit_price_yuan=D("21.37"), burn_rate=D(1), burn_reason="烧毁", price_source="进货单",
            declared_yuan=D(9000),
        ))
        operations.put_cost(work, LossCost(kind=CostKind.AGENT, name="泡沫液", amount_yuan=D("1200.50")))
        operations.put_cost(work, LossCost(kind=CostKind.MEDICAL, name="住院", who="吴某", amount_yuan=D("3000")))


def test_the_sums_are_adopted_by_an_officer_and_become_a_count(case: Case) -> None:
    fill(case)
    with case.work("losses.adopt") as work:
        operations.adopt(work)
    (adopted,), (counted,) = case.read().all(LossAdoption), case.read().all(Loss)
    assert (adopted.property_yuan, adopted.economic_yuan) == (D("30349.20"), D("34549.70"))
    assert (counted.direct_property_yuan, counted.direct_economic_yuan) == (30349.20, 34549.70)
    assert adopted.adopted_by == TEST_OFFICER.id
    codes = {finding.code for check in MODULE.checks for finding in check.run(case.read())}
    assert codes == {"losses.apart"}, "9,000 declared against 6,411 counted is 40 % apart"
    with case.work("losses.item") as work:
        leather = replace(work.get(LossItem, "g"), burn_rate=D("0.5"), difference_reason="半数可用")
        operations.put_item(work, leather)
    codes = {finding.code for check in MODULE.checks for finding in check.run(case.read())}
    assert codes == {"losses.changed_since"}


def test_nothing_incomplete_is_adopted(case: Case) -> None:
    with case.work("losses.adopt") as work, pytest.raises(UserError) as refused:
        operations.adopt(work)
    assert refused.value.code == "losses.nothing_to_adopt"
    with case.work("losses.item") as work:
        operations.put_item(work, replace(MACHINE, burn_rate=None))
    with case.work("losses.adopt") as work, pytest.raises(UserError) as refused:
        operations.adopt(work)
    assert (refused.value.code, refused.value.values["names"]) == ("losses.unreckoned", "高频热合机")
    with case.work("losses.item") as work, pytest.raises(UserError) as refused:
        operations.put_item(work, replace(MACHINE, party_id="nobody"))
    assert refused.value.code == "losses.no_such_party"


def test_how_far_apart() -> None:
    assert apart(D(130), D(100)) == Fraction(3, 10) and apart(D(5), D(0)) == 1 and apart(D(0), D(0)) == 0
    assert apart(None, D(1)) is None and percent(Fraction(1, 3)) == "33.33 %"


def test_the_form_prints_every_input(case: Case) -> None:
    fill(case)
    blocks = list(build(case.read(), ZH, ""))
    form, reasons = [block for block in blocks if isinstance(block, Table)][:2]
    row = [str(cell) for cell in form.rows[0]]
    assert row == ["1", "高频热合机", "2 台 × 18,600.00", "71.5 % × 90 %", "23,938.20", "24,000.00"]
    number, reason = (str(cell) for cell in reasons.rows[0])
    assert number == "1" and "已使用 3 年／折旧年限 10 年，残值率 5 %" in reason and "厂家报价" in reason
    sums = next(block for block in blocks if isinstance(block, KeyValues))
    assert "叁万零叁佰肆拾玖元贰角" in str(sums.rows[0][1])


# ---- declarations


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["火灾直接财产损失申报统计表"], ["申报单位:兴业箱包店"],
        ["序号", "名称", "数量", "单位", "购置价", "购置时间", "申报损失"],
        [1, "高频热合机", 2, "台", 18600, date(2023, 3, 17), 24000], [2, "皮革面料", "300", "米", "21.37", "", "0.9万"],
        [3, "旧空调", "二", "台", 2000, "2015年6月", 500], ["合计", None, None, None, None, None, 33500],
    ):
        sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_mapped_and_entered_as_one_step(case: Case, tmp_path: Path) -> None:
    path = workbook(tmp_path / "申报表 副本.xlsx")
    parsed = parse_declaration(str(path), name=path.name)
    assert parsed.data["head"] == 2
    assert parsed.data["roles"] == {"name": 1, "quantity": 2, "unit": 3, "price": 4, "declared": 6, "date": 5}
    with job_of(case) as job:
        found = take(job, path, parsed.data["roles"], 2, "shop", date(2026, 3, 17))
        assert (found.items, found.bad) == (2, (6,)), "a quantity in words can't be read"
        machine, leather = losses(case.read()).items
        assert (machine.unit_price_yuan, machine.age_years, machine.declared_yuan) == (D(18600), D("3.0"), D(24000))
        assert (leather.quantity, leather.declared_yuan, leather.category) == (D(300), D(9000), Category.GOODS)
        assert [one.declared_yuan for one in case.read().all(LossDeclaration)] == [D(33000)]
        with pytest.raises(UserError) as refused:
            take(job, path, parsed.data["roles"], 2, "shop", None)
        assert refused.value.code == "losses.declared_already"


def test_merged_cells_negative_figures_and_empty_rows_are_told_by_their_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["名称", "数量", "单价", "申报损失"], ["缝纫机", "14", 2600, 46000], [None, 3, 2900, 8000], [],
        ["面料", "５６００", "21.37", -500], ["成品", 10, 36.5, "３６５"], [None, "申报人：", None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    path = tmp_path / "申报表 合并.xlsx"
    book.save(path)
    data = parse_declaration(str(path), name=path.name).data
    items, bad = items_of(data["rows"], data["head"], data["roles"], None, None, "f")
    assert [(item.name, item.quantity, item.declared_yuan) for item in items] == [
        ("缝纫机", D(14), D(46000)), ("成品", D(10), D(365))]
    assert bad == [3, 5], "figures under a merged name, and a negative amount"


def test_text_in_gbk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "申报.csv"
    with path.open("w", encoding="gbk", newline="") as stream:
        rows = [["品名", "数量", "单价"], ["沙发", "1", "1,280 元"], ["", "", ""], ["小计", "", "1280"]]
        csv.writer(stream).writerows(rows)
    data = parse_declaration(str(path), name=path.name).data
    items, bad = items_of(data["rows"], data["head"], data["roles"], None, None, "f")
    (sofa,) = items
    assert (sofa.name, sofa.unit_price_yuan, sofa.category, bad) == ("沙发", D(1280), Category.FURNITURE, [])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\0\1\2\3" * 40, "只有一行".encode(), b"a,b\n1,2\n"])
def test_what_is_no_declaration_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏 表.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        parse_declaration(str(path), name=path.name)
    assert (refused.value.code, refused.value.values["name"]) == ("losses.not_a_table", "坏 表.xlsx")
    assert PARSE.endswith(parse_declaration.__name__)


def test_what_is_wrong_is_called_by_its_title() -> None:
    with pytest.raises(UserError) as caught:
        LossItem(name="货架", quantity=Decimal(1), burn_rate=Decimal(85))
    assert "烧损率" in Words("zh").error(caught.value) and "Burn-out rate" in Words("en").error(caught.value)
