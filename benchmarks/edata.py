"""How fast logs are taken in and searched, beside what one would pick instead.

    python benchmarks/edata.py [--rows MILLIONS] [--rounds N] [--folder PLACE] [--large]

A log of an alarm panel is made here, in GBK with CRLF. Beside it the csv module reads the same rows and their times
into memory, and the shell of SQLite imports them into a table (when it is installed). ``--large`` takes a log of 300 MB
in and tells the memory at its peak.
"""

import argparse
import csv
import resource
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from harness import Report, pairs, peak_mib

from modules.edata.importers.log_rows import preview_log
from modules.edata.importers.log_store import take_file, take_log
from modules.edata.module import MODULE
from modules.edata.queries.logs import open_index
from modules.edata.records import Log, LogKind
from modules.edata.rules.log_lines import format_of
from workstation.api.testing import job_of, temporary_case
from workstation.services.rules import load_rules

_KINDS = ("火警", "故障", "启动", "反馈", "恢复", "操作")
_AIM_S = 20.0


def make(path: Path, rows: int) -> Path:
    """A log of so many rows, one a second."""
    begin = datetime(2026, 1, 1)
    with path.open("w", encoding="gb18030", newline="") as stream:
        stream.write("时间,部位,类别,描述\r\n")
        for number in range(rows):
            at = begin + timedelta(seconds=number)
            stream.write(f"{at},{number % 200:03d}号,{_KINDS[number % 6]},感烟探测器 第{number}条\r\n")
    return path


def ours(folder: Path, path: Path, report: Report, *, tell: bool) -> float:
    """Into the vault, indexed, entered; then opened and searched. Returns the seconds of taking it in."""
    place = Path(tempfile.mkdtemp(dir=folder))
    with temporary_case(place, [MODULE], rules=load_rules()) as case, job_of(case) as job:
        began = time.perf_counter()
        file = take_file(job, path, "edata.log")
        form = replace(format_of(preview_log(str(path), path.name).data["format"]), marks=("火警", "故障"))
        log = take_log(job, file, Log(file_id=file.id, title="主机", kind=LogKind.ALARM_PANEL, format=form))
        took = time.perf_counter() - began
        if tell:
            began = time.perf_counter()
            index = open_index(case.read(), log)
            assert index is not None and len(index.containing(f"第{log.rows // 2}条", lambda *_: None)) == 1
            report.value(f"{log.rows:,} rows into the case", took, "s", at_most=_AIM_S * log.rows / 1e6)
            report.value("find a text in all rows", time.perf_counter() - began, "s")
    shutil.rmtree(place, ignore_errors=True)
    return took


def csv_module(path: Path) -> float:
    """The csv module with a parsed time in each row, kept in memory."""
    began = time.perf_counter()
    with path.open(encoding="gb18030", newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        rows = [(datetime.fromisoformat(row[0]), row[1:]) for row in reader]
    assert rows
    return time.perf_counter() - began


def sqlite_shell(folder: Path, path: Path) -> float:
    """The shell's import of the same rows with an index, made UTF-8 first: it reads no GBK."""
    began = time.perf_counter()
    plain, base = folder / "plain.csv", folder / "peer.sqlite"
    plain.write_text(path.read_text("gb18030"), "utf-8")
    base.unlink(missing_ok=True)
    commands = f'.mode csv\n.import "{plain}" log\nCREATE INDEX at ON log("时间");\n'
    subprocess.run(["sqlite3", str(base)], input=commands.encode(), check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=float, default=1.0, help="millions")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--large", action="store_true", help="300 MB instead, with the memory at its peak")
    options = parser.parse_args()
    report = Report("Logs")
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        path = make(folder / "主机 记录.csv", round((6.6 if options.large else options.rows) * 1_000_000))
        report.value("the log", path.stat().st_size / 1e6, "MB")
        ours(folder, path, report, tell=True)
        if options.large:
            report.value("memory at its peak", peak_mib(), "MiB", at_most=400)
            report.value("the parser's", peak_mib(resource.RUSAGE_CHILDREN), "MiB", at_most=400)
            return report.show()
        peers = {"csv module": lambda: csv_module(path)}
        if shutil.which("sqlite3"):
            peers["sqlite3 shell"] = lambda: sqlite_shell(folder, path)
        for peer, run in peers.items():
            mine, theirs = pairs(lambda: ours(folder, path, report, tell=False), run, options.rounds)
            report.against("taking it in", mine, peer, theirs)
    return report.show()


if __name__ == "__main__":
    raise SystemExit(main())
