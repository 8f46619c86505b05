"""Bad files taken in at the window: each is named with its counts, what can be seen of them is seen, the window lives;
a disk that is full stops the preparing, and it goes on afterwards."""

import random
import shutil
import struct
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from modules.clouds.queries import valid_clouds
from modules.clouds.records import Cloud
from modules.clouds.ui.page import CloudsPage
from tests.modules.clouds import files
from tests.ui.hands import front, settle
from workstation.api import Problem
from workstation.ui.window import MainWindow

READY_MS = 120_000
COUNT = 400


def card(folder: Path) -> Path:
    """One file of each kind of damage."""
    folder.mkdir()
    las = files.las(folder / "断.las", COUNT).read_bytes()
    (folder / "断.las").write_bytes(las[: len(las) * 6 // 10])
    (folder / "万亿点.las").write_bytes(las[:247] + struct.pack("<Q", 10**12) + las[255:])
    (folder / "附加记录.las").write_bytes(las[:100] + struct.pack("<I", 10**9) + las[104:])
    for make, name in ((files.las, "断.laz"), (files.glb, "断.glb"), (files.e57, "断.e57"), (files.obj, "断.obj")):
        path = make(folder / name, COUNT)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) * 6 // 10])
    for suffix, head in ((".ply", b"ply\n"), (".e57", b"ASTM-E57"), (".pcd", b"VERSION .7\nFIELDS x y z\n")):
        (folder / f"乱{suffix}").write_bytes(head + random.Random(suffix).randbytes(3000))
    (folder / "非数.xyz").write_text("1 2 3\nnan 1 2\n4 5 inf\n4 5 6\n")
    (folder / "一点.xyz").write_text("1 2 3\n")
    (folder / "重复.xyz").write_text("2500000.001 4500000.002 3\n" * 900)
    return folder


def page_with(window: MainWindow, folder: Path, qtbot: QtBot) -> CloudsPage:
    window.shell.import_files([folder])
    qtbot.waitUntil(lambda: not window.shell.jobs.running, timeout=READY_MS)
    settle(window, qtbot)
    window.shell.show("clouds")
    page = window.page
    assert isinstance(page, CloudsPage)
    front(window, qtbot)
    settle(window, qtbot)
    return page


def clouds(window: MainWindow) -> dict[str, Cloud]:
    return {cloud.name: cloud for cloud in valid_clouds(window.shell.read())}


def test_bad_files_are_named_and_what_is_left_of_them_is_seen(
    signed_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window = signed_window
    page = page_with(window, card(tmp_path / "现场 副本"), qtbot)
    told: dict[str, dict[str, dict[str, str]]] = {}
    for problem in window.shell.read().all(Problem):
        told.setdefault(Path(problem.path).name, {})[problem.code.removeprefix("clouds.")] = problem.values
    refused = {"附加记录.las", "断.laz", "断.glb", "断.e57", "乱.ply", "乱.e57", "乱.pcd"}
    assert {name for name, codes in told.items() if "unreadable" in codes} == refused
    counted = {name: (one["incomplete"]["expected"], one["incomplete"]["received"])
               for name, one in told.items() if "incomplete" in one}
    assert counted["万亿点.las"] == (str(10**12), str(COUNT))
    assert counted["断.las"][0] == str(COUNT) and 0 < int(counted["断.las"][1]) < COUNT
    assert told["非数.xyz"]["left_out"]["count"] == "2" and "last_line_open" in told["断.obj"]
    kept = clouds(window)
    assert set(kept) == {"万亿点.las", "断.las", "断.obj", "非数.xyz", "一点.xyz", "重复.xyz"}
    for cloud in (kept["断.las"], kept["断.obj"], kept["重复.xyz"]):
        page.choose(cloud.id)
        qtbot.waitUntil(lambda: page.opener.finished and page.view.at_rest, timeout=READY_MS)
        assert page.view.scene is not None and page.view.scene.total == cloud.received
        assert page.view.frame is not None and page.view.frame.pick(*(side / 2 for side in page.view.frame.size), 400)\
            is not None


def test_a_full_disk_is_told_and_preparing_goes_on_later(
    signed_window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = signed_window
    full = shutil.disk_usage(tmp_path)._replace(free=1000)
    with monkeypatch.context() as patched:
        patched.setattr("modules.clouds.importers.building.director.shutil.disk_usage", lambda _: full)
        folder = tmp_path / "现场 副本"
        folder.mkdir()
        files.las(folder / "好.las", COUNT)
        page = page_with(window, folder, qtbot)
        qtbot.waitUntil(lambda: page.opener.stopped, timeout=READY_MS)
        settle(window, qtbot)
        assert "好.las" in window.notices()[-1] and "GB" in window.notices()[-1]
        lines = page.workspace.status.findChildren(QLabel)
        qtbot.waitUntil(lambda: any("准备已中断" in line.text() for line in lines))
        assert page.view.scene is None and not window.shell.jobs.running
    item = page.clouds_panel.list.item(0)
    for state in (Qt.CheckState.Unchecked, Qt.CheckState.Checked):
        item = page.clouds_panel.list.item(0)
        item.setCheckState(state)
        settle(window, qtbot)
    qtbot.waitUntil(lambda: page.opener.finished and page.view.at_rest, timeout=READY_MS)
    assert page.view.scene is not None and page.view.scene.total == COUNT and not page.opener.stopped
