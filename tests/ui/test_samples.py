"""Opening a sample: chosen and placed in a dialog, made as a job, then shown; stopped, nothing is left."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from sample_cases import SAMPLES
from tests.ui.hands import click, in_dialog, named, settle
from workstation.api import Sample, Task, Words
from workstation.app import App
from workstation.desk import open_desk
from workstation.domain.reference import load
from workstation.ui.kit.form import FormDialog
from workstation.ui.samples import free_folder
from workstation.ui.window import MainWindow

GO_ON = threading.Event()


def make_small(program: App, target: Path, task: Task, words: Words) -> Path:
    """A sample that takes a moment: it goes on when the test says so."""
    for done in range(1000):
        task.progress(done, 1000, words("Sample case"))
        if GO_ON.wait(0.01):
            break
    with open_desk(program, target / "案件", task, words, keys=target / "officers", name="小样例") as desk:
        return desk.folder


@pytest.fixture(autouse=True)
def small(app: App) -> Iterator[None]:
    """A small sample beside those that are shipped."""
    GO_ON.clear()
    sample = Sample("small", "Sample case", "What happened", f"{__name__}:make_small")
    app.samples = (*SAMPLES, sample)
    yield
    GO_ON.set()


def choose(qtbot: QtBot, dialog: FormDialog, folder: Path) -> None:
    box = dialog.form.editor("sample").focus_widget()
    assert isinstance(box, QComboBox) and box.count() == len(SAMPLES) + 1
    box.setFocus()
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.currentIndex())
    place = dialog.form.editor("folder").focus_widget()
    assert isinstance(place, QLineEdit) and place.text().endswith("small")
    place.selectAll()
    place.insert(str(folder))
    click(qtbot, dialog.accept_button)


def test_a_sample_is_made_with_progress_and_opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    target = tmp_path / "示例 一"
    in_dialog(lambda: click(qtbot, window.start_page.sample_button), lambda dialog: choose(qtbot, dialog, target))
    assert [entry.title for entry in window.shell.jobs.running] == ["正在生成示例「示例案件」"]
    qtbot.waitUntil(lambda: window.shell.jobs.running[0].progress.total == 1000)
    assert window.shell.case is None
    GO_ON.set()
    qtbot.waitUntil(lambda: window.shell.case is not None)
    settle(window, qtbot)
    assert window.shell.case is not None and window.shell.case.info.name == "小样例"
    assert window.shell.case.info.folder == target / "案件"
    assert window.settings.recent == [str(target / "案件")]


def test_a_sample_that_is_stopped_opens_nothing(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    target = tmp_path / "示例 二"
    in_dialog(lambda: click(qtbot, window.start_page.sample_button), lambda dialog: choose(qtbot, dialog, target))
    qtbot.waitUntil(lambda: window.shell.jobs.running[0].progress.total == 1000)
    click(qtbot, named(window.strip, "停止"))
    qtbot.waitUntil(lambda: not window.shell.jobs.entries)
    assert window.shell.case is None and not target.exists() and len(window.notices()) == 1


def test_whoever_opened_a_case_meanwhile_keeps_it(
    window: MainWindow, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    in_dialog(lambda: click(qtbot, window.start_page.sample_button),
              lambda dialog: choose(qtbot, dialog, tmp_path / "示例"))
    window.actions_.open_case(folder)
    settle(window, qtbot)
    GO_ON.set()
    qtbot.waitUntil(lambda: not window.shell.jobs.running)
    qtbot.waitUntil(lambda: len(window.notices()) == 1)
    assert window.shell.case is not None and window.shell.case.info.folder == folder
    assert str(tmp_path / "示例" / "案件") in window.notices()[0]


def test_a_folder_that_holds_something_is_refused(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "旧").mkdir()
    (tmp_path / "旧" / "重要.txt").write_text("留着", "utf-8")

    def try_it(dialog: FormDialog) -> None:
        choose(qtbot, dialog, tmp_path / "旧")
        assert dialog.isVisible()
        assert any("已有内容" in one.text() for one in dialog.findChildren(QLabel) if one.isVisible())

    in_dialog(lambda: click(qtbot, window.start_page.sample_button), try_it)
    assert not window.shell.jobs.entries and (tmp_path / "旧" / "重要.txt").read_text("utf-8") == "留着"


def test_closing_the_window_stops_the_sample(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    target = tmp_path / "示例"
    in_dialog(lambda: click(qtbot, window.start_page.sample_button), lambda dialog: choose(qtbot, dialog, target))
    in_dialog(window.close, lambda box: click(qtbot, named(box, "是")))
    assert not window.isVisible() and not target.exists()


def test_the_suggested_folder_is_free(tmp_path: Path) -> None:
    assert free_folder(tmp_path, "a") == tmp_path / "a"
    (tmp_path / "a").mkdir()
    assert free_folder(tmp_path, "a") == tmp_path / "a"
    (tmp_path / "a" / "x").touch()
    assert free_folder(tmp_path, "a") == tmp_path / "a 2"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_every_sample_that_is_offered_can_be_made(sample: Sample) -> None:
    assert callable(load(sample.make)) and Words("zh")(sample.title) != sample.title
