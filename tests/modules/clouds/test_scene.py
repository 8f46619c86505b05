"""Several clouds in one frame: where registrations put them, what is picked there, what is measured across them."""

import math

import numpy as np
import pytest

from modules.clouds.records import Cloud, Colouring, MeasureKind, Projection, Registration
from modules.clouds.rules.camera import overview, standing
from modules.clouds.rules.draw import Look, Renderer
from modules.clouds.rules.measure import measured, places_of
from modules.clouds.rules.morton import Array
from modules.clouds.rules.placing import leading_of, placements
from modules.clouds.rules.registration import Rigid
from modules.clouds.rules.scene import NO_VALUE, Part, Scene
from modules.clouds.rules.splat import EMPTY
from tests.modules.clouds.test_drawing import HEIGHT, WIDTH, pyramid_of

QUARTER = (math.sqrt(0.5), 0.0, 0.0, math.sqrt(0.5))  # 90° about the vertical


SITE = np.array([400_000.0, 3_000_000.0, 5.0])


def tied(cloud: str, to: str, *, rms: float = 0.003) -> Registration:
    return Registration(
        cloud_id=cloud, reference_id=to, method="pairs", rotation=QUARTER, translation=(10.0, 0.0, 1.0), rms=rms,
        overlap=0.6,
    )


def square(colour: tuple[int, int, int]) -> tuple[Array, Array]:
    rng = np.random.default_rng(5)
    look = np.zeros((20_000, 4), np.uint8)
    look[:, :3] = colour
    return rng.uniform(0, 1, (20_000, 3)) * (2, 1, 0), look


def two() -> Scene:
    grey, red = square((128, 128, 128)), square((200, 0, 0))
    place = placements("a", [tied("b", "a")])["b"]
    return Scene((
        Part("a", pyramid_of(*grey, offset=(400_000.0, 3_000_000.0, 5.0)), tint=0x00FF00),
        Part("b", pyramid_of(*red), Rigid(place.rigid.rotation, place.rigid.translation + SITE),
             0.02, tint=0x0000FF),
    ))


def test_registrations_are_followed_in_both_directions_and_add_up() -> None:
    found = placements("a", [tied("b", "a"), tied("c", "b"), tied("x", "y")])
    assert set(found) == {"a", "b", "c"} and found["c"].steps == 2
    assert found["b"].rigid.apply(np.array([1.0, 0, 0])) == pytest.approx([10, 1, 1])
    assert found["c"].rigid.apply(np.zeros(3)) == pytest.approx([10, 10, 2])
    assert found["c"].rms == pytest.approx(0.003 * math.sqrt(2))
    back = placements("c", [tied("b", "a"), tied("c", "b")])["a"]
    assert back.rigid.apply(np.array([10.0, 10, 2])) == pytest.approx([0, 0, 0], abs=1e-9)
    assert leading_of(["c", "b", "a"], [tied("b", "a"), tied("c", "b")]) == "a"
    assert leading_of([], []) == ""


def test_a_picture_shows_both_clouds_and_picks_exactly_from_each() -> None:
    scene, renderer = two(), Renderer(threads=2)
    try:
        lower, upper = scene.bounds()
        camera = overview(lower - scene.origin, upper - scene.origin, Projection.PLAN, WIDTH / HEIGHT)
        frame = renderer.draw(scene, camera, WIDTH, HEIGHT, Look(relief=0, largest_px=1), 10_000_000)
        rows, columns = np.nonzero(frame.nearest != EMPTY)
        clouds = set()
        for row, column in list(zip(rows, columns, strict=True))[::37]:
            number = frame.pick(column, row, within=0)
            assert number is not None
            spot = scene.spot(number)
            clouds.add(spot.cloud_id)
            seen = camera.project(np.array([spot.here]) - scene.origin, WIDTH, HEIGHT)[0]
            assert abs(seen[0] - column - 0.5) < 0.51 and abs(seen[1] - row - 0.5) < 0.51
            part = scene.part_of(spot.cloud_id)
            assert part is not None and part.rigid.apply(np.array(spot.exact)) == pytest.approx(spot.here)
            red = int(frame.picture[row, column]) >> 16 & 255
            assert red == (128 if spot.cloud_id == "a" else 200)
        assert clouds == {"a", "b"}
        tinted = renderer.draw(scene, camera, WIDTH, HEIGHT, Look(Colouring.SCAN, relief=0), 10_000_000)
        assert {int(value) & 0xFFFFFF for value in np.unique(tinted.picture[rows, columns])} >= {0x00FF00, 0x0000FF}
    finally:
        renderer.close()


def test_the_clipping_box_is_in_the_frame_of_the_view() -> None:
    scene, renderer = two(), Renderer(threads=1)
    try:
        lower, upper = scene.bounds()
        camera = overview(lower - scene.origin, upper - scene.origin, Projection.PLAN, WIDTH / HEIGHT)
        box = (400_009.0, 3_000_000.5, 5.0), (400_011.0, 3_000_001.0, 7.0)
        frame = renderer.draw(scene, camera, WIDTH, HEIGHT, Look(clip=box), 10_000_000)
        numbers = np.unique(frame.nearest[frame.nearest != EMPTY] & np.uint64(0xFFFFFFFF)).astype(np.int64)
        spots = [scene.spot(int(number)) for number in numbers]
        here = np.array([spot.here for spot in spots])
        assert len(spots) > 50 and {spot.cloud_id for spot in spots} == {"b"}
        assert (here >= np.array(box[0]) - 1e-6).all() and (here <= np.array(box[1]) + 1e-6).all()
    finally:
        renderer.close()


def test_deviations_are_coloured_and_what_has_none_keeps_its_own_colour() -> None:
    pyramid = pyramid_of(*square((128, 128, 128)))
    values = np.where(pyramid.columns["position"][:, 0] < 1000, np.float32(0.03), NO_VALUE).astype(np.float32)
    scene, renderer = Scene((Part("a", pyramid, values=values, spread=(-0.02, 0.02)),)), Renderer(threads=1)
    try:
        lower, upper = scene.bounds()
        camera = overview(lower - scene.origin, upper - scene.origin, Projection.PLAN, WIDTH / HEIGHT)
        frame = renderer.draw(scene, camera, WIDTH, HEIGHT, Look(Colouring.DEVIATION, relief=0), 10_000_000)
        middle = HEIGHT // 2
        assert int(frame.picture[middle, WIDTH // 4]) & 0xFFFFFF == 0xA8201F
        assert int(frame.picture[middle, 3 * WIDTH // 4]) & 0xFFFFFF == 0x808080
    finally:
        renderer.close()


def test_a_distance_across_two_clouds_keeps_exact_points_and_the_registration_in_its_uncertainty() -> None:
    scene = two()
    cloud = Cloud(id="a", file_id="a", name="a.las", format="LAS", unit="metre")
    ends = [scene.spot(5), scene.spot(int(scene.bases[1]) + 7)]
    made = measured(cloud, scene, MeasureKind.DISTANCE, ends)
    assert made.clouds == ("a", "b") and made.points == (ends[0].exact, ends[1].exact)
    assert made.value == pytest.approx(float(np.linalg.norm(np.subtract(ends[0].here, ends[1].here))))
    within = measured(cloud, Scene((scene.parts[0],)), MeasureKind.DISTANCE, [ends[0], scene.spot(9)])
    assert within.clouds == () and made.uncertainty > 0.02 > within.uncertainty
    assert places_of(made, placements("a", [])) is None
    there = places_of(made, placements("a", [tied("b", "a")]))
    assert there is not None and np.allclose(there[1] + SITE, ends[1].here)


def test_one_stands_on_the_floor_below_not_on_the_cupboard_nor_under_the_cellar() -> None:
    rng = np.random.default_rng(6)
    floor, cellar = rng.uniform(0, 1, (40_000, 3)) * (8, 8, 0), rng.uniform(0, 1, (40_000, 3)) * (8, 8, 0) - (0, 0, 3)
    ceiling = rng.uniform(0, 1, (40_000, 3)) * (8, 8, 0) + (0, 0, 2.8)
    xyz = np.concatenate([floor, cellar, ceiling])
    scene = Scene.of(pyramid_of(xyz, np.zeros((len(xyz), 4), np.uint8), offset=(400_000.0, 3_000_000.0, 50.0)))
    place = np.array([400_004.0, 3_000_004.0, 51.2]) - scene.origin
    assert scene.floor_below(place) + scene.origin[2] == pytest.approx(50.0, abs=0.01)
    camera = standing((0.0, 0.0, scene.floor_below(place)), 1.6, 90.0)
    assert camera.eye() == pytest.approx([0, 0, scene.floor_below(place) + 1.6]) and camera.pitch_deg == 0
