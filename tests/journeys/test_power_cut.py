"""Killed at any moment of intake or editing, a case keeps every write that was reported as done."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.architecture.tree import PROJECT
from workstation.api import FileState, Place, StoredFile
from workstation.api.testing import TEST_OFFICER
from workstation.app import workbench
from workstation.services.job import Job, direct_write
from workstation.services.verify import verify_case
from workstation.storage.case import Case
from workstation.storage.vault import INCOMING, hash_file

PARTS, CASES, KILLS_EACH = 4, 5, 11  # 220 kills; in parts, so that several processors share them
SIGKILL = -9

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed program is forked for speed")


@dataclass
class Reported:
    """What the killed programs said was done, over all kills of one case."""

    steps: dict[int, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    _next_places: dict[str, str] = field(default_factory=dict)

    def hear(self, line: list[str]) -> None:
        """Places are said before the step they belong to."""
        if line[0] == "place":
            self._next_places[line[1]] = line[2]
        elif line[0] == "step":
            self.steps[int(line[1])] = line[2]
            self.places, self._next_places = self._next_places, {}
        elif line[0] == "file":
            self.files[line[1]] = line[2]
        elif line[0] == "over":
            self._next_places = {}


class Program:
    """The program that is killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.interrupted"], cwd=PROJECT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )
        assert self._line() == ["ready"]

    def _line(self) -> list[str]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.endswith("\n"), "the program ended by itself"
        return line.rstrip("\n").split("\t")

    def run_and_kill(self, folder: Path, files: Path, chance: random.Random, reported: Reported) -> None:
        """Let it work for some writes and a random moment more, and kill it there."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{folder}\t{files}\t{chance.getrandbits(64)}\n")
        self._process.stdin.flush()
        wanted, pid, line = chance.randrange(12), 0, ["begin"]
        while not pid or (wanted and line[0] != "over"):
            line = self._line()
            reported.hear(line)
            if line[0] == "child":
                pid = int(line[1])
            elif line[0] != "over":
                wanted -= 1
        if line[0] != "over":
            time.sleep(chance.random() * chance.choice((0.002, 0.02, 0.1)))
            os.kill(pid, signal.SIGKILL)
        while line[0] != "over":
            line = self._line()
            reported.hear(line)
        assert line == ["over", str(SIGKILL)], "it failed before it was killed"

    def close(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0


@pytest.fixture
def program() -> Iterator[Program]:
    made = Program()
    yield made
    made.close()


def assert_kept(case: Case, reported: Reported) -> None:
    """Everything that was reported is there, and the case is what its ledger says."""
    result = verify_case(Job(case, direct_write(case), lambda *_, **__: pytest.fail(), lambda _: None))
    assert result.holds, result.findings
    read = case.read()
    hashes = {entry.seq: entry.hash for entry in read.newest_entries(result.rows)}
    assert reported.steps.items() <= hashes.items()
    if result.rows == max(reported.steps, default=0):  # else one more step was done and not yet said
        assert reported.places == {place.id: place.note for place in read.all(Place)}
    stored = {file.id: file for file in read.all(StoredFile)}
    for name, sha256 in reported.files.items():
        assert stored[name].sha256 == sha256 and stored[name].state is FileState.OK
        assert hash_file(case.vault.path(sha256)) == sha256
    assert not half_copied(case.info.folder)


def half_copied(folder: Path) -> list[Path]:
    """What lies in the vault's incoming folder."""
    return list((folder / "vault").glob(f"{INCOMING}/*"))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_kill_loses_what_was_reported_done(program: Program, tmp_path: Path, part: int) -> None:
    chance, kills, cut = random.Random(20260123 + part), 0, 0
    total = Reported()
    files = tmp_path / "存储卡"
    files.mkdir()
    for number in range(CASES):
        folder, reported = tmp_path / f"案件 {number}", Reported()
        workbench().create_case(folder, "清溪案", TEST_OFFICER).close()
        for _ in range(KILLS_EACH):
            program.run_and_kill(folder, files, chance, reported)
            kills += 1
            cut += bool(half_copied(folder))
            case = workbench().open_case(folder, TEST_OFFICER)
            try:
                assert not case.read_only, "the lock of the killed program was taken over"
                assert_kept(case, reported)
            finally:
                case.close()
        total.steps |= {number * 10**6 + seq: digest for seq, digest in reported.steps.items()}
        total.files |= reported.files
    print(f"{kills} kills, {cut} in the middle of a copy, {len(total.steps)} steps, {len(total.files)} files")
    assert kills * PARTS >= 200 and len(total.steps) > kills and len(total.files) > kills
