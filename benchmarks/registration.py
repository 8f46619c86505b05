"""How fast and how exactly clouds are registered and compared, beside CloudCompare's command line and Open3D.

    python benchmarks/registration.py [--points THOUSANDS] [--folder PLACE]

Two scans of a generated building, the second turned by 1.5° and moved by 10 cm; the truth is known. All get the same
points; reading files counts for nobody but CloudCompare, which cannot do without (its reading is measured and told).
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import open3d
from harness import Report, seconds
from scipy.spatial.transform import Rotation

from modules.clouds.importers.aligning.worker import align, voxel_for
from modules.clouds.rules.deviation import to_surface
from modules.clouds.rules.morton import Array
from modules.clouds.rules.registration import Rigid

_MOVED = Rigid(Rotation.from_euler("zyx", (1.5, 0.3, -0.2), degrees=True).as_matrix(), np.array([0.1, -0.06, 0.02]))


def building(count: int, seed: int) -> Array:
    """Rooms of 20 × 12 × 3 m with 2 mm of noise."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 1, (count, 3)) * (20, 12, 3)
    face = rng.integers(0, 9, count)
    for number, (axis, at) in enumerate(
        ((2, 0), (2, 3), (0, 0), (0, 7), (0, 13), (0, 20), (1, 0), (1, 5), (1, 12))
    ):
        points[face == number, axis] = at
    return points + rng.normal(0, 0.002, points.shape)


def error_of(matrix: Array, middle: Array) -> tuple[float, float]:
    """Millimetres at the middle of the building, and degrees."""
    found = Rigid.of_matrix(matrix)
    moving = _MOVED.inverse().apply(middle[None])
    turn = Rigid(found.rotation @ _MOVED.rotation.T, np.zeros(3))
    return float(np.linalg.norm(found.apply(moving) - middle)) * 1000, turn.angle_deg()


def by_open3d(moving: Array, fixed: Array) -> tuple[float, Array]:
    """Multiscale point to plane with Tukey's weights."""
    source, target = (open3d.geometry.PointCloud(open3d.utility.Vector3dVector(one)) for one in (moving, fixed))
    registration = open3d.pipelines.registration
    began, matrix = time.perf_counter(), np.eye(4)
    for voxel in (0.2, 0.08, 0.03):
        down = [one.voxel_down_sample(voxel) for one in (source, target)]
        down[1].estimate_normals(open3d.geometry.KDTreeSearchParamHybrid(radius=3 * voxel, max_nn=30))
        kernel = registration.TransformationEstimationPointToPlane(registration.TukeyLoss(k=voxel))
        matrix = registration.registration_icp(*down, 2.5 * voxel, matrix, kernel).transformation
    return time.perf_counter() - began, np.array(matrix)


def write_ply(path: Path, points: Array) -> Path:
    """Binary, as doubles: CloudCompare keeps them."""
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n"
    head += "".join(f"property double {axis}\n" for axis in "xyz") + "end_header\n"
    path.write_bytes(head.encode() + points.astype("<f8").tobytes())
    return path


def by_cloudcompare(folder: Path, moving: Array, fixed: Array) -> dict[str, float]:
    """Seconds of its ICP (error included) and of its cloud-to-cloud distances, without those of only reading."""
    names = [str(write_ply(folder / name, one)) for name, one in (("moving.ply", moving), ("fixed.ply", fixed))]

    def run(*acts: str) -> float:
        line = ["CloudCompare", "-SILENT", "-AUTO_SAVE", "OFF", "-O", names[0], "-O", names[1], *acts]
        return seconds(lambda: subprocess.run(line, check=True, capture_output=True, cwd=folder,
                                              env={"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin",
                                                   "HOME": str(folder)}))

    reading = run()
    told = {"read": reading, "icp": run("-ICP", "-ITER", "60", "-OVERLAP", "90") - reading,
            "c2c": run("-C2C_DIST") - reading}
    for path in folder.glob("*REGISTRATION_MATRIX*"):
        numbers = [float(number) for number in re.findall(r"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?", path.read_text())]
        if len(numbers) >= 16:
            told["mm"], told["deg"] = error_of(np.array(numbers[-16:]).reshape(4, 4), np.array([10.0, 6, 1.5]))
    return told


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=300, help="thousands of points in each cloud")
    parser.add_argument("--folder", type=Path, default=None)
    said = parser.parse_args()
    fixed = building(said.points * 1000, 1)
    moving = _MOVED.inverse().apply(building(said.points * 1000, 2))
    middle = np.array([10.0, 6.0, 1.5])
    origin = fixed.mean(axis=0)
    report = Report("registration and comparison of clouds")
    for name, initial in (("from where both lie", np.eye(4)), ("by features", None)):
        began = time.perf_counter()
        about = Rigid.identity().about(origin).matrix if initial is not None else None
        answer = align(moving - origin, fixed - origin, about, voxel_for(fixed))
        took = time.perf_counter() - began
        rigid = Rigid.of_matrix(np.array(answer["matrix"])).about(-origin)
        metres, degrees = error_of(rigid.matrix, middle)
        report.value(f"registering {name}", took, "s", peer=f"error {metres:.2f} mm, {degrees:.4f}°")
        if initial is not None:
            ours = took
    peer, matrix = by_open3d(moving, fixed)
    wrong = "Open3D ({:.2f} mm, {:.4f}°)".format(*error_of(matrix, middle))
    report.against("registering from where both lie", [ours], wrong, [peer])
    began = time.perf_counter()
    to_surface(moving, fixed, 0.5)
    signed = time.perf_counter() - began
    clouds = [open3d.geometry.PointCloud(open3d.utility.Vector3dVector(one)) for one in (moving, fixed)]
    plain = seconds(lambda: clouds[0].compute_point_cloud_distance(clouds[1]))
    report.against("signed distances from a surface", [signed], "Open3D, nearest points", [plain])
    if shutil.which("CloudCompare"):
        with tempfile.TemporaryDirectory(dir=said.folder) as folder:
            told = by_cloudcompare(Path(folder), moving, fixed)
        wrong = f"CloudCompare ({told['mm']:.2f} mm, {told['deg']:.4f}°)" if "mm" in told else "CloudCompare"
        report.against("registering from where both lie", [ours], wrong, [told["icp"]])
        report.against("signed distances from a surface", [signed], "CloudCompare, nearest points", [told["c2c"]])
    return report.show()


if __name__ == "__main__":
    sys.exit(main())
