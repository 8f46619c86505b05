"""Sheets: exact scale, legend from what is used, elements, signatures, fits, analysis."""

import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from modules.drawing import operations, queries
from modules.drawing.checks import chains, elements, placed
from modules.drawing.module import MODULE
from modules.drawing.records import Entity, Kind, LayerRole, Sheet, SheetKind, SignRole
from modules.drawing.rules import analysis
from modules.drawing.rules.derived import axonometric, unfolded, walls_of
from modules.drawing.rules.dimensions import shown_mm
from modules.drawing.rules.earth import angle_of_azimuth, azimuth_of, on_earth
from modules.drawing.rules.editing import restack
from modules.drawing.rules.layout import SCALES, fitting_scale, frame_of, seen
from modules.drawing.rules.legend import legend
from modules.drawing.rules.marks import Surroundings, depict
from modules.drawing.rules.marks.depict import renew
from modules.drawing.rules.model import Edit
from modules.drawing.rules.rooms import SEPARATOR
from modules.drawing.rules.symbols import library
from modules.drawing.sections import build_list, build_sheets
from modules.exhibits.module import MODULE as EXHIBITS
from modules.exhibits.records import Exhibit
from tests.modules.drawing.shapes import DRAWING, door, entity, line, model, room, wall
from workstation.api import WGS84, Drawing, GeoPoint, Moment, Ref, UserError, Words
from workstation.api import drawing as d
from workstation.api.testing import temporary_case
from workstation.domain.drawing import symbols as library_of
from workstation.domain.party import Officer
from workstation.services.rules import load_rules
from workstation.storage.case import Case

ZH, EN = Words("zh"), Words("en")


def begin(case: Case, *extra: Entity) -> Sheet:
    with case.work("drawing.begin") as work:
        operations.begin_drawing(work, "一层", "D", north_deg=8.0)
        layer = operations.layer_of("D", LayerRole.EXISTING)
        operations.draw(work, [replace(one, layer_id=layer) for one in (*room(), *extra)])
        return operations.put_sheet(work, Sheet(
            id="S", drawing_id="D", title="一层平面图", paper="A4", landscape=False, scale=50, centre=(2.0, 1.5),
            fire_name="「3·17」火灾", drawn_on=Moment(utc=work.at),
        ))


@pytest.mark.parametrize("turn", [0.0, 90.0, 33.0])
@pytest.mark.parametrize(("paper", "landscape"), [("A4", False), ("A4", True), ("A3", True), ("A1", False)])
def test_a_metre_is_as_long_as_the_scale_says(tmp_path: Path, paper: str, landscape: bool, turn: float) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        sheet = replace(begin(case), paper=paper, landscape=landscape, turn_deg=turn)
        made = queries.compose(case.read(), sheet, ZH)
        view = made.views[0]
        (a, b, middle) = view.on_paper(np.array([(0.0, 0.0), (4.0, 0.0), (2.0, 1.5)]))
        assert math.dist(a, b) == pytest.approx(80)
        window = (view.left_mm + view.width_mm / 2, view.bottom_mm + view.height_mm / 2)
        assert tuple(middle) == pytest.approx(window), "the centre is in the middle of the window"
        _, _, frame = frame_of(sheet)
        assert frame.left <= view.left_mm and view.left_mm + view.width_mm <= frame.left + frame.width + 1e-9


def test_the_frame_of_an_upright_a4_stands_in_the_dossier_unreduced(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        sheet = begin(case)
        blocks = list(build_sheets(case.read(), ZH, ""))
        (block,) = (one for one in blocks if isinstance(one, Drawing))
        assert block.sheet.width_mm <= 156 and block.sheet.height_mm <= 213
        assert block.sheet.views[0].scale == sheet.scale
        assert len(list(build_list(case.read(), EN, ""))) == 3


def test_the_legend_names_what_is_used_and_nothing_else() -> None:
    a, *others = room()
    used = [a, *others, door(a, 1, style="shutter"), entity(Kind.HATCH, (0, 0), (1, 0), (1, 1), style="burned"),
            entity(Kind.SYMBOL, (1, 1), style="fire/origin"), line((0, 0), (1, 1), style="separator")]
    assert [entry.title for entry in legend(used, ZH)] == ["砖墙", "卷帘门", "过火范围", "起火点"]
    english = ["Masonry", "Roller shutter", "Burned extent", "Point of origin"]
    assert [entry.title for entry in legend(used, EN)] == english


def test_every_symbol_can_be_drawn_and_has_both_names() -> None:
    assert len(library()) > 60
    for name, info in library().items():
        assert d.symbol_from((d.FOLDER / f"{name}.svg").read_text("utf-8"), name)
        assert info.group == "map" or (info.chinese and info.english), name


def test_a_file_dropped_into_the_folder_is_a_symbol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "symbols"
    shutil.copytree(d.FOLDER, folder)
    (folder / "fire" / "喷灯 自制.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><title>喷灯</title><desc>Blowtorch</desc>'
        '<path d="M4 20 L12 4 L20 20 Z" fill="none" stroke="currentColor" stroke-width="2"/></svg>', "utf-8")
    (folder / "fire" / "broken.svg").write_text("<svg viewBox=", "utf-8")
    monkeypatch.setattr(library_of, "FOLDER", folder)
    monkeypatch.setattr(d, "FOLDER", folder)
    for cache in (library, d.symbol):
        cache.cache_clear()
    try:
        found = library()["fire/喷灯 自制"]
        assert (found.title("zh"), found.title("en"), found.group) == ("喷灯", "Blowtorch", "fire")
        (shape,) = d.symbol("fire/喷灯 自制")
        assert shape.closed and shape.stroke == d.INK
        assert d.symbol("../fire/broken") == d.symbol("no/such")  # nothing outside of the folder is read
        assert d.symbol("fire/broken") and library()["fire/broken"].title("zh") == "broken"  # a crossed box, seen
        drawn = [entity(Kind.SYMBOL, (0, 0), style="fire/喷灯 自制")]
        assert [one.title for one in legend(drawn, Words("zh"))] == ["喷灯"]
    finally:
        for cache in (library, d.symbol):
            cache.cache_clear()


def test_names_beside_symbols_do_not_cover_one_another() -> None:
    signs = [
        entity(Kind.SYMBOL, (0.3 * (n % 4), 0.3 * (n // 4)), style="fire/exhibit", text=f"W-{n:03}", name=f"s{n:02}")
        for n in range(12)
    ]
    found = depict(model(*signs), Surroundings(50))
    labels = [mark for mark in found.marks() if isinstance(mark, d.Label)]
    assert len(labels) == 12
    boxes = []
    for label in labels:
        wide, high = (side * label.size / 2 for side in d.text_size(label.text))
        boxes.append((label.at[0] - wide, label.at[1] - high, label.at[0] + wide, label.at[1] + high))
    covered = [
        (n, m) for n, a in enumerate(boxes) for m, b in enumerate(boxes[:n])
        if a[0] < b[2] - 1e-9 and b[0] < a[2] - 1e-9 and a[1] < b[3] - 1e-9 and b[1] < a[3] - 1e-9
    ]
    assert not covered


def test_missing_elements_are_named_and_go_when_they_are_drawn(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as case:
        sheet = begin(case)
        assert {one.code for one in elements(case.read())} == {
            f"drawing.lacks_{name}" for name in ("dimensions", "burned_extent", "origin", "drawn_by", "reviewed_by")
        }
        layer = operations.layer_of("D", LayerRole.TRACES)
        with case.work("drawing.draw") as work:
            operations.draw(work, [
                replace(one, layer_id=layer) for one in (
                    entity(Kind.HATCH, (0, 0), (1, 0), (1, 1), style="burned"),
                    entity(Kind.SYMBOL, (1, 1), style="fire/origin"),
                    entity(Kind.DIMENSION, (0, 0), (4, 0), style="horizontal", size_m=-1),
                )
            ])
        assert {one.code for one in elements(case.read())} == {"drawing.lacks_drawn_by", "drawing.lacks_reviewed_by"}
        with case.work("drawing.sheet") as work:
            operations.put_sheet(work, replace(sheet, hidden_layers=(layer,)))
        assert "drawing.lacks_origin" in {one.code for one in elements(case.read())}, "what is hidden is not shown"


def test_a_signature_is_a_named_officers_act_and_holds_for_what_was_signed(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as case:
        sheet = begin(case)

        def sign(role: SignRole) -> None:
            with case.work("drawing.sign") as work:
                operations.sign_sheet(work, sheet.id, role)

        case.act_as(Officer(id="m", name="(未登录)", public_key="ab", verified=False))
        with pytest.raises(UserError) as error:
            sign(SignRole.DRAWN_BY)
        assert error.value.code == "work.sign_in"
        case.act_as(Officer(id="lin", name="林思远", verified=True))
        sign(SignRole.DRAWN_BY)
        with pytest.raises(UserError) as error:
            sign(SignRole.REVIEWED_BY)
        assert error.value.code == "drawing.same_person"
        case.act_as(Officer(id="zhou", name="周启明", verified=True))
        sign(SignRole.REVIEWED_BY)
        read = case.read()
        assert all(one.valid for one in queries.signed(read, sheet, queries.model(read, "D")).values())
        texts = [mark.text for view in queries.compose(read, sheet, ZH).views for mark in view.marks
                 if isinstance(mark, d.Label)]
        assert {"林思远", "周启明", "一层平面图", "1:50"} <= set(texts)
        drawn = queries.model(read, "D")
        with case.work("drawing.edit") as work:
            operations.apply(work, "D", operations.Edit(put=(replace(drawn.entities["a"], size_m=0.3),)))
        stale = {one.code for one in elements(case.read())}
        assert {"drawing.drawn_stale", "drawing.reviewed_stale"} <= stale
        with pytest.raises(UserError), case.work("drawing.sheet") as work:
            operations.remove_sheet(work, sheet.id)


def test_a_locked_scale_stays(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        sheet = replace(begin(case), scale_locked=True)
        with case.work("drawing.sheet") as work:
            operations.put_sheet(work, sheet)
        with pytest.raises(UserError) as error, case.work("drawing.sheet") as work:
            operations.put_sheet(work, replace(sheet, scale=100))
        assert error.value.code == "drawing.scale_locked"
        with case.work("drawing.sheet") as work:
            operations.put_sheet(work, replace(sheet, scale=100, scale_locked=False))


def test_exhibits_are_numbered_from_the_case_and_missed_where_they_are_not(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE, EXHIBITS], rules=load_rules()) as case:
        with case.work("exhibits.register") as work:
            for number in ("W-001", "W-002"):
                work.put(Exhibit(id=number, number=number, name="线"))
        sheet = begin(case, entity(Kind.SYMBOL, (1, 1), style="fire/exhibit", ref=Ref("exhibits", "W-001"), name="x"))
        assert [one.values["number"] for one in placed(case.read())] == ["W-002"]
        with case.work("exhibits.register") as work:
            work.put(Exhibit(id="W-001", number="W-009", name="线"))
        made = queries.compose(case.read(), sheet, ZH)
        texts = {mark.text for mark in made.views[0].marks if isinstance(mark, d.Label)}
        assert "W-009" in texts, "the number is that of the case, now"
        with case.work("exhibits.withdraw") as work:
            work.put(Exhibit(id="W-001", number="W-009", name="线", withdrawn="错"))
        assert "drawing.subject_gone" in {one.code for one in placed(case.read())}


def test_open_chains_are_found(tmp_path: Path) -> None:
    chain = entity(Kind.DIMENSION, (0, 0), (2, 0), (4, 0), style="horizontal", size_m=-0.6,
                   measured_mm=(2000.0, 2044.0))
    whole = entity(Kind.DIMENSION, (0, 0), (4, 0), style="horizontal", size_m=-1.0)
    with temporary_case(tmp_path, [MODULE]) as case:
        begin(case, chain, whole)
        found = list(chains(case.read()))
        assert [one.code for one in found] == ["drawing.chain_open", "drawing.tape_differs"]
        assert found[0].values["difference"] == "+44"


def test_an_underlay_is_fitted_and_its_residuals_are_kept(tmp_path: Path) -> None:
    under = entity(Kind.UNDERLAY, (0, 0), size_m=4, depth_m=3, name="u")
    with temporary_case(tmp_path, [MODULE]) as case:
        begin(case, under)
        shares = [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]
        turn, scale = math.radians(30), 2.5

        def place(u: float, v: float) -> tuple[float, float]:
            x, y = (u - 0.5) * 4 * scale, (0.5 - v) * 3 * scale
            return 7 + x * math.cos(turn) - y * math.sin(turn), 5 + x * math.sin(turn) + y * math.cos(turn)

        places = [place(*share) for share in shares]
        with case.work("drawing.fit") as work:
            operations.fit_underlay(work, "u", shares, places)
        there = case.read().get(Entity, "u")
        assert there.points[0] == pytest.approx((7, 5)) and there.angle_deg == pytest.approx(30)
        assert (there.size_m, there.depth_m) == pytest.approx((10, 7.5))
        places[2] = (places[2][0] + 0.3, places[2][1])
        with case.work("drawing.fit") as work:
            fit = operations.fit_underlay(work, "u", shares, places)
        assert fit.checked and fit.rms_m > 0.05
        kept = queries.fitted_points(case.read(), "u")
        assert len(kept) == 4 and max(one.residual_m for one in kept) > 0.1
        for few in (1, 0):
            with pytest.raises(UserError), case.work("drawing.fit") as work:
                operations.fit_underlay(work, "u", shares[:few], places[:few])


def test_contours_lie_where_the_depth_is() -> None:
    points = [entity(Kind.DEPTH, (x, y), value=10.0 * x, style="char") for x in (0, 1, 2) for y in (0, 1)]
    found = analysis.contours(points, 5.0)
    assert [contour.level_mm for contour in found] == [5.0, 10.0, 15.0]
    for contour in found:
        assert all(x == pytest.approx(contour.level_mm / 10, abs=0.02) for line in contour.lines for x, _ in line)
    for few in (points[:2], [entity(Kind.DEPTH, (n, n), value=1.0) for n in range(5)]):
        with pytest.raises(UserError):
            analysis.contours(few)


def test_arc_sites_are_ordered_from_the_supply() -> None:
    wire = entity(Kind.WIRE, (0, 0), (5, 0), (5, 5), text="L1")
    sites = [entity(Kind.SYMBOL, place, style=style, text=text) for place, style, text in (
        ((5.1, 3), "fire/arc-severed", "b"), ((2, 0.1), "fire/arc-bead", "a"), ((9, 9), "fire/arc-bead", "far away"))]
    rows = analysis.arc_map([wire, *sites])
    assert [(row.site.text, round(row.along_m, 3), row.last) for row in rows] == [("a", 2.0, False), ("b", 8.0, True)]
    assert rows[1].severed


def test_places_on_the_earth_and_directions() -> None:
    origin = GeoPoint(x=114.15873, y=22.84126, frame=WGS84)
    drawing = replace(DRAWING, origin=origin)
    point = on_earth(drawing, (0.0, 1000.0))
    assert point is not None
    north, east = math.cos(math.radians(8)) * 1000, math.sin(math.radians(8)) * 1000
    assert (point.y - origin.y) * 110_746 == pytest.approx(north, rel=2e-3)
    assert (point.x - origin.x) * 111_320 * math.cos(math.radians(22.84)) == pytest.approx(east, rel=2e-3)
    assert on_earth(DRAWING, (0, 0)) is None, "without an origin it is nowhere"
    assert on_earth(replace(drawing, origin=GeoPoint(x=1, y=2)), (0, 0)) is None, "nor in an unknown frame"
    assert azimuth_of(drawing, 90.0) == pytest.approx(8)
    assert azimuth_of(drawing, angle_of_azimuth(drawing, 200.0)) == pytest.approx(200)


def test_a_scale_is_proposed_that_fits() -> None:
    sheet = Sheet(drawing_id="D", title="t", kind=SheetKind.PLAN, paper="A4", landscape=False)
    scale = fitting_scale(sheet, (0.0, 0.0, 6.4, 14.0), 10)
    assert scale in SCALES and scale == 100
    box = seen(replace(sheet, scale=scale, centre=(3.2, 7.0)))
    assert box[0] < 0 and box[1] < 0 and box[2] > 6.4 and box[3] > 14


def test_poche_has_holes_where_doors_are() -> None:
    a, *others = room(4, 3)
    drawn = model(a, *others, door(a, 1.0, 0.9))
    found = depict(drawn, Surroundings(50))
    (cut,) = (mark for mark in found.marks() if isinstance(mark, d.Path) and mark.style.hatch)
    area = sum(_area(ring) * (1 if n == 0 else -1) for n, ring in enumerate(cut.rings))
    assert area == pytest.approx(4.4 * 3.4 - 12 - 0.9 * 0.2, abs=1e-6)
    crossing = wall((2, -1), (2, 4), 0.1)
    assert len(depict(model(*room(4, 3), crossing), Surroundings(50)).items) == 1


def _area(ring: tuple[tuple[float, float], ...]) -> float:
    return abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))) / 2


def test_the_walls_of_a_room_are_unfolded_as_one_sees_them() -> None:
    a, b, c, e = room(4, 3)
    drawn = model(a, b, c, e, door(a, 1.1, 0.9, high_m=2.1, name="door"), door(b, 0.5, 1.2, style="window", low_m=0.9,
                                                                               high_m=2.1, name="window"))  # fmt: skip
    face = drawn.face_at((2, 1))
    assert face is not None
    views = walls_of(drawn, face)
    assert sorted(round(view.length_m, 3) for view in views) == [3, 3, 4, 4]
    by_title = {view.title(number, EN): view for number, view in enumerate(views)}
    assert set(by_title) == {"south wall", "east wall", "north wall", "west wall"}
    (start, stop, low, high, _) = by_title["south wall"].openings[0]
    assert (stop - start, low, high) == pytest.approx((0.9, 0, 2.1))
    assert start == pytest.approx(4 - 1.9), "seen from inside, the south wall runs from east to west"
    assert by_title["east wall"].openings[0][4] == "window" and not by_title["north wall"].openings
    made = unfolded(views, list(by_title), 2.8, "D", "L")
    sheet = Sheet(drawing_id="D", title="T", paper="A3", landscape=True)
    box = model(*made).index.extent()
    assert box is not None
    assert fitting_scale(sheet, box, 1) == 30, "two rows of walls fill an A3 sheet at 1:30; one row would need 1:50"
    measured = [tuple(shown_mm(one)) for one in made if one.kind is Kind.DIMENSION and one.style == "horizontal"]
    assert (2100, 900, 1000) in measured and (4000,) in measured, "a wall with a door has a chain and its whole length"


def test_a_side_without_a_wall_is_unfolded_as_what_it_is() -> None:
    a, b, c, e = room(6, 3)
    line = entity(Kind.LINE, (4, -0.5), (4, 3.5), style="separator")
    drawn = model(a, b, c, e, line)
    face = drawn.face_at((1, 1))
    assert face is not None and face.area_m2 == pytest.approx(12)
    views = walls_of(drawn, face)
    titles = [view.title(number, ZH) for number, view in enumerate(views)]
    assert [view.open for view in views].count(True) == 1
    assert titles[next(n for n, view in enumerate(views) if view.open)] == "东墙（敞开，无墙）"
    made = unfolded(views, titles, 2.8, "D", "L")
    assert [one.style for one in made if one.kind is Kind.LINE and one.closed].count("dashed") == 1


def test_a_dimension_that_a_sheet_cuts_off_keeps_its_figure_in_view() -> None:
    line = entity(Kind.DIMENSION, (0, 0), (10, 0), size_m=1.0, style="horizontal")
    window = ((-1.0, -1.0), (3.0, -1.0), (3.0, 3.0), (-1.0, 3.0))
    for cut, x in ((window, 1.5), ((), 5.0)):
        marks = depict(model(line), Surroundings(50, window=cut)).marks()
        labels = [mark for mark in marks if isinstance(mark, d.Label)]
        assert [(label.text, label.at[0]) for label in labels] == [("10000", pytest.approx(x))]


def test_what_lies_above_what_can_be_changed_within_its_sort() -> None:
    small = entity(Kind.HATCH, (1, 1), (2, 1), (2, 2), name="small", style="burned")
    large = entity(Kind.HATCH, (0, 0), (9, 0), (9, 9), name="large", style="smoke")
    line = entity(Kind.LINE, (0, 0), (9, 9), name="line")
    drawn = model(line, small, large)

    def order() -> list[str]:
        return [key for key, _ in depict(drawn, Surroundings(50)).ordered()]

    assert order() == ["large", "small", "line"], "the larger below the smaller, areas below lines"
    drawn.apply(restack(drawn, [drawn.entities["large"]], front=True))
    assert order() == ["small", "large", "line"]
    assert not restack(drawn, [drawn.entities["large"]], front=True), "it is in front already"
    drawn.apply(restack(drawn, [drawn.entities["large"]], front=False))
    assert order() == ["large", "small", "line"]


def test_an_axonometric_view_covers_what_is_hidden() -> None:
    a, *others = room(4, 3)
    drawn = model(a, *others, door(a, 1.1, 0.9, high_m=2.1))
    made = axonometric(drawn, 1.5, "D", "L")
    assert len([one for one in made if one.style == "surface_cut"]) == 5, "the wall with the door is in two parts"
    tops = [one for one in made if one.style == "surface_cut"]
    heights = [sum(y for _, y in one.points) / 4 for one in sorted(tops, key=lambda one: one.at_m)]
    assert heights == sorted(heights, reverse=True), "what is nearest is drawn last"
    order = [mark for mark in depict(model(*made), Surroundings(100)).marks() if isinstance(mark, d.Path)]
    assert [mark.rings[0] for mark in order] == [one.points for one in sorted(made, key=lambda e: e.at_m)]


def test_a_sketch_says_so_where_a_scale_bar_would_stand(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        sheet = begin(case)
        for to_scale in (True, False):
            made = queries.compose(case.read(), replace(sheet, to_scale=to_scale), ZH)
            said = {mark.text for view in made.views for mark in view.marks if isinstance(mark, d.Label)}
            assert ("1 m" in said, "示意图，不按比例" in said) == (to_scale, not to_scale)


def test_an_axonometric_view_names_rooms_and_shows_where_the_fire_began() -> None:
    name = entity(Kind.ROOM, (1, 1), text="车间")
    drawn = model(*room(4, 3), name, entity(Kind.SYMBOL, (2, 1), style="fire/origin", text="起火点"),
                  entity(Kind.SYMBOL, (3, 1), style="fire/exhibit"))
    made = [one for one in axonometric(drawn, 1.5, "D", "L") if one.kind is not Kind.HATCH]
    assert [(one.kind, one.text) for one in made] == [(Kind.TEXT, "车间"), (Kind.SYMBOL, "起火点")]
    (ax, ay), (bx, by) = made[0].points[0], made[1].points[0]
    assert bx > ax and by < ay, "one metre to the right goes right and down where one looks from the south-west"


def test_an_open_room_is_not_unfolded(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        begin(case, entity(Kind.ROOM, (9, 9), text="院", name="r"))
        with pytest.raises(UserError) as error, case.work("drawing.derive") as work:
            operations.unfold_room(work, "r", ["a"] * 4, "展开图", 3.0)
        assert error.value.code == "drawing.room_open"


def test_drawing_anew_what_changed_is_drawing_all_anew() -> None:
    """Also in a drawing so large that only names near to a change are placed again."""
    signs = [
        entity(Kind.SYMBOL, (2.0 * (n % 25), 2.0 * (n // 25)), style="fire/exhibit", text=f"W-{n:03}", name=f"s{n:03}")
        for n in range(450)
    ]
    drawn = model(*room(4, 3), entity(Kind.ROOM, (1, 1), text="室", name="r"), *signs)
    found = depict(drawn, Surroundings(50))
    edits = [
        Edit(put=(replace(signs[30], text=""),)), Edit(put=(replace(signs[200], points=((3.3, 3.3),)),)),
        Edit(remove=("s100",)), Edit(put=(replace(drawn.entities["b"], size_m=0.4),)), Edit(remove=("a",)),
        Edit(put=(entity(Kind.DEPTH, (1, 1), value=3.0, name="d"),)),
    ]
    for edit in edits:
        renew(found, drawn, Surroundings(50), drawn.apply(edit))
        assert found.items == depict(drawn, Surroundings(50)).items


def test_rooms_are_one_again_when_what_divided_them_is_moved_away() -> None:
    parts = [wall((2.0, -0.1), (2.0, 3.1), 0.1, name="mid"), line((2.0, -0.1), (2.0, 3.1), name="mid", style=SEPARATOR)]
    for part in parts:
        named = [entity(Kind.ROOM, (x, 1.5), text=text, name=text) for x, text in ((1.0, "甲"), (3.0, "乙"))]
        drawn = model(*room(4, 3), part, *named)
        found = depict(drawn, Surroundings(50))
        touched = drawn.apply(Edit(put=(replace(part, points=((40.0, 0.0), (40.0, 3.0))),)))
        renew(found, drawn, Surroundings(50), touched)
        assert found.items == depict(drawn, Surroundings(50)).items


def test_bad_geometry_is_a_sentence_or_is_drawn_all_the_same(tmp_path: Path) -> None:
    bow_tie = entity(Kind.HATCH, (0, 0), (2, 2), (2, 0), (0, 2), style="burned")  # crosses itself
    flat = entity(Kind.HATCH, (0, 0), (1, 0), (2, 0), style="burned")
    crossed = [wall((0, 0), (4, 4)), wall((0, 4), (4, 0)), wall((0, 0), (0, 4))]
    marks = depict(model(bow_tie, flat, *crossed), Surroundings()).marks()
    assert len(marks) >= 3 and all(np.isfinite(d.bounds_of([mark])).all() for mark in marks)
    for points in (((math.nan, 0.0), (1.0, 1.0)), ((math.inf, 0.0), (1.0, 1.0)), ((0.0, 0.0),), ()):
        with pytest.raises(UserError, match=r"drawing\.bad_"):
            Entity(drawing_id="D", layer_id="L", kind=Kind.LINE, points=points)
    under = entity(Kind.UNDERLAY, (0, 0), size_m=4, depth_m=3, name="u")
    with temporary_case(tmp_path, [MODULE]) as case:
        begin(case, under)
        with case.work("drawing.fit") as work:
            found = operations.fit_underlay(work, "u", [(0.1, 0.1), (0.9, 0.9)], [(0.0, 0.0), (5.0, 5.0)])
        assert not found.checked  # two points fit whatever they are: that proves nothing, and it is said
        for shares, code in (([(0.1, 0.1), (0.1, 0.1)], "survey.points_too_close"),
                             ([(math.nan, 0.1), (0.5, 0.5)], "survey.not_a_number")):  # fmt: skip
            with pytest.raises(UserError, match=code), case.work("drawing.fit") as work:
                operations.fit_underlay(work, "u", shares, [(0.0, 0.0), (5.0, 5.0)])


def test_depths_are_not_interpolated_through_a_wall() -> None:
    def depths(x: float) -> list[Entity]:
        return [entity(Kind.DEPTH, (x + dx, y), value=value) for dx, y, value in ((0, 1, 5), (2, 1, 25), (1, 2.5, 10))]

    walls = (*room(8, 3), wall((4.0, -0.1), (4.0, 3.1), 0.2))
    drawn = model(*walls, *depths(1.0), *depths(5.0))

    def across() -> list[bool]:
        lines = [
            mark.rings[0] for key, marks in depict(drawn, Surroundings(50)).ordered() if key.startswith("contours:")
            for mark in marks if isinstance(mark, d.Path)
        ]
        return [min(x for x, _ in line) < 3.9 and max(x for x, _ in line) > 4.1 for line in lines]

    assert across() and not any(across())
    drawn.apply(Edit((), (walls[-1].id,)))
    assert any(across())
