"""Two versions of a dossier differ in words: what came, went, changed, moved; also where only two PDFs are left."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.services.dossier_bench import BENCH, bench
from tests.typeset.sample import build
from workstation.api import Event, FileState, Moment, StoredFile, UserError, Words
from workstation.cli import main
from workstation.services.dossier import Request, export_document
from workstation.services.identity import Identities, SignedIn
from workstation.services.job import Job, direct_write
from workstation.services.sandbox import Sandbox
from workstation.services.sealed import KeyCost
from workstation.services.versions.comparing import Change, ChangeKind, compare
from workstation.services.versions.contents import Chapter, Contents, contents_of, folder_of
from workstation.services.versions.document import write_difference
from workstation.services.versions.pieces import Piece
from workstation.services.versions.wording import summary
from workstation.storage.case import Case
from workstation.typeset.blocks import Heading, Paragraph
from workstation.typeset.reading import read_pages

AT = Moment(utc=datetime(2026, 1, 23, 2, 17, tzinfo=UTC))
ZH = Words("zh")


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> SignedIn:
    identities = Identities(tmp_path_factory.mktemp("profile"), KeyCost(1, 8, 1))
    return identities.sign_in(identities.create("张伟", "大队", "440123", "correct horse").id, "correct horse")


@pytest.fixture
def case(tmp_path: Path, signer: SignedIn) -> Iterator[Case]:
    made = bench().create_case(tmp_path / "案件 副本", "清溪案", signer.officer)
    with made.work("facts.import") as work:
        work.put(Event(id="e1", title="接警", moment=AT))
        for number in range(6):
            work.put(file(number))
    yield made
    made.close()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(1)
    yield made
    made.close()


def file(number: int) -> StoredFile:
    return StoredFile(
        id=f"f{number}", sha256=f"{number:064x}", sm3="", size=1, name=f"{number}.jpg", source_path="",
        state=FileState.OK, media_type="image/jpeg", taken_in=AT, importer="photos",
    )


def export(case: Case, output: Path, signer: SignedIn) -> Path:
    job = Job(case, direct_write(case), lambda *_, **__: pytest.fail("no parser"), lambda _: None)
    return export_document(job, Request(output, bench=BENCH), signer).path


def contents(*chapters: tuple[str, list[tuple[str, str]]]) -> Contents:
    made = tuple(Chapter(name, name, tuple(Piece(*piece) for piece in pieces)) for name, pieces in chapters)
    return Contents("", 3, made)


def test_versions_of_a_case_are_compared_record_by_record(
    case: Case, signer: SignedIn, sandbox: Sandbox, tmp_path: Path
) -> None:
    old = export(case, tmp_path / "一.pdf", signer)
    with case.work("facts.import") as work:
        work.put(Event(id="e1", title="接到报警", moment=AT))
        work.put(Event(id="e2", title="到场", moment=AT))
        work.put(replace(file(0), name="0 新.jpg"))
        work.put(file(7))
        work.remove(StoredFile, "f3")
    new = export(case, tmp_path / "二.pdf", signer)
    folder = [case.info.folder]
    difference = compare(*(contents_of(path, sandbox.parse, folder) for path in (old, new)))
    photos = [change for change in difference.changes if change.section == "Photographs of the test"]
    assert {(one.kind, one.key) for one in photos} == {
        (ChangeKind.CHANGED, "files:f0"), (ChangeKind.ADDED, "files:f7"), (ChangeKind.REMOVED, "files:f3")}
    renamed = next(one for one in photos if one.key == "files:f0")
    assert ("0.jpg" in renamed.old, "0 新.jpg" in renamed.new) == (True, True)
    texts = ("事项：接警；依据：照片", "事项：接到报警；依据：照片")
    assert Change(ChangeKind.CHANGED, "报警记录", "files", *texts, "files:f0") in difference.changes
    told = "\n".join(summary(difference, ZH))
    assert "原件：新增" in told and "处页号移动" in told and not difference.old.from_pdf
    same = compare(*(contents_of(path, sandbox.parse, folder) for path in (new, new)))
    assert same.empty and summary(same, ZH) == ["两个版本的内容和页号完全相同。"]


def test_without_what_was_kept_the_text_is_compared(
    case: Case, signer: SignedIn, sandbox: Sandbox, tmp_path: Path
) -> None:
    old = export(case, tmp_path / "a.pdf", signer)
    with case.work("facts.import") as work:
        work.put(Event(id="e1", title="接到群众报警", moment=AT))
    new = export(case, tmp_path / "b.pdf", signer)
    shutil.rmtree(folder_of(case.info.folder))
    difference = compare(*(contents_of(path, sandbox.parse) for path in (old, new)))
    assert difference.old.from_pdf and not difference.sections_added
    assert any("接到群众报警" in change.new and "接警" in change.old for change in difference.changes)
    assert "只按页面文字比对" in "\n".join(summary(difference, ZH))


def test_text_that_only_flows_otherwise_is_no_change(sandbox: Sandbox, tmp_path: Path) -> None:
    text = "清溪镇荔溪兴业街一处三合一场所起火，过火面积约八十平方米。" * 12
    one = build(tmp_path / "a", [[Heading(1, "经过"), Paragraph(text)]])[0]
    two = build(tmp_path / "b", [[Heading(1, "经过"), Paragraph(text + "火于三时扑灭。", "quote")]])[0]
    difference = compare(*(contents_of(path, sandbox.parse) for path in (one, two)))
    assert [(change.kind, change.new) for change in difference.changes] == [(ChangeKind.ADDED, "火于三时扑灭。")]


def test_sections_and_pages_are_told() -> None:
    old = replace(contents(("照片", [("photos:1", "一号")]), ("旧", [("", "旧文")])), places={"photos:1": (1, 12)})
    new = replace(contents(("照片", [("photos:1", "一号")]), ("新", [("", "新文")])), places={"photos:1": (1, 15)})
    difference = compare(old, new)
    assert (difference.sections_added, difference.sections_removed) == (("新",), ("旧",))
    told = summary(difference, ZH)
    assert "新增部分：新" in told and "删去部分：旧" in told
    assert "照片：1 处页号移动，首处由第 1 卷第 12 页移至第 1 卷第 15 页" in told
    assert "Photo" not in "".join(told) and "places moved" in "".join(summary(difference, Words("en")))


def test_bad_files_give_a_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "坏 件.pdf").write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(UserError, match=r"versions\.unreadable"):
        contents_of(tmp_path / "坏 件.pdf", sandbox.parse)
    with pytest.raises(UserError, match=r"signature\.cannot_read"):
        contents_of(tmp_path / "没有.pdf", sandbox.parse)


def test_the_comparison_is_a_document_and_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = build(tmp_path / "a", [[Heading(1, "经过"), Paragraph("火于二时十分发现。")]])[0]
    two = build(tmp_path / "b", [[Heading(1, "经过"), Paragraph("火于二时十四分发现。")]])[0]
    target = tmp_path / "比对.pdf"
    code = main(["dossier", "diff", str(one), str(two), "--output", str(target), "--json", "--profile", str(tmp_path)])
    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["same"], len(answer["changes"])) == (1, False, 1)
    text = "".join("".join(page.lines) for page in read_pages(target))
    assert "版本比对" in text and "火于二时十分发现。" in text and "火于二时十四分发现。" in text
    with pytest.raises(UserError, match=r"export\.cannot_write"):
        write_difference(compare(contents(), contents()), ("a", "b"), tmp_path / "没有" / "x.pdf", ZH)
