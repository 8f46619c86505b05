"""Logs: guessed, read row by row whatever their encoding, faults named, nothing lost, rows made events by a clock."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from modules.edata.importers import log_rows
from modules.edata.importers.log_store import index_log, preview, take_file, take_log
from modules.edata.module import MODULE
from modules.edata.operations import check_clock, put_clock
from modules.edata.operations.logs import MOST_EVENTS, describe_log, make_events, withdraw_log
from modules.edata.queries.logs import Row, index_folder, open_index, usual_marks, valid_logs
from modules.edata.records import ClockCheck, Layout, Log, LogFormat, LogKind, TimeOrder
from modules.edata.rules.log_lines import decode, format_of, guess_encoding, guess_format, splitter
from modules.edata.rules.log_times import TimeReader, shown
from workstation.api import Cancelled, Event, Job, Problem, StoredFile, UserError, beijing, to_plain
from workstation.api.testing import job_of, temporary_case
from workstation.services.job import direct_write
from workstation.services.rules import load_rules
from workstation.storage.case import Case

PANEL = (
    "*****\r\n  火灾报警控制器 历史记录导出\r\n"
    "1192  2026-03-17 02:12:57  火警  001回路018号  感烟探测器 首次火警\r\n"
    "1193  2026-03-17 02:13:00  请求  001回路102号  声光警报器 未启动\r\n"
    "1194  2026-02-30 02:13:44  火警  001回路019号  感烟探测器 火警\r\n"
    "共3条\r\n"
)


@pytest.mark.parametrize(("order", "text", "expected"), [
    (TimeOrder.YMD, "2026-03-17 02:18:33", "2026-03-17T02:18:33"),
    (TimeOrder.YMD, "2026/3/7 2:08", "2026-03-07T02:08:00"),
    (TimeOrder.YMD, "2026年3月17日 2时18分33秒", "2026-03-17T02:18:33"),
    (TimeOrder.YMD, "26-03-17T02:18:33.25", "2026-03-17T02:18:33.250000"),
    (TimeOrder.YMD, "2026/3/17 下午 2:18:33", "2026-03-17T14:18:33"),
    (TimeOrder.YMD, "2026/3/17 上午 12:18:33", "2026-03-17T00:18:33"),
    (TimeOrder.DMY, "17.03.2026 02:18:33", "2026-03-17T02:18:33"),
    (TimeOrder.MDY, "03/17/2026 2:18:33 PM", "2026-03-17T14:18:33"),
    (TimeOrder.YMD, "2026-03-17 02:18:33 018号 首次火警", "2026-03-17T02:18:33"),
    (TimeOrder.YMD, "2026-03-17 02:18:33 250", "2026-03-17T02:18:33.250000"),
    (TimeOrder.YMD, "2026年3月17日 2时18分33秒25", "2026-03-17T02:18:33.250000"),
    (TimeOrder.COMPACT, "20260317021833", "2026-03-17T02:18:33"),
    (TimeOrder.COMPACT, "20260317021833250", "2026-03-17T02:18:33.250000"),
    (TimeOrder.EPOCH, "1773685113", "2026-03-17T02:18:33"),
    (TimeOrder.EPOCH_MS, "1773685113250", "2026-03-17T02:18:33.250000"),
    (TimeOrder.YMD, "2026-03-17", "2026-03-17T00:00:00"),
])
def test_times_are_read_in_every_order(order: TimeOrder, text: str, expected: str) -> None:
    reader = TimeReader(order)
    for _ in range(2):
        assert shown(reader.read(text)).isoformat() == expected


@pytest.mark.parametrize("text", [
    "2026-02-30 02:00:00", "2026-03-17 24:00:01", "2026-13-01", "0000-00-00 00:00:00", "1969-12-31 00:00:00",
    "9999-12-31 00:00:00", "", "火警", "2026-03-17 02:61:00", "12:00:00",
])
def test_impossible_times_are_refused(text: str) -> None:
    reader = TimeReader(TimeOrder.YMD)
    reader.read("2026-03-17 02:00:00")
    with pytest.raises(ValueError, match=r".|^$"):
        reader.read(text)


def test_the_format_is_guessed() -> None:
    panel = guess_format(PANEL.splitlines(), "gb18030")
    assert (panel.separator, panel.time_columns, panel.skip) == ("  ", (1,), 2)
    lines = ["时间,电压V,电流A", "2026-03-17 02:11:20,223.1,1.4", "2026-03-17 02:11:30,222.8,9.1"]
    table = guess_format(lines, "utf-8")
    assert (table.separator, table.time_columns, table.text_columns, table.skip) == (",", (0,), (1, 2), 1)
    apart = guess_format(["日期;时刻;门", "2026/3/17;2:11:20;西门", "2026/3/17;2:15:00;东门"], "utf-8")
    assert (apart.separator, apart.time_columns) == (";", (0, 1))
    epoch = guess_format(["ts|soc|temp", "1773685113|80|31", "1773685114|80|33"], "utf-8")
    assert (epoch.separator, epoch.time_order) == ("|", TimeOrder.EPOCH)
    assert guess_format(["no time here", "nor here"], "utf-8").time_columns == ()
    assert guess_encoding(PANEL.encode("gb18030")) == "gb18030" and guess_encoding(PANEL.encode()) == "utf-8"
    assert guess_encoding(PANEL.encode("utf-16")) == "utf-16"


def test_cells_in_quotation_marks_and_patterns() -> None:
    assert splitter(LogFormat())('a,"b,""c""",d') == ["a", 'b,"c"', "d"]
    pattern = LogFormat(layout=Layout.PATTERN, pattern=r"\[(.+?)\]\s+(\S+)")
    assert splitter(pattern)("x [2026-03-17 02:00] 火警 rest") == ["2026-03-17 02:00", "火警"]
    assert splitter(pattern)("nothing") == []
    for wrong in ("(", "no groups"):
        with pytest.raises(UserError, match="bad_pattern"):
            splitter(replace(pattern, pattern=wrong))
    assert format_of(to_plain(pattern)) == pattern
    with pytest.raises(UserError, match="bad_profile"):
        format_of({"layout": "spiral"})


def test_a_line_in_another_encoding_is_known() -> None:
    assert decode("感烟".encode("gb18030"), "utf-8") == ("感烟", "gb18030")
    assert decode("感烟探测".encode(), "gb18030") == ("感烟探测", "utf-8")
    text, how = decode(b"\xff\xff\xff 02:00", "utf-8")
    assert how == "?" and text.endswith(" 02:00")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as made:
        yield made


def read_in(case: Case, path: Path, **changes: object) -> Log:
    with job_of(case) as job:
        file = take_file(job, path, "edata.log")
        form = format_of(preview(job, path, path.name)["format"])
        kind = LogKind.ALARM_PANEL
        log = Log(id=path.stem, file_id=file.id, title="主机", kind=kind, format=replace(form, **changes))
        return take_log(job, file, log)


def rows_of(case: Case, log: Log) -> list[Row]:
    index = open_index(case.read(), log)
    assert index is not None
    return index.rows(range(len(index)))


def test_a_panel_log_in_gbk_with_an_impossible_date(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "历史 记录.txt"
    path.write_bytes(PANEL.encode("gb18030"))
    log = read_in(case, path, marks=("火警",))
    assert (log.rows, log.undated, log.marked, log.number) == (4, 2, 2, "G-001")
    assert (log.first, log.last) == ("2026-03-17 02:12:57", "2026-03-17 02:13:00")
    rows = rows_of(case, log)
    assert rows[0].shown == datetime(2026, 3, 17, 2, 12, 57) and rows[0].cells[2] == "火警"
    assert rows[2].shown is None and "2026-02-30" in rows[2].text, "the line is kept as it is"
    problems = {(problem.code, problem.values["line"]) for problem in case.read().all(Problem)}
    assert problems == {("edata.log_line_time", "5")}, "a sum below the rows is no fault"
    assert case.read().get(StoredFile, log.file_id).name == "历史 记录.txt"


def test_mixed_encodings_lose_nothing(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "混合.csv"
    lines = [
        b"time,text", "2026-03-17 02:00:00,火警".encode("gb18030"), "2026-03-17 02:00:01,故障排除".encode(),
        b"2026-03-17 02:00:02,\xff\xff\xff",
    ]
    path.write_bytes(b"\r\n".join(lines))
    log = read_in(case, path, encoding="gb18030")
    assert (log.rows, log.undated, log.bad_lines) == (3, 0, 1)
    assert [row.cells[1] for row in rows_of(case, log)][:2] == ["火警", "故障排除"]
    (problem,) = case.read().all(Problem)
    assert (problem.code, problem.values["line"]) == ("edata.log_line_encoding", "4")
    assert problem.values["name"] == "混合.csv"


def test_pieces_fit_together(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.csv"
    body = "".join(
        f'2026-03-17 02:{at // 60 % 60:02}:{at % 60:02},{at},"火警\r\n第{at}条"\r\n' for at in range(300)
    )
    path.write_bytes(("time,n,text\r\n" + body).encode())
    monkeypatch.setattr("modules.edata.importers.log_store._PIECE", 1000)
    log = read_in(case, path)
    assert (log.rows, log.undated) == (300, 0)
    rows = rows_of(case, log)
    assert [row.cells[1] for row in rows] == [str(at) for at in range(300)]
    assert rows[299].cells[2] == "火警\r\n第299条"
    index = open_index(case.read(), log)
    assert index is not None
    assert list(index.containing("第299条", lambda *_: None)) == [299]
    every = np.arange(300)
    assert len(index.between(datetime(2026, 3, 17, 2, 4), None, every)) == 60
    assert len(index.between(None, datetime(2026, 3, 17, 2, 0, 9), every)) == 10


def test_a_workbook_and_utf_16_are_logs_too(case: Case, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "门禁"
    for row in (("时间", "门", "结果"), (datetime(2026, 3, 17, 1, 50, 3), "西门", "刷卡"),
                (datetime(2026, 3, 17, 2, 16, 9), "西门", "强行开门")):
        book.active.append(row)
    book.save(tmp_path / "门禁.xlsx")
    log = read_in(case, tmp_path / "门禁.xlsx", marks=("强行",))
    assert (log.rows, log.marked, log.format.sheet, log.first) == (2, 1, "门禁", "2026-03-17 01:50:03")
    assert rows_of(case, log)[1].cells == ("2026-03-17 02:16:09", "西门", "强行开门")
    wide = tmp_path / "wide.txt"
    wide.write_bytes("时间\t事件\r\n2026-03-17 02:00:00\t停电\r\n".encode("utf-16"))
    log = read_in(case, wide)
    assert [row.cells for row in rows_of(case, log)] == [("2026-03-17 02:00:00", "停电")]


@pytest.mark.parametrize(("name", "content", "code"), [
    ("空.csv", b" \r\n", "log_empty"), ("坏.xlsx", b"PK\x03\x04 broken", "bad_workbook"),
    ("x.csv", b"a\0b\n1", "log_binary"), ("title.csv", b"time,text\r\n", "log_empty"),
])
def test_what_is_no_log_is_said(case: Case, tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=code):
        read_in(case, tmp_path / name, skip=1)
    assert not valid_logs(case.read())
    assert not list(case.info.derived.rglob("times")), "no half index is left behind"


def test_stopping_leaves_no_log_behind(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"time\n" + b"2026-03-17 02:00:00\n" * 10)

    def stop(_: object) -> None:
        raise Cancelled

    with job_of(case) as job:
        file = take_file(job, path, "edata.log")
        told = Job(case, direct_write(case), job.parse, stop)
        with pytest.raises(Cancelled):
            take_log(told, file, Log(file_id=file.id, title="x"))
    assert not valid_logs(case.read()) and not list(case.info.derived.rglob("*.making"))


def test_the_index_is_made_again_when_it_is_gone(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_bytes(PANEL.encode("gb18030"))
    log = read_in(case, path)
    folder = index_folder(case.read(), log)
    (folder / "times").write_bytes(b"")
    assert open_index(case.read(), log) is None, "an index that does not fit is none"
    with job_of(case) as job:
        index_log(job, log, job.read().get(StoredFile, log.file_id))
    assert len(rows_of(case, log)) == log.rows


def test_rows_become_events_by_the_clock(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_bytes(PANEL.encode("gb18030"))
    log = read_in(case, path)
    rows = rows_of(case, log)
    with case.work("edata.make_events") as work:
        clock = put_clock(work, None, name="控制器", device="FACP-1")
        at = beijing("2026-03-17T02:20:00")
        check_clock(work, ClockCheck(clock_id=clock.id, shown="2026-03-17T02:17:25", at=at))
        describe_log(work, log.id, clock_id=clock.id)
        assert len(make_events(work, log.id, rows)) == 2, "rows without a time are left out"
        make_events(work, log.id, rows[:1])
    events = sorted(case.read().all(Event), key=lambda event: event.moment.utc)
    assert len(events) == 2, "the same row is the same event"
    assert events[0].moment.text() == "2026-03-17 02:15:32" and "首次火警" in events[0].title
    assert (events[0].moment.raw, events[0].moment.clock_id) == ("2026-03-17 02:12:57", clock.id)
    with case.work("edata.describe_log") as work:
        describe_log(work, log.id, clock_id=None)
        assert work.get(Event, events[0].id).moment.text() == "2026-03-17 02:12:57"
        with pytest.raises(UserError, match="no_time_in_rows"):
            make_events(work, log.id, rows[2:3])
        with pytest.raises(UserError, match="too_many_events"):
            make_events(work, log.id, rows[:1] * (MOST_EVENTS + 1))
        with pytest.raises(UserError, match="title_empty"):
            describe_log(work, log.id, title="")
        with pytest.raises(UserError, match="reason_empty"):
            withdraw_log(work, log.id, " ")
        withdraw_log(work, log.id, "无关")
    assert not valid_logs(case.read())


def test_marks_come_from_the_rules(case: Case) -> None:
    assert "火警" in usual_marks(case.read(), LogKind.ALARM_PANEL) and not usual_marks(case.read(), LogKind.PHONE)


def test_the_parser_keeps_a_long_open_quotation_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text('t,x\n2026-03-17 02:00:00,"open\n' + "2026-03-17 02:00:01,y\n" * 500)
    found = log_rows.index_rows(str(path), "q", to_plain(LogFormat()), 0, 1 << 20, 0)
    assert len(found.blobs["times"]) // 8 == 501 and found.data["lines"] == 502


def test_times_that_do_not_exist_are_no_titles_and_do_not_hide_the_others() -> None:
    bad, good = "2026-02-30 02:18:00,烟感", [f"2026-03-17 02:{minute:02}:00,{minute}" for minute in range(9)]
    form = guess_format(["时间,事件", bad, *good], "utf-8")
    assert (form.skip, form.time_columns, form.time_order) == (1, (0,), TimeOrder.YMD)
    mostly = guess_format(["时间,事件", bad, "2026-03-17 25:61:00,坏", good[0], "2026-99-99 1:1:1,坏"], "utf-8")
    assert (mostly.skip, mostly.time_columns, mostly.time_order) == (1, (0,), TimeOrder.YMD)
    assert guess_format(["名称,值", "a,1", "b,2"], "utf-8").time_columns == ()
