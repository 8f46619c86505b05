"""Bad input on the command line: a sentence with the file and the next step, one JSON document, nothing lost."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.bad_input import EXPECTED, GOOD, SAME, bad_folder
from tests.journeys.conftest import Embercase
from workstation.app import App, build

EXPORTS = {
    "dossier": ("export", "dossier"), "rectification": ("export", "rectification"), "package": ("package",),
    "facts": ("facts", "export"), "places": ("export", "places"),
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = build(tmp_path / "another profile")
    yield made
    made.close()


def test_every_bad_file_is_named_and_the_good_ones_come_in(embercase: Embercase, case: Path, tmp_path: Path) -> None:
    folder = bad_folder(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    answer = embercase("import", case, folder)
    assert answer.code == 0
    assert (answer.data["imported"], answer.data["duplicates"]) == (GOOD, SAME)
    assert {Path(item["path"]).name: item["code"] for item in answer.data["problems"]} == EXPECTED
    for item in answer.data["problems"]:
        assert Path(item["path"]).name in item["message"] and item["message"].endswith("。")
    assert embercase("verify", case).code == 0
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("arguments", [
    ("import", "CASE", "."), ("verify", "CASE"), ("history", "CASE"),
    ("export", "dossier", "CASE", "--output", "a.pdf"), ("package", "CASE", "--output", "p"),
    ("facts", "export", "CASE", "--output", "f.json"),
])
def test_a_case_of_a_newer_format_is_refused_by_every_command(
    embercase: Embercase, case: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    path = case / "case.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format": 99}), "utf-8")
    before = (case / "case.sqlite").read_bytes()
    answer = embercase(*(case if part == "CASE" else part for part in arguments))
    assert (answer.code, answer.error) == (3, "case.newer_format") and str(case) in answer.err and "升级" in answer.err
    assert (case / "case.sqlite").read_bytes() == before


def test_a_case_that_is_open_elsewhere_can_be_read_but_not_written(
    embercase: Embercase, case: Path, app: App, tmp_path: Path
) -> None:
    held = app.workbench.open_case(case, app.identities.machine().officer)
    try:
        answer = embercase("import", case, bad_folder(tmp_path))
        assert (answer.code, answer.error) == (3, "case.in_use") and str(case) in answer.err
        assert embercase("verify", case).code == 0 and embercase("history", case).code == 0
        assert embercase("facts", "export", case, "--output", tmp_path / "f.json").code == 0
    finally:
        held.close()
    assert embercase("import", case, tmp_path / "现场 副本").code == 0


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    yield from _disk(tmp_path / "只读 盘", "ro,size=1m")


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    yield from _disk(tmp_path / "满 盘", "size=4k")


def _disk(place: Path, options: str) -> Iterator[Path]:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may make a disk")
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("document", EXPORTS)
def test_a_target_that_cannot_be_written_is_named(
    embercase: Embercase, case: Path, read_only_disk: Path, document: str
) -> None:
    output = read_only_disk / "输出 件" / "案卷.pdf"
    answer = embercase(*EXPORTS[document], case, "--output", output)
    assert answer.code == 3 and answer.data.keys() == {"error"}
    assert str(read_only_disk) in answer.data["error"]["message"]


@pytest.mark.parametrize("document", ["dossier", "facts", "places"])
def test_a_full_target_is_named_and_the_old_file_stays(
    embercase: Embercase, case: Path, full_disk: Path, document: str
) -> None:
    output = full_disk / "案卷 1.pdf"
    output.write_bytes(b"o" * 4096)
    answer = embercase(*EXPORTS[document], case, "--output", output)
    assert answer.code == 3 and str(output) in answer.data["error"]["message"], answer.out
    assert output.read_bytes() == b"o" * 4096 and list(full_disk.iterdir()) == [output]


def test_a_package_that_finds_no_room_leaves_nothing(embercase: Embercase, case: Path, full_disk: Path) -> None:
    answer = embercase("package", case, "--output", full_disk / "移送 包")
    assert (answer.code, answer.error) == (3, "package.disk_full")
    assert "移送 包" in answer.err and ".embercase-package" not in answer.err and not list(full_disk.iterdir())


def test_names_that_are_no_text_are_answered_as_valid_json(embercase: Embercase, case: Path, tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe")
    for arguments in (("import", case, odd), ("verify", odd), ("facts", "import", case, odd)):
        assert r"\xff\xfe" in json.dumps(embercase(*arguments).data, ensure_ascii=False).replace("\\\\", "\\")
    made = embercase("new", odd, "--name", "清溪案")
    assert made.code == 0 and made.data["case"].endswith(r"\xff\xfe")
    assert embercase("import", odd, bad_folder(tmp_path)).code == 0 and embercase("verify", odd).code == 0
