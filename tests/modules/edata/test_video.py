"""Videos: what can be read is read with exact times, what cannot is named; light is proposed and a person decides."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from modules.edata.importers.media_store import VIDEO_IMPORTER, find_light, take_frame
from modules.edata.importers.video import frames, is_video, light, probe, still
from modules.edata.module import MODULE
from modules.edata.operations import check_clock, put_clock, record_hash
from modules.edata.operations.media import confirm, describe_recording, mark, propose, reject, withdraw_recording
from modules.edata.queries.media import derived_items, moment_at, time_text, valid_recordings
from modules.edata.records import Candidate, CandidateKind, ClockCheck, Recording, Verdict
from modules.edata.rules.light import Change, find_changes
from modules.materials.module import MODULE as MATERIALS
from tests.modules.edata.videos import FIRE_S, PER_SECOND, cut, fire, number_in
from workstation.api import Event, FileState, Problem, StoredFile, UserError, beijing
from workstation.api.testing import import_files, job_of, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("录像 导出")
    fire(folder / "门前 通道1.avi")
    fire(folder / "门前.mp4", code="mp4v")
    fire(folder / "门前.mkv", code="mp4v")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE, MATERIALS], rules=load_rules()) as made:
        yield made


def taken_in(case: Case, path: Path) -> Recording:
    assert not import_files(case, [path], [VIDEO_IMPORTER]).problems
    return valid_recordings(case.read())[-1]


def shown(blob: bytes) -> int:
    return number_in(cv2.imdecode(np.frombuffer(blob, np.uint8), cv2.IMREAD_COLOR))


@pytest.mark.parametrize("name", ["门前 通道1.avi", "门前.mp4", "门前.mkv"])
def test_frames_have_their_exact_times_wherever_one_looks(videos: Path, name: str) -> None:
    path = str(videos / name)
    assert probe(path, name).data["readable_ms"] == pytest.approx(15_900, abs=1)
    for start in (0.0, 12_345.0, 3_001.0, 3_000.0, 15_900.0, 250.0):
        found = frames(path, name, start, 1e9, 3, 640)
        for number, at in enumerate(found.data["times"]):
            assert shown(found.blobs[str(number)]) == round(at * PER_SECOND / 1000)
        assert found.data["times"][0] == pytest.approx(np.ceil(start / 100 - 1e-6) * 100, abs=0.5)
    before = frames(path, name, 4_000.0, 6_150.0, 4, 640, newest=True)
    assert before.data["times"] == pytest.approx([5_800, 5_900, 6_000, 6_100], abs=0.5)
    assert frames(path, name, 15_850.0, 1e9, 12, 640).data["end"]
    picture = still(path, name, 7_000.0)
    assert shown(picture.blobs["png"]) == 70 and picture.data["at_ms"] == pytest.approx(7_000, abs=0.5)
    with pytest.raises(UserError, match="no_such_frame"):
        still(path, name, 99_000.0)


def test_a_video_that_stops_half_way_is_read_as_far_as_it_goes(case: Case, videos: Path, tmp_path: Path) -> None:
    half = cut(videos / "门前 通道1.avi", tmp_path / "半截.avi", 0.6)
    recording = taken_in(case, half)
    assert recording.promised_ms == pytest.approx(15_900, abs=1) and 8_000 < recording.readable_ms < 11_000
    (problem,) = case.read().all(Problem)
    assert problem.code == "edata.video_cut" and problem.values["readable"] == time_text(recording.readable_ms)
    assert case.read().get(StoredFile, recording.file_id).state is FileState.OK
    with job_of(case) as job:
        assert take_frame(job, recording, recording.readable_ms).at_ms == recording.readable_ms


@pytest.mark.parametrize(("name", "content"), [
    ("坏.mp4", b"\0\0\0\x20ftypisom" + b"\0" * 5000), ("列表.ts", b"#EXTM3U\nhttp://example.org/x.ts\n"),
    ("空.avi", b"RIFF\x24\0\0\0AVI "),
])
def test_what_is_no_video_is_a_problem_and_stays(case: Case, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    report = import_files(case, [tmp_path / name], [VIDEO_IMPORTER])
    assert [problem.code for problem in report.problems] == ["edata.video_unreadable"]
    assert case.read().count(StoredFile) == 1 and not valid_recordings(case.read())


def test_an_mp4_without_its_index_is_a_problem(case: Case, videos: Path, tmp_path: Path) -> None:
    half = cut(videos / "门前.mp4", tmp_path / "半截.mp4", 0.7)
    assert import_files(case, [half], [VIDEO_IMPORTER]).problems[0].code == "edata.video_unreadable"


def test_pictures_and_sounds_are_no_videos() -> None:
    for head in (b"\0\0\0\x18ftypheic", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WAVE", b"\0\0\0\x18ftypM4A ", b"PK\3\4"):
        assert not is_video(head)


def test_the_first_flame_is_proposed_where_it_is(case: Case, videos: Path) -> None:
    recording = taken_in(case, videos / "门前 通道1.avi")
    region = (0.3, 0.3, 0.4, 0.35)
    with job_of(case) as job:
        found = find_light(job, recording, region)
        assert find_light(job, recording, region) == [], "what is proposed already is not proposed again"
    first = min(found, key=lambda one: one.at_ms)
    assert first.kind is CandidateKind.FLAME and first.at_ms == pytest.approx(FIRE_S * 1000, abs=150)
    assert first.region == region and first.verdict is Verdict.OPEN
    with job_of(case) as job:
        elsewhere = find_light(job, recording, (0.0, 0.0, 0.3, 0.3))
    assert not [one for one in elsewhere if one.kind is CandidateKind.FLAME], "nothing burns there"


def test_what_the_light_does_is_measured(videos: Path) -> None:
    parsed = light(str(videos / "门前.mp4"), "x", 0, 1e9, [0, 0, 1, 0.85])
    rows = np.frombuffer(parsed.blobs["rows"]).reshape(-1, 6)
    assert len(rows) == 160 and parsed.data["end"]
    assert rows[90:, 1].mean() > rows[:70, 1].mean() + 2 and rows[90:, 3].mean() > rows[:70, 3].mean() + 20


def series(changes: dict[int, tuple[float, float]]) -> np.ndarray:
    """Sixty seconds at 10/s: column → (from which second, how much more); with a little noise everywhere."""
    rng = np.random.default_rng(3)
    rows = np.column_stack([np.arange(600) * 100.0, *(100 + rng.normal(0, 0.1, 600) for _ in range(5))])
    for column, (second, more) in changes.items():
        rows[round(second * 10) :, column] += more
    return rows


@pytest.mark.parametrize(("changes", "kind", "at"), [
    ({1: (20, 5), 2: (20, 20), 3: (20.2, 30)}, CandidateKind.FLAME, 20_000),
    ({1: (30, 5), 2: (30, 8)}, CandidateKind.LIGHT, 30_000), ({4: (40, -5)}, CandidateKind.SMOKE, 40_000),
    ({5: (25, 6)}, CandidateKind.MOTION, 25_000),
])
def test_changes_are_told_apart(changes: dict[int, tuple[float, float]], kind: CandidateKind, at: int) -> None:
    (found,) = find_changes(series(changes), 10.0)
    assert found.kind is kind and found.at_ms == pytest.approx(at, abs=200)


def test_nothing_is_found_in_noise_and_in_too_little() -> None:
    assert find_changes(series({}), 10.0) == [] and find_changes(series({})[:10], 10.0) == []
    rows = series({})
    rows[300, 1] += 50
    assert find_changes(rows, 10.0) == [], "a single flash does not last"


def test_a_person_decides_and_the_event_follows_the_clock(case: Case, videos: Path) -> None:
    recording = taken_in(case, videos / "门前 通道1.avi")
    change = Change(CandidateKind.FLAME, 8_000.0, 9_000.0, 20.0)
    whole = (0.0, 0.0, 1.0, 1.0)
    with case.work("edata.confirm") as work:
        (candidate,) = propose(work, recording.id, [change], whole)
        with pytest.raises(UserError, match="no_anchor"):
            confirm(work, candidate.id, "火光")
        clock = put_clock(work, None, name="录像机", device="NVR")
        at = beijing("2026-03-17T10:42:00")
        check_clock(work, ClockCheck(clock_id=clock.id, shown="2026-03-17T10:46:12", at=at))
        describe_recording(work, recording.id, clock_id=clock.id, anchor_ms=2_000.0, anchor_shown="2026-03-17T02:18:27")
        event = confirm(work, candidate.id, "首次出现火光")
        assert event.moment.text() == "2026-03-17 02:14:21" and event.moment.raw == "2026-03-17 02:18:33"
        assert event.moment.uncertainty_s > 1.5, "clock, display and frame"
        decided = work.get(Candidate, candidate.id)
        assert (decided.verdict, decided.decided_by) == (Verdict.CONFIRMED, work.officer.id)
        describe_recording(work, recording.id, anchor_shown="2026-03-17T02:18:37")
        assert work.get(Event, event.id).moment.text() == "2026-03-17 02:14:31"
        with pytest.raises(UserError, match="reason_empty"):
            reject(work, candidate.id, " ")
        reject(work, candidate.id, "车灯反光")
        assert work.find(Event, event.id) is None and work.get(Candidate, candidate.id).reason == "车灯反光"
        assert mark(work, recording.id, 2_000.0, "画面时间").moment.text() == "2026-03-17 02:14:25"
        with pytest.raises(UserError, match="bad_display"):
            describe_recording(work, recording.id, anchor_shown="昨晚")
        record_hash(work, recording.file_id, "0" * 64)
        with pytest.raises(UserError, match="frozen"):
            mark(work, recording.id, 0.0, "x")
        withdraw_recording(work, recording.id, "重复")
    assert not valid_recordings(case.read()) and moment_at(case.read(), recording, 0.0) is None


def test_nobody_decides_without_signing_in(case: Case, videos: Path) -> None:
    recording = taken_in(case, videos / "门前.mkv")
    with case.work("edata.find_light") as work:
        describe_recording(work, recording.id, anchor_shown="2026-03-17T02:18:27")
        (candidate,) = propose(work, recording.id, [Change(CandidateKind.LIGHT, 1.0, 2.0, 9.0)], (0.0, 0.0, 1.0, 1.0))
    from workstation.api import Officer

    case.act_as(Officer(id="machine", name="root", unit="", verified=False))
    with pytest.raises(UserError, match="sign_in"), case.work("edata.confirm") as work:
        confirm(work, candidate.id, "火光")
    assert case.read().count(Event) == 0


def test_a_frame_is_an_item_of_its_own(case: Case, videos: Path) -> None:
    recording = taken_in(case, videos / "门前 通道1.avi")
    with job_of(case) as job:
        item = take_frame(job, recording, 8_000.0)
        again = take_frame(job, recording, 8_000.0)
    assert item == again and (item.number, item.at_ms) == ("F-001", 8_000.0) and item.tool.startswith("OpenCV")
    file = case.read().get(StoredFile, item.file_id)
    picture = cv2.imdecode(np.frombuffer(case.vault.path(file.sha256).read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert number_in(picture) == 80 and file.name.endswith("0-00-08.000.png")
    assert len(derived_items(case.read())) == 1 and not list(case.info.derived.glob("tmp*"))


def test_a_video_is_no_other_modules_material(case: Case, videos: Path, tmp_path: Path) -> None:
    shutil.copy(videos / "门前.mkv", tmp_path / "现场 副本.mkv")
    report = import_files(case, [tmp_path / "现场 副本.mkv"], [*MATERIALS.importers, *MODULE.importers])
    assert [file.importer for file in report.imported] == ["edata.video"]
