"""What is typed and what is caught while drawing; what is chosen."""

import math

import pytest

from modules.drawing.records import Kind
from modules.drawing.rules import typed
from modules.drawing.rules.choosing import at_point, in_crossing, in_window
from modules.drawing.rules.snapping import ALL, Snap, catch
from tests.modules.drawing.shapes import door, entity, line, model, wall
from workstation.api import UserError


@pytest.mark.parametrize(("text", "point"), [
    ("3200<90", (1.0, 4.2)), ("3200", (4.2, 1.0)), ("<90", (1.0, 3.0)), ("1200,800", (2.2, 1.8)),
    ("@1200,-800", (2.2, 0.2)), ("=500,250", (0.5, 0.25)), ("3.2m<180", (-2.2, 1.0)), ("12 cm", (1.12, 1.0)),
    ("3200＜90", (1.0, 4.2)), ("１２００，８００", (2.2, 1.8)), ("-500<0", (0.5, 1.0)),
])  # fmt: skip
def test_typed_lengths_angles_and_places(text: str, point: tuple[float, float]) -> None:
    assert typed.place(typed.read(text), (1.0, 1.0), (3.0, 1.0)) == pytest.approx(point)


@pytest.mark.parametrize("text", ["", "abc", "3200<", "<x", "1,2,3", "1e400", "--5", "3200 furlongs", "nan", "5<inf"])
def test_what_is_no_length_is_said(text: str) -> None:
    with pytest.raises(UserError) as error:
        typed.read(text)
    assert error.value.code in ("drawing.not_a_length", "drawing.not_an_angle")


def test_a_length_alone_needs_a_start() -> None:
    with pytest.raises(UserError):
        typed.place(typed.read("3200<90"), None, (0, 0))
    assert typed.place(typed.read("3200,100"), None, (0, 0)) == pytest.approx((3.2, 0.1))


def test_the_cursor_is_led_onto_rays() -> None:
    assert typed.locked((0, 0), (3, 0.4), 90) == pytest.approx((3, 0))
    x, y = typed.locked((0, 0), (3, 0.75), 15)
    assert math.degrees(math.atan2(y, x)) == pytest.approx(15)


def test_points_are_caught_by_kind() -> None:
    drawn = model(line((0, 0), (4, 0)), line((1, -2), (1, 2)), wall((6, 0), (6, 4), 0.2),
                  entity(Kind.CIRCLE, (9, 9), size_m=1))

    def caught(x: float, y: float, **values: object) -> tuple[Snap, tuple[float, float]] | None:
        found = catch(drawn, (x, y), 0.1, **values)
        return (found.snap, (round(found.point[0], 6), round(found.point[1], 6))) if found else None

    assert caught(0.05, 0.04) == (Snap.END, (0, 0))
    assert caught(2.05, 0.04) == (Snap.MIDDLE, (2, 0))
    assert caught(1.04, 0.03) == (Snap.CROSSING, (1, 0))
    assert caught(9.02, 9.03) == (Snap.CENTRE, (9, 9))
    assert caught(5.93, 0.03) == (Snap.END, (5.9, 0)), "the corner of a wall, not only its axis"
    assert caught(3.04, 0.05, last=(3.0, 5.0)) == (Snap.PERPENDICULAR, (3, 0))
    assert caught(4.8, 0.06) == (Snap.EXTENSION, (4.8, 0))
    assert caught(3.3, 0.06) is None
    assert caught(3.3, 0.06, wanted=ALL) == (Snap.NEAREST, (3.3, 0))
    assert caught(3.34, 5.57, wanted=(Snap.GRID,)) == (Snap.GRID, (3.3, 5.6))


def test_window_and_crossing_choose_differently() -> None:
    a = wall((0, 0), (4, 0), name="a")
    drawn = model(a, door(a, 1, name="d"), line((1, 1), (2, 2), name="l"), line((10, 10), (11, 11), name="far"))
    box = (0.5, -1.0, 3.0, 3.0)
    assert {one.id for one in in_window(drawn, box)} == {"l", "d"}
    assert {one.id for one in in_crossing(drawn, box)} == {"l", "d", "a"}
    assert {one.id for one in in_crossing(drawn, (1.8, -0.05, 1.85, 0.05))} == {"a", "d"}, "wholly inside of both"


def test_small_things_are_chosen_before_what_they_lie_on() -> None:
    a = wall((0, 0), (4, 0), name="a")
    drawn = model(a, door(a, 1, name="d"), entity(Kind.HATCH, (-1, -1), (5, -1), (5, 5), (-1, 5), name="h"),
                  entity(Kind.SYMBOL, (2, 2), style="fire/origin", name="s"))
    assert at_point(drawn, (1.4, 0.0), 0.05).id == "d"
    assert at_point(drawn, (3, 0.05), 0.05).id == "a"
    assert at_point(drawn, (2.1, 2.1), 0.05).id == "s"
    assert at_point(drawn, (3.5, 3.5), 0.05) is None
    assert at_point(drawn, (-1.0, 3.5), 0.05).id == "h"
