"""What the procedure asks, sources against each other, recordings against the record; and how bad files end."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from modules.interviews import operations, queries
from modules.interviews.checks import CHECKS
from modules.interviews.importers import parse_page, parse_recording, parse_text, take_page, take_recording
from modules.interviews.layers import items as layer_items
from modules.interviews.records import (
    Recording,
    SignedPage,
    Stance,
    Statement,
    StatementKind,
    Topic,
)
from modules.interviews.rules.contrast import Difference
from modules.interviews.rules.procedure import age_on
from modules.interviews.sections.contrast import build as build_contrast
from modules.interviews.sections.record import build_records
from tests.modules.interviews.making import answer, interview, later, questioned, sign_all, tone
from workstation.api import (
    WGS84,
    Event,
    GeoPoint,
    Party,
    Place,
    Problem,
    Ref,
    StoredFile,
    UserError,
    Words,
    beijing,
)
from workstation.api.testing import job_of
from workstation.storage.case import Case

TOPIC = "topic-discovered"


def codes(case: Case) -> list[str]:
    read = case.read()
    return [finding.code.removeprefix("interviews.") for check in CHECKS for finding in check.run(read)]


def mark(case: Case, kind: StatementKind, quote: str, minute: float | None = None, **values: object) -> Statement:
    statement = Statement(**{"topic_id": TOPIC, "kind": kind, "quote": quote, "interview_id": "i1", **values})
    moment = replace(later(minute), uncertainty_s=30.0) if minute is not None else None
    with case.work("test.mark") as work:
        return operations.mark_statement(work, statement, moment)


def test_a_record_in_order_has_no_findings(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case)
        answer(case, ("几点？", "两点。"))
        assert codes(case) == ["not_signed"]
        sign_all(case, 1)
        assert codes(case) == []


@pytest.mark.parametrize(("values", "expected"), [
    ({"interviewers": ("chen",)}, {"too_few"}),
    ({"rights_told": False, "certificate_shown": False}, {"no_rights", "no_certificate"}),
    ({"place": ""}, {"no_place"}),
    ({"place_kind": ""}, {"other_place"}),
    ({"ended": later(8 * 60 + 1)}, {"too_long"}),
    ({"born_on": beijing("2008-03-18").local.date()}, {"no_guardian"}),
    ({"born_on": beijing("2008-03-18").local.date(), "guardian_absent": "在外地"}, {"guardian_absent"}),
    ({"born_on": beijing("2008-03-18").local.date(), "guardian": "钟父"}, set()),
    ({"born_on": beijing("2008-03-17").local.date()}, set()),
])
def test_each_fault_is_found(tmp_path: Path, values: dict[str, object], expected: set[str]) -> None:
    with questioned(tmp_path) as case:
        interview(case, **values)
        assert set(codes(case)) - {"not_signed"} == expected


def test_full_years_are_counted_to_the_birthday() -> None:
    born = beijing("2008-03-18").local.date()
    assert [age_on(born, born.replace(year=2026, day=day)) for day in (17, 18)] == [17, 18]


def test_an_overlap_that_came_from_elsewhere_is_found(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        made = interview(case)
        with case.work("test.import") as work:
            work.put(replace(made, id="i2", number="X-002", name="罗秀梅"))
        assert codes(case).count("two_at_once") == 2, "both officers"


def test_an_altered_page_is_found(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case)
        answer(case, ("几点？", "两点。"))
        sign_all(case, 1)
        with case.work("test.tamper") as work:
            (page,) = work.all(SignedPage)
            work.put(replace(page, lines=page.lines[:-1]))
        assert "page_altered" in codes(case)


@pytest.mark.parametrize(("length", "began", "excerpt", "found"), [
    (50 * 60, 0.0, False, ""), (60 * 60, 0.0, False, "recording_longer"), (20 * 60, 0.0, False, "recording_shorter"),
    (20 * 60, 10.0, True, ""), (10 * 60, 48.0, True, "recording_after"), (50 * 60, -10.0, False, "recording_before"),
])
def test_the_recording_contradicts_the_record(
    tmp_path: Path, length: int, began: float, excerpt: bool, found: str
) -> None:
    with questioned(tmp_path) as case, job_of(case) as job:
        interview(case)
        made = take_recording(job, tone(tmp_path / "录音.wav", length, rate=100), "i1")
        assert made.duration_s == pytest.approx(length)
        with case.work("test.describe") as work:
            operations.describe_recording(work, made.id, began=later(began), excerpt=excerpt, device="", note="")
        assert [code for code in codes(case) if code.startswith("recording")] == ([found] if found else [])


def test_sources_are_set_against_each_other(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case)
        answer(case, ("几点？", "十一点半。也许十一点四十。西墙。东墙。是的。不是。"))
        exchange = {"exchange_id": "i1-q0"}
        first = mark(case, StatementKind.TIME, "十一点半。", 0, **exchange)
        with case.work("test.event") as work:
            work.put(Event(id="nvr", title="火光", moment=later(0.4), source="监控", category="device"))
            operations.set_against(work, TOPIC, "nvr")
        assert "contradiction" not in codes(case), "within the uncertainty of the witness nothing contradicts"
        mark(case, StatementKind.TIME, "也许十一点四十。", 10, **exchange)
        for kind, quotes, values in (
            (StatementKind.PLACE, ("西墙。", "东墙。"), ({"place_id": "west"}, {"place_id": "east"})),
            (StatementKind.OBSERVATION, ("是的。", "不是。"), ({"stance": Stance.AFFIRMS}, {"stance": Stance.DENIES})),
        ):
            for quote, value in zip(quotes, values, strict=True):
                mark(case, kind, quote, topic_id=f"topic-{kind.value}", **exchange, **value)
        table = queries.contrast(case.read(), Words("zh"))
        found = sorted(clash.difference for topic in table.topics for clash in topic.clashes)
        assert found == [Difference.PLACE, Difference.STANCE, Difference.TIME, Difference.TIME]
        assert codes(case).count("contradiction") == 3 and table.speakers == ("钟家明", "监控")
        with case.work("test.judge") as work:
            operations.judge_topic(work, TOPIC, "两处时间不同")
        assert codes(case).count("contradiction") == 2
        text = str(list(build_contrast(case.read(), Words("zh"), "")))
        assert "两处时间不同" in text and "十一点半。" in text and "火光" in text
        event = case.read().get(Event, first.event_id or "")
        assert event.source == "钟家明询问笔录" and Ref("statements", first.id) in event.refs
        with case.work("test.remove") as work:
            operations.remove_statement(work, first.id)
        assert case.read().find(Event, event.id) is None


def test_a_part_of_a_place_does_not_contradict_the_whole(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case)
        answer(case, ("哪里？", "西墙。墙脚。"))
        with case.work("test.place") as work:
            point = GeoPoint(x=114.0, y=22.5, frame=WGS84)
            work.put(Place(id="foot", name="墙脚", parent_id="west", point=point))
        for quote, place in (("西墙。", "west"), ("墙脚。", "foot")):
            mark(case, StatementKind.PLACE, quote, place_id=place, exchange_id="i1-q0")
        assert "contradiction" not in codes(case)
        (shown,) = layer_items(case.read())
        assert shown.label == "钟家明：墙脚。"


def test_a_statement_that_can_not_stand_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case)
        answer(case, ("几点？", "两点。"))
        for values, code in (
            ({"person_id": "ghost"}, "no_such_person"), ({"place_id": "nowhere"}, "no_such_place"),
            ({"quote": "三点。"}, "quote_not_there"), ({"quote": " "}, "quote_empty"),
            ({"topic_id": ""}, "topic_empty"), ({"kind": StatementKind.TIME}, "time_missing"),
        ):
            wanted = {"quote": "两点。", "kind": StatementKind.PERSON, "exchange_id": "i1-q0", **values}
            with pytest.raises(UserError) as wrong:
                mark(case, **wanted)
            assert wrong.value.code == f"interviews.{code}"
            assert "{" not in Words("zh").error(wrong.value) and "error." not in Words("en").error(wrong.value)
        mark(case, StatementKind.PERSON, "两点。", person_id="clerk", exchange_id="i1-q0")
        with case.work("test.gone") as work:
            work.remove(Party, "clerk")
        assert "unknown_person" in codes(case)


def test_topics_of_the_case_change_those_of_the_pack(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        usual = dict(queries.topics(case.read(), Words("zh")))
        with case.work("test.topics") as work:
            operations.put_topic(work, Topic(id=TOPIC, title="何时发现", position=0))
            operations.put_topic(work, Topic(id="topic-alarm", title="报警器", hidden=True))
            operations.put_topic(work, Topic(id="own", title="卷帘门状态", position=5))
        changed = queries.topics(case.read(), Words("zh"))
        assert changed[:2] == [(TOPIC, "何时发现"), ("own", "卷帘门状态")] and len(changed) == len(usual)


def test_the_dossier_holds_pages_hashes_and_what_was_superseded(tmp_path: Path) -> None:
    with questioned(tmp_path) as case, job_of(case) as job:
        interview(case)
        answer(case, ("几点？", "两点。"))
        sign_all(case, 1)
        take_recording(job, tone(tmp_path / "录音.wav", 3000, rate=100), "i1")
        with case.work("test.supersede") as work:
            old = operations.supersede_page(work, "i1", 1, "页眉有误")
        blocks = str(list(build_records(case.read(), Words("zh"), "0")))
        file = case.read().all(StoredFile)[0]
        assert old.sha256 in blocks and "页眉有误" in blocks and file.sha256 in blocks and "答：两点。" in blocks


def mp4(seconds: int, *, cut: int | None = None) -> bytes:
    """The boxes of an MP4 that says how long it is."""
    mvhd = b"\0" * 12 + struct.pack(">II", 1000, seconds * 1000) + b"\0" * 80
    body = struct.pack(">I4s", 8 + len(mvhd), b"mvhd") + mvhd
    whole = struct.pack(">I4s", 16, b"ftyp") + b"isom\0\0\0\0" + struct.pack(">I4s", 8 + len(body), b"moov") + body
    return whole[:cut]


def test_recordings_say_how_long_they_are(tmp_path: Path) -> None:
    made = (("a.mp4", mp4(75), 75.0), ("b.m4a", mp4(12), 12.0), ("c.mp3", b"ID3" + b"x" * 50, None))
    for name, content, length in made:
        path = tmp_path / name
        path.write_bytes(content)
        assert parse_recording(str(path), name=name).data["duration_s"] == length


def test_what_stopped_half_way_is_attached_with_a_problem(tmp_path: Path) -> None:
    with questioned(tmp_path) as case, job_of(case) as job:
        interview(case)
        whole = tone(tmp_path / "全.wav", 30).read_bytes()
        for name, content in (("半 截.mp4", mp4(75, cut=60)), ("断电.wav", whole[: len(whole) // 2]), ("空.mov", b"")):
            path = tmp_path / name
            path.write_bytes(content)
            made = take_recording(job, path, "i1")
            file = case.read().get(StoredFile, made.file_id)
            assert made.duration_s is None and case.vault.path(file.sha256).read_bytes() == content
        problems = case.read().all(Problem)
        assert {problem.code for problem in problems} == {"interviews.recording_damaged"}
        assert all("{" not in Words("zh").problem(problem) for problem in problems)
        assert case.read().count(Recording) == 3
        (tmp_path / "照片.jpg").write_bytes(b"x")
        with pytest.raises(UserError) as wrong:
            take_recording(job, tmp_path / "照片.jpg", "i1")
        assert wrong.value.code == "interviews.not_a_recording"


def test_a_scan_fixes_its_page(tmp_path: Path) -> None:
    from PIL import Image

    with questioned(tmp_path) as case, job_of(case) as job:
        interview(case)
        answer(case, ("几点？", "两点。"))
        path = tmp_path / "第1页 扫描.png"
        Image.new("L", (60, 80), 255).save(path)
        page = take_page(job, path, "i1", 1)
        assert page.scan_file_id and codes(case) == []
        with pytest.raises(UserError):
            answer(case, ("几点？", "三点。"))
        bad = tmp_path / "坏.pdf"
        bad.write_bytes(b"%PDF-1.7 broken")
        with pytest.raises(UserError) as wrong:
            parse_page(str(bad), name=bad.name)
        assert wrong.value.code == "interviews.not_a_page"


def test_a_typed_record_is_read_in_both_encodings(tmp_path: Path) -> None:
    text = "询问笔录\n问：几点？\n答：两点。\n"
    for encoding in ("utf-8-sig", "gb18030"):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(text.encode(encoding))
        assert parse_text(str(path), name=path.name).data["pairs"] == [["几点？", "两点。"]]
    (tmp_path / "无.txt").write_text("没有问答", "utf-8")
    with pytest.raises(UserError) as wrong:
        parse_text(str(tmp_path / "无.txt"), name="无.txt")
    assert wrong.value.code == "interviews.no_questions"
