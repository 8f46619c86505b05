"""Working the incident: decisions need an officer, evidence and the conditions of the law."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from modules.incident import operations, queries
from modules.incident.module import MODULE
from modules.incident.records import CasualtyCount, Incident, Procedure
from workstation.api import (
    Block,
    CoverFacts,
    Event,
    Heading,
    Loss,
    Party,
    PartyKind,
    Place,
    UserError,
    Words,
    beijing,
)
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as made:
        with made.work("incident.record") as work:
            operations.record_incident(
                work, name="清溪三合一火灾", fire_at=beijing("2026-01-23T02:05:00"),
                reported_at=beijing("2026-01-23T02:14:00"), address="清溪镇", agency="清溪大队",
            )
        yield made


def codes(case: Case) -> set[str]:
    read = case.read()
    return {finding.code for check in MODULE.checks for finding in check.run(read)}


def test_facts_are_kept_when_others_are_written(case: Case) -> None:
    with case.work("incident.record") as work:
        operations.record_incident(work, premises_use="三合一场所")
    assert case.read().get(Incident, "incident").address == "清溪镇"
    assert queries.incident(case.read()).premises_use == "三合一场所"


def test_the_simple_procedure_needs_every_condition(case: Case) -> None:
    met = ["no_casualties", "slight_loss", "undisputed"]
    with pytest.raises(UserError, match="simple_not_allowed"), case.work("incident.procedure") as work:
        operations.choose_procedure(work, Procedure.SIMPLE, met)
    with case.work("incident.procedure") as work:
        decision = operations.choose_procedure(work, Procedure.SIMPLE, [*met, "no_arson"])
    assert decision.decided_by == TEST_OFFICER.id
    with case.work("incident.casualties") as work:
        operations.count_casualties(work, CasualtyCount(minor=1, counted_at=beijing("2026-01-24")))
    assert "incident.simple_with_casualties" in codes(case)


def test_a_confirmed_grade_is_questioned_when_deaths_rise(case: Case) -> None:
    with case.work("incident.casualties") as work:
        operations.count_casualties(work, CasualtyCount(deaths=2, counted_at=beijing("2026-01-24")))
    assert "incident.grade_unconfirmed" in codes(case)
    with case.work("incident.grade") as work:
        operations.confirm_grade(work)
    assert not codes(case) & {"incident.grade_unconfirmed", "incident.regrade"}
    with case.work("incident.casualties") as work:
        operations.count_casualties(work, CasualtyCount(deaths=3, counted_at=beijing("2026-02-03")))
    assert "incident.regrade" in codes(case)


def test_parties_and_places_are_checked(case: Case) -> None:
    with pytest.raises(UserError, match="credit_code") as caught, case.work("incident.party") as work:
        operations.put_party(work, Party(kind=PartyKind.ORGANISATION, name="某公司", credit_code="123"))
    assert caught.value.values["name"] == "某公司"
    for number in ("440301199001011235", "44030119900101123", "440301199013011234"):
        with pytest.raises(UserError, match="id_number"), case.work("incident.party") as work:
            operations.put_party(work, Party(kind=PartyKind.PERSON, name="王强", id_number=number))
    with case.work("incident.party") as work:
        for number, document in (("440301199001011234", ""), ("4403**********1234", ""), ("12345678901234567", "护照")):
            party = Party(kind=PartyKind.PERSON, name="王强", id_number=number, id_document=document)
            operations.put_party(work, party)
    with pytest.raises(UserError, match="place_circle"), case.work("incident.place") as work:
        operations.put_place(work, Place(id="a", name="一层", parent_id="b"))
        operations.put_place(work, Place(id="b", name="车间", parent_id="a"))
    assert case.read().count(Place) == 0


def test_the_period_is_extended_once_and_with_approval(case: Case) -> None:
    with pytest.raises(UserError, match="extension_needs_approval"), case.work("incident.extend") as work:
        operations.extend_clock(work, date(2026, 2, 20), " ", "疑难")
    with case.work("incident.extend") as work:
        operations.extend_clock(work, date(2026, 2, 20), "支队长", "疑难")
    with pytest.raises(UserError, match="extended_already"), case.work("incident.extend") as work:
        operations.extend_clock(work, date(2026, 2, 21), "支队长", "疑难")


def test_every_section_is_built_in_both_languages(case: Case) -> None:
    with case.work("incident.event") as work:
        operations.count_loss(work, Loss(direct_property_yuan=860_000, counted_at=beijing("2026-02-01")))
        operations.put_event(work, Event(title="发现冒烟", moment=beijing("2026-01-23T02:10:00"), source="监控"))
    for language in ("zh", "en"):
        for section in MODULE.sections:
            blocks: list[Block] = list(section.build(case.read(), Words(language), ""))
            assert isinstance(blocks[0], CoverFacts if section.slot == "cover" else Heading), section.id
    assert queries.summary(case.read()).grade == "一般火灾"


def test_an_empty_case_names_what_is_missing(tmp_path: Path) -> None:
    with temporary_case(tmp_path / "leer", [MODULE], rules=load_rules()) as empty:
        assert {"incident.missing_fire_at", "incident.no_procedure", "incident.too_few_investigators"} <= codes(empty)


def test_units_of_one_name_and_names_of_one_code_are_asked_about(case: Case) -> None:
    first, second = "91449981MADEM00468", "91110109MA020N0E6X"
    with case.work("incident.party") as work:
        work.put(Party(kind=PartyKind.ORGANISATION, name="安泽 公司", credit_code=first))
    assert not codes(case) & {"incident.one_name", "incident.one_code"}
    with case.work("incident.party") as work:
        work.put(Party(kind=PartyKind.ORGANISATION, name="安泽公司", credit_code=second))
    assert codes(case) & {"incident.one_name", "incident.one_code"} == {"incident.one_name"}
    with case.work("incident.party") as work:
        work.put(Party(kind=PartyKind.ORGANISATION, name="安泽消防", credit_code=first))
    assert codes(case) >= {"incident.one_name", "incident.one_code"}
