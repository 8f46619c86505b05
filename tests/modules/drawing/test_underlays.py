"""Underlays: pictures fitted by known points, in perspective too; slices at true scale with proposed walls."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from modules.drawing import operations, queries
from modules.drawing.module import MODULE
from modules.drawing.records import Entity, Kind, LayerRole, Rectified, Sheet, WallDecision
from modules.drawing.rules.fitting import fit, kinds_for, place_of, share_of
from modules.drawing.rules.picturing import make_picture
from modules.drawing.ui import export, underlays
from modules.drawing.ui.fit_dialog import FitDialog
from modules.drawing.ui.page import DrawingPage
from modules.measurements.module import MODULE as MEASUREMENTS
from modules.measurements.records import SurveyPoint
from tests.modules.drawing.board import point, px, stored, wait_for
from tests.modules.drawing.shapes import entity
from tests.modules.drawing.test_page import saving
from tests.modules.photos.pictures import picture
from tests.ui.hands import LEFT, front, in_dialog, settle
from workstation.api import GeoPoint, PlanImage, ProposedWall, StoredFile, UserError
from workstation.api import drawing as d
from workstation.api.survey import FitKind
from workstation.api.testing import temporary_case
from workstation.api.widgets import FormDialog
from workstation.ui.window import MainWindow

FLOOR = ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0), (2.0, 1.5))
SLANT = np.array([[120.0, 40.0, 60.0], [6.0, -70.0, 420.0], [0.004, 0.06, 1.0]])  # metres of the floor to pixels
SIZE = (640, 480)


def seen(x: float, y: float) -> tuple[float, float]:
    """Where a slanted camera sees a place of the floor, as a share of its picture."""
    u, v, w = SLANT @ (x, y, 1.0)
    return float(u / w) / SIZE[0], float(v / w) / SIZE[1]


def slanted(path: Path) -> Path:
    """A photograph of a floor with a black square, slanted."""
    image = Image.new("RGB", SIZE, "#c8b48c")
    corners = [seen(*at) for at in ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0))]
    ImageDraw.Draw(image).polygon([(u * SIZE[0], v * SIZE[1]) for u, v in corners], fill="black")
    image.save(path)
    return path


def test_a_slanted_photograph_is_righted(tmp_path: Path) -> None:
    under = entity(Kind.UNDERLAY, (9, 9), size_m=6.4, depth_m=4.8, name="u", file_id="f")
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("drawing.begin") as work:
            operations.begin_drawing(work, "一层", "D")
            operations.draw(work, [replace(under, layer_id=operations.layer_of("D", LayerRole.UNDERLAY))])
            found = operations.fit_underlay(work, "u", [seen(*at) for at in FLOOR], FLOOR, FitKind.PROJECTIVE)
        assert found.checked and found.rms_m < 1e-6
        there = case.read().get(Entity, "u")
        (anew,) = case.read().all(Rectified)
        assert there.style == anew.id
        width, height, content = make_picture(str(slanted(tmp_path / "地面 照片.png")), "", anew)
        made = tmp_path / "righted.jpg"
        made.write_bytes(content)
        pixels = np.asarray(Image.open(made).convert("L"))
        for (x, y), dark in {(1.5, 1.5): True, (1.05, 1.05): True, (1.95, 1.95): True, (0.9, 1.5): False,
                             (2.1, 1.5): False, (1.5, 0.9): False, (1.5, 2.1): False}.items():
            u, v = share_of(there, (x, y))
            assert (pixels[int(v * height), int(u * width)] < 100) == dark, (x, y)
        # fitted once more, it is righted from the original and not from its copy
        with case.work("drawing.fit") as work:
            shares = [share_of(there, (x, y)) for x, y in FLOOR]
            again = operations.fit_underlay(work, "u", shares, [(x + 1, y) for x, y in FLOOR], FitKind.PROJECTIVE)
        assert again.rms_m < 1e-6
        second = case.read().get(Rectified, case.read().get(Entity, "u").style)
        assert np.allclose(np.array(second.matrix) / second.matrix[8], np.array(anew.matrix) / anew.matrix[8])


def test_a_wrong_point_of_a_slanted_photograph_is_named() -> None:
    under = entity(Kind.UNDERLAY, (0, 0), size_m=6.4, depth_m=4.8, name="u")
    places = [*FLOOR, (1.0, 2.5), (3.0, 0.5), (3.5, 2.0)]
    shares = [seen(*at) for at in places]
    wrong = [*places[:5], (1.4, 2.5), *places[6:]]
    found = fit(under, shares, wrong, FitKind.PROJECTIVE)
    assert [found.points[one.index].name for one in found.blunders] == ["6"]
    with pytest.raises(UserError, match="survey"):
        fit(under, shares[:2], places[:2], FitKind.PROJECTIVE)
    assert kinds_for(under, 2) == [FitKind.SIMILARITY]
    assert FitKind.PROJECTIVE in kinds_for(under, 4)


def keep_picture(window: MainWindow, qtbot: QtBot, path: Path) -> StoredFile:
    window.shell.import_files([path])
    qtbot.waitUntil(lambda: window.shell.read().count(StoredFile) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: not window.shell.jobs.running, timeout=10_000)
    settle(window, qtbot)
    (file,) = window.shell.read().all(StoredFile)
    return file


def test_a_page_of_a_scanned_pdf_is_laid_below(
    page: DrawingPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    pages = [Image.new("RGB", (400, 300), colour) for colour in ("#ffffff", "#2040a0")]
    pages[0].save(tmp_path / "竣工图 副本.pdf", save_all=True, append_images=pages[1:], resolution=100)
    keep_picture(window, qtbot, tmp_path / "竣工图 副本.pdf")

    def second(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.form.editor("page").set_value(2)
        dialog.try_accept()

    def begin() -> None:
        underlays.add(page)
        qtbot.waitUntil(lambda: len(stored(page, Kind.UNDERLAY)) == 1, timeout=10_000)

    in_dialog(begin, second)
    (under,) = stored(page, Kind.UNDERLAY)
    assert under.page == 1 and under.depth_m == pytest.approx(under.size_m * 0.75, rel=0.01)
    qtbot.waitUntil(lambda: under.id in page.board.around.pictures)
    with Image.open(page.board.around.pictures[under.id].path) as shown:
        assert shown.getpixel((shown.width // 2, shown.height // 2)) == pytest.approx((32, 64, 160), abs=6)


def test_pdf_files_that_can_not_be_shown_are_named(tmp_path: Path) -> None:
    path = tmp_path / "图 纸.pdf"
    Image.new("RGB", (40, 30)).save(path)
    with pytest.raises(UserError, match="no_such_page"):
        make_picture(str(path), path.name, page=3)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(UserError, match="picture_unreadable"):
        make_picture(str(path), path.name)


def test_a_picture_of_the_case_is_laid_below_and_fitted(
    page: DrawingPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    keep_picture(window, qtbot, picture(tmp_path / "平面 图.jpg"))

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.try_accept()

    def begin() -> None:
        underlays.add(page)
        qtbot.waitUntil(lambda: len(stored(page, Kind.UNDERLAY)) == 1, timeout=10_000)

    in_dialog(begin, accept)
    (under,) = stored(page, Kind.UNDERLAY)
    assert under.layer_id == operations.layer_of("D", LayerRole.UNDERLAY)
    qtbot.waitUntil(lambda: under.id in page.board.around.pictures)
    front(window, qtbot)
    page.board.choose([under])
    underlays.begin_fit(page)
    page.snaps = ()
    x, y = under.points[0]
    for dx, dy in ((-1.0, -1.0), (1.0, -1.0)):
        point(qtbot, page, x + dx, y + dy)
        page.tool.guarded((2 * dx, 2 * dy))

    def proves_nothing(dialog: QDialog) -> None:
        assert isinstance(dialog, FitDialog)
        assert dialog.kind.count() == 1 and dialog.message.text().startswith(page.words(
            "Just as many points as this kind of fit needs: it goes through them exactly, and that proves nothing. One "
            "more point would check it.")[:12])
        dialog.accept()

    in_dialog(lambda: qtbot.keyClick(page.canvas, Qt.Key.Key_Return), proves_nothing)
    qtbot.waitUntil(lambda: stored(page, Kind.UNDERLAY)[0].size_m > under.size_m * 1.8)
    assert stored(page, Kind.UNDERLAY)[0].size_m == pytest.approx(2 * under.size_m, rel=0.02)
    told = page.words("Fitted by two points: nothing checks the fit. Add a third point.")
    qtbot.waitUntil(lambda: told in window.notices())


def test_a_photograph_is_righted_by_hand_and_printed(
    page: DrawingPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = keep_picture(window, qtbot, slanted(tmp_path / "地面 照片.png"))
    under = page.board.new(Kind.UNDERLAY, ((3.0, 2.0),), size_m=6.4, depth_m=4.8, value=1.0, file_id=file.id)
    window.shell.do("drawing.draw", lambda work: operations.draw(work, [under]))
    qtbot.waitUntil(lambda: under.id in page.board.around.pictures, timeout=10_000)  # made without being asked for
    settle(window, qtbot)
    page.board.choose([under])
    underlays.begin_fit(page)
    page.snaps = ()
    for at in FLOOR:
        point(qtbot, page, *place_of(under, seen(*at)))
        page.tool.guarded(at)

    def in_perspective(dialog: QDialog) -> None:
        assert isinstance(dialog, FitDialog)
        dialog.kind.setCurrentIndex(dialog.kind.findData(FitKind.PROJECTIVE))
        assert dialog.chosen.checked and dialog.chosen.rms_m < 0.02
        dialog.accept()

    in_dialog(lambda: qtbot.keyClick(page.canvas, Qt.Key.Key_Return), in_perspective)
    qtbot.waitUntil(lambda: bool(stored(page, Kind.UNDERLAY)[0].style))
    settle(window, qtbot)
    qtbot.waitUntil(lambda: under.id in page.board.around.pictures and not window.shell.jobs.running, timeout=10_000)
    sheet = Sheet(id="S", drawing_id="D", title="地面", paper="A4", landscape=False, scale=50, centre=(2.0, 1.5))
    window.shell.do("drawing.sheet", lambda work: operations.put_sheet(work, sheet))
    settle(window, qtbot)
    for path in page.shell.read().case.derived.rglob("underlay/*/*.jpg"):
        path.unlink()  # whatever can be rebuilt may be gone
    dark = {}
    for name in ("pdf", "svg", "png"):
        target = tmp_path / f"图 纸.{name}"
        begin = (lambda: export.export_pdf(window.shell, [sheet])) if name == "pdf" else \
            (lambda name=name: export.export_picture(window.shell, sheet, name))
        in_dialog(begin, saving(target))
        qtbot.waitUntil(lambda target=target: target.exists() and not window.shell.jobs.running, timeout=10_000)
        dark[name] = target
    assert b"data:image/jpeg" in dark["svg"].read_bytes()
    pixels = np.asarray(Image.open(dark["png"]).convert("L"))
    made = queries.compose(window.shell.read(), sheet, page.words)
    assert any(isinstance(mark, d.Picture) for view in made.views for mark in view.marks)
    assert (pixels < 60).sum() > 0.7 * (0.02 / 0.0254 * 200) ** 2  # the black square is 20 mm wide at 1 : 50


def slice_image(window: MainWindow, file: StoredFile) -> None:
    image = PlanImage(
        id="P", title="切片 1.20 m", file_id=file.id, width_px=SIZE[0], height_px=SIZE[1], metres_per_px=0.01,
        origin=(-1.0, -1.0), height_m=1.2, u_m=0.005, walls=(
            ProposedWall(start=(0.0, 0.0), end=(4.0, 0.0), thickness_m=0.24, residual_m=0.004, points=1250),
            ProposedWall(start=(4.0, 0.0), end=(4.0, 3.0), residual_m=0.006, points=900),
            ProposedWall(start=(2.0, 1.0), end=(2.0, 1.4), residual_m=0.03, points=40),
        ),
    )
    window.shell.do("clouds.slice", lambda work: work.put(image))


def test_walls_of_a_slice_are_accepted_one_by_one(
    page: DrawingPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    slice_image(window, keep_picture(window, qtbot, slanted(tmp_path / "切片.png")))
    settle(window, qtbot)

    def accept(dialog: QDialog) -> None:
        assert isinstance(dialog, FormDialog)
        dialog.try_accept()

    def begin() -> None:
        underlays.add_plan_image(page)
        qtbot.waitUntil(lambda: len(stored(page, Kind.UNDERLAY)) == 1, timeout=10_000)

    in_dialog(begin, accept)
    (under,) = stored(page, Kind.UNDERLAY)
    assert (under.size_m, under.depth_m) == pytest.approx((6.4, 4.8))
    qtbot.waitUntil(lambda: len(page.board.proposals) == 3)
    # a picture at true scale keeps its scale: two points turn and shift it
    window.shell.do("drawing.fit", lambda work: operations.fit_underlay(
        work, under.id, [share_of(under, place_of(under, (0.15625, 1 - 1 / 4.8))), (0.78125, 1 - 1 / 4.8)],
        [(0.0, 0.0), (4.02, 0.0)]))
    qtbot.waitUntil(lambda: abs(stored(page, Kind.UNDERLAY)[0].points[0][0] - 2.21) < 1e-3)
    assert stored(page, Kind.UNDERLAY)[0].size_m == pytest.approx(6.4)
    settle(window, qtbot)
    front(window, qtbot)
    underlays.review_proposals(page)
    assert "1,250" in page.tool.prompt() or "1250" in page.tool.prompt()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    (wall,) = wait_for(qtbot, page, Kind.WALL, 1)
    assert wall.size_m == 0.24 and wall.points[0] == pytest.approx((0.01, 0.0), abs=1e-6)
    qtbot.waitUntil(lambda: len(page.board.proposals) == 2)
    qtbot.mouseClick(page.canvas, LEFT, pos=px(page, 2.01, 1.2))
    qtbot.keyClick(page.canvas, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(page.board.proposals) == 1)
    assert {one.wall_id for one in window.shell.read().all(WallDecision)} == {wall.id, ""}
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    walls = wait_for(qtbot, page, Kind.WALL, 2)
    second = next(one for one in walls if one.id != wall.id)
    assert second.points[0][0] == pytest.approx(4.01 - page.wall_m / 2, abs=1e-6)  # left of the face that was seen
    qtbot.waitUntil(lambda: not page.board.proposals)
    assert page.board.origins[wall.id][1] == 0
    page.board.choose([wall])
    page.erase()
    qtbot.waitUntil(lambda: [one.number for one in page.board.proposals] == [0])  # removed again: it is open again


def test_a_slice_with_a_frame_lies_at_its_true_place(tmp_path: Path) -> None:
    turn = math.radians(30)
    origin = GeoPoint(x=487_000.0, y=2_500_000.0, frame="EPSG:4547")
    image = PlanImage(
        id="P", title="切片", file_id="f", width_px=100, height_px=50, metres_per_px=0.1, frame="EPSG:4547",
        origin=(487_000.0 + 3 * math.cos(turn), 2_500_000.0 - 3 * math.sin(turn)), rotation_deg=-30.0,
    )
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("drawing.begin") as work:
            operations.begin_drawing(work, "一层", "D", origin=origin, north_deg=30.0)
            work.put(image)
            made = operations.lay_below(work, "D", "P", (0.0, 0.0))
        assert made.points[0] == pytest.approx((8.0, 2.5), abs=1e-6)
        assert (made.angle_deg + 1) % 360 == pytest.approx(1, abs=1e-6)
        with case.work("drawing.begin") as work:
            operations.begin_drawing(work, "二层", "E")
            assert operations.lay_below(work, "E", "P", (7.0, 7.0)).points == ((7.0, 7.0),)


def test_survey_points_lie_on_the_drawing_and_go_with_what_was_adjusted(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE, MEASUREMENTS]) as case:
        with case.work("drawing.begin") as work:
            operations.begin_drawing(
                work, "一层", "D", origin=GeoPoint(x=10.0, y=20.0, frame="site:A"), north_deg=90.0)
            for name, x, frame in (("A1", 13.0, "site:A"), ("A2", 16.0, "site:A"), ("G", 113.0, "unknown")):
                work.put(SurveyPoint(id=name, name=name, point=GeoPoint(x=x, y=20.0, frame=frame)))
        with case.work("drawing.survey_points") as work:
            assert operations.place_survey_points(work, "D") == (2, 1)
        drawn = queries.model(case.read(), "D")
        there = {one.ref.id: one.points[0] for one in drawn.of_kind(Kind.SYMBOL) if one.ref}
        assert there["A1"] == pytest.approx((0.0, 3.0), abs=1e-9) and there["A2"] == pytest.approx((0.0, 6.0), abs=1e-9)
        assert set(queries.around(case.read(), drawn, 100.0).names.values()) == {"A1", "A2"}
        with case.work("measurements.adopt") as work:
            work.put(replace(work.get(SurveyPoint, "A1"), point=GeoPoint(x=13.5, y=20.0, frame="site:A")))
        with case.work("drawing.survey_points") as work:
            assert operations.place_survey_points(work, "D") == (2, 1)
        signs = queries.model(case.read(), "D").of_kind(Kind.SYMBOL)
        (moved,) = [one for one in signs if one.ref and one.ref.id == "A1"]
        assert moved.points[0] == pytest.approx((0.0, 3.5), abs=1e-9)
        with case.work("drawing.begin") as work:
            operations.begin_drawing(work, "二层", "E")
            with pytest.raises(UserError, match=r"drawing\.not_placed"):
                operations.place_survey_points(work, "E")
