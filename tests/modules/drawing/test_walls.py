"""Walls join cleanly, whatever the corner; rooms are what they enclose."""

import math

import pytest
import shapely

from modules.drawing.records import Entity, Kind, Point
from modules.drawing.rules.geometry import polar
from modules.drawing.rules.rooms import face_at
from modules.drawing.rules.walls import bodies, solid
from tests.modules.drawing.shapes import door, entity, line, model, room, wall
from workstation.api import UserError


def union(*walls: Entity) -> shapely.Polygon:
    found = solid(bodies(walls).values())
    assert isinstance(found, shapely.Polygon), "one piece without slivers"
    return found


def corner_count(shape: shapely.Polygon) -> int:
    rings = [shape.exterior, *shape.interiors]
    return sum(len(ring.simplify(1e-6).coords) - 1 for ring in rings)


def test_a_corner_has_one_inner_and_one_outer_point() -> None:
    made = union(wall((0, 0), (4, 0)), wall((4, 0), (4, 3)))
    assert corner_count(made) == 6
    assert made.area == pytest.approx(0.24 * 4.12 + 0.24 * 2.88)
    assert made.covers(shapely.Point(4.12, -0.12)), "the outer corner is full"


@pytest.mark.parametrize("thin", [0.06, 0.12, 0.24])
@pytest.mark.parametrize("end_y", [0.0, 0.12, 0.10, 0.14])
def test_a_wall_that_ends_on_another_becomes_one_with_it(thin: float, end_y: float) -> None:
    """On the centre line, on the face, a little short of it: a tape is not exact."""
    made = union(wall((0, 0), (4, 0)), wall((2, 3), (2, end_y), thin))
    assert made.area == pytest.approx(4 * 0.24 + thin * (3 - 0.12), abs=1e-6)
    assert corner_count(made) == 8


def test_a_wall_that_ends_clearly_apart_stays_apart() -> None:
    found = solid(bodies([wall((0, 0), (4, 0)), wall((2, 3), (2, 0.4))]).values())
    assert len(shapely.get_parts(found)) == 2


def test_a_crossing_is_one_piece() -> None:
    made = union(wall((-2, 0), (2, 0)), wall((0, -2), (0, 2), 0.12))
    assert made.area == pytest.approx(4 * 0.24 + 4 * 0.12 - 0.24 * 0.12)
    assert corner_count(made) == 12


@pytest.mark.parametrize("angle", [15, 20, 30, 45, 60, 90, 120, 150, 165, 179.5, 180, 200, 270, 340])
def test_two_walls_at_any_angle(angle: float) -> None:
    """The union is valid, holds both centre lines, and no point of it is farther out than a mitre may be."""
    end = polar((0, 0), 3, angle)
    made = union(wall((3, 0), (0, 0)), wall((0, 0), end, 0.18))
    assert made.is_valid and not made.interiors
    for axis in ([(3, 0), (0, 0)], [(0, 0), end]):
        assert made.buffer(1e-6).covers(shapely.LineString(axis))
    reach = max(math.dist((0, 0), point) for point in made.exterior.coords if math.dist((0, 0), point) < 2.9)
    assert reach <= 6 * 0.24 + 1e-6


def test_three_walls_in_a_star_have_no_hole() -> None:
    made = union(*(wall((0, 0), polar((0, 0), 2, angle), 0.2) for angle in (90, 210, 330)))
    assert not made.interiors and made.covers(shapely.Point(0, 0))
    assert corner_count(made) == 9


def test_rooms_have_the_area_between_the_faces() -> None:
    drawn = model(*room(4, 3))
    (face,) = drawn.faces()
    assert face.area_m2 == pytest.approx(12) and face.perimeter_m == pytest.approx(14)
    assert face_at((2, 1), drawn.faces()) == face and face_at((9, 9), drawn.faces()) is None


def test_a_partition_and_a_line_divide_a_room() -> None:
    drawn = model(*room(4, 3), wall((1.5, 0), (1.5, 3), 0.1), line((1.56, 1), (3.99, 1), style="separator"))
    areas = sorted(round(face.area_m2, 3) for face in drawn.faces())
    assert areas == [pytest.approx(2.45), pytest.approx(1.45 * 3), pytest.approx(2.45 * 2)]


def test_doors_leave_rooms_closed_and_an_open_side_has_no_area() -> None:
    a, *others = room(4, 3)
    drawn = model(a, *others, door(a, 1.0))
    assert len(drawn.faces()) == 1
    assert model(*others).faces() == []


def test_a_short_wall_and_a_wall_without_length() -> None:
    drawn = model(wall((0, 0), (0.0005, 0)), wall((0, 0), (0.2, 0)))
    assert len(drawn.groups) == 1
    with pytest.raises(UserError) as error:
        wall((0, 0), (float("nan"), 0))
    assert error.value.code == "drawing.bad_coordinates"
    for bad in ({"measured_mm": (float("nan"),)}, {"value": float("inf")}):
        with pytest.raises(UserError):
            entity(Kind.DIMENSION, (0, 0), (1, 0), **bad)


def test_bad_geometry_is_refused_with_its_kind() -> None:
    cases: list[tuple[Kind, tuple[Point, ...], float]] = [
        (Kind.HATCH, ((0, 0), (1, 1)), 0.0), (Kind.LINE, (), 0.0), (Kind.WALL, ((0, 0), (1, 0), (2, 0)), 0.2),
        (Kind.CIRCLE, ((0, 0),), 0.0), (Kind.WALL, ((0, 0), (1, 0)), -0.1),
        (Kind.LINE, tuple((float(n), 0.0) for n in range(30_000)), 0.0), (Kind.LINE, ((0, 0), (math.inf, 0)), 0.0),
    ]
    for kind, points, size in cases:
        with pytest.raises(UserError):
            Entity(drawing_id="D", layer_id="L", kind=kind, points=points, size_m=size)
