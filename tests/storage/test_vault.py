"""The vault: whatever happens during intake, nothing half is kept, nothing is lost, and the file at fault is named."""

import errno
import hashlib
import os
from collections.abc import Iterable
from itertools import count
from pathlib import Path

import pytest

from workstation.api import Cancelled, UserError
from workstation.api.testing import TEST_OFFICER, temporary_case
from workstation.services.catalogue import Catalogue
from workstation.services.rules import load_rules
from workstation.services.workbench import Workbench
from workstation.storage.vault import INCOMING, Stored, Taken, Vault, has_sm3, hash_file

PIECE = 16 << 10


def test_opening_for_writing_removes_half_copied_files(tmp_path: Path) -> None:
    source = tmp_path / "照片 1.jpg"
    source.write_bytes(b"photograph")
    with temporary_case(tmp_path) as made:
        ((_, stored),) = made.vault.take_in([source])
        folder = made.info.folder
    incoming = folder / "vault" / INCOMING
    (incoming / "4711-1").write_bytes(b"half a pho")
    (incoming / "4711-2").write_bytes(b"ready to be renamed")
    (incoming / "4711-2").chmod(0o444)
    (incoming / "no file of ours").mkdir()
    bench = Workbench(Catalogue(()), load_rules())

    bench.open_case(folder, TEST_OFFICER, read_only=True).close()
    assert len(list(incoming.iterdir())) == 3, "somebody else may be taking files in"

    case = bench.open_case(folder, TEST_OFFICER)
    try:
        assert [path.name for path in incoming.iterdir()] == ["no file of ours"]
        assert case.vault.path(stored.sha256).read_bytes() == b"photograph"
    finally:
        case.close()


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workstation.storage.vault._CHUNK", PIECE)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault(tmp_path / "案件 副本" / "vault")
    made.root.mkdir(parents=True)
    return made


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """Twelve files of three pieces and a bit each, every one different."""
    folder = tmp_path / "卡 1"
    folder.mkdir()
    made = [folder / f"照片 {number}.jpg" for number in range(12)]
    for number, path in enumerate(made):
        path.write_bytes(bytes([number]) * (3 * PIECE + 7))
    return made


def held(vault: Vault) -> list[Path]:
    """The originals; nothing half copied may lie beside them."""
    files = [path for path in vault.root.rglob("*") if path.is_file()]
    assert all(path.parent.name != INCOMING for path in files)
    assert all(hash_file(path) == path.name for path in files)
    return files


def refused(taken: Iterable[Taken]) -> dict[str, str]:
    """What was not taken in, and why; each with its file."""
    return {path.name: result.code for path, result in taken if isinstance(result, UserError)}


def test_files_come_back_in_order_with_both_hashes(vault: Vault, sources: list[Path]) -> None:
    taken = list(vault.take_in(sources))
    assert [path for path, _ in taken] == sources
    for path, stored in taken:
        content = path.read_bytes()
        assert isinstance(stored, Stored) and stored.size == len(content) and not stored.already_there
        assert stored.sha256 == hashlib.sha256(content).hexdigest()
        assert stored.sm3 == (hashlib.new("sm3", content).hexdigest() if has_sm3() else "")
        assert vault.path(stored.sha256).stat().st_mode & 0o222 == 0
    assert len(held(vault)) == len(sources)


def test_the_same_content_many_times_at_once_is_stored_once(vault: Vault, tmp_path: Path) -> None:
    copies = [tmp_path / f"{number}.jpg" for number in range(40)]
    for path in copies:
        path.write_bytes(b"same" * 5000)
    stored = [result for _, result in vault.take_in(copies)]
    assert all(isinstance(one, Stored) for one in stored)
    assert sum(isinstance(one, Stored) and not one.already_there for one in stored) == 1
    assert len(held(vault)) == 1


def test_an_original_that_was_damaged_is_not_taken_for_the_file(vault: Vault, sources: list[Path]) -> None:
    ((_, stored),) = vault.take_in(sources[:1])
    assert isinstance(stored, Stored)
    vault.path(stored.sha256).chmod(0o644)
    vault.path(stored.sha256).write_bytes(b"rotten")
    assert refused(vault.take_in(sources[:1])) == {sources[0].name: "vault.original_damaged"}


def test_a_source_that_changes_or_goes_while_it_is_copied_is_refused(vault: Vault, sources: list[Path]) -> None:
    def meddle(path: Path, done: int, size: int) -> None:
        if done < size and path == sources[3]:
            path.write_bytes(b"written anew by somebody else")
        if done < size and path == sources[5]:
            path.unlink(missing_ok=True)

    taken = list(vault.take_in(sources, step=meddle))
    assert refused(taken) == {sources[3].name: "vault.source_changed", sources[5].name: "vault.unreadable_source"}
    assert len(held(vault)) == len(sources) - 2


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_a_source_that_cannot_be_read_is_named_with_the_reason(vault: Vault, sources: list[Path]) -> None:
    damaged = sources[0].with_name("坏扇区.jpg")
    damaged.symlink_to("/proc/self/mem")
    taken = list(vault.take_in([*sources[:2], damaged, sources[0].with_name("没有.jpg"), *sources[2:]]))
    assert refused(taken) == {"坏扇区.jpg": "vault.unreadable_source", "没有.jpg": "vault.unreadable_source"}
    assert len(held(vault)) == len(sources)


@pytest.mark.parametrize("call", range(1, 6))
def test_a_failed_fsync_is_final_for_its_file_and_blames_the_disk(
    vault: Vault, sources: list[Path], monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    real, calls = os.fsync, count(1)

    def fail_once(descriptor: int) -> None:
        if next(calls) == call:
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fail_once)
    taken = list(vault.take_in(sources[:2]))
    failed = refused(taken)
    assert set(failed.values()) == {"vault.write_failed"} and len(failed) == 1
    assert len(held(vault)) == 1, "what may not last is not kept"
    assert not refused(vault.take_in(sources[:2])) and len(held(vault)) == 2


@pytest.mark.parametrize("when", [0, PIECE, 3 * PIECE + 7])
def test_stopping_in_the_middle_leaves_nothing_half(vault: Vault, sources: list[Path], when: int) -> None:
    def stop(path: Path, done: int, _: int) -> None:
        if path == sources[8] and done > when - PIECE:
            raise Cancelled

    taken: list[Taken] = []
    with pytest.raises(Cancelled):
        taken.extend(vault.take_in(sources, step=stop))
    assert [path for path, _ in taken] == sources[:8] and not refused(taken)
    assert 8 <= len(held(vault)) < len(sources)
    assert not refused(vault.take_in(sources)) and len(held(vault)) == len(sources)


def test_an_iterator_that_is_closed_stops_the_copying(vault: Vault, sources: list[Path]) -> None:
    taken = vault.take_in(sources)
    next(taken)
    taken.close()
    assert len(held(vault)) >= 1


def test_a_stick_that_is_pulled_out_is_told_apart_from_a_bad_source(vault: Vault, sources: list[Path]) -> None:
    def pull(path: Path, done: int, size: int) -> None:
        if path == sources[2] and done == size:
            vault.root.rename(vault.root.with_name("in somebody's pocket"))

    taken = refused(vault.take_in(sources[:3], step=pull))
    assert set(taken.values()) == {"vault.gone"} and sources[2].name in taken
