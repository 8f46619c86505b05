"""Photographs placed in a cloud and lines of sight, against scenes whose truth is known."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from modules.clouds import operations
from modules.clouds.importers.space.making import (
    Photograph,
    SightWanted,
    look,
    open_photograph,
    photographs_seeing,
    project,
    solve_pose,
)
from modules.clouds.queries import poses_of, sights_of
from modules.clouds.records import Cloud, FocalSource, PhotoPose, PixelPair, Slant, TargetKind
from modules.clouds.rules.posing import Pinhole, in_the_way
from modules.clouds.rules.sight import rays_to
from modules.clouds.rules.witness import outline
from modules.clouds.sections import build_space
from tests.modules.clouds import space
from workstation.api import KeyValues, Party, PartyKind, PhotoGrid, Ref, Table, UserError, Words
from workstation.api.testing import job_of, temporary_case
from workstation.services.job import Job

Desk = tuple[Job, Cloud, Photograph]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("空间 1")
    with temporary_case(folder, space.MODULES) as case:
        cloud = space.hall(case, folder)
        with job_of(case) as job:
            yield job, cloud, open_photograph(job, space.photo_id(job))


def turned_deg(pose: PhotoPose) -> float:
    found = Pinhole.of(pose).rotation @ space.camera().rotation.T
    return float(np.degrees(np.arccos(np.clip((np.trace(found) - 1) / 2, -1, 1))))


def off_m(pose: PhotoPose) -> float:
    return float(np.linalg.norm(np.array(pose.position) - space.camera().position))


@pytest.mark.parametrize(("count", "noise_px", "known"), [(4, 0.0, True), (8, 0.0, False), (14, 0.25, True)])
def test_the_camera_is_found_again(desk: Desk, count: int, noise_px: float, known: bool) -> None:
    job, cloud, photo = desk
    solution = solve_pose(job, cloud.id, photo, space.pairs(count, noise_px), photo.focal_px if known else None)
    (pose,) = solution.poses
    assert off_m(pose) < 0.005 and turned_deg(pose) < 0.05 and pose.rms_px < 2 * noise_px + 1e-6
    assert pose.focal_px == pytest.approx(space.camera().focal_px, rel=1e-4)
    assert pose.focal_source is (FocalSource.EXIF if known else FocalSource.SOLVED) and solution.suspects == ()
    assert pose.photo == Ref("photos", photo.file.id) and (pose.width, pose.height) == (space.WIDTH, space.HEIGHT)
    assert pose.position_u is not None and 0 < pose.position_u < 0.1


def test_three_pairs_give_candidates_with_the_truth_among_them(desk: Desk) -> None:
    job, cloud, photo = desk
    poses = solve_pose(job, cloud.id, photo, space.pairs(3), photo.focal_px).poses
    assert 1 < len(poses) <= 4 and all(pose.candidates == len(poses) for pose in poses)
    assert min(off_m(pose) for pose in poses) < 0.001 < max(off_m(pose) for pose in poses)


def test_a_blunder_is_named_and_a_person_leaves_it_out(desk: Desk) -> None:
    job, cloud, photo = desk
    given = space.pairs(9, 0.5)
    given[4] = replace(given[4], x=given[4].x + 45, y=given[4].y - 30)
    solution = solve_pose(job, cloud.id, photo, given, photo.focal_px)
    assert solution.suspects == (4,) and off_m(solution.poses[0]) > 0.02
    given[4] = replace(given[4], used=False)
    (pose,) = solve_pose(job, cloud.id, photo, given, photo.focal_px).poses
    assert off_m(pose) < 0.02 and pose.pairs[4].residual_px == pytest.approx(54, abs=4) and not pose.pairs[4].used


def test_pairs_that_cannot_decide_are_refused(desk: Desk) -> None:
    job, cloud, photo = desk
    line = [PixelPair(point=(0.1 * at, 4.0, 1.0), x=100.0 * at, y=300.0) for at in range(5)]
    with pytest.raises(UserError, match="pose_in_line"):
        solve_pose(job, cloud.id, photo, line, photo.focal_px)
    with pytest.raises(UserError, match="pose_too_few"):
        solve_pose(job, cloud.id, photo, space.pairs(2), photo.focal_px)
    with pytest.raises(UserError, match="pose_needs_focal"):
        solve_pose(job, cloud.id, photo, space.pairs(4), None)


def test_a_photograph_that_is_missing_or_broken_is_named(desk: Desk) -> None:
    job, cloud, photo = desk
    with pytest.raises(UserError, match="photo_missing"):
        open_photograph(job, "nothing")
    with pytest.raises(UserError, match="photo_unreadable"):
        open_photograph(job, cloud.file_id)
    (pose,) = solve_pose(job, cloud.id, photo, space.pairs(6), photo.focal_px).poses
    with pytest.raises(UserError, match="photo_missing"):
        job.write("clouds.place_photo", lambda work: operations.place_photo(work, replace(pose, file_id="nothing")))
    assert not poses_of(job.read(), cloud.id)


def test_a_pose_is_kept_with_its_author_and_finds_what_it_sees(desk: Desk) -> None:
    job, cloud, photo = desk
    (pose,) = solve_pose(job, cloud.id, photo, space.pairs(6), photo.focal_px).poses
    for _ in range(2):  # placed again, it takes the place of the first
        job.write("clouds.place_photo", lambda work: operations.place_photo(work, pose))
    (kept,) = poses_of(job.read(), cloud.id)
    assert kept.author and kept.at is not None
    (free,) = photographs_seeing(job, cloud.id, (1.0, 8.0, 1.0))
    assert free.blocked_m is None and free.pose.id == kept.id
    assert free.pixel == pytest.approx(tuple(space.camera().project(np.array([[1.0, 8.0, 1.0]]))[0, :2]), abs=0.5)
    (hidden,) = photographs_seeing(job, cloud.id, (-1.5, 5.0, 0.0))  # behind the screen
    whole = float(np.linalg.norm(np.array([-1.5, 5, 0]) - space.camera().position))
    assert hidden.blocked_m == pytest.approx(whole * 3.5 / 5.5, rel=0.03)
    assert photographs_seeing(job, cloud.id, (2.0, -0.9, 1.7)) == []  # behind the camera
    path, count = project(job, kept)
    looks = np.load(path, mmap_mode="r")
    blue = (looks[:, 2] > 200) & (looks[:, 0] < 60)
    assert count == int(blue.sum()) > 3000
    job.write("clouds.remove_space", lambda work: operations.remove_space(work, kept))
    del looks


def test_hidden_points_keep_their_colour(desk: Desk) -> None:
    from modules.clouds.importers.building import build_pyramid
    from modules.clouds.rules.pyramid import open_pyramid

    job, cloud, photo = desk
    (pose,) = solve_pose(job, cloud.id, photo, space.pairs(6), photo.focal_px).poses
    path, _ = project(job, pose)
    pyramid = open_pyramid(build_pyramid(job, cloud.id))
    xyz, looks = pyramid.coordinates(np.arange(pyramid.total)), np.array(np.load(path))
    blue = looks[:, 2] > 200
    inside = space.camera().inside(xyz)
    eye = space.camera().position
    ahead = np.maximum(xyz[:, 1] - eye[1], 0.1)
    at_screen = eye + (xyz - eye) * ((3.0 - eye[1]) / ahead)[:, None]
    behind = (xyz[:, 1] > 3.6) & (at_screen[:, 0] < space.SCREEN_X - 0.1) & (at_screen[:, 0] > -2.9)
    behind &= at_screen[:, 2] < 2.9
    free = inside & ((xyz[:, 1] < 2.9) | (at_screen[:, 0] > space.SCREEN_X + 0.1))
    assert not blue[~inside].any() and blue[free].mean() > 0.97 and blue[inside & behind].mean() < 0.03
    assert (inside & behind).sum() > 1000


def test_a_share_of_sight_is_the_analytic_one_within_its_uncertainty(desk: Desk) -> None:
    job, cloud, _ = desk
    sight = look(job, SightWanted(
        cloud.id, "王某所站位置", space.EYE, 1.6, TargetKind.BOX, space.BOX, "三号机", eye_u_m=0.02,
    ))
    truth = analytic()
    assert 0.2 < truth < 0.8 and abs(sight.visible - truth) < sight.uncertainty < 0.12
    assert sight.visible == pytest.approx(truth, abs=0.02) and 0.01 < sight.resolution_m < 0.06
    (blocker,) = sight.blockers
    assert blocker.slant is Slant.UPRIGHT and blocker.region == "车间"
    assert blocker.share == pytest.approx(1 - truth, abs=0.03)
    assert blocker.middle[1] == pytest.approx(3.0, abs=0.05)


def analytic() -> float:
    """By the border of the screen alone: rays to the box that pass y = 3 to the right of it, weighted as solid
    angles."""
    eye = np.array(space.EYE)
    rays = rays_to(eye, TargetKind.BOX, np.array(space.BOX))
    x = eye[0] + rays.directions[:, 0] * (3.0 - eye[1]) / rays.directions[:, 1]
    return float(rays.weight[x > space.SCREEN_X].sum())


def test_a_box_that_is_turned_is_looked_at_as_it_stands() -> None:
    """A board of 2 m by 0.01 m, turned by 90°, seen along its width: what is asked for is 0.01 m wide, not 2 m."""
    eye, board = np.array([0.0, 0.0, 1.0]), np.array([[-1.0, 9.995, 0.0], [1.0, 10.005, 2.0]])
    straight, turned = (rays_to(eye, TargetKind.BOX, board, turn_deg) for turn_deg in (0.0, 90.0))
    assert np.abs(straight.directions[:, 0]).max() == pytest.approx(0.1, abs=0.003)
    assert np.abs(turned.directions[:, 0]).max() == pytest.approx(0.005 / 9, rel=0.1)
    assert turned.reach.min() == pytest.approx(9.0, abs=0.01) and turned.weight.sum() == pytest.approx(1)
    inside = np.array([0.0, 9.2, 1.0])
    assert len(rays_to(inside, TargetKind.BOX, board).weight)
    with pytest.raises(UserError, match="sight_inside"):
        rays_to(inside, TargetKind.BOX, board, 90.0)


def test_the_corners_of_a_turned_target_are_told_and_hold_what_is_its_own(desk: Desk) -> None:
    job, cloud, _ = desk
    turned = look(job, SightWanted(
        cloud.id, "转", space.EYE, 1.6, TargetKind.BOX, space.BOX, eye_u_m=0.0, target_turn_deg=180.0,
    ))
    assert turned.target_turn_deg == 180.0 and turned.visible == pytest.approx(analytic(), abs=0.02)
    quarter = outline(replace(turned, target_turn_deg=90.0))
    assert np.ptp(quarter, axis=0) == pytest.approx([0.5, 2.0, 2.0])


def test_points_are_seen_or_not_and_the_screen_is_named(desk: Desk) -> None:
    job, cloud, _ = desk
    from modules.clouds.records import Measure, MeasureKind

    named = Measure(cloud_id=cloud.id, kind=MeasureKind.POINT, points=((-0.8, 3.0, 1.2),), value=1.2, uncertainty=0.01,
                    unit="m", name="彩钢隔断")
    job.write("clouds.measure", lambda work: operations.keep_measure(work, named))
    target = ((-2.0, 8.0, 1.0), (-1.8, 8.0, 1.0), (1.5, 8.0, 1.0))
    sight = look(job, SightWanted(cloud.id, "李某", space.EYE, 1.6, TargetKind.POINTS, target, eye_u_m=0.0))
    assert sight.visible == pytest.approx(1 / 3) and sight.blockers[0].name == "彩钢隔断"
    witness = Party(kind=PartyKind.PERSON, name="李某", role="证人")
    job.write("parties.put", lambda work: work.put(witness))
    for _ in range(2):
        job.write("clouds.keep_sight", lambda work: operations.keep_sight(
            work, replace(sight, id=sight.id[::-1] if sights_of(work, cloud.id) else sight.id, witness_id=witness.id)
        ))
    assert [kept.number for kept in sights_of(job.read(), cloud.id)] == [1, 2]
    with pytest.raises(UserError, match=r"record\.missing"):
        job.write("clouds.keep_sight", lambda work: operations.keep_sight(work, replace(sight, witness_id="nobody")))


def test_sights_that_make_no_sense_are_refused(desk: Desk) -> None:
    job, cloud, _ = desk
    inside = SightWanted(cloud.id, "x", (0.0, 6.2, 1.0), 1.0, TargetKind.BOX, space.BOX)
    with pytest.raises(UserError, match="sight_inside"):
        look(job, inside)
    far = replace(inside, eye=(900.0, 900.0, 1.6), target=((901.0, 905.0, 0.0), (902.0, 906.0, 1.0)))
    with pytest.raises(UserError, match="sight_nothing"):
        look(job, far)


def test_single_points_hide_nothing() -> None:
    eye, target = np.zeros(3), np.array([0.0, 10.0, 0.0])
    assert in_the_way(np.array([[0.0, 5, 0], [0, 2, 0]]), eye, target, 0.02) is None
    plate = np.array([[0.01 * a, 4.0, 0.01 * b] for a in range(-3, 4) for b in range(-3, 4)])
    assert in_the_way(plate, eye, target, 0.01) == pytest.approx(4.0)
    assert in_the_way(plate + np.array([0, 5.99, 0]), eye, target, 0.01) is None  # the target's own surface


@pytest.mark.parametrize("language", ["zh", "en"])
def test_poses_and_sights_are_printed_with_their_pictures(desk: Desk, language: str) -> None:
    job, cloud, photo = desk
    (pose,) = solve_pose(job, cloud.id, photo, space.pairs(6), photo.focal_px).poses
    job.write("clouds.place_photo", lambda work: operations.place_photo(work, pose))
    if not sights_of(job.read(), cloud.id):
        sight = look(job, SightWanted(cloud.id, "王某", space.EYE, 1.6, TargetKind.BOX, space.BOX, "三号机"))
        job.write("clouds.keep_sight", lambda work: operations.keep_sight(work, sight))
    blocks = list(build_space(job.read(), Words(language), ""))
    tables = [block for block in blocks if isinstance(block, Table)]
    assert "± " in str(tables[0].rows[0]) and photo.file.name in str(tables[0].rows[0])
    values = dict(next(block for block in blocks if isinstance(block, KeyValues)).rows)
    assert "% (k = 2)" in str(values["可见比例" if language == "zh" else "Visible"])
    (grid, *_) = (block for block in blocks if isinstance(block, PhotoGrid))
    with Image.open(grid.photos[0].path) as image:
        assert image.size == (1800, 1200) and len(image.getcolors(1 << 24) or ()) > 50
    assert grid.photos[0].marks
