"""The far side of registering: subsets of two pyramids, a coarse movement by features, then GICP from coarse to fine.

FPFH features with RANSAC by Open3D, refinement by small_gicp, then point to plane on what is flat. Distances
and normals for what is told of the result are calculated apart from both.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import small_gicp
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from modules.clouds.importers.asking import tell
from modules.clouds.importers.points import Array
from modules.clouds.rules.patches import patches_of
from modules.clouds.rules.pyramid import Pyramid, coarse_points, open_pyramid
from modules.clouds.rules.registration import Rigid, firmness

_MOST = 600_000
_PASSES = ((16.0, 4.0), (6.0, 2.0), (2.5, 1.0), (1.5, 0.5))  # reach and resolution in voxels
_NEIGHBOURS = 12
_JUDGED = 40_000
_MODELLED = 200_000
_CANDIDATES, _ENOUGH = 3, 0.9  # of the points: then no other beginning is tried
_ROUNDS = 8
_STEPS = 4  # that are told: both read, the beginning found, refined, judged
_FLAT = 0.02  # of a neighbourhood: its smallest extent against the next, squared


def sample(pyramid: Pyramid) -> Array:
    """Points of the coarsest levels in real coordinates."""
    return pyramid.coordinates(coarse_points(pyramid, _MOST))


def align(
    moving: Array, fixed: Array, initial: Array | None, voxel: float, *, moves: bool = True, near: bool = False
) -> dict[str, Any]:
    """The movement (4, 4) of ``moving`` onto ``fixed`` and how good it is; both relative to one origin. Without
    ``moves`` that of the initial one; ``near`` looks no further than 2.5 voxels around it."""
    few = moving[:: max(1, len(moving) // _JUDGED)]
    if initial is not None and not moves:
        return judge(few, _surfaces(fixed), initial, voxel) | {"converged": True, "voxel": voxel}
    tell(1, _STEPS)
    starts = [initial] if initial is not None else coarse(moving, fixed, voxel * 2.5)
    tell(2, _STEPS)
    best: tuple[float, Array, bool] | None = None
    for start in starts:
        matrix, converged = refine(moving, fixed, start, voxel, _PASSES[-2:] if near else _PASSES)
        share = _near(moving, fixed, matrix, voxel) if len(starts) > 1 else 1.0
        if best is None or share > best[0]:
            best = (share, matrix, converged)
        if share > _ENOUGH:
            break
    assert best is not None
    tell(3, _STEPS)
    surfaces = _surfaces(fixed)
    matrix = polish(few, surfaces, best[1], voxel)
    return judge(few, surfaces, matrix, voxel) | {"converged": best[2], "voxel": voxel}


def refine(
    moving: Array, fixed: Array, start: Array, voxel: float, passes: tuple[tuple[float, float], ...] = _PASSES
) -> tuple[Array, bool]:
    """GICP in passes, each with a shorter reach."""
    matrix, converged = np.array(start), False
    for reach, resolution in passes:
        target, tree = small_gicp.preprocess_points(fixed, voxel * resolution, num_neighbors=20, num_threads=2)
        source, _ = small_gicp.preprocess_points(moving, voxel * resolution, num_neighbors=20, num_threads=2)
        result = small_gicp.align(
            target, source, tree, matrix, registration_type="GICP", max_correspondence_distance=voxel * reach,
            num_threads=2, max_iterations=60,
        )
        matrix, converged = np.array(result.T_target_source), bool(result.converged)
    return matrix, converged


def coarse(moving: Array, fixed: Array, voxel: float) -> list[Array]:
    """Movements that features suggest, several, since RANSAC draws lots."""
    import open3d

    search = open3d.geometry.KDTreeSearchParamHybrid
    features = []
    fpfh: Any = open3d.pipelines.registration.compute_fpfh_feature
    for points in (moving, fixed):
        cloud = open3d.geometry.PointCloud(open3d.utility.Vector3dVector(points)).voxel_down_sample(voxel)
        cloud.estimate_normals(search(radius=2 * voxel, max_nn=30))
        cloud.orient_normals_to_align_with_direction()
        feature = fpfh(cloud, search(radius=5 * voxel, max_nn=100))
        features.append((cloud, feature))
    (source, source_feature), (target, target_feature) = features
    registration = open3d.pipelines.registration
    found = []
    for seed in range(_CANDIDATES):
        open3d.utility.random.seed(seed)
        result = registration.registration_ransac_based_on_feature_matching(
            source, target, source_feature, target_feature, True, 1.5 * voxel,
            registration.TransformationEstimationPointToPoint(False), 3,
            [registration.CorrespondenceCheckerBasedOnEdgeLength(0.9),
             registration.CorrespondenceCheckerBasedOnDistance(1.5 * voxel)],
            registration.RANSACConvergenceCriteria(200_000, 0.999),
        )
        found.append(np.array(result.transformation))
    return found


def _near(moving: Array, fixed: Array, matrix: Array, voxel: float) -> float:
    few = moving[:: max(1, len(moving) // _JUDGED)]
    away, _ = cKDTree(fixed).query(Rigid.of_matrix(matrix).apply(few), distance_upper_bound=2 * voxel)
    return float(np.isfinite(away).mean())


class _Surfaces:
    """Planes through the neighbourhoods of the fixed points, where those are flat: edges and clutter say nothing."""

    def __init__(self, fixed: Array) -> None:
        self._tree = cKDTree(fixed)
        _, around = self._tree.query(fixed, k=min(_NEIGHBOURS, len(fixed)), workers=2)
        self._middles, self._normals, variances = patches_of(fixed, around)
        self._flat = variances[:, 0] < _FLAT * variances[:, 1]

    def near(self, points: Array, reach: float) -> tuple[Array, Array, Array, Array]:
        """Which points have a surface within ``reach``; of those on a flat one the index, distance and normal."""
        away, nearest = self._tree.query(points, distance_upper_bound=reach, workers=2)
        held = np.isfinite(away)
        index = np.flatnonzero(held)
        index = index[self._flat[nearest[index]]]
        normals = self._normals[nearest[index]]
        off = np.einsum("ni,ni->n", points[index] - self._middles[nearest[index]], normals)
        return held, index, off, normals


def _surfaces(fixed: Array) -> _Surfaces:
    return _Surfaces(fixed[:: max(1, len(fixed) // _MODELLED)])


def polish(few: Array, surfaces: _Surfaces, matrix: Array, voxel: float) -> Array:
    """Point to plane with Tukey's weights, from the middle of the points for the sake of the numbers."""
    rigid, middle = Rigid.of_matrix(matrix), few.mean(axis=0)
    for step in range(_ROUNDS):
        points = rigid.apply(few)
        _, index, off, normals = surfaces.near(points, voxel * (1.5 if step < 3 else 0.8))
        if len(index) < 6 * _NEIGHBOURS:
            return rigid.matrix
        limit = max(1e-9, 4.7 * 1.48 * float(np.median(np.abs(off))))
        weights = np.where(np.abs(off) < limit, (1 - (off / limit) ** 2) ** 2, 0.0)
        centre = rigid.apply(middle[None])[0]
        slopes = np.concatenate([np.cross(points[index] - centre, normals), normals], axis=1)
        system = slopes.T @ (slopes * weights[:, None])
        small = float(np.linalg.eigvalsh(system)[-1]) * 1e-9  # what nothing holds stays where it is
        solution = np.linalg.solve(system + small * np.eye(6), -slopes.T @ (weights * off))
        turn = Rotation.from_rotvec(solution[:3]).as_matrix()
        rigid = Rigid(turn @ rigid.rotation, turn @ (rigid.translation - centre) + centre + solution[3:])
    return rigid.matrix


def judge(few: Array, surfaces: _Surfaces, matrix: Array, voxel: float) -> dict[str, Any]:
    """Distances from the flat surfaces of the fixed cloud, the overlap, and how firmly they hold."""
    there = Rigid.of_matrix(matrix).apply(few)
    held, index, off, normals = surfaces.near(there, 3 * voxel)
    if len(index) < _NEIGHBOURS:
        return {"error": "clouds.align_failed"}
    close = np.abs(off) <= max(0.2 * voxel, 4.7 * 1.48 * float(np.median(np.abs(off))))
    shared = there[index][close]
    firm = firmness(shared, normals[close])
    return {
        "matrix": matrix.tolist(), "rms": float(np.sqrt((off[close] ** 2).mean())), "overlap": float(held.mean()),
        "direction": list(firm.direction), "share": firm.share, "turns": firm.turns,
        "low": np.percentile(shared, 2, axis=0).tolist(), "high": np.percentile(shared, 98, axis=0).tolist(),
    }


def voxel_for(points: Array) -> float:
    """A voxel that suits the size of a scene: one hundred and fiftieth of its extent."""
    low, high = np.percentile(points, (2, 98), axis=0)
    return float(np.linalg.norm(high - low)) / 150


def main() -> None:
    """Answer one request."""
    said = json.loads(sys.stdin.readline())
    fixed, moving = (sample(open_pyramid(Path(said[name]))) for name in ("fixed", "moving"))
    origin = fixed.mean(axis=0)
    voxel = float(said["voxel"]) or voxel_for(fixed)
    initial, here = None, moving - origin
    if said["initial"] is not None:
        initial = Rigid.of_matrix(np.array(said["initial"])).about(origin).matrix
    else:
        away = moving.mean(axis=0)  # features do not care where a scan lies; small numbers are exact
        here = moving - away
    answer = align(here, fixed - origin, initial, voxel, moves=said["refine"], near=said["near"])
    if "matrix" in answer:
        rigid = Rigid.of_matrix(np.array(answer["matrix"]))
        start = origin if said["initial"] is not None else away
        whole = Rigid(rigid.rotation, rigid.translation + origin - rigid.rotation @ start)
        answer["matrix"] = whole.matrix.tolist()
        answer["low"], answer["high"] = ((np.array(answer[name]) + origin).tolist() for name in ("low", "high"))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
