"""Planes and volumes over a picked polygon, against shapes whose plane and volume are known."""

import math

import numpy as np
import pytest

from modules.clouds.records import Cloud, MeasureKind
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.measure import surveyed
from modules.clouds.rules.morton import Array
from modules.clouds.rules.scene import Part, Scene, Spot, triple
from modules.clouds.rules.wording import details_text, told_text, value_text
from tests.modules.clouds.test_drawing import pyramid_of
from workstation.api import UserError, Words

FAR = np.array([400_000.0, 3_000_000.0, 20.0])
CLOUD = Cloud(id="a", file_id="a", name="a.las", format="LAS", unit="metre", accuracy_m=0.002)


def scene_of(points: Array) -> Scene:
    whole = np.round(points, 3)
    return Scene((Part("a", pyramid_of(whole, np.zeros((len(whole), 4), np.uint8), offset=(FAR[0], FAR[1], FAR[2]))),))


def picks(*points: tuple[float, float, float]) -> list[Spot]:
    return [Spot("a", triple(FAR + point), triple(FAR + point)) for point in points]


def test_a_heap_of_ash_has_its_volume() -> None:
    rng = np.random.default_rng(2)
    xy = rng.uniform(0, 4, (80_000, 2))
    away = np.linalg.norm(xy - 2, axis=1)
    heights = np.where(away < 1, 0.6 * (1 - away), 0.0)  # a cone of radius 1 m and height 0.6 m
    ceiling = np.column_stack([rng.uniform(0, 4, (20_000, 2)), np.full(20_000, 2.8)])
    scene = scene_of(np.concatenate([np.column_stack([xy, heights]), ceiling]))
    corners = picks((0.5, 0.5, 0), (3.5, 0.5, 0), (3.5, 3.5, 0), (0.5, 3.5, 0))
    made = surveyed(CLOUD, scene, MeasureKind.VOLUME, corners, None)
    truth = math.pi * 0.6 / 3
    assert made.unit == "m³" and made.value == pytest.approx(truth, 0.01)
    assert abs(made.value - truth) < 2 * made.uncertainty
    assert made.extra["covered"] > 0.99 and made.extra["area"] == pytest.approx(9)
    hole = surveyed(CLOUD, scene_of(np.column_stack([xy, -heights])), MeasureKind.VOLUME, corners, None)
    assert hole.value == pytest.approx(-truth, 0.01) and hole.extra["below"] == pytest.approx(truth, 0.01)


def test_what_is_not_seen_makes_a_volume_less_certain() -> None:
    rng = np.random.default_rng(2)
    xy = rng.uniform(0, 4, (60_000, 2))
    points = np.column_stack([xy, 0.2 * np.sin(xy[:, 0] * 2)])
    corners = picks((0, 0, 0), (4, 0, 0), (4, 4, 0), (0, 4, 0))
    whole = surveyed(CLOUD, scene_of(points), MeasureKind.VOLUME, corners, None)
    half = surveyed(CLOUD, scene_of(points[xy[:, 1] < 2]), MeasureKind.VOLUME, corners, None)
    assert half.extra["covered"] == pytest.approx(0.5, abs=0.03) and half.uncertainty > 5 * whole.uncertainty


def test_a_bowed_wall_has_its_inclination_and_direction() -> None:
    rng = np.random.default_rng(3)
    along, up = rng.uniform(0, 4, 50_000), rng.uniform(0, 3, 50_000)
    lean = math.radians(2)  # the wall leans to the north by 2°
    wall = np.column_stack([along, up * math.sin(lean) + rng.normal(0, 0.003, 50_000), up * math.cos(lean)])
    floor = np.column_stack([rng.uniform(0, 4, (30_000, 2)) - (0, 4), np.zeros(30_000)])
    corners = picks(*[(x, z * math.tan(lean), z) for x, z in ((0.3, 0.3), (3.7, 0.3), (3.7, 2.7), (0.3, 2.7))])
    made = surveyed(CLOUD, scene_of(np.concatenate([wall, floor])), MeasureKind.PLANE, corners, None)
    assert made.unit == "°" and abs(made.value - 88) < max(0.02, 2 * made.uncertainty)
    assert min(made.extra["azimuth_deg"] % 180, 180 - made.extra["azimuth_deg"] % 180) < 0.5
    assert made.extra["rms"] == pytest.approx(0.003, rel=0.1) and made.extra["count"] > 30_000
    assert made.extra["off_plane"] < 0.015


def test_an_empty_or_straight_region_says_so() -> None:
    scene = scene_of(np.column_stack([np.random.default_rng(1).uniform(0, 1, (5000, 2)), np.zeros(5000)]))
    with pytest.raises(UserError, match=r"clouds\.too_empty"):
        surveyed(CLOUD, scene, MeasureKind.PLANE, picks((5, 5, 0), (6, 5, 0), (6, 6, 0)), None)
    with pytest.raises(UserError, match=r"clouds\.no_plane"):
        surveyed(CLOUD, scene, MeasureKind.VOLUME, picks((0, 0, 0), (1, 0, 0), (2, 0, 0)), None)
    corners = picks((0.1, 0.1, 0), (0.9, 0.1, 0), (0.9, 0.9, 0))
    clip = Clip((triple(FAR + 5), triple(FAR + 6)))
    with pytest.raises(UserError, match=r"clouds\.too_empty"):
        surveyed(CLOUD, scene, MeasureKind.PLANE, corners, clip)


def test_a_plane_and_a_volume_are_told_in_words() -> None:
    words = Words("zh")
    scene = scene_of(np.column_stack([np.random.default_rng(1).uniform(0, 1, (5000, 2)), np.zeros(5000)]))
    corners = picks((0.1, 0.1, 0), (0.9, 0.1, 0), (0.9, 0.9, 0))
    plane = surveyed(CLOUD, scene, MeasureKind.PLANE, corners, None)
    assert "°" in value_text(plane) and details_text(words, plane)
    volume = surveyed(CLOUD, scene, MeasureKind.VOLUME, corners, None)
    assert "100 %" in details_text(words, volume) and told_text(words, volume, "x") == "x"
