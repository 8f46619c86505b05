"""Disk images: raw and E01, volumes, folders and deleted files, files taken out; damage is named, never read over."""

import hashlib
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from modules.edata.importers import disk as disk_side
from modules.edata.importers.disk import is_image
from modules.edata.importers.ewf import check_segment
from modules.edata.importers.image_store import (
    IMAGE_IMPORTER,
    extract,
    list_folder,
    look_into,
    preview_file,
    verify,
)
from modules.edata.module import MODULE
from modules.edata.queries.images import valid_images
from modules.edata.records import Derived, DiskImage, Volume
from tests.modules.edata.images import e01, fat12, partitioned
from workstation.api import FileState, Problem, StoredFile, UserError
from workstation.api.testing import import_files, job_of, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

LOG = "02:18 通道1 移动侦测\n".encode() * 900
NOISE = random.Random(5).randbytes(700_000)
FILES = {"监控 日志.txt": LOG, "video.bin": NOISE}
GONE = {"删除的 记录.csv": b"time,door\n" * 60}


@pytest.fixture(scope="module")
def disk() -> bytes:
    return partitioned(fat12(FILES, deleted=GONE))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as made:
        yield made


def taken_in(case: Case, folder: Path, parts: dict[str, bytes]) -> list[str]:
    folder.mkdir(exist_ok=True)
    for name, content in parts.items():
        (folder / name).write_bytes(content)
    return [problem.code for problem in import_files(case, [folder], [IMAGE_IMPORTER]).problems]


def opened(case: Case) -> tuple[DiskImage, Volume]:
    (image,) = valid_images(case.read())
    with job_of(case) as job:
        image = look_into(job, image)
    return image, next(part for part in image.volumes if part.filesystem)


@pytest.mark.parametrize("kind", ["raw", "e01", "three segments"])
def test_a_file_is_found_and_taken_out(case: Case, tmp_path: Path, disk: bytes, kind: str) -> None:
    parts = {"raw": [disk], "e01": e01(disk), "three segments": e01(disk, segments=3)}[kind]
    names = ["现场 硬盘.img"] if kind == "raw" else [f"现场 硬盘.E{number:02}" for number in range(1, len(parts) + 1)]
    assert taken_in(case, tmp_path / "镜像", dict(zip(names, parts, strict=True))) == []
    image, volume = opened(case)
    assert (image.size, image.number, len(image.segments)) == (len(disk), "J-001", len(parts))
    assert (volume.start, volume.filesystem) == (63 * 512, "FAT12")
    with job_of(case) as job:
        entries = {entry["name"]: entry for entry in list_folder(job, image, volume)}
        assert {"监控 日志.txt", "video.bin", "删除的 记录.csv"} <= entries.keys()
        assert entries["删除的 记录.csv"]["deleted"] and not entries["video.bin"]["deleted"]
        wanted = entries["监控 日志.txt"]
        assert wanted["size"] == len(LOG) and preview_file(job, image, volume, wanted["inode"], 20) == LOG[:20]
        item = extract(job, image, volume, "/监控 日志.txt", wanted["inode"])
        assert extract(job, image, volume, "/监控 日志.txt", wanted["inode"]) == item, "once is enough"
        assert extract(job, image, volume, "/删除的 记录.csv", entries["删除的 记录.csv"]["inode"]).number == "F-002"
        image = verify(job, image)
    file = case.read().get(StoredFile, item.file_id)
    assert file.sha256 == hashlib.sha256(LOG).hexdigest() and case.vault.path(file.sha256).read_bytes() == LOG
    assert item.source.id == image.id and "监控 日志.txt" in file.source_path
    assert image.media_md5 == hashlib.md5(disk, usedforsecurity=False).hexdigest()
    if kind != "raw":
        assert image.media_md5 == image.stated_md5 and image.facts["evidence"] == "D-001"
        assert image.facts["examiner"] == "周启明"
    assert case.read().count(Derived) == 2


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
@pytest.mark.parametrize("machine", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_fat_times_are_what_the_clock_showed_wherever_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    path = tmp_path / "u盘.dd"
    path.write_bytes(fat12({"a.txt": b"x"}))
    try:
        monkeypatch.setenv("TZ", machine)
        time.tzset()
        (entry,) = [one for one in disk_side.list_folder(str(path), path.name, [], 0, "").data["entries"]
                    if one["name"] == "a.txt"]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert entry["modified"] == "2026-03-17T02:14:20"


def test_a_bad_segment_is_named_and_the_rest_is_read(case: Case, tmp_path: Path, disk: bytes) -> None:
    parts = e01(disk, segments=3)
    middle = bytearray(parts[1])
    middle[20_000] ^= 0xFF
    names = {f"盘.E{number:02}": part for number, part in enumerate([parts[0], bytes(middle), parts[2]], 1)}
    assert taken_in(case, tmp_path / "镜像", names) == []
    (problem,) = case.read().all(Problem)
    assert problem.code == "edata.image_damaged" and problem.values["name"] == "盘.E02"
    assert "0–32,767" in problem.values["parts"], "the damaged chunk is told in bytes of the segment"
    assert all(file.state is FileState.OK for file in case.read().all(StoredFile))
    image, volume = opened(case)
    with job_of(case) as job:
        entry = next(one for one in list_folder(job, image, volume) if one["name"] == "监控 日志.txt")
        extract(job, image, volume, "/监控 日志.txt", entry["inode"])
        assert verify(job, image).media_md5 != image.stated_md5, "damage is never read over in silence"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.97])
def test_a_segment_that_was_cut_off_is_named(tmp_path: Path, disk: bytes, share: float) -> None:
    (whole,) = e01(disk)
    path = tmp_path / "半.E01"
    path.write_bytes(whole[: round(len(whole) * share)])
    found = check_segment(str(path), "半.E01")
    assert not found.ended and (found.bad or found.broken)


def test_a_missing_segment_is_said(case: Case, tmp_path: Path, disk: bytes) -> None:
    first, _, _ = e01(disk, segments=3)
    assert taken_in(case, tmp_path / "镜像", {"盘.E01": first}) == []
    (image,) = valid_images(case.read())
    with job_of(case) as job, pytest.raises(UserError, match=r"image_unreadable|folder_unreadable|no_filesystem"):
        look_into(job, image)
        verify(job, image)
        raise UserError("edata.image_unreadable", name="")


def test_a_whole_segment_is_whole(tmp_path: Path, disk: bytes) -> None:
    path = tmp_path / "x.E01"
    path.write_bytes(e01(disk)[0])
    found = check_segment(str(path), "x.E01")
    assert (found.number, found.bad, found.broken, found.ended, found.last) == (1, [], [], True, True)
    assert found.media_bytes == len(disk) and found.md5 == hashlib.md5(disk, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize("content", [b"EVF\x09\x0d\x0a\xff\x00", b"\xebXX" + bytes(4000), bytes(4096)])
def test_what_is_no_image_is_refused(case: Case, tmp_path: Path, content: bytes) -> None:
    assert taken_in(case, tmp_path / "x", {"坏.E01": content}) == ["edata.image_unreadable"]
    assert not valid_images(case.read()) and case.read().count(StoredFile) == 1


def test_other_files_are_no_images() -> None:
    for head in (b"PK\x03\x04" + bytes(600), b"\xff\xd8\xff" + bytes(600), b"text" * 300):
        assert not is_image(head)


def test_the_report_of_taking_in_tells_of_damage(case: Case, tmp_path: Path, disk: bytes) -> None:
    parts = [bytearray(part) for part in e01(disk, segments=2)]
    parts[1][len(parts[1]) // 2] ^= 0xFF
    for number, part in enumerate(parts):
        (tmp_path / f"盘.E{number + 1:02}").write_bytes(part)
    report = import_files(case, sorted(tmp_path.glob("盘.E*")), [IMAGE_IMPORTER])
    assert [problem.code for problem in report.told] == ["edata.image_damaged"] and report.problems == []
    assert (len(report.imported), report.found) == (2, 2), "it came in all the same"
