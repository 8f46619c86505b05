"""The matrix of hypotheses: what it asks about, what it refuses, and that a claim's evidence and its cells agree."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from modules.cause import operations, queries
from modules.cause.module import MODULE
from modules.cause.records import Bearing, Condition, ConditionKind, GateStep, Met, StepState, Weighing
from modules.cause.rules.matrix import build, prompts
from modules.incident.module import MODULE as INCIDENT
from modules.incident.queries import found_cause
from workstation.api import (
    Block,
    Claim,
    ClaimStatus,
    Heading,
    Moment,
    Notice,
    Party,
    PartyKind,
    Ref,
    Table,
    UserError,
    Words,
    beijing,
)
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

A, B = Ref("parties", "a"), Ref("parties", "b")
YES, NO, NIL, LATER = Bearing.CONSISTENT, Bearing.INCONSISTENT, Bearing.NEUTRAL, Bearing.PENDING


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [INCIDENT, MODULE], rules=load_rules()) as made:
        with made.work("parties") as work:
            work.put_many(Party(id=ref.id, kind=PartyKind.PERSON, name=f"证人{ref.id}") for ref in (A, B))
            for name in ("cord", "smoke"):
                operations.draft_claim(work, Claim(id=name, topic="cause.cause", text=f"假设{name}"))
        yield made


def do(case: Case, fn: object, *values: object, **named: object) -> None:
    with case.work("cause.weigh") as work:
        assert callable(fn)
        fn(work, *values, **named)


def codes(case: Case) -> set[str]:
    return {finding.code.partition(".")[2] for check in MODULE.checks for finding in check.run(case.read())}


def claim(case: Case, name: str) -> Claim:
    return case.read().get(Claim, name)


def test_a_cell_and_the_evidence_of_its_claim_are_one(case: Case) -> None:
    do(case, operations.weigh, "cord", A, YES, "熔痕")
    assert claim(case, "cord").supports == (A,)
    do(case, operations.weigh, "cord", A, NO)
    assert (claim(case, "cord").supports, claim(case, "cord").contradicts) == ((), (A,))
    assert queries.matrix(case.read()).cells["cord", A].reason == "熔痕", "the reason stays"
    do(case, operations.weigh, "cord", A, NIL)
    assert not claim(case, "cord").contradicts
    do(case, operations.edit_claim, "cord", topic="cause.cause", text="假设cord", supports=(A,))
    assert queries.matrix(case.read()).bearing(claim(case, "cord"), A) is YES
    do(case, operations.weigh, "cord", A, None)
    assert not claim(case, "cord").supports and not case.read().all(Weighing)


def test_a_verdict_falls_when_its_evidence_changes(case: Case) -> None:
    do(case, operations.weigh, "smoke", A, NO)
    do(case, operations.decide_claim, "smoke", ClaimStatus.EXCLUDED, "离开三小时")
    do(case, operations.weigh, "smoke", A, NO, "补充理由")
    assert claim(case, "smoke").status is ClaimStatus.EXCLUDED, "a reason alone changes nothing"
    do(case, operations.weigh, "smoke", A, NIL)
    fallen = claim(case, "smoke")
    assert (fallen.status, fallen.decided_by) == (ClaimStatus.DRAFT, None)
    assert fallen.reason == "离开三小时", "it is offered again when the verdict is given anew"


@pytest.mark.parametrize(("status", "reason", "code"), [
    (ClaimStatus.ESTABLISHED, "有熔痕", "claim_without_evidence"),
    (ClaimStatus.EXCLUDED, "不可能", "excluded_without_evidence"),
    (ClaimStatus.CANNOT_EXCLUDE, " ", "verdict_without_reason"),
])
def test_no_verdict_without_ground(case: Case, status: ClaimStatus, reason: str, code: str) -> None:
    with pytest.raises(UserError, match=code):
        do(case, operations.decide_claim, "cord", status, reason)


def test_a_verdict_names_officer_and_reason(case: Case) -> None:
    do(case, operations.weigh, "cord", A, YES)
    do(case, operations.decide_claim, "cord", ClaimStatus.ESTABLISHED, "一次短路熔痕")
    made = claim(case, "cord")
    assert (made.decided_by, made.reason) == (TEST_OFFICER.id, "一次短路熔痕")
    cause = found_cause(case.read())
    assert cause is not None and cause.id == "cord"
    with pytest.raises(UserError, match="decided_stays"):
        do(case, operations.remove_claim, "cord")
    do(case, operations.remove_claim, "smoke")
    assert [one.id for one in queries.hypotheses(case.read())] == ["cord"]


def test_other_claims_need_no_evidence_against_them_to_be_excluded(case: Case) -> None:
    do(case, operations.draft_claim, Claim(id="area", topic="cause.area", text="二层"))
    do(case, operations.decide_claim, "area", ClaimStatus.EXCLUDED)
    assert claim(case, "area").status is ClaimStatus.EXCLUDED


def test_a_sole_survivor_without_evidence_warns(case: Case) -> None:
    do(case, operations.weigh, "smoke", A, NO)
    do(case, operations.weigh, "cord", A, NIL)
    do(case, operations.decide_claim, "smoke", ClaimStatus.EXCLUDED, "排除")
    assert "sole_survivor" in codes(case)
    do(case, operations.weigh, "cord", B, YES)
    assert "sole_survivor" not in codes(case)


def test_evidence_never_held_against_a_rival_is_asked_about(case: Case) -> None:
    do(case, operations.weigh, "cord", A, YES)
    assert codes(case) == {"never_held"}
    do(case, operations.weigh, "smoke", A, YES)
    assert codes(case) == {"tells_nothing"}
    do(case, operations.weigh, "smoke", A, NIL)
    assert not codes(case)


def test_added_evidence_is_pending_and_leaves_only_while_it_is(case: Case) -> None:
    do(case, operations.weigh, "cord", A, YES)
    do(case, operations.add_evidence, [A, B, B])
    grid = queries.matrix(case.read())
    assert [grid.bearing(one, B) for one in grid.hypotheses] == [LATER, LATER]
    assert grid.bearing(claim(case, "cord"), A) is YES, "what was weighed stays"
    do(case, operations.remove_evidence, B)
    assert queries.matrix(case.read()).evidence == (A,)
    with pytest.raises(UserError, match="evidence_in_use"):
        do(case, operations.remove_evidence, A)


def decided(name: str, status: ClaimStatus, **values: object) -> Claim:
    plain = {"topic": "cause.cause", "text": name, "decided_by": "o", "decided_at": beijing("2026-01-01"), **values}
    return Claim(id=name, status=status, **plain)  # a verdict that came in as facts, not through the operations


def asked(claims: list[Claim], weighed: tuple[Weighing, ...] = (), known: tuple[Condition, ...] = ()) -> set[str]:
    return {prompt.code for prompt in prompts(build(claims, weighed), known)}


def test_verdicts_from_elsewhere_are_asked_about() -> None:
    bare = decided("bare", ClaimStatus.EXCLUDED)
    assert "excluded_without_evidence" in asked([bare, decided("x", ClaimStatus.EXCLUDED, contradicts=(A,))])
    assert "nothing_left" in asked([bare])
    held = decided("held", ClaimStatus.ESTABLISHED, supports=(A,), contradicts=(B,))
    open_rival = Claim(id="rival", topic="cause.cause", text="rival")
    assert {"established_against", "rival_open", "conditions_open"} <= asked([held, open_rival])
    assert "two_established" in asked([held, decided("second", ClaimStatus.ESTABLISHED, supports=(A,))])
    assert "single_hypothesis" in asked([open_rival])
    met = tuple(Condition(claim_id="held", kind=kind, met=Met.YES, found="是") for kind in ConditionKind)
    assert "conditions_open" not in asked([held], known=met)
    failed = (*met[:-1], Condition(claim_id="held", kind=ConditionKind.PATTERN, met=Met.NO, found="否"))
    assert "condition_not_met" in asked([held], known=failed)
    late = Weighing(claim_id="held", evidence=Ref("events", "e"), bearing=LATER)
    assert "pending_decided" in asked([held], (late,))


def test_a_condition_needs_a_ground(case: Case) -> None:
    with pytest.raises(UserError, match="condition_without_ground"):
        do(case, operations.put_condition, "cord", ConditionKind.ENERGY, met=Met.YES)
    do(case, operations.put_condition, "cord", ConditionKind.ENERGY, met=Met.YES, found="电弧")
    do(case, operations.put_condition, "cord", ConditionKind.ENERGY, met=Met.NO, evidence=(A,))
    (known,) = case.read().all(Condition)
    assert (known.met, known.found, known.evidence) == (Met.NO, "", (A,)), "one record for each condition"


def test_steps_say_who_or_what_is_awaited(case: Case) -> None:
    items = queries.gate(case.read(), queries.LEAVING)
    assert len(items) > 10 and not any(item.settled for item in items)
    do(case, operations.settle_step, queries.LEAVING, "photos", StepState.DONE)
    with pytest.raises(UserError, match="pause_needs_day"):
        do(case, operations.settle_step, queries.LEAVING, "video", StepState.PAUSED, awaited="录像导出")
    do(case, operations.settle_step, queries.LEAVING, "video", StepState.PAUSED, awaited="录像导出",
       until=beijing("2026-03-18").local.date())
    with pytest.raises(UserError, match="not_needed_why"):
        do(case, operations.settle_step, queries.LEAVING, "bodies", StepState.NOT_NEEDED)
    photos = case.read().get(GateStep, "leaving-scene.photos")
    assert photos.acted_by == TEST_OFFICER.id
    assert "awaited_late" in codes(case)
    do(case, operations.settle_step, queries.LEAVING, "video", StepState.OPEN)
    assert case.read().get(GateStep, "leaving-scene.video").acted_by is None and "awaited_late" not in codes(case)


def test_what_is_open_before_the_determination_is_said(case: Case) -> None:
    do(case, operations.weigh, "cord", A, YES)
    do(case, operations.decide_claim, "cord", ClaimStatus.ESTABLISHED, "熔痕")
    assert "gate_open" in codes(case)
    assert any(isinstance(block, Notice) for block in built(case, "cause.determination"))
    for item in queries.open_before_determination(case.read()):
        do(case, operations.settle_step, queries.DETERMINING, item.code, StepState.DONE)
    assert "gate_open" not in codes(case)
    assert not any(isinstance(block, Notice) for block in built(case, "cause.determination"))


def test_the_matrix_on_paper(case: Case) -> None:
    do(case, operations.weigh, "cord", A, YES, "短路熔痕")
    do(case, operations.weigh, "smoke", A, NO)
    do(case, operations.add_evidence, [B])
    do(case, operations.put_condition, "cord", ConditionKind.ENERGY, met=Met.YES, found="电弧")
    grid = next(block for block in built(case, "cause.matrix") if isinstance(block, Table))
    assert [row[1:] for row in grid.rows] == [
        ("＋", "－"), ("？", "？"), ("＋1 －0", "＋0 －1"), ("草拟，未认定", "草拟，未认定"),
    ]
    assert "短路熔痕" in str(built(case, "cause.matrix"))


def test_an_empty_case_leaves_no_pages(tmp_path: Path) -> None:
    with temporary_case(tmp_path / "空", [MODULE], rules=load_rules()) as empty:
        for section in MODULE.sections:
            blocks = list(section.build(empty.read(), Words("en"), ""))
            assert not blocks or section.slot == "determination", section.id
        assert not list(MODULE.timelines[0].items(empty.read()))


def built(case: Case, section_id: str) -> list[Block]:
    section = next(section for section in MODULE.sections if section.id == section_id)
    blocks = list(section.build(case.read(), Words("zh"), ""))
    assert isinstance(blocks[0], Heading)
    return blocks


def test_decisions_are_on_the_time_line(case: Case) -> None:
    do(case, operations.weigh, "cord", A, YES)
    at: Moment = beijing("2026-04-27T16:20:00")
    do(case, operations.decide_claim, "cord", ClaimStatus.ESTABLISHED, "熔痕", at=at)
    (item,) = MODULE.timelines[0].items(case.read())
    assert item.moment == at
