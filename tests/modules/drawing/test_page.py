"""The drawing board by hand: walls by typed lengths, doors, choosing, dragging, trimming, sheets, signing, export."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from modules.drawing import operations, queries
from modules.drawing.records import Kind, LayerRole, SheetSignature, SignRole
from modules.drawing.rules.snapping import Snap
from modules.drawing.ui import commands, export, placing_dialogs
from modules.drawing.ui.page import DrawingPage
from modules.exhibits.records import Exhibit
from tests.modules.drawing.board import drag, four_walls, key, point, px, stored, typed, wait_for
from tests.ui.hands import CTRL, LEFT, front, in_dialog, settle, write
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow


def test_a_room_by_typed_lengths_has_its_area(page: DrawingPage, qtbot: QtBot) -> None:
    four_walls(qtbot, page)
    model = page.board.model
    assert model is not None
    (face,) = model.faces()
    assert face.area_m2 == pytest.approx((4.2 - 0.24) * (3.2 - 0.24))
    assert {tuple(round(v, 6) for v in one.points[0]) for one in stored(page, Kind.WALL)} == {
        (0.0, 0.0), (4.2, 0.0), (4.2, 3.2), (0.0, 3.2)
    }


def test_what_is_typed_wrong_is_said_and_loses_nothing(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    key(qtbot, page, "L")
    typed(qtbot, page, "=0,0")
    typed(qtbot, page, "12abc")
    assert any("12abc" in notice for notice in window.notices())
    typed(qtbot, page, "3000<45")
    qtbot.keyClick(page.command, Qt.Key.Key_Return)
    (line,) = wait_for(qtbot, page, Kind.LINE, 1)
    assert line.points[1] == pytest.approx((2.1213203, 2.1213203))


def test_a_door_is_set_into_the_wall_under_the_pointer(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    key(qtbot, page, "D")
    point(qtbot, page, 2.0, 2.0)
    assert window.notices(), "there is no wall yet"
    four_walls(qtbot, page)
    key(qtbot, page, "D")
    typed(qtbot, page, "1000")
    page.snaps = ()
    point(qtbot, page, 2.1, 0.02)
    (door,) = wait_for(qtbot, page, Kind.OPENING, 1)
    assert door.size_m == pytest.approx(1.0) and door.at_m == pytest.approx(1.6, abs=0.05)
    wall = next(one for one in stored(page, Kind.WALL) if one.id == door.host_id)
    assert {one[1] for one in wall.points} == {0.0}


def test_window_crossing_drag_and_undo(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    four_walls(qtbot, page)
    drag(qtbot, page, (-0.8, -0.8), (3.0, 0.8))
    assert len(page.board.chosen) == 0, "to the right only what lies wholly inside"
    drag(qtbot, page, (3.0, 0.8), (2.0, -0.8))
    assert len(page.board.chosen) == 1, "to the left what is touched"
    qtbot.keyClick(page.canvas, Qt.Key.Key_A, CTRL)
    assert len(page.board.chosen) == 4
    page.snaps = ()
    before = {one.id: one.points for one in stored(page, Kind.WALL)}
    drag(qtbot, page, (2.0, 0.0), (3.0, 0.5))
    qtbot.waitUntil(lambda: {one.id: one.points for one in stored(page, Kind.WALL)} != before)
    after = {one.id: one.points for one in stored(page, Kind.WALL)}
    for wall_id, points in before.items():
        assert after[wall_id][0][0] - points[0][0] == pytest.approx(1.0, abs=0.05)
    window.actions_.undo()
    qtbot.waitUntil(lambda: {one.id: one.points for one in stored(page, Kind.WALL)} == before)
    model = page.board.model
    assert model is not None
    qtbot.waitUntil(lambda: all(model.entities[one].points == points for one, points in before.items()))
    page.erase()
    wait_for(qtbot, page, Kind.WALL, 0)
    window.actions_.undo()
    wait_for(qtbot, page, Kind.WALL, 4)


def test_points_are_caught_and_dimensions_hang_on_corners(page: DrawingPage, qtbot: QtBot) -> None:
    four_walls(qtbot, page)
    key(qtbot, page, "I")
    for x in (0.125, 4.075):
        point(qtbot, page, x, 0.125)
        assert page.tool.caught is not None and page.tool.caught.snap is Snap.END
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    point(qtbot, page, 2.0, -0.7)
    (dimension,) = wait_for(qtbot, page, Kind.DIMENSION, 1)
    assert all(dimension.anchors) and dimension.style == "horizontal"
    assert dimension.points[1][0] - dimension.points[0][0] == pytest.approx(3.96)
    assert dimension.layer_id == operations.layer_of("D", LayerRole.ANNOTATION)


def test_trim_offset_and_mirror(page: DrawingPage, qtbot: QtBot) -> None:
    for text in ("=0,0", "=4000,0"):
        if text == "=0,0":
            key(qtbot, page, "L")
        typed(qtbot, page, text)
    qtbot.keyClick(page.command, Qt.Key.Key_Return)
    for text in ("=2000,-1000", "=2000,1000"):
        typed(qtbot, page, text)
    qtbot.keyClick(page.command, Qt.Key.Key_Return)
    wait_for(qtbot, page, Kind.LINE, 2)
    key(qtbot, page, "B")
    point(qtbot, page, 3.0, 0.0)
    qtbot.waitUntil(lambda: any(one.points == ((0.0, 0.0), (2.0, 0.0)) for one in stored(page, Kind.LINE)))
    key(qtbot, page, "O")
    typed(qtbot, page, "500")
    point(qtbot, page, 1.0, 0.0)
    point(qtbot, page, 1.0, 0.8)
    lines = wait_for(qtbot, page, Kind.LINE, 3)
    assert any(one.points == ((0.0, 0.5), (2.0, 0.5)) for one in lines)


def test_properties_are_applied_to_all_that_is_chosen(page: DrawingPage, qtbot: QtBot) -> None:
    four_walls(qtbot, page)
    qtbot.keyClick(page.canvas, Qt.Key.Key_A, CTRL)
    form = page.properties.form
    assert form is not None
    line = form.editor("size_m").focus_widget()
    assert isinstance(line, QLineEdit)
    line.clear()
    write(qtbot, line, "120")
    page.properties.apply()
    qtbot.waitUntil(lambda: {one.size_m for one in stored(page, Kind.WALL)} == {0.12})


def test_a_locked_layer_is_said(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    four_walls(qtbot, page)
    model = page.board.model
    assert model is not None
    layer = model.layers[operations.layer_of("D", LayerRole.EXISTING)]
    page.layers._flip(layer, "locked")
    qtbot.waitUntil(lambda: page.board.model is not None and page.board.model.layers[layer.id].locked)
    settle(window, qtbot)
    key(qtbot, page, "W")
    typed(qtbot, page, "=0,0")
    typed(qtbot, page, "1000<0")
    assert any(page.board.layer_title(layer) in notice for notice in window.notices())
    assert len(stored(page, Kind.WALL)) == 4


def test_an_exhibit_of_the_case_gets_its_place(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    window.shell.do("exhibits.register", lambda work: work.put(Exhibit(id="e", number="W-007", name="插座")))
    settle(window, qtbot)
    page.workspace.show_panel("case")
    page.case_panel.refresh()
    qtbot.waitUntil(lambda: page.case_panel.list.count() == 1 and "W-007" in page.case_panel.list.item(0).text())
    item = page.case_panel.list.item(0)
    qtbot.mouseClick(page.case_panel.list.viewport(), LEFT, pos=page.case_panel.list.visualItemRect(item).center())
    page.snaps = ()
    point(qtbot, page, 2.0, 1.0)
    (sign,) = wait_for(qtbot, page, Kind.SYMBOL, 1)
    assert sign.ref is not None and sign.ref.id == "e" and sign.layer_id == operations.layer_of("D", LayerRole.EXHIBITS)
    qtbot.waitUntil(lambda: page.board.around.names.get(sign.id) == "W-007")


def saving(target: Path) -> Callable[[QDialog], None]:
    def save(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit)
        assert name is not None
        name.setText(str(target))
        box = dialog.findChild(QDialogButtonBox)
        assert box is not None
        box.button(QDialogButtonBox.StandardButton.Save).click()

    return save


def test_a_sheet_is_made_signed_and_written(
    page: DrawingPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    four_walls(qtbot, page)

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.try_accept()

    def begin() -> None:
        page.sheets.new()
        qtbot.waitUntil(lambda: len(queries.sheets(window.shell.read())) == 1)

    in_dialog(begin, accept)
    settle(window, qtbot)
    (sheet,) = queries.sheets(window.shell.read())
    page.sheets.select(sheet.id)
    page.sheets.sign(SignRole.DRAWN_BY)
    qtbot.waitUntil(lambda: window.shell.read().count(SheetSignature) == 1)
    (signature,) = window.shell.read().all(SheetSignature)
    assert signature.name == window.shell.signed_in.officer.name
    for name, write_it in (
        ("图 纸.pdf", lambda: export.export_pdf(window.shell, [sheet])),
        ("图 纸.svg", lambda: export.export_picture(window.shell, sheet, "svg")),
        ("图 纸.png", lambda: export.export_picture(window.shell, sheet, "png")),
        ("图 纸.dxf", lambda: export.export_dxf(window.shell, page.board)),
    ):
        target = tmp_path / name
        in_dialog(write_it, saving(target))
        qtbot.waitUntil(lambda target=target: target.exists() and not window.shell.jobs.running, timeout=30_000)
        assert target.stat().st_size > 500
    document = pypdfium2.PdfDocument(tmp_path / "图 纸.pdf")
    width, height = document[0].get_size()
    assert (width, height) == pytest.approx((210 / 25.4 * 72, 297 / 25.4 * 72), abs=0.01)
    document.close()
    assert [entry.operation for entry in window.shell.read().newest_entries(4)].count("drawing.export") == 4


def test_points_by_measure_and_rooms_by_lengths(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    def baseline(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        for name, text in (("a", "0,0"), ("b", "4000,0"), ("one", "1500"), ("two", "800")):
            line = dialog.form.editor(name).focus_widget()
            assert isinstance(line, QLineEdit)
            line.clear()
            write(qtbot, line, text)
        dialog.try_accept()

    in_dialog(lambda: placing_dialogs.place_point(page), baseline)
    (control,) = wait_for(qtbot, page, Kind.SYMBOL, 1)
    assert control.points[0] == pytest.approx((1.5, 0.8))

    def lengths(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.form.editor("lengths").set_value("0-1 4000\n1-2 3000\n2-3 4000\n3-0 3000\n0-2 5000\n1-3 5100")
        dialog.try_accept()

    in_dialog(lambda: placing_dialogs.room(page), lengths)
    wait_for(qtbot, page, Kind.WALL, 4)
    qtbot.waitUntil(lambda: any("1-3" in notice for notice in window.notices()))  # the wrong diagonal is told


def test_text_is_asked_for_and_changed_by_a_double_click(page: DrawingPage, qtbot: QtBot) -> None:
    key(qtbot, page, "T")
    page.snaps = ()

    def says(text: str) -> Callable[[QDialog], None]:
        def answer(dialog: QDialog) -> None:
            assert isinstance(dialog, QInputDialog)
            dialog.setTextValue(text)
            dialog.accept()

        return answer

    in_dialog(lambda: point(qtbot, page, 2.0, 2.0), says("起火部位"))
    (text,) = wait_for(qtbot, page, Kind.TEXT, 1)
    assert text.text == "起火部位"
    front(page.window(), qtbot)
    key(qtbot, page, "V")
    in_dialog(lambda: qtbot.mouseDClick(page.canvas, LEFT, pos=px(page, 2.0, 2.0)), says("起火点"))
    qtbot.waitUntil(lambda: stored(page, Kind.TEXT)[0].text == "起火点")


def test_the_page_says_what_to_do_when_there_is_no_drawing(window: MainWindow, qtbot: QtBot) -> None:
    window.shell.show("drawing")
    settle(window, qtbot)
    found = window.page
    assert isinstance(found, DrawingPage)
    assert found._stack.currentIndex() == 1


def test_another_drawing_is_opened_while_one_is_read(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    window.shell.do("drawing.begin", lambda work: operations.begin_drawing(work, "二层", "E"))
    settle(window, qtbot)
    page.refresh()  # reads the one on view; before the answer comes, another is asked for
    page.board.drawing_id = "E"
    page.refresh()
    settle(window, qtbot)
    assert page.board.model is not None and page.board.model.drawing.id == "E"
    assert page.chooser.currentText() == "二层"


def test_a_dxf_is_taken_in_and_opened(
    page: DrawingPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    four_walls(qtbot, page)
    path = tmp_path / "现场 副本.dxf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.export_dxf()
    qtbot.waitUntil(lambda: path.exists() and any(str(path) in one for one in window.notices()), timeout=20_000)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    commands.take_in_dxf(page)
    qtbot.waitUntil(lambda: page.chooser.currentText() == "现场 副本", timeout=30_000)
    assert page.chooser.currentText() == "现场 副本"
    model = page.board.model
    assert model is not None and {one.kind for one in model.entities.values()} == {Kind.LINE, Kind.HATCH}


def test_an_area_is_brought_to_the_front_and_sent_back(page: DrawingPage, qtbot: QtBot) -> None:
    for size in (1.0, 3.0):
        key(qtbot, page, "H")
        for corner in ("=0,0", f"{size * 1000:.0f}<0", f"{size * 1000:.0f}<90"):
            typed(qtbot, page, corner)
        qtbot.keyClick(page.command, Qt.Key.Key_Return)
    small, large = sorted(wait_for(qtbot, page, Kind.HATCH, 2), key=lambda one: one.points[1])
    qtbot.keyClick(page.canvas, Qt.Key.Key_Escape)
    page.board.choose([large])
    key(qtbot, page, "]")
    qtbot.waitUntil(lambda: max(stored(page, Kind.HATCH), key=lambda one: one.order).id == large.id)
    key(qtbot, page, "[")
    qtbot.waitUntil(lambda: min(stored(page, Kind.HATCH), key=lambda one: one.order).id == large.id)
    assert small.order == 0
