"""A window on real case folders."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.modules.photos.pictures import exif_block, picture
from tests.ui.filled import fill
from tests.ui.hands import end, front, settle
from workstation.app import App, build
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.ui.settings import Settings
from workstation.ui.theme import load_fonts
from workstation.ui.window import MainWindow


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "个人 设置"


@pytest.fixture
def app(profile: Path) -> Iterator[App]:
    made = build(profile)
    yield made
    made.close()


@pytest.fixture
def open_window(app: App, profile: Path, qtbot: QtBot) -> Iterator[Callable[[], MainWindow]]:
    """Opens a window on the profile, as starting the program does."""
    load_fonts()
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(app, Settings.load(profile))
        windows.append(window)
        window.show()
        front(window, qtbot)
        return window

    yield make
    for window in windows:
        for entry in window.shell.jobs.running:  # a test that failed leaves jobs, and closing would ask
            entry.cancel()
        qtbot.waitUntil(lambda window=window: not window.shell.jobs.running)
        end(window)


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    made = open_window()
    made.resize(1440, 900)  # a laptop's screen; the one without a display is smaller
    return made


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with something on every page, closed; copied for each test."""
    place = tmp_path_factory.mktemp("案件")
    app = build(place / "profile")
    source = place / "存储卡"
    for number in range(4):
        exif = exif_block(taken=f"2026:01:23 02:2{number}:00")
        picture(source / f"{number} 号.jpg", colour=(40 * number, 30, 20), exif=exif)
    (source / "询问笔录.txt").write_text("问：何时发现？\n答：两点左右。\n", "utf-8")
    (source / "坏.jpg").write_bytes(picture(place / "整.jpg").read_bytes()[:400])
    case = app.workbench.create_case(place / "2026-0123 清溪", "清溪三合一火灾", app.identities.machine().officer)
    job = Job(case, direct_write(case), app.parse, lambda _: None)
    report = import_paths(job, [source], list(app.workbench.catalogue.importers()))
    assert (len(report.imported), len(report.problems)) == (5, 1)
    fill(case)
    case.close()
    app.close()
    return case.info.folder


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    """A copy of the filled case."""
    return shutil.copytree(made_once, tmp_path / made_once.name)


@pytest.fixture
def opened(window: MainWindow, folder: Path, qtbot: QtBot) -> MainWindow:
    """The window with the filled case open."""
    window.actions_.open_case(folder)
    settle(window, qtbot)
    front(window, qtbot)
    return window
