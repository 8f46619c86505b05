"""Pictures of a cloud show what a calculation says they must, point by point."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.importers.building import build_pyramid
from modules.clouds.importers.building.subtree import Stretch, dealt
from modules.clouds.module import MODULE
from modules.clouds.queries import valid_clouds
from modules.clouds.records import Colouring, Projection
from modules.clouds.rules.camera import Camera, overview
from modules.clouds.rules.draw import Frame, Look, Pace, Renderer
from modules.clouds.rules.morton import Array, morton_codes, order_of
from modules.clouds.rules.pyramid import PIECE, Pyramid, Shape, open_pyramid
from modules.clouds.rules.scene import Scene
from modules.clouds.rules.select import select
from modules.clouds.rules.splat import EMPTY
from workstation.api.testing import import_files, job_of, temporary_case

WIDTH, HEIGHT = 320, 200
ALL = np.array([[-np.inf] * 3, [np.inf] * 3])


def pyramid_of(xyz: Array, look: Array, *, offset: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Pyramid:
    """A pyramid in memory of whole millimetres."""
    whole = np.round(xyz * 1000).astype(np.int32)
    bits = int(np.ptp(whole, axis=0).max() + 4).bit_length()
    lower = whole.min(axis=0) - 2
    codes = np.empty(len(whole), np.uint64)
    assert not morton_codes(whole[:, 0], whole[:, 1], whole[:, 2], lower.astype(np.int64), bits, codes)
    order = order_of(codes, 0, (1 << 63) - 1)
    pieces, source = dealt(codes, order, Stretch(0, 0, len(whole), 0, 1 << 63, -1, ((0, 0),), ()))
    corner = (int(lower[0]), int(lower[1]), int(lower[2]))
    shape = Shape(len(whole), ("position", "look"), (0.001,) * 3, offset, corner, bits)
    return Pyramid(shape, {"position": whole[source], "look": look[source]}, pieces)


@pytest.fixture(scope="module")
def room() -> Pyramid:
    """A floor of 4 × 3 m, grey, and a red wall at its far (north) side, far from the zero of its frame."""
    rng = np.random.default_rng(3)
    floor = rng.uniform(0, 1, (60_000, 3)) * (4, 3, 0)
    wall = rng.uniform(0, 1, (60_000, 3)) * (4, 0, 2.5) + (0, 3, 0)
    look = np.zeros((120_000, 4), np.uint8)
    look[:60_000, :3], look[60_000:, :3], look[60_000:, 3] = 128, (220, 20, 20), 6
    return pyramid_of(np.concatenate([floor, wall]), look, offset=(500_000.0, 2_500_000.0, 10.0))


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    made = Renderer(threads=2)
    yield made
    made.close()


def colour(frame: Frame, x: float, y: float) -> tuple[int, int, int]:
    value = int(frame.picture[int(y), int(x)])
    return value >> 16 & 255, value >> 8 & 255, value & 255


def camera_for(room: Pyramid, projection: Projection) -> Camera:
    lower, upper = room.bounds()
    return overview(lower - room.origin, upper - room.origin, projection, WIDTH / HEIGHT)


def test_every_picked_point_lies_under_the_pixel(renderer: Renderer, room: Pyramid) -> None:
    for projection in (Projection.PERSPECTIVE, Projection.PLAN, Projection.SOUTH, Projection.EAST):
        camera = camera_for(room, projection)
        frame = renderer.draw(Scene.of(room), camera, WIDTH, HEIGHT, Look(largest_px=1), 10_000_000)
        rows, columns = np.nonzero(frame.nearest != EMPTY)
        assert len(rows) > 300, projection
        index = (frame.nearest[rows, columns] & np.uint64(0xFFFFFFFF)).astype(np.int64)
        seen = camera.project(room.coordinates(index) - room.origin, WIDTH, HEIGHT)
        assert np.abs(seen[:, 0] - columns - 0.5).max() < 0.51 and np.abs(seen[:, 1] - rows - 0.5).max() < 0.51
        at = len(rows) // 2
        assert frame.pick(columns[at], rows[at]) == index[at]


def test_of_two_points_the_nearer_one_is_seen() -> None:
    look = np.array([[255, 0, 0, 0], [0, 255, 0, 0]], np.uint8)
    made = pyramid_of(np.array([[0.0, 1.0, 0.0], [0.0, 2.0, 0.0]]), look)
    renderer = Renderer(threads=1)
    try:
        for yaw, wanted in ((0.0, (255, 0, 0)), (180.0, (0, 255, 0))):
            target = tuple(np.array([0.0, 1.5, 0.0]) - made.origin)
            frame = renderer.draw(Scene.of(made), Camera(target, 5.0, yaw, 0.0), WIDTH, HEIGHT, Look(relief=0), 100)
            assert colour(frame, WIDTH / 2, HEIGHT / 2) == wanted
    finally:
        renderer.close()


def test_plan_and_elevation_are_at_true_scale(renderer: Renderer, room: Pyramid) -> None:
    for projection, wide, high in ((Projection.PLAN, 4.0, 3.0), (Projection.SOUTH, 4.0, 2.5)):
        camera = camera_for(room, projection)
        frame = renderer.draw(Scene.of(room), camera, WIDTH, HEIGHT, Look(largest_px=1), 10_000_000)
        rows, columns = np.nonzero(frame.nearest != EMPTY)
        pixel = camera.pixel_size(HEIGHT)
        assert (np.ptp(columns) + 1) * pixel == pytest.approx(wide, abs=2 * pixel)
        assert (np.ptp(rows) + 1) * pixel == pytest.approx(high, abs=2 * pixel)


def test_north_is_up_in_the_plan(renderer: Renderer, room: Pyramid) -> None:
    frame = renderer.draw(Scene.of(room), camera_for(room, Projection.PLAN), WIDTH, HEIGHT, Look(relief=0), 10_000_000)
    rows, _ = np.nonzero(frame.nearest != EMPTY)
    top = rows.min()
    assert max(colour(frame, x, top)[0] for x in range(100, 220)) == 220  # the wall stands in the north


def test_the_clipping_box_leaves_only_what_lies_in_it(renderer: Renderer, room: Pyramid) -> None:
    lower, upper = (500_001.0, 2_500_001.0, 9.0), (500_002.0, 2_500_002.0, 13.0)
    look = Look(clip=(lower, upper))
    frame = renderer.draw(Scene.of(room), camera_for(room, Projection.PLAN), WIDTH, HEIGHT, look, 10_000_000)
    index = np.unique(frame.nearest[frame.nearest != EMPTY] & np.uint64(0xFFFFFFFF)).astype(np.int64)
    xyz = room.coordinates(index)
    assert len(index) > 100 and (xyz >= lower).all() and (xyz <= upper).all()


def test_colours_follow_height_and_class(renderer: Renderer, room: Pyramid) -> None:
    camera = camera_for(room, Projection.SOUTH)
    tall = renderer.draw(Scene.of(room), camera, WIDTH, HEIGHT, Look(Colouring.HEIGHT, relief=0), 10_000_000)
    low, high = colour(tall, WIDTH / 2, HEIGHT * 0.9), colour(tall, WIDTH / 2, HEIGHT * 0.12)
    assert sum(high) > sum(low) + 150
    classes = renderer.draw(Scene.of(room), camera, WIDTH, HEIGHT, Look(Colouring.CLASSIFICATION, relief=0), 10_000_000)
    assert colour(classes, WIDTH / 2, HEIGHT / 2) == (0xC9, 0x47, 0x3E)


def test_relief_darkens_edges_only(renderer: Renderer, room: Pyramid) -> None:
    camera = Camera((0.0, 0.0, 0.0), 6.0, 20.0, -35.0)
    plain = renderer.draw(Scene.of(room), camera, WIDTH, HEIGHT, Look(relief=0), 10_000_000)
    relief = renderer.draw(Scene.of(room), camera, WIDTH, HEIGHT, Look(relief=1.0), 10_000_000)
    changed = plain.picture != relief.picture
    assert 0.001 < changed.mean() < 0.6


def test_the_budget_is_kept_and_near_parts_come_first(room: Pyramid) -> None:
    camera = Camera((0.0, 1.0, 0.0), 1.5, 0.0, -10.0)
    whole = select(Scene.of(room), camera, WIDTH, HEIGHT, 10_000_000, ALL)
    few = select(Scene.of(room), camera, WIDTH, HEIGHT, 20_000, ALL)
    assert 0 < few.points < whole.points and whole.complete and not few.complete
    assert int(Scene.of(room).points.sum()) == room.total
    away = select(Scene.of(room), Camera((0.0, 0.0, 5000.0), 1.0, 0.0, 80.0), WIDTH, HEIGHT, 10_000_000, ALL)
    assert away.points == 0


def test_walking_keeps_the_height_and_turning_keeps_the_eye() -> None:
    camera = Camera((1.0, 2.0, 1.6), 3.0, 40.0, -5.0)
    walked = camera.walked(2.0, 0.0, 0.0)
    moved = walked.eye() - camera.eye()
    assert moved[2] == pytest.approx(0) and np.linalg.norm(moved) == pytest.approx(2.0)
    assert np.allclose(camera.walked(0, 0, 0, 90.0).eye(), camera.eye())


def test_the_pace_settles_where_pictures_are_in_time() -> None:
    pace = Pace()
    for _ in range(60):
        seconds = 0.01 + pace.budget * 20e-9
        empty = np.empty((1, 1), np.uint32)
        pace.took(Frame(empty, empty, Camera((0, 0, 0), 1.0), pace.budget, seconds, False))
    assert 0.01 + pace.budget * 20e-9 == pytest.approx(0.04, rel=0.1)
    empty = np.empty((1, 1), np.uint32)
    quick, slow = (Frame(empty, empty, Camera((0, 0, 0), 1.0), 400_000, seconds) for seconds in (0.02, 0.5))
    assert pace.finer(quick, 400_000) == 10_000_000 and pace.finer(slow, 400_000) == 1_600_000


def test_a_mesh_is_drawn_closed_and_the_same_points_of_a_scan_are_not(renderer: Renderer, tmp_path: Path) -> None:
    """A square of 2 × 2 m from 40 cm above: its points lie 8 pixels apart."""
    path = tmp_path / "地面 副本.obj"
    path.write_text("v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\nf 1 2 3 4\n", "ascii")
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        import_files(case, [path], [CLOUD_IMPORTER])
        (cloud,) = valid_clouds(case.read())
        mesh = open_pyramid(build_pyramid(job, cloud.id))
        assert cloud.is_mesh and mesh.apart == pytest.approx(2 / math.sqrt(100_000), rel=0.35)
        pieces = np.zeros(len(mesh.first), PIECE)
        pieces["first"], pieces["count"] = mesh.first, mesh.count
        pieces["level"] = np.repeat(mesh.level, np.diff(mesh.piece_from))
        pieces["code"] = np.repeat(mesh.code, np.diff(mesh.piece_from))
        scan = Pyramid(replace(mesh.shape, closed=False), mesh.columns, pieces)
        empty = []
        for pyramid in (mesh, scan):
            camera = Camera((0.0, 0.0, -mesh.middle[2] * mesh.scale[2]), 0.4, projection=Projection.PLAN)
            frame = renderer.draw(Scene.of(pyramid), camera, 500, 500, Look(), 1_000_000)
            assert frame.complete
            empty.append(float((frame.nearest == EMPTY).mean()))
            spot = frame.pick(250, 250, 12)
            assert spot is not None and abs(Scene.of(pyramid).spot(spot).exact[2]) < 1e-6
    assert empty[0] < 0.001 and empty[1] > 0.3
