"""Files as they come from a burnt shop, taken in at the window: each ends in a sentence that names it, and the window
goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from modules.edata.queries.images import valid_images
from modules.edata.queries.logs import valid_logs
from modules.edata.queries.media import valid_recordings
from modules.edata.ui.images import ImagesPage
from modules.edata.ui.log_dialog import LogDialog
from modules.edata.ui.logs import LogsPage
from tests.modules.edata.images import e01, fat12, partitioned
from tests.modules.edata.videos import cut, fire
from tests.ui.hands import click, front, in_dialog, open_file, settle
from workstation.api import Problem, StoredFile
from workstation.api.widgets import RecordTableView
from workstation.ui.window import MainWindow

WAIT = 60_000
MIXED = (
    "2026-03-17 02:15:32 018号 首次火警\r\n".encode("gb18030") + "2026-03-17 02:16:19 019号 火警\r\n".encode()
    + "2026-02-30 02:17:00 主机 备电欠压\r\n".encode() + b"2026-03-17 02:18:56 \xff\xfe\x81 018\r\n"
    + "2026-03-17 25:61:00 面板 消音\r\n".encode()
) * 3


@pytest.fixture
def bad(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "烧毁 店铺"
    folder.mkdir()
    cut(fire(tmp_path / "整.avi", seconds=6), folder / "半截 录像.avi", 0.6)
    (folder / "没有索引.mp4").write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0\0\x08\0mdat" + bytes(2040))
    (folder / "空 录音.wav").write_bytes(b"")
    (folder / "未知系统.dd").write_bytes(b"\xeb\x3c\x90" + bytes(507) + b"\x55\xaa" + b"\x5a" * 99_840)
    parts = e01(partitioned(fat12({"a.txt": b"x" * 90_000})), segments=3)
    middle = bytearray(parts[1])
    middle[2_000] ^= 0xFF
    for number, part in enumerate([parts[0], bytes(middle), parts[2]], 1):
        (folder / f"硬盘.E{number:02}").write_bytes(part)
    yield folder


def codes(window: MainWindow) -> dict[str, str]:
    return {Path(problem.path).name: problem.code for problem in window.shell.read().all(Problem)}


def test_each_bad_file_has_a_sentence_and_the_window_lives(
    signed_window: MainWindow, qtbot: QtBot, bad: Path
) -> None:
    window = signed_window
    before = {path.name: path.read_bytes() for path in bad.iterdir()}
    window.shell.import_files([bad])
    qtbot.waitUntil(lambda: window.shell.read().count(StoredFile) == len(before) - 1, timeout=WAIT)
    settle(window, qtbot)
    window.shell.show("edata.images")
    settle(window, qtbot)
    page = window.page
    assert isinstance(page, ImagesPage)
    (unknown,) = [one for one in valid_images(window.shell.read()) if one.title == "未知系统"]
    page.table.select({unknown.id})
    qtbot.waitUntil(lambda: "未识别出文件系统" in page.place.text(), timeout=WAIT)
    settle(window, qtbot)
    told = codes(window)
    assert told["半截 录像.avi"] == "edata.video_cut" and told["没有索引.mp4"] == "edata.video_unreadable"
    assert told["空 录音.wav"] == "import.empty", "there was nothing to keep"
    assert told["硬盘.E02"] == "edata.image_damaged" and told["未知系统.dd"] == "edata.no_known_filesystem"
    read = window.shell.read()
    assert len(valid_recordings(read)) == 1, "what can be read of the half video is there"
    for file in read.all(StoredFile):
        assert read.vault.path(file.sha256).read_bytes() == before[file.name], "nothing is lost"
    words = page.words
    sentences = [words.problem(problem) for problem in read.all(Problem)]
    assert all("{" not in one and any(name in one for name in before) for one in sentences)
    window.shell.show("review.problems")
    settle(window, qtbot)
    shown = window.page.findChild(RecordTableView)
    assert shown is not None and len(shown.records()) == len(sentences)
    window.shell.show("edata.player")
    settle(window, qtbot)
    assert window.isVisible()


def test_a_log_of_mixed_encodings_and_impossible_dates_is_read_as_far_as_it_goes(
    signed_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, path = signed_window, tmp_path / "混合 编码.txt"
    path.write_bytes(MIXED)
    window.shell.show("edata.logs")
    settle(window, qtbot)
    page = window.page
    assert isinstance(page, LogsPage)
    front(window, qtbot)

    def act(dialog: QDialog) -> None:
        if isinstance(dialog, QFileDialog):
            open_file(dialog, path)
            return
        assert isinstance(dialog, LogDialog)
        front(dialog, qtbot)
        qtbot.waitUntil(dialog.accept_button.isEnabled, timeout=WAIT)
        click(qtbot, dialog.accept_button)

    def begin() -> None:
        click(qtbot, page.new_button)
        qtbot.waitUntil(lambda: bool(valid_logs(window.shell.read())), timeout=WAIT)

    in_dialog(begin, act)
    settle(window, qtbot)
    (log,) = valid_logs(window.shell.read())
    assert (log.rows, log.undated) == (15, 6) and log.bad_lines >= 3
    told = [page.words.problem(problem) for problem in window.shell.read().all(Problem)]
    assert told and all("混合 编码.txt" in one and "{" not in one for one in told)
    lines = [str(page.model.index(row, 2).data()) for row in range(3)]
    assert [line[20:] for line in lines] == ["018号 首次火警", "019号 火警", "主机 备电欠压"]
    assert page.model.index(0, 1).data() == "2026-03-17 02:15:32", "the device's number is no part of the second"
    assert str(page.model.index(2, 1).data()).endswith("?"), "an impossible date stays visible as such"
