"""The sample case, worked from its raw files: what a prosecutor would look for is there, and all of it holds."""

import csv
import io
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bagit
import pytest
from pypdf import PdfReader

from modules.cause.queries import asked, matrix, open_before_determination
from modules.cause.records import Bearing, Simulation
from modules.chronology.queries import chronology
from modules.chronology.records import TimePoint
from modules.drawing import queries as drawing
from modules.drawing.checks import CHECKS
from modules.drawing.records import Kind as Drawn
from modules.drawing.records import SheetKind
from modules.edata.records import AcquiredItem, Acquisition, Derived, DiskImage
from modules.exhibits.records import CustodyEvent, Exhibit, StockCheck
from modules.forms.records import FormPaper, FormState
from modules.incident.records import GradeDecision, Incident
from modules.interviews.queries import contrast, page_states, valid_interviews
from modules.interviews.records import Exchange
from modules.map import queries as maps
from modules.photos.records import Kind, Photo
from modules.rectification.records import Measure
from modules.responsibility.records import FindingStatus, ResponsibilityLink
from sample_cases.demo import DOSSIER, ENGLISH, PACKAGE, REPORT, demo
from sample_cases.qingxi_workshop.make import CASE, KEYS, RAW, raw_files
from sample_cases.qingxi_workshop.scenario import Scenario, load
from sample_cases.qingxi_workshop.stick import ATTENDANCE, SLEEPERS
from sample_cases.qingxi_workshop.work.cause import claim_id
from sample_cases.qingxi_workshop.work.marks import seen_at
from sample_cases.qingxi_workshop.work.times import FIRE
from tests.sample_cases.reading import flat, read_back
from workstation.api import Claim, ClaimStatus, Officer, Party, Problem, Read, StoredFile, Task, Words
from workstation.app import build
from workstation.desk import Desk
from workstation.domain.redaction import RedactedPicture, RedactedTerm
from workstation.services.dossier import Exported
from workstation.services.evidence_index import Ground, Source, statements
from workstation.services.job import Job, direct_write
from workstation.services.verify import verify_case
from workstation.storage.vault import hash_file

SCALE = 0.1
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def written() -> dict[str, Exported]:
    """What the demo's documents came to, by the name of the file."""
    return {}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, written: dict[str, Exported]) -> Path:
    """The demo, run once; what its exports answer is kept."""
    export = Desk.export

    def kept(desk: Desk, document: str, output: Path, language: str = "zh") -> Exported:
        written[output.name] = export(desk, document, output, language)
        return written[output.name]

    folder = tmp_path_factory.mktemp("演示 输出")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "export", kept)
        assert demo(folder, window=False, scale=SCALE) == 0
    return folder


@pytest.fixture(scope="module")
def read(done: Path) -> Iterator[Read]:
    app = build(done / KEYS)
    case = app.workbench.open_case(done / CASE, app.identities.machine().officer, read_only=True)
    yield case.read()
    case.close()
    app.close()


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load()


def text_of(pdf: Path) -> str:
    """The text of a document without spaces and line breaks, which depend on the layout."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(pdf).pages))


@pytest.fixture(scope="module")
def dossier(done: Path) -> str:
    return text_of(done / DOSSIER)


@pytest.mark.parametrize("name", [DOSSIER, REPORT, *ENGLISH.values()])
def test_every_link_leads_somewhere(done: Path, written: dict[str, Exported], name: str) -> None:
    assert written[name].missing_targets == ()
    reader = PdfReader(done / name)
    pages = {page.indirect_reference.idnum for page in reader.pages if page.indirect_reference}
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    goals = [note["/A"]["/D"] for note in notes if note["/Subtype"] == "/Link"]
    named = [goal for goal in goals if isinstance(goal, str)]
    assert len(goals) > 10 and all(goal in reader.named_destinations for goal in named)
    assert {goal[0].idnum for goal in goals if not isinstance(goal, str)} <= pages


def test_ledger_originals_and_rows_hold(done: Path) -> None:
    app = build(done / KEYS)
    case = app.workbench.open_case(done / CASE, app.identities.machine().officer, read_only=True)
    result = verify_case(Job(case, direct_write(case), app.parse, lambda _: None))
    case.close()
    app.close()
    assert result.holds and not result.findings and result.rows > 150


def test_every_step_was_taken_by_a_signed_in_officer(read: Read, scenario: Scenario) -> None:
    names = {officer.name for officer in scenario.officers}
    steps = [entry for entry in read.newest_entries(1000) if not entry.operation.startswith(("case.", "officers."))]
    assert {str(entry.officer["name"]) for entry in steps} == names
    assert all(read.where(Officer, name=name)[0].verified for name in names)


def test_the_case_is_complete(read: Read, scenario: Scenario) -> None:
    incident = read.all(Incident)[0]
    assert incident.reported_at and incident.reported_at.utc == scenario.when("call")
    assert incident.determined_on and incident.served_on and incident.point
    assert {decision.grade for decision in read.all(GradeDecision)} == {"一般火灾", "一般事故"}
    claims = read.all(Claim)
    assert all(claim.decided_by and (claim.supports or claim.contradicts) for claim in claims)
    assert sum(claim.status is ClaimStatus.EXCLUDED for claim in claims) == 4
    photos = [photo for photo in read.all(Photo) if not photo.withdrawn]
    assert all(photo.kind is not Kind.UNCLASSIFIED and photo.caption and photo.number for photo in photos)
    assert len(photos) == len(scenario.photographs) - 1, "the check of the camera's clock is no photograph of the scene"
    assert len(read.all(Exhibit)) == len(scenario.exhibits)
    assert all(read.where(CustodyEvent, exhibit_id=exhibit.id) for exhibit in read.all(Exhibit))
    (check,) = read.all(StockCheck)
    assert check.finished and set(check.found) == set(check.expected)


def test_the_truth_lies_within_what_was_determined(read: Read, scenario: Scenario) -> None:
    incident = read.all(Incident)[0]
    assert incident.fire_at is not None
    assert abs((incident.fire_at.utc - scenario.fire.ignited_at).total_seconds()) <= incident.fire_at.uncertainty_s
    claims = {claim.id: claim for claim in read.all(Claim)}
    x, y, z = scenario.fire.ignition
    assert all(f"{value:.2f} m" in claims["claim-point"].text for value in (x, y, z))
    (found,) = [item for item in scenario.hypotheses if item.verdict == "identified"]
    grid = matrix(read)
    firm = [claim for claim in grid.hypotheses if claim.status is ClaimStatus.ESTABLISHED]
    assert [claim.id for claim in firm] == [claim_id(found.key)] and "短路" in scenario.fire.cause
    assert not grid.having(firm[0], Bearing.INCONSISTENT, Bearing.PENDING, None)
    assert not [prompt for prompt in asked(read) if prompt.severe] and not open_before_determination(read)
    assert all(claim.reason for claim in grid.hypotheses)


def test_only_what_has_evidence_is_established(read: Read) -> None:
    findings = read.all(ResponsibilityLink)
    established = [finding for finding in findings if finding.status is FindingStatus.ESTABLISHED]
    assert {finding.link for finding in established} == {finding.link for finding in findings}
    assert all(read.resolve(ref) is not None for finding in established for ref in finding.evidence)
    assert [finding.status for finding in findings if not finding.evidence] == [FindingStatus.DRAFT]


def test_the_slips_surface(done: Path, read: Read, scenario: Scenario) -> None:
    problems = {problem.path.rpartition("/")[2] for problem in read.all(Problem)}
    assert problems == {scenario.slips.truncated, scenario.slips.text}
    app = build(done / KEYS)
    found = app.workbench.catalogue.findings(read)
    app.close()
    by_code: dict[str, list[str]] = {}
    for result in found:
        record = read.resolve(result.finding.ref) if result.finding.ref else None
        name = getattr(record, "name", "") if isinstance(record, Photo) else getattr(record, "number", "")
        by_code.setdefault(result.finding.code, []).append(name)
    assert by_code["photos.no_scale"] == [scenario.slips.no_scale]
    assert by_code["photos.slow"] == [scenario.slips.slow]
    assert by_code["photos.aperture"] == [scenario.slips.wide_open]
    assert by_code["exhibits.below_minimum"] == ["W-004"]
    assert by_code["exhibits.chain_not_signed"] == ["W-006"]
    assert by_code["rectification.unproven"] == ["Z-004"]
    assert len(by_code["responsibility.undecided"]) == 1
    assert "photos.clock_unknown" not in by_code and "incident.overdue" not in by_code


def test_the_dossier_holds_every_exhibit_photograph_and_claim(dossier: str, read: Read) -> None:
    for exhibit in read.all(Exhibit):
        assert flat(exhibit.number + exhibit.name) in dossier, exhibit.number
    for photo in read.where(Photo, withdrawn=""):
        assert flat(photo.caption) in dossier, photo.caption
    for claim in read.all(Claim):
        assert flat(claim.text) in dossier
    for finding in read.all(ResponsibilityLink):
        assert flat(finding.facts) in dossier
    for officer in read.all(Officer):
        assert not officer.verified or officer.name in dossier


def test_every_record_of_questioning_is_signed_and_told_once(dossier: str, read: Read, scenario: Scenario) -> None:
    interviews = valid_interviews(read)
    assert {one.name for one in interviews} > {scenario.party(item.party).name for item in scenario.statements}
    for interview in interviews:
        assert all(state.signed and state.signed.sha256 in dossier for state in page_states(read, interview))
    assert dossier.count("我看收银机上的钟是两点十七分多一点。") == 3, "the record, its statement, the table"
    table = contrast(read, Words("zh"))
    assert all(topic.judgements for topic in table.topics if topic.clashes)
    assert sum(len(topic.clashes) for topic in table.topics) >= 3
    assert any(one.interview_id is None for topic in table.topics for one in topic.statements), "devices beside people"


def test_the_report_holds_every_measure(done: Path, read: Read) -> None:
    report = text_of(done / REPORT)
    for measure in read.all(Measure):
        assert flat(measure.text) in report and flat(measure.check_result) in report, measure.number
        assert flat(measure.evaluation) in report


def test_every_exhibit_photograph_statement_and_form_stands_once_where_it_belongs(done: Path, read: Read) -> None:
    book = read_back(done / DOSSIER)
    assert list(book.volumes) == ["正卷", "照片卷", "副卷"]

    def stands(title: str, volume: str) -> None:
        (paper,) = book.titled(title)
        assert paper.volume == volume and flat(title) in book.pages[paper.page], title
        assert book.contents(volume).count(flat(title)) == 1, title

    for exhibit in read.all(Exhibit):
        stands(f"{exhibit.number} {exhibit.name}", "正卷")
    for interview in valid_interviews(read):
        assert book.contents("正卷").count(interview.number) == 1
        name = read.get(Party, interview.party_id).name if interview.party_id else ""
        (paper,) = [one for one in book.papers if one.title.startswith(f"{name}询问笔录")]
        assert paper.volume == "正卷"
        for exchange in read.where(Exchange, interview_id=interview.id):
            answer = flat("".join(run.text for run in exchange.answer))[:25]
            assert any(paper.page <= place < paper.page + 6 for _, place in book.where(answer)), answer
    for paper_ in read.all(FormPaper):
        if paper_.state is FormState.ISSUED:
            assert [one.volume for one in book.titled(paper_.title)] == ["正卷"], paper_.title
            if paper_.number:
                assert book.contents("正卷").count(flat(paper_.number)) == 1
    files = {file.id: file.sha256 for file in read.all(StoredFile)}
    for photo in read.all(Photo):
        if not photo.withdrawn:
            ((volume, page),) = book.where(f"SHA-256 {files[photo.file_id][:16]}…")
            assert volume == "照片卷" and flat(photo.caption) in book.pages[page], photo.number


def test_the_orientation_map_prints_the_orthophoto_and_whose_it_is(done: Path) -> None:
    pages = [page for page in PdfReader(done / DOSSIER).pages if "1:500" in (text := page.extract_text())
             and "起火建筑方位图" in text]  # fmt: skip
    (page,) = pages
    assert [image.image.size for image in page.images if image.image] == [(1560, 1420)]
    assert "支队无人机航拍正射影像" in page.extract_text() and "未能出现" not in page.extract_text()


def test_each_volume_counts_its_pages_from_one(done: Path) -> None:
    reader, book = PdfReader(done / DOSSIER), read_back(done / DOSSIER)
    labels, starts = reader.page_labels, [*book.volumes.values(), len(reader.pages)]
    for number, (first, stop) in enumerate(itertools.pairwise(starts), 1):
        numbers = [label for label in labels[first:stop] if re.fullmatch(r"第\d+卷 \d+", label)]
        assert numbers == [f"第{number}卷 {page}" for page in range(1, len(numbers) + 1)]
        assert len(numbers) <= 220
        assert f"编号页共{len(numbers)}页" in book.pages[stop - 1], "the 备考表 counts what is there"
        assert f"第{number}卷共3卷" in book.pages[first]
        for place in range(first, stop):
            if labels[place] in numbers:
                assert labels[place].split()[-1] in book.pages[place]


def test_the_evidence_index_goes_down_to_originals_that_are_in_the_vault(done: Path, read: Read) -> None:
    found = statements(read, Words("zh"))
    assert {one.source for one in found} == set(Source) and all(one.holds for one in found)
    down = [one for one in found if one.ground is Ground.ORIGINAL]
    assert len(down) > 15
    carrier = [cited for one in found for cited in one.evidence if cited.number == "W-008"]
    assert carrier and all(cited.originals for cited in carrier), "data lead from their carrier to the file"
    for file in {file for one in down for cited in one.evidence for file in cited.originals}:
        assert hash_file(read.vault.path(file.sha256)) == file.sha256 and len(file.sm3) in (0, 64)
    rows = list(csv.DictReader(io.StringIO((done / f"{DOSSIER}.evidence.csv").read_text("utf-8-sig"))))
    book = read_back(done / DOSSIER)
    volumes = list(book.volumes)
    cited = [row for row in rows if row["页号"]]
    assert len(cited) > 60 and {row["编号"] for row in rows} == {one.number for one in found}
    reader = PdfReader(done / DOSSIER)
    for row in cited:
        place = reader.page_labels.index(f"第{row['卷号']}卷 {row['页号']}")
        assert book.volume_of(place) == volumes[int(row["卷号"]) - 1]
        assert not row["证据编号"] or row["证据编号"] in book.pages[place], (row["证据编号"], place)


def test_links_inside_the_dossier_lead_somewhere(done: Path) -> None:
    reader = PdfReader(done / DOSSIER)
    links = [
        annotation.get_object() for page in reader.pages for annotation in page.get("/Annots", [])
        if annotation.get_object().get("/Subtype") == "/Link"
    ]
    assert len(links) > 100
    volumes = [mark["/Title"].split("\u3000")[0] for mark in reader.outline if not isinstance(mark, list)]
    assert volumes == ["正卷", "照片卷", "副卷"]


def test_documents_come_in_english_too(done: Path) -> None:
    assert "ListofExhibits".casefold() in text_of(done / ENGLISH["dossier"]).casefold()
    assert "Evaluationofrectification" in text_of(done / ENGLISH["rectification"])


def test_scene_drawings_of_all_twelve_kinds_are_signed_and_complete(read: Read) -> None:
    kinds = [sheet.kind for sheet in drawing.sheets(read)]
    assert set(kinds) == set(SheetKind)
    found = [finding.code for check in CHECKS for finding in check.run(read)]
    assert set(found) == {"drawing.exhibit_not_placed"}, "recordings have no place"
    elevation = drawing.model(read, "drawing-elevation")
    (photograph,) = elevation.of_kind(Drawn.UNDERLAY)
    assert max(point.residual_m for point in drawing.fitted_points(read, photograph.id)) < 0.02
    assert all(one.path.exists() for one in drawing.pictures(read, elevation).values())


def test_what_was_deleted_from_the_stick_is_taken_out_with_its_hash(read: Read, dossier: str) -> None:
    (image,) = read.all(DiskImage)
    taken = {item.title: read.get(StoredFile, item.file_id) for item in read.all(Derived) if item.path}
    assert set(taken) == {ATTENDANCE, SLEEPERS}
    text = read.vault.path(taken[SLEEPERS].sha256).read_bytes().decode("gbk")
    assert all(name in text for name in ("罗秀梅", "覃阿兰", "韦志强"))
    (line,) = [one for one in read.all(AcquiredItem) if one.file_id == image.file_id]
    acquisition = read.get(Acquisition, line.acquisition_id)
    assert len(acquisition.officers) == 2 and acquisition.holder and acquisition.write_blocker and acquisition.process
    assert line.stated_hash == read.get(StoredFile, image.file_id).sha256 and image.media_md5
    assert all(file.sha256 in dossier for file in taken.values())


def test_a_simulation_is_shown_as_one_and_agrees_with_the_truth(
    read: Read, scenario: Scenario, dossier: str
) -> None:
    (run,) = read.all(Simulation)
    layer = next(one for one in run.series if one.name.startswith("HGT_1"))
    falls = dict(zip(run.times_s, layer.values, strict=True))
    seen = (scenario.when("smoke") - scenario.fire.ignited_at).total_seconds()
    assert falls[60] < 3.2 < falls[50], "smoke is at the gap above the shutter about a minute after ignition"
    assert seen > 50, "and is seen outside no earlier than that"
    assert run.bad_rows == 0 and "模拟，非证据" in dossier and run.title in dossier
    cited = [ref for claim in read.all(Claim) for ref in (*claim.supports, *claim.contradicts)]
    assert cited and not any(ref.kind == "simulations" for ref in cited)


def test_the_orientation_map_in_the_dossier_has_the_buildings_around(read: Read, dossier: str) -> None:
    (sheet,) = maps.sheets(read)
    shown, missing = maps.on_sheet(read, sheet)
    assert [layer.title for layer, _ in shown] == ["周边建筑"] and not missing
    assert "周边建筑·用途" in dossier and "生产住宿合用" in dossier and "未能出现在本图上" not in dossier


def test_the_package_is_a_valid_bag_and_says_so_itself(done: Path) -> None:
    assert bagit.Bag(str(done / PACKAGE)).validate()
    ran = subprocess.run(
        [sys.executable, "-I", str(done / PACKAGE / "verify.py"), "--lang", "zh"], capture_output=True, text=True,
        encoding="utf-8", check=False,
    )
    assert ran.returncode == 0 and "完好" in ran.stdout and "周启明" in ran.stdout


def test_raw_files_are_used_again_only_while_every_byte_is_as_it_was(done: Path) -> None:
    names: list[str] = []
    task = Task(lambda progress: names.append(progress.item))
    assert raw_files(done, task, SCALE) is False and names == []
    paper = done / RAW / "文书" / "接处警记录.txt"
    kept = paper.read_bytes()
    paper.write_bytes(kept.replace("钟家明".encode(), "钟加明".encode()))
    with pytest.raises(RuntimeError), stopped_at_once() as halted:
        raw_files(done, halted, SCALE)
    paper.write_bytes(kept)


@contextmanager
def stopped_at_once() -> Iterator[Task]:
    """A task that shows that work began, and stops it there."""

    def stop(_: object) -> None:
        raise RuntimeError

    yield Task(stop)


def test_a_mark_is_drawn_where_the_thing_is_seen(scenario: Scenario) -> None:
    photograph = scenario.photograph("DSC_0115.JPG")
    assert seen_at(photograph, photograph.target) == pytest.approx((0.5, 0.5))
    x, y = seen_at(photograph, scenario.fire.ignition)
    assert 0.2 < x < 0.8 and 0.5 < y < 1.0


def test_the_true_time_of_ignition_lies_within_what_all_sources_allow(read: Read, scenario: Scenario) -> None:
    line = chronology(read)
    known = line.reckoning.known[TimePoint(ref=FIRE)]
    truth = next(item.at for item in scenario.timeline if item.key == "ignition")
    assert known.earliest is not None and known.latest is not None
    assert known.earliest <= truth <= known.latest and (known.latest - known.earliest).total_seconds() < 180
    assert line.reckoning.contradictions == ()


def test_what_a_redacted_copy_leaves_out_is_decided(read: Read, scenario: Scenario) -> None:
    terms = {term.text: term for term in read.all(RedactedTerm)}
    people = [party for party in scenario.parties if party.kind == "person"]
    assert people and {party.name for party in people} <= terms.keys()
    officers = {officer.id for officer in read.all(Officer)}
    assert {term.decided_by for term in terms.values()} <= officers
    assert len({term.replacement for term in terms.values()}) == len(terms)
    (picture,) = read.all(RedactedPicture)
    assert len(picture.regions) == 1
