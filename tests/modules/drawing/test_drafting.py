"""Drafting by hand: what the mouse and typed figures change, what is caught, arrays, groups, grids of depths."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from modules.drawing.records import Entity, Kind
from modules.drawing.rules.model import Edit
from modules.drawing.ui import commands, depth_grid
from modules.drawing.ui.page import DrawingPage
from tests.modules.drawing.board import drag, key, point, stored, typed, wait_for
from tests.ui.hands import CTRL, front, in_dialog, settle
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow


def given(page: DrawingPage, qtbot: QtBot, *lines: tuple[tuple[float, float], ...]) -> list[Entity]:
    """Lines that are drawn already, and chosen."""
    made = [page.board.new(Kind.LINE, points) for points in lines]
    page.board.edit(Edit(put=tuple(made)), choose=True)
    wait_for(qtbot, page, Kind.LINE, len(lines))
    return made


def ends(page: DrawingPage, one: Entity) -> list[tuple[float, float]]:
    """Where a line is now, in the board's memory."""
    assert page.board.model is not None
    return [(round(x, 6), round(y, 6)) for x, y in page.board.model.entities[one.id].points]


def filled(values: dict[str, object]) -> Callable[[QDialog], None]:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        for name, value in values.items():
            dialog.form.editor(name).set_value(value)
        dialog.try_accept()

    return fill


def test_move_copy_and_rotate_by_typed_figures(page: DrawingPage, qtbot: QtBot) -> None:
    (line,) = given(page, qtbot, ((0.0, 0.0), (2.0, 0.0)))
    key(qtbot, page, "M")
    typed(qtbot, page, "=0,0")
    typed(qtbot, page, "500<90")
    assert ends(page, line) == [(0.0, 0.5), (2.0, 0.5)]
    page.board.choose([page.board.model.entities[line.id]] if page.board.model else [])
    key(qtbot, page, "P")
    typed(qtbot, page, "=0,0")
    typed(qtbot, page, "0,1000")
    copied = [one for one in wait_for(qtbot, page, Kind.LINE, 2) if one.id != line.id]
    assert ends(page, copied[0]) == [(0.0, 1.5), (2.0, 1.5)]
    qtbot.keyClick(page.canvas, Qt.Key.Key_Escape)
    page.board.choose([page.board.model.entities[line.id]] if page.board.model else [])
    key(qtbot, page, "R")
    typed(qtbot, page, "=0,500")
    typed(qtbot, page, "<90")
    qtbot.waitUntil(lambda: ends(page, line) == [(0.0, 0.5), (0.0, 2.5)])


def test_stretch_by_a_crossing_window(page: DrawingPage, qtbot: QtBot) -> None:
    first, second = given(page, qtbot, ((0.0, 0.0), (2.0, 0.0)), ((0.0, 1.0), (1.0, 1.0)))
    page.snaps = ()
    key(qtbot, page, "S")
    for x, y in ((2.5, 0.5), (1.5, -0.5)):  # around the end of the first only
        point(qtbot, page, x, y)
    typed(qtbot, page, "=0,0")
    typed(qtbot, page, "1500,0")
    qtbot.waitUntil(lambda: ends(page, first) == [(0.0, 0.0), (3.5, 0.0)])
    assert ends(page, second) == [(0.0, 1.0), (1.0, 1.0)]


def test_right_angles_and_steps_of_15_degrees(page: DrawingPage, qtbot: QtBot) -> None:
    page.snaps = ()
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_F9)
    assert page.lock_deg == 90.0
    key(qtbot, page, "L")
    point(qtbot, page, 0.0, 0.0)
    point(qtbot, page, 2.0, 0.3)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    (level,) = wait_for(qtbot, page, Kind.LINE, 1)
    assert level.points[1][1] == pytest.approx(level.points[0][1]) and level.points[1][0] > 1.9
    qtbot.keyClick(page.canvas, Qt.Key.Key_F10)
    assert page.lock_deg == 15.0 and not page.ortho_switch.isChecked()
    point(qtbot, page, 0.0, 1.0)
    point(qtbot, page, 2.0, 1.56)  # 15.6°
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    slanted = next(one for one in wait_for(qtbot, page, Kind.LINE, 2) if one.id != level.id)
    (x0, y0), (x1, y1) = slanted.points
    assert (y1 - y0) / (x1 - x0) == pytest.approx(0.2679, abs=1e-3)


@pytest.mark.parametrize(("near", "caught"), [
    ((4.02, 0.03), (4.0, 0.0)),  # the end
    ((2.03, 0.04), (2.0, 0.0)),  # the middle
    ((1.03, 0.03), (1.0, 0.0)),  # where the two cross
    ((3.02, 0.05), (3.0, 0.0)),  # the foot of the perpendicular from where the line began
    ((4.8, 0.05), (4.8, 0.0)),  # beyond the end, on the line's extension
])
def test_what_the_pointer_is_near_to_is_caught(
    page: DrawingPage, qtbot: QtBot, near: tuple[float, float], caught: tuple[float, float]
) -> None:
    known = {one.id for one in given(page, qtbot, ((0.0, 0.0), (4.0, 0.0)), ((1.0, -0.7), (1.0, 1.0)))}
    key(qtbot, page, "L")
    typed(qtbot, page, "=3000,2000")
    point(qtbot, page, *near)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    (drawn,) = [one for one in wait_for(qtbot, page, Kind.LINE, 3) if one.id not in known]
    x, y = drawn.points[1]
    assert abs(y - caught[1]) < 1e-9 and abs(x - caught[0]) < (0.02 if caught[0] == 4.8 else 1e-9)


def test_the_grid_is_caught_when_nothing_else_is(page: DrawingPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.canvas, Qt.Key.Key_F7)
    key(qtbot, page, "L")
    point(qtbot, page, 0.52, 0.98)
    point(qtbot, page, 2.04, 2.97)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    (line,) = wait_for(qtbot, page, Kind.LINE, 1)
    assert ends(page, line) == [(0.5, 1.0), (2.0, 3.0)]


def test_groups_are_chosen_and_dragged_as_one(page: DrawingPage, qtbot: QtBot) -> None:
    first, second = given(page, qtbot, ((0.0, 0.0), (2.0, 0.0)), ((0.0, 2.0), (2.0, 2.0)))
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_G, CTRL)
    qtbot.waitUntil(lambda: bool(stored(page, Kind.LINE)[0].group_id))
    page.snaps = ()
    key(qtbot, page, "V")
    point(qtbot, page, 4.0, 3.0)
    assert not page.board.chosen
    point(qtbot, page, 1.3, 0.0)
    assert set(page.board.chosen) == {first.id, second.id}
    drag(qtbot, page, (1.3, 0.0), (1.3, 0.5))
    qtbot.waitUntil(lambda: abs(ends(page, second)[0][1] - 2.5) < 0.03)
    assert abs(ends(page, first)[0][1] - 0.5) < 0.03


def test_arrays_in_rows_and_about_a_centre(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    given(page, qtbot, ((0.5, 0.0), (1.0, 0.0)))
    in_dialog(lambda: commands.ask_array(page), filled({"columns": 2, "rows": 2, "column_mm": 1500.0, "row_mm": 700.0}))
    found = wait_for(qtbot, page, Kind.LINE, 4)
    assert sorted(ends(page, one)[0] for one in found) == [(0.5, 0.0), (0.5, 0.7), (2.0, 0.0), (2.0, 0.7)]
    settle(window, qtbot)
    front(window, qtbot)
    page.board.choose([one for one in found if one.points[0] == (0.5, 0.0)])
    in_dialog(lambda: commands.ask_array(page), filled({"sort": "turned", "count": 4, "sweep": 360.0, "centre": "0,0"}))
    found = wait_for(qtbot, page, Kind.LINE, 7)
    assert any(one.points[0] == pytest.approx((0.0, 0.5)) for one in found)


def test_chosen_things_are_aligned(page: DrawingPage, qtbot: QtBot) -> None:
    first, second = given(page, qtbot, ((0.0, 0.0), (2.0, 0.0)), ((1.0, 2.0), (2.5, 2.0)))
    in_dialog(lambda: commands.ask_align(page), filled({"side": "left"}))
    qtbot.waitUntil(lambda: ends(page, second)[0] == (0.0, 2.0))
    assert ends(page, first) == [(0.0, 0.0), (2.0, 0.0)]


def test_a_grid_of_depths_becomes_points_with_contours(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    def wrong_first(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.form.editor("depths").set_value("12 8 abc")
        dialog.form.editor("at").set_value("1000,1000")
        dialog.try_accept()
        assert dialog.isVisible()  # said what is wrong, nothing lost
        dialog.form.editor("depths").set_value("12 8 4\n10 - 2\n9，6，1")
        dialog.try_accept()

    in_dialog(lambda: depth_grid.ask(page), wrong_first)
    found = wait_for(qtbot, page, Kind.DEPTH, 8)
    values = {(round(one.points[0][0], 3), round(one.points[0][1], 3)): one.value for one in found}
    assert values[1.0, 2.0] == 12 and values[1.0, 1.0] == 9 and values[2.0, 1.5] == 2 and (1.5, 1.5) not in values
    settle(window, qtbot)
    qtbot.waitUntil(lambda: any(key.startswith("contours:") for key in page.board._depiction.items))


def test_measured_lengths_tell_their_accuracy(page: DrawingPage, window: MainWindow, qtbot: QtBot) -> None:
    in_dialog(lambda: commands.settings(page), filled({"point_u_mm": 5.0}))
    qtbot.waitUntil(lambda: page.board.model is not None and page.board.model.drawing.point_u_m == 0.005)
    settle(window, qtbot)
    front(window, qtbot)
    page.snaps = ()
    page.take_tool("measure")
    typed(qtbot, page, "=0,0")
    typed(qtbot, page, "=3000,4000")
    qtbot.waitUntil(lambda: any("5.000 ± 0.015 m" in notice for notice in window.notices()))


def test_an_unreadable_figure_in_a_dialog_is_said(page: DrawingPage) -> None:
    def bad(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        line = dialog.form.editor("at").focus_widget()
        assert isinstance(line, QLineEdit)
        line.setText("nan,inf")
        dialog.form.editor("depths").set_value("1")
        dialog.try_accept()
        assert dialog.isVisible()
        dialog.reject()

    in_dialog(lambda: depth_grid.ask(page), bad)
    assert not stored(page, Kind.DEPTH)


def test_an_empty_cell_of_a_spreadsheet_is_a_place_where_nothing_was_measured() -> None:
    assert depth_grid.rows_of("12\t\t8\n \t-\t3") == [[12.0, None, 8.0], [None, None, 3.0]]
    assert depth_grid.rows_of("12, 8  3") == [[12.0, 8.0, 3.0]]
