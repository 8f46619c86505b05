"""What the public reads: no private data; the rating that items propose; publishing is a named officer's act."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from modules.rectification import operations, queries
from modules.rectification.module import MODULE
from modules.rectification.records import Grade, Measure, MeasureStatus
from modules.rectification.rules.publishing import Private, leaks, veiled
from modules.rectification.rules.ratings import proposed
from modules.rectification.sections.publication import draft
from workstation.api import Party, PartyKind, Ref, UserError, Words, Work
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

RULES = load_rules()
RATINGS = next(pack for pack in RULES.packs if pack.id == "rectification-2021").data["ratings"]
C, P, N, U = Grade.CARRIED_OUT, Grade.PARTLY, Grade.NOT, Grade.NONE


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE], rules=RULES) as made:
        with made.work("rectification.measure") as work:
            work.put(Party(id="owner", kind=PartyKind.PERSON, name="黄荔生", address="荔溪村二巷6号"))
            work.put(Party(id="town", kind=PartyKind.ORGANISATION, name="清溪镇人民政府"))
            for number, unit in ((1, "town"), (2, "owner")):
                operations.put_measure(work, f"m{number}", text=f"措施{number}", unit_id=unit,
                                       status=MeasureStatus.DONE, proof=(Ref("parties", unit),))
                operations.evaluate_measure(work, f"m{number}", Grade.CARRIED_OUT, "黄荔生已完成")
            operations.write_evaluation(work, overall="基本落实", problems="黄荔生未报照片", suggestions="继续督促")
        yield made


def do(case: Case, fn: Callable[[Work], object]) -> None:
    with case.work("rectification.publication") as work:
        fn(work)


@pytest.mark.parametrize(("grades", "rating"), [
    ((C, C, C), "full"), ((C, C, C, P), "mostly"), ((C, C, C, C, N), "partly"), ((C, P, P), "partly"),
    ((P, N, N), "poor"), ((C, U), ""), ((), ""),
])
def test_the_items_propose_a_rating(grades: tuple[Grade, ...], rating: str) -> None:
    measures = [Measure(number=str(number), text="x", grade=grade) for number, grade in enumerate(grades)]
    assert proposed(measures, RATINGS) == rating
    assert proposed(measures, []) == ""


def test_an_officer_sets_the_rating_and_says_why_it_differs(case: Case) -> None:
    for rating, reason, code in (("best", "", "unknown_rating"), ("partly", " ", "rating_reason")):
        with pytest.raises(UserError, match=rf"rectification\.{code}"):
            do(case, lambda work, rating=rating, reason=reason: operations.rate(work, rating, reason))
    do(case, lambda work: operations.rate(work, "partly", "夜间抽查仍有住人"))
    written = queries.evaluation(case.read())
    assert (written.rating, written.rating_proposed, written.rated_by) == ("partly", "full", TEST_OFFICER.id)
    do(case, operations.conclude_evaluation)
    do(case, lambda work: operations.evaluate_measure(work, "m1", Grade.NOT, "反弹"))
    codes = {finding.code for check in MODULE.checks for finding in check.run(case.read())}
    assert {"rectification.rating_stale", "rectification.changed_since", "rectification.team"} <= codes


@pytest.mark.parametrize(("text", "kinds"), [
    ("电话13800138000。", [Private.PHONE]), ("座机0755-12345678", [Private.PHONE]),
    ("证件11010519491231002X", [Private.ID_NUMBER]), ("账号6222021234567890123", [Private.ACCOUNT]),
    ("黄荔生住荔溪村二巷6号", [Private.NAME, Private.ADDRESS]), ("黄某某", []),
    ("2026年3月17日2时19分,面积96 m²,214户,编号202603170001", []),
])
def test_private_data_are_found_by_form_and_by_name(text: str, kinds: list[Private]) -> None:
    found = leaks(text, ["黄荔生"], ["荔溪村二巷6号"])
    assert [leak.kind for leak in found] == kinds
    assert all(text[leak.start:].startswith(leak.text) for leak in found)


def test_names_are_veiled() -> None:
    assert veiled("黄荔生与黄荔、欧阳明", ["黄荔", "黄荔生", "欧阳明"]) == "黄某某与黄某、欧某某"
    assert veiled("John Smith said", ["John Smith"]) == "J. S. said"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_draft_names_units_and_no_person(case: Case, language: str) -> None:
    text = draft(case.read(), Words(language))
    assert "清溪镇人民政府" in text and "措施1" in text and "黄荔生" not in text
    assert not leaks(text, *queries.private_names(case.read()))


def test_publishing_goes_step_by_step(case: Case) -> None:
    def publish(work: Work) -> object:
        return operations.publish(work, date(2026, 9, 28), "门户网站")

    for fn, code in ((operations.approve_publication, "nothing_to_publish"), (publish, "not_approved")):
        with pytest.raises(UserError, match=rf"rectification\.{code}"):
            do(case, fn)
    do(case, lambda work: operations.write_publication(work, "黄荔生已整改"))
    with pytest.raises(UserError, match=r"rectification\.not_concluded"):
        do(case, operations.approve_publication)
    do(case, lambda work: operations.rate(work, "full"))
    do(case, operations.conclude_evaluation)
    with pytest.raises(UserError, match=r"rectification\.private") as refused:
        do(case, operations.approve_publication)
    assert refused.value.values["found"] == "黄荔生"
    assert "rectification.leak" in {one.code for check in MODULE.checks for one in check.run(case.read())}
    do(case, lambda work: operations.write_publication(work, "产权人黄某某已整改"))
    do(case, operations.approve_publication)
    do(case, lambda work: operations.write_publication(work, "产权人已整改"))
    assert queries.publication(case.read()).approved_by is None, "changed, it is approved anew"
    do(case, operations.approve_publication)
    do(case, publish)
    with pytest.raises(UserError, match=r"rectification\.published"):
        do(case, lambda work: operations.write_publication(work, "改写"))


def test_a_site_that_is_gone_asks_for_a_similar_one(case: Case) -> None:
    def codes() -> set[str]:
        return {finding.code for check in MODULE.checks for finding in check.run(case.read())}

    do(case, lambda work: operations.write_evaluation(work, site_gone=True, site_gone_why="已拆除"))
    assert "rectification.no_substitute" in codes()
    do(case, lambda work: operations.put_substitute(work, name="同类店", likeness="同为箱包加工"))
    do(case, lambda work: operations.put_member(work, name="周启明", role="head"))
    do(case, lambda work: operations.put_member(work, name="陈若溪", role="department"))
    assert not {"rectification.no_substitute", "rectification.team"} & codes()
    with pytest.raises(UserError, match=r"rectification\.name_empty"):
        do(case, lambda work: operations.put_member(work, name=" "))
