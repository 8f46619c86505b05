"""Every file found is imported, a duplicate or a problem, and no original is lost."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workstation.api import FileState, Importer, Module, Parsed, Problem, Stage, StoredFile, UserError, Work
from workstation.api.testing import temporary_case
from workstation.app import build
from workstation.services.imports import import_paths
from workstation.services.job import Job, Progress, direct_write
from workstation.storage.case import Case
from workstation.storage.vault import hash_file


def parse_note(path: str, **_: Any) -> Parsed:
    text = Path(path).read_text("utf-8")
    if "broken" in text:
        raise UserError("photos.truncated", name="x")
    return Parsed({"text": text})


def store_note(work: Work, file: StoredFile, parsed: Parsed) -> None:
    if "senseless" in parsed.data["text"]:
        work.put(Problem(path="half", code="half", at=file.taken_in))
        raise UserError("photos.not_an_image", name=file.name)


NOTES = Importer("notes", "Notes", (".txt",), lambda head: head.startswith(b"note"), "tests:parse", store_note)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [Module("notes", "Notes", Stage.EVIDENCE, importers=(NOTES,))]) as made:
        yield made


def run(case: Case, *paths: Path) -> Any:
    seen: list[Progress] = []
    job = Job(case, direct_write(case), lambda _, path, **options: parse_note(str(path), **options), seen.append)
    report = import_paths(job, paths, [NOTES])
    assert seen[-1].done == seen[-1].total
    return report


def test_every_file_found_is_accounted_for(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "卡 一"
    (folder / "子 目录").mkdir(parents=True, exist_ok=True)
    (folder / "一.txt").write_text("note 1")
    (folder / "子 目录" / "一.txt").write_text("note 2")
    (folder / "same again.txt").write_text("note 1")
    (folder / "空.txt").write_bytes(b"")
    (folder / "坏.txt").write_text("note broken")
    (folder / "什么.bin").write_bytes(b"\x00\x01")
    os.mkfifo(folder / "pipe")
    (folder / "dangling").symlink_to(folder / "nowhere")

    report = run(case, folder / "一.txt", folder / "子 目录", folder / "same again.txt", folder / "空.txt",
                 folder / "坏.txt", folder / "什么.bin", folder / "pipe", folder / "dangling", folder / "missing.jpg")

    assert len(report.imported) == 2 and len(report.duplicates) == 1
    assert {Path(problem.path).name: problem.code for problem in report.problems} == {
        "空.txt": "import.empty", "坏.txt": "photos.truncated", "什么.bin": "import.unknown_kind",
        "pipe": "import.not_a_file", "dangling": "import.broken_link", "missing.jpg": "import.not_found",
    }
    read = case.read()
    assert {problem.id for problem in read.all(Problem)} == {problem.id for problem in report.problems}
    for file in read.all(StoredFile):
        assert hash_file(case.vault.path(file.sha256)) == file.sha256
    assert read.count(StoredFile, state=FileState.PROBLEM) == 2


def test_what_cannot_be_made_into_records_costs_that_one_file(case: Case, tmp_path: Path) -> None:
    for name, text in (("a", "note 1"), ("b", "note senseless"), ("c", "note 3")):
        (tmp_path / f"{name}.txt").write_text(text)
    report = run(case, *sorted(tmp_path.glob("*.txt")))
    assert [file.name for file in report.imported] == ["a.txt", "c.txt"]
    problem, = case.read().all(Problem)
    assert (problem.code, Path(problem.path).name) == ("photos.not_an_image", "b.txt")
    assert {file.name: file.state for file in case.read().all(StoredFile)}["b.txt"] is FileState.PROBLEM


def test_a_second_import_finds_only_duplicates_and_the_same_problems(case: Case, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text("note")
    (source / "b.txt").write_text("note broken")
    run(case, source)
    again = run(case, source)
    assert (len(again.imported), len(again.duplicates), len(again.problems)) == (0, 1, 1)
    assert case.read().count(Problem) == 1


def test_sources_are_left_as_they_were(case: Case, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("note")
    before = source.stat()
    run(case, source)
    after = source.stat()
    assert (before.st_mtime_ns, before.st_mode, before.st_ino) == (after.st_mtime_ns, after.st_mode, after.st_ino)


def test_a_case_cannot_swallow_itself(case: Case) -> None:
    with pytest.raises(UserError, match="inside_case"):
        run(case, case.info.folder / "vault")


def test_a_name_that_is_no_utf8_is_kept_readable(case: Case, tmp_path: Path) -> None:
    source = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    Path(os.fsdecode(source)).write_text("note")
    report = run(case, Path(os.fsdecode(source)))
    assert report.imported[0].name == "\\xff\\xfe.txt"


def test_a_table_of_another_kind_stays_what_it_is(tmp_path: Path) -> None:
    """Only what looks like a survey is taken for one: every other table is a material."""
    log = tmp_path / "电表负荷 记录.csv"
    log.write_text("表计时间,电压V,电流A\n2026-03-17 01:52:27,223.2,1.39\n", "utf-8-sig")
    app = build(tmp_path / "profile")
    case = app.workbench.create_case(tmp_path / "案件", "案件", app.identities.machine().officer)
    job = Job(case, direct_write(case), app.parse, lambda _: None)
    import_paths(job, [log], list(app.workbench.catalogue.importers()))
    assert [file.importer for file in case.read().all(StoredFile)] == ["materials"]
    case.close()
    app.close()
