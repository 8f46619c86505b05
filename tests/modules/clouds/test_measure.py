"""Measures and their uncertainty, against what can be calculated by hand."""

import math

import numpy as np
import pytest

from modules.clouds.records import Cloud, MeasureKind, Triple
from modules.clouds.rules.measure import details_of, measured, point_sigma, spacing_near, uncertainty_of, value_of
from modules.clouds.rules.scene import Part, Scene, Spot
from tests.modules.clouds.test_drawing import pyramid_of
from workstation.api import UserError

SQUARE = np.array([[0.0, 0, 1], [2, 0, 1], [2, 3, 1], [0, 3, 1]])


def test_values() -> None:
    assert value_of(MeasureKind.DISTANCE, np.array([[1.0, 2, 3], [4, 6, 3]])) == pytest.approx(5)
    assert value_of(MeasureKind.VERTICAL, np.array([[0.0, 0, 3], [9, 9, 1]])) == pytest.approx(-2)
    assert value_of(MeasureKind.ANGLE, np.array([[1.0, 0, 0], [0, 0, 0], [0, 2, 0]])) == pytest.approx(90)
    assert value_of(MeasureKind.AREA, SQUARE) == pytest.approx(6)
    assert value_of(MeasureKind.AREA, SQUARE + 5e6) == pytest.approx(6)
    assert value_of(MeasureKind.POINT, SQUARE) == 1


def test_too_few_points_and_no_angle_are_said() -> None:
    with pytest.raises(UserError, match="too_few_points"):
        value_of(MeasureKind.AREA, SQUARE[:2])
    with pytest.raises(UserError, match="no_value"):
        value_of(MeasureKind.ANGLE, np.zeros((3, 3)))


def test_uncertainty_is_that_of_the_formula() -> None:
    pair = np.array([[0.0, 0, 0], [3, 4, 0]])
    assert uncertainty_of(MeasureKind.DISTANCE, pair, [0.003, 0.004]) == pytest.approx(0.005, rel=1e-4)
    assert uncertainty_of(MeasureKind.VERTICAL, pair, [0.003, 0.004]) == pytest.approx(0.005, rel=1e-4)
    corner = np.array([[10.0, 0, 0], [0, 0, 0], [0, 10, 0]])
    wanted = math.degrees(math.hypot(0.01, 0.01, math.sqrt(2) * 0.01) / 10)
    assert uncertainty_of(MeasureKind.ANGLE, corner, [0.01] * 3) == pytest.approx(wanted, rel=1e-3)


def test_uncertainty_agrees_with_a_simulation() -> None:
    rng = np.random.default_rng(2)
    sigma = 0.01
    values = [value_of(MeasureKind.AREA, SQUARE + rng.normal(0, sigma, SQUARE.shape)) for _ in range(4000)]
    assert uncertainty_of(MeasureKind.AREA, SQUARE, [sigma] * 4) == pytest.approx(np.std(values), rel=0.06)


def test_details() -> None:
    parts = details_of(MeasureKind.DISTANCE, np.array([[0.0, 0, 0], [3, 4, 12]]))
    assert parts == pytest.approx({"horizontal": 5, "vertical": 12})
    assert details_of(MeasureKind.AREA, SQUARE) == pytest.approx({"perimeter": 10, "off_plane": 0})


def test_spacing_and_unit_go_into_the_measure() -> None:
    grid = np.stack(np.meshgrid(np.arange(200), np.arange(200), [0], indexing="ij"), axis=-1).reshape(-1, 3) * 0.01
    pyramid = pyramid_of(grid, np.zeros((len(grid), 4), np.uint8), offset=(400_000.0, 3_000_000.0, 0.0))
    corner = (400_000.5, 3_000_000.5, 0.0)
    assert spacing_near(pyramid, corner) == pytest.approx(0.01, abs=1e-6)
    cloud = Cloud(file_id="f", name="a.las", format="LAS", unit="foot", accuracy_m=0.003)

    def spots(cloud: Cloud, *points: Triple) -> list[Spot]:
        return [Spot(cloud.id, point, point) for point in points]

    def scene(cloud: Cloud) -> Scene:
        return Scene((Part(cloud.id, pyramid),))

    made = measured(
        cloud, scene(cloud), MeasureKind.DISTANCE, spots(cloud, corner, (400_001.5, 3_000_000.5, 0.0))
    )
    assert made.value == pytest.approx(0.3048) and made.unit == "m"
    one = point_sigma(0.01, 0.001, 0.003 / 0.3048) * 0.3048
    assert made.uncertainty == pytest.approx(math.sqrt(2) * one, rel=1e-3)
    nameless = Cloud(file_id="f", name="a", format="XYZ")
    unknown = measured(nameless, scene(nameless), MeasureKind.AREA, spots(
        nameless, corner, (400_001.5, 3_000_000.5, 0.0), (400_001.5, 3_000_001.5, 0.0),
    ))
    assert (unknown.value, unknown.unit) == (pytest.approx(0.5), "u²")
