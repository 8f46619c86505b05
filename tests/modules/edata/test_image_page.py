"""Disk images by hand: taken in, opened, a file looked at and taken out, the content verified; and on paper."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from modules.edata.module import MODULE
from modules.edata.queries.images import valid_images
from modules.edata.records import Derived
from modules.edata.rules.preview import preview
from modules.edata.ui.images import ImagesPage
from tests.modules.edata.images import e01, fat12, partitioned
from tests.ui.hands import click, front, in_dialog, settle
from workstation.api import KeyValues, StoredFile, Table, Words
from workstation.ui.kit.form import FormDialog
from workstation.ui.window import MainWindow

LOG = "02:18 通道1 移动侦测\n".encode() * 40
WAIT = 60_000


@pytest.fixture
def page(signed_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> ImagesPage:
    folder = tmp_path / "镜像 副本"
    folder.mkdir()
    for number, part in enumerate(e01(partitioned(fat12({"监控 日志.txt": LOG, "b.bin": bytes(range(256)) * 4})))):
        (folder / f"硬盘.E{number + 1:02}").write_bytes(part)
    signed_window.shell.import_files([folder])
    qtbot.waitUntil(lambda: len(valid_images(signed_window.shell.read())) == 1, timeout=WAIT)
    signed_window.shell.show("edata.images")
    settle(signed_window, qtbot)
    made = signed_window.page
    assert isinstance(made, ImagesPage)
    qtbot.waitUntil(lambda: len(made.entries.records()) >= 2, timeout=WAIT)
    settle(signed_window, qtbot)
    front(signed_window, qtbot)
    return made


def choose(page: ImagesPage, qtbot: QtBot, name: str) -> None:
    entry = next(one for one in page.entries.records() if one["name"] == name)
    page.entries.select({f"{entry['inode']} {entry['name']}"})
    page.entries.view.setFocus()
    qtbot.waitUntil(page.extract_button.isEnabled)


def test_a_file_is_looked_at_taken_out_and_printed(
    page: ImagesPage, signed_window: MainWindow, qtbot: QtBot
) -> None:
    window = signed_window
    choose(page, qtbot, "监控 日志.txt")
    qtbot.keyClick(page.entries.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "移动侦测" in page.preview.toPlainText(), timeout=WAIT)
    assert page.preview.isVisible() and page.preview.isReadOnly()
    choose(page, qtbot, "b.bin")
    qtbot.keyClick(page.entries.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.preview.toPlainText().startswith("00000000  00 01 02"), timeout=WAIT)
    choose(page, qtbot, "监控 日志.txt")
    qtbot.keyClick(page.entries.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.shell.read().count(Derived) == 1, timeout=WAIT)
    click(qtbot, page.verify_button)
    qtbot.waitUntil(lambda: bool(valid_images(window.shell.read())[0].media_md5), timeout=WAIT)
    settle(window, qtbot)
    assert page.table.view.model().index(0, 2).data() == page.words("as stated")
    read = window.shell.read()
    (item,) = read.all(Derived)
    section = next(one for one in MODULE.sections if one.id == "edata.images")
    blocks = list(section.build(read, Words("zh"), ""))
    (taken,) = [one for one in blocks if isinstance(one, Table) and one.anchors]
    assert taken.rows[0][:2] == (item.number, "监控 日志.txt")
    assert read.get(StoredFile, item.file_id).sha256 in taken.rows[0]
    assert window.shell.signed_in.officer.name in str(taken.rows[0][-1]), "who took it out"
    (facts,) = [one for one in blocks if isinstance(one, KeyValues)]
    assert valid_images(read)[0].media_md5 in str(facts)


def test_an_image_is_named_and_noted_by_the_keyboard(
    page: ImagesPage, signed_window: MainWindow, qtbot: QtBot
) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        front(dialog, qtbot)
        dialog.form.set_values({"title": "", "note": "前台电脑"})
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert dialog.isVisible(), "an image has a name"
        dialog.form.set_values({"title": "收银 电脑", "note": "前台电脑"})
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    page.table.view.setFocus()
    in_dialog(lambda: qtbot.keyClick(page.table.view, Qt.Key.Key_F2), fill)
    settle(signed_window, qtbot)
    (image,) = valid_images(signed_window.shell.read())
    assert (image.title, image.note) == ("收银 电脑", "前台电脑")


def test_text_is_shown_as_text_and_the_rest_as_bytes() -> None:
    whole = "充电桩 断电\r\n" * 3
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert preview(whole.encode(encoding)) == whole
    assert preview(whole.encode()[:-10]) == whole[:-6], "cut off within a character"
    assert preview(b"\x89PNG\r\n\x1a\n\0\0").startswith("00000000  89 50 4e 47 0d 0a 1a 0a 00 00 ")
    assert preview(b"") == ""
