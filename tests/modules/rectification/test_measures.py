"""A measure counts when it is proven; judgements and the evaluation are named officers' acts."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from modules.cause import operations as cause
from modules.cause.module import MODULE as CAUSE
from modules.incident import operations as incident
from modules.incident import queries as incident_queries
from modules.incident.module import MODULE as INCIDENT
from modules.incident.records import CasualtyCount, Procedure
from modules.incident.rules.ics import calendar_file
from modules.rectification import operations
from modules.rectification.module import MODULE
from modules.rectification.queries import evaluation, evaluation_clocks, measures
from modules.rectification.records import Evaluation, Grade, Measure, MeasureStatus
from modules.rectification.rules.measures import CountedState, counted_state, next_number, tally
from workstation.api import Claim, ClaimStatus, Officer, Party, PartyKind, Ref, UserError, Work, beijing, today
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.app import build
from workstation.services.dossier import Request, export_document
from workstation.services.history import undo
from workstation.services.identity import Identities
from workstation.services.job import Job, direct_write
from workstation.services.rules import load_rules
from workstation.services.sealed import KeyCost
from workstation.storage.case import Case

STAND_IN = Officer(id="machine", name="root(未登录)", public_key="ab", verified=False)
PROOF = Ref("parties", "shop")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [INCIDENT, CAUSE, MODULE], rules=load_rules()) as made:
        with made.work("incident.party") as work:
            work.put(Party(id="shop", kind=PartyKind.ORGANISATION, name="利达五金加工店"))
        yield made


def put(case: Case, measure_id: str | None = None, **values: object) -> Measure:
    facts = {"text": "拆除夹层住人部分", "unit_id": "shop", "criterion": "现场无住人", **values}
    with case.work("rectification.measure") as work:
        return operations.put_measure(work, measure_id, **facts)


def act(case: Case, fn: Callable[[Work], object]) -> None:
    with case.work("rectification.evaluate") as work:
        fn(work)


def judged(case: Case) -> Measure:
    measure = put(case, status=MeasureStatus.DONE, proof=(PROOF,))
    act(case, lambda work: operations.evaluate_measure(work, measure.id, Grade.CARRIED_OUT, "现场核查属实"))
    return measures(case.read())[0]


def found(case: Case) -> set[str]:
    return {finding.code for check in MODULE.checks for finding in check.run(case.read())}


def test_done_without_proof_does_not_count(case: Case) -> None:
    measure = put(case, status=MeasureStatus.DONE)
    assert counted_state(measure, today()) is CountedState.UNPROVEN and "rectification.unproven" in found(case)
    with pytest.raises(UserError, match=r"rectification\.needs_proof"):
        act(case, lambda work: operations.evaluate_measure(work, measure.id, Grade.CARRIED_OUT))
    act(case, lambda work: operations.add_proof(work, measure.id, [PROOF, PROOF]))
    (proven,) = measures(case.read())
    assert proven.proof == (PROOF,) and counted_state(proven, today()) is CountedState.DONE
    assert "rectification.unproven" not in found(case) and "rectification.unchecked" in found(case)
    act(case, lambda work: operations.check_on_site(work, measure.id, "现场核查", "夹层已拆除"))
    assert "rectification.unchecked" not in found(case)


@given(st.sampled_from(MeasureStatus), st.booleans(), st.integers(-400, 400))
def test_every_measure_counts_as_one_thing(status: MeasureStatus, proven: bool, days: int) -> None:
    day = date(2026, 3, 1)
    measure = Measure(
        number="Z-001", text="整改", status=status, proof=(PROOF,) if proven else (), deadline=day + timedelta(days)
    )
    state = counted_state(measure, day)
    assert sum(tally([measure], day).values()) == 1
    assert (state is CountedState.DONE) == (status is MeasureStatus.DONE and proven)
    assert (state is CountedState.OVERDUE) == (
        days < 0 and status in (MeasureStatus.NOT_STARTED, MeasureStatus.UNDER_WAY)
    )


def test_a_change_after_the_judgement_asks_for_a_new_one(case: Case) -> None:
    measure = judged(case)
    assert measure.evaluated_by == TEST_OFFICER.id
    assert put(case, measure.id, status=MeasureStatus.DONE, proof=(PROOF,)).grade is Grade.CARRIED_OUT, "no change"
    changed = put(case, measure.id, criterion="另行约定")
    assert (changed.grade, changed.evaluated_by, changed.evaluation) == (Grade.NONE, None, "")
    undo(case)
    assert measures(case.read())[0] == measure


def test_numbers_are_given_and_never_twice(case: Case) -> None:
    assert [put(case).number, put(case, number="Z-007").number, put(case).number] == ["Z-001", "Z-007", "Z-008"]
    with pytest.raises(UserError, match=r"rectification\.number_taken"):
        put(case, number="Z-007")
    assert next_number({"整改一", "Z-x"}) == "Z-001"


def test_only_what_was_not_judged_is_removed(case: Case) -> None:
    measure = judged(case)
    with pytest.raises(UserError, match=r"rectification\.judged"):
        act(case, lambda work: operations.remove_measure(work, measure.id))
    other = put(case)
    act(case, lambda work: operations.remove_measure(work, other.id))
    assert measures(case.read()) == [measure]


def test_the_evaluation_is_concluded_once_everything_is_judged(case: Case) -> None:
    measure = put(case, status=MeasureStatus.DONE, proof=(PROOF,))
    with pytest.raises(UserError, match=r"rectification\.no_judgement"):
        act(case, operations.conclude_evaluation)
    act(case, lambda work: operations.write_evaluation(work, team="评估组", overall="整改措施基本落实"))
    assert evaluation(case.read()).evaluated_by is None, "writing is not deciding"
    with pytest.raises(UserError, match=r"Z-001"):
        act(case, lambda work: operations.rate(work, "full"))
    act(case, lambda work: operations.evaluate_measure(work, measure.id, Grade.CARRIED_OUT))
    with pytest.raises(UserError, match=r"rectification\.no_rating"):
        act(case, operations.conclude_evaluation)
    act(case, lambda work: operations.rate(work, "full"))
    act(case, operations.conclude_evaluation)
    concluded = evaluation(case.read())
    assert concluded.evaluated_by == TEST_OFFICER.id and concluded.evaluated_at is not None
    act(case, lambda work: operations.write_evaluation(work, overall="整改措施基本落实"))
    assert evaluation(case.read()) == concluded, "nothing was changed"
    act(case, lambda work: operations.write_evaluation(work, overall="整改措施部分落实"))
    assert evaluation(case.read()).evaluated_by is None


@pytest.mark.parametrize("decide", [
    lambda work: operations.evaluate_measure(work, "m", Grade.NOT),
    lambda work: operations.check_on_site(work, "m", "现场核查", "未落实"),
    lambda work: operations.conclude_evaluation(work),
    lambda work: cause.decide_claim(work, "c", ClaimStatus.EXCLUDED, "排除"),
    lambda work: incident.confirm_grade(work),
    lambda work: incident.choose_procedure(work, Procedure.GENERAL, ()),
], ids=["measure", "check", "evaluation", "cause", "grade", "procedure"])
def test_nobody_decides_without_having_signed_in(case: Case, decide: Callable[[Work], object]) -> None:
    with case.work("rectification.measure") as work:
        work.put(Measure(id="m", number="Z-001", text="整改", grade=Grade.NOT, evaluated_by=TEST_OFFICER.id))
        work.put(Claim(id="c", topic="cause.cause", text="遗留火种", contradicts=(PROOF,)))
        work.put(Evaluation(id="evaluation", overall="已落实", rating="poor"))
        incident.count_casualties(work, CasualtyCount(counted_at=beijing("2026-03-17T02:40"), deaths=1))
        incident.record_incident(work, name="清溪三合一", fire_at=beijing("2026-03-17T01:40"))
    case.act_as(STAND_IN)
    before = case.read().head()
    with pytest.raises(UserError, match=r"work\.sign_in"):
        act(case, decide)
    assert case.read().head() == before
    case.act_as(TEST_OFFICER)
    act(case, decide)


def test_the_clocks_open_after_ten_months_and_end_after_twelve(case: Case) -> None:
    assert evaluation_clocks(case.read()) is None
    act(case, lambda work: operations.close_inquiry(work, date(2025, 4, 30), "清溪镇人民政府", "清府批〔2025〕3号"))
    clocks = evaluation_clocks(case.read())
    assert clocks is not None
    assert (clocks.opens, clocks.due, clocks.certainty) == (date(2026, 2, 28), date(2026, 4, 30), "to_verify")
    assert "rectification.overdue" in found(case)


def test_the_province_has_its_own_time(case: Case) -> None:
    act(case, lambda work: operations.close_inquiry(work, date(2025, 4, 30), "荔州市人民政府", "荔府函〔2025〕3号"))
    with case.work("incident.call") as work:
        incident.record_incident(work, name="火灾", region="四川省")
    act(case, lambda work: operations.write_evaluation(work, started_on=date(2025, 9, 1)))
    clocks = evaluation_clocks(case.read())
    assert clocks is not None and "四川" in clocks.clause
    assert (clocks.opens, clocks.due, clocks.work_due) == (date(2025, 4, 30), date(2026, 4, 30), date(2025, 10, 31))
    assert ("rectification.work_overdue" in found(case)) == (today() > clocks.work_due)
    board = incident_queries.board(case.read(), date(2025, 10, 30))
    (work_limit,) = [one for one in board if one.due == date(2025, 10, 31)]
    assert work_limit.remind_days == (30, 7, 1) and work_limit.days_left(date(2025, 10, 30)) == 1
    made = icalendar.Calendar.from_ical(calendar_file("案件", [(work_limit, "评估工作")], datetime.now(UTC)))
    (event,) = made.walk("VEVENT")
    triggers = [alarm["trigger"].dt for alarm in event.walk("VALARM")]
    assert triggers == [timedelta(hours=9) - timedelta(days=days) for days in (30, 7, 1)]
    late = sum(day < today() for day in (clocks.due, clocks.work_due))
    assert len(incident_queries.summary(case.read()).dues_late) == late


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_holds_every_measure(tmp_path: Path, language: str) -> None:
    app = build(tmp_path / "profile")
    identities = Identities(tmp_path / "officers", KeyCost(1, 8, 1))
    officer = identities.create("李建国", "清溪大队", "440123", "correct horse")
    case = app.workbench.create_case(tmp_path / "案件", "清溪三合一", officer)
    numbers = [put(case, text=f"第{index}项措施", unit_id=None).number for index in range(12)]
    job = Job(case, direct_write(case), app.parse, lambda _: None)
    target = tmp_path / "报告 副本.pdf"
    export_document(job, Request(target, "rectification", language), identities.sign_in(officer.id, "correct horse"))
    case.close()
    app.close()
    text = "".join(page.extract_text() for page in PdfReader(target).pages)
    assert all(text.count(number) == 1 for number in numbers), "each once, item by item"
    assert all(f"第{index}项措施" in text for index in range(12))
    assert ("整改评估报告" if language == "zh" else "Evaluation of rectification") in text
