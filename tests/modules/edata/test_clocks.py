"""Clocks: offset, drift, uncertainty, and that whatever a clock told follows when it is compared again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modules.edata import operations
from modules.edata.module import MODULE
from modules.edata.queries import clock_text, corrector
from modules.edata.records import ClockCheck
from modules.edata.rules.clocks import corrected, drift_between, offset_at
from workstation.api import Clock, Event, Moment, UserError, Words, beijing
from workstation.api.testing import temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

CLOCK = Clock(id="nvr", name="录像机")


def check(at: str, offset_s: float, doubt: float = 1.0, number: int = 0) -> ClockCheck:
    true = beijing(at)
    shown = (true.local + timedelta(seconds=offset_s)).replace(tzinfo=None)
    return ClockCheck(id=f"c{at}{number}", clock_id="nvr", shown=shown.isoformat(), at=true, uncertainty_s=doubt)


def test_without_a_check_the_offset_is_what_the_clock_says() -> None:
    known = offset_at(Clock(name="x", offset_s=37, uncertainty_s=2), (), datetime(2026, 3, 17, tzinfo=UTC), 2.0)
    assert (known.offset_s, known.uncertainty_s, known.drift_s_per_day) == (37, 2, None)


def test_far_from_one_check_the_interval_is_wide() -> None:
    one = check("2026-03-17T10:42:00", 252)
    near = offset_at(CLOCK, [one], one.at.utc, 2.0)
    far = offset_at(CLOCK, [one], one.at.utc - timedelta(days=3), 2.0)
    assert (near.offset_s, near.uncertainty_s) == (252, 1) and (far.offset_s, far.uncertainty_s) == (252, 7)


def test_a_drift_is_followed_only_where_it_is_sure() -> None:
    noisy = [check("2026-03-17T10:00:00", 252), check("2026-03-17T11:00:00", 252.5)]
    drift = drift_between(*noisy, "Asia/Shanghai")
    assert drift is not None and not drift.significant
    before = offset_at(CLOCK, noisy, noisy[0].at.utc - timedelta(days=1), 2.0)
    assert (before.offset_s, before.uncertainty_s) == (252, 3)
    sure = [check("2026-03-10T00:00:00", 240, 0.5), check("2026-03-20T00:00:00", 260, 0.5)]
    drift = drift_between(*sure, "Asia/Shanghai")
    assert drift is not None and drift.significant and drift.s_per_day == pytest.approx(2)
    before = offset_at(CLOCK, sure, sure[0].at.utc - timedelta(days=5), 3.0)
    assert before.offset_s == pytest.approx(230) and before.uncertainty_s == pytest.approx(0.5 + 0.1 * 5)
    between = offset_at(CLOCK, sure, sure[0].at.utc + timedelta(days=2.5), 3.0)
    assert between.offset_s == pytest.approx(245) and between.uncertainty_s == 0.5
    assert drift_between(sure[0], sure[0], "Asia/Shanghai") is None


def test_a_display_becomes_a_moment() -> None:
    one = check("2026-03-17T10:42:00", 252)
    moment = corrected(datetime(2026, 3, 17, 2, 18, 33), "02:18:33", CLOCK, [one], 0.0, reading_s=0.5)
    assert moment.text() == "2026-03-17 02:14:21" and moment.uncertainty_s == 1.5
    assert (moment.raw, moment.clock_id) == ("02:18:33", "nvr")
    tokyo = Clock(name="东京", zone="Asia/Tokyo")
    assert corrected(datetime(2026, 3, 17, 3), "", tokyo, (), 2.0).utc == datetime(2026, 3, 16, 18, tzinfo=UTC)
    with pytest.raises(UserError, match=r"time\.out_of_range"):
        corrected(datetime(1, 1, 1), "", CLOCK, (), 2.0)


@pytest.mark.parametrize("shown", ["yesterday", "2026-13-01T00:00:00", "2026-03-17T10:00:00+08:00", ""])
def test_what_is_no_display_is_refused(shown: str) -> None:
    with pytest.raises(UserError, match="bad_display"):
        ClockCheck(clock_id="nvr", shown=shown, at=beijing("2026-03-17T10:42:00"))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as made:
        yield made


def test_events_follow_their_clock_and_others_stay(case: Case) -> None:
    told = Moment(utc=datetime(2026, 3, 16, 18, 18, 33, tzinfo=UTC), raw="2026-03-17 02:18:33", clock_id="nvr")
    in_words = Moment(utc=told.utc, raw="约两点", clock_id="nvr")
    with case.work("edata.put_clock") as work:
        operations.put_clock(work, None, name="录像机", device="NVR-4")
        work.put(CLOCK)
        work.put_many((
            Event(id="e1", title="火光", moment=told, until=told), Event(id="e2", title="证言", moment=in_words),
            Event(id="e3", title="他钟", moment=beijing("2026-03-17T02:18:33")),
        ))
        operations.check_clock(work, check("2026-03-17T02:30:00", 252))
    read = case.read()
    moved = read.get(Event, "e1")
    assert moved.moment.text() == "2026-03-17 02:14:21" and moved.until == moved.moment
    assert moved.moment.raw == "2026-03-17 02:18:33"
    assert read.get(Event, "e2").moment == in_words and read.get(Event, "e3").moment.clock_id is None
    clock = read.get(Clock, "nvr")
    assert (clock.offset_s, clock_text(clock, Words("zh"))) == (252, "快 252 s ±1 s")
    with case.work("edata.check_clock") as work:
        operations.check_clock(work, check("2026-03-17T02:40:00", 254, number=1))
    read = case.read()
    assert (read.get(Clock, "nvr").offset_s, read.get(Clock, "nvr").uncertainty_s) == (253, 2)
    with case.work("edata.remove_check") as work:
        for one in work.all(ClockCheck):
            operations.remove_check(work, one.id)
    assert case.read().get(Event, "e1").moment.text() == "2026-03-17 02:18:33"
    assert clock_text(case.read().get(Clock, "nvr"), Words("zh")) == "未校时"


def test_a_clock_needs_a_name_and_a_zone_that_exists(case: Case) -> None:
    with case.work("edata.put_clock") as work:
        with pytest.raises(UserError, match="clock_name_empty"):
            operations.put_clock(work, None, name=" ", device="")
        with pytest.raises(UserError, match="unknown_zone"):
            operations.put_clock(work, None, name="x", device="", zone_name="Mars/Base")
    moment = corrector(case.read(), None)(datetime(2026, 3, 17, 2), "2")
    assert moment.clock_id is None and moment.text() == "2026-03-17 02:00:00"
