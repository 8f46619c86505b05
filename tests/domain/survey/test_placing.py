"""Points placed one by one, rooms, fits, and what they leave uncertain."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workstation.api import UserError
from workstation.api.survey import (
    BaselineReading,
    FitKind,
    KnownPoint,
    Placed,
    PolarReading,
    RoomLength,
    Side,
    angle,
    area,
    baseline_offset,
    bearing,
    distance,
    ellipse,
    fit_points,
    height_difference,
    independent,
    path_length,
    polar,
    room_by_lengths,
    side_of,
    two_distances,
)

COORDINATE = st.floats(-50, 50)
ORIGIN, EAST = Placed(0, 0), Placed(10, 0)


def test_baseline_and_offset() -> None:
    left = baseline_offset(ORIGIN, EAST, BaselineReading(3, 4, Side.LEFT, 0.003, 0.004, 0.0))
    assert left.at == pytest.approx((3, 4))
    assert left.covariance == pytest.approx((9e-6, 0, 16e-6))
    assert baseline_offset(ORIGIN, EAST, BaselineReading(-1, 2, Side.RIGHT)).at == pytest.approx((-1, -2))


def test_crooked_right_angle_moves_the_point_along_the_baseline() -> None:
    crooked = baseline_offset(ORIGIN, EAST, BaselineReading(3, 4, Side.LEFT, 0.0, 0.0, 1.0))
    assert math.sqrt(crooked.covariance[0]) == pytest.approx(4 * math.radians(1))
    assert crooked.covariance[2] == pytest.approx(0)


def test_uncertain_baseline_is_carried_to_the_point() -> None:
    far = baseline_offset(ORIGIN, Placed(10, 0, (0, 0, 1e-4)), BaselineReading(20, 0, Side.LEFT, 0, 0, 0))
    assert math.sqrt(far.covariance[2]) == pytest.approx(0.02)  # twice as far out, twice the error


@given(COORDINATE, COORDINATE, COORDINATE, COORDINATE, COORDINATE, COORDINATE)
def test_two_distances_give_the_point_and_its_mirror(
    ax: float, ay: float, bx: float, by: float, px: float, py: float
) -> None:
    a, b, p = Placed(ax, ay), Placed(bx, by), (px, py)
    assume(math.dist(a.at, b.at) > 0.5 and min(math.dist(a.at, p), math.dist(b.at, p)) > 0.5)
    cross = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
    assume(abs(cross) / math.dist(a.at, b.at) > 0.3)
    found = two_distances(a, b, math.dist(a.at, p), math.dist(b.at, p))
    side = side_of(a.at, b.at, p)
    assert side is not None
    assert found.on(side).at == pytest.approx(p, abs=1e-6)
    other = found.on(Side.LEFT if side is Side.RIGHT else Side.RIGHT)
    assert math.dist(other.at, a.at) == pytest.approx(math.dist(a.at, p), abs=1e-6)
    assert side_of(a.at, b.at, other.at) is not side


def test_square_crossing_is_as_good_as_its_lengths_and_a_flat_one_is_called_weak() -> None:
    square = two_distances(ORIGIN, Placed(5, 0), 3, 4, 0.003, 0.003)
    assert square.angle_deg == pytest.approx(90)
    assert square.left.sigma_m == pytest.approx(0.003 * math.sqrt(2))
    assert not square.weak
    assert two_distances(ORIGIN, EAST, 5.05, 5.05).weak


@pytest.mark.parametrize(("one", "two"), [(3.0, 4.0), (20.0, 3.0)])
def test_lengths_that_do_not_meet_name_the_gap(one: float, two: float) -> None:
    with pytest.raises(UserError) as caught:
        two_distances(ORIGIN, EAST, one, two)
    assert caught.value.code == "survey.do_not_meet"
    assert caught.value.values["gap"] in ("3.000", "7.000")


def test_lengths_that_just_miss_touch_on_the_line() -> None:
    assert two_distances(ORIGIN, EAST, 4.0, 5.995).left.at == pytest.approx((4.0, 0), abs=0.01)


def test_polar_with_backsight_slope_and_uncertainty() -> None:
    reading = PolarReading(90, 20 / math.sin(math.radians(60)), 60, 10, 0.0, 0.0)
    point = polar(ORIGIN, reading, Placed(0, 50))
    assert point.at == pytest.approx((20, 0))
    assert math.sqrt(point.covariance[2]) == pytest.approx(20 * math.radians(10 / 3600))
    rise, _ = height_difference(reading, 1.5, 1.2)
    assert rise == pytest.approx(20 / math.tan(math.radians(60)) + 0.3)


@pytest.mark.parametrize("reading", [PolarReading(0, -1), PolarReading(0, math.nan), PolarReading(0, 5, 180)])
def test_impossible_polar_readings_are_refused(reading: PolarReading) -> None:
    with pytest.raises(UserError):
        polar(ORIGIN, reading)


def test_points_that_coincide_are_refused() -> None:
    for place in (
        lambda: baseline_offset(ORIGIN, ORIGIN, BaselineReading(1, 1)),
        lambda: two_distances(ORIGIN, ORIGIN, 1, 1),
        lambda: polar(ORIGIN, PolarReading(0, 1), ORIGIN),
        lambda: bearing((0, 0), (0, 0), np.zeros((4, 4))),
    ):
        with pytest.raises(UserError, match="points_coincide"):
            place()


# rooms

L_SHAPE = [(0.0, 0.0), (6.0, 0.0), (6.0, 2.5), (3.5, 2.5), (3.5, 5.0), (0.0, 5.0)]


def lengths_of(corners: list[tuple[float, float]], diagonals: list[tuple[int, int]]) -> list[RoomLength]:
    count = len(corners)
    pairs = [(i, (i + 1) % count) for i in range(count)] + diagonals
    return [RoomLength(i, j, math.dist(corners[i], corners[j])) for i, j in pairs]


def test_room_of_four_walls_and_one_diagonal_is_exact_and_unchecked() -> None:
    room = room_by_lengths(lengths_of([(0, 0), (4, 0), (4, 3), (0, 3)], [(0, 2)]))
    assert [c.at for c in room.corners] == [pytest.approx(c, abs=1e-9) for c in [(0, 0), (4, 0), (4, 3), (0, 3)]]
    assert not room.adjusted.checked
    assert room.area.value == pytest.approx(12)


def test_second_diagonal_checks_and_a_third_measurement_names_the_blunder() -> None:
    corners = [(0.0, 0.0), (7.2, 0.1), (7.3, 5.0), (3.0, 6.4), (0.1, 5.1)]
    diagonals = [(0, 2), (1, 3), (1, 4), (0, 3), (2, 4)]
    measured = lengths_of(corners, diagonals)
    assert room_by_lengths(measured).adjusted.dof == 3
    wrong = [*measured[:6], RoomLength(1, 3, measured[6].length_m + 0.10), *measured[7:]]
    room = room_by_lengths(wrong)
    assert room.adjusted.accepted is False
    assert [blunder.index for blunder in room.blunders] == [6]
    assert room.blunders[0].size == pytest.approx(0.10, abs=0.005)


@pytest.mark.parametrize("clockwise", [False, True])
def test_room_with_an_inner_corner_is_found_without_a_sketch(clockwise: bool) -> None:
    corners = [(x, -y) for x, y in L_SHAPE] if clockwise else L_SHAPE
    room = room_by_lengths(
        lengths_of(corners, [(0, 2), (0, 3), (0, 4), (1, 3), (3, 5), (2, 4)]), clockwise=clockwise
    )
    assert [c.at for c in room.corners] == [pytest.approx(corner, abs=1e-6) for corner in corners]
    assert room.area.value == pytest.approx(6 * 2.5 + 3.5 * 2.5)


@given(st.integers(0, 2**16), st.integers(4, 7))
@settings(max_examples=25, deadline=None)
def test_any_convex_room_comes_back(seed: int, count: int) -> None:
    chance = np.random.default_rng(seed)
    turns = (np.arange(count) + chance.uniform(-0.25, 0.25, count)) * 2 * math.pi / count
    corners = [(5 * math.cos(t), 4 * math.sin(t)) for t in turns]
    room = room_by_lengths(lengths_of(corners, [(0, i) for i in range(2, count - 1)] + [(1, 3)]))
    for i in range(count):
        for j in range(i):
            assert room.between(i, j).value == pytest.approx(math.dist(corners[i], corners[j]), abs=1e-6)


def test_room_that_could_be_pushed_over_asks_for_diagonals() -> None:
    with pytest.raises(UserError) as caught:
        room_by_lengths(lengths_of(L_SHAPE, [(0, 2)]))
    assert (caught.value.code, caught.value.values["missing"]) == ("survey.not_rigid", "2")


@pytest.mark.parametrize("bad", [RoomLength(0, 0, 1), RoomLength(0, 1, -2), RoomLength(0, 1, math.nan)])
def test_impossible_lengths_are_refused(bad: RoomLength) -> None:
    with pytest.raises(UserError):
        room_by_lengths([*lengths_of([(0, 0), (4, 0), (4, 3), (0, 3)], [(0, 2)]), bad])


# fits

SITE = [(0.0, 0.0), (30.0, 2.0), (28.0, 21.0), (-3.0, 18.0), (12.0, 9.0)]


def onto_map(point: tuple[float, float], scale: float = 1.0, turn_deg: float = 25.0) -> tuple[float, float]:
    c, s = scale * math.cos(math.radians(turn_deg)), scale * math.sin(math.radians(turn_deg))
    return 512_345.0 + c * point[0] - s * point[1], 2_534_567.0 + s * point[0] + c * point[1]


def known(kind: FitKind) -> list[KnownPoint]:
    def slanted(p: tuple[float, float]) -> tuple[float, float]:
        w = 1 + 0.01 * p[0] + 0.004 * p[1]
        return (2 * p[0] + 0.1 * p[1] + 5) / w, (1.5 * p[1] - 0.2 * p[0] - 3) / w

    make = {
        FitKind.RIGID: onto_map, FitKind.SIMILARITY: lambda p: onto_map(p, 1.25, -130),
        FitKind.AFFINE: lambda p: (1 + 2 * p[0] + 0.3 * p[1], 4 - 0.1 * p[0] + 1.7 * p[1]), FitKind.PROJECTIVE: slanted,
    }[kind]
    return [KnownPoint(p, make(p), name=f"K{i}") for i, p in enumerate(SITE)]


@pytest.mark.parametrize("kind", list(FitKind))
def test_fit_returns_the_transformation_and_back(kind: FitKind) -> None:
    fit = fit_points(known(kind), kind)
    assert fit.checked
    assert fit.rms_m < 1e-6
    for point in known(kind):
        assert fit.apply(point.source) == pytest.approx(point.target, abs=1e-6)
        assert fit.back(point.target) == pytest.approx(point.source, abs=1e-6)


def test_site_frame_has_scale_and_turn() -> None:
    fit = fit_points(known(FitKind.SIMILARITY))
    assert fit.scale == pytest.approx(1.25)
    assert fit.rotation_deg == pytest.approx(-130)
    assert fit_points(known(FitKind.RIGID), FitKind.RIGID).rotation_deg == pytest.approx(25)


def test_two_points_are_exact_and_unchecked_with_a_free_scale_but_checked_without() -> None:
    two = known(FitKind.SIMILARITY)[:2]
    fit = fit_points(two)
    assert (fit.checked, fit.rms_m) == (False, pytest.approx(0, abs=1e-6))
    assert not any(residual.checked for residual in fit.residuals)
    assert fit_points(two, FitKind.RIGID).checked


def test_too_few_too_close_and_in_line() -> None:
    points = known(FitKind.SIMILARITY)
    with pytest.raises(UserError, match="too_few_points"):
        fit_points(points[:1])
    with pytest.raises(UserError, match="points_too_close"):
        fit_points([KnownPoint((0, 0), (0, 0)), KnownPoint((0.1, 0), (0.1, 0))])
    line = [KnownPoint((float(i), 2.0 * i), (3.0 * i, 6.0 * i)) for i in range(5)]
    for kind in (FitKind.AFFINE, FitKind.PROJECTIVE):
        with pytest.raises(UserError, match="points_in_line"):
            fit_points(line, kind)
    with pytest.raises(UserError, match="not_a_number"):
        fit_points([*points, KnownPoint((math.nan, 0), (0, 0))])


@given(st.integers(0, 4), st.integers(0, 2**16))
@settings(max_examples=25, deadline=None)
def test_wrong_control_point_is_named(which: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    points = []
    for number, point in enumerate(known(FitKind.SIMILARITY)):
        dx, dy = chance.normal(0, 0.005, 2) + (0.4 if number == which else 0.0)
        points.append(KnownPoint(point.source, (point.target[0] + dx, point.target[1] + dy), 0.01, point.name))
    fit = fit_points(points)
    assert fit.blunders[0].index == which
    assert fit.blunders[0].size == pytest.approx(0.4 * math.sqrt(2), abs=0.06)
    assert max(fit.residuals, key=lambda residual: residual.length_m).name == f"K{which}"


def test_uncertainty_of_a_fitted_point_grows_away_from_the_known_ones() -> None:
    fit = fit_points(known(FitKind.SIMILARITY))
    assert fit.place((500.0, 0.0)).sigma_m > 3 * fit.place((12.0, 9.0)).sigma_m


def test_picture_has_a_horizon() -> None:
    fit = fit_points(known(FitKind.PROJECTIVE), FitKind.PROJECTIVE)
    with pytest.raises(UserError, match="beyond_horizon"):
        fit.apply((-200.0, 0.0))


# propagation, against random trials

def test_propagation_agrees_with_random_trials() -> None:
    chance = np.random.default_rng(11)
    points = [Placed(0, 0, (4e-4, 1e-4, 1e-4)), Placed(8, 1, (1e-4, 0, 4e-4)), Placed(7, 6, (2e-4, -1e-4, 3e-4))]
    covariance = independent(points)
    mean = np.array([value for point in points for value in point.at])
    trials = chance.multivariate_normal(mean, covariance, 20_000).reshape(-1, 3, 2)
    ray = trials[:, 1] - trials[:, 0]
    length = distance(points[0].at, points[1].at, covariance[:4, :4])
    assert length.u == pytest.approx(np.hypot(ray[:, 0], ray[:, 1]).std(), rel=0.03)
    other = trials[:, 2] - trials[:, 0]
    turns = np.degrees(np.arctan2(other[:, 0], other[:, 1]) - np.arctan2(ray[:, 0], ray[:, 1]))
    measured = angle(points[0].at, points[1].at, points[2].at, covariance)
    assert measured.value == pytest.approx(turns.mean() % 360, abs=0.02)
    assert measured.u == pytest.approx(turns.std(), rel=0.03)
    areas = np.abs(ray[:, 0] * other[:, 1] - ray[:, 1] * other[:, 0]) / 2
    assert area([point.at for point in points], covariance).u == pytest.approx(areas.std(), rel=0.03)


def test_area_keeps_its_digits_far_from_the_origin() -> None:
    corners = [(5e5 + x, 2.5e6 + y) for x, y in [(0.0, 0.0), (6.0, 0.0), (6.0, 4.0), (0.0, 4.0)]]
    assert area(corners, np.zeros((8, 8))).value == pytest.approx(24, abs=1e-8)
    assert path_length(corners, np.zeros((8, 8)), closed=True).value == pytest.approx(20, abs=1e-8)


def test_ellipse_of_a_slanted_covariance() -> None:
    along, across = 0.03, 0.01
    u, n = np.array([math.sin(0.5), math.cos(0.5)]), np.array([math.cos(0.5), -math.sin(0.5)])
    whole = along**2 * np.outer(u, u) + across**2 * np.outer(n, n)
    found = ellipse((whole[0, 0], whole[0, 1], whole[1, 1]))
    assert (found.major_m, found.minor_m) == (pytest.approx(0.03), pytest.approx(0.01))
    assert found.bearing_deg == pytest.approx(math.degrees(0.5))
