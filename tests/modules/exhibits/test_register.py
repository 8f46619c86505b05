"""The register, hand-overs, checks and stock checks in a real case."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from modules.exhibits import operations, queries
from modules.exhibits.module import MODULE
from modules.exhibits.records import Category, CustodyEvent, Exhibit, SealState, StockCheck
from modules.exhibits.rules import label_code
from workstation.api import Finding, Moment, Officer, Ref, Severity, UserError, Words, beijing
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.history import redo, undo
from workstation.services.rules import load_rules
from workstation.storage.case import Case

SECOND = Officer(id="officer-two", name="王晓明", unit="测试大队", certificate_no="T-002", verified=True)
TAKEN = beijing("2026-01-23T10:00:00")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as made:
        with made.work("exhibits.register") as work:
            work.put(SECOND)
        yield made


def register(case: Case, **values: object) -> Exhibit:
    facts = {
        "name": "导线熔痕", "extracted_at": TAKEN, "sealed_at": Moment(utc=TAKEN.utc), "seal_number": "QX-1",
        "extractors": (TEST_OFFICER.id, SECOND.id), "witness": "许桂兰", "position_measured": True,
        "photos_before": (Ref("photos", "p1"),), **values,
    }
    with case.work("exhibits.register") as work:
        return operations.register(work, **facts)


def hand_over(case: Case, exhibit: Exhibit, giver: str, receiver: str, at: str, **values: object) -> CustodyEvent:
    facts = {"giver_signed": True, "receiver_signed": True, "place": "鉴定中心", "purpose": "送检", **values}
    event = CustodyEvent(
        exhibit_id=exhibit.id, giver=giver, receiver=receiver, at=beijing(at), **facts,
    )
    with case.work("exhibits.hand_over") as work:
        return operations.hand_over(work, event)


def findings(case: Case) -> dict[str, Finding]:
    read = case.read()
    return {finding.code: finding for check in MODULE.checks for finding in check.run(read)}


def test_numbers_are_given_kept_and_unique(case: Case) -> None:
    first, second = register(case), register(case)
    assert (first.number, second.number) == ("W-001", "W-002")
    with case.work("exhibits.register") as work:
        operations.register(work, second.id, name="插座")
    assert case.read().get(Exhibit, second.id).number == "W-002"
    with pytest.raises(UserError, match="number_taken"), case.work("exhibits.register") as work:
        operations.register(work, second.id, number="W-001")
    with pytest.raises(UserError, match="name_empty"), case.work("exhibits.register") as work:
        operations.register(work, name="  ")
    assert register(case, number="W-117").number == "W-117" and register(case).number == "W-118"


def test_an_exhibit_that_was_taken_as_the_standard_asks_raises_nothing(case: Case) -> None:
    exhibit = register(case)
    hand_over(case, exhibit, SECOND.name, "陈芳", "2026-01-26T10:20:00")
    assert findings(case) == {}


@pytest.mark.parametrize(("values", "code", "severity"), [
    ({"extractors": (TEST_OFFICER.id,)}, "exhibits.too_few_extractors", Severity.ERROR),
    ({"extractors": (TEST_OFFICER.id, TEST_OFFICER.id)}, "exhibits.too_few_extractors", Severity.ERROR),
    ({"witness": ""}, "exhibits.no_witness", Severity.WARNING),
    ({"photos_before": ()}, "exhibits.no_photo_before", Severity.WARNING),
    ({"position_measured": False}, "exhibits.not_measured", Severity.WARNING),
    ({"seal_number": ""}, "exhibits.no_seal", Severity.WARNING),
    ({"sealed_at": beijing("2026-01-23T09:59:59")}, "exhibits.sealed_before", Severity.ERROR),
    ({"category": Category.ASH, "amount": 180.0, "unit": "g"}, "exhibits.below_minimum", Severity.WARNING),
    ({"category": Category.ASH, "amount": 180.0, "unit": "g", "extracted_at": None, "sealed_at": None},
     "exhibits.below_minimum", Severity.WARNING),
    ({"category": Category.ASH}, "exhibits.amount_unknown", Severity.INFO),
    ({"category": Category.GAS, "amount": 2.0, "unit": "袋"}, "exhibits.amount_other_unit", Severity.INFO),
])
def test_what_the_standards_ask_for_is_checked(
    case: Case, values: dict[str, object], code: str, severity: Severity
) -> None:
    exhibit = register(case, **values)
    (found,) = findings(case).values()
    assert (found.code, found.severity, found.ref) == (code, severity, Ref("exhibits", exhibit.id))
    for language in ("zh", "en"):
        assert exhibit.number in Words(language)(f"finding.{code}", **found.values)


def test_a_refused_signature_is_enough(case: Case) -> None:
    register(case, witness="", witness_refused=True)
    assert findings(case) == {}


def test_one_exhibit_from_before_the_standard_does_not_hide_the_others(case: Case) -> None:
    register(case, category=Category.ASH, amount=1, unit="g", extracted_at=beijing("2005-01-01T10:00:00"),
             sealed_at=beijing("2005-01-01T10:10:00"))
    later = register(case, category=Category.ASH, amount=1, unit="g")
    assert findings(case)["exhibits.below_minimum"].ref == Ref("exhibits", later.id)


def test_gaps_and_broken_seals_raise_checks(case: Case) -> None:
    exhibit = register(case)
    hand_over(case, exhibit, SECOND.name, "陈芳", "2026-01-26T10:20:00", seal_state=SealState.BROKEN, note="袋口开裂",
              new_seal_number="QX-2")
    hand_over(case, exhibit, "赵某", "刘洋", "2026-01-27T10:20:00", receiver_signed=False)
    found = findings(case)
    assert found.keys() == {
        "exhibits.chain_seal_broken", "exhibits.chain_wrong_giver", "exhibits.chain_not_signed",
    }
    assert found["exhibits.chain_wrong_giver"].values["expected"] == "陈芳"
    assert found["exhibits.chain_seal_broken"].severity is Severity.ERROR
    assert case.read().get(Exhibit, exhibit.id).seal_number == "QX-2"
    with case.work("exhibits.withdraw") as work:
        operations.withdraw(work, [exhibit.id], "与起火无关")
    assert findings(case) == {}


@pytest.mark.parametrize(("values", "code"), [
    ({"giver": " "}, "hand_over_names"), ({"receiver": ""}, "hand_over_names"),
    ({"seal_state": SealState.BROKEN}, "broken_seal_note"), ({"seal_state": SealState.RESEALED}, "resealed_number"),
])
def test_a_hand_over_says_what_it_must(case: Case, values: dict[str, object], code: str) -> None:
    exhibit = register(case)
    with pytest.raises(UserError, match=code) as caught:
        hand_over(case, exhibit, **{"giver": "王晓明", "receiver": "陈芳", "at": "2026-01-26", **values})
    assert caught.value.values["number"] == "W-001"
    assert case.read().count(CustodyEvent) == 0


def test_a_hand_over_is_corrected_never_changed(case: Case) -> None:
    exhibit, other = register(case), register(case)
    wrong = hand_over(case, exhibit, "赵某", "陈芳", "2026-01-26T10:20:00")
    with pytest.raises(UserError, match="custody_fixed"), case.work("exhibits.hand_over") as work:
        operations.hand_over(work, wrong)
    with pytest.raises(UserError, match="reason_empty"):
        hand_over(case, exhibit, SECOND.name, "陈芳", "2026-01-26T10:20:00", supersedes=wrong.id)
    with pytest.raises(UserError, match="corrected_already"):
        hand_over(case, other, SECOND.name, "陈芳", "2026-01-26", supersedes=wrong.id, reason="x")
    hand_over(case, exhibit, SECOND.name, "陈芳", "2026-01-26T10:20:00", supersedes=wrong.id, reason="交出人写错")
    assert findings(case) == {}
    with pytest.raises(UserError, match="corrected_already"):
        hand_over(case, exhibit, SECOND.name, "刘洋", "2026-01-26", supersedes=wrong.id, reason="y")
    assert case.read().count(CustodyEvent, exhibit_id=exhibit.id) == 2


def test_a_hand_over_with_its_new_seal_is_undone_and_redone_as_one_step(case: Case) -> None:
    exhibit = register(case)
    hand_over(case, exhibit, SECOND.name, "陈芳", "2026-01-26", seal_state=SealState.RESEALED, new_seal_number="QX-9")
    undo(case)
    assert case.read().count(CustodyEvent) == 0
    assert case.read().get(Exhibit, exhibit.id).seal_number == "QX-1"
    redo(case)
    assert case.read().count(CustodyEvent) == 1
    assert case.read().get(Exhibit, exhibit.id).seal_number == "QX-9"


def test_withdrawing_needs_a_reason_and_keeps_the_first_one(case: Case) -> None:
    exhibit = register(case)
    with pytest.raises(UserError, match="reason_empty"), case.work("exhibits.withdraw") as work:
        operations.withdraw(work, [exhibit.id], "  ")
    for reason in ("与起火无关", "别的理由"):
        with case.work("exhibits.withdraw") as work:
            operations.withdraw(work, [exhibit.id], reason)
    assert case.read().get(Exhibit, exhibit.id).withdrawn == "与起火无关"
    assert queries.valid_exhibits(case.read()) == []


def test_a_stock_check_finds_what_is_there_missing_and_foreign(case: Case) -> None:
    first, second, third = register(case), register(case), register(case)
    gone = register(case, name="插座")
    with case.work("exhibits.withdraw") as work:
        operations.withdraw(work, [gone.id], "与起火无关")
    with case.work("exhibits.stock_begin") as work:
        check = operations.begin_stock_check(work)
    assert set(check.expected) == {first.id, second.id, third.id}
    late = register(case)
    code = label_code(case.info.id, first.id)
    with case.work("exhibits.scan") as work:
        scanned = operations.scan_all(work, check.id, [
            code, code, " w-002", "6901234567892", gone.number, label_code("another case", "x"), late.number,
        ])
    assert [one.exhibit and one.exhibit.number for one in scanned] == [
        "W-001", "W-001", "W-002", None, "W-004", None, "W-005",
    ]
    assert [one.again for one in scanned] == [False, True, False, False, False, False, False]
    with case.work("exhibits.stock_finish") as work:
        done = operations.finish_stock_check(work, check.id)
    assert done.found == (first.id, second.id, late.id) and len(done.foreign) == 3
    found = findings(case)
    assert found.keys() == {"exhibits.not_in_stock"}
    assert found["exhibits.not_in_stock"].values["number"] == third.number
    told = [
        queries.foreign_text(queries.all_exhibits(case.read()), case.info.id, item, Words("zh"))
        for item in done.foreign
    ]
    assert told[:2] == ["6901234567892", "W-004 插座（已撤回：与起火无关）"]


def test_one_count_at_a_time_and_a_finished_one_stays(case: Case) -> None:
    register(case)
    with case.work("exhibits.stock_begin") as work:
        check = operations.begin_stock_check(work)
    with pytest.raises(UserError, match="stock_open"), case.work("exhibits.stock_begin") as work:
        operations.begin_stock_check(work)
    with case.work("exhibits.stock_finish") as work:
        operations.finish_stock_check(work, check.id)
    with pytest.raises(UserError, match="stock_finished"), case.work("exhibits.scan") as work:
        operations.scan(work, check.id, "W-001")
    with pytest.raises(UserError, match="stock_finished"), case.work("exhibits.stock_finish") as work:
        operations.finish_stock_check(work, check.id)
    assert "exhibits.not_in_stock" in findings(case)
    with case.work("exhibits.stock_begin") as work:
        second = operations.begin_stock_check(work)
        operations.scan(work, second.id, "W-001")
        operations.finish_stock_check(work, second.id)
    assert "exhibits.not_in_stock" not in findings(case) and case.read().count(StockCheck) == 2


def test_extractions_and_hand_overs_stand_on_the_time_line_and_can_be_cited(case: Case) -> None:
    exhibit = register(case)
    hand_over(case, exhibit, SECOND.name, "陈芳", "2026-01-26T10:20:00")
    (timeline,), (search,) = MODULE.timelines, MODULE.searches
    items = list(timeline.items(case.read()))
    assert [item.moment.text("%m-%d %H:%M") for item in items] == ["01-23 10:00", "01-26 10:20"]
    (entry,) = search.entries(case.read())
    assert search.evidence and (entry.number, entry.ref) == ("W-001", Ref("exhibits", exhibit.id))
