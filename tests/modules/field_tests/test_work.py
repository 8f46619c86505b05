"""Field tests and commissions: figures, bands, numbers, calibration, and the clock that stands still."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from modules.exhibits.module import MODULE as EXHIBITS
from modules.exhibits.operations import register
from modules.field_tests import operations, queries
from modules.field_tests.checks import CHECKS
from modules.field_tests.module import MODULE
from modules.field_tests.records import Commission, FieldTest, Method
from modules.field_tests.rules import CommissionState, evaluate, method_of, read_values, state_on
from workstation.api import (
    Block,
    ClockChange,
    Heading,
    Instrument,
    InstrumentKind,
    KeyValues,
    Ref,
    Table,
    UserError,
    Words,
    beijing,
)
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

AT = beijing("2026-03-17T15:20:00")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE, EXHIBITS], rules=load_rules()) as made:
        yield made


def enter(case: Case, **values: object) -> FieldTest:
    with case.work("field_tests.record") as work:
        return operations.record_test(work, **{"subject": "铁钉", "at": AT, **values})


def codes(case: Case) -> set[str]:
    return {finding.code.partition(".")[2] for check in CHECKS for finding in check.run(case.read())}


@pytest.mark.parametrize(("text", "values"), [
    ("1.2 1.3,1.4;1.5、 −2", (1.2, 1.3, 1.4, 1.5, -2.0)), ("", ()),
])
def test_readings_are_read(text: str, values: tuple[float, ...]) -> None:
    assert read_values(text) == values


@pytest.mark.parametrize("text", ["1.2 a", "nan", "1e999"])
def test_what_is_no_reading_is_named(text: str) -> None:
    with pytest.raises(UserError, match="bad_reading"):
        read_values(text)


@pytest.mark.parametrize(("values", "blanks", "unit", "said"), [
    ((1.2, 1.3, 1.25), (0.05,), "mT", "支持"),
    ((0.5, 0.5, 0.5), (), "mT", "仅供参考"),  # 0.5 belongs to the upper band
    ((6.0, 6.0, 6.0), (0.5,), "G", "仅供参考"),  # 5.5 G net = 0.55 mT
    ((0.6, 0.6, 0.6), (0.2,), "mT", "不能作为判据"),  # the blank is taken off
])
def test_magnetism_is_judged_net_and_in_millitesla(
    values: tuple[float, ...], blanks: tuple[float, ...], unit: str, said: str
) -> None:
    test = FieldTest(number="T", method=Method.MAGNETISM, subject="x", category="nail", unit=unit, values=values,
                     blanks=blanks)
    pack = load_rules().on("field_tests", date(2026, 3, 17))
    (band,) = evaluate(test, method_of(pack.data["methods"], "magnetism")).bands
    assert said in band.text["zh"] and band.certainty == "to_verify"


def test_mean_and_spread_are_those_of_the_sample() -> None:
    test = FieldTest(number="T", method=Method.REBOUND, subject="x", category="grey", values=(20.0, 22.0, 24.0),
                     blanks=(44.0,))
    pack = load_rules().on("field_tests", date(2026, 3, 17))
    judged = evaluate(test, method_of(pack.data["methods"], "rebound"))
    assert (judged.mean, judged.spread, judged.net, judged.ratio) == (22.0, 2.0, -22.0, 0.5)
    assert judged.bands[0].text["en"] == "Grey: about 600 to 900 °C"


def test_every_method_has_its_form() -> None:
    forms = load_rules().on("field_tests", date(2026, 3, 17)).data["methods"]
    assert {form["code"] for form in forms} == {method.value for method in Method} == set(queries.METHOD_WORDS)
    for form in forms:
        known = {item["code"] for item in form["categories"]}
        assert form["instrument"] in {kind.value for kind in InstrumentKind}
        assert {band["category"] for band in form["bands"] if "category" in band} <= known
        assert all(band["clause"] and set(band["text"]) == {"zh", "en"} for band in form["bands"])


def test_numbers_are_given_and_kept(case: Case) -> None:
    first, second = enter(case), enter(case)
    assert (first.number, second.number) == ("T-001", "T-002")
    with pytest.raises(UserError, match="number_taken"):
        enter(case, number="T-002")
    with pytest.raises(UserError, match="subject_empty"):
        enter(case, subject=" ")
    with case.work("field_tests.withdraw") as work:
        operations.withdraw_tests(work, [first.id], "仪器未检定")
    assert [test.number for test in queries.valid_tests(case.read())] == ["T-002"]


def test_a_calibration_that_had_ended_is_an_error(case: Case) -> None:
    with case.work("instruments") as work:
        for name, until in (("旧", date(2026, 3, 16)), ("新", date(2026, 3, 17))):
            work.put(Instrument(id=name, name=name, kind=InstrumentKind.GAUSSMETER, valid_until=until))
    enter(case, values=(1.0, 1.1, 1.0), blanks=(0.1,), position="西墙", testers=("a", "b"), instrument_id="新")
    assert not codes(case)
    enter(case, values=(1.0,), instrument_id="旧")
    assert codes(case) == {"calibration_ended", "too_few_readings", "no_blank", "too_few_testers", "no_position"}


def test_a_commission_pauses_the_clock_until_the_opinion_is_in(case: Case) -> None:
    with case.work("commission") as work:
        made = operations.commission(work, laboratory="鉴定中心", sent_on=date(2026, 3, 19), due_on=date(2026, 4, 9))
    (pause,) = case.read().all(ClockChange)
    assert (pause.id, pause.start, pause.end) == (made.id, date(2026, 3, 19), None)
    assert state_on(made, date(2026, 4, 9)) is CommissionState.AWAITED
    assert state_on(made, date(2026, 4, 10)) is CommissionState.OVERDUE
    with case.work("result") as work:
        operations.receive_result(work, made.id, date(2026, 4, 8), "鉴字42", "一次短路熔痕")
    (pause,) = case.read().all(ClockChange)
    assert pause.end == date(2026, 4, 8) and "鉴字42" in pause.reason
    with case.work("withdraw") as work:
        operations.withdraw_commission(work, made.id, "误送")
    assert not case.read().all(ClockChange)


def test_an_opinion_needs_words_and_a_day_after_the_sending(case: Case) -> None:
    with case.work("commission") as work:
        made = operations.commission(work, laboratory="鉴定中心", sent_on=date(2026, 3, 19), pauses=False)
    assert not case.read().all(ClockChange)
    with pytest.raises(UserError, match="result_empty"), case.work("result") as work:
        operations.receive_result(work, made.id, date(2026, 4, 8), "", " ")
    with pytest.raises(UserError, match="before_sent"), case.work("result") as work:
        operations.receive_result(work, made.id, date(2026, 3, 1), "", "一次短路熔痕")
    assert {"no_samples", "no_request", "too_few_bringers"} <= codes(case)


def test_the_form_lists_samples_with_amount_and_seal(case: Case) -> None:
    with case.work("exhibits") as work:
        exhibit = register(work, name="电源线", amount=1.0, unit="段", position="西墙", seal_number="封-1")
        operations.commission(work, laboratory="鉴定中心", samples=(Ref("exhibits", exhibit.id),), request="熔痕性质",
                              sent_by=(TEST_OFFICER.id,))
    blocks = built(case, "field_tests.commissions")
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert "1 段" in table.rows[0] and "封-1" in table.rows[0] and table.min_rows == 4


def test_the_record_says_that_it_is_a_first_check(case: Case) -> None:
    enter(case, values=(1.2, 1.3, 1.25), blanks=(0.05,), category="nail", unit="mT", parameters={"disturbed": "no"})
    blocks = built(case, "field_tests.record")
    text = str(blocks)
    assert "现场初检，不代替鉴定" in text and "待核" in text and "高于空白" in text
    assert any(isinstance(block, KeyValues) and ("是否受过敲击、移动", "否") in block.rows for block in blocks)


def test_nothing_tested_leaves_no_page(case: Case) -> None:
    assert not built(case, "field_tests.record") and not built(case, "field_tests.commissions")


def built(case: Case, section_id: str) -> list[Block]:
    section = next(section for section in MODULE.sections if section.id == section_id)
    blocks = list(section.build(case.read(), Words("zh"), ""))
    assert all(block.text for block in blocks if isinstance(block, Heading))
    return blocks


def test_records_come_back_as_they_were(case: Case) -> None:
    made = enter(case, values=(0.1, -3.0), parameters={"wire": "铜 2×1.5"})
    assert case.read().get(FieldTest, made.id) == made
    assert replace(Commission(number="L", laboratory="x"), pauses=False).pauses is False
