"""A disk that is full at any moment of an import: every file is accounted for or a sentence says why not, and once
there is room again, the case opens, verifies and takes in the rest.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.modules.photos.pictures import exif_block, picture
from workstation.api import Problem, StoredFile, UserError
from workstation.api.testing import TEST_OFFICER
from workstation.app import App, build
from workstation.services.imports import ImportReport, import_paths
from workstation.services.job import Job, direct_write
from workstation.services.verify import verify_case
from workstation.storage.case import Case

COUNT = 12
Resize = Callable[[int], None]

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may make a small disk"
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Resize]]:
    """A disk of its own, and the way to make it larger or smaller."""
    disk = tmp_path / "移动 硬盘"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")

    def resize(kib: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={kib}k", str(disk)], check=True)

    yield disk, resize
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    for number in range(COUNT):
        exif = exif_block(taken=f"2026:01:23 02:{number:02}:00")
        path = picture(tmp_path / "卡 1" / f"{number:02}.jpg", exif=exif)
        path.write_bytes(path.read_bytes() + bytes([number]) * (3_000_000 if number == 5 else 40_000))
    return tmp_path / "卡 1"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = build(tmp_path / "profile")
    yield made
    made.close()


def take_in(case: Case, app: App, card: Path) -> ImportReport:
    job = Job(case, direct_write(case), app.parse, lambda _: None)
    return import_paths(job, [card], list(app.workbench.catalogue.importers()))


def used_kib(disk: Path) -> int:
    room = os.statvfs(disk)
    return (room.f_blocks - room.f_bfree) * room.f_frsize // 1024


def test_a_full_disk_loses_nothing_and_is_said(small_disk: tuple[Path, Resize], card: Path, app: App) -> None:
    disk, resize = small_disk
    answers: set[str] = set()
    for number, room_kib in enumerate((0, 60, 150, 300, 500, 800, 2500)):
        resize(64_000)
        folder = disk / f"案件 {number}"
        case = app.workbench.create_case(folder, "清溪案", TEST_OFFICER)
        resize(used_kib(disk) + room_kib)
        try:
            report = take_in(case, app, card)
        except UserError as error:
            answers.add(error.code)
        else:
            answers |= {problem.code for problem in report.problems}
            assert report.found == COUNT and report.problems
        finally:
            case.close()

        resize(64_000)
        case = app.workbench.open_case(folder, TEST_OFFICER)
        job = Job(case, direct_write(case), app.parse, lambda _: None)
        assert verify_case(job).holds
        kept = case.read().count(StoredFile)
        report = take_in(case, app, card)
        assert len(report.duplicates) == kept and len(report.imported) == COUNT - kept and not report.problems
        assert verify_case(job).holds and case.read().count(StoredFile) == COUNT
        assert all(problem.file_id is None for problem in case.read().all(Problem))
        case.close()
    assert answers == {"vault.disk_full", "case.disk_full"}
