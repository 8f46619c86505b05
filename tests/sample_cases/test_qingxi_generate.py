"""The raw files of the sample case, each read back by a reader that had no part in writing it."""

import csv
import hashlib
import io
import struct
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import exifread
import numpy as np
import open3d as o3d
import pytest
from PIL import Image

from sample_cases.qingxi_workshop import folders
from sample_cases.qingxi_workshop.avi import avi
from sample_cases.qingxi_workshop.exif import direction, position
from sample_cases.qingxi_workshop.generate import generate, photograph_path
from sample_cases.qingxi_workshop.scenario import Photograph, Scenario, load

SCALE = 0.08
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load()


@pytest.fixture(scope="module")
def heard() -> list[tuple[int, int, str]]:
    return []


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory, heard: list[tuple[int, int, str]]) -> Path:
    folder = tmp_path_factory.mktemp("原始 文件")
    generate(folder, lambda *step: heard.append(step), SCALE)
    return folder


def files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def test_same_bytes_on_every_run(raw: Path, tmp_path: Path) -> None:
    generate(tmp_path, lambda *_: None, SCALE)
    first, second = ({name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files(folder).items()}
                     for folder in (raw, tmp_path))
    assert first == second
    assert len(first) > 60


def test_progress_tells_every_file(raw: Path, heard: list[tuple[int, int, str]]) -> None:
    names = files(raw)
    assert [done for done, _, _ in heard] == list(range(1, len(names) + 1))
    assert {total for _, total, _ in heard} == {len(names)}
    assert {name for _, _, name in heard} == set(names)


def test_what_progress_raises_stops_the_work(tmp_path: Path) -> None:
    def stop(done: int, *_: Any) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path, stop, SCALE)
    assert len(files(tmp_path)) == 5


def test_the_truth_is_not_among_the_files(raw: Path, scenario: Scenario) -> None:
    truth = (scenario.fire.cause, scenario.fire.point, scenario.fire.ignited_at.strftime("%H:%M:%S"))
    for name, path in files(raw).items():
        assert "truth" not in name
        if path.suffix in {".txt", ".csv"}:
            text = path.read_bytes().decode("gbk" if path.name == folders.PANEL_FILE else "utf-8-sig")
            assert not [fact for fact in truth if fact in text], name
            assert "演示数据" in text, name


def tags_of(raw: Path, scenario: Scenario, photograph: Photograph) -> dict[str, Any]:
    with (raw / photograph_path(scenario, photograph.file)).open("rb") as stream:
        return dict(exifread.process_file(stream, details=False))


def ratio(tag: Any) -> float:
    return float(tag.values[0].num / tag.values[0].den)


def degrees(tag: Any) -> float:
    whole, minutes, seconds = (value.num / value.den for value in tag.values)
    return float(whole + minutes / 60 + seconds / 3600)


def test_exif_is_as_the_scenario_says(raw: Path, scenario: Scenario) -> None:
    for photograph in scenario.photographs:
        tags = tags_of(raw, scenario, photograph)
        camera = scenario.camera(photograph.camera)
        shown = photograph.at + timedelta(seconds=scenario.device(photograph.camera).offset_s)
        assert str(tags["EXIF DateTimeOriginal"]) == shown.strftime("%Y:%m:%d %H:%M:%S")
        assert ("EXIF OffsetTimeOriginal" in tags) == camera.zone
        assert str(tags["Image Make"]) == camera.make
        assert str(tags["Image Model"]) == camera.model
        assert str(tags["EXIF BodySerialNumber"]) == camera.serial
        assert ratio(tags["EXIF ExposureTime"]) == pytest.approx(photograph.exposure[0] / photograph.exposure[1])
        assert ratio(tags["EXIF FNumber"]) == pytest.approx(photograph.f_number)
        assert ratio(tags["EXIF FocalLength"]) == pytest.approx(photograph.focal_mm)
        assert tags["EXIF ISOSpeedRatings"].values[0] == photograph.iso
        assert tags["Image Orientation"].values[0] == (6 if photograph.portrait else 1)
        latitude, longitude = position(scenario, photograph)
        assert degrees(tags["GPS GPSLatitude"]) == pytest.approx(latitude, abs=1e-6)
        assert degrees(tags["GPS GPSLongitude"]) == pytest.approx(longitude, abs=1e-6)
        if "GPS GPSImgDirection" in tags:
            assert ratio(tags["GPS GPSImgDirection"]) == pytest.approx(direction(scenario, photograph), abs=0.06)


def test_satellite_time_shows_the_wrong_clock(raw: Path, scenario: Scenario) -> None:
    tags = tags_of(raw, scenario, scenario.photograph("DSC_0107.JPG"))
    camera = datetime.strptime(str(tags["EXIF DateTimeOriginal"]), "%Y:%m:%d %H:%M:%S")
    hour, minute, second = (value.num for value in tags["GPS GPSTimeStamp"].values)
    satellites = datetime.strptime(str(tags["GPS GPSDate"]), "%Y:%m:%d") + timedelta(hours=hour, minutes=minute,
                                                                                    seconds=second)
    assert camera - (satellites + timedelta(hours=8)) == timedelta(minutes=7, seconds=40)


def test_pictures_say_in_pixels_and_in_words_that_they_are_generated(raw: Path, scenario: Scenario) -> None:
    for photograph in scenario.photographs:
        with Image.open(raw / photograph_path(scenario, photograph.file)) as image:
            image.load()
            assert image.size == (128, 96), "stored as the sensor lies; a portrait is turned by its orientation"
            assert np.asarray(image).std() > 12, f"{photograph.file} shows something"
            assert "演示数据" in image.getexif()[0x010E].encode("latin-1").decode("utf-8")


def test_the_slips_are_there(raw: Path, scenario: Scenario) -> None:
    slips = scenario.slips
    places = {name: raw / photograph_path(scenario, name) for name in
              (slips.duplicate_of, slips.duplicate, slips.truncated, slips.text)}
    assert places[slips.duplicate].read_bytes() == places[slips.duplicate_of].read_bytes()
    with Image.open(places[slips.truncated]) as image, pytest.raises(OSError, match="truncated"):
        image.load()
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(places[slips.text])


def test_scans_are_read_by_open3d_and_lie_in_the_house(raw: Path, scenario: Scenario) -> None:
    for station in scenario.scans:
        path = raw / folders.SCANS / f"{station.name}.ply"
        cloud = o3d.io.read_point_cloud(str(path))
        points = np.asarray(cloud.points)
        head = path.read_bytes().partition(b"end_header")[0].decode("ascii")
        assert f"element vertex {len(points)}\n" in head
        assert cloud.has_colors()
        pose = dict(line.split(" ", 2)[1:] for line in head.splitlines() if line.startswith("comment station_"))
        place = np.array([float(part) for part in pose["station_position_m"].split()])
        turn = np.radians(float(pose["station_heading_deg"]))
        assert place == pytest.approx(station.position)
        x = points[:, 0] * np.cos(turn) - points[:, 1] * np.sin(turn) + place[0]
        y = points[:, 0] * np.sin(turn) + points[:, 1] * np.cos(turn) + place[1]
        z = points[:, 2] + place[2]
        building = scenario.building
        inside = (np.abs(x - building.width_m / 2) < 3.3) & (y > -0.3) & (y < building.depth_m + 0.3) & (z > -0.1)
        assert inside.mean() > 0.9
        west = np.abs(x[(x < 0.05) & (z > 1.9) & (z < 2.4)])
        assert len(west) > 5
        assert np.median(west) < 0.006, "the west wall lies at x = 0"


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 0
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        assert at + 8 + size <= len(data)
        found.append((name, data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return found


def test_the_clip_is_a_valid_avi_of_jpegs(raw: Path) -> None:
    data = (raw / folders.VIDEO / folders.VIDEO_FILE).read_bytes()
    assert struct.unpack_from("<4sI4s", data) == (b"RIFF", len(data) - 8, b"AVI ")
    parts = chunks(data[12:])
    lists = {body[:4]: body[4:] for name, body in parts if name == b"LIST"}
    header = struct.unpack("<14I", dict(chunks(lists[b"hdrl"]))[b"avih"])
    stream = dict(chunks(dict(chunks(lists[b"hdrl"]))[b"LIST"][4:]))
    assert stream[b"strh"][:8] == b"vidsMJPG"
    assert struct.unpack_from("<II", stream[b"strh"], 20) == (1, 5), "five frames a second"
    frames = chunks(lists[b"movi"])
    assert len(frames) == header[4] >= 20
    for name, body in frames:
        assert name == b"00dc"
        with Image.open(io.BytesIO(body)) as image:
            image.load()
            assert (image.format, image.size) == ("JPEG", (header[8], header[9]))
    entry_type = np.dtype([("name", "S4"), ("flags", "<u4"), ("at", "<u4"), ("size", "<u4")])
    index = np.frombuffer(dict(parts)[b"idx1"], entry_type)
    movie = data.index(b"movi")
    for entry, (_, body) in zip(index, frames, strict=True):
        start = movie + int(entry["at"]) + 8
        assert data[start : start + int(entry["size"])] == body


def test_an_avi_without_frames_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        avi([], 10, 10, 5, "")


def test_the_panel_speaks_gbk_by_its_own_clock(raw: Path, scenario: Scenario) -> None:
    data = (raw / folders.ELECTRONIC / folders.PANEL_FILE).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    text = data.decode("gbk")
    assert text.count("\n") == text.count("\r\n") > 10
    first = next(line for line in text.splitlines() if "首次火警" in line)
    shown = datetime.strptime(first[6:25], "%Y-%m-%d %H:%M:%S").replace(tzinfo=scenario.when("alarm").tzinfo)
    assert shown - timedelta(seconds=scenario.device("FACP-1").offset_s) == scenario.when("alarm")


def test_the_meter_stops_when_the_breaker_trips(raw: Path, scenario: Scenario) -> None:
    text = (raw / folders.ELECTRONIC / folders.METER_FILE).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    dead = next(row for row in rows if float(row["电流A"]) == 0)
    offset = timedelta(seconds=scenario.device("METER-1").offset_s)
    at = datetime.strptime(dead["表计时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=scenario.when("trip").tzinfo) - offset
    assert timedelta() <= at - scenario.when("trip") < timedelta(seconds=10)
    spikes = [row for row in rows if row["事件"] == "电流突变"]
    assert len(spikes) >= 4
    assert all(float(row["电流A"]) > 5 for row in spikes)
    assert [float(row["累计电量kWh"]) for row in rows] == sorted(float(row["累计电量kWh"]) for row in rows)


def test_statements_are_filled_in(raw: Path, scenario: Scenario) -> None:
    for statement in scenario.statements:
        text = (raw / folders.STATEMENTS / statement.file).read_text(encoding="utf-8")
        assert scenario.party(statement.party).name in text
        assert statement.begun.strftime("%Y年%m月%d日%H时%M分") in text
        assert "{" not in text
        assert text.count("问：") == text.count("答：") >= 8
