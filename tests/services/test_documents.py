"""Reports beside the dossier: the technical report of chapters, the text for the public; as PDF and as Word."""

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from modules.forms import operations as forms
from modules.incident import operations as incident
from modules.rectification import operations as rectification
from workstation.api import Claim, Ref, UserError, beijing
from workstation.app import App, build
from workstation.domain.rules import RulePacks
from workstation.domain.words import Words
from workstation.services.chapters import chapters, without_targets
from workstation.services.dossier import Request, export_document
from workstation.services.dossier_word import export_word
from workstation.services.identity import Identities, KeyCost, SignedIn
from workstation.services.job import Job, direct_write
from workstation.services.rules import load_rules
from workstation.storage.case import Case
from workstation.typeset.blocks import KeyValues, Paragraph, Span

PACK = next(pack for pack in load_rules().packs if pack.kind == "documents")
CHAPTERS = [chapter["title"] for chapter in PACK.data["technical"]["chapters"]]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, Case, SignedIn]]:
    folder = tmp_path_factory.mktemp("案件 副本")
    app = build(folder / "profile")
    identities = Identities(folder / "officers", KeyCost(1, 8, 1))
    officer = identities.create("李建国", "清溪大队", "440123", "correct horse")
    case = app.workbench.create_case(folder / "案件", "兴业街火灾", officer)
    with case.work("incident.call") as work:
        incident.record_incident(work, name="兴业街火灾", agency="清溪大队", reported_at=beijing("2026-03-17T02:19"))
        work.put(Claim(id="c", topic="cause.spread", text="向上蔓延"))
        paper = forms.draft(work, "technical")
        forms.fill(work, paper.id, {"lessons": "生产住宿合用。\n出口被堵。", "spread": "火焰引燃海绵后窜入夹层。"})
        rectification.put_measure(work, "m", text="拆除夹层")
    yield app, case, identities.sign_in(officer.id, "correct horse")
    case.close()
    app.close()


def job(app: App, case: Case) -> Job:
    return Job(case, direct_write(case), app.parse, lambda _: None)


def flat(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_technical_report_has_its_chapters_in_order_and_word_says_the_same(
    worked: tuple[App, Case, SignedIn], tmp_path: Path, language: str
) -> None:
    app, case, signer = worked
    pdf, word = tmp_path / "报告 副本.pdf", tmp_path / "报告 副本.docx"
    made = export_document(job(app, case), Request(pdf, "technical", language), signer)
    assert not made.failures and not made.missing_targets and not made.missing_characters
    printed = flat("".join(page.extract_text() for page in PdfReader(pdf).pages))
    titles = [flat(title[language]) for title in CHAPTERS]
    places = [printed.rindex(title) for title in titles]
    assert places == sorted(places)
    assert all(text in printed for text in ("生产住宿合用。", "出口被堵。", "火焰引燃海绵后窜入夹层。", "拆除夹层"))
    assert flat(Words(language)("A draft: nobody has approved this text.")) in printed
    export_word(job(app, case), Request(word, "technical", language), signer)
    document = docx.Document(str(word))
    paragraphs = [part for part in document.element.body.iter() if part.tag.endswith("}p")]
    lines = [flat("".join(one.text or "" for one in part.iter() if one.tag.endswith("}t"))) for part in paragraphs]
    lost = [line for line in lines if line and line not in printed and "：／" not in line]
    allowed = re.compile(r"^(.*[:：].*|.*／.*|2026-.*)$")  # places to sign, cover and struck rows are set otherwise
    assert [line for line in lost if not allowed.match(line)] == []
    assert all(any(line.startswith(title) for line in lines) for title in titles)
    assert document.core_properties.author == "清溪大队"


def test_the_text_for_the_public_stands_alone(worked: tuple[App, Case, SignedIn], tmp_path: Path) -> None:
    app, case, signer = worked
    made = export_document(job(app, case), Request(tmp_path / "公开稿.pdf", "publication"), signer)
    (page,) = PdfReader(made.path).pages
    assert "草稿" in page.extract_text() and "账本" not in page.extract_text().partition("账本头")[0]
    notes = [entry.operation for entry in case.read().newest_entries(3)]
    assert "dossier.export" in notes
    with pytest.raises(UserError, match=r"export\."):
        export_word(job(app, case), Request(tmp_path / "公开稿.pdf" / "x.docx", "publication"), signer)
    assert not list(tmp_path.glob(".embercase-*"))


def test_a_document_that_has_no_chapters_gets_none(worked: tuple[App, Case, SignedIn]) -> None:
    read = worked[1].read()
    assert list(chapters("dossier", (), read)) == []
    assert next(section.id for section in chapters("technical", (), read)) == "technical.overview"


def test_an_office_changes_the_chapters_of_its_report(worked: tuple[App, Case, SignedIn], tmp_path: Path) -> None:
    app, case, signer = worked
    data = copy.deepcopy(PACK.data)
    data["technical"]["chapters"] = [
        {"id": "lessons", "title": {"zh": "一、教训与责任", "en": "1. Lessons"}, "sections": ["technical.spread"]}
    ]
    shipped = RulePacks(case.rules.packs)
    case.rules.renew(RulePacks([*shipped.packs, replace(PACK, id="own", data=data, office=True)]))
    try:
        made = export_document(job(app, case), Request(tmp_path / "报告.pdf", "technical"), signer)
    finally:
        case.rules.renew(shipped)
    printed = flat("".join(page.extract_text() for page in PdfReader(made.path).pages))
    assert "一、教训与责任" in printed and "火焰引燃海绵后窜入夹层。" in printed
    assert flat(CHAPTERS[0]["zh"]) not in printed


def test_links_are_taken_out_and_nothing_else() -> None:
    linked = KeyValues((("物证", (Span("W-001", bold=True, target="exhibits:1"), "。")),), anchor="k")
    assert without_targets(linked) == KeyValues((("物证", (Span("W-001", bold=True), "。")),), anchor="k")
    plain = Paragraph("无链接")
    assert without_targets(plain) is plain and without_targets(Ref("a", "b")) == Ref("a", "b")
