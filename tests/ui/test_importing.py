"""Taking files in at the window: a real drop, the menu's file dialog, progress, stopping, closing meanwhile."""

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from tests.modules.photos.pictures import exif_block, picture
from tests.ui.hands import CTRL, click, in_dialog, named, settle
from tests.ui.test_pages import visit
from workstation.domain.evidence import Problem, StoredFile
from workstation.services.verify import verify_case
from workstation.ui.window import MainWindow

LONGEST_GAP_MS = 2000  # generous: other work shares this machine; benchmarks/heartbeat.py measures exactly


@pytest.fixture
def card(tmp_path: Path) -> Callable[[int], Path]:
    """A memory card with so many photographs."""

    def make(count: int) -> Path:
        folder = tmp_path / "卡 2" / "DCIM"
        for number in range(count):
            exif = exif_block(taken=f"2026:01:23 {number // 60:02}:{number % 60:02}:00")  # no two are the same
            picture(folder / f"IMG_{number:04}.JPG", size=(64, 48), exif=exif)
        return folder.parent

    return make


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drag paths from the file manager over the window and let them go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    place, left = QPoint(700, 400), Qt.MouseButton.LeftButton
    over = QDragEnterEvent(place, actions, data, left, none)
    QApplication.sendEvent(window, over)
    if over.isAccepted():
        QApplication.sendEvent(window, QDropEvent(place, actions, data, left, none))
    return over.isAccepted()


def files(window: MainWindow) -> list[StoredFile]:
    return window.shell.read().all(StoredFile)


def finished(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.shell.jobs.running, timeout=60_000)
    settle(window, qtbot)


def test_files_that_are_dropped_are_taken_in_and_shown(
    opened: MainWindow, card: Callable[[int], Path], tmp_path: Path, qtbot: QtBot
) -> None:
    page = visit(opened, qtbot, "photos")
    before, shown = len(files(opened)), page.grid.photos.rowCount()
    (tmp_path / "空.jpg").touch()
    assert drop(opened, card(9), tmp_path / "空.jpg")
    qtbot.waitUntil(lambda: bool(opened.strip.findChildren(QProgressBar)))
    finished(opened, qtbot)
    assert len(files(opened)) == before + 9  # there is nothing in the empty one that could be kept
    qtbot.waitUntil(lambda: page.grid.photos.rowCount() == shown + 9)
    assert "导入 9" in opened.notices()[-1] and "空.jpg" in opened.notices()[-1]
    assert any(problem.values["name"] == "空.jpg" for problem in opened.shell.read().all(Problem))


def test_nothing_is_dropped_where_no_case_is_open(window: MainWindow, card: Callable[[int], Path]) -> None:
    assert not drop(window, card(1))


def test_files_are_chosen_in_the_dialog(opened: MainWindow, card: Callable[[int], Path], qtbot: QtBot) -> None:
    chosen = card(3) / "DCIM"
    before = len(files(opened))

    def choose(dialog: QFileDialog) -> None:
        box = dialog.findChild(QLineEdit, "fileNameEdit")
        box.setText(" ".join(f'"{path}"' for path in sorted(chosen.iterdir())[:2]))
        qtbot.keyClick(box, Qt.Key.Key_Return)

    in_dialog(lambda: qtbot.keyClick(opened, Qt.Key.Key_I, CTRL), choose)
    finished(opened, qtbot)
    assert len(files(opened)) == before + 2 and opened.settings.last_folder == str(chosen)


def test_an_import_is_stopped_and_what_was_stored_stays(
    opened: MainWindow, card: Callable[[int], Path], qtbot: QtBot
) -> None:
    source, before = card(400), len(files(opened))
    opened.shell.import_files([source])
    qtbot.waitUntil(lambda: len(files(opened)) > before, timeout=30_000)
    click(qtbot, named(opened.strip, "停止"))
    finished(opened, qtbot)
    kept = len(files(opened)) - before
    assert 0 < kept < 400 and "停止前保存的内容都在" in opened.notices()[-1]
    assert not opened.strip.isVisible()
    opened.shell.import_files([source])
    finished(opened, qtbot)
    assert f"重复 {kept}" in opened.notices()[-1] and len(files(opened)) == before + 400
    holds: list[bool] = []
    opened.shell.run("", verify_case, lambda result: holds.append(result.holds))
    qtbot.waitUntil(lambda: holds == [True], timeout=30_000)


def test_closing_while_a_job_runs_asks_first(
    opened: MainWindow, folder: Path, card: Callable[[int], Path], qtbot: QtBot
) -> None:
    before = len(files(opened))
    opened.shell.import_files([card(400)])
    qtbot.waitUntil(lambda: len(files(opened)) > before, timeout=30_000)

    def answer(text: str) -> Callable[[QMessageBox], None]:
        return lambda box: click(qtbot, next(one for one in box.findChildren(QPushButton) if one.text() == text))

    in_dialog(opened.close, answer("取消"))
    assert opened.isVisible() and opened.shell.case is not None and opened.shell.jobs.running
    in_dialog(opened.close, answer("是"))
    assert not opened.isVisible() and opened.shell.case is None
    bench = opened.shell.program.workbench
    again = bench.open_case(folder, opened.shell.signed_in.officer)
    assert before < len(again.read().all(StoredFile)) < before + 400
    again.close()


def test_the_window_answers_while_files_are_taken_in(
    opened: MainWindow, card: Callable[[int], Path], qtbot: QtBot
) -> None:
    visit(opened, qtbot, "photos")
    source = card(300)
    beats: list[float] = []
    heart = QTimer()
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start(5)
    opened.shell.import_files([source])
    finished(opened, qtbot)
    heart.stop()
    gaps = [1000 * (later - earlier) for earlier, later in pairwise(beats)]
    assert len(gaps) > 20 and max(gaps) < LONGEST_GAP_MS
    assert len(files(opened)) >= 300
