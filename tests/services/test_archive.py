"""Archiving: blocked while something is missing, by a named officer, in the vault, reopened only with a reason."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from tests.services.archive_bench import BENCH, bench
from workstation.api import Moment, Officer, Place, StoredFile, UserError
from workstation.domain.dossier import Confirmation, DossierState, DossierVersion
from workstation.domain.redaction import RedactedTerm, RedactionKind
from workstation.domain.words import Words
from workstation.services import archive, arranging
from workstation.services.arranging import Binding
from workstation.services.dossier import Request, export_document
from workstation.services.dossier_word import export_word
from workstation.services.history import undo
from workstation.services.identity import Identities, KeyCost, SignedIn
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.services.readiness import State, confirm, readiness
from workstation.services.readiness_checks import newest_export
from workstation.services.verify import verify_case
from workstation.storage.case import Case

AT = Moment(utc=datetime(2026, 1, 23, 2, 17, tzinfo=UTC))
CATALOGUE = bench().catalogue


@pytest.fixture(scope="module")
def identities(tmp_path_factory: pytest.TempPathFactory) -> Identities:
    return Identities(tmp_path_factory.mktemp("profile"), KeyCost(1, 8, 1))


@pytest.fixture(scope="module")
def signer(identities: Identities) -> SignedIn:
    officer = identities.create("张伟", "清溪大队", "440123", "correct horse")
    return identities.sign_in(officer.id, "correct horse")


@pytest.fixture
def case(tmp_path: Path, signer: SignedIn) -> Iterator[Case]:
    made = bench().create_case(tmp_path / "案件 副本", "清溪𠮷案", signer.officer)
    yield made
    made.close()


def job_of(case: Case) -> Job:
    return Job(case, direct_write(case), lambda *_, **__: pytest.fail("no parser"), lambda _: None)


def shut(case: Case, signer: SignedIn, note: str = "") -> DossierVersion:
    return archive.archive(job_of(case), CATALOGUE, signer, note=note, bench=BENCH)


def pages(case: Case) -> list[str]:
    """What is wrong with the pages of the dossier."""
    answers = readiness(CATALOGUE, case.read()).answers
    return [finding.code for one in answers if one.rule.code == "R22" for finding in one.findings]


def test_a_version_is_in_the_vault_with_its_hash_and_its_officer(case: Case, signer: SignedIn) -> None:
    assert pages(case) == ["readiness.no_dossier"]
    version = shut(case, signer, "移送检察院")
    assert (version.number, version.state, version.archived_by) == (1, DossierState.ARCHIVED, signer.officer.id)
    stored = case.vault.path(version.sha256)
    assert len(PdfReader(stored).pages) == version.pages
    (file,) = case.read().where(StoredFile, sha256=version.sha256)
    assert file.sm3 == version.sm3 and file.size == version.size
    entry = case.read().newest_entries(1)[0]
    assert entry.operation == "dossier.archive" and entry.officer["name"] == "张伟"
    assert entry.note["sha256"] == version.sha256 and entry.note["head"] == version.head
    assert verify_case(job_of(case)).holds
    written = newest_export(case.read())
    assert written is not None and written.note["pages"] == version.pages
    assert pages(case) == ["readiness.dossier_old"], "the archiving itself is a change of the case"
    assert Path(archive.take_out(job_of(case), version)).read_bytes() == stored.read_bytes()
    stored.chmod(0o600)
    stored.write_bytes(b"other")
    with pytest.raises(UserError, match=r"archive\.file_changed"):
        archive.take_out(job_of(case), version)


def test_nobody_archives_without_signing_in(case: Case, identities: Identities) -> None:
    with pytest.raises(UserError, match=r"work\.sign_in"):
        shut(case, identities.machine())


def test_a_missing_original_blocks_it_by_name(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    picture = tmp_path / "照片 1.jpg"
    picture.write_bytes(b"not much")
    ((_, taken),) = case.vault.take_in([picture])
    assert not isinstance(taken, UserError)
    file = StoredFile(
        id="f1", sha256=taken.sha256, sm3=taken.sm3, size=taken.size, name="照片 1.jpg", source_path="卡/照片 1.jpg",
        media_type="image/jpeg", taken_in=AT, importer="photos",
    )
    with case.work("files.import") as work:
        work.put(file)
    case.vault.path(taken.sha256).unlink()
    (blocker,) = archive.blockers(CATALOGUE, case.read())
    assert blocker.rule.code == "R13" and blocker.finding.values["name"] == "照片 1.jpg"
    assert blocker.finding.ref == case.read().ref(file)
    with pytest.raises(UserError, match=r"archive\.blocked"):
        shut(case, signer)
    assert not archive.versions(case.read())


def test_a_section_that_fails_leaves_no_version(
    case: Case, signer: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBERCASE_TEST_TROUBLE", "raise")
    with pytest.raises(UserError, match=r"archive\.section_failed"):
        shut(case, signer)
    assert not archive.versions(case.read())
    assert not [path for path in (case.info.exports / "archive").iterdir() if path.is_file()]


def test_reopening_needs_a_reason_and_makes_a_new_version(case: Case, signer: SignedIn) -> None:
    first = shut(case, signer)
    with pytest.raises(UserError, match=r"archive\.already"):
        shut(case, signer)
    with pytest.raises(UserError, match=r"archive\.needs_reason"), case.work("dossier.reopen") as work:
        archive.reopen(work, first.id, "  ")
    with case.work("dossier.reopen") as work:
        archive.reopen(work, first.id, "补充鉴定意见")
    with pytest.raises(UserError, match=r"archive\.not_archived"), case.work("dossier.reopen") as work:
        archive.reopen(work, first.id, "再次")
    second = shut(case, signer)
    (rare,) = [one for one in readiness(CATALOGUE, case.read()).answers if one.rule.code == "D4"]
    assert rare.state is State.UNMET and rare.findings[0].values["characters"] == "𠮷 U+20BB7"
    assert "清溪〔U+20BB7〕案" in PdfReader(case.vault.path(second.sha256)).pages[0].extract_text().replace("\n", "")
    known = [(one.number, one.state.value) for one in archive.versions(case.read())]
    assert known == [(2, "archived"), (1, "reopened")]
    assert case.vault.path(first.sha256).exists() and case.vault.path(second.sha256).exists()
    assert archive.versions(case.read())[1].reason == "补充鉴定意见"


def test_an_archived_case_is_changed_by_nothing_until_it_is_reopened(
    case: Case, signer: SignedIn, tmp_path: Path
) -> None:
    with case.work("places.name") as work:
        work.put(Place(id="yard", name="院"))
    first = shut(case, signer)
    assert case.archived == first

    def refused() -> AbstractContextManager[object]:
        return pytest.raises(UserError, match=r"case\.archived")

    with refused(), case.work("places.name") as work:
        work.put(Place(id="hall", name="厅"))
    with refused():
        undo(case)
    with refused():
        import_paths(job_of(case), [tmp_path], ())
    with refused(), case.work("dossier.reopen", undoable=False) as work:
        archive.reopen(work, first.id, "夹带")
        work.put(Place(id="hall", name="厅"))
    assert [place.id for place in case.read().all(Place)] == ["yard"]
    with case.work("redaction.decide") as work:
        work.put(RedactedTerm(
            id="t", kind=RedactionKind.NAME, text="张伟", replacement="张某", decided_by=signer.officer.id,
            decided_at=AT,
        ))
    export_document(job_of(case), Request(tmp_path / "副本.pdf", bench=BENCH), signer)
    with refused(), case.work("incident.officer") as work:
        work.put(replace(signer.officer, unit="塘东大队"))
    case.act_as(replace(signer.officer, unit="塘东大队"))
    case.act_as(Officer(id="second", name="李娜", certificate_no="440999", verified=True))
    case.act_as(signer.officer)
    with case.work("dossier.reopen", undoable=False) as work:
        archive.reopen(work, first.id, "补充鉴定意见")
    assert case.archived is None
    with case.work("places.name") as work:
        work.put(Place(id="hall", name="厅"))


def test_rules_are_met_unmet_or_confirmed_by_name(case: Case, signer: SignedIn) -> None:
    def states() -> dict[str, State]:
        return {one.rule.code: one.state for one in readiness(CATALOGUE, case.read()).answers}

    assert states()["R25"] is State.TO_CONFIRM
    assert states()["R7"] is State.NOT_APPLICABLE, "nobody died"
    assert states()["test.scale"] is State.MET, "a check that the pack does not name is asked all the same"
    with case.work("readiness.confirm") as work:
        confirm(work, "R25", True, "已由法制科核对")
    assert states()["R25"] is State.MET
    said = case.read().get(Confirmation, "R25")
    assert said.confirmed_by == signer.officer.id and said.note == "已由法制科核对"
    with case.work("readiness.confirm") as work:
        confirm(work, "R25", False, "尚有两项未核", applies=True)
    assert states()["R25"] is State.UNMET
    with pytest.raises(UserError, match=r"readiness\.needs_note"), case.work("readiness.confirm") as work:
        confirm(work, "R25", True, " ")
    with pytest.raises(UserError, match=r"readiness\.unknown_rule"), case.work("readiness.confirm") as work:
        confirm(work, "R99", True, "没有此条")


def test_the_machine_confirms_nothing(case: Case, identities: Identities) -> None:
    case.act_as(identities.machine().officer)
    with pytest.raises(UserError, match=r"work\.sign_in"), case.work("readiness.confirm") as work:
        confirm(work, "R25", True, "机器")


def test_two_officers_of_one_name_need_certificates_that_differ(case: Case) -> None:
    def found() -> list[str]:
        answers = readiness(CATALOGUE, case.read()).answers
        return [finding.code for one in answers if one.rule.code == "P2" for finding in one.findings]

    with case.work("incident.officer") as work:
        work.put(Officer(id="second", name="张伟 ", certificate_no="440999", verified=True))
    assert found() == []
    with case.work("incident.officer") as work:
        work.put(Officer(id="second", name="张伟", certificate_no="440123", verified=True))
    assert found() == ["readiness.same_name"]


def test_sections_move_within_and_between_volumes_and_back(case: Case, signer: SignedIn) -> None:
    def bound() -> Binding:
        return arranging.binding(CATALOGUE, case.read(), Words("zh"))

    def shown() -> dict[str, list[str]]:
        now = bound()
        return {
            kind.id: [unit.section.id for unit in now.units if unit.volume == kind.id] for kind in now.kinds
        }

    def move(section: str, step: int, volume: bool = False) -> None:
        now = bound()
        chosen = [at for at, unit in enumerate(now.units) if unit.section.id == section]
        units = (
            arranging.moved_to_volume(now, chosen, step) if volume
            else arranging.moved(now, chosen, step, by_section=True)
        )
        with case.work("dossier.arrange") as work:
            arranging.arrange(work, now, units)

    before = shown()
    assert before["main"] == ["test.alarm", *["test.talks"] * 3, "test.losses", "dossier.index"]
    move("test.losses", -1)
    assert shown()["main"] == ["test.alarm", "test.losses", *["test.talks"] * 3, "dossier.index"]
    move("test.losses", 1, volume=True)
    assert shown()["photos"] == ["test.losses"]
    move("test.alarm", -1)
    assert shown()["main"][0] == "test.alarm", "the first of the first volume stays where it is"
    with case.work("dossier.describe") as work:
        arranging.describe(work, archive_number="清消-2026-007", secrecy="内部", retention="永久", filed_by="张伟",
                           checked_by="李娜", remarks="卷" * 19_000 + "照片原件另存光盘一张。")
    version = shut(case, signer)
    reader = PdfReader(case.vault.path(version.sha256))
    titles = [str(mark["/Title"]) for mark in reader.outline if isinstance(mark, dict)]
    assert [title.split("　")[0] for title in titles] == ["正卷", "照片卷", "副卷"]
    cover = reader.pages[0].extract_text()
    assert all(word in cover for word in ("清消-2026-007", "内部", "永久", "张伟", "李娜"))
    whole = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert whole.count("照片原件另存光盘一张。") == 3, "every 备考表 says it"
    assert whole.count("卷" * 19) >= 3 * 900, "and all 19,000 characters of it"
    with case.work("dossier.reopen", undoable=False) as work:
        archive.reopen(work, version.id, "恢复次序")
    with case.work("dossier.arrange") as work:
        arranging.follow_template(work)
    assert shown() == before


def test_papers_move_alone_and_the_list_of_contents_follows(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    def move(key: str, step: int, volume: bool = False) -> None:
        now = arranging.binding(CATALOGUE, case.read(), Words("zh"))
        chosen = [at for at, unit in enumerate(now.units) if unit.key == key]
        units = (
            arranging.moved_to_volume(now, chosen, step) if volume
            else arranging.moved(now, chosen, step, by_section=False)
        )
        with case.work("dossier.arrange") as work:
            arranging.arrange(work, now, units)

    def written() -> list[tuple[str, list[str]]]:
        made = export_document(job_of(case), Request(tmp_path / "案卷.pdf", bench=BENCH), signer)
        reader, found = PdfReader(made.path), list[tuple[str, list[str]]]()
        for mark in reader.outline:
            if isinstance(mark, list):
                found[-1][1].extend(
                    f"{one['/Title']} {reader.page_labels[reader.get_destination_page_number(one) or 0].split()[-1]}"
                    for one in mark if isinstance(one, dict) and "录" in str(one["/Title"])
                )
            else:
                found.append((str(mark["/Title"])[:2], []))
        return found

    def in_word() -> list[str]:
        export_word(job_of(case), Request(tmp_path / "案卷.docx", bench=BENCH), signer)
        lines = [line.text.partition("说：")[0] for line in docx.Document(str(tmp_path / "案卷.docx")).paragraphs]
        told = ("正卷", "照片卷", "副卷", "报警记录", "损失", "甲", "乙", "丙")
        return [line for line in lines if line in told]

    move("丙", -1)
    move("乙", 1, volume=True)
    assert written()[:2] == [
        ("正卷", ["卷内文件目录 卷内文件目录", "报警记录 1", "甲询问笔录 2", "丙询问笔录 3"]),
        ("照片", ["卷内文件目录 卷内文件目录", "乙询问笔录 1"]),
    ]
    assert in_word() == ["正卷", "报警记录", "甲", "丙", "损失", "照片卷", "乙", "副卷"]
    undo(case)
    undo(case)
    assert in_word()[:6] == ["正卷", "报警记录", "甲", "乙", "丙", "损失"]
    assert written()[0][1][1:] == ["报警记录 1", "甲询问笔录 2", "乙询问笔录 3", "丙询问笔录 4"]


def test_a_novel_does_not_fit_the_cover(case: Case) -> None:
    with pytest.raises(UserError, match=r"archive\.too_long"), case.work("dossier.describe") as work:
        arranging.describe(work, archive_number="长" * 201)
