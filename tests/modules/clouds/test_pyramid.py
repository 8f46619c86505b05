"""The pyramid holds every point of its source once, exactly, each in the box of its node."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import laspy
import numpy as np
import pytest
from numpy.typing import NDArray

from modules.clouds import operations
from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.importers.building import build_pyramid, is_built, open_best, stretches, write_copc
from modules.clouds.importers.store import remap_columns
from modules.clouds.module import MODULE
from modules.clouds.queries import pyramid_folder, valid_clouds
from modules.clouds.records import Cloud, Measure, MeasureKind
from modules.clouds.rules.morton import LEAF
from modules.clouds.rules.pyramid import Pyramid, open_pyramid
from tests.modules.clouds import files
from workstation.api import Cancelled, UserError
from workstation.api.testing import import_files, job_of, temporary_case
from workstation.services.job import Job, Progress, direct_write

COUNT = 100_000


@contextmanager
def imported(tmp_path: Path, path: Path) -> Iterator[tuple[Job, Cloud]]:
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [path], [CLOUD_IMPORTER])
        (cloud,) = valid_clouds(case.read())
        with job_of(case) as job:
            yield job, cloud


def rows(values: NDArray[np.int64]) -> NDArray[np.int64]:
    return values[np.lexsort(values.T[::-1])]


def every_point(pyramid: Pyramid) -> NDArray[np.int64]:
    covered = np.zeros(pyramid.total, np.int64)
    for first, count in zip(pyramid.first, pyramid.count, strict=True):
        covered[first : first + count] += 1
    assert (covered == 1).all()
    return np.asarray(pyramid.columns["position"], np.int64)


def test_every_point_of_a_laz_stands_in_its_node_exactly(tmp_path: Path) -> None:
    path = files.las(tmp_path / "a.laz", COUNT, shift=2_500_000.0)
    source = laspy.read(path, laz_backend=laspy.LazBackend.Lazrs)
    with imported(tmp_path, path) as (job, cloud):
        pyramid = open_pyramid(build_pyramid(job, cloud.id))
        position = every_point(pyramid)
        fields = (source.X, source.Y, source.Z, source.red >> 8, source.classification, source.intensity)
        told = np.stack(fields, axis=1)
        look, strength = pyramid.columns["look"], pyramid.columns["intensity"]
        found = np.column_stack([position, look[:, 0], look[:, 3], strength])
        assert np.array_equal(rows(found.astype(np.int64)), rows(told.astype(np.int64)))
        assert np.array_equal(pyramid.coordinates(np.arange(9)), position[:9] * 0.001 + [2_500_000.0, 2_500_000.0, 0])
        check_nodes(pyramid, position)
        assert not list(pyramid_folder(job.read(), cloud).glob("run-*"))


def check_nodes(pyramid: Pyramid, position: NDArray[np.int64]) -> None:
    inner = 0
    for node in range(len(pyramid.level)):
        pieces = range(pyramid.piece_from[node], pyramid.piece_from[node + 1])
        parts = [position[pyramid.first[at] : pyramid.first[at] + pyramid.count[at]] for at in pieces]
        points = np.concatenate([np.empty((0, 3), np.int64), *parts])
        local = (points - pyramid.middle) * pyramid.scale
        assert (np.abs(local - pyramid.centre[node]) <= pyramid.half[node] * (1 + 1e-9)).all()
        if (pyramid.child[node] >= 0).any():
            inner += 1
            cells = (points - pyramid.shape.lower) >> (pyramid.shape.side_bits - pyramid.level[node] - 7)
            assert len(np.unique(cells, axis=0)) == len(points)
        else:
            assert len(points) <= LEAF
    assert inner > 0


def test_many_stretches_make_the_same_cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches.cut, "__defaults__", (20_000,))
    path = files.las(tmp_path / "a.las", COUNT)
    with imported(tmp_path, path) as (job, cloud):
        pyramid = open_pyramid(build_pyramid(job, cloud.id))
        position = every_point(pyramid)
        source = laspy.read(path)
        assert np.array_equal(rows(position), rows(np.stack([source.X, source.Y, source.Z], axis=1).astype(np.int64)))
        assert len(pyramid.first) > len(pyramid.level)  # nodes above the stretches are written in pieces
        check_nodes(pyramid, position)


@pytest.mark.parametrize("make", [files.e57, files.ply, files.xyz])
def test_other_sources_keep_their_points(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / f"a.{make.__name__}")
    with imported(tmp_path, path) as (job, cloud):
        pyramid = open_pyramid(build_pyramid(job, cloud.id))
        assert pyramid.total == cloud.received == (10_000 if make is files.e57 else 5000)
        wanted = files.cloud()[0]
        if pyramid.total == 10_000:
            scans = np.asarray(pyramid.columns["scan"])
            assert np.bincount(scans).tolist() == [5000, 5000]
            xyz = pyramid.coordinates(np.flatnonzero(scans == 0))
        else:
            xyz = pyramid.coordinates(np.arange(5000))
        assert np.abs(xyz[np.lexsort(xyz.T)] - wanted[np.lexsort(wanted.T)]).max() < 2e-6
        assert max(pyramid.shape.scale) <= 1e-6


def test_odd_clouds(tmp_path: Path) -> None:
    (tmp_path / "一点.xyz").write_text("1 2 3\n", "ascii")
    (tmp_path / "重合.xyz").write_text("1 2 3\n" * 30_000, "ascii")
    (tmp_path / "远点.xyz").write_text("0 0 0\n0.001 0 0\n" * 100 + "90000 0 0\n", "ascii")
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        import_files(case, sorted(tmp_path.glob("*.xyz")), [CLOUD_IMPORTER])
        wanted = {"一点.xyz": 1, "重合.xyz": 30_000, "远点.xyz": 201}
        for cloud in valid_clouds(case.read()):
            count = wanted.pop(cloud.name)
            pyramid = open_pyramid(build_pyramid(job, cloud.id))
            every_point(pyramid)
            assert pyramid.total == count
            first = (0, 0, 0) if count == 201 else (1, 2, 3)
            assert np.allclose(pyramid.coordinates(np.array([0])), [first], atol=1e-3)


def test_a_header_that_lies_about_the_bounds_loses_nothing(tmp_path: Path) -> None:
    path = files.las(tmp_path / "a.las")
    content = bytearray(path.read_bytes())
    content[179:227] = np.array([0.1, 0, 0.1, 0, 0.1, 0]).tobytes()
    path.write_bytes(content)
    with imported(tmp_path, path) as (job, cloud):
        assert cloud.upper is not None and cloud.upper[0] > 3.9
        shrunk = cloud.__class__(**{**vars(cloud), "upper": (0.1, 0.1, 0.1)})
        job.write("clouds.describe", lambda work: work.put(shrunk))
        pyramid = open_pyramid(build_pyramid(job, cloud.id))
        assert pyramid.total == 5000
        every_point(pyramid)


def test_a_stopped_build_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modules.clouds.importers.building.director.CHUNK", 20_000)
    path = files.las(tmp_path / "a.las", COUNT)
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [path], [CLOUD_IMPORTER])
        (cloud,) = valid_clouds(case.read())
        stop, seen = threading.Event(), list[Progress]()

        def report(progress: Progress) -> None:
            seen.append(progress)
            if progress.done > progress.total * 0.2:
                stop.set()

        job = Job(case, direct_write(case), lambda *_, **__: None, report, stop)
        with pytest.raises(Cancelled):
            build_pyramid(job, cloud.id)
        folder = pyramid_folder(case.read(), cloud)
        noted = [json.loads(line) for line in (folder / "journal.jsonl").read_text("utf-8").splitlines()[1:]]
        assert noted and not is_built(folder)
        kept = {entry["run"]: (folder / f"run-{entry['run']:05}.bin").stat().st_mtime_ns for entry in noted}
        again = Job(case, direct_write(case), lambda *_, **__: None, lambda _: None)
        made: dict[int, int] = {}
        monkeypatch.setattr(
            "modules.clouds.importers.building.director.cut", lambda where, counts: made.update({
                number: (where / f"run-{number:05}.bin").stat().st_mtime_ns for number in range(len(counts))
            }) or stretches.cut(where, counts),
        )
        assert open_pyramid(build_pyramid(again, cloud.id)).total == COUNT
        assert len(made) == 5 and all(made[number] == when for number, when in kept.items())
        assert is_built(folder) and build_pyramid(again, cloud.id).parent == folder


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with imported(tmp_path, files.las(tmp_path / "a.las")) as (job, cloud):
        free = shutil.disk_usage(tmp_path)._replace(free=1000)
        monkeypatch.setattr("modules.clouds.importers.building.director.shutil.disk_usage", lambda _: free)
        with pytest.raises(UserError, match=r"clouds\.no_room"):
            build_pyramid(job, cloud.id)


def test_a_source_that_was_cut_since_is_told(tmp_path: Path) -> None:
    path = files.las(tmp_path / "a.laz", COUNT)
    with imported(tmp_path, path) as (job, cloud):
        read = job.read()
        original = next(file for file in read.case.folder.rglob("vault/*/*") if file.is_file())
        original.chmod(0o644)
        original.write_bytes(original.read_bytes()[: original.stat().st_size // 2])
        with pytest.raises(UserError) as failure:
            build_pyramid(job, cloud.id)
        assert failure.value.code in ("clouds.unreadable", "clouds.build_lost", "clouds.count_differs")
        assert not is_built(pyramid_folder(read, cloud))


def test_a_pyramid_saved_as_copc_holds_the_same_points(tmp_path: Path) -> None:
    with imported(tmp_path, files.las(tmp_path / "a.las", COUNT, shift=2_500_000.0)) as (job, cloud):
        path = build_pyramid(job, cloud.id)
        target = tmp_path / "现场 副本.copc.laz"
        assert write_copc(job, path, target, cloud.name) == COUNT
        source = np.asarray(open_pyramid(path).columns["position"], np.int64)
        with laspy.CopcReader.open(target) as reader:
            every, coarse = reader.query(), reader.query(level=0)
            assert reader.header.point_count == COUNT
        told = np.stack([every.X, every.Y, every.Z], axis=1).astype(np.int64)
        assert np.array_equal(rows(told), rows(source)) and 0 < len(coarse) < COUNT
        assert [path.name for path in tmp_path.glob("*.part")] == []


def test_a_copc_file_is_seen_before_the_crew_has_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with imported(tmp_path / "a", files.las(tmp_path / "a.las", COUNT, shift=2_500_000.0)) as (job, cloud):
        target = tmp_path / "现场 副本.copc.laz"
        write_copc(job, build_pyramid(job, cloud.id), target, cloud.name)
        exact = every_point(open_pyramid(build_pyramid(job, cloud.id)))
    with imported(tmp_path / "b", target) as (job, cloud):
        folder = pyramid_folder(job.read(), cloud)
        seen: list[tuple[Pyramid | None, bool]] = []

        def look_instead(*_: object) -> None:
            seen.append(open_best(folder))
            raise Cancelled

        with monkeypatch.context() as patch:
            patch.setattr("modules.clouds.importers.building.director.Crew", look_instead)
            with pytest.raises(Cancelled):
                build_pyramid(job, cloud.id)
        ((early, whole),) = seen
        assert early is not None and not whole and 1000 < early.total < COUNT
        known = {tuple(row) for row in exact.tolist()}
        assert all(tuple(row) in known for row in early.columns["position"][::97].tolist())
        assert np.asarray(early.columns["look"])[:, :3].any()
        assert len(every_point(open_pyramid(build_pyramid(job, cloud.id)))) == COUNT  # and building goes on from there


def test_columns_said_later_make_another_cloud(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("".join(f"{n} {2 * n} {3 * n}\n" for n in range(100)), "ascii")
    with imported(tmp_path, path) as (job, cloud):
        build_pyramid(job, cloud.id)
        remap_columns(job, cloud.id, ["z", "y", "x"])
        (again,) = valid_clouds(job.read())
        assert again.columns == ("z", "y", "x") and again.upper == (297.0, 198.0, 99.0)
        assert not is_built(pyramid_folder(job.read(), again))
        pyramid = open_pyramid(build_pyramid(job, cloud.id))
        assert np.allclose(np.sort(pyramid.coordinates(np.arange(100))[:, 0]), np.arange(100) * 3)
        measure = Measure(cloud_id=cloud.id, kind=MeasureKind.POINT, points=((0.0, 0.0, 0.0),), value=0, uncertainty=0,
                          unit="u")
        job.write("clouds.measure", lambda work: operations.keep_measure(work, measure))
        with pytest.raises(UserError, match="measured_already"):
            remap_columns(job, cloud.id, ["x", "y", "z"])
