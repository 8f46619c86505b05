"""A parser that crashes, hangs or eats memory costs one file; the next one is parsed as if nothing had been."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workstation.domain.errors import UserError
from workstation.services.sandbox import Sandbox

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
    ("not_json", "sandbox.failed"), ("missing", "sandbox.failed"),
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
