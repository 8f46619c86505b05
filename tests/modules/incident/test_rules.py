"""Grades, jurisdiction and time limits follow from the pack in force on the day, with their reasons."""

from datetime import date

import pytest

from modules.incident.records import CasualtyCount, Incident, Procedure
from modules.incident.rules.clocks import ClockState, deadlines
from modules.incident.rules.grades import compute_grade, compute_jurisdiction, count_window_open, graded_level
from workstation.api import ClockChange, Holidays, Loss, PauseKind, RulePacks, beijing
from workstation.services.rules import load_rules

NOW = beijing("2026-02-01T12:00:00")
OLD, NEW = date(2025, 4, 30), date(2025, 5, 1)


@pytest.fixture(scope="module")
def rules() -> RulePacks:
    return load_rules()


def people(deaths: int = 0, serious: int = 0, minor: int = 0) -> CasualtyCount:
    return CasualtyCount(deaths=deaths, serious=serious, minor=minor, counted_at=NOW)


def loss(yuan: float, economic: float | None = None, households: int | None = None) -> Loss:
    return Loss(direct_property_yuan=yuan, direct_economic_yuan=economic, households=households, counted_at=NOW)


@pytest.mark.parametrize(("day", "casualties", "lost", "name"), [
    (OLD, people(deaths=30), None, "特别重大火灾"), (OLD, people(deaths=29), None, "重大火灾"),
    (OLD, people(deaths=3), None, "较大火灾"), (OLD, people(deaths=2, serious=9), loss(9_999_999), "一般火灾"),
    (OLD, people(serious=10), None, "较大火灾"), (OLD, people(serious=100), None, "特别重大火灾"),
    (OLD, people(), loss(10_000_000), "较大火灾"), (OLD, people(), loss(100_000_000), "特别重大火灾"),
    (NEW, people(), loss(29_999_999), "一般火灾"), (NEW, people(), loss(30_000_000), "较大火灾"),
    (NEW, people(), loss(300_000_000), "特别重大火灾"), (NEW, people(deaths=10), loss(1), "重大火灾"),
    (NEW, people(), loss(999), "轻微火灾"), (NEW, people(), loss(1000), "一般火灾"),
    (NEW, people(minor=1), loss(999), "一般火灾"), (OLD, people(), loss(999), "一般火灾"),
])
def test_the_worst_criterion_decides(
    rules: RulePacks, day: date, casualties: CasualtyCount, lost: Loss | None, name: str
) -> None:
    assert compute_grade(rules.on("grades", day), casualties, lost).name == name


def test_both_scales_differ_for_a_production_fire(rules: RulePacks) -> None:
    figures = loss(5_000_000, economic=38_318_200)
    assert compute_grade(rules.on("grades", date(2023, 4, 18)), people(deaths=29), figures).name == "重大火灾"
    assert compute_grade(rules.on("grades-493", NEW), people(), figures).name == "较大事故"
    assert compute_grade(rules.on("grades", NEW), people(), figures).name == "一般火灾"


def test_what_is_not_verified_is_marked(rules: RulePacks) -> None:
    new = compute_grade(rules.on("grades", NEW), people(deaths=3), loss(1))
    old = compute_grade(rules.on("grades", OLD), people(deaths=3), loss(1))
    assert (new.certainty, old.certainty) == ("to_verify", "verified")
    (decisive,) = old.decisive
    assert (decisive.name, decisive.threshold) == ("deaths", 3)


@pytest.mark.parametrize(("casualties", "lost", "municipality", "code"), [
    (people(), None, False, "county"), (people(deaths=1), None, False, "city"),
    (people(serious=10), None, False, "city"), (people(deaths=10), None, False, "province"),
    (people(deaths=5, serious=15), None, False, "province"), (people(), loss(1, households=50), False, "province"),
    (people(deaths=1), None, True, "county"), (people(deaths=3), None, True, "municipality"),
])
def test_jurisdiction(
    rules: RulePacks, casualties: CasualtyCount, lost: Loss | None, municipality: bool, code: str
) -> None:
    pack = rules.on("jurisdiction", NEW)
    found = compute_jurisdiction(pack, casualties, lost, municipality=municipality)
    # a level that asks for no serious injuries is met by every fire: only the last one may
    assert found["code"] == code


@pytest.mark.parametrize(("changes", "today", "due", "state"), [
    ((), date(2024, 1, 20), date(2024, 2, 1), ClockState.RUNNING),
    ((), date(2024, 2, 2), date(2024, 2, 1), ClockState.OVERDUE),
    ((ClockChange(kind=PauseKind.COMMISSION, start=date(2024, 1, 10), end=date(2024, 1, 20)),),
     date(2024, 2, 2), date(2024, 2, 18), ClockState.RUNNING),
    ((ClockChange(kind=PauseKind.COMMISSION, start=date(2024, 1, 10)),),
     date(2024, 2, 2), date(2024, 2, 26), ClockState.PAUSED),
    ((ClockChange(kind=PauseKind.COMMISSION, start=date(2024, 1, 10), end=date(2024, 1, 20)),
      ClockChange(kind=PauseKind.COMMISSION, start=date(2024, 1, 15), end=date(2024, 1, 25)),
      ClockChange(kind=PauseKind.COMMISSION, start=date(2024, 1, 16), end=date(2024, 1, 18))),
     date(2024, 2, 2), date(2024, 2, 18), ClockState.RUNNING),
    ((ClockChange(kind=PauseKind.EXTENSION, start=date(2024, 1, 30), days=30),),
     date(2024, 2, 2), date(2024, 3, 4), ClockState.RUNNING),
])
def test_the_thirty_days_pause_and_extend(
    rules: RulePacks, changes: tuple[ClockChange, ...], today: date, due: date, state: ClockState
) -> None:
    holidays = Holidays.of(rules.on("holidays", today).data)
    incident = Incident(name="x", reported_at=beijing("2024-01-02T03:00:00"))
    (found,) = deadlines(rules.on("clocks", today), holidays, incident, changes, today)
    assert (found.code, found.due, found.state) == ("determination", due, state)


def test_a_period_of_a_party_lapses_and_the_simple_filing_is_asked_of_the_simple_procedure_only(
    rules: RulePacks,
) -> None:
    day = date(2024, 3, 1)
    holidays = Holidays.of(rules.on("holidays", day).data)
    incident = Incident(
        name="x", reported_at=beijing("2024-01-02T03:00:00"), extinguished_at=beijing("2024-01-02T04:00:00"),
        determined_on=date(2024, 1, 20), served_on=date(2024, 1, 22),
    )
    general = deadlines(rules.on("clocks", day), holidays, incident, (), day, procedure=Procedure.GENERAL)
    assert {item.code: item.state for item in general} == {
        "determination": ClockState.DONE, "service": ClockState.DONE, "loss_declaration": ClockState.LAPSED,
        "review_application": ClockState.LAPSED,
    }
    simple = deadlines(rules.on("clocks", day), holidays, incident, (), day, procedure=Procedure.SIMPLE)
    assert next(item.state for item in simple if item.code == "simple_filing") is ClockState.OVERDUE


def test_deaths_count_for_thirty_days_since_2025(rules: RulePacks) -> None:
    pack = rules.on("grades", NEW)
    assert count_window_open(pack, date(2026, 1, 1), date(2026, 1, 31))
    assert not count_window_open(pack, date(2026, 1, 1), date(2026, 2, 1))


def test_the_level_of_investigation_is_proposed(rules: RulePacks) -> None:
    incident = Incident(name="x")
    ordinary = compute_grade(rules.on("grades", NEW), people(), loss(50_000))
    assert graded_level(rules.on("procedure", NEW), incident, ordinary, people(), simple=True) == 1
    assert graded_level(rules.on("procedure", NEW), incident, ordinary, people(minor=1), simple=False) == 3
    assert graded_level(rules.on("procedure", NEW), incident, ordinary, people(deaths=1), simple=False) == 4
