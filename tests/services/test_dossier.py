"""A dossier is complete, ordered, signed, repeatable, and nothing that goes wrong costs more than itself."""

import hashlib
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from PIL import Image
from pypdf import PdfReader

from tests.services.dossier_bench import BENCH, TROUBLE, bench
from workstation.api import Cancelled, Event, FileState, Moment, Problem, StoredFile, UserError, Work
from workstation.cli import main
from workstation.domain.dossier import ARRANGEMENT_ID, DossierArrangement, PlacedSection
from workstation.services.dossier import Exported, Request, export_document
from workstation.services.identity import Identities, SignedIn
from workstation.services.job import Job, Progress, direct_write
from workstation.services.sealed import KeyCost
from workstation.services.signature_file import read_signature_file
from workstation.services.verify import verify_case
from workstation.services.witness import read_witness
from workstation.storage.case import Case

AT = Moment(utc=datetime(2026, 1, 23, 2, 17, tzinfo=UTC))


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> SignedIn:
    identities = Identities(tmp_path_factory.mktemp("profile"), KeyCost(1, 8, 1))
    officer = identities.create("张伟", "清溪大队", "440123", "correct horse")
    return identities.sign_in(officer.id, "correct horse")


@pytest.fixture
def case(tmp_path: Path, signer: SignedIn) -> Iterator[Case]:
    made = bench().create_case(tmp_path / "案件 副本", "清溪案", signer.officer)
    names = [f"{number}.jpg" for number in range(1, 7)]
    pictures = tmp_path / "照片 副本"
    pictures.mkdir()
    for number, name in enumerate(names):
        Image.new("RGB", (320, 240), (40 * number, 90, 60)).save(pictures / name, "JPEG")
    taken = [(path, taken) for path, taken in made.vault.take_in([pictures / name for name in names])]

    def fill(work: Work) -> None:
        for path, stored in taken:
            assert not isinstance(stored, UserError)
            work.put(StoredFile(
                id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=path.name,
                source_path=path.name, media_type="image/jpeg", taken_in=AT, importer="photos", state=FileState.OK,
            ))
        work.put(Event(title="接警", moment=AT))
        work.put(Problem(path="卡/坏.jpg", code="typeset.photo_missing", values={"name": "坏.jpg"}, at=AT))

    with made.work("facts.import") as work:
        fill(work)
    yield made
    made.close()


def job_of(case: Case, cancel: threading.Event | None = None) -> tuple[Job, list[Progress]]:
    seen: list[Progress] = []
    return Job(case, direct_write(case), lambda *_, **__: pytest.fail("no parser"), seen.append, cancel), seen


def export(case: Case, output: Path, signer: SignedIn, **options: str) -> Exported:
    return export_document(job_of(case)[0], Request(output, bench=BENCH, **options), signer)  # type: ignore[arg-type]


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    found = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


def outline(marks: list[object]) -> list[tuple[str, list[str]]]:
    """The volumes with their papers."""
    return list(zip(titles(marks), [titles(mark) for mark in marks if isinstance(mark, list)], strict=True))


def titles(marks: list[object]) -> list[str]:
    """The bookmarks of one level."""
    return [str(mark["/Title"]) for mark in marks if isinstance(mark, dict)]


def test_a_dossier_holds_everything_in_the_order_of_the_template(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    made = export(case, tmp_path / "案卷.pdf", signer)
    assert not made.failures
    assert not made.missing_targets
    reader = PdfReader(made.path)
    assert outline(reader.outline) == [
        ("正卷　第1卷 共2卷", ["封面", "卷内文件目录", "报警记录", "Photographs of the test", "不知名", "备考表"]),
        ("副卷　第2卷 共2卷", ["封面", "卷内文件目录", "合规检查结果", "问题文件清单", "账本校验与签名", "备考表"]),
    ]
    pages = texts(made.path)
    assert "清溪“1·23”火灾" in pages[0]
    assert "简易程序" in pages[0]
    whole = "".join(pages)
    for number in range(1, 7):
        assert f"{number}.jpg" in whole
    assert "找不到照片原件“坏.jpg”" in whole
    assert "XF/T8126.2.3.4待核" in whole
    head = case.read().head()
    assert head.hash in whole.replace("\ufffe", "")
    for number, bound in enumerate(made.volumes, 1):
        own = reader.page_labels[bound.first : bound.first + bound.pages]
        numbers = [label for label in own if label.split()[-1].isdigit()]
        assert numbers == [f"第{number}卷 {page}" for page in range(1, bound.numbered + 1)]
        assert f"编号页共{bound.numbered}页" in pages[bound.first + bound.pages - 1]
        assert f"第{number}卷共2卷" in pages[bound.first]
    images = sum(len(page.images) for page in reader.pages)
    assert images == 6


def test_each_volume_is_a_file_whose_links_go_on_to_the_others(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    output = tmp_path / "案卷 副本.pdf"
    with case.work("dossier.arrange") as work:  # the photographs stand in the other volume than what cites them
        work.put(DossierArrangement(id=ARRANGEMENT_ID, order=(PlacedSection("photos.all", "inner"),)))
    made = export_document(job_of(case)[0], Request(output, bench=BENCH, apart=True), signer)
    whole = PdfReader(output)
    assert [path.name for path in made.apart] == ["案卷 副本-1-正卷.pdf", "案卷 副本-2-副卷.pdf"]
    assert texts(made.apart[0]) + texts(made.apart[1]) == texts(output), "page for page what the whole says"
    goals: dict[str, list[str]] = {}
    for path, bound in zip(made.apart, made.volumes, strict=True):
        reader = PdfReader(path)
        assert titles(reader.outline) == [bound.title] and len(reader.pages) == bound.pages
        assert reader.page_labels == whole.page_labels[bound.first : bound.first + bound.pages]
        assert bound.title in str(reader.metadata and reader.metadata.title)
        signature = read_signature_file(path)
        assert signature is not None and signature.holds and signature.pages == bound.pages
        assert signature.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        actions = [
            note.get_object()["/A"] for page in reader.pages for note in page.get("/Annots", ())
            if note.get_object()["/Subtype"] == "/Link"
        ]
        goals[path.name] = [str(action["/F"]["/UF"]) for action in actions if action["/S"] == "/GoToR"]
        for action in actions:
            if action["/S"] == "/GoToR":
                other = PdfReader(path.with_name(str(action["/F"]["/UF"])))
                assert str(action["/D"]) in other.named_destinations
    assert any(goals.values()), "the table leads to photographs of the other volume"
    assert case.read().newest_entries(1)[0].note["files"] == [
        [path.name, hashlib.sha256(path.read_bytes()).hexdigest()] for path in made.apart
    ]


def test_the_same_case_gives_the_same_bytes_though_exports_are_in_the_ledger(
    case: Case, signer: SignedIn, tmp_path: Path
) -> None:
    first = export(case, tmp_path / "a.pdf", signer)
    second = export(case, tmp_path / "b" / "b.pdf", signer)
    assert first.path.read_bytes() == second.path.read_bytes()
    newest = case.read().newest_entries(2)
    assert [entry.operation for entry in newest] == ["dossier.export", "dossier.export"]
    assert newest[0].note["sha256"] == second.sha256
    with case.work("facts.import") as work:
        work.put(Event(title="另一件事", moment=AT))
    assert export(case, tmp_path / "c.pdf", signer).sha256 != first.sha256


def test_the_signature_file_proves_the_pdf_and_the_ledger(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    made = export(case, tmp_path / "a.pdf", signer)
    body = json.loads(made.signature.read_text("utf-8"))
    assert made.signature.name == "a.pdf.sig.json"
    assert body["sha256"] == hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256
    assert body["payload"].split(".")[1] == body["sha256"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(body["signer"]["public_key"]))
    key.verify(bytes.fromhex(body["signature"]), body["payload"].encode())
    assert verify_case(job_of(case)[0], [read_witness(str(made.signature))]).holds


def test_the_printed_qr_code_is_the_witness(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    made = export(case, tmp_path / "a.pdf", signer)
    place = next(place for place, text in enumerate(texts(made.path)) if "默克尔根" in text)
    document = pypdfium2.PdfDocument(made.path)
    picture = document[place].render(scale=3).to_pil()
    document.close()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == json.loads(made.signature.read_text("utf-8"))["witness"]


def test_english(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    whole = "".join(texts(export(case, tmp_path / "a.pdf", signer, language="en").path))
    assert "Ledger,verificationandsignatures" in whole
    assert "Theoriginalofphotograph“坏.jpg”isnotthere" in whole


def test_the_other_document_has_its_own_sections(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    made = export(case, tmp_path / "a.pdf", signer, document="rectification")
    titles = [item["/Title"] for item in PdfReader(made.path).outline if not isinstance(item, list)]
    assert titles == ["封面", "卷内文件目录", "整改措施", "账本校验与签名", "备考表"]


@pytest.mark.parametrize("trouble", ["raise", "die"])
def test_a_failing_section_costs_itself_only(
    case: Case, signer: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setenv(TROUBLE, trouble)
    made = export(case, tmp_path / "a.pdf", signer)
    assert {failure.values["section"] for failure in made.failures} == {"报警记录", "不知名"}
    whole = "".join(texts(made.path))
    assert "「报警记录」未能排版" in whole
    assert "6.jpg" in whole


def test_cancel_leaves_nothing_behind(
    case: Case, signer: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TROUBLE, "hang")
    target = tmp_path / "out"
    target.mkdir()
    (target / "a.pdf").write_bytes(b"what was there")
    cancel = threading.Event()
    job, seen = job_of(case, cancel)
    timer = threading.Timer(2, cancel.set)
    timer.start()
    with pytest.raises(Cancelled):
        export_document(job, Request(target / "a.pdf", bench=BENCH), signer)
    timer.join()
    assert [path.name for path in target.iterdir()] == ["a.pdf"]
    assert (target / "a.pdf").read_bytes() == b"what was there"
    assert seen


def test_a_target_that_cannot_be_written_is_named(case: Case, signer: SignedIn, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"export\.is_a_folder"):
        export(case, tmp_path, signer)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(UserError, match=r"export\.cannot_write") as raised:
        export(case, blocked / "a.pdf", signer)
    assert "a.pdf" in raised.value.values["path"]


@pytest.fixture(params=["100k", "180k", "240k"])
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file system that is full before, while or after the parts are written."""
    folder = tmp_path / "small disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={request.param}", "none", str(folder)], capture_output=True, check=False
    ) if shutil.which("mount") else None
    if mounted is None or mounted.returncode:
        pytest.skip("this account may not mount a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_named_and_leaves_nothing(case: Case, signer: SignedIn, small_disk: Path) -> None:
    with pytest.raises(UserError) as raised:
        export(case, small_disk / "a.pdf", signer)
    assert raised.value.code in {"dossier.disk_full", "case.disk_full"}
    assert not list(small_disk.iterdir())
    entries = case.read().newest_entries(1)
    assert entries[0].operation != "dossier.export"


def test_the_command_line_exports_both_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "案件 副本")
    assert main(["new", folder, "--name", "命令行"]) == 0
    for document in ("dossier", "rectification"):
        output = tmp_path / f"{document}.pdf"
        capsys.readouterr()
        assert main(["export", document, folder, "--output", str(output), "--lang", "en", "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert answer["sha256"] == hashlib.sha256(output.read_bytes()).hexdigest()
        assert answer["pages"] == len(PdfReader(output).pages)
        assert main(["verify", folder, "--witness", answer["signature"]]) == 0
