"""Slices with walls whose place is known, and pictures at true scale that other programs place rightly."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PIL import Image
from scipy.spatial.transform import Rotation

from modules.clouds import operations
from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.importers.slicing import Facing, OrthoWanted, SliceWanted, keep_slice, slice_cloud, write_ortho
from modules.clouds.module import MODULE
from modules.clouds.queries import slices_of, valid_clouds
from modules.clouds.records import Cloud, PointPair
from modules.clouds.rules.clipping import along_wall
from modules.clouds.rules.georeference import frame_fit
from modules.clouds.rules.morton import Array
from modules.clouds.rules.registration import Rigid
from modules.clouds.rules.walls import find_faces, propose_walls
from tests.modules.clouds.test_registration import write
from workstation.api import PlanImage, StoredFile, UserError
from workstation.api.testing import import_files, job_of, temporary_case
from workstation.services.job import Job

GROUND = Rigid(Rotation.from_euler("z", 30, degrees=True).as_matrix(), np.array([512_300.0, 2_528_900.0, 4.0]))


def storey(count: int, seed: int) -> Array:
    """Two rooms of 4 × 3 m, 2.6 m high, with a wall of 24 cm between them that has a door of 0.9 m."""
    rng = np.random.default_rng(seed)
    height = rng.uniform(0, 2.6, count)
    faces = [((0, 0), (8.24, 0)), ((0, 3), (8.24, 3)), ((0, 0), (0, 3)), ((8.24, 0), (8.24, 3)),
             ((4, 0), (4, 1.2)), ((4, 2.1), (4, 3)), ((4.24, 0), (4.24, 1.2)), ((4.24, 2.1), (4.24, 3))]
    lengths = [float(np.hypot(b[0] - a[0], b[1] - a[1])) for a, b in faces]
    which = rng.choice(len(faces), count, p=np.array(lengths) / sum(lengths))
    at = rng.uniform(0, 1, count)
    ends = np.array(faces, float)
    flat = ends[which, 0] + (ends[which, 1] - ends[which, 0]) * at[:, None]
    points = np.column_stack([flat, height])
    return points + rng.normal(0, 0.002, points.shape)


def test_walls_are_proposed_where_they_are() -> None:
    walls = propose_walls(storey(40_000, 1)[:, :2], np.array([[2.0, 1.5], [6.0, 1.5]]))
    thick = [wall for wall in walls if wall.thickness_m > 0]
    assert len(thick) == 2 and len(walls) == 6
    for wall in thick:
        assert wall.thickness_m == pytest.approx(0.24, abs=0.003) and wall.residual_m < 0.004
        assert abs(wall.start[0] - 4.12) < 0.003 and abs(wall.end[0] - 4.12) < 0.003
    long = walls[0]
    assert np.hypot(long.end[0] - long.start[0], long.end[1] - long.start[1]) == pytest.approx(8.24, abs=0.05)
    for wall in walls:
        if wall.thickness_m == 0:  # the wall stands to the left, away from the scanner
            along, middle = np.subtract(wall.end, wall.start), np.add(wall.start, wall.end) / 2
            left = np.array([-along[1], along[0]])
            assert float(left @ (np.array([4.12, 1.5]) - middle)) < 0


def test_scattered_points_are_no_wall() -> None:
    rng = np.random.default_rng(6)
    assert find_faces(rng.uniform(0, 5, (300, 2))) == []
    assert propose_walls(np.empty((0, 2)), np.zeros((1, 2))) == ()


@pytest.fixture
def work(tmp_path: Path) -> Iterator[tuple[Job, Cloud]]:
    points = storey(60_000, 2)
    colours = np.where(points[:, :1] < 4.1, (200, 40, 40), (40, 60, 200))
    np.savetxt(tmp_path / "一层 1.xyz", np.column_stack([points, colours]), "%.4f %.4f %.4f %d %d %d")
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        import_files(case, [tmp_path / "一层 1.xyz"], [CLOUD_IMPORTER])
        (cloud,) = valid_clouds(case.read())
        yield job, cloud


def measured(job: Job, cloud: Cloud) -> None:
    job.write("clouds.describe", lambda work: operations.describe(
        work, cloud.id, unit="metre", frame="", accuracy_m=0.003, captured=None, note="",
    ))


def grounded(job: Job, cloud: Cloud) -> None:
    moving = np.array([[0.0, 0, 0], [8, 0, 1], [8, 3, 0.4]])
    pairs = [
        PointPair(name=f"K{n}", moving=(a[0], a[1], a[2]), fixed=(b[0], b[1], b[2]))
        for n, (a, b) in enumerate(zip(moving.tolist(), GROUND.apply(moving).tolist(), strict=True))
    ]
    fit = frame_fit(job.read().get(Cloud, cloud.id), "EPSG:4547", pairs, levelled=True)
    job.write("clouds.fit_frame", lambda work: operations.keep_frame_fit(work, fit))


def test_a_slice_reaches_the_drawings_at_true_scale(work: tuple[Job, Cloud]) -> None:
    job, cloud = work
    with pytest.raises(UserError, match="unit_unknown"):
        slice_cloud(job, SliceWanted(cloud.id, "一层平面底图", 1.2))
    measured(job, cloud)
    kept = keep_slice(job, slice_cloud(job, SliceWanted(cloud.id, "一层平面底图", 1.2, 0.2)))
    read = job.read()
    assert slices_of(read, cloud.id) == [kept] and isinstance(kept, PlanImage)
    assert (kept.metres_per_px, kept.frame, kept.u_m) == (0.01, "unknown", 0.003)
    with Image.open(read.vault.path(read.get(StoredFile, kept.file_id).sha256)) as picture:
        dark = np.asarray(picture) < 128
        assert picture.size == (kept.width_px, kept.height_px)
    rows, columns = np.nonzero(dark)
    x, y = kept.in_plane((columns.max() + 0.5) * 0.01, (kept.height_px - rows.min() - 0.5) * 0.01)
    assert (x, y) == pytest.approx((8.24, 3.0), abs=0.015)
    assert len([wall for wall in kept.walls if wall.thickness_m > 0]) == 2
    with pytest.raises(UserError, match="empty_slice"):
        slice_cloud(job, SliceWanted(cloud.id, "空", 30.0))


def test_a_slice_of_a_fitted_cloud_lies_on_the_map(work: tuple[Job, Cloud]) -> None:
    job, cloud = work
    measured(job, cloud)
    grounded(job, cloud)
    made = slice_cloud(job, SliceWanted(cloud.id, "一层", 5.2, 0.2))
    assert made.values["frame"] == "EPSG:4547"
    (one, other) = [wall for wall in made.values["walls"] if wall.thickness_m > 0]
    for wall in (one, other):
        local = GROUND.inverse().apply(np.array([[*wall.start, 5.2], [*wall.end, 5.2]]))
        assert np.allclose(local[:, 0], 4.12, atol=0.003)


def test_an_ortho_image_is_placed_by_other_programs(work: tuple[Job, Cloud], tmp_path: Path) -> None:
    job, cloud = work
    measured(job, cloud)
    grounded(job, cloud)
    plan = write_ortho(job, OrthoWanted(cloud.id, Facing.PLAN, 0.02), tmp_path / "现场 平面.tif")
    with rasterio.open(plan.path) as file:
        assert file.crs.to_epsg() == 4547 and file.res == (0.02, 0.02)
        assert file.tags()["SOURCE_SHA256"] == job.read().get(StoredFile, cloud.file_id).sha256
        for corner, red in ((0.0, True), (8.24, False)):
            x, y, _ = GROUND.apply(np.array([[corner, 1.5, 0.0]]))[0]
            row, column = file.index(x, y)
            part = file.read()[:, row - 2 : row + 3, column - 2 : column + 3].reshape(4, -1)
            seen = part[:3, part[3] > 0].mean(axis=1)
            assert (seen[0] > seen[2]) is np.bool_(red)


def test_an_elevation_is_as_wide_as_the_wall(work: tuple[Job, Cloud], tmp_path: Path) -> None:
    job, cloud = work
    measured(job, cloud)
    south = write_ortho(job, OrthoWanted(cloud.id, Facing.SOUTH, 0.02), tmp_path / "南立面.png")
    size, _, _, _, left, top = (float(line) for line in (tmp_path / "南立面.pgw").read_text().split())
    with Image.open(south.path) as picture:
        seen = np.asarray(picture)
    columns = np.flatnonzero(seen[:, :, 3].any(axis=0))
    assert size == 0.02 and (columns.max() - columns.min() + 1) * size == pytest.approx(8.24, abs=0.05)
    assert left + columns.min() * size == pytest.approx(0.0, abs=0.03) and top > 2.55
    assert seen[:, columns[5], 0].max() == 200 and seen[:, columns[-5], 2].max() == 200  # west is left from the south


def test_a_picked_wall_is_pictured_at_true_scale_wherever_it_runs(work: tuple[Job, Cloud], tmp_path: Path) -> None:
    """The cloud is fitted into a frame that is turned by 30°: none of its walls runs along an axis there."""
    job, cloud = work
    measured(job, cloud)
    grounded(job, cloud)
    clip = along_wall((0.5, 3.0, 1.0), (7.5, 3.0, 1.0), (4.0, 1.0, 1.6), (-0.1, 2.7), 1.0)
    wanted = OrthoWanted(cloud.id, Facing.WALL, 0.02, clip, clip.turn_deg)
    made = write_ortho(job, wanted, tmp_path / "北墙 立面.png")
    with Image.open(made.path) as picture:
        seen = np.asarray(picture)
    columns = np.flatnonzero(seen[:, :, 3].any(axis=0))
    assert (columns.max() - columns.min() + 1) * 0.02 == pytest.approx(7.6, abs=0.06)  # 0.3 m beyond both picks
    assert seen[seen[:, :, 3] > 0][:, 0].max() == 200 and made.height * 0.02 < 3.0


def test_a_full_disk_or_a_missing_folder_is_told(work: tuple[Job, Cloud], tmp_path: Path) -> None:
    job, cloud = work
    measured(job, cloud)
    blocked = write(tmp_path / "不是文件夹", np.zeros((1, 3)))
    with pytest.raises(UserError, match="not_written"):
        write_ortho(job, OrthoWanted(cloud.id, Facing.PLAN), blocked / "平面.tif")
