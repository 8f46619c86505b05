"""The demo: raw files, the case worked from them, its documents, the sealed package, and its check by itself."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sample_cases.qingxi_workshop.make import CASE, KEYS, RAW, raw_files, work_case
from sample_cases.qingxi_workshop.work.working import PASSPHRASE
from workstation.api import RESOURCES, Cancelled, Task, UserError, Words
from workstation.app import App, build
from workstation.console import Console
from workstation.desk import Desk

DOSSIER, REPORT, PACKAGE = "案卷-dossier.pdf", "整改评估报告-rectification.pdf", "封存包-package"
ENGLISH = {"dossier": "English-dossier.pdf", "rectification": "English-rectification.pdf"}
_DOCUMENTS = (DOSSIER, REPORT, *ENGLISH.values())
_PARTS = (CASE, KEYS, PACKAGE, *_DOCUMENTS, *(f"{name}.sig.json" for name in _DOCUMENTS),
          *(f"{name}.evidence.csv" for name in (DOSSIER, ENGLISH["dossier"])))
_KNOWN_ERROR, _STOPPED = 3, 4


@dataclass(frozen=True)
class _Run:
    """One run: who tells, and where things go. ``output`` keeps the raw files for every run, ``place`` the results."""

    app: App
    console: Console
    output: Path
    place: Path
    scale: float

    def say(self, chinese: str, english: str) -> None:
        """A line in both languages."""
        self.console.say(f"{chinese}\n  {english}")


def demo(output: Path | None, *, window: bool, scale: float = 1.0) -> int:
    """Run the demo; returns the exit code (0 done, 3 a known error, 4 stopped)."""
    console, began = Console(Words("zh")), time.monotonic()
    folder = (output or RESOURCES.parent / "output" / "demo").absolute()
    place = _free(folder)
    try:
        with closing(build(place / KEYS)) as app:
            run = _Run(app, console, folder, place, scale)
            _intro(run)
            _raw(run)
            _case(run)
    except UserError as error:
        _clear(place, folder)
        console.error(f"{Words('zh').error(error)}\n  {Words('en').error(error)}", code=error.code)
        return _KNOWN_ERROR
    except (Cancelled, KeyboardInterrupt):
        _clear(place, folder)
        console.error(
            "已停止:未完成的案件已清除,已生成的原始文件保留;再次运行同一命令即可重新开始。\n"
            "  Stopped. The unfinished case was cleared away; finished raw files stay. Run the same command again.",
            code="cancelled",
        )
        return _STOPPED
    _where(run, time.monotonic() - began)
    return _show(run) if window and _has_display() else 0


def _free(folder: Path) -> Path:
    """Where this run's results go: the folder itself, or a new one inside it when it holds those of an earlier run."""
    place, number = folder, 1
    while any((place / part).exists() for part in _PARTS):
        number += 1
        place = folder / f"第{number}次-run-{number}"
    return place


def _clear(place: Path, folder: Path) -> None:
    """Take away what this run began; nothing of it was there before."""
    for part in _PARTS:
        path = place / part
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if place != folder and place.is_dir() and not any(place.iterdir()):
        place.rmdir()


def _intro(run: _Run) -> None:
    run.say("烬察 样例案件:清溪镇荔溪兴业街12号火灾(演示数据,非真实案件)",
            "Embercase sample case: a fire in a workshop with storage and beds (generated, nothing in it is real)")
    if run.place != run.output:
        run.say(f"已有此前的结果,保持不动;本次结果放入 {run.place}",
                f"Earlier results stay as they are; those of this run go to {run.place}")


def _raw(run: _Run) -> None:
    with run.console.progress("生成原始文件 · making the raw files") as report:
        made = raw_files(run.output, Task(report), run.scale)
    if made:
        run.say("✓ 原始文件:照片、扫描、录像、笔录、文书", "Raw files: photographs, scans, a clip, statements, papers")
    else:
        run.say("✓ 原始文件已有,逐一核对哈希无误,直接使用",
                "Raw files were there already; every hash agrees, so they are used")


def _case(run: _Run) -> None:
    with run.console.progress("办案 · working the case") as report:
        work_case(run.app, run.place, Task(report), Words("zh"), raw=run.output / RAW,
                  then=lambda desk: _documents(run, desk))


def _documents(run: _Run, desk: Desk) -> None:
    run.say("✓ 案件办理完毕", "The case has been worked")
    for document, name, title in (("dossier", DOSSIER, "案卷"), ("rectification", REPORT, "整改评估报告")):
        made = desk.export(document, run.place / name)
        desk.export(document, run.place / ENGLISH[document], "en")
        run.say(f"✓ {title},{made.pages}页", f"The {document}, {made.pages} pages, and the same in English")
    packed = desk.package(run.place / PACKAGE)
    run.say(f"✓ 封存包,{packed.files}个文件;由包内的 verify.py 核验:",
            f"Sealed package, {packed.files} files, checked by its own verify.py:")
    run.console.say("\n".join(f"    {line}" for line in packed.report.splitlines()))


def _where(run: _Run, seconds: float) -> None:
    rows = (
        ("案件", "case", CASE), ("案卷", "dossier", DOSSIER), ("整改评估报告", "rectification report", REPORT),
        ("封存包", "sealed package", PACKAGE), ("英文案卷", "dossier in English", ENGLISH["dossier"]),
        ("英文报告", "report in English", ENGLISH["rectification"]), ("人员密钥", "officers' keys", KEYS),
    )
    run.console.say("")
    run.say(f"全部完成,用时 {seconds:.0f} 秒。", f"Everything is done, in {seconds:.0f} seconds.")
    run.console.say(f"  原始文件 raw files: {run.output / RAW}")
    for chinese, english, name in rows:
        run.console.say(f"  {chinese} {english}: {run.place / name}")
    names = "、".join(officer.name for officer in run.app.identities.officers())
    run.say(f"样例人员 {names} 的登录口令均为 {PASSPHRASE}", f"The passphrase of these officers is {PASSPHRASE}")
    package = run.place / PACKAGE
    run.say(f"再次核验封存包:python3 \"{package / 'verify.py'}\"",
            f"Open the case again: embercase window \"{run.place / CASE}\" --profile \"{run.place / KEYS}\"")


def _has_display() -> bool:
    return not sys.platform.startswith("linux") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _show(run: _Run) -> int:
    run.say("正在打开工作站……", "Opening the workstation …")
    shown = ["window", str(run.place / CASE), "--profile", str(run.place / KEYS)]
    command = [sys.executable, "-m", "workstation", *shown]
    return subprocess.run(command, check=False, cwd=RESOURCES.parent).returncode
