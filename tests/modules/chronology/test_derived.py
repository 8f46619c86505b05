"""What follows without being stated: the order of the response, spans read off one clock; and its intervals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from modules.chronology import operations
from modules.chronology.module import MODULE
from modules.chronology.queries import chronology, response, statement_text
from modules.chronology.records import RelationKind, SoughtTime, TimePoint, TimeRelation
from modules.chronology.rules.derived import derive
from modules.chronology.rules.response import Verdict
from modules.chronology.rules.wording import asked_text, lasted_text
from modules.incident.module import MODULE as INCIDENT
from modules.incident.records import INCIDENT_ID, Incident
from workstation.api import Clock, Event, Moment, Ref, TimelineItem, UserError, Words, beijing
from workstation.api.testing import temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

ZH = Words("zh")
FIRE = beijing("2026-03-17T02:00")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path / "案件 副本", [INCIDENT, MODULE], rules=load_rules()) as made:
        yield made


def after(minutes: float, *, doubt: float = 0.0, clock: str | None = None) -> Moment:
    return replace(FIRE, utc=FIRE.utc + timedelta(minutes=minutes), uncertainty_s=doubt, clock_id=clock)


def put_response(case: Case, **moments: Moment) -> None:
    with case.work("incident.call") as work:
        work.put(Incident(id=INCIDENT_ID, name="厂房火灾", **moments))


def test_the_response_is_in_order_and_a_wrong_order_is_named(case: Case) -> None:
    put_response(case, reported_at=after(10, doubt=60), dispatched_at=after(9), arrived_at=after(14))
    read = case.read()
    line = chronology(read)
    ref = Ref("incident", "incident")
    known = line.reckoning.known[TimePoint(ref=ref, part="reported_at")]
    assert known.latest == after(9).utc, "a call is not after the crew was sent"
    assert line.reckoning.contradictions == ()
    put_response(case, reported_at=after(10), dispatched_at=after(9), arrived_at=after(14))
    read = case.read()
    line = chronology(read)
    (contradiction,) = line.reckoning.contradictions
    order = next(one for one in contradiction if one.ref.kind == "derived_times")
    assert "前者不晚于后者" in statement_text(line, order, {}, ZH)
    with case.work("chronology.set_aside") as work:
        operations.set_aside(work, order, "出动时间为预警出动")
    read = case.read()
    assert chronology(read).reckoning.contradictions == ()


def test_a_span_read_off_one_clock_is_known_better_than_either_time(case: Case) -> None:
    with case.work("incident.event") as work:
        work.put(Clock(id="dvr", name="仓库录像机", offset_s=0, uncertainty_s=600))
        work.put(Event(id="flash", title="画面闪光", moment=after(0, doubt=600, clock="dvr")))
        work.put(Event(id="door", title="卷帘门开启", moment=after(5, doubt=600, clock="dvr")))
        work.put(Event(id="access", title="门禁记录开门", moment=after(4)))
        operations.put_sought(work, SoughtTime(id="ignition", title="起火时间"))
    door, access = TimePoint(ref=Ref("events", "door")), TimePoint(ref=Ref("events", "access"))
    with case.work("chronology.relation") as work:
        operations.put_relation(work, TimeRelation(first=door, second=access, kind=RelationKind.SAME))
    read = case.read()
    known = chronology(read).reckoning.known[TimePoint(ref=Ref("events", "flash"))]
    assert known.earliest is not None and known.latest is not None
    middle, width = known.earliest + (known.latest - known.earliest) / 2, known.latest - known.earliest
    assert abs((middle - after(-1).utc).total_seconds()) < 0.1, "five minutes before the door, which was at 4"
    assert timedelta(seconds=4) <= width <= timedelta(seconds=4.2), "a second for each reading, and the drift"


def test_a_good_clock_adds_nothing_and_near_readings_have_no_order() -> None:
    items = [TimelineItem(Ref("events", str(n)), str(n), after(n / 100, doubt=90, clock="c")) for n in range(3)]
    assert derive(items, [Clock(id="c", name="准", uncertainty_s=0.5)]) == ()
    found = derive(items, [Clock(id="c", name="差", uncertainty_s=90)])
    assert [one.relation.kind.value for one in found] == ["within", "within"]
    assert found == derive(reversed(items), [Clock(id="c", name="差", uncertainty_s=90)]), "the same every time"


def test_intervals_are_judged_with_their_uncertainty(case: Case) -> None:
    put_response(
        case, reported_at=after(0), dispatched_at=after(0.9), arrived_at=after(6, doubt=10), water_at=after(8),
    )
    read = case.read()
    found = {interval.code: interval for interval in response(read)}
    assert found["turn_out"].verdict is Verdict.WITHIN and found["turn_out"].lasted_s == pytest.approx(54)
    assert found["travel"].verdict is Verdict.UNCERTAIN, "306 s ± 10 s against 300 s"
    assert found["set_up"].verdict is Verdict.NO_TARGET and found["control"].verdict is Verdict.UNKNOWN
    assert lasted_text(found["travel"], ZH) == "5 分钟 6 秒 ±10 秒"
    assert "待核" in asked_text(found["travel"], ZH) and "建标152-2017" in asked_text(found["travel"], ZH)


def test_an_office_may_ask_something_else_and_go_back(case: Case) -> None:
    put_response(case, reported_at=after(0), dispatched_at=after(0.9))
    with case.work("chronology.response_target") as work:
        operations.set_target(work, "turn_out", 45, "大队执勤规定第3条")
        operations.set_target(work, "turn_out", 50, "大队执勤规定第3条")
    read = case.read()
    first = next(interval for interval in response(read) if interval.code == "turn_out")
    assert (first.at_most_s, first.verdict) == (50, Verdict.OVER)
    assert "大队执勤规定第3条" in asked_text(first, ZH) and "待核" not in asked_text(first, ZH)
    with case.work("chronology.response_pack") as work:
        operations.follow_pack(work, "turn_out")
    read = case.read()
    assert next(interval for interval in response(read) if interval.code == "turn_out").at_most_s == 60
    with case.work("chronology.response_target") as work, pytest.raises(UserError) as refused:
        operations.set_target(work, "turn_out", 0, "")
    assert refused.value.code == "chronology.bad_target"
