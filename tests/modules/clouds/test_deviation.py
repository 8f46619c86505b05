"""Deviation maps against surfaces whose shape is known."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.spatial.transform import Rotation

from modules.clouds import operations
from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.importers.comparing import Wanted, compare, keep_compared, shown_of
from modules.clouds.module import MODULE
from modules.clouds.queries import deviations_of, valid_clouds
from modules.clouds.records import Cloud, DeviationKind, PlaneSource, Registration
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.deviation import plane_for, scale_for, statistics_of, volume_between
from modules.clouds.rules.morton import Array
from modules.clouds.rules.registration import Rigid
from modules.clouds.rules.scene import NO_VALUE, triple
from tests.modules.clouds.test_registration import inverse, write
from workstation.api import StoredFile, UserError
from workstation.api.testing import import_files, job_of, temporary_case
from workstation.services.job import Job

MOVED = Rigid(Rotation.from_euler("z", 12, degrees=True).as_matrix(), np.array([0.4, -0.2, 0.1]))


def wall(count: int, depth: float, seed: int) -> Array:
    """A wall of 4 × 2.5 m in the plane y = 1, from which a patch of 0.6 × 0.5 m has spalled ``depth`` deep."""
    rng = np.random.default_rng(seed)
    points = np.column_stack([rng.uniform(0, 4, count), np.ones(count), rng.uniform(0, 2.5, count)])
    patch = (np.abs(points[:, 0] - 2) < 0.3) & (np.abs(points[:, 2] - 1.2) < 0.25)
    points[patch, 1] += depth
    points[:, 1] += rng.normal(0, 0.0015, count)
    return points


def ground(count: int, dug: float, seed: int) -> Array:
    """Debris of 3 × 2 m, in which a pit of 1 × 0.8 m was dug."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 3, count), rng.uniform(0, 2, count)
    z = 0.05 * np.sin(2 * x) + 0.03 * np.cos(3 * y)
    z[(np.abs(x - 1.5) < 0.5) & (np.abs(y - 1) < 0.4)] -= dug
    return np.column_stack([x, y, z + rng.normal(0, 0.002, count)])


def test_a_plane_follows_the_wall_and_not_what_has_spalled() -> None:
    plane = plane_for(wall(20_000, 0.04, 1), PlaneSource.FITTED)
    assert abs(abs(plane.normal[1]) - 1) < 1e-6 and plane.normal[1] > 0
    off = plane.distances(np.array([[2.0, 1.04, 1.2], [0.5, 1.0, 2.0]]))
    assert off == pytest.approx([0.04, 0.0], abs=0.0005)
    leaning = Rigid(Rotation.from_euler("x", 2, degrees=True).as_matrix(), np.zeros(3)).apply(wall(20_000, 0, 2))
    upright = plane_for(leaning, PlaneSource.UPRIGHT)
    assert upright.normal[2] == 0 and np.ptp(upright.distances(leaning)) == pytest.approx(2.5 * 0.0349, abs=0.015)
    with pytest.raises(UserError, match="no_upright"):
        plane_for(ground(5000, 0, 1) * (1, 1, 0.01), PlaneSource.UPRIGHT)


def test_statistics_and_scale() -> None:
    values = np.concatenate([np.full(900, 0.001), np.full(100, -0.045), [np.nan] * 5])
    assert scale_for(values) == pytest.approx(0.05)
    told = statistics_of(values, 0.05, 0.01)
    assert told.count == 1000 and told.beyond == pytest.approx(0.1) and told.lowest == -0.045
    assert sum(told.counts) == 1000 and len(told.edges) == len(told.counts) + 1
    with pytest.raises(UserError, match="nothing_to_compare"):
        statistics_of(np.full(10, np.nan), 1, 1)


def test_a_volume_comes_with_its_uncertainty() -> None:
    volume = volume_between(ground(60_000, 0, 1), ground(60_000, 0.15, 2), 0.04, 0.01, 0.001)
    assert volume.removed_m3 == pytest.approx(1.0 * 0.8 * 0.15, abs=0.004) and volume.added_m3 < 0.001
    assert 0.0005 < volume.uncertainty_m3 < 0.003 and volume.share > 0.95
    with pytest.raises(UserError, match="cells_too_small"):
        volume_between(ground(100, 0, 1), ground(100, 0, 2), 1e-4, 0, 0)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[tuple[Job, dict[str, Cloud]]]:
    write(tmp_path / "墙 1.xyz", wall(20_000, 0.04, 3))
    write(tmp_path / "清理前.xyz", ground(20_000, 0, 4))
    write(tmp_path / "清理后.xyz", inverse(MOVED).apply(ground(20_000, 0.15, 5)))
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        import_files(case, sorted(tmp_path.glob("*.xyz")), [CLOUD_IMPORTER])
        for cloud in valid_clouds(case.read()):
            job.write("clouds.describe", lambda work, one=cloud.id: operations.describe(
                work, one, unit="metre", frame="", accuracy_m=0.002, captured=None, note="",
            ))
        yield job, {cloud.name: cloud for cloud in valid_clouds(case.read())}


def test_spalling_is_mapped_and_kept_with_its_picture(work: tuple[Job, dict[str, Cloud]]) -> None:
    job, clouds = work
    wanted = Wanted(clouds["墙 1.xyz"].id, DeviationKind.PLANE, "东墙剥落", scale_m=0.05, tolerance_m=0.01)
    kept = keep_compared(job, compare(job, wanted))
    assert kept.statistics.beyond == pytest.approx(0.6 * 0.5 / 10, abs=0.003)
    assert kept.statistics.highest == pytest.approx(0.04, abs=0.007)
    assert kept.plane_rms == pytest.approx(0.0015, abs=3e-4)
    assert (kept.number, kept.author) == (1, "测试员")
    read = job.read()
    file = read.get(StoredFile, kept.picture_id)
    with Image.open(read.vault.path(file.sha256)) as picture:
        width, height = picture.size
        seen = np.asarray(picture.convert("RGB"))[round(height * 1.3 / 2.5) + np.arange(-2, 3), width // 2]
        red, green, blue = np.median(seen, axis=0)
    assert red > 150 and green < 120 and blue < 120  # 4 cm of 5 beyond the plane
    shown = shown_of(read, kept)
    assert shown is not None and len(shown) == 20_000 and not (shown == NO_VALUE).any()
    assert float((shown > 0.03).mean()) == pytest.approx(0.03, abs=0.003)


def test_a_map_takes_the_box_as_it_is_turned(work: tuple[Job, dict[str, Cloud]]) -> None:
    job, clouds = work
    cloud = clouds["清理前.xyz"]
    xyz = ground(20_000, 0, 4)
    middle = (xyz.min(axis=0) + xyz.max(axis=0)) / 2
    half = np.array([0.4, 0.05, 1.0])
    clip = Clip((triple(middle - half), triple(middle + half)), 40.0)
    wanted = Wanted(cloud.id, DeviationKind.PLANE, "斜条", box=clip.box, turn_deg=clip.turn_deg)
    made = compare(job, wanted).deviation
    assert made.statistics.count == pytest.approx(int(clip.inside(xyz).sum()), abs=5) and made.box_turn_deg == 40.0
    assert made.statistics.count < 0.5 * int(Clip(clip.around()).inside(xyz).sum())


def test_layers_of_debris_need_a_registration_first(work: tuple[Job, dict[str, Cloud]]) -> None:
    job, clouds = work
    before, after = clouds["清理前.xyz"], clouds["清理后.xyz"]
    wanted = Wanted(after.id, DeviationKind.VOLUME, "第一层", before.id, cell_m=0.05)
    with pytest.raises(UserError, match="not_registered"):
        compare(job, wanted)
    x, y, z = MOVED.translation.tolist()
    made = Registration(
        cloud_id=after.id, reference_id=before.id, method="pairs", rotation=MOVED.quaternion(), translation=(x, y, z),
        rms=0.001, overlap=1.0,
    )
    job.write("clouds.register", lambda work: operations.keep_registration(work, made))
    kept = keep_compared(job, compare(job, wanted))
    assert kept.volume is not None and kept.volume.removed_m3 == pytest.approx(0.12, abs=0.006)
    assert kept.statistics.low_5 == pytest.approx(-0.15, abs=0.01) and kept.registration_id == made.id
    (again,) = deviations_of(job.read(), after.id)
    assert again == kept
    other = Wanted(before.id, DeviationKind.CLOUD, "反向", after.id)
    assert compare(job, other).deviation.statistics.high_95 == pytest.approx(0.15, abs=0.01)
