"""How fast point clouds are taken in, prepared and drawn, beside CloudCompare's command line and Open3D.

    python benchmarks/clouds.py [--points MILLIONS] [--rounds N] [--only las,laz,ply,copc] [--folder PLACE]

The cloud is made here: a building of 60 × 40 × 12 m with rooms, in the order of a scanner that turns. CloudCompare is
measured when it is installed; without LAS in Debian's build it gets the same points as binary PLY.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import laspy
import numpy as np
from harness import Report, percentile, seconds

from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.importers.building import build_pyramid, open_best, write_copc
from modules.clouds.importers.warming import draw_once, sort_once
from modules.clouds.module import MODULE
from modules.clouds.queries import pyramid_folder, valid_clouds
from modules.clouds.records import Cloud, Colouring, Projection
from modules.clouds.rules.camera import overview
from modules.clouds.rules.draw import Frame, Look, Pace, Renderer
from modules.clouds.rules.pyramid import open_pyramid
from modules.clouds.rules.scene import Scene
from workstation.api import Cancelled
from workstation.api.testing import import_files, job_of, temporary_case
from workstation.services.imports import import_paths
from workstation.services.job import Job, direct_write
from workstation.storage.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE = 2_000_000
_SIZE = (1280, 720)
_AIMS_S = {"LAZ": 7.0, "LAS": 5.0}  # for 20 million points on two processors


def make(folder: Path, points: int) -> dict[str, Path]:
    """The same cloud as LAS, LAZ and PLY."""
    rng = np.random.default_rng(1)
    header = laspy.LasHeader(version="1.4", point_format=3)
    header.scales, header.offsets = [0.001] * 3, [0, 0, 0]
    las, laz, ply = (folder / f"building.{suffix}" for suffix in ("las", "laz", "ply"))
    names = [f"property float {axis}" for axis in "xyz"]
    names += [f"property uchar {name}" for name in ("red", "green", "blue")]
    with laspy.open(las, "w", header=header) as flat, ply.open("wb") as plain, laspy.open(
        laz, "w", header=header, laz_backend=laspy.LazBackend.LazrsParallel
    ) as packed:
        head = ["ply", "format binary_little_endian 1.0", f"element vertex {points}", *names, "end_header", ""]
        plain.write("\n".join(head).encode())
        for start in range(0, points, _PIECE):
            xyz, colour, face = _piece(rng, min(_PIECE, points - start))
            record = laspy.ScaleAwarePointRecord.zeros(len(xyz), header=header)
            record.x, record.y, record.z = xyz.T
            record.intensity = rng.integers(0, 65536, len(xyz))
            record.red, record.green, record.blue = (colour.T.astype(np.uint16)) << 8
            record.classification = (face % 6).astype(np.uint8)
            flat.write_points(record)
            packed.write_points(record)
            table = np.zeros(len(xyz), [(axis, "<f4") for axis in "xyz"] + [(name, "u1") for name in "rgb"])
            for number, axis in enumerate("xyz"):
                table[axis] = xyz[:, number]
            for number, name in enumerate("rgb"):
                table[name] = colour[:, number]
            table.tofile(plain)
    return {"las": las, "laz": laz, "ply": ply}


def _piece(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    xyz = rng.uniform(0, 1, (count, 3)) * (60, 40, 12)
    face = rng.integers(0, 14, count)
    noise = rng.normal(0, 0.002, count)
    xyz[:, 2] = np.where(face < 4, face * 3.5 + noise, xyz[:, 2])
    xyz[:, 0] = np.where((face >= 4) & (face < 9), (face - 4) * 15 + noise, xyz[:, 0])
    xyz[:, 1] = np.where(face >= 9, (face - 9) * 10 + noise, xyz[:, 1])
    xyz, face = (part[np.argsort(np.arctan2(xyz[:, 1] - 20, xyz[:, 0] - 30))] for part in (xyz, face))
    grey = np.clip(128 + 60 * np.sin(xyz[:, 0]) + 40 * np.cos(2 * xyz[:, 1]), 0, 255)
    colour = np.stack([grey, np.clip(xyz[:, 2] * 21, 0, 255), 255 - grey], axis=1).astype(np.uint8)
    return xyz, colour, face


def prepare(job: Job, cloud: Cloud, rounds: int) -> tuple[list[float], list[float], Path]:
    """Build the pyramid so many times: seconds, and processor seconds of the processes that built it."""
    took, spent = [], []
    for _ in range(rounds):
        shutil.rmtree(pyramid_folder(job.read(), cloud), ignore_errors=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(seconds(lambda: build_pyramid(job, cloud.id)))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        print(f"  {cloud.format}: {took[-1]:.2f} s, {spent[-1]:.2f} processor seconds", file=sys.stderr, flush=True)
    return took, spent, build_pyramid(job, cloud.id)


def moving(renderer: Renderer, scene: Scene, frames: int = 120) -> tuple[list[Frame], Frame, float, float]:
    """Frames of a camera that turns about the building, at the pace that adapts; then the full detail, its time and its
    processor time. It is held against a picture that may have every point of the cloud."""
    lower, upper = scene.bounds()
    camera = overview(lower - scene.origin, upper - scene.origin, Projection.PERSPECTIVE, _SIZE[0] / _SIZE[1])
    camera = camera.nearer(1.6)
    pace, drawn = Pace(), []
    for number in range(frames):
        frame = renderer.draw(scene, camera.turned(3.0 * number, 0), *pace.size(*_SIZE), Look(), pace.budget)
        pace.took(frame)
        drawn.append(frame)
    start, used, full, budget = time.perf_counter(), time.process_time(), drawn[-1], pace.budget
    while not full.complete or full.size != _SIZE:
        budget = pace.finer(full, budget)
        full = renderer.draw(scene, camera, *_SIZE, Look(), budget)
    rest, used = time.perf_counter() - start, time.process_time() - used
    every = renderer.draw(scene, camera, *_SIZE, Look(), 10 * scene.total)
    if every.points != full.points or not np.array_equal(every.picture, full.picture):
        raise SystemExit(f"full detail has {full.points:,} points, without a limit {every.points:,}")
    return drawn[20:], full, rest, used


def peers(ply: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds in which others read the same points from PLY and put them into an octree or thin them out."""
    runs: dict[str, Callable[[], object]] = {}
    if found := shutil.which("CloudCompare"):
        command = [found, "-SILENT", "-AUTO_SAVE", "OFF", "-O", str(ply), "-SS", "OCTREE", "8"]
        env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        runs["CloudCompare: PLY, octree"] = lambda: subprocess.run(command, env=env, check=True, capture_output=True)
    program = f"import open3d; c = open3d.io.read_point_cloud({str(ply)!r}); c.voxel_down_sample(0.1)"
    open3d = [sys.executable, "-c", program]
    runs["Open3D: PLY, voxels"] = lambda: subprocess.run(open3d, check=True, capture_output=True)
    return {name: [seconds(run) for _ in range(rounds)] for name, run in runs.items()}


def main() -> int:
    """Measure and tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--points", type=float, default=20, help="millions of points")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--only", default="las,laz,ply,copc", help="what is measured; ply beside the others")
    asked.add_argument("--folder", type=Path, default=None)
    given = asked.parse_args()
    points = int(given.points * 1e6)
    report = Report(f"Point clouds: {points:,} points")
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        files, only = make(Path(place), points), given.only.split(",")
        for kind in set(files) - set(only):
            files.pop(kind).unlink()
        with temporary_case(Path(place), [MODULE]) as case, job_of(case) as job:
            start = time.perf_counter()
            import_files(case, list(files.values()), [CLOUD_IMPORTER])
            told = ", ".join(files).upper()
            report.value(f"taking in {told}: copied, hashed, looked into", time.perf_counter() - start, "s")
            built, plain = {}, []
            for cloud in valid_clouds(case.read()):
                kind = cloud.format.split()[0]
                took, spent, built[kind] = prepare(job, cloud, given.rounds)
                aim = _AIMS_S.get(kind) if points == 20_000_000 else None
                told = f"median {median(took):.2f} s, {points / min(took) / 1e6:.1f} M points/s"
                report.value(f"pyramid from {kind}, best", min(took), "s", at_most=aim, peer=told)
                report.value(f"pyramid from {kind}, processor seconds", median(spent), "s")
                plain = took  # the PLY file is the last
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            report.value("largest process while preparing", peak, "MiB", at_most=1024)
            if "ply" in files:
                for name, values in peers(files["ply"], max(1, min(2, given.rounds))).items():
                    report.against("pyramid from PLY", plain[: len(values)], name, values)
            whole = built.get("LAZ") or next(iter(built.values()))
            draw(report, whole)
            if "copc" in only:
                copc(report, job, case, whole, Path(place) / "building.copc.laz")
    return report.show()


def copc(report: Report, job: Job, case: Case, pyramid: Path, target: Path) -> None:
    """The same cloud as COPC: how soon it is seen, while its own pyramid is only being begun."""
    write_copc(job, pyramid, target, "building")
    import_paths(job, [target], [CLOUD_IMPORTER])  # as in the window: the same sandbox parses and looks
    cloud = next(cloud for cloud in valid_clouds(case.read()) if cloud.format.startswith("COPC"))
    folder, renderer = pyramid_folder(case.read(), cloud), Renderer()
    stopped = threading.Event()
    builder = Job(case, direct_write(case), job.parse, lambda _: None, stopped)

    def build() -> None:
        with suppress(Cancelled):
            build_pyramid(builder, cloud.id)

    start, used, worker = time.perf_counter(), time.process_time(), threading.Thread(target=build)
    worker.start()
    while (seen := open_best(folder)[0]) is None:
        time.sleep(0.01)
    scene = Scene.of(seen)
    lower, upper = scene.bounds()
    camera = overview(lower - scene.origin, upper - scene.origin, Projection.PERSPECTIVE, _SIZE[0] / _SIZE[1])
    renderer.draw(scene, camera, *_SIZE, Look(), 600_000)
    told = f"{seen.total:,} points"
    report.value("first picture of a COPC file", time.perf_counter() - start, "s", at_most=1.0, peer=told)
    report.value("first picture of a COPC file, processor of this process", time.process_time() - used, "s")
    stopped.set()
    worker.join()
    renderer.close()


def draw(report: Report, path: Path) -> None:
    """Time to the first picture, frames while moving, full detail, picks."""
    sort_once()
    draw_once()
    start = time.perf_counter()
    scene, renderer = Scene.of(open_pyramid(path)), Renderer()
    lower, upper = scene.bounds()
    camera = overview(lower - scene.origin, upper - scene.origin, Projection.PERSPECTIVE, _SIZE[0] / _SIZE[1])
    renderer.draw(scene, camera, *_SIZE, Look(Colouring.RGB), 600_000)
    report.value("first picture of a ready pyramid", time.perf_counter() - start, "s", at_most=0.5)
    frames, full, rest, used = moving(renderer, scene)
    times = [1000 * frame.seconds for frame in frames]
    shown = median(frame.points for frame in frames)
    report.value("a frame while moving, median", median(times), "ms", at_most=50, peer=f"{shown:,.0f} points")
    report.value("a frame while moving, 95 of 100", percentile(times, 0.95), "ms")
    report.value("full detail after the hand rests", rest, "s", at_most=1.0, peer=f"{full.points:,} points")
    report.value("full detail after the hand rests, processor time", used, "s")
    picks = [seconds(lambda: full.pick(640, 360)) for _ in range(100)]
    report.value("a pick", 1000 * median(picks), "ms")
    renderer.close()


if __name__ == "__main__":
    sys.exit(main())
