"""The sample of a real fire: every fact has its source, nobody is named, nothing is decided, and it prints."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from modules.drawing import queries
from modules.drawing.records import Kind, Sheet, SheetSignature
from sample_cases import SAMPLES
from sample_cases.changfeng_2023.make import FACTS
from tests.sample_cases.reading import flat, read_back
from workstation.api import Claim, ClaimStatus, Event, Party, PartyKind, Task, Words
from workstation.app import App
from workstation.desk import open_desk
from workstation.domain.reference import load
from workstation.services.evidence_index import Ground, statements

DOCUMENT = json.loads(FACTS.read_text("utf-8"))


def test_every_fact_names_a_source_that_is_listed() -> None:
    listed = {line[1] for line in DOCUMENT["incident"][0]["summary"].splitlines() if line[:1] == "[" and "http" in line}
    assert listed == set("ABCDEFGHIJK")
    for key, records in DOCUMENT.items():
        for record in records if isinstance(records, list) else ():
            text = json.dumps(record, ensure_ascii=False)
            cited = {text[at + 1] for at in range(len(text) - 2) if text[at] == "[" and text[at + 2] == "]"}
            assert cited and cited <= listed, f"{key} {record['id']} names no source"


def test_nobody_is_named_and_nothing_is_decided_or_invented() -> None:
    assert {party["kind"] for party in DOCUMENT["parties"]} == {PartyKind.ORGANISATION.value}
    absent = {"officers", "assignments", "exhibits", "measures", "outside", "interviews", "field_tests"}
    assert not absent & DOCUMENT.keys()
    decided = {record["status"] for key in ("cause", "responsibility") for record in DOCUMENT[key]}
    assert decided == {"published"}
    assert "agency" not in DOCUMENT["incident"][0], "no authority issues this dossier, so none stands on its cover"
    assert DOCUMENT["casualties"][0]["deaths"] == 29 and DOCUMENT["casualties"][0]["injured"] == 42


def test_where_sources_differ_both_are_given() -> None:
    calls = [event for event in DOCUMENT["events"] if event["category"] == "报警"]
    assert len(calls) == 2 and len({event["source"] for event in calls}) == 2
    assert "靛厂路291号" in DOCUMENT["incident"][0]["note"]
    said = [one for one in DOCUMENT["statements"] if one["topic_id"] == "topic-who-was-called"]
    assert len({one["person_id"] for one in said}) == 2 == len({one["source"] for one in said})
    assert not any("interview_id" in one for one in DOCUMENT["statements"]), "nobody's questioning was published"
    assert not any("met" in one for one in DOCUMENT["conditions"]), "what was published is told, not judged"


def test_its_place_is_approximate_and_says_so() -> None:
    point = DOCUMENT["incident"][0]["point"]
    assert point["frame"] == "EPSG:4326" and 2 * point["accuracy_m"] == 2000
    assert "推定" in point["basis"] and "待核" in point["basis"]
    assert (round(point["x"], 2), round(point["y"], 2)) == (point["x"], point["y"]), "no digits that nobody measured"


def test_it_opens_and_prints_both_documents(tmp_path: Path) -> None:
    program = App(tmp_path / "profile")
    sample = next(sample for sample in SAMPLES if sample.id == "changfeng-2023")
    task, words = Task(lambda _: None), Words("zh")
    folder = load(sample.make)(program, tmp_path / "长峰 医院", task, words)
    try:
        with open_desk(program, folder, task, words, keys=tmp_path / "keys") as desk:
            read = desk.read()
            assert read.count(Party) == len(DOCUMENT["parties"]) and read.count(Event) == len(DOCUMENT["events"])
            assert {claim.status for claim in read.all(Claim)} == {ClaimStatus.PUBLISHED}
            (drawing,) = queries.drawings(read)
            drawn = queries.model(read, drawing.id)
            assert drawing.origin is None and not drawn.of_kind(Kind.DIMENSION, Kind.WALL), "nobody measured it"
            assert any("非现场勘验所得" in one.text for one in drawn.of_kind(Kind.TEXT))
            assert not read.count(SheetSignature), "nobody drew or reviewed it as an officer"
            for document, wanted in (
                ("dossier", ("不代表实际楼层和布局", "不按比例", "概略位置", "据公布地址推定", "±2 km", "1:50,000",
                             "据公开报道整理", "引自公开报告", "角磨机", "受伤",
                             "接警单位", "2023-10-25", "重大火灾")),
                ("rectification", ("据公开报道整理", "2023-10-25")),
            ):
                made = desk.export(document, tmp_path / f"{document}.pdf")
                assert not made.failures and not made.missing_characters and not made.missing_targets
                text = "".join(page.extract_text() for page in PdfReader(made.path).pages).replace("\n", "")
                assert [word for word in wanted if word not in text] == []
                assert "12:00:00" not in text, "a day is told as a day"
            book = read_back(tmp_path / "dossier.pdf")
            assert list(book.volumes) == ["正卷", "副卷"]
            (sheet,) = read.all(Sheet)
            assert [paper.volume for paper in book.titled(sheet.title)] == ["正卷"]
            found = statements(read, words)
            assert len(found) >= read.count(Claim) and {one.ground for one in found} == {Ground.GAP, Ground.RECORDED}
            (index,) = book.titled("证据索引")
            told = "".join(book.pages[index.page :])
            assert all(flat(one.text)[:40] in told for one in found), "what rests on no evidence is named, not left out"
    finally:
        program.close()


def test_a_folder_that_is_taken_keeps_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    program = App(tmp_path / "profile")
    sample = next(sample for sample in SAMPLES if sample.id == "changfeng-2023")
    with pytest.raises(Exception, match="folder_taken"):
        load(sample.make)(program, tmp_path, Task(lambda _: None), Words("zh"))
    assert (tmp_path / "notes.txt").read_text() == "mine"
