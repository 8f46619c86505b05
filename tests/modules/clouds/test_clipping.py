"""A clipping box that is turned leaves in the picture exactly what lies in it; a wall is looked at straight."""

import math

import numpy as np
import pytest

from modules.clouds.records import Projection
from modules.clouds.rules.camera import overview
from modules.clouds.rules.clipping import Clip, along_wall, facing
from modules.clouds.rules.draw import EMPTY, Look, Renderer
from modules.clouds.rules.registration import Rigid
from modules.clouds.rules.scene import Part, Scene, triple
from tests.modules.clouds.test_drawing import pyramid_of
from tests.modules.clouds.test_regions import FAR

TURN = Rigid(np.array([[math.cos(0.4), -math.sin(0.4), 0], [math.sin(0.4), math.cos(0.4), 0], [0, 0, 1.0]]), FAR)


def field(rigid: Rigid | None = None) -> tuple[Scene, np.ndarray]:
    points = np.round(np.random.default_rng(5).uniform(0, 4, (6000, 3)) * (1, 1, 0.5), 3)
    pyramid = pyramid_of(points, np.full((6000, 4), 200, np.uint8), offset=(FAR[0], FAR[1], FAR[2]))
    scene = Scene((Part("a", pyramid, rigid or Rigid.identity()),))
    return scene, np.array([scene.spot(number).here for number in range(scene.total)])


@pytest.mark.parametrize("turned", [False, True])
def test_what_lies_in_a_turned_box_is_drawn_and_nothing_else(*, turned: bool) -> None:
    scene, points = field(TURN.after(Rigid(np.eye(3), -FAR)) if turned else None)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    half = np.array([1.5, 0.5, 9])
    clip = Clip((triple(middle - half), triple(middle + half)), 35.0)
    away = points - middle
    right = away @ (math.cos(math.radians(35)), -math.sin(math.radians(35)), 0)
    ahead = away @ (math.sin(math.radians(35)), math.cos(math.radians(35)), 0)
    inside = (np.abs(right) <= 1.5) & (np.abs(ahead) <= 0.5)
    assert 300 < inside.sum() < 2000 and np.array_equal(clip.inside(points), inside)
    low, high = clip.around()
    assert ((points[inside] >= low) & (points[inside] <= high)).all() and high[0] - low[0] < 3.1
    camera = overview(np.array(low) - scene.origin, np.array(high) - scene.origin, Projection.PLAN, 1.0)
    renderer = Renderer(1)
    try:
        frame = renderer.draw(
            scene, camera, 600, 600, Look(clip=clip.box, clip_turn_deg=35.0, largest_px=1), 1_000_000
        )
    finally:
        renderer.close()
    keys = frame.nearest[frame.nearest != EMPTY]
    seen = np.unique(keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    assert inside[seen].all() and len(seen) > 0.95 * inside.sum()


def test_a_wall_is_looked_at_straight_from_the_side_of_the_eye() -> None:
    start, end = (2.0, 1.0, 0.0), (5.0, 4.0, 2.0)
    assert facing(start, end, (0.0, 6.0, 1.0)) == pytest.approx(135.0)
    assert facing(start, end, (6.0, 0.0, 1.0)) == pytest.approx(315.0)
    clip = along_wall(start, end, (0.0, 6.0, 1.0), (-0.1, 2.6), 1.0)
    on_wall = np.array([start, end, (3.5, 2.5, 1.0)])
    towards, beyond = np.array([-0.5, 0.5, 0]) / math.sqrt(0.5), np.array([0.5, -0.5, 0]) / math.sqrt(0.5)
    assert clip.inside(on_wall).all() and clip.inside(on_wall + 0.5 * towards).all()
    assert not clip.inside(on_wall + 0.5 * beyond).any() and not clip.inside(on_wall + 0.7 * towards).any()
    camera = overview(*(np.array(corner) for corner in clip.around()), Projection.WALL, 1.5, clip.turn_deg)
    seen = camera.project(on_wall, 900, 600)
    assert camera.parallel and np.ptp(seen[:, 2]) < 1e-9 and seen[0, 0] > seen[1, 0]  # from the north-west, end is left
    metres = np.abs(seen[1, 0] - seen[0, 0]) * camera.pixel_size(600)
    assert metres == pytest.approx(math.hypot(3, 3)) and (seen[:, 0] >= 0).all() and (seen[:, 0] < 900).all()
