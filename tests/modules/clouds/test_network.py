"""Several scans together, targets and control points, against truths that are known."""

from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from modules.clouds import operations
from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.importers.aligning import align_many, registrations_of_network
from modules.clouds.importers.building import build_pyramid, open_best
from modules.clouds.module import MODULE
from modules.clouds.queries import frame_fits_of, pyramid_folder, registrations_of, valid_clouds
from modules.clouds.records import PointPair, Triple
from modules.clouds.rules.georeference import checked, fit_to_pairs, frame_fit, rigid_of
from modules.clouds.rules.morton import Array
from modules.clouds.rules.network import Edge, settle
from modules.clouds.rules.pyramid import Pyramid
from modules.clouds.rules.registration import Rigid, fit_levelled
from modules.clouds.rules.targets import board_near, sphere_near
from tests.modules.clouds.test_registration import inverse, room, write
from workstation.api import UserError
from workstation.api.testing import import_files, job_of, temporary_case

POSES = (
    Rigid.identity(),
    Rigid(Rotation.from_euler("zyx", (25, 2, -1), degrees=True).as_matrix(), np.array([1.4, -0.8, 0.15])),
    Rigid(Rotation.from_euler("zyx", (-70, 0, 1), degrees=True).as_matrix(), np.array([-2.0, 1.0, 0.0])),
)


def edge(moving: int, fixed: int, off: Triple = (0, 0, 0), overlap: float = 0.8) -> Edge:
    between = POSES[fixed].inverse().after(POSES[moving])
    moved = Rigid(between.rotation, between.translation + np.array(off))
    return Edge(moving, fixed, moved, 0.002, overlap, ((0, 0, 0), (6, 4, 2.8)))


def away(found: Rigid, truth: Rigid) -> tuple[float, float]:
    middle = truth.inverse().apply(np.array([[3.0, 2.0, 1.4]]))
    turned = Rigid(found.rotation @ truth.rotation.T, np.zeros(3))
    return float(np.linalg.norm(found.apply(middle) - truth.apply(middle))), turned.angle_deg()


def test_a_loop_shares_out_what_does_not_close() -> None:
    settled = settle(3, [edge(1, 0), edge(2, 0), edge(2, 1, (0.006, 0, 0))])
    assert settled.used == (True, True, True)
    metres, degrees = away(settled.poses[1], POSES[1])
    assert 1e-4 < metres < 0.004 and degrees < 0.05
    assert 0.001 < max(misfit for misfit, _ in settled.misfits) < 0.006


def test_an_alignment_that_contradicts_the_others_is_named() -> None:
    edges = [edge(1, 0), edge(2, 0), edge(2, 1), edge(2, 0, (0.8, 0.3, 0), overlap=0.5)]
    settled = settle(3, edges)
    assert settled.used == (True, True, True, False) and settled.misfits[3][0] > 0.7
    for found, truth in zip(settled.poses, POSES, strict=True):
        assert away(found, truth)[0] < 1e-4


def test_scans_that_nothing_ties_are_named() -> None:
    with pytest.raises(UserError, match="scans_apart") as told:
        settle(3, [edge(1, 0)])
    assert told.value.values == {"scans": "3"}


def test_three_scans_find_each_other_to_millimetres(tmp_path: Path) -> None:
    for number, pose in enumerate(POSES):
        write(tmp_path / f"测站 {number + 1}.xyz", inverse(pose).apply(room(25_000, number + 1)))
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        import_files(case, sorted(tmp_path.glob("*.xyz")), [CLOUD_IMPORTER])
        clouds = valid_clouds(case.read())
        network = align_many(job, [build_pyramid(job, cloud.id) for cloud in clouds], [c.name for c in clouds], {})
        for found, truth in zip(network.settled.poses, POSES, strict=True):
            metres, degrees = away(found, truth)
            assert metres < 0.005 and degrees < 0.05
        made = registrations_of_network(network, [cloud.id for cloud in clouds])
        job.write("clouds.register", lambda work: operations.keep_network(work, made))
        (kept,) = registrations_of(case.read(), clouds[2].id)
        assert kept.author == "测试员" and kept.method == "network" and len(kept.links) == 3
        assert all(link.used and link.misfit < 0.005 and link.overlap > 0.9 for link in kept.links)


def sphere_points(centre: Triple, radius: float, count: int, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    way = rng.normal(0, 1, (count, 3))
    way[:, 1] = -np.abs(way[:, 1])
    return np.array(centre) + way / np.linalg.norm(way, axis=1)[:, None] * (radius + rng.normal(0, 0.0015, (count, 1)))


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Pyramid:
    """A floor with a sphere of 14.5 cm standing on it, and an upright board of 30 cm with four fields."""
    rng = np.random.default_rng(4)
    floor = np.column_stack([rng.uniform(-2, 2, (30_000, 2)), rng.normal(0, 0.001, 30_000)])
    ball = sphere_points((0.5, 0.25, 0.0725), 0.0725, 1500, 5)
    flat = rng.uniform(-0.15, 0.15, (6000, 2))
    turn = np.radians(11)
    local = flat @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    board = np.column_stack([-1.0 + local[:, 0], np.full(6000, 1.2) + rng.normal(0, 0.001, 6000), 1.1 + local[:, 1]])
    dark = flat[:, 0] * flat[:, 1] > 0
    points = np.concatenate([floor, ball, board])
    bright = np.concatenate([np.full(len(floor), 120.0), np.full(len(ball), 220.0), np.where(dark, 30.0, 210.0)])
    bright += rng.normal(0, 12, len(bright))
    folder = tmp_path_factory.mktemp("标靶")
    grey = np.clip(bright, 0, 255).astype(int)
    np.savetxt(folder / "标靶.xyz", np.column_stack([points, grey, grey, grey]), "%.4f %.4f %.4f %d %d %d")
    with temporary_case(folder, [MODULE]) as case, job_of(case) as job:
        import_files(case, [folder / "标靶.xyz"], [CLOUD_IMPORTER])
        (cloud,) = valid_clouds(case.read())
        build_pyramid(job, cloud.id)
        pyramid, finished = open_best(pyramid_folder(case.read(), cloud))
    assert pyramid is not None and finished
    return pyramid


def test_a_sphere_is_found_where_somebody_clicked_on_it(targets: Pyramid) -> None:
    found = sphere_near(targets, (0.52, 0.18, 0.09), 0.0725)
    assert np.linalg.norm(np.subtract(found.centre, (0.5, 0.25, 0.0725))) < 0.001 and found.rms < 0.003
    with pytest.raises(UserError, match="no_sphere"):
        sphere_near(targets, (-1.0, -1.0, 0.0), 0.0725)


def test_a_board_is_found_where_its_fields_meet(targets: Pyramid) -> None:
    found = board_near(targets, (-1.04, 1.2, 1.14), 0.3)
    assert np.linalg.norm(np.subtract(found.centre, (-1.0, 1.2, 1.1))) < 0.002
    with pytest.raises(UserError, match="no_board"):
        board_near(targets, (-1.0, -1.0, 0.0), 0.3)


def pairs_of(truth: Rigid, off: Triple = (0, 0, 0)) -> list[PointPair]:
    moving = np.array([[0.0, 0, 0], [6, 0, 1], [6, 4, 0.4], [0, 4, 2]])
    fixed = truth.apply(moving)
    fixed[3] += off
    return [
        PointPair(name=f"K{n + 1}", moving=tuple(a), fixed=tuple(b))
        for n, (a, b) in enumerate(zip(moving.tolist(), fixed.tolist(), strict=True))
    ]


def test_a_pair_that_was_dropped_only_tells_how_far_it_is_off() -> None:
    pairs = pairs_of(POSES[1], (0, 0, 0.3))
    assert fit_to_pairs(pairs).rms > 0.05
    pairs[3] = PointPair(name="K4", moving=pairs[3].moving, fixed=pairs[3].fixed, used=False)
    fit = fit_to_pairs(pairs)
    assert fit.rms < 1e-9 and fit.residuals[3] == pytest.approx(0.3) and not checked(pairs)


def test_a_cloud_is_fitted_to_surveyed_points_and_the_officer_is_its_author(tmp_path: Path) -> None:
    level = Rigid(Rotation.from_euler("z", 31, degrees=True).as_matrix(), np.array([512_300.0, 2_528_900.0, 4.2]))
    write(tmp_path / "一层.xyz", room(500, 1))
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        import_files(case, [tmp_path / "一层.xyz"], [CLOUD_IMPORTER])
        (cloud,) = valid_clouds(case.read())
        with pytest.raises(UserError, match="unit_unknown"):
            frame_fit(cloud, "EPSG:4547", pairs_of(level), levelled=True)
        job.write("clouds.describe", lambda work: operations.describe(
            work, cloud.id, unit="millimetre", frame="", accuracy_m=None, captured=None, note="",
        ))
        (cloud,) = valid_clouds(case.read())
        scaled = [
            PointPair(name=p.name, moving=tuple(1000 * v for v in p.moving), fixed=p.fixed)
            for p in pairs_of(level, (0.004, 0, 0))
        ]
        made = frame_fit(cloud, "EPSG:4547", scaled, levelled=True)
        job.write("clouds.fit_frame", lambda work: operations.keep_frame_fit(work, made))
        (kept,) = frame_fits_of(case.read(), cloud.id)
        assert kept.author == "测试员" and kept.rms_m == pytest.approx(0.0028, abs=0.0012)
        middle = np.array([[3.0, 2, 1]])
        assert np.allclose(rigid_of(kept).apply(middle), level.apply(middle), atol=0.003)
        with pytest.raises(UserError, match="pairs_in_line"):
            fit_levelled(np.array([[1.0, 1, 0], [1, 1, 3]]), np.array([[5.0, 5, 0], [5, 5, 3]]))
