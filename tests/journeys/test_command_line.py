"""The main job through the command line: what each command answers, to people and to programs."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Embercase


def incident_of(embercase: Embercase, case: Path) -> dict[str, Any]:
    output = case.parent / "facts.json"
    assert embercase("facts", "export", case, "--output", output).code == 0
    (found,) = json.loads(output.read_text("utf-8"))["incident"]
    return dict(found)


@pytest.mark.parametrize(("given", "utc"), [
    ("2026-01-23", "2026-01-22T16:00:00Z"),
    ("2026-01-23T02:05:30", "2026-01-22T18:05:30Z"),
    ("2026-01-23T02:05:30+00:00", "2026-01-23T02:05:30Z"),
])
def test_a_new_case_knows_when_the_fire_was(embercase: Embercase, tmp_path: Path, given: str, utc: str) -> None:
    folder = tmp_path / "案件 一"
    made = embercase("new", folder, "--name", "清溪案", "--fire-date", given)
    assert made.code == 0 and made.data["name"] == "清溪案"
    incident = incident_of(embercase, folder)
    assert incident["id"] == "incident" and incident["name"] == "清溪案"
    assert (incident["fire_at"]["utc"], incident["fire_at"]["raw"]) == (utc, given)
    assert embercase("verify", folder).code == 0


@pytest.mark.parametrize("command", [("facts", "export"), ("export", "places")])
def test_what_leaves_the_case_is_in_its_ledger(
    embercase: Embercase, case: Path, tmp_path: Path, command: tuple[str, str]
) -> None:
    output = tmp_path / "输出 件.json"
    before = len(embercase("history", case).data["entries"])
    assert embercase(*command, case, "--output", output).code == 0
    entries = embercase("history", case).data["entries"]
    assert len(entries) == before + 1 and entries[-1]["operation"] in ("导出案件事实", "导出位置")
    assert embercase("verify", case).code == 0


def test_a_date_that_is_none_makes_no_case(embercase: Embercase, tmp_path: Path) -> None:
    answer = embercase("new", tmp_path / "案件", "--name", "清溪案", "--fire-date", "昨天")
    assert (answer.code, answer.error) == (3, "time.unreadable") and "昨天" in answer.err
    assert not (tmp_path / "案件").exists()


def test_a_wrong_call_is_answered_with_one_document(embercase: Embercase, case: Path) -> None:
    for call in (("bogus",), ("verify",), ("export", "dossier", case), ("new", case)):
        answer = embercase(*call)
        assert (answer.code, answer.error) == (2, "usage") and "usage: embercase" in answer.err


def test_every_file_is_counted_once_however_it_is_named(embercase: Embercase, case: Path, tmp_path: Path) -> None:
    card = tmp_path / "现场 副本"
    (card / "空").mkdir(parents=True)
    (card / "一.jpg").write_bytes(b"\xff\xd8 no picture")
    (card / "新\n行.txt").write_text("x")
    (card / "loop").symlink_to(card)
    os.mkfifo(card / "pipe")
    odd = os.fsencode(card) + b"/\xff\xfe.xyz"
    Path(os.fsdecode(odd)).write_text("names that are no UTF-8")
    data = embercase("import", case, card, card, card / "一.jpg", card / "空" / ".." / "一.jpg", card / "none").data
    paths = [problem["path"] for problem in data["problems"]]
    assert data["found"] == 6 == data["imported"] + data["duplicates"] + len(paths)
    assert len(set(paths)) == len(paths) and any(r"\xff\xfe" in path for path in paths)


@pytest.mark.parametrize("part", ["case.sqlite", "case.json"])
def test_a_part_that_is_gone_is_named(embercase: Embercase, case: Path, part: str) -> None:
    (case / part).unlink()
    answer = embercase("verify", case)
    (finding,) = answer.data["findings"]
    assert (answer.code, finding["code"]) == (1, "verify.part_missing") and part in finding["message"]


@pytest.mark.parametrize("part", ["case.sqlite", "case.json"])
def test_a_part_that_is_broken_is_named(embercase: Embercase, case: Path, part: str) -> None:
    (case / part).write_bytes(b"{" + (case / part).read_bytes()[:4000])
    answer = embercase("verify", case)
    assert answer.code == 1 and answer.data["findings"][0]["code"] == "verify.part_broken"
    assert part in answer.data["findings"][0]["message"]


def test_what_is_no_case_is_not_verified(embercase: Embercase, tmp_path: Path) -> None:
    assert embercase("verify", tmp_path).error == "case.not_a_case"


def test_another_name_in_the_identity_is_found(embercase: Embercase, case: Path) -> None:
    identity = json.loads((case / "case.json").read_text("utf-8"))
    (case / "case.json").write_text(json.dumps({**identity, "name": "改名"}), "utf-8")
    answer = embercase("verify", case)
    assert answer.code == 1 and [found["code"] for found in answer.data["findings"]] == ["verify.name_differs"]


def test_an_original_replaced_by_a_link_is_found(embercase: Embercase, case: Path, tmp_path: Path) -> None:
    source = tmp_path / "记录.txt"
    source.write_text("x")
    embercase("import", case, source)
    (original,) = (path for path in (case / "vault").rglob("*") if path.is_file())
    copy = tmp_path / "copy"
    copy.write_bytes(original.read_bytes())
    original.unlink()
    original.symlink_to(copy)
    assert [found["code"] for found in embercase("verify", case).data["findings"]] == ["verify.original_is_a_link"]


OUTPUTS = (
    ("export", "dossier"), ("export", "readiness"), ("export", "places"), ("facts", "export"), ("package",),
)


@pytest.mark.parametrize("command", OUTPUTS)
@pytest.mark.parametrize("place", ["case.sqlite", "case.json", "vault/ab/卷.pdf", "derived/卷.pdf"])
def test_nothing_is_written_over_or_among_the_parts_of_a_case(
    embercase: Embercase, case: Path, command: tuple[str, ...], place: str
) -> None:
    answer = embercase(*command, case, "--output", case / place)
    assert (answer.code, answer.error) == (3, "case.target_inside") and "exports" in answer.err
    assert embercase("verify", case).code == 0


@pytest.mark.parametrize(("document", "name"), [("dossier", "卷.txt"), ("dossier", "卷"), ("redacted", "脱敏.docx")])
def test_a_document_is_not_written_under_an_ending_that_is_not_its_own(
    embercase: Embercase, case: Path, tmp_path: Path, document: str, name: str
) -> None:
    answer = embercase("export", document, case, "--output", tmp_path / name)
    assert (answer.code, answer.error) == (3, "dossier.other_kind") and ".pdf" in answer.err
    assert not (tmp_path / name).exists()


def test_a_link_into_the_vault_is_no_way_around(embercase: Embercase, case: Path, tmp_path: Path) -> None:
    (tmp_path / "桌面").symlink_to(case / "vault")
    answer = embercase("facts", "export", case, "--output", tmp_path / "桌面" / "f.json")
    assert answer.error == "case.target_inside"
    assert embercase("facts", "export", case, "--output", case / "exports" / "f.json").code == 0
    assert embercase("new", case / "vault" / "新", "--name", "新").error == "case.target_inside"


def test_a_profile_that_cannot_be_used_is_named(embercase: Embercase, case: Path, tmp_path: Path) -> None:
    (tmp_path / "profile" / "machine-key").write_bytes(b"cut o")
    assert embercase("checks", case).code == 0, "the stand-in gets another key"
    shutil.rmtree(tmp_path / "profile")
    (tmp_path / "profile").write_bytes(b"")
    answer = embercase("checks", case)
    assert (answer.code, answer.error) == (3, "identity.no_profile") and "--profile" in answer.err


def test_an_import_that_brings_nothing_says_so_by_its_exit_code(
    embercase: Embercase, case: Path, tmp_path: Path
) -> None:
    answer = embercase("import", case, tmp_path / "没有")
    assert answer.code == 1 and answer.data["problems"][0]["code"] == "import.not_found"


def test_a_secret_that_is_not_set_is_named(embercase: Embercase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBERCASE_AUTHORITY_PASSPHRASE", raising=False)
    answer = embercase("authority", "create", "--unit", "大队")
    assert answer.error == "cli.secret_missing" and "EMBERCASE_AUTHORITY_PASSPHRASE" in answer.err
