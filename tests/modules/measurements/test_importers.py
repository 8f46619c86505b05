"""Survey files: every format, every bad line a problem with its number, the original kept, Chinese names."""

import json
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modules.measurements.importers import IMPORTERS
from modules.measurements.importers.gpx import parse_gpx
from modules.measurements.importers.gsi import is_gsi, parse_gsi
from modules.measurements.importers.nmea import is_nmea, parse_nmea
from modules.measurements.importers.store import preview, take_table
from modules.measurements.importers.table import (
    Mapping,
    guess,
    looks_like_table,
    parse_table,
    read_angle,
    read_lines,
    swapped,
)
from modules.measurements.module import MODULE
from modules.measurements.records import Reading, ReadingKind, SurveyPoint
from workstation.api import UNKNOWN_FRAME, WGS84, FileState, Instrument, Problem, StoredFile, UserError
from workstation.api.testing import import_files, job_of, temporary_case

GSI8 = (
    "110001+0000STN1 84..10+00100000 85..10+00200000 86..10+00010000 88..10+00001500\n"
    "110002+00000101 21.324+04500000 22.324+09000000 31..00+00010000 87..10+00001500\n"
    "110003+00000102 21.324+12330450 22.324+08912301 31..06+00123456 87..10+00001500\n"
    "110004+00000103 21.324+99999999 22.324+08912301 31..00+00012345\n"
    "110005+00000104 21.324\n"
)
GSI16 = (
    "*110001+000000000000PT-1 81..10+0000000512345678 82..10+0000002534567891 83..10+0000000000012345\n"
    "*110002+000000000000PT-2 21.322+0000000005000000 22.322+0000000010000000 31..08+0000000001234567\n"
)


def checksum(body: str) -> str:
    total = 0
    for character in body:
        total ^= ord(character)
    return f"${body}*{total:02X}"


def gga(clock: str, latitude: str = "2302.1234", quality: int = 4, hdop: str = "0.8") -> str:
    return checksum(f"GNGGA,{clock},{latitude},N,11402.5678,E,{quality},18,{hdop},12.3,M,-5.0,M,1.0,0000")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_gsi8_pointings_units_and_bad_lines(tmp_path: Path) -> None:
    data = parse_gsi(str(write(tmp_path, "现场 副本.gsi", GSI8)), "现场 副本.gsi").data
    assert data["points"][0]["name"] == "STN1"
    assert (data["points"][0]["x"], data["points"][0]["y"], data["points"][0]["height_m"]) == (100.0, 200.0, 10.0)
    readings = {(item["end"], item["kind"]): item for item in data["readings"]}
    assert readings["101", "direction"]["value"] == pytest.approx(45.0)
    assert readings["101", "zenith"]["value"] == pytest.approx(90.0)
    assert readings["101", "slope"]["value"] == pytest.approx(10.0)
    assert readings["102", "direction"]["value"] == pytest.approx(123 + 30 / 60 + 45.0 / 3600)
    assert readings["102", "slope"]["value"] == pytest.approx(12.3456)
    assert readings["101", "zenith"]["instrument_height_m"] == pytest.approx(1.5)
    assert {item["start"] for item in data["readings"]} == {"STN1"}
    assert [fault[0] for fault in data["faults"]] == [4, 5]


def test_gsi16_coordinates_and_gon(tmp_path: Path) -> None:
    data = parse_gsi(str(write(tmp_path, "a.gsi", GSI16)), "a.gsi").data
    point = data["points"][0]
    assert (point["x"], point["y"], point["height_m"]) == pytest.approx((512345.678, 2534567.891, 12.345))
    assert point["frame"] == UNKNOWN_FRAME, "GSI does not say which frame it is"
    values = {item["kind"]: item["value"] for item in data["readings"]}
    assert values == pytest.approx({"direction": 45.0, "zenith": 90.0, "slope": 12.34567})


def test_gsi_of_a_level_gives_height_differences(tmp_path: Path) -> None:
    text = "110001+000000A1 331.28+00123450\n110002+00000001 332.28+00098765\n110003+00000002 332.28+00098765\n"
    data = parse_gsi(str(write(tmp_path, "l.gsi", text)), "l.gsi").data
    assert data["readings"][0]["value"] == pytest.approx(0.24685)
    assert (data["readings"][0]["start"], data["readings"][0]["end"]) == ("A1", "1")
    assert data["faults"][0][1] == "measurements.gsi_no_backsight"


@pytest.mark.parametrize("head", [GSI8.encode(), GSI16.encode(), b"\r\n" + GSI8.encode()])
def test_gsi_is_recognised(head: bytes) -> None:
    assert is_gsi(head)
    assert not is_nmea(head)
    assert not is_gsi(b"110001,2,3\n")


def test_nmea_stays_are_averaged_and_damaged_lines_told(tmp_path: Path) -> None:
    lines = [checksum("GNRMC,080000.00,A,2302.1234,N,11402.5678,E,0.0,,251126,,,A")]
    lines += [gga(f"0800{second:02}.00") for second in range(10)]
    lines.insert(4, lines[3][:-2] + "00")
    lines.append("garbage")
    lines += [gga("080100.00", "2302.2234", 1, "1.5"), checksum("GNGST,080100.00,1,1,1,1,0.8,0.6,1.2")]
    data = parse_nmea(str(write(tmp_path, "轨迹.nmea", "\r\n".join(lines))), "轨迹.nmea").data
    stay, other = data["points"]
    assert stay["y"] == pytest.approx(23 + 2.1234 / 60)
    assert stay["x"] == pytest.approx(114 + 2.5678 / 60)
    assert stay["note"].startswith("10 × RTK fixed")
    assert stay["at_utc"] == "2026-11-25T08:00:00+00:00"
    assert 0.005 < stay["accuracy_m"] < 0.02
    assert (other["accuracy_m"], other["u_height_m"]) == pytest.approx((1.0, 1.2)), "GST goes before HDOP"
    assert {(fault[0], fault[1]) for fault in data["faults"]} == {
        (5, "measurements.nmea_checksum"), (13, "measurements.nmea_form")}


def test_nmea_without_a_fix_says_so(tmp_path: Path) -> None:
    path = write(tmp_path, "a.nmea", checksum("GPGGA,080000.00,,,,,0,00,99.9,,,,,,") + "\n")
    with pytest.raises(UserError, match="nothing_in_file"):
        parse_nmea(str(path), "a.nmea")


# tables

POINTS = "点号,北坐标(m),东坐标(m),高程(m),备注\n" \
    "A1,2534567.891,512345.678,12.345,门角\nA2,x,512345.0,1,\n\nA3,2534570,512350,,\n"


def test_points_by_chinese_titles_in_gbk(tmp_path: Path) -> None:
    path = write(tmp_path, "测量 成果.csv", POINTS.encode("gbk"))
    assert looks_like_table(path.read_bytes())
    data = parse_table(str(path), path.name).data
    assert [(p["name"], p["x"], p["y"]) for p in data["points"]] == [
        ("A1", 512345.678, 2534567.891), ("A3", 512350.0, 2534570.0)]
    assert data["points"][0]["note"] == "门角"
    assert [(fault[0], fault[1]) for fault in data["faults"]] == [(3, "measurements.table_line")]


def test_x_and_y_alone_are_never_taken_without_a_word(tmp_path: Path) -> None:
    path = write(tmp_path, "xy.csv", "Name,X,Y\nA,1,2\n")
    assert not looks_like_table(path.read_bytes())
    with pytest.raises(UserError, match="needs_mapping"):
        parse_table(str(path), path.name)


def test_decimal_comma_millimetres_and_a_mapping(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "P1;1234,5;2345,5\nP2;1.234,5;99\n")
    assert guess(path.read_text().splitlines(), "utf-8").decimal == ","
    mapping = Mapping("utf-8", ";", ",", "mm", "degrees", 0, {"name": 0, "north": 1, "east": 2}, "site:A")
    points = parse_table(str(path), "a.txt", mapping.plain()).data["points"]
    assert [p["frame"] for p in points] == ["site:A", "site:A"]
    assert [p["x"] for p in points] == pytest.approx([2.3455, 0.099])
    assert [p["y"] for p in points] == pytest.approx([1.2345, 1.2345])


def test_readings_with_angles_of_every_writing(tmp_path: Path) -> None:
    path = write(tmp_path, "r.csv", "测站,目标,水平角,天顶距,斜距\n"
                 "S,1,123°45′06″,90°00′00″,12.345\nS,2,10°,95°,-1\nS,,1,2,3\n")
    data = parse_table(str(path), "r.csv").data
    assert [(r["kind"], r["value"]) for r in data["readings"]] == [
        ("direction", pytest.approx(123.751666667)), ("zenith", 90.0), ("slope", 12.345)]
    assert [fault[0] for fault in data["faults"]] == [3, 4]
    assert read_angle("123.45067", Mapping(angle="packed")) == pytest.approx(123 + 45 / 60 + 6.7 / 3600)
    assert read_angle("100", Mapping(angle="gon")) == pytest.approx(90)
    assert read_angle("12.7501", Mapping(angle="packed")) is None


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe\x00" * 50, "只有标题\n".encode(), b"a,b\n" * 3])
def test_what_is_no_table_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError):
        parse_table(str(write(tmp_path, "x.csv", content)), "x.csv")


# the whole way into a case

GPX = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="23.0353" lon="114.0428"><ele>12.5</ele><time>2026-11-25T08:00:00Z</time><name>消火栓1</name></wpt>
<wpt lat="99" lon="114"/><trk><trkseg><trkpt lat="23.0353" lon="114.0428"/>
<trkpt lat="23.0363" lon="114.0428"/></trkseg></trk></gpx>"""


def test_files_are_taken_in_with_a_problem_for_every_bad_line(tmp_path: Path) -> None:
    folder = tmp_path / "来源 副本"
    folder.mkdir()
    write(folder, "全站仪 1.gsi", "110001+00000101 12....+00123456\n" + GSI8)
    write(folder, "卫星.nmea", "\n".join(gga(f"0800{second:02}.00") for second in range(6)) + "\n")
    write(folder, "点 位.gpx", GPX)
    write(folder, "成果.csv", POINTS.encode("gbk"))
    write(folder, "坏.gpx", GPX[:200])
    write(folder, "实体.gpx", "<!DOCTYPE gpx [<!ENTITY a 'b'>]>" + GPX)
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("measurements.enter_instrument") as work:
            work.put(Instrument(name="TS", serial_number="123456"))
        found = import_files(case, [folder], IMPORTERS)
        read = case.read()
        assert (len(found.imported), len(found.problems)) == (4, 2)
        names = {point.name: point for point in read.all(SurveyPoint)}
        assert {"STN1", "101", "G1", "消火栓1", "A1", "A3"} <= names.keys()
        assert names["消火栓1"].point is not None and names["消火栓1"].point.frame == WGS84
        readings = read.all(Reading)
        assert {reading.kind for reading in readings} == {
            ReadingKind.DIRECTION, ReadingKind.ZENITH, ReadingKind.SLOPE}
        assert all(reading.instrument_id and reading.line and reading.raw for reading in readings)
        told = {(problem.code, problem.values.get("line")) for problem in read.all(Problem)}
        assert {("measurements.gsi_bad_value", "5"), ("measurements.gsi_bad_word", "6"),
                ("measurements.table_line", "3"), ("measurements.gpx_doctype", None)} <= told
        assert "measurements.gpx_point" in {code for code, _ in told}
        assert read.count(StoredFile, state=FileState.PROBLEM.value) == 2, "what cannot be read is kept all the same"


def test_a_table_is_mapped_and_mapped_again(tmp_path: Path) -> None:
    path = write(tmp_path, "表 格.csv", "id,a,b\nP1,10,20\nP2,30,40\nbad,x,y\n")
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        shown = preview(job, path)
        assert shown["texts"]["utf-8-sig"][1] == "P1,10,20"
        mapping = Mapping(**{**shown["mapping"], "columns": {"name": 0, "east": 1, "north": 2}, "frame": "site:A"})
        assert take_table(job, path, mapping) == (2, 0, 1)
        swapped = Mapping(**{**mapping.plain(), "columns": {"name": 0, "east": 2, "north": 1}})
        assert take_table(job, path, swapped) == (2, 0, 1)
        points = case.read().all(SurveyPoint, order=("name",))
        assert [(p.name, p.point.x, p.point.y) for p in points if p.point] == [("P1", 20, 10), ("P2", 40, 30)]
        assert case.read().count(StoredFile) == 1
        assert case.read().count(Problem) == 1


def test_tables_of_other_things_are_left_to_others() -> None:
    """An import goes by content first, then by the ending of the name: no ending of tables may be ours."""
    assert not looks_like_table("时间,功率(kW)\n2026-03-17 01:00,3.2\n".encode())
    assert not any(".csv" in importer.suffixes or ".txt" in importer.suffixes for importer in IMPORTERS)


def test_points_that_exist_are_not_changed(tmp_path: Path) -> None:
    first = write(tmp_path, "a.csv", "点号,北,东\nK1,1,2\n")
    second = write(tmp_path, "b.csv", "点号,北,东\nK1,1.5,2\nK2,3,4\n")
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [first], IMPORTERS)
        import_files(case, [second], IMPORTERS)
        points = {p.name: p.point for p in case.read().all(SurveyPoint)}
        assert set(points) == {"K1", "K1~2", "K2"}
        assert points["K1"] is not None and points["K1"].y == 1


PIECES = st.sampled_from([
    "110001+00000101", " 21.324+04500000", " 31..00+", "*", "$GPGGA,", "080000", ",2302.1,N,", "*7F", "<gpx>",
    "<trkpt lat='",
    "点号,北,东\n", "\n", ";", ",", "\t", "1e999", "nan", "-0", "°", "′", '"', "\x00", "\x1a", "9" * 40, "A1,1,2\n",
])


@given(st.lists(PIECES | st.text(max_size=6), max_size=30), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
@settings(max_examples=120, deadline=None)
def test_any_file_gives_records_or_a_sentence(pieces: list[str], encoding: str) -> None:
    content = "".join(pieces).encode(encoding, "replace")
    with tempfile.TemporaryDirectory() as folder:
        path = str(write(Path(folder), "任意.dat", content))
        mapping = Mapping("", ",", ".", "m", "dms", 0, {"name": 0, "north": 1, "east": 2}).plain()
        for parse in (parse_gsi, parse_nmea, parse_gpx, parse_table, partial(parse_table, mapping=mapping)):
            with suppress(UserError):
                json.dumps(parse(path, "任意.dat").data, allow_nan=False)
        for recognise in (importer.recognise for importer in IMPORTERS):
            recognise(content[:4096])


@pytest.mark.parametrize("field", ["nan", "inf", "-1e400", "x", ""])
def test_numbers_that_are_none_cost_their_line_alone(tmp_path: Path, field: str) -> None:
    good = gga("080000.00")
    bad = [checksum(f"GNGGA,080100.00,{field},N,11402.5678,E,4,18,0.8,12.3,M,-5.0,M,1.0,0000"),
           checksum(f"GNGGA,080100.00,2302.1,N,11402.5,E,4,18,{field},12.3,M,-5.0,M,1.0,0000"),
           checksum(f"GNGGA,080100.00,2302.1,N,11402.5,E,4,18,0.8,{field},M,-5.0,M,1.0,0000"),
           checksum(f"GNGST,080100.00,1,1,1,1,{field},0.6,1.2")]
    data = parse_nmea(str(write(tmp_path, "a.nmea", "\n".join([good, *bad]))), "a.nmea").data
    json.dumps(data, allow_nan=False)
    assert data["points"]
    track = f"<gpx><wpt lat='23' lon='114'/><wpt lat='{field}' lon='114'/>" \
        f"<wpt lat='23' lon='114'><ele>{field}</ele><hdop>{field}</hdop></wpt></gpx>"
    data = parse_gpx(str(write(tmp_path, "a.gpx", track)), "a.gpx").data
    json.dumps(data, allow_nan=False)
    assert data["points"]
    assert data["faults"]


def test_exchanged_columns_are_noticed() -> None:
    lines = ["点,一,二", "K1,2533333.1,512345.4", "K2,2533334.1,38512346.4"]
    for east, north, wrong in ((1, 2, True), (2, 1, False)):
        found = read_lines(lines, Mapping(columns={"name": 0, "east": east, "north": north}))
        assert len(found.points) == 2 and swapped(found) is wrong
    assert not swapped(read_lines(["K1,4.2,11.8"], Mapping(skip=0, columns={"name": 0, "east": 1, "north": 2})))
