"""Forms: every template is sound; filled from the case, approved, numbered, issued, served, superseded; on paper."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest

from modules.forms import operations, queries
from modules.forms.module import MODULE
from modules.forms.records import FormPaper, FormService, FormState, ServiceMethod
from modules.forms.rules import KIND, blocks_of, content_hash, template_of
from modules.forms.sections import SLOTS, build_service, build_slot
from modules.forms.ui.export import write_paper
from modules.incident import operations as incident
from modules.incident.module import MODULE as INCIDENT
from modules.incident.records import GradeDecision
from workstation.api import Entry, Heading, Officer, Party, PartyKind, RulePack, Table, UserError, Words, beijing
from workstation.api.testing import TEST_OFFICER, job_of, temporary_case
from workstation.services.readiness_checks import OWN
from workstation.services.rules import load_rules
from workstation.storage.case import Case

ZH = Words("zh")
RULES = load_rules()
LEADER = Officer(id="officer-leader", name="陈支队", unit="测试支队", certificate_no="T-002", verified=True)
PACKS = [pack for pack in RULES.packs if pack.kind.startswith(KIND)]


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path / "案件 副本", [INCIDENT, MODULE], rules=RULES) as made:
        with made.work("incident.call") as work:
            incident.record_incident(
                work, name="兴业街箱包店火灾", address="兴业街12号", reported_at=beijing("2026-03-17T02:19"),
                agency="荔州市消防救援大队",
            )
            for scale, grade, day in (("grades", "一般火灾", "18"), ("grades-493", "一般事故", "19")):
                work.put(GradeDecision(
                    scale=scale, grade=grade, pack_id="p", basis="", decided_by=LEADER.id,
                    decided_at=beijing(f"2026-03-{day}"),
                ))
            work.put(LEADER)
            work.put(Party(id="boss", kind=PartyKind.PERSON, name="梁永顺", phone="13800000000"))
        yield made


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_shipped_form_is_sound_and_prints_every_field(pack: RulePack) -> None:
    template = template_of(pack)
    assert template.slot in SLOTS
    values = {one.name: f"值{number}号" for number, one in enumerate(template.fields)}
    paper = FormPaper(code=template.code, pack_id=pack.id, title="", values=values)
    text = str(list(blocks_of(template, paper, ZH)))
    assert [one.name for one in template.fields if values[one.name] not in text] == []
    assert str(list(blocks_of(template, replace(paper, values={}), ZH))).count("／") >= 1, "what is empty is struck out"


def test_a_broken_template_names_its_pack_and_what_is_wrong() -> None:
    pack = PACKS[0]
    for data in ({**pack.data, "body": [{"fill": "{nobody}"}]}, {"title": {}}):
        with pytest.raises(UserError) as refused:
            template_of(replace(pack, data=data))
        assert (refused.value.code, refused.value.values["pack"]) == ("forms.bad_template", pack.id)


def explained(case: Case) -> None:
    with case.work("forms.draft") as work:
        paper = operations.draft(work, "explanation")
        names = ("when", "place", "explainers", "present", "content", "opinions")
        operations.fill(work, paper.id, dict.fromkeys(names, "已说明"))
        operations.issue(work, paper.id)


def determination(case: Case) -> FormPaper:
    with case.work("forms.draft") as work:
        paper = operations.draft(work, "determination", "boss")
        return operations.fill(work, paper.id, {
            "time": "2026年3月17日2时05分许", "where": "首层西墙海绵堆垛处", "cause": "插线板电源线短路引燃海绵",
            "evidence": "询问笔录5份",
        })


def test_the_case_fills_in_what_it_knows(case: Case) -> None:
    paper = determination(case)
    assert paper.values["agency"] == "荔州市消防救援大队" and paper.values["address"] == "兴业街12号"
    assert paper.values["reported"] == "2026年03月17日 02:19" and paper.values["party"] == "梁永顺"
    assert paper.values["grade"] == "一般火灾", "that of fire statistics, not that of production accidents"
    with case.work("forms.draft") as work:
        for code, party, error in (
            ("simple", None, "forms.party_needed"), ("dance", None, "forms.unknown"),
            ("simple", "nobody", "forms.no_such_party"),
        ):
            with pytest.raises(UserError) as refused:
                operations.draft(work, code, party)
            assert refused.value.code == error


def test_a_determination_is_explained_approved_by_another_numbered_issued_served(case: Case) -> None:
    paper = determination(case)

    def refused(fn: Callable[..., object], *values: object) -> str:
        with case.work("forms.issue") as work, pytest.raises(UserError) as error:
            fn(work, *values)
        return error.value.code

    assert refused(operations.issue, paper.id) == "forms.not_approved"
    assert refused(operations.approve, paper.id, "同意") == "forms.own_approval"
    with case.work("forms.number") as work:
        work.put(replace(paper, drafted_by=LEADER.id))
        operations.approve(work, paper.id, "同意")
    assert refused(operations.issue, paper.id) == "forms.needs_first"
    explained(case)
    assert [one.code for one in OWN["determined"](case.read())] == ["readiness.not_determined"]
    with case.work("forms.issue") as work:
        issued = operations.issue(work, paper.id)
    assert not list(OWN["determined"](case.read()))
    assert (issued.state, issued.serial, issued.issued_by) == (FormState.ISSUED, 1, TEST_OFFICER.id)
    assert issued.number == f"消火认字〔{issued.year}〕第0001号" and issued.content_hash == content_hash(issued)
    for act in (operations.discard, operations.issue):
        assert refused(act, paper.id) == "forms.issued"
    assert refused(operations.fill, paper.id, {"cause": "改"}) == "forms.issued"
    codes = [finding.code for finding in MODULE.checks[0].run(case.read())]
    assert codes == ["forms.not_served"]
    assert issued.issued_at is not None
    service = FormService(
        form_id=paper.id, party_id="boss", receiver="梁永顺", served_at=issued.issued_at, served_by="李、王",
    )
    with case.work("forms.serve") as work:
        operations.serve(work, service)
    assert list(MODULE.checks[0].run(case.read())) == []
    early = replace(service, id="early", served_at=beijing("2020-01-01T10:00"))
    assert refused(operations.serve, early) == "forms.served_before"


def test_an_issued_paper_is_replaced_and_stays(case: Case) -> None:
    explained(case)
    (first,) = case.read().all(FormPaper)
    with case.work("forms.supersede") as work:
        copy = operations.supersede(work, first.id)
        operations.fill(work, copy.id, {"opinions": "无异议"})
        operations.issue(work, copy.id)
    papers = {paper.id: paper for paper in case.read().all(FormPaper)}
    assert papers[first.id].state is FormState.SUPERSEDED and papers[first.id].values["opinions"] == "已说明"
    assert papers[copy.id].values["opinions"] == "无异议"
    blocks = list(build_slot("explanation", case.read(), ZH, ""))
    assert sum(isinstance(block, Entry) for block in blocks) == 2
    assert "被后一份取代" in str(blocks)


def test_a_paper_that_was_changed_behind_its_back_is_found(case: Case) -> None:
    explained(case)
    (paper,) = case.read().all(FormPaper)
    with case.work("forms.fill") as work:
        work.put(replace(paper, values={**paper.values, "content": "另一原因"}))
    assert [finding.code for finding in MODULE.checks[0].run(case.read())] == ["forms.changed"]


def test_gaps_long_texts_and_refusals(case: Case) -> None:
    with case.work("forms.draft") as work:
        paper = operations.draft(work, "survey")
        with pytest.raises(UserError) as refused:
            operations.issue(work, paper.id)
        assert refused.value.code == "forms.gaps" and "环境勘验" in str(refused.value.values["fields"])
        with pytest.raises(UserError) as refused:
            operations.fill(work, paper.id, {"environment": "长" * 50_001})
        assert refused.value.code == "forms.too_long"
    for values, code in (
        ({"receiver": " "}, "forms.no_receiver"),
        ({"receiver": "梁永顺", "method": ServiceMethod.LEFT}, "forms.left_needs_witness"),
    ):
        with pytest.raises(UserError) as refused:
            FormService(form_id="f", served_at=beijing("2026-04-20T10:00"), **values)
        assert refused.value.code == code


def test_the_same_text_as_pdf_and_as_word(case: Case, tmp_path: Path) -> None:
    long = "环境勘验：𠮷田路东侧，" + "现场勘验情况" * 3300  # rare character, 20,000 characters, several pages
    with case.work("forms.draft") as work:
        paper = operations.draft(work, "survey")
        operations.fill(work, paper.id, {
            "times": "第1次", "begun": "2026年3月17日8时", "ended": "10时", "weather": "晴 | 风3级",
            "environment": long, "preliminary": "初步", "detailed": "细项", "people": "李、王",
        })
        operations.issue(work, paper.id)
    pdf, word = tmp_path / "笔录 副本.pdf", tmp_path / "笔录 副本.docx"
    with job_of(case) as job:
        write_paper(job, paper.id, pdf, "pdf", "zh")
        write_paper(job, paper.id, word, "docx", "zh")
        with pytest.raises(UserError) as refused:
            write_paper(job, paper.id, tmp_path / "没有" / "笔录.docx", "docx", "zh")
        assert refused.value.code == "export.cannot_write"
    pages = pypdf.PdfReader(pdf).pages
    printed = "".join(page.extract_text() for page in pages).replace("\n", "")
    assert len(pages) > 10 and "火灾现场勘验笔录" in printed and printed.count("现场勘验情况") >= 3300
    made = docx.Document(str(word))
    written = "".join(one.text for one in made.paragraphs)
    assert long in written and round(made.sections[0].page_width.mm) == 210
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "晴 | 风3级" in cells and "／" in cells


def test_rows_become_a_table_with_struck_rows(case: Case) -> None:
    with case.work("forms.draft") as work:
        paper = operations.draft(work, "transfer", "boss")
        filled = operations.fill(work, paper.id, {"attached": "火灾事故认定书|1份\n询问笔录\t5份\t含光盘"})
    template = queries.template_for(case.read(), filled)
    (table,) = [block for block in blocks_of(template, filled, ZH) if isinstance(block, Table)]
    assert table.rows == (("1", "火灾事故认定书", "1份", "／"), ("2", "询问笔录", "5份", "含光盘"))
    assert table.min_rows == 5


def test_services_are_listed(case: Case) -> None:
    assert list(build_service(case.read(), ZH, "")) == []
    explained(case)
    (paper,) = case.read().all(FormPaper)
    assert paper.issued_at is not None
    with case.work("forms.serve") as work:
        operations.serve(work, FormService(
            form_id=paper.id, receiver="黄荔生", method=ServiceMethod.LEFT, refused="拒绝签收", witness="居委会赵某",
            served_at=paper.issued_at,
        ))
    blocks = list(build_service(case.read(), ZH, ""))
    assert any(isinstance(block, Heading) for block in blocks)
    assert "留置送达" in str(blocks) and "拒绝签收；居委会赵某" in str(blocks)
