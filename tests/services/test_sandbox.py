"""A parser that crashes, hangs or eats memory costs one file; the next one is parsed as if nothing had been."""

import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workstation.api import Importer, Problem, StoredFile, UserError, Words
from workstation.api.testing import temporary_case
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.services.sandbox import Sandbox
from workstation.storage.vault import hash_file

HERE = "tests.services.hostile_parsers"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(2, timeout_s=8, memory_bytes=1 << 30)
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "现场 1.jpg"
    path.write_bytes(b"content")
    return path


def test_data_options_and_bytes_come_back(sandbox: Sandbox, file: Path) -> None:
    parsed = sandbox.parse(f"{HERE}:good", file, name="x")
    assert parsed.data["size"] == 7 and parsed.data["options"] == {"name": "x"}
    assert parsed.blobs == {"copy": b"content"}


@pytest.mark.parametrize(("parser", "code"), [
    ("known", "photos.truncated"), ("bug", "sandbox.failed"), ("crash", "sandbox.crashed"),
    ("leave", "sandbox.crashed"), ("eat", "sandbox.out_of_memory"), ("write", "sandbox."),
    ("not_json", "sandbox.failed"), ("missing", "sandbox.failed"), ("segfault", "sandbox.crashed"),
    ("flood", "sandbox.answer_too_long"), ("lie", "sandbox.answer_too_long"),
])
def test_each_way_to_fail_names_the_file_and_spares_the_next(
    sandbox: Sandbox, file: Path, parser: str, code: str
) -> None:
    with pytest.raises(UserError) as caught:
        sandbox.parse(f"{HERE}:{parser}", file)
    assert caught.value.code.startswith(code) and caught.value.values["name"] == "现场 1.jpg"
    assert sandbox.parse(f"{HERE}:good", file).data["size"] == 7
    written = Path(f"{file}.written")
    assert not written.exists() or written.stat().st_size == 0


def test_the_reason_of_a_library_names_the_file_as_people_know_it(sandbox: Sandbox, file: Path) -> None:
    with pytest.raises(UserError) as caught:
        sandbox.parse(f"{HERE}:talkative", file, name="原名.jpg")
    assert caught.value.values["reason"] == "原名.jpg is no picture"


def test_a_parser_that_hangs_is_ended(file: Path) -> None:
    sandbox = Sandbox(1, timeout_s=0.5)
    with pytest.raises(UserError, match="timed_out"):
        sandbox.parse(f"{HERE}:hang", file)
    sandbox.close()


def test_what_a_library_prints_does_not_enter_the_answer(sandbox: Sandbox, file: Path) -> None:
    assert sandbox.parse(f"{HERE}:chatter", file).data == {"fine": True}


def test_workers_live_on_and_are_shared_by_threads(sandbox: Sandbox, file: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        pids = {parsed.data["pid"] for parsed in pool.map(lambda _: sandbox.parse(f"{HERE}:good", file), range(20))}
    assert len(pids) <= 2


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX processes")
def test_close_leaves_no_process_behind(file: Path) -> None:
    sandbox = Sandbox(1)
    pid = sandbox.parse(f"{HERE}:good", file).data["pid"]
    sandbox.close()
    assert not Path(f"/proc/{pid}").exists()


def test_a_parser_may_read_in_threads(sandbox: Sandbox, file: Path) -> None:
    assert sandbox.parse(f"{HERE}:threads", file).data == {"sizes": [7] * 8}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such filter")
def test_a_parser_starts_nothing_reaches_nobody_and_changes_no_file(sandbox: Sandbox, file: Path) -> None:
    before = {path: path.read_bytes() for path in file.parent.iterdir()}
    assert sandbox.parse(f"{HERE}:swallow", file).data == {"done": []}
    assert {path: path.read_bytes() for path in file.parent.iterdir()} == before


def test_a_batch_goes_on_after_every_kind_of_attack(tmp_path: Path) -> None:
    attacks = ("crash", "segfault", "hang", "eat", "lie", "leave", "bug")
    source = tmp_path / "卡 1"
    source.mkdir()
    for name in ("good", *attacks, "good again"):
        (source / f"{name}.attack").write_text(f"attack {name}")
    importers = [
        Importer(name, name, (), lambda head, name=name: head == f"attack {name}".encode(), f"{HERE}:{name}", _keep)
        for name in attacks
    ] + [Importer("good", "good", (), lambda head: head.startswith(b"attack good"), f"{HERE}:good", _keep)]
    made = Sandbox(2, timeout_s=3, memory_bytes=1 << 30)
    with temporary_case(tmp_path) as case:
        report = import_paths(Job(case, direct_write(case), made.parse, lambda _: None), [source], importers)
        made.close()
        assert sorted(file.name for file in report.imported) == ["good again.attack", "good.attack"]
        assert {problem.values["name"]: problem.code for problem in report.problems} == {
            "crash.attack": "sandbox.crashed", "segfault.attack": "sandbox.crashed", "hang.attack": "sandbox.timed_out",
            "eat.attack": "sandbox.out_of_memory", "lie.attack": "sandbox.answer_too_long",
            "leave.attack": "sandbox.crashed", "bug.attack": "sandbox.failed",
        }
        for problem in case.read().all(Problem):
            for words in (Words("zh"), Words("en")):
                assert problem.values["name"] in words.problem(problem)
        kept = case.read().all(StoredFile)
        assert len(kept) == 9 and all(hash_file(case.vault.path(file.sha256)) == file.sha256 for file in kept)


def _keep(*_: object) -> None:
    """Nothing to store beside the file."""
