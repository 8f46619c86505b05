"""Registration against movements that are known, on generated rooms and on real scans."""

from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from modules.clouds import operations
from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.importers.aligning import align_clouds
from modules.clouds.importers.building import build_pyramid, open_best
from modules.clouds.module import MODULE
from modules.clouds.queries import pyramid_folder, registrations_of, valid_clouds
from modules.clouds.records import Registration
from modules.clouds.rules.morton import Array
from modules.clouds.rules.registration import Rigid, firmness, fit_pairs, fit_sphere
from modules.clouds.rules.scene import Part, Scene
from workstation.api import UserError
from workstation.api.testing import import_files, job_of, temporary_case

SHARED = Path("/", "work", "shared", "data", "clouds")
TRUTH = Rigid(Rotation.from_euler("zyx", (25, 2, -1), degrees=True).as_matrix(), np.array([1.4, -0.8, 0.15]))


def room(count: int, seed: int) -> Array:
    """A room of 6 × 4 × 2.8 m with a cupboard and a pillar, scanned with 2 mm of noise; other points with each seed."""
    rng = np.random.default_rng(seed)
    boxes = [((0, 0, 0), (6, 4, 2.8)), ((0.2, 2.4, 0), (1.1, 3.9, 1.9)), ((4.2, 1.1, 0), (4.6, 1.5, 2.8))]
    parts = []
    for (low, high), share in zip(boxes, (0.7, 0.2, 0.1), strict=True):
        points = rng.uniform(low, high, (int(count * share), 3))
        axis, side = rng.integers(0, 3, len(points)), rng.integers(0, 2, len(points))
        points[np.arange(len(points)), axis] = np.where(side, np.array(high)[axis], np.array(low)[axis])
        parts.append(points)
    whole = np.concatenate(parts)
    return whole + rng.normal(0, 0.002, whole.shape)


def inverse(rigid: Rigid) -> Rigid:
    return Rigid.of_matrix(np.linalg.inv(rigid.matrix))


def write(path: Path, points: Array) -> Path:
    np.savetxt(path, points, "%.4f")
    return path


def error_of(found: Rigid, truth: Rigid) -> tuple[float, float]:
    """Metres at the middle of the room, and degrees."""
    middle = inverse(TRUTH).apply(np.array([[3.0, 2.0, 1.4]]))  # as the moving scan tells it
    turned = Rigid(found.rotation @ truth.rotation.T, np.zeros(3))
    return float(np.linalg.norm(found.apply(middle) - truth.apply(middle))), turned.angle_deg()


def test_pairs_give_back_the_movement() -> None:
    points = np.array([[0.0, 0, 0], [4, 0, 0], [4, 3, 0], [1, 2, 2]])
    fit = fit_pairs(points, TRUTH.apply(points))
    assert np.allclose(fit.rigid.matrix, TRUTH.matrix) and fit.rms < 1e-12
    off = TRUTH.apply(points) + np.array([[0, 0, 0.01], [0, 0, -0.01], [0, 0, 0.01], [0, 0, -0.01]])
    assert 0.001 < fit_pairs(points, off).rms < 0.0101 and len(fit_pairs(points, off).residuals) == 4


def test_pairs_that_cannot_decide_are_refused() -> None:
    line = np.array([[0.0, 0, 0], [1, 1, 1], [2, 2, 2], [5, 5, 5]])
    with pytest.raises(UserError, match="pairs_in_line"):
        fit_pairs(line, line)
    with pytest.raises(UserError, match="too_few_pairs"):
        fit_pairs(line[:2], line[:2])


def test_a_target_sphere_is_found_from_one_side() -> None:
    rng = np.random.default_rng(1)
    way = rng.normal(0, 1, (800, 3))
    way[:, 1] = -np.abs(way[:, 1])  # only the side that the scanner saw
    way /= np.linalg.norm(way, axis=1)[:, None]
    points = np.array([512_300.0, 2_500_100.0, 4.0]) + way * (0.0725 + rng.normal(0, 0.001, (800, 1)))
    free, known = fit_sphere(points), fit_sphere(points, 0.0725)
    assert free.radius == pytest.approx(0.0725, abs=3e-4) and known.rms == pytest.approx(0.001, rel=0.1)
    assert np.linalg.norm(np.subtract(known.centre, (512_300.0, 2_500_100.0, 4.0))) < 2e-4
    with pytest.raises(UserError, match="no_sphere"):
        fit_sphere(points[:5])


def corridor(count: int, seed: int, doors: bool) -> tuple[Array, Array]:
    """Places and normals of a corridor of 20 × 2 × 2.5 m along y, perhaps with door frames across it."""
    rng = np.random.default_rng(seed)
    points = rng.uniform((0, 0, 0), (2, 20, 2.5), (count, 3))
    normals = np.zeros((count, 3))
    face = rng.integers(0, 4, count)
    for number, (axis, at) in enumerate(((0, 0.0), (0, 2.0), (2, 0.0), (2, 2.5))):
        points[face == number, axis] = at
        normals[face == number, axis] = 1.0
    if doors:
        some = rng.random(count) < 0.1
        points[some, 1], normals[some] = 10.0, (0.0, 1.0, 0.0)
    normals += rng.normal(0, 0.05, normals.shape)
    return points, normals / np.linalg.norm(normals, axis=1)[:, None]


def test_a_corridor_is_known_for_its_weak_direction() -> None:
    firm = firmness(*corridor(4000, 1, doors=False))
    assert firm.slides and not firm.turns and abs(firm.direction[1]) > 0.99
    assert not firmness(*corridor(4000, 1, doors=True)).slides


def test_a_tank_may_have_turned_about_its_axis() -> None:
    rng = np.random.default_rng(2)
    angle, height = rng.uniform(0, 2 * np.pi, 4000), rng.uniform(0, 6, 4000)
    normals = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    points = normals * 2 + np.stack([0 * height, 0 * height, height], axis=1)
    normals[:600], points[:600, 2] = (0.0, 0.0, 1.0), 0.0  # its floor
    firm = firmness(points, normals)
    assert firm.slides and firm.turns and abs(firm.direction[2]) > 0.99


def test_scans_of_a_room_find_each_other(tmp_path: Path) -> None:
    origin = np.array([500_000.0, 2_500_000.0, 10.0])
    write(tmp_path / "基准.xyz", room(40_000, 1) + origin)
    write(tmp_path / "测站 2.xyz", inverse(TRUTH).apply(room(40_000, 2)))
    truth = Rigid(TRUTH.rotation, TRUTH.translation + origin)
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        import_files(case, sorted(tmp_path.glob("*.xyz")), [CLOUD_IMPORTER])
        clouds = {cloud.name: cloud for cloud in valid_clouds(case.read())}
        fixed, moving = (build_pyramid(job, clouds[name].id) for name in ("基准.xyz", "测站 2.xyz"))
        turned = Rotation.from_euler("z", 28, degrees=True).as_matrix()
        near = Rigid(turned, truth.translation + np.array((0.1, 0.05, 0)))
        for initial in (None, near):
            found = align_clouds(job, moving, fixed, initial=initial)
            metres, degrees = error_of(found.rigid, truth)
            assert metres < 0.001 and degrees < 0.02, initial
            assert found.rms < 0.003 and found.overlap > 0.95 and not found.firmness.slides
        pyramids = [open_best(pyramid_folder(job.read(), clouds[name]))[0] for name in ("基准.xyz", "测站 2.xyz")]
        assert pyramids[0] is not None and pyramids[1] is not None
        both = Scene((Part("a", pyramids[0]), Part("b", pyramids[1], found.rigid)))
        assert both.total == 80_000
        placed = found.rigid.apply(pyramids[1].coordinates(np.arange(40_000)))  # the scene's bounds are those of a box
        assert np.allclose(np.ptp(placed, axis=0), (6, 4, 2.8), atol=0.05)


def test_a_registration_is_a_record_with_its_author(tmp_path: Path) -> None:
    write(tmp_path / "a.xyz", room(200, 1))
    write(tmp_path / "b.xyz", room(200, 2))
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        import_files(case, sorted(tmp_path.glob("*.xyz")), [CLOUD_IMPORTER])
        first, second = valid_clouds(case.read())
        for rms in (0.01, 0.002):
            made = Registration(
                cloud_id=second.id, reference_id=first.id, method="features", rotation=TRUTH.quaternion(),
                translation=(1.4, -0.8, 0.15), rms=rms, overlap=0.9,
            )
            job.write("clouds.register", lambda work, made=made: operations.keep_registration(work, made))
        (kept,) = registrations_of(case.read(), second.id)
        assert (kept.rms, kept.author) == (0.002, "测试员")
        with pytest.raises(UserError, match="to_itself"):
            Registration(cloud_id="a", reference_id="a", method="", rotation=(1, 0, 0, 0), translation=(0, 0, 0), rms=0,
                         overlap=0)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared clouds are not here")
def test_real_scans_of_a_room_find_each_other_from_nothing(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        import_files(case, [SHARED / "room_scan1.pcd", SHARED / "room_scan2.pcd"], [CLOUD_IMPORTER])
        first, second = (build_pyramid(job, cloud.id) for cloud in valid_clouds(case.read()))
        found = align_clouds(job, second, first)
        assert found.rigid.angle_deg() == pytest.approx(40.8, abs=1.0)
        assert np.allclose(found.rigid.translation[:2], (1.967, 0.057), atol=0.05)
        assert found.overlap > 0.6 and found.rms < 0.04
