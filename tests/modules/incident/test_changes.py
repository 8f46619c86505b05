"""When counts change: what they make of the case at each time, what follows, and who sets it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from modules.incident import operations, queries
from modules.incident.checks import changes_of_counts, rule_packs, simple_conditions
from modules.incident.module import MODULE
from modules.incident.records import CasualtyCount, Matter, Procedure, RulesUsed
from modules.incident.rules.clocks import ClockState
from modules.incident.sections.changes import build_changes, build_packs
from workstation.api import Holidays, Loss, ProcedureAct, RulePacks, UserError, Words, beijing
from workstation.api.testing import temporary_case
from workstation.domain.rules import RefusedPack, RulePack
from workstation.services.rules import load_rules
from workstation.storage.case import Case

RULES = load_rules()
ALL = ("no_casualties", "slight_loss", "undisputed", "no_arson")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path / "案件 副本", [MODULE], rules=RulePacks(RULES.packs)) as made:
        with made.work("incident.record") as work:
            operations.record_incident(
                work, fire_at=beijing("2026-03-17T02:10"), reported_at=beijing("2026-03-17T02:20"), region="广东省",
            )
        yield made


def count(case: Case, at: str, **people: int) -> None:
    with case.work("incident.casualties") as work:
        operations.count_casualties(work, CasualtyCount(counted_at=beijing(at), **people))


def codes(case: Case) -> set[str]:
    return {one.finding.code.rpartition(".")[2] for one in queries.open_consequences(case.read())}


def test_a_death_moves_jurisdiction_level_and_duties(case: Case) -> None:
    count(case, "2026-03-17T08:00", minor=1)
    assert codes(case) == set()
    count(case, "2026-03-19T10:00", deaths=1)
    (_, step) = queries.history(case.read())
    assert step.before is not None
    assert (step.before.jurisdiction["code"], step.after.jurisdiction["code"]) == ("county", "city")
    assert (step.before.level, step.after.level) == (3, 4)
    assert codes(case) == {"jurisdiction_up", "level", "police", "autopsy", "extended"}
    assert {finding.code for finding in changes_of_counts(case.read())} >= {"incident.follows.police"}
    with case.work("incident.act") as work:
        operations.put_act(work, ProcedureAct(code="police_notified", at=beijing("2026-03-19T10:30")))
        operations.decide_standing(work, Matter.JURISDICTION, "city")
        operations.decide_standing(work, Matter.LEVEL, "4")
    assert codes(case) == {"autopsy", "extended"}


def test_the_third_death_within_thirty_days_makes_it_a_larger_fire(case: Case) -> None:
    count(case, "2026-03-17T08:00", deaths=2)
    with case.work("incident.grade") as work:
        operations.confirm_grade(work)
    assert "grade" not in codes(case)
    count(case, "2026-04-16T23:00", deaths=3)
    assert {"grade", "technical_report", "police_again"} <= codes(case)
    with case.work("incident.grade") as work:
        operations.confirm_grade(work)
    assert "grade" not in codes(case)


def test_a_death_after_the_days_that_count_does_not_change_the_grade(case: Case) -> None:
    count(case, "2026-03-17T08:00", deaths=2)
    count(case, "2026-04-17T08:00", deaths=3)
    assert "after_window" in codes(case), "day 31: it must be said when the third one died"
    count(case, "2026-04-17T09:00", deaths=3, late_deaths=1)
    assert queries.history(case.read())[-1].after.grade.name == "一般火灾"


def test_before_may_2025_seven_days_count(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE], rules=RULES) as case:
        with case.work("incident.record") as work:
            operations.record_incident(work, fire_at=beijing("2025-04-01T02:10"))
        count(case, "2025-04-02T08:00", deaths=2)
        count(case, "2025-04-08T08:00", deaths=2)
        assert queries.history(case.read())[-1].after.counted
        count(case, "2025-04-09T08:00", deaths=3)
        assert not queries.history(case.read())[-1].after.counted and "after_window" in codes(case)


def test_counts_that_are_corrected_downward_leave_the_decision_to_the_superior(case: Case) -> None:
    count(case, "2026-03-17T08:00", deaths=1)
    count(case, "2026-03-18T08:00", serious=1)
    assert "jurisdiction_down" in codes(case)


def test_the_simple_procedure_ends_where_its_conditions_do(case: Case) -> None:
    with case.work("incident.procedure") as work:
        operations.choose_procedure(work, Procedure.SIMPLE, ALL)
    count(case, "2026-03-18T08:00", minor=1)
    assert "not_simple" in codes(case)
    with case.work("incident.procedure") as work, pytest.raises(UserError, match="simple_contradicted"):
        operations.choose_procedure(work, Procedure.SIMPLE, ALL)
    with case.work("incident.procedure") as work:
        operations.choose_procedure(work, Procedure.GENERAL, ())
    assert "not_simple" not in codes(case)


def test_the_figure_of_a_province_ends_the_simple_procedure(case: Case) -> None:
    with case.work("incident.procedure") as work:
        operations.choose_procedure(work, Procedure.SIMPLE, ALL)
        operations.count_loss(work, Loss(direct_property_yuan=60_000, counted_at=beijing("2026-03-18T08:00")))
    assert not list(simple_conditions(case.read())), "the nation lays no figure down"
    province = RulePack(
        id="gd", kind="procedure", title="广东", in_force_from=date(2026, 1, 1), region="广东", office=True,
        data={"slight_loss_yuan": 50_000}, digest="d",
    )
    case.rules.renew(RulePacks((*RULES.packs, province)))
    assert [finding.code for finding in simple_conditions(case.read())] == ["incident.simple_with_loss"]


def test_only_a_named_officer_sets_and_another_choice_needs_a_reason(case: Case) -> None:
    count(case, "2026-03-17T08:00", deaths=1)
    with case.work("incident.standing") as work:
        for code, reason, error in (("6", "", "no_such_choice"), ("5", " ", "reason_missing")):
            with pytest.raises(UserError, match=error):
                operations.decide_standing(work, Matter.LEVEL, code, reason)
        decision = operations.decide_standing(work, Matter.LEVEL, "5", "社会影响重大，总队提级")
    assert decision.pack_id == "procedure-2012" and decision.pack_digest and decision.decided_by == "officer-test"


@pytest.mark.parametrize(("people", "error"), [
    ({"deaths": -1}, "incident.negative"), ({"late_deaths": -1}, "incident.negative"),
    ({"deaths": 1, "late_deaths": 2}, "incident.late_deaths"),
])
def test_impossible_counts_are_refused(people: dict[str, int], error: str) -> None:
    with pytest.raises(UserError) as caught:
        CasualtyCount(counted_at=beijing("2026-03-17"), **people)
    assert caught.value.code == error and "{" not in Words("zh").error(caught.value)


def test_without_a_table_of_holidays_last_days_are_unknown_not_wrong(case: Case) -> None:
    packs = [pack for pack in RULES.packs if pack.kind != "holidays"]
    case.rules.renew(RulePacks(packs))
    assessed = queries.assess(case.read(), date(2026, 6, 1))
    assert {one.state for one in assessed.deadlines} == {ClockState.UNKNOWN}
    assert not queries.summary(case.read()).due_known
    assert queries.holidays(case.read()) == Holidays(frozenset(), frozenset(), frozenset())


def test_the_case_records_which_packs_it_used_and_tells_when_they_change(case: Case) -> None:
    (first,) = case.read().all(RulesUsed)
    assert first.fire_day == date(2026, 3, 17) and {one.kind for one in first.packs} >= {"grades", "clocks"}
    assert queries.to_record(case.read()) == []
    own = RulePack(
        id="gd", kind="procedure", title="广东", in_force_from=date(2026, 1, 1), region="广东", office=True,
        data={"slight_loss_yuan": 50_000}, digest="d" * 64, clause="粤",
    )
    case.rules.renew(RulePacks((*RULES.packs, own), [RefusedPack("坏.json", 3, UserError("rules.not_json"))]))
    (second,) = queries.to_record(case.read())
    used = next(one for one in second.packs if one.kind == "procedure")
    assert used.layers == ("procedure-2012", "gd") and '"slight_loss_yuan": 50000' in used.bodies[0]
    with case.work("case.opened") as work:
        work.put(second)
    case.rules.renew(RULES)
    with case.work("case.opened") as work:
        work.put_many(queries.to_record(work))
    assert [finding.code for finding in rule_packs(case.read())] == ["incident.pack_not_here"]


def test_a_grade_by_a_pack_that_was_changed_since_is_told(case: Case) -> None:
    with case.work("incident.grade") as work:
        operations.confirm_grade(work)
    changed = [
        RulePack(**{**pack.__dict__, "digest": "other"}) if pack.kind == "grades" else pack for pack in RULES.packs
    ]
    case.rules.renew(RulePacks(changed))
    assert [finding.code for finding in rule_packs(case.read())] == ["incident.pack_changed"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_dossier_tells_the_history_and_the_packs(case: Case, language: str) -> None:
    count(case, "2026-03-17T08:00", minor=1)
    count(case, "2026-03-19T10:00", deaths=1)
    told = str([*build_changes(case.read(), Words(language), ""), *build_packs(case.read(), Words(language), "")])
    assert "2026-03-19 10:00" in told and "grades-2025" in told
    assert ("死亡 1 人" if language == "zh" else "dead 1") in told and "{" not in told.replace("{}", "")


