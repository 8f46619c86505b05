"""The page of photographs by hand: real clicks and keys on a real case."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modules.photos import operations
from modules.photos.queries import annotations, derived_path, valid_photos
from modules.photos.records import Kind, Photo, Shape
from modules.photos.ui import commands
from modules.photos.ui.canvas import PhotoCanvas
from modules.photos.ui.commands import ClocksDialog
from modules.photos.ui.page import PhotosPage
from modules.photos.ui.thumbnails import Thumbnails
from modules.photos.ui.view import load_album
from tests.modules.photos.pictures import exif_block, picture
from tests.ui.hands import end, settle
from workstation.api import Place, beijing
from workstation.app import App, build
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.storage.record_table import RecordTable
from workstation.ui.settings import Settings
from workstation.ui.window import MainWindow

PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = build(tmp_path / "profile")
    yield made
    made.close()


@pytest.fixture
def window(app: App, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    source = tmp_path / "卡 1"
    for number in range(6):
        picture(source / f"{number} 号.jpg", colour=(40 * number, 30, 20),
                exif=exif_block(taken=f"2026:01:23 02:2{number}:00"))
    case = app.workbench.create_case(tmp_path / "案件", "案件", app.identities.machine().officer)
    job = Job(case, direct_write(case), app.parse, lambda _: None)
    assert len(import_paths(job, [source], list(app.workbench.catalogue.importers())).imported) == 6
    made = MainWindow(app, Settings(tmp_path / "profile" / "settings.json"))
    made.resize(1400, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.shell.take_case(case)
    yield made
    end(made)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PhotosPage:
    window.shell.show("photos")
    found = window.page
    assert isinstance(found, PhotosPage)
    qtbot.waitUntil(lambda: found.grid.photos.rowCount() == 6)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return found


def photos(window: MainWindow) -> dict[str, Photo]:
    return {photo.name: photo for photo in valid_photos(window.shell.read())}


def click(qtbot: QtBot, page: PhotosPage, row: int, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    place = page.grid.visualRect(page.grid.photos.index(row)).center()
    qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def key(qtbot: QtBot, widget: QWidget, code: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    widget.setFocus()
    qtbot.keyClick(widget, code, modifier)


def test_keys_classify_and_rate_what_is_chosen(window: MainWindow, page: PhotosPage, qtbot: QtBot) -> None:
    click(qtbot, page, 0)
    click(qtbot, page, 2, Qt.KeyboardModifier.ControlModifier)
    names = [photo.name for photo in page.grid.selected_photos()]
    key(qtbot, page.grid, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: all(photos(window)[name].kind is Kind.DETAIL for name in names))
    assert sum(photo.kind is Kind.DETAIL for photo in photos(window).values()) == 2
    qtbot.waitUntil(lambda: {photo.name for photo in page.grid.selected_photos()} == set(names))
    key(qtbot, page.grid, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: all(photos(window)[name].rating == 5 for name in names))


def test_caption_and_place_are_written_for_all_chosen(window: MainWindow, page: PhotosPage, qtbot: QtBot) -> None:
    click(qtbot, page, 1)
    click(qtbot, page, 3, Qt.KeyboardModifier.ShiftModifier)
    names = {photo.name for photo in page.grid.selected_photos()}
    assert len(names) == 3
    key(qtbot, page.grid, Qt.Key.Key_C)
    qtbot.keyClicks(page.panel.form.editor("caption").focus_widget(), "shop front")
    qtbot.keyClicks(page.panel.place_text, "First floor")
    qtbot.mouseClick(page.panel.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: {n for n, photo in photos(window).items() if photo.caption == "shop front"} == names)
    (place,) = window.shell.read().all(Place)
    assert place.name == "First floor" and all(photos(window)[name].place_id == place.id for name in names)


def test_what_was_typed_is_not_lost_when_another_is_chosen(
    window: MainWindow, page: PhotosPage, qtbot: QtBot
) -> None:
    click(qtbot, page, 0)
    name = page.grid.selected_photos()[0].name
    qtbot.keyClicks(page.panel.form.editor("caption").focus_widget(), "door")
    click(qtbot, page, 4)
    qtbot.waitUntil(lambda: photos(window)[name].caption == "door")
    assert sum(photo.caption == "door" for photo in photos(window).values()) == 1


def test_filters_narrow_the_grid(page: PhotosPage, qtbot: QtBot) -> None:
    click(qtbot, page, 5)
    key(qtbot, page.grid, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: any(photo.kind is Kind.ORIENTATION for photo in page.grid.photos.photos))
    page.filters.kind.setCurrentIndex(page.filters.kind.findData(Kind.ORIENTATION))
    page.filters.kind.activated.emit(page.filters.kind.currentIndex())
    assert page.grid.photos.rowCount() == 1
    page.filters.clear()
    page.filters.search.setText("3 号")
    assert [photo.name for photo in page.grid.photos.photos] == ["3 号.jpg"]


def test_the_viewer_turns_compares_marks_and_goes_back(
    window: MainWindow, page: PhotosPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    click(qtbot, page, 0)
    key(qtbot, page.grid, Qt.Key.Key_Return)
    viewer = page.viewer
    qtbot.waitUntil(lambda: viewer.isVisible() and viewer.canvas.photo is not None)
    first = viewer.photo
    assert first is not None
    key(qtbot, viewer.canvas, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: photos(window)[first.name].rotation == 90)
    key(qtbot, viewer.canvas, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: viewer.second.isVisible() and viewer.second.photo is not None)
    viewer.canvas.zoom(3.0)
    assert viewer.second.magnification() == pytest.approx(viewer.canvas.magnification(), rel=0.01)
    viewer.compare()
    viewer.fit()
    monkeypatch.setattr(window.shell, "ask_text", lambda *_: "origin")
    viewer.use(Shape.BOX)
    drag(qtbot, viewer.canvas, (0.3, 0.3), (0.6, 0.6))
    qtbot.waitUntil(lambda: bool(annotations(window.shell.read(), first.id)))
    (mark,) = annotations(window.shell.read(), first.id)
    assert (mark.shape, mark.text) == (Shape.BOX, "origin") and 0 < abs(mark.x2 - mark.x1) < 1
    key(qtbot, viewer.canvas, Qt.Key.Key_Right)
    assert viewer.photo is not None and viewer.photo.id != first.id
    key(qtbot, viewer.canvas, Qt.Key.Key_Escape)
    assert page.grid.isVisible() and page.grid.selected_photos()[0].id == viewer.photo.id


def drag(qtbot: QtBot, canvas: PhotoCanvas, start: tuple[float, float], end: tuple[float, float]) -> None:
    size = canvas.viewport().size()
    first = QPoint(round(size.width() * start[0]), round(size.height() * start[1]))
    second = QPoint(round(size.width() * end[0]), round(size.height() * end[1]))
    qtbot.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseMove(canvas.viewport(), second)
    qtbot.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=second)


def test_missing_previews_are_named_and_made_again(window: MainWindow, page: PhotosPage, qtbot: QtBot) -> None:
    read = window.shell.read()
    for photo in valid_photos(read):
        sha256 = page._view.hashes[photo.file_id]
        derived_path(read, "thumbnail", sha256).unlink()
    page.refresh()
    qtbot.waitUntil(lambda: page._missing.isVisible())
    page.make_previews()
    qtbot.waitUntil(lambda: not page._missing.isVisible(), timeout=20_000)


def test_a_camera_clock_is_entered_in_the_dialog(
    window: MainWindow, page: PhotosPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ClocksDialog(window.shell)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: len(dialog.table.records()) == 1)
    shown, true = beijing("2026-01-23 02:20:00"), beijing("2026-01-23 02:12:20")
    monkeypatch.setattr(commands, "ask_form", lambda *_, **__: {
        "shown": shown, "true": true, "uncertainty_s": 1.0, "note": "拍钟校时",
    })
    qtbot.mouseClick(dialog.enter_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.table.records()[0].clock is not None)
    clock = dialog.table.records()[0].clock
    assert clock is not None and clock.offset_s == 460
    first = photos(window)["0 号.jpg"]
    qtbot.waitUntil(lambda: _minutes(page, first) == 12)


def _minutes(page: PhotosPage, photo: Photo) -> int | None:
    moment = page._view.time(photo)
    return moment.utc.minute if moment else None


@pytest.fixture
def many() -> list[Photo]:
    return [Photo(id=f"p{number}", file_id="x", name=f"{number}.jpg", width=4, height=3) for number in range(20_000)]


def test_twenty_thousand_photographs_are_laid_out_and_only_what_is_seen_is_painted(
    page: PhotosPage, qtbot: QtBot, many: list[Photo], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.grid.show_photos(page._view, many)
    page.grid.scrollToBottom()
    last, shown = page.grid.photos.index(19_999), page.grid.viewport().rect()
    qtbot.waitUntil(lambda: page.grid.visualRect(last).intersects(shown))
    painted: list[str] = []
    monkeypatch.setattr(page.grid, "picture", lambda photo: painted.append(photo.id))
    page.grid.viewport().repaint()
    assert "p19999" in painted and len(painted) == len(set(painted)) <= 40
    assert page.grid.photos.rowCount() == 20_000


def test_all_of_twenty_thousand_are_chosen_as_one_span(page: PhotosPage, many: list[Photo], qtbot: QtBot) -> None:
    page.grid.show_photos(page._view, many)
    key(qtbot, page.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.grid.selectionModel().selection().count() == 1
    assert page.grid.selected_photos() == many and "20000" in page.panel.title.text()
    page.grid.clearSelection()
    page.grid.select_ids({"p3", "p4", "p5", "p9", "p19999"})
    assert [photo.id for photo in page.grid.selected_photos()] == ["p3", "p4", "p5", "p9", "p19999"]
    assert page.grid.selectionModel().selection().count() == 3


def test_thumbnails_take_a_bounded_part_of_the_memory(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modules.photos.ui.thumbnails._KEPT_BYTES", 8 << 20)
    kept = Thumbnails()
    path = picture(tmp_path / "a.jpg", size=(1200, 800))
    links = {number: path.with_name(f"{number}.jpg") for number in range(40)}
    for link in links.values():
        link.hardlink_to(path)
    for link in links.values():
        qtbot.waitUntil(lambda link=link: kept.get(link, 470) is not None)
    assert kept.held_bytes <= 8 << 20 and kept.get(links[39], 470) is not None and kept.get(links[0], 470) is None
    qtbot.waitUntil(lambda: kept.get(link, 100) is not None)
    small = kept.get(link, 100)
    assert small is not None and small.width() == 160
    kept.stop()


def test_one_edit_reads_one_photograph_and_not_the_album(
    page: PhotosPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(window, qtbot)
    read: set[str] = set()
    real = RecordTable.load
    monkeypatch.setattr(RecordTable, "load", lambda table, plain: read.add(plain["id"]) or real(table, plain))
    click(qtbot, page, 3)
    (chosen,) = page.grid.selected_photos()
    settle(window, qtbot)
    read.clear()
    key(qtbot, page.grid, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: page.grid.photos.photos[0].kind is Kind.DETAIL)
    settle(window, qtbot)
    assert page.grid.photos.photos[0].id == chosen.id, "what has no class comes last in the album"
    assert [photo.id for photo in page.grid.selected_photos()] == [chosen.id]
    assert chosen.id in read and read.isdisjoint({photo.id for photo in page.grid.photos.photos[1:]})


def test_what_is_read_by_itself_shows_the_same_as_the_whole_album(
    page: PhotosPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    settle(window, qtbot)
    slow = picture(tmp_path / "新.jpg", colour=(9, 9, 9), exif=exif_block(exposure=0.5))
    window.shell.import_files([slow])
    qtbot.waitUntil(lambda: not window.shell.jobs.running)
    settle(window, qtbot)
    click(qtbot, page, 1)
    key(qtbot, page.grid, Qt.Key.Key_4)
    settle(window, qtbot)
    gone = next(photo.id for photo in page.grid.photos.photos if photo.name == "5 号.jpg")
    window.shell.do("photos.withdraw", lambda work: operations.withdraw(work, [gone], "重复"))
    settle(window, qtbot)
    whole = load_album(window.shell.read())
    assert len(whole.photos) == 6 and whole.slips
    assert page._view == whole
