"""Bad input at the window: a sentence that names the file and the next step, nothing lost, and the window lives."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.journeys.bad_input import EXPECTED, GOOD, SAME, bad_folder
from tests.ui.hands import settle
from tests.ui.test_importing import drop, files, finished
from workstation.domain.evidence import Problem
from workstation.domain.party import Party, PartyKind
from workstation.services.verify import verify_case
from workstation.ui.window import MainWindow


def put_party(window: MainWindow, name: str) -> None:
    window.shell.do("incident.party", lambda work: work.put(Party(kind=PartyKind.PERSON, name=name)))


def parties(window: MainWindow) -> set[str]:
    return {party.name for party in window.shell.read().all(Party)}


def test_a_folder_of_bad_files_costs_nothing_but_those(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    before, known = len(files(opened)), {problem.id for problem in opened.shell.read().all(Problem)}
    assert drop(opened, bad_folder(tmp_path))
    finished(opened, qtbot)
    problems = [problem for problem in opened.shell.read().all(Problem) if problem.id not in known]
    assert {Path(problem.path).name: problem.code for problem in problems} == EXPECTED
    kept = {"断.jpg", "炸弹.png", "文字.jpg", "什么.xyz123"}  # what is a file lies in the vault, readable or not
    assert len(files(opened)) == before + GOOD + len(kept)
    notice = opened.notices()[-1]
    assert f"导入 {GOOD}" in notice and f"重复 {SAME}" in notice and f"问题 {len(EXPECTED)}" in notice
    opened.shell.show("review.problems")
    settle(opened, qtbot)
    put_party(opened, "张三")
    settle(opened, qtbot)
    assert "张三" in parties(opened), "the window works on"


def test_a_case_of_a_newer_format_costs_a_sentence(window: MainWindow, folder: Path) -> None:
    path = folder / "case.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format": 99}), "utf-8")
    before = (folder / "case.sqlite").read_bytes()
    window.actions_.open_case(folder)
    assert window.shell.case is None and window.start_page.isVisible()
    assert folder.name in window.notices()[-1] and "升级" in window.notices()[-1]
    assert (folder / "case.sqlite").read_bytes() == before


def test_a_case_whose_database_is_broken_costs_a_sentence(window: MainWindow, folder: Path) -> None:
    (folder / "case.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    window.actions_.open_case(folder)
    assert window.shell.case is None and window.start_page.isVisible()
    assert folder.name in window.notices()[-1] and "备份" in window.notices()[-1]


def test_a_case_on_a_stick_that_is_pulled_loses_nothing_that_was_saved(
    opened: MainWindow, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    put_party(opened, "拔出之前")
    settle(opened, qtbot)
    away = folder.rename(tmp_path / "别处")
    told = len(opened.notices())
    put_party(opened, "拔出之后")
    qtbot.waitUntil(lambda: len(opened.notices()) > told)
    assert folder.name in opened.notices()[-1] and "重新插入" in opened.notices()[-1]
    assert drop(opened, bad_folder(tmp_path))
    qtbot.waitUntil(lambda: not opened.shell.jobs.running, timeout=60_000)
    assert folder.name in opened.notices()[-1] and not folder.exists(), "nothing is written where the case was"
    away.rename(folder)
    put_party(opened, "插回之后")
    settle(opened, qtbot)
    assert {"拔出之前", "插回之后"} <= parties(opened) and "拔出之后" not in parties(opened)
    results: list[bool] = []
    opened.shell.run("校验", lambda job: verify_case(job).holds, results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=60_000)
    assert results == [True]


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may make a disk")
    place = tmp_path / "只读 盘"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(place)], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_an_export_to_a_read_only_target_costs_a_sentence(
    opened: MainWindow, read_only_disk: Path, qtbot: QtBot
) -> None:
    told = len(opened.notices())
    opened.shell.export("dossier", read_only_disk / "案卷 1.pdf")
    qtbot.waitUntil(lambda: len(opened.notices()) > told and not opened.shell.jobs.running, timeout=120_000)
    assert "案卷 1.pdf" in opened.notices()[-1] and "另选" in opened.notices()[-1]
    assert opened.shell.case is not None
