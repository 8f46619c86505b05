"""A hazard is closed only after a passed review by a named officer, with proof; every step where it may follow."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.rectification import operations, queries
from modules.rectification.module import MODULE
from modules.rectification.records import Hazard, HazardAct, HazardStep, PhotoPair
from modules.rectification.rules.hazards import (
    NEXT,
    HazardState,
    hazard_late,
    hazard_state,
    out_of_order,
    proof_of,
)
from modules.rectification.timeline import dues, items
from workstation.api import Officer, Party, PartyKind, Ref, UserError, Work, beijing, today
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

STAND_IN = Officer(id="machine", name="root(未登录)", public_key="ab", verified=False)
PROOF = (Ref("parties", "owner"),)
REPORT, TRACK, MEND, REVIEW, CLOSE = HazardStep


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as made:
        with made.work("rectification.hazard") as work:
            work.put(Party(id="owner", kind=PartyKind.PERSON, name="黄荔生"))
            operations.put_hazard(work, "h", text="违规夹层", unit_id="owner", deadline=date(2026, 7, 31))
        yield made


def act(case: Case, step: HazardStep, day: int, **more: object) -> HazardAct:
    with case.work("rectification.step") as work:
        return operations.act_on_hazard(work, "h", step, "已办", at=beijing(f"2026-06-{day:02}T10:00"), **more)


def refused(case: Case, code: str, step: HazardStep, day: int, **more: object) -> None:
    head = case.read().head()
    with pytest.raises(UserError, match=rf"rectification\.{code}"):
        act(case, step, day, **more)
    assert case.read().head() == head


def state(case: Case) -> HazardState:
    return hazard_state(queries.acts_of(case.read(), "h"))


def test_from_report_to_closing(case: Case) -> None:
    for step in (TRACK, MEND, REVIEW, CLOSE):
        refused(case, "wrong_step", step, 1)
    act(case, REPORT, 1)
    act(case, TRACK, 2)
    refused(case, "act_before", MEND, 1)
    act(case, MEND, 3)
    refused(case, "wrong_step", CLOSE, 4)
    refused(case, "review_outcome", REVIEW, 4)
    refused(case, "review_proof", REVIEW, 4, passed=True)
    act(case, REVIEW, 4, passed=False)
    assert state(case) is HazardState.FAILED
    act(case, MEND, 5, refs=PROOF)
    done = act(case, REVIEW, 6, passed=True)
    assert done.officer_id == TEST_OFFICER.id and state(case) is HazardState.PASSED
    act(case, CLOSE, 7)
    assert state(case) is HazardState.CLOSED
    for step in HazardStep:
        refused(case, "wrong_step", step, 8, passed=True if step is REVIEW else None)
    with pytest.raises(UserError, match=r"rectification\.has_history"), case.work("x") as work:
        operations.remove_hazard(work, "h")
    assert len([item for item in items(case.read()) if item.ref.kind == "hazard_acts"]) == 7


def test_nobody_acts_without_a_name(case: Case) -> None:
    case.act_as(STAND_IN)
    with pytest.raises(UserError, match=r"work\.sign_in"):
        act(case, REPORT, 1)


def test_an_act_entered_by_mistake_is_withdrawn_and_stays(case: Case) -> None:
    first, second = act(case, REPORT, 1), act(case, MEND, 2)

    def withdraw(act_id: str, reason: str) -> Callable[[Work], object]:
        return lambda work: operations.withdraw_act(work, act_id, reason)

    for act_id, reason, code in ((second.id, " ", "withdraw_reason"), (first.id, "登记有误", "withdraw_newest")):
        with pytest.raises(UserError, match=rf"rectification\.{code}"), case.work("x") as work:
            withdraw(act_id, reason)(work)
    with case.work("rectification.withdraw") as work:
        withdraw(second.id, "登记有误")(work)
    assert state(case) is HazardState.REPORTED and len(queries.acts_of(case.read(), "h")) == 2
    assert TEST_OFFICER.name in queries.acts_of(case.read(), "h")[1].withdrawn


@given(st.lists(st.tuples(st.sampled_from(HazardStep), st.booleans(), st.booleans()), max_size=9))
def test_whatever_is_tried_closed_means_reviewed_and_proven(tries: list[tuple[HazardStep, bool, bool]]) -> None:
    known: list[HazardAct] = []
    for number, (step, passed, proven) in enumerate(tries):
        one = HazardAct(
            id=f"{number:02}", hazard_id="h", step=step, at=beijing(f"2026-06-{number + 1:02}T10:00"), officer_id="o",
            passed=passed if step is REVIEW else None, refs=PROOF if proven else (),
        )
        legal = step in NEXT[hazard_state(known)] and not (step is CLOSE and not proof_of(known))
        assert (out_of_order([*known, one]) is None) == legal
        if legal:
            known.append(one)
    if hazard_state(known) is HazardState.CLOSED:
        reviews = [one for one in known if one.step is REVIEW]
        assert reviews[-1].passed and proof_of(known)


def test_what_is_late_is_told_with_its_days_until_it_is_closed(case: Case) -> None:
    read = case.read()
    (hazard,) = queries.hazards(read)
    assert [hazard_late(hazard, [], date(2026, 7, 31) + timedelta(days)) for days in (0, 1, 56)] == [0, 1, 56]
    (due,) = list(dues(read))
    assert (due.due, due.ended, due.remind_days) == (date(2026, 7, 31), None, (30, 7, 1))
    codes = {finding.code for check in MODULE.checks for finding in check.run(read)}
    assert {"rectification.hazard_unreported", "rectification.hazard_overdue"} <= codes or today() <= hazard.deadline
    for step, day in ((REPORT, 1), (MEND, 2)):
        act(case, step, day, refs=PROOF)
    act(case, REVIEW, 3, passed=True)
    act(case, CLOSE, 4)
    (due,) = list(dues(case.read()))
    assert due.ended == date(2026, 6, 4)


def test_facts_of_a_hazard_that_was_closed_without_review_are_found(case: Case) -> None:
    with case.work("facts.import") as work:
        work.put(Hazard(id="z", number="Y-009", text="外来"))
        work.put(HazardAct(id="zz", hazard_id="z", step=CLOSE, at=beijing("2026-06-01T10:00"), officer_id="o"))
    found = [finding for check in MODULE.checks for finding in check.run(case.read())]
    assert [one.values["number"] for one in found if one.code == "rectification.hazard_order"] == ["Y-009"]


def test_a_pair_needs_two_photographs(case: Case) -> None:
    with pytest.raises(UserError, match=r"rectification\.same_photo"):
        PhotoPair(subject=Ref("hazards", "h"), before=Ref("photos", "p"), after=Ref("photos", "p"))
    with pytest.raises(UserError, match=r"rectification\.no_photo"), case.work("x") as work:
        operations.put_pair(work, subject=Ref("hazards", "h"), before=Ref("photos", "p"), after=Ref("photos", "q"))


def test_on_site_checks_are_kept_and_the_measure_bears_the_newest(case: Case) -> None:
    with case.work("rectification.measure") as work:
        operations.put_measure(work, "m", text="拆除夹层")
    for day, result in (("11", "未拆"), ("20", "已拆"), ("15", "拆除中")):
        with case.work("rectification.check") as work:
            operations.check_site(work, Ref("measures", "m"), "走访核查", result, at=beijing(f"2026-06-{day}T10:00"),
                                  companions="林思远", present="黄荔生")
    assert [one.result for one in queries.site_checks(case.read())[Ref("measures", "m")]] == ["未拆", "拆除中", "已拆"]
    assert queries.measures(case.read())[0].check_result == "已拆"
    with case.work("rectification.check") as work:
        operations.check_site(work, Ref("hazards", "h"), "走访核查", "在用")
    for subject, result, code in (("h", " ", "rectification.result_empty"), ("gone", "无", "record.missing")):
        with pytest.raises(UserError, match=code), case.work("x") as work:
            operations.check_site(work, Ref("hazards", subject), "走访核查", result)
