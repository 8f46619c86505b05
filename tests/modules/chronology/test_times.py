"""Times of a case: what all sources allow, who contradicts whom, what an officer sets aside, and the axis."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.chronology import operations
from modules.chronology.module import MODULE
from modules.chronology.queries import _told_apart, chronology, interval_text, relation_text, statement_text
from modules.chronology.records import RelationKind, SetAside, SoughtTime, TimePoint, TimeRelation
from modules.chronology.rules.scale import Scale, fitted, ticks
from modules.chronology.rules.statements import Statement, reckon
from modules.incident.module import MODULE as INCIDENT
from workstation.api import Event, Heading, Officer, Ref, UserError, Words, beijing
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.history import undo
from workstation.services.rules import load_rules
from workstation.storage.case import Case

ZH = Words("zh")


def at(event: str) -> TimePoint:
    return TimePoint(ref=Ref("events", event))


FIRE = TimePoint(ref=Ref("sought_times", "fire"))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [INCIDENT, MODULE], rules=load_rules()) as made:
        with made.work("incident.event") as work:
            for name, title, time, doubt in (
                ("last", "保安巡查未见异常", "2026-03-17T02:05", 120),
                ("smoke", "监控可见烟气", "2026-03-17T02:21:30", 5),
                ("alarm", "报警控制器报警", "2026-03-17T02:24", 2), ("call", "119接警", "2026-03-17T02:31", 0),
            ):
                work.put(Event(id=name, title=title, moment=beijing(time, uncertainty_s=doubt), source="来源" + name))
            operations.put_sought(work, SoughtTime(id="fire", title="起火时间"))
            operations.put_relation(work, TimeRelation(
                id="r1", first=at("last"), second=FIRE, kind=RelationKind.BEFORE, source="保安笔录"
            ))
            operations.put_relation(work, TimeRelation(
                id="r2", first=FIRE, second=at("smoke"), kind=RelationKind.BEFORE, at_most_s=900, source="视频分析意见"
            ))
        yield made


def relate(case: Case, relation: TimeRelation) -> None:
    with case.work("chronology.relation") as work:
        operations.put_relation(work, relation)


def test_the_fire_is_bounded_by_what_was_seen_before_and_after(case: Case) -> None:
    line = chronology(case.read())
    assert interval_text(line, FIRE, ZH) == "2026-03-17 02:06:25 至 2026-03-17 02:21:35"
    assert interval_text(line, FIRE, Words("en")) == "2026-03-17 02:06:25 to 2026-03-17 02:21:35"
    assert line.reckoning.contradictions == ()
    relate(case, TimeRelation(first=FIRE, second=at("alarm"), kind=RelationKind.WITHIN, at_most_s=300))
    assert interval_text(chronology(case.read()), FIRE, ZH) == "2026-03-17 02:18:58 至 2026-03-17 02:21:35"


def test_the_statements_that_cannot_all_be_true_are_named_and_one_is_set_aside(case: Case) -> None:
    relate(case, TimeRelation(
        id="wrong", first=at("call"), second=at("smoke"), kind=RelationKind.BEFORE, source="邻居笔录"
    ))
    (contradiction,) = chronology(case.read()).reckoning.contradictions
    assert {statement.ref.id for statement in contradiction} == {"wrong", "call", "smoke"}
    (finding,) = MODULE.checks[0].run(case.read())
    assert "邻居笔录" in finding.values["statements"] and finding.values["count"] == "3"
    statement = Statement(Ref("time_relations", "wrong"))
    with case.work("chronology.set_aside") as work, pytest.raises(UserError, match=r"chronology\.reason_empty"):
        operations.set_aside(work, statement, " ")
    with case.work("chronology.set_aside") as work:
        decision = operations.set_aside(work, statement, "邻居的表慢约十五分钟")
    assert (decision.decided_by, list(MODULE.checks[0].run(case.read()))) == (TEST_OFFICER.id, [])
    sections = [block for section in MODULE.sections for block in section.build(case.read(), ZH, "")]
    assert next(block.text for block in sections if isinstance(block, Heading)) == "时间分析"
    assert any("邻居的表慢约十五分钟" in str(block) for block in sections)
    undo(case)
    assert case.read().all(SetAside) == [] and chronology(case.read()).reckoning.contradictions


def test_a_wrong_clock_is_set_aside_too(case: Case) -> None:
    relate(case, TimeRelation(first=at("call"), second=at("smoke"), kind=RelationKind.BEFORE, source="邻居笔录"))
    with case.work("chronology.set_aside") as work:
        operations.set_aside(work, Statement(Ref("events", "smoke")), "录像机时钟未校")
    line = chronology(case.read())
    assert line.reckoning.contradictions == ()
    assert interval_text(line, at("smoke"), ZH).startswith("不早于 2026-03-17 02:31:00")


def test_only_a_named_officer_sets_aside(case: Case) -> None:
    case.act_as(Officer(id="machine", name="root(未登录)", verified=False))
    with case.work("chronology.set_aside") as work, pytest.raises(UserError, match=r"work\.sign_in"):
        operations.set_aside(work, Statement(Ref("events", "smoke")), "理由")


def test_an_absurd_uncertainty_bounds_nothing_and_breaks_nothing(case: Case) -> None:
    with case.work("incident.event") as work:
        work.put(Event(id="smoke", title="监控可见烟气", moment=beijing("2026-03-17T02:21:30", uncertainty_s=1e30)))
    assert interval_text(chronology(case.read()), FIRE, ZH).startswith("2026-03-17 02:03:00")


def test_relations_are_said_in_words(case: Case) -> None:
    line = chronology(case.read())
    relation = next(relation for relation in line.relations if relation.id == "r2")
    assert relation_text(line.titles(), relation, ZH) == "「起火时间」 早于 「监控可见烟气」 （相差至多 15 分钟）"
    said = statement_text(line, Statement(Ref("events", "smoke")), {}, ZH)
    assert said == "「监控可见烟气」 2026-03-17 02:21:30 ±5 s — 来源smoke"


def test_a_removed_time_takes_its_relations_along(case: Case) -> None:
    with case.work("chronology.remove_sought") as work:
        operations.remove_sought(work, "fire")
    assert case.read().all(TimeRelation) == []
    with case.work("incident.event") as work:
        work.remove(Event, "last")
    assert chronology(case.read()).reckoning.contradictions == ()


@pytest.mark.parametrize(("values", "code"), [
    ({"second": FIRE}, "chronology.same_time_twice"),
    ({"second": at("call"), "at_least_s": 9.0, "at_most_s": 3.0}, "chronology.bad_span"),
    ({"second": at("call"), "at_most_s": -1.0}, "chronology.bad_span"),
    ({"second": at("call"), "kind": RelationKind.WITHIN}, "chronology.within_what"),
    ({"second": at("nobody")}, "chronology.no_such_time"),
    ({"second": at("call"), "at_most_s": 1e15}, "chronology.span_too_long"),
])
def test_what_makes_no_sense_is_refused(case: Case, values: dict[str, object], code: str) -> None:
    head = case.read().head()
    with pytest.raises(UserError) as told:
        relate(case, TimeRelation(**{"first": FIRE, "kind": RelationKind.BEFORE, **values}))
    assert told.value.code == code and case.read().head() == head


@given(st.floats(-6e10, 2.5e11), st.floats(1, 2e11), st.integers(200, 4000))
def test_ticks_are_round_apart_and_in_order(start: float, span: float, width: int) -> None:
    scale = fitted(start, start + span, width)
    found = list(ticks(scale, width, ZoneInfo("Asia/Shanghai")))
    places = [scale.x(tick.at_s) for tick in found]
    assert places == sorted(places) and all(0 <= place <= width + 1e-6 for place in places)
    assert all(later - earlier > 60 for earlier, later in pairwise(places))
    assert scale.at(scale.x(start)) == pytest.approx(start, abs=1e-3)


def test_zooming_keeps_what_is_under_the_hand() -> None:
    scale = Scale(datetime(2026, 3, 17, tzinfo=UTC).timestamp(), 0.5)
    assert scale.zoomed(4, 300).at(300) == pytest.approx(scale.at(300))
    assert scale.zoomed(1e30, 0).per_s < 1e3 and scale.zoomed(1e-30, 0).per_s > 0


def test_several_times_of_one_record_do_not_contradict_each_other(case: Case) -> None:
    with case.work("exhibits.put") as work:
        for at_, name in (("2026-03-17T14:38", "扣押"), ("2026-03-18T09:00", "送检")):
            work.put(Event(id=name, title=name, moment=beijing(at_)))
    items = [replace(item, ref=Ref("exhibits", "e1")) for item in case.read().timeline()]
    told = list(_told_apart([*items, *items]))
    assert len({(item.ref, item.part) for item in told}) == len(told)
    assert reckon(told, (), (), ()).contradictions == ()
