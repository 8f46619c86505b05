"""Findings become firm only by a named officer's act and only on evidence that stands."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from modules.exhibits import operations as exhibits
from modules.exhibits.module import MODULE as EXHIBITS
from modules.exhibits.records import Exhibit
from modules.incident.module import MODULE as INCIDENT
from modules.responsibility import operations
from modules.responsibility.module import MODULE
from modules.responsibility.records import FindingStatus, Link, ResponsibilityLink, Role
from workstation.api import (
    Figure,
    Finding,
    Heading,
    Officer,
    Party,
    PartyKind,
    Ref,
    Severity,
    StoredFile,
    UserError,
    Words,
    Work,
    beijing,
)
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.history import undo
from workstation.services.rules import load_rules
from workstation.storage.case import Case
from workstation.typeset.part import render_part

STAND_IN = Officer(id="machine", name="root(未登录)", public_key="ab", verified=False)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [INCIDENT, EXHIBITS, MODULE], rules=load_rules()) as made:
        with made.work("incident.party") as work:
            work.put(Party(id="shop", kind=PartyKind.ORGANISATION, name="利达五金加工店"))
            work.put(Exhibit(id="e1", number="W-001", name="锂电池残骸"))
        yield made


def draft(case: Case, *, role: Role = Role.DIRECT, judged: bool = True, **values: object) -> ResponsibilityLink:
    facts = {
        "link": Link.USER, "subject_id": "shop", "facts": "一层加工、二层住宿",
        "evidence": (Ref("exhibits", "e1"),), **values,
    }
    with case.work("responsibility.draft") as work:
        made = operations.draft(work, **facts)
        return judge(work, made, role) if judged else made


def judge(work: Work, finding: ResponsibilityLink, role: Role = Role.DIRECT) -> ResponsibilityLink:
    return operations.judge(
        work, finding.id, breach="严重违反", role_ignition=Role.NONE, role_spread=Role.NONE, role_casualties=role,
        causation="唯一楼梯敞开，烟气封堵疏散路径",
    )


def establish(case: Case, finding: ResponsibilityLink) -> ResponsibilityLink:
    with case.work("responsibility.decide") as work:
        return operations.establish(work, finding.id)


def stored(case: Case, finding: ResponsibilityLink) -> ResponsibilityLink:
    return case.read().get(ResponsibilityLink, finding.id)


def found(case: Case) -> dict[str, Finding]:
    read = case.read()
    return {finding.code: finding for check in MODULE.checks for finding in check.run(read)}


def test_a_finding_is_established_by_a_named_officer(case: Case) -> None:
    decided = establish(case, draft(case))
    assert (decided.status, decided.decided_by) == (FindingStatus.ESTABLISHED, TEST_OFFICER.id)
    assert decided.decided_at is not None
    (entry,) = [entry for entry in case.read().history(Ref("responsibility", decided.id))
                if entry.operation == "responsibility.decide"]
    assert entry.officer["name"] == TEST_OFFICER.name


@pytest.mark.parametrize("act", [operations.establish, operations.find_no_breach])
def test_nobody_decides_without_having_signed_in(case: Case, act: object) -> None:
    finding = draft(case, role=Role.NONE)
    case.act_as(STAND_IN)
    with pytest.raises(UserError, match="sign_in"), case.work("responsibility.decide") as work:
        act(work, finding.id)
    assert stored(case, finding).status is FindingStatus.DRAFT


@pytest.mark.parametrize("evidence", [(), (Ref("exhibits", "gone"),), (Ref("no_such_kind", "x"),)])
def test_without_standing_evidence_nothing_is_established(case: Case, evidence: tuple[Ref, ...]) -> None:
    finding = draft(case, evidence=evidence)
    with pytest.raises(UserError, match="needs_evidence"):
        establish(case, finding)
    assert stored(case, finding).status is FindingStatus.DRAFT
    assert "responsibility.undecided" in found(case)


def test_withdrawn_evidence_is_no_ground_before_or_after(case: Case) -> None:
    first, second = draft(case), draft(case)
    establish(case, first)
    assert "responsibility.lost_ground" not in found(case)
    with case.work("exhibits.withdraw") as work:
        exhibits.withdraw(work, ["e1"], "与起火无关")
    lost = found(case)["responsibility.lost_ground"]
    assert (lost.ref, lost.severity) == (Ref("responsibility", first.id), Severity.ERROR)
    with pytest.raises(UserError, match="needs_evidence"):
        establish(case, second)


def test_a_finding_needs_a_subject(case: Case) -> None:
    with pytest.raises(UserError, match="needs_subject"):
        establish(case, draft(case, subject_id=None))


def test_no_breach_cannot_have_caused_anything(case: Case) -> None:
    finding = draft(case)
    with pytest.raises(UserError, match="no_breach_with_role"), case.work("responsibility.decide") as work:
        operations.find_no_breach(work, finding.id)


@pytest.mark.parametrize("values", [
    {"status": FindingStatus.ESTABLISHED}, {"decided_by": "somebody"}, {"decided_at": beijing("2026-01-01")},
    {"breach": "严重违反"}, {"role_spread": Role.DIRECT}, {"causation": "因"}, {"judged_by": "somebody"},
])
def test_a_status_a_breach_and_a_role_are_never_written(case: Case, values: dict[str, object]) -> None:
    with pytest.raises(UserError, match="not_by_writing"):
        draft(case, **values)
    with pytest.raises(UserError, match="empty"):
        draft(case, facts=" ", duty="")


def test_a_change_asks_for_a_new_decision_and_no_change_does_not(case: Case) -> None:
    decided = establish(case, draft(case))
    with case.work("responsibility.draft") as work:
        same = operations.draft(work, decided.id, facts=decided.facts, evidence=decided.evidence)
    assert same == stored(case, decided) == decided
    with case.work("responsibility.draft") as work:
        noted = operations.draft(work, decided.id, note="卷宗第12页")
    assert (noted.status, noted.judged_by) == (FindingStatus.ESTABLISHED, TEST_OFFICER.id), "a note is no ground"
    with case.work("responsibility.draft") as work:
        changed = operations.draft(work, decided.id, facts="另一事实")
    assert (changed.status, changed.decided_by, changed.subject_id) == (FindingStatus.DRAFT, None, "shop")
    assert (changed.judged_by, changed.breach) == (None, "严重违反"), "the judgement waits to be confirmed"
    with pytest.raises(UserError, match="needs_judgement"):
        establish(case, changed)
    undo(case)
    assert stored(case, decided).status is FindingStatus.ESTABLISHED


def test_a_published_finding_keeps_its_source_and_is_not_decided_here(case: Case) -> None:
    quoted = ResponsibilityLink(
        link=Link.SUPERVISION, subject_id="shop", facts="检查流于形式", status=FindingStatus.PUBLISHED,
        source="国务院事故调查组报告", evidence=(Ref("exhibits", "e1"),),
    )
    with case.work("responsibility.draft") as work:
        work.put(quoted)
        operations.draft(work, quoted.id, handling="行政处罚")
    assert (stored(case, quoted).status, stored(case, quoted).handling) == (FindingStatus.PUBLISHED, "行政处罚")
    with pytest.raises(UserError, match="published"):
        establish(case, quoted)


def test_only_drafts_are_removed(case: Case) -> None:
    first, second = establish(case, draft(case)), draft(case)
    with pytest.raises(UserError, match="decided"), case.work("responsibility.remove") as work:
        operations.remove(work, first.id)
    with case.work("responsibility.remove") as work:
        operations.remove(work, second.id)
    assert case.read().count(ResponsibilityLink) == 1


def test_each_link_that_was_not_examined_is_named(case: Case) -> None:
    assert {code for code in found(case) if ".link_" in code} == {f"responsibility.link_{link}" for link in Link}
    draft(case)
    assert "responsibility.link_user" not in found(case)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sections_name_who_decided_and_on_what(case: Case, language: str) -> None:
    establish(case, draft(case))
    table, pages = MODULE.sections[:2]
    assert isinstance(next(iter(table.build(case.read(), Words(language), ""))), Heading)
    printed = str(list(pages.build(case.read(), Words(language), "")))
    assert TEST_OFFICER.name in printed and "W-001 锂电池残骸" in printed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_graph_stands_on_paper(case: Case, tmp_path: Path, language: str) -> None:
    with case.work("responsibility.draft") as work:
        for link in (Link.USER, Link.MANAGEMENT):
            for number in range(9):
                made = operations.draft(
                    work, link=link, subject_id="shop", facts=f"第{number}项", evidence=(Ref("exhibits", "e1"),),
                )
                operations.judge(
                    work, made.id, breach="一般违反", role_ignition=Role.NONE, role_spread=Role.CONTRIBUTING,
                    role_casualties=Role.NONE,
                )
    words = Words(language)
    blocks = list(MODULE.sections[0].build(case.read(), words, ""))
    pages = [block for block in blocks if isinstance(block, Figure) and words("Casualties") in str(block)
             and words("Gap") in str(block)]
    assert len(pages) >= 2, "eighteen findings take more than one sheet, with the consequences on each"
    laid = render_part(pages, tmp_path / "责任倒查.pdf", language)
    document = pypdfium2.PdfDocument(laid.paths[0])
    assert len(document) >= len(pages)
    for number in range(len(document)):
        picture = document[number].render(scale=1).to_pil().convert("RGB")
        colours = {colour for _, colour in picture.getcolors(1 << 24) or ()}
        assert any(red < 160 and green > 90 and blue < 60 for red, green, blue in colours), "the rail of the spread"
    document.close()


def test_the_report_that_stands_alone_names_its_evidence_and_links_to_nothing_outside(
    case: Case, tmp_path: Path,
) -> None:
    with case.work("files.put") as work:
        work.put(StoredFile(
            id="f2", sha256="ef" * 32, sm3="", size=3, name="补充.jpg", source_path="", media_type="image/jpeg",
            taken_in=beijing("2026-03-18T09:00:00"), importer="",
        ))
    establish(case, draft(case, duty_evidence=(Ref("files", "f2"),)))
    sections = [section for section in MODULE.sections if section.document == "responsibility"]
    anchors: set[str] = set()
    targets: set[str] = set()
    for number, section in enumerate(sections):
        laid = render_part(section.build(case.read(), Words("zh"), ""), tmp_path / f"{number}.pdf", "zh")
        anchors |= laid.anchors.keys()
        targets |= {target for *_, target in laid.links}
    assert targets and targets <= anchors, targets - anchors
    text = str(list(sections[-1].build(case.read(), Words("zh"), "")))
    assert "W-001" in text and "ef" * 32 in text and "补充.jpg" in text and "利达五金加工店" in text
