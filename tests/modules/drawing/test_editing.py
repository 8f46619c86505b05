"""Moving, stretching, trimming: what was meant happens, openings and dimensions keep their places."""

import math
from collections.abc import Iterable
from dataclasses import replace

import pytest

from modules.drawing.records import Kind, Point
from modules.drawing.rules import editing, moving
from modules.drawing.rules.dimensions import anchored, closures, lengths_m, shown_mm, tape_errors
from modules.drawing.rules.model import Edit, Model
from tests.modules.drawing.shapes import door, entity, line, model, room, wall
from workstation.api import UserError


def done(drawn: Model, edit: Edit) -> Model:
    drawn.apply(edit)
    return drawn


def near(found: Iterable[Point], wanted: Iterable[Point]) -> bool:
    """Whether these are the same points, in any order."""
    pairs = zip(sorted((round(x, 9), round(y, 9)) for x, y in found), sorted(wanted), strict=True)
    return all(math.dist(one, other) < 1e-6 for one, other in pairs)


def test_a_door_goes_with_its_wall_and_slides_alone() -> None:
    a = wall((0, 0), (4, 0), name="a")
    drawn = model(a, door(a, 1.0, name="d"))
    done(drawn, moving.move(drawn, [a], (1, 2)))
    assert drawn.key_points(drawn.entities["d"])[0] == pytest.approx((2, 2))
    done(drawn, moving.move(drawn, [drawn.entities["d"]], (10, 5)))
    assert drawn.entities["d"].at_m == pytest.approx(3.1), "it stops where the wall ends"


def test_mirroring_and_turning_back_is_nothing() -> None:
    drawn = model(*room(), entity(Kind.ARC, (1, 1), size_m=1, angle_deg=20, value=70, name="arc"),
                  entity(Kind.OBJECT, (2, 2), size_m=1, depth_m=0.5, angle_deg=30, name="box"))
    before = dict(drawn.entities)
    for _ in range(2):
        done(drawn, moving.mirror(drawn, list(drawn.entities.values()), (0, 0), (1, 3)))
    for angle in (37.5, -37.5):
        done(drawn, moving.rotate(drawn, list(drawn.entities.values()), (5, 6), angle))
    for one in before.values():
        there = drawn.entities[one.id]
        assert all(math.dist(p, q) < 1e-9 for p, q in zip(one.points, there.points, strict=True))
        assert math.isclose(math.cos(math.radians(one.angle_deg - there.angle_deg)), 1, abs_tol=1e-12)


def test_a_mirrored_arc_goes_through_mirrored_points() -> None:
    arc = entity(Kind.ARC, (1, 0), size_m=1, angle_deg=0, value=90, name="arc")
    drawn = model(arc)
    ends = drawn.key_points(arc)[1:]
    done(drawn, moving.mirror(drawn, [arc], (0, 0), (0, 1)))
    mirrored = drawn.key_points(drawn.entities["arc"])[1:]
    assert near(mirrored, [(-x, y) for x, y in ends])


def test_copies_of_walls_take_their_doors_along() -> None:
    a = wall((0, 0), (4, 0), name="a")
    drawn = model(a, door(a, 1.0, name="d"))
    done(drawn, moving.array(drawn, [a], 3, 2, 5.0, 4.0))
    doors = drawn.of_kind(Kind.OPENING)
    assert len(drawn.of_kind(Kind.WALL)) == 6 and len(doors) == 6
    assert {door.host_id for door in doors} == {wall.id for wall in drawn.of_kind(Kind.WALL)}
    with pytest.raises(UserError):
        moving.array(drawn, [a], 100, 100, 1, 1)


def test_stretching_moves_ends_in_the_window_and_leaves_doors_in_place() -> None:
    a, b, c, d = room(4, 3)
    hole = door(c, 0.6, name="hole")  # in the wall that runs back from right to left
    drawn = model(a, b, c, d, hole)
    place = drawn.key_points(hole)[0]
    done(drawn, moving.stretch(drawn, drawn.entities.values(), (3.5, -1, 5, 4), (1.5, 0)))
    assert drawn.faces()[0].area_m2 == pytest.approx(5.5 * 3)
    assert drawn.key_points(drawn.entities["hole"])[0] == pytest.approx(place)


def test_trimming_takes_the_piece_that_was_pointed_at() -> None:
    one, left, right = line((0, 0), (10, 0), name="x"), line((3, -1), (3, 1)), line((7, -1), (7, 1))
    drawn = model(one, left, right)
    done(drawn, editing.trim(drawn, one, (5, 0.1)))
    pieces = sorted(e.points for e in drawn.entities.values() if e.points[0][1] == e.points[1][1])
    assert pieces == [((0, 0), (3, 0)), ((7, 0), (10, 0))]
    with pytest.raises(UserError) as error:
        editing.trim(drawn, drawn.entities[left.id], (3, 0.5), edges=())
    assert error.value.code == "drawing.nothing_to_trim"


def test_a_trimmed_wall_keeps_the_doors_of_what_is_left() -> None:
    a = wall((0, 0), (10, 0), name="a")
    drawn = model(a, wall((4, -2), (4, 2)), wall((6, -2), (6, 2)), door(a, 1, name="stays"), door(a, 4.5, name="goes"),
                  door(a, 8, name="moves"))
    done(drawn, editing.trim(drawn, a, (5, 0)))
    assert "goes" not in drawn.entities
    assert drawn.entities["moves"].at_m == pytest.approx(2) and drawn.entities["moves"].host_id != "a"
    assert drawn.key_points(drawn.entities["stays"])[0] == pytest.approx((1, 0))


def test_a_closed_line_is_trimmed_between_crossings() -> None:
    square = line((0, 0), (4, 0), (4, 4), (0, 4), closed=True, name="s")
    drawn = model(square, line((-1, 1), (5, 1)))
    done(drawn, editing.trim(drawn, square, (2, 0)))
    left = drawn.entities["s"]
    assert not left.closed and min(y for _, y in left.points) == pytest.approx(1)
    assert {left.points[0], left.points[-1]} == {(4.0, 1.0), (0.0, 1.0)}


def test_extend_split_corner_offset() -> None:
    a, b = line((0, 0), (2, 0), name="a"), line((5, -1), (5, 1), name="b")
    drawn = model(a, b)
    done(drawn, editing.extend(drawn, a, (1.9, 0)))
    assert drawn.entities["a"].points[-1] == pytest.approx((5, 0))
    done(drawn, editing.split(drawn, drawn.entities["a"], (2, 0)))
    assert len(drawn.entities) == 3
    c, e = line((0, 0), (0, 3), name="c"), line((1, 5), (4, 5), name="e")
    drawn = model(c, e)
    done(drawn, editing.corner(drawn, c, e))
    assert drawn.entities["c"].points[-1] == pytest.approx((0, 5)) == drawn.entities["e"].points[0]
    outer = editing.offset(line((0, 0), (4, 0), (4, 3), (0, 3), closed=True), (9, 1), 0.5)
    assert near(outer.points, [(-0.5, -0.5), (4.5, -0.5), (4.5, 3.5), (-0.5, 3.5)])
    with pytest.raises(UserError):
        editing.offset(entity(Kind.CIRCLE, (0, 0), size_m=0.3), (0, 0.1), 0.5)


def test_align_moves_groups_as_one() -> None:
    a, b, c = (line((x, y), (x + 1, y), name=n, group_id=g) for n, x, y, g in
               (("a", 0, 0, "g"), ("b", 0.5, 1, "g"), ("c", 5, 3, None)))
    drawn = model(a, b, c)
    done(drawn, moving.align(drawn, [a, b, c], "right"))
    assert drawn.entities["b"].points[1][0] == pytest.approx(6)
    assert drawn.entities["a"].points[0][0] == pytest.approx(4.5)


def test_align_to_two_points() -> None:
    a = line((0, 0), (2, 0), name="a")
    drawn = model(a)
    done(drawn, moving.align_to(drawn, [a], ((0, 0), (2, 0)), ((5, 5), (5, 9))))
    assert drawn.entities["a"].points[1] == pytest.approx((5, 7)), "turned, not stretched"


def test_dimensions_follow_faces_that_move_with_neighbours() -> None:
    walls = room(4, 3)
    drawn = model(*walls)
    inner = [(0.0, 0.0), (4.0, 0.0)]
    dim = anchored(drawn, entity(Kind.DIMENSION, *inner, name="dim", size_m=-0.8, style="horizontal"))
    assert all(dim.anchors) and shown_mm(dim) == (4000,)
    done(drawn, Edit(put=(dim,)))
    done(drawn, moving.move(drawn, [drawn.entities["b"]], (0.25, 0)))
    assert shown_mm(drawn.entities["dim"]) == (4100,), "the corner is open now: the end of the first wall is square"
    done(drawn, moving.move(drawn, [drawn.entities["b"]], (-0.25, 0)))
    done(drawn, moving.stretch(drawn, drawn.entities.values(), (3.5, -1, 5, 4), (0.25, 0)))
    assert shown_mm(drawn.entities["dim"]) == (4250,)
    done(drawn, editing.change(drawn, [drawn.entities["b"]], size_m=0.3))
    assert shown_mm(drawn.entities["dim"]) == (4200,), "a thicker wall takes half of it from the room"
    done(drawn, moving.erase(drawn, [drawn.entities["b"]]))
    assert drawn.entities["dim"].anchors[1] is None or drawn.entities["dim"].anchors[1].entity_id != "b"


def test_a_dimension_follows_a_door() -> None:
    a = wall((0, 0), (4, 0), name="a")
    hole = door(a, 1.0, 0.9, name="d")
    drawn = model(a, hole)
    spots = drawn.key_points(hole)
    dim = anchored(drawn, entity(Kind.DIMENSION, (0.0, -0.12), spots[2], spots[3], name="dim", style="horizontal",
                                 size_m=-0.5))
    done(drawn, Edit(put=(dim,)))
    before = shown_mm(drawn.entities["dim"])
    done(drawn, moving.move(drawn, [drawn.entities["d"]], (0.5, 0)))
    after = shown_mm(drawn.entities["dim"])
    assert after[0] == before[0] + 500 and after[1] == before[1] == 900


def test_chains_close_or_say_by_how_much() -> None:
    chain = entity(Kind.DIMENSION, (0, 0), (1.6, 0), (2.8, 0), (4.7, 0), style="horizontal", size_m=-0.5)
    whole = entity(Kind.DIMENSION, (0, 0), (4.7, 0), style="horizontal", size_m=-1.0)
    (closure,) = closures([chain, whole])
    assert (closure.sum_mm, closure.overall_mm, closure.difference_mm) == (4700, 4700, 0)
    taped = replace(chain, measured_mm=(1600.0, 1230.0, 1899.0))
    (closure,) = closures([taped, whole])
    assert closure.difference_mm == 29
    assert tape_errors(taped) == [(1, pytest.approx(0.03))]
    assert lengths_m(chain) == pytest.approx((1.6, 1.2, 1.9))


def test_a_plan_in_the_wrong_unit_is_put_right() -> None:
    a, *others = room(0.004, 0.003, 0.0002)
    drawn = model(a, *others, door(a, 0.001, 0.0009, name="door"), entity(Kind.CIRCLE, (0.001, 0.001), size_m=0.0005,
                                                                          name="circle"))
    done(drawn, moving.scale(drawn, list(drawn.entities.values()), 0.001, 1.0))
    face = drawn.face_at((1.5, 1.5))
    assert face is not None and face.area_m2 == pytest.approx(12)
    assert drawn.entities["door"].size_m == pytest.approx(0.9) and drawn.entities["circle"].size_m == pytest.approx(0.5)
    with pytest.raises(UserError):
        moving.scale(drawn, list(drawn.entities.values()), 0.0, 1.0)
