"""Handlings, barriers and required documents: who acts, what is refused, what is asked about."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from modules.exhibits.module import MODULE as EXHIBITS
from modules.exhibits.records import Exhibit
from modules.incident import operations as incident
from modules.incident.module import MODULE as INCIDENT
from modules.responsibility import operations, queries
from modules.responsibility.module import MODULE
from modules.responsibility.records import (
    Barrier,
    BarrierState,
    DocumentState,
    Handling,
    HandlingKind,
    HandlingState,
    Link,
    LinkDocument,
    ResponsibilityLink,
    Role,
)
from modules.responsibility.rules.course import course
from modules.responsibility.sections.barrier_view import draw_barriers
from modules.responsibility.sections.course import course_figures, draw_course
from workstation.api import (
    HALF_A_DAY_S,
    Officer,
    Party,
    PartyKind,
    Rect,
    Ref,
    UserError,
    Words,
    beijing,
    from_plain,
    to_plain,
)
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

STAND_IN = Officer(id="machine", name="root(未登录)", public_key="ab", verified=False)
E1 = Ref("exhibits", "e1")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [INCIDENT, EXHIBITS, MODULE], rules=load_rules()) as made:
        with made.work("incident.party") as work:
            incident.record_incident(work, fire_at=beijing("2026-03-17T02:13:00"))
            work.put(Party(id="shop", kind=PartyKind.ORGANISATION, name="利达五金加工店"))
            work.put(Exhibit(id="e1", number="W-001", name="锂电池残骸"))
            operations.draft(work, "f", link=Link.USER, subject_id="shop", facts="违规住人", evidence=(E1,))
        yield made


def codes(case: Case) -> dict[str, str]:
    read = case.read()
    return {finding.code.removeprefix("responsibility."): finding.values.get("count", "")
            for check in MODULE.checks for finding in check.run(read)}


def test_a_duty_becomes_a_draft_with_its_clause(case: Case) -> None:
    offered = queries.catalogue(case.read())
    assert {duty.link for duty in offered.duties} == set(Link) == {kind.link for kind in offered.documents}
    assert not any(duty.verified for duty in offered.duties), "nobody has compared them with the official text"
    with case.work("responsibility.lay_out") as work:
        made = operations.lay_out(work, ["user.lodging", "services.report", "no.such"], subject_id="shop")
    assert [(one.link, one.duty_code, one.subject_id) for one in made] == [
        (Link.USER, "user.lodging", "shop"), (Link.SERVICES, "services.report", "shop")]
    assert "第十九条" in made[0].legal_basis and made[0].duty and not made[0].facts


def test_duties_count_on_the_day_of_the_fire(case: Case) -> None:
    new = {duty.code for duty in queries.catalogue(case.read()).duties}
    with case.work("incident.record") as work:
        incident.record_incident(work, fire_at=beijing("2020-05-01T02:00:00"))
    old = {duty.code for duty in queries.catalogue(case.read()).duties}
    assert new - old >= {"management.owner", "services.maintenance"} and "user.lodging" in old
    with case.work("incident.record") as work:
        incident.record_incident(work, fire_at=beijing("2001-05-01T02:00:00"))
    assert queries.catalogue(case.read()).duties == () == queries.catalogue(case.read()).barriers
    assert [item for item in queries.document_items(case.read()) if item.kind] == []


def test_a_proposal_is_a_named_officers_and_its_progress_is_not_another(case: Case) -> None:
    with case.work("responsibility.propose") as work:
        made = operations.put_handling(work, finding_id="f", kind=HandlingKind.CRIMINAL, measure="移送公安机关")
    assert (made.proposed_by, made.state) == (TEST_OFFICER.id, HandlingState.PROPOSED)
    case.act_as(Officer(id="o2", name="周启明", verified=True))
    with case.work("responsibility.propose") as work:
        gone = operations.put_handling(work, made.id, transferred_to="公安局", transferred_on=date(2026, 5, 9))
        assert (gone.proposed_by, gone.state) == (TEST_OFFICER.id, HandlingState.TRANSFERRED)
        changed = operations.put_handling(work, made.id, measure="移送公安机关立案侦查")
        assert changed.proposed_by == "o2"
    with pytest.raises(UserError, match="gone_out"), case.work("responsibility.withdraw") as work:
        operations.remove_handling(work, made.id)
    case.act_as(STAND_IN)
    with pytest.raises(UserError, match="sign_in"), case.work("responsibility.propose") as work:
        operations.put_handling(work, finding_id="f", kind=HandlingKind.CREDIT, measure="信用惩戒")
    assert {"no_receipt", "transferred_undecided"} <= codes(case).keys()
    with pytest.raises(UserError, match="has_handlings"), case.work("responsibility.remove") as work:
        operations.remove(work, "f")


@pytest.mark.parametrize(("values", "code"), [
    ({"transferred_on": date(2026, 5, 9)}, "transfer_needs_authority"),
    ({"transferred_to": "局", "transferred_on": date(2026, 5, 9), "received_on": date(2026, 5, 8)}, "handling_days"),
    ({"proposed_by": None}, "proposal_needs_officer"),
])
def test_a_handling_that_cannot_be(values: dict[str, object], code: str) -> None:
    with pytest.raises(UserError, match=code):
        Handling(**{"finding_id": "f", "kind": HandlingKind.OTHER, "measure": "约谈", "proposed_by": "o",
                    "proposed_at": beijing("2026-05-08"), **values})


def test_a_barrier_is_judged_on_evidence_and_judged_again_when_it_changes(case: Case) -> None:
    with case.work("responsibility.barriers") as work:
        made = operations.add_usual(work, ["exits", "detection", "exits"])
        assert operations.add_usual(work, ["exits"]) == [], "each once"
    assert {barrier.code for barrier in made} == {"exits", "detection"} and "barrier_open" in codes(case)
    exits = next(barrier for barrier in made if barrier.code == "exits")
    with pytest.raises(UserError, match="needs_evidence"), case.work("responsibility.judge_barrier") as work:
        operations.judge_barrier(work, exits.id, BarrierState.FAILED)
    with case.work("responsibility.barrier") as work:
        operations.put_barrier(work, exits.id, evidence=(E1,), facts="仅一部敞开楼梯")
        judged = operations.judge_barrier(work, exits.id, BarrierState.MISSING)
    assert judged.judged_by == TEST_OFFICER.id and "barrier_no_lesson" in codes(case)
    with case.work("responsibility.barrier") as work:
        assert operations.put_barrier(work, exits.id, lesson="须有独立出口").state is BarrierState.MISSING
        assert operations.put_barrier(work, exits.id, facts="楼梯已封堵").state is BarrierState.OPEN
    with pytest.raises(UserError, match="not_by_writing"), case.work("responsibility.barrier") as work:
        operations.put_barrier(work, exits.id, state=BarrierState.HELD)
    case.act_as(STAND_IN)
    with pytest.raises(UserError, match="sign_in"), case.work("responsibility.judge_barrier") as work:
        operations.judge_barrier(work, exits.id, BarrierState.HELD)


def test_documents_are_asked_for_and_the_gap_list_shrinks(case: Case) -> None:
    first = int(codes(case)["documents_missing_user"])
    with case.work("responsibility.document") as work:
        operations.note_document(work, "user.licence", DocumentState.OBTAINED, link=Link.USER, obtained=(E1,))
        operations.note_document(work, "user.plan", DocumentState.REQUESTED, link=Link.USER,
                                 requested_on=date(2026, 4, 1), expected_on=date(2026, 4, 10))
        operations.note_document(work, "user.training", DocumentState.NOT_APPLICABLE, link=Link.USER, reason="无员工")
        own = operations.note_document(work, None, DocumentState.OPEN, link=Link.USER, title="快递单")
    found = codes(case)
    assert int(found["documents_missing_user"]) == first - 3 + 1 and "document_overdue" in found
    items = {item.record.id: item for item in queries.document_items(case.read())}
    assert items["user.licence"].settled and not items["user.plan"].settled and items[own.id].title("zh") == "快递单"
    with pytest.raises(UserError, match="of_pack"), case.work("responsibility.remove_document") as work:
        operations.remove_document(work, "user.licence")
    for state, code in ((DocumentState.OBTAINED, "needs_record"), (DocumentState.REQUESTED, "needs_day"),
                        (DocumentState.REFUSED, "needs_reason")):
        with pytest.raises(UserError, match=code), case.work("responsibility.document") as work:
            operations.note_document(work, "user.rules", state, link=Link.USER)
    case.act_as(STAND_IN)
    with pytest.raises(UserError, match="sign_in"), case.work("responsibility.document") as work:
        operations.note_document(work, "user.rules", DocumentState.NOT_APPLICABLE, link=Link.USER, reason="无")


def test_records_of_older_cases_still_open() -> None:
    plain = to_plain(ResponsibilityLink(id="f", link=Link.USER, facts="违规"))
    for name in ("duty_code", "product", "begins", "ends", "duty_evidence", "causation", "causal_evidence", "judged_by",
                 "judged_at"):
        plain.pop(name)
    assert from_plain(ResponsibilityLink, plain).grounds == ()
    assert from_plain(LinkDocument, {"link": "user"}).state is DocumentState.OPEN
    assert from_plain(Barrier, {"name": "出口"}).against == ()


def finding(name: str, begins: str | None, ends: str | None = None, **values: object) -> ResponsibilityLink:
    return ResponsibilityLink(id=name, link=Link.USER, begins=beijing(begins) if begins else None,
                              ends=beijing(ends) if ends else None, **{"facts": name * 20, **values})


def test_the_course_is_in_order_of_time_and_what_has_no_date_comes_last() -> None:
    found = [finding("c", None), finding("b", "2026-01-01", "2026-03-17T02:13:00"), finding("a", "2021-06-05")]
    rows = course(found, {}, [("Fire breaks out", beijing("2026-03-17T02:13:00"))])
    assert [[fact.finding.id for fact in row.of(Link.USER)] for row in rows] == [["a"], ["b"], [], ["c"]]
    assert rows[2].milestone and rows[3].moment is None
    assert [fact.until for row in rows for fact in row.of(Link.USER)] == [0, 2, 3]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_course_on_paper_shows_each_fact_once_on_as_many_sheets_as_it_needs(language: str) -> None:
    roles = {"role_spread": Role.DIRECT, "role_casualties": Role.POSSIBLE}
    found = [finding(f"f{n}", f"20{10 + n}-01-01", "2039-01-01", **roles) for n in range(14)]
    rows = course(found, {}, [])
    sheets = list(course_figures(rows, Words(language)))
    targets = [mark.target for sheet in sheets for mark in sheet.marks if isinstance(mark, Rect) and mark.target]
    assert len(sheets) > 1 and sorted(targets) == sorted(f"responsibility:{one.id}" for one in found)
    for sheet in (*sheets, draw_course(rows, Words(language)), draw_course((), Words(language))):
        assert all(mark.x >= 0 and mark.x + mark.width <= sheet.width and mark.y + mark.height <= sheet.height
                   for mark in sheet.marks if isinstance(mark, Rect))


def test_every_barrier_stands_in_each_band_that_it_is_against() -> None:
    offered = [Barrier(id=f"b{n}", name="屏障" * 9, against=against) for n, against in enumerate(
        (tuple(queries.Consequence), (queries.Consequence.SPREAD,), ()))]
    figure = draw_barriers(offered, Words("zh"))
    targets = [mark.target for mark in figure.marks if isinstance(mark, Rect) and mark.target]
    assert targets.count("barriers:b0") == 3 and targets.count("barriers:b1") == 1 and "barriers:b2" not in targets


def test_dated_facts_and_what_followed_stand_on_the_shared_time_line(case: Case) -> None:
    with case.work("responsibility.draft") as work:
        work.put(finding("inspection", "2025-12-05T10:00:00", facts="复查未到场"))
        work.put(finding("use", "2021-07-03", "2026-03-17T02:13:00", facts="住人"))
        work.put(finding("undated", None))
        work.put(Handling(
            id="h", finding_id="use", kind=HandlingKind.ADMINISTRATIVE, measure="行政处罚", source="通报",
            transferred_to="清溪大队", transferred_on=date(2026, 5, 6), received_on=date(2026, 5, 8), result="罚款",
            result_on=date(2026, 6, 1),
        ))
    items = [item for item in case.read().timeline() if item.ref.kind in ("responsibility", "handlings")]
    facts = {item.ref.id: item for item in items if item.ref.kind == "responsibility"}
    assert facts.keys() == {"inspection", "use"} and facts["inspection"].until is None
    assert facts["use"].until == beijing("2026-03-17T02:13:00") and facts["use"].title.endswith("住人")
    assert facts["use"].lane == queries.LINK_WORDS[Link.USER]
    followed = [(item.part, item.moment.local.date(), item.moment.uncertainty_s)
                for item in items if item.ref.id == "h"]
    assert followed == [
        ("transferred", date(2026, 5, 6), HALF_A_DAY_S), ("received", date(2026, 5, 8), HALF_A_DAY_S),
        ("result", date(2026, 6, 1), HALF_A_DAY_S),
    ]


def test_requested_documents_are_due(case: Case) -> None:
    with case.work("responsibility.document") as work:
        work.put(LinkDocument(
            id="d", link=Link.USER, title="租赁合同", state=DocumentState.REQUESTED, requested_on=date(2026, 3, 20),
            expected_on=date(2026, 3, 27),
        ))
        work.put(LinkDocument(id="e", link=Link.USER, title="图纸", state=DocumentState.REFUSED, reason="遗失",
                              requested_on=date(2026, 3, 20), expected_on=date(2026, 3, 27)))
    assert [(due.title, due.since, due.due) for due in case.read().dues() if due.ref.kind == "link_documents"] == [
        ("租赁合同", date(2026, 3, 20), date(2026, 3, 27))]
