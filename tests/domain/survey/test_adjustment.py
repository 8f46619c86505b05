"""Adjustments against textbook numbers, and blunders named."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.api import UserError
from workstation.api.survey import (
    Angle,
    Bearing,
    Control,
    Direction,
    Distance,
    Matrix,
    Vector,
    adjust,
    adjust_network,
    find_blunders,
)

LEVELS = np.array([  # BM X = 100.00, BM Y = 107.50; unknowns A, B, C
    [1, 0, 0], [-1, 0, 0], [0, 0, 1], [0, 0, -1], [-1, 1, 0], [0, 1, 0], [0, -1, 1],
], float)
MEASURED = np.array([105.10, 2.34 - 107.50, 107.50 - 1.25, -6.13 - 100.0, -0.68, 107.50 - 3.00, 1.70])
LINES = np.array([4, 3, 2, 3, 2, 2, 2], float)


def linear(slope: Matrix):  # type of the closure is Model
    def model(x: Vector) -> tuple[Vector, Matrix]:
        return slope @ x, slope

    return model


def test_three_equations_with_two_unknowns() -> None:
    """Ghilani, Adjustment Computations, 11.2: x + y = 3.0, 2x − y = 1.5, x − y = 0.2."""
    slope = np.array([[1, 1], [2, -1], [1, -1]], float)
    result = adjust(linear(slope), np.array([3.0, 1.5, 0.2]), np.ones(3), np.zeros(2))
    assert result.x == pytest.approx([1.514, 1.443], abs=5e-4)
    assert result.residuals == pytest.approx([-0.043, 0.086, -0.129], abs=5e-4)


def test_level_network_of_the_textbook() -> None:
    """Ghilani, Adjustment Computations, 12.3: equal weights give 105.141, 104.483, 106.188; weights by the length of
    the lines 105.150, 104.489, 106.197."""
    equal = adjust(linear(LEVELS), MEASURED, np.ones(7), np.zeros(3))
    assert equal.x == pytest.approx([105.141, 104.483, 106.188], abs=6e-4)
    weighted = adjust(linear(LEVELS), MEASURED, np.sqrt(LINES), np.zeros(3))
    assert weighted.x == pytest.approx([105.150, 104.489, 106.197], abs=6e-4)
    assert weighted.dof == 4
    assert weighted.redundancy.sum() == pytest.approx(4.0)


@given(st.integers(0, 6), st.sampled_from([-1.0, 1.0]), st.integers(0, 2**16))
@settings(max_examples=30, deadline=None)
def test_blunder_in_a_level_network_is_named(which: int, sign: float, seed: int) -> None:
    sigma = np.full(7, 0.002)
    truth = LEVELS @ np.array([105.14, 104.48, 106.19])
    observed = truth + np.random.default_rng(seed).normal(0, 0.0005, 7)
    observed[which] += sign * 0.05
    found = find_blunders(linear(LEVELS), observed, sigma, np.zeros(3))
    assert found[0].index == which or which in found[0].alike
    assert found[0].size == pytest.approx(sign * 0.05, abs=0.005)


def test_one_spare_measurement_cannot_say_which_is_wrong() -> None:
    slope = np.array([[1.0, 0], [0, 1], [1, 1]])
    found = find_blunders(linear(slope), np.array([1.0, 2.0, 3.5]), np.full(3, 0.01), np.zeros(2))
    assert len(found) == 1
    assert sorted((found[0].index, *found[0].alike)) == [0, 1, 2]


def test_without_redundancy_nothing_is_judged() -> None:
    result = adjust(linear(np.eye(2)), np.array([1.0, 2.0]), np.ones(2), np.zeros(2))
    assert (result.dof, result.sigma0, result.accepted, result.checked) == (0, None, None, False)
    assert np.all(np.isinf(result.detectable))


def test_undetermined_unknowns_are_counted() -> None:
    with pytest.raises(UserError) as caught:
        adjust(linear(np.array([[1.0, 1.0], [2.0, 2.0]])), np.array([1.0, 2.0]), np.ones(2), np.zeros(2))
    assert (caught.value.code, caught.value.values["missing"]) == ("survey.not_determined", "1")


TRUE = {"A": (0.0, 0.0), "B": (40.0, 0.0), "C": (42.0, 30.0), "D": (3.0, 28.0), "P": (20.0, 12.0)}


def turn(at: str, target: str) -> float:
    (x1, y1), (x2, y2) = TRUE[at], TRUE[target]
    return math.degrees(math.atan2(x2 - x1, y2 - y1)) % 360


def length(start: str, end: str) -> float:
    return math.dist(TRUE[start], TRUE[end])


def observations(noise: np.random.Generator | None = None, wrong: float = 0.0) -> list:
    shift = (lambda sigma: float(noise.normal(0, sigma))) if noise else (lambda _: 0.0)
    pairs = [("A", "P"), ("B", "P"), ("C", "P"), ("D", "P"), ("C", "D"), ("B", "C"), ("A", "D")]
    found: list = [Distance(a, b, length(a, b) + shift(0.002), 0.002) for a, b in pairs]
    found += [
        Angle("P", "A", end, (turn("P", end) - turn("P", "A")) % 360 + shift(4 / 3600), 4.0) for end in ("C", "D", "B")
    ]
    found += [Direction("A", end, (turn("A", end) - 77) % 360 + shift(4 / 3600), 4.0, "1") for end in ("B", "P", "D")]
    found.append(Bearing("B", "C", turn("B", "C") + shift(4 / 3600), 4.0))
    found[2] = Distance("C", "P", found[2].value_m + wrong, 0.002)
    return found


def near() -> dict[str, tuple[float, float]]:
    return {name: (x + 0.7, y - 0.6) for name, (x, y) in TRUE.items()}


CONTROLS = {"A": Control(0.0, 0.0), "B": Control(40.0, 0.0)}


def test_perfect_plane_network_is_found_exactly() -> None:
    result = adjust_network(observations(), CONTROLS, near())
    for name, point in result.points.items():
        assert point.at == pytest.approx(TRUE[name], abs=1e-8)
    assert result.adjusted.residuals == pytest.approx(np.zeros(14), abs=1e-9)
    assert result.adjusted.dof == 14 - 7


def test_network_with_noise_is_accepted_and_its_ellipses_hold_the_truth() -> None:
    inside = 0
    for seed in range(60):
        result = adjust_network(observations(np.random.default_rng(seed)), CONTROLS, near())
        miss = np.array(result.points["P"].at) - TRUE["P"]
        covariance = result.adjusted.covariance[4:6, 4:6]
        names = list(result.order)
        row = 2 * names.index("P")
        covariance = result.adjusted.covariance[row : row + 2, row : row + 2]
        inside += bool(miss @ np.linalg.inv(covariance) @ miss < 5.991)  # chi-square of 2, 95 %
    assert 52 <= inside <= 60


def test_wrong_distance_is_named_with_its_size() -> None:
    result = adjust_network(observations(np.random.default_rng(7), wrong=0.10), CONTROLS, near())
    assert result.adjusted.accepted is False
    assert [blunder.index for blunder in result.blunders] == [2]
    assert result.blunders[0].size == pytest.approx(0.10, abs=0.012)


def test_soft_control_points_are_adjusted_with_the_rest() -> None:
    soft = {"A": Control(0.0, 0.0), "B": Control(40.02, 0.0, 0.02)}
    more = [*observations(), Distance("A", "B", 40.0, 0.002)]
    result = adjust_network(more, soft, near())
    assert result.points["B"].x == pytest.approx(40.0, abs=0.001)
    assert result.covariance_of("A", "B")[:2, :2] == pytest.approx(np.zeros((2, 2)))


def test_network_without_control_or_start_says_so() -> None:
    with pytest.raises(UserError, match="no_control"):
        adjust_network(observations(), {}, near())
    with pytest.raises(UserError, match="no_start") as caught:
        adjust_network(observations(), CONTROLS, {})
    assert "P" in caught.value.values["points"]
