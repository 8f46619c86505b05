"""The canvas by hand: moving, zooming, layers off the window's thread, picking; the same marks as on paper."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from workstation.domain import drawing
from workstation.domain.drawing import Dots, Label, Paths, Style, Symbol
from workstation.ui.canvas import Canvas, Frame, MarkIndex, MarkLayer, Tool, Viewpoint, render, sheet_image
from workstation.ui.canvas.furniture import bar_length, length_text
from workstation.ui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
RED = Style("#ff0000", 0.5, fill="#ff0000")
SQUARE = drawing.polygon(((0, 0), (10, 0), (10, 10), (0, 10)), style=RED)


@pytest.fixture
def canvas(window: MainWindow, qtbot: QtBot) -> Iterator[Canvas]:
    made = Canvas(window.shell)
    made.resize(400, 300)
    made.show()
    made.set_layers([MarkLayer("areas", [SQUARE])])
    made.fit()
    settled(qtbot, made)
    yield made
    made.close()
    delete(made)


def settled(qtbot: QtBot, canvas: Canvas) -> QImage:
    qtbot.waitUntil(lambda: canvas.complete)
    return canvas.grab().toImage()


def red_box(image: QImage) -> tuple[int, int, int, int]:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width()]
    rows, columns = np.nonzero((pixels[..., 2] > 200) & (pixels[..., 1] < 60))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def test_everything_is_fitted_into_the_window(canvas: Canvas, qtbot: QtBot) -> None:
    left, top, right, bottom = red_box(settled(qtbot, canvas))
    assert bottom - top == pytest.approx(300 * 0.92, abs=5) and (left + right) / 2 == pytest.approx(200, abs=2)


def test_the_wheel_zooms_where_the_pointer_is_and_a_drag_moves(canvas: Canvas, qtbot: QtBot) -> None:
    before = canvas.view.to_model(100, 80)
    canvas.zoom(1.7, QPointF(100, 80))
    assert canvas.view.to_model(100, 80) == pytest.approx(before)
    start = canvas.view.to_model(200, 150)
    qtbot.mousePress(canvas, LEFT, pos=QPoint(200, 150))
    qtbot.mouseMove(canvas, QPoint(230, 170))
    qtbot.mouseMove(canvas, QPoint(260, 190))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(260, 190))
    assert canvas.view.to_model(260, 190) == pytest.approx(start)
    settled(qtbot, canvas)


def test_keys_move_zoom_and_fit(canvas: Canvas, qtbot: QtBot) -> None:
    home = canvas.view
    canvas.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Plus, Qt.Key.Key_Plus):
        qtbot.keyClick(canvas, key)
    assert canvas.view.x < home.x and canvas.view.y > home.y
    assert canvas.view.px_per_m == pytest.approx(home.px_per_m * 1.5625)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.view == home


def test_the_last_picture_moves_along_until_the_new_one_is_there(
    canvas: Canvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = red_box(settled(qtbot, canvas))
    monkeypatch.setattr(canvas._renderer, "want", lambda _: None)
    canvas.move_by(30, -20)
    after = red_box(canvas.grab().toImage())
    assert (after[0] - before[0], after[3] - before[3]) == (30, -20)


def test_turning_is_counter_clockwise_and_keeps_points_under_the_pointer(canvas: Canvas) -> None:
    canvas.turn(90)
    middle = canvas.view.to_px(5, 5)
    right = canvas.view.to_px(6, 5)
    assert (right - middle).y() == pytest.approx(-canvas.view.px_per_m)
    assert canvas.view.to_model(17, 44) == pytest.approx(canvas.view.to_model(17, 44))
    px = canvas.view.to_px(*canvas.view.to_model(17, 44))
    assert (px.x(), px.y()) == pytest.approx((17, 44))


def test_a_click_that_moves_nothing_is_told_with_its_place(canvas: Canvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.clicked) as told:
        qtbot.mouseClick(canvas, LEFT, pos=QPoint(200, 150))
    assert told.args is not None and told.args[:2] == pytest.approx([5.0, 5.0], abs=0.05)


def test_layers_are_painted_anew_when_they_change_hide_or_fade(canvas: Canvas, qtbot: QtBot) -> None:
    layer = canvas.layers[0]
    assert isinstance(layer, MarkLayer)
    layer.set_marks([drawing.polygon(((0, 0), (5, 0), (5, 10), (0, 10)), style=RED)])
    canvas.renew()
    left, _, right, _ = red_box(settled(qtbot, canvas))
    assert right - left == pytest.approx(5 * canvas.view.px_per_m, abs=3)
    layer.visible = False
    canvas.renew()
    with pytest.raises(ValueError, match="zero-size"):
        red_box(settled(qtbot, canvas))


def test_a_layer_that_fails_costs_only_itself_and_is_told(
    canvas: Canvas, qtbot: QtBot, window: MainWindow, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(MarkLayer):
        def paint(self, painter: QPainter, frame: Frame) -> None:  # noqa: ARG002 - it fails before it uses them
            raise RuntimeError("broken tile")

    told: list[tuple[str, str]] = []
    window.shell.notify = lambda text, level="info": told.append((text, level))  # type: ignore[method-assign]
    canvas.set_layers([Broken("orthophoto"), *canvas.layers])
    assert red_box(settled(qtbot, canvas))
    assert len(told) == 1 and "orthophoto" in told[0][0] and told[0][1] == "error"
    assert "orthophoto" in caplog.text


def test_a_tool_takes_the_pointer_and_paints_live(canvas: Canvas, qtbot: QtBot) -> None:
    class Pencil(Tool):
        points: list[tuple[float, float]]

        def press(self, x: float, y: float, event: object) -> bool:  # noqa: ARG002 - the tool wants only the place
            self.points = [(x, y)]
            return True

        def paint(self, painter: QPainter) -> None:
            painter.fillRect(0, 0, 9, 9, "#0000ff")

    tool = Pencil(canvas)
    canvas.use(tool)
    home = canvas.view
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(200, 150))
    assert tool.points[0] == pytest.approx((5, 5), abs=0.05) and canvas.view == home
    assert canvas.grab().toImage().pixelColor(3, 3).name() == "#0000ff"


def test_a_canvas_leaves_no_thread_behind(window: MainWindow) -> None:
    before = threading.active_count()
    canvas = Canvas(window.shell)
    assert threading.active_count() == before + 1
    delete(canvas)
    assert threading.active_count() == before


def test_marks_are_found_by_place_uppermost_first() -> None:
    symbol = Symbol("map/fire", (50, 50), 8)
    index = MarkIndex([SQUARE, drawing.line((20, 20), (30, 30)), drawing.circle((5, 5), 1), symbol])
    assert index.at(5, 5, 0.1).tolist() == [2, 0] and index.at(15, 15, 1).tolist() == []
    assert index.at(51, 51, 0.1, m_per_mm=0.01).tolist() == [] and index.at(51, 51, 0.1, m_per_mm=1).tolist() == [3]
    again = MarkIndex(index.marks[1:], index)
    assert again.bounds[:2] == pytest.approx((4, 4)) and MarkIndex(()).bounds == drawing.NO_BOX


def rings(count: int) -> Paths:
    corners = np.array([(0, 0), (0.8, 0), (0.8, 0.8), (0, 0.8), (0, 0)])
    points = (np.arange(count)[:, None, None] * (1.0, 0.0) + corners).reshape(-1, 2)
    return Paths(points, np.arange(count + 1) * 5, closed=True, style=Style("", fill="#ff0000"))


def test_very_many_areas_are_painted_where_they_are_and_specks_stay_visible() -> None:
    near = render(Viewpoint(5, 0.4, 30, 0, 300, 60), [MarkLayer("x", [rings(100_000)])], 4)
    assert red_box(near) == pytest.approx((0, 18, 294, 42), abs=1)
    far = render(Viewpoint(50_000, 0, 0.003, 0, 300, 60), [MarkLayer("x", [rings(100_000)])], 4)
    left, top, right, bottom = red_box(far)
    assert right - left > 290 and bottom - top <= 3


def test_holes_stay_open_and_overlaps_do_not_cancel() -> None:
    outer = np.array([(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)])
    hole = np.array([(3, 3), (3, 6), (6, 6), (6, 3), (3, 3)])
    points = np.concatenate((outer, hole, np.add(outer, (5, 0)))).astype(float)
    mark = Paths(points, np.array([0, 5, 10, 15]), closed=True, style=Style("", fill="#ff0000"))
    image = render(Viewpoint(7, 4.5, 20, 0, 300, 200), [MarkLayer("x", [mark])], 4)
    colours = [image.pixelColor(150 + int((x - 7) * 20), 100).alpha() for x in (1.0, 4.5, 8.0, 12.0)]
    assert colours == [255, 0, 255, 255]


def test_numbers_that_are_none_and_far_away_are_painted_without_harm() -> None:
    nan, far = np.nan, 1e12
    marks = [
        drawing.line((nan, 0), (1, 1)), Label((nan, 1), "x"), Symbol("map/fire", (far, far)),
        Dots(np.array([[nan, 1.0], [1.0, 1.0]])), drawing.polygon(((-far, -far), (far, -far), (0, far)), style=RED),
        Paths(np.array([[nan, 1.0], [2.0, 2.0], [3.0, 1.0]]), np.array([0, 3]), style=RED),
        Paths(np.empty((0, 2)), np.array([0])),
    ]
    image = render(Viewpoint(1, 1, 1000, 0, 100, 100), [MarkLayer("x", marks)], 4)
    assert image.pixelColor(50, 10).name() == "#ff0000"


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_line_is_as_wide_as_on_paper_at_any_density(ratio: float) -> None:
    line = drawing.line((-10, 0), (10, 0), Style("#ff0000", 2.0))
    view = Viewpoint(0, 0, 40, 0, 100, 100)
    _, top, _, bottom = red_box(render(view, [MarkLayer("x", [line])], 4.0, ratio))
    assert (bottom - top) / ratio == pytest.approx(8, abs=1)
    look = Style("", hatch=drawing.Hatch(0, 5, 1, "#ff0000"))
    hatched = drawing.polygon(((-9, -9), (9, -9), (9, 9), (-9, 9)), style=look)
    image = render(view, [MarkLayer("x", [hatched])], 4.0, ratio)
    column = [image.pixelColor(round(50 * ratio), row).alpha() > 128 for row in range(image.height())]
    starts = [row for row in range(1, len(column)) if column[row] and not column[row - 1]]
    assert np.diff(starts) == pytest.approx(20 * ratio, abs=1)
    assert sum(column) == pytest.approx(len(column) / 5, rel=0.3)


def test_a_sheet_as_a_picture_is_to_scale() -> None:
    image = sheet_image(drawing.sheet_of([SQUARE], 200, 100, 80, (-1, -1)), 254)
    assert (image.width(), image.height()) == (1000, 800)
    assert red_box(image) == pytest.approx((48, 248, 552, 752), abs=2)


@pytest.mark.parametrize(("longest", "text"), [
    (0.034, "2 cm"), (0.0034, "2 mm"), (7.2, "5 m"), (1999, "1 km"), (52e3, "50 km"),
])
def test_scale_bars_are_round(longest: float, text: str) -> None:
    assert length_text(bar_length(longest)) == text and bar_length(float("nan")) == 0
