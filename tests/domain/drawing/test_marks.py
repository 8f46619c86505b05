"""Marks, their outlines, boxes and hatches, and the symbols."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from workstation.domain import drawing
from workstation.domain.drawing import Arc, Ellipse, Hatch, Label, Path, Picture, Symbol
from workstation.domain.errors import UserError

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
HOLE = ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0))


def test_an_arc_is_as_round_as_the_tolerance_asks_and_ends_where_it_says() -> None:
    (ring,) = drawing.outline(Arc((10, 5), 2.0, 30, 90), 0.0001)
    assert np.allclose(np.hypot(*(ring - (10, 5)).T), 2.0)
    assert ring[0] == pytest.approx((10 + 2 * math.cos(math.pi / 6), 6.0))
    assert ring[-1] == pytest.approx((9.0, 5 + 2 * math.sin(2 * math.pi / 3)))
    middles = (ring[1:] + ring[:-1]) / 2
    assert np.hypot(*(middles - (10, 5)).T).min() > 2.0 - 0.00011


def test_an_ellipse_turns_about_its_centre() -> None:
    assert drawing.bounds(Ellipse((0, 0), 3, 1, 90)) == pytest.approx((-1, -3, 1, 3), abs=0.01)


def test_hatching_stays_inside_and_leaves_holes_open() -> None:
    rings = drawing.outline(drawing.polygon(SQUARE, HOLE))
    pieces = drawing.hatch_lines(rings, Hatch(0, 100), 0.01)
    assert sum(float(piece[1, 0] - piece[0, 0]) for piece in pieces if piece[0, 1] == 2.0) == pytest.approx(2.0)
    middles = np.array([piece.mean(axis=0) for piece in drawing.hatch_lines(rings, Hatch(37, 3, cross=True), 0.01)])
    inside = (np.abs(middles - 2) < 2).all(axis=1) & ~(np.abs(middles - 2) < 0.999).all(axis=1)
    assert len(middles) > 300 and inside.all()


def test_a_hatch_too_fine_to_be_seen_is_made_coarser() -> None:
    rings = drawing.outline(drawing.polygon(((0, 0), (1e7, 0), (1e7, 1e7), (0, 1e7))))
    assert len(drawing.hatch_lines(rings, Hatch(45, 1), 0.001)) < 10_000


def test_numbers_that_are_none_are_left_out_everywhere() -> None:
    nan = math.nan
    assert drawing.outline(drawing.line((nan, 0), (1, 1))) == []
    assert drawing.outline(Arc((0, nan), 1)) == [] and drawing.outline(Path(((),))) == []
    marks = [drawing.line((nan, 0), (1, 1)), drawing.line((2, 3), (4, 5)), Label((nan, nan), "?")]
    assert drawing.bounds_of(marks)[2:] == (4.0, 5.0)
    assert drawing.bounds_of([]) == drawing.NO_BOX


def test_what_has_its_size_on_paper_takes_more_of_the_model_at_smaller_scales() -> None:
    symbol = Symbol("map/north", (0, 0), 10)
    assert drawing.bounds(symbol, 0.1)[2] == pytest.approx(10 * drawing.bounds(symbol, 0.01)[2])
    assert drawing.bounds(Picture("x.png", 200, 100, (0.01, 0, 5, 0, -0.01, 7))) == (5, 6, 7, 7)


def test_every_shipped_symbol_is_read_and_fills_its_box() -> None:
    names = drawing.symbol_names()
    assert {"map/fire", "map/hydrant", "map/north"} <= set(names)
    for name in names:
        shapes = drawing.symbol_from((drawing.FOLDER / f"{name}.svg").read_text("utf-8"), name)
        assert shapes and all(np.abs(ring).max() <= 0.75 for shape in shapes for ring in shape.rings), name


def test_the_path_language_with_curves_arcs_and_relative_steps() -> None:
    text = '<svg viewBox="0 0 10 10"><path d="M5 0a5 5 0 1010 0z" transform="translate(-5 5)"/></svg>'
    (shape,) = drawing.symbol_from(text)
    (ring,) = shape.rings
    assert shape.closed and ring[:, 1].min() == pytest.approx(-0.5, abs=0.002)
    assert np.hypot(*ring.T) == pytest.approx(0.5)
    (curve,) = drawing.symbol_from('<svg viewBox="0 0 1 1"><path d="M0 1 C0 0 1 0 1 1 S 1 1 1 1"/></svg>')
    assert curve.rings[0][16] == pytest.approx((0.5, -0.5)) and not curve.closed


@pytest.mark.parametrize("body", [
    "<text>x</text>", '<path d="M0 0 X 3"/>', '<rect width="3" height="3" rx="1"/>',
    '<path fill="url(#a)" d="M0 0L1 1z"/>', '<path d="M0 0 L 3"/>', "<use href='#a'/>",
])
def test_what_back_ends_could_draw_differently_is_refused(body: str) -> None:
    with pytest.raises(UserError) as raised:
        drawing.symbol_from(f'<svg viewBox="0 0 9 9">{body}</svg>', "x")
    assert raised.value.code == "drawing.bad_symbol"


def test_a_missing_symbol_is_a_crossed_box() -> None:
    assert drawing.symbol("no such") == drawing.symbol("../../etc/passwd") and len(drawing.symbol("no such")) == 2


def test_a_view_puts_the_model_on_paper_at_its_scale() -> None:
    view = drawing.View((), 50, 100, 100, origin=(2, 3), left_mm=10, bottom_mm=20, rotation_deg=90)
    assert view.on_paper(np.array([[2.0, 3.0], [3.0, 3.0]])) == pytest.approx(np.array([[10, 20], [10, 40]]))


def test_a_sheet_as_svg_is_well_formed_and_to_scale() -> None:
    label = Label((1, 1), "<起火点> & “A”\n二", halo="#ffffff")
    marks = [drawing.line((0, 0), (5, 0)), label, Symbol("map/fire", (2, 2))]
    svg = drawing.to_svg(drawing.sheet_of(marks, 100, 80, 60, (-1, -1)), "图 <1>")
    root = ElementTree.fromstring(svg)
    assert root.get("width") == "80mm" and "<起火点> & “A”" in "".join(root.itertext())
    (line,) = [e for e in root.iter() if e.get("d", "").startswith("M10.000,50.000 L60.000,50.000")]
    assert line.get("stroke-width") == "0.25"
