"""Meshes, parts and films made from a cloud: right, traceable to their source, and nothing left behind when they
fail."""

import json
import math
import struct
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import laspy
import numpy as np
import pytest

from modules.clouds.importers.building import build_pyramid
from modules.clouds.importers.space.filming import caption, frames_in
from modules.clouds.importers.space.saving import FilmWanted, MeshWanted, save_film, save_mesh, save_part
from modules.clouds.queries import products_of
from modules.clouds.records import Cloud, Colouring, NamedView, Projection
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.film import path as film_path
from modules.clouds.rules.pyramid import open_pyramid
from tests.modules.clouds import space
from workstation.api import Cancelled, StoredFile, UserError
from workstation.api.testing import job_of, temporary_case
from workstation.services.job import Job, Progress, direct_write

Desk = tuple[Job, Cloud]
PART = ((-3.5, 2.5, 0.5), (3.5, 3.5, 3.5))  # the screen alone


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("产出 1")
    with temporary_case(folder, space.MODULES) as case:
        cloud = space.hall(case, folder)
        with job_of(case) as job:
            yield job, cloud


def glb_of(path: Path) -> tuple[dict[str, Any], bytes]:
    whole = path.read_bytes()
    magic, version, length = struct.unpack_from("<4sII", whole)
    assert magic == b"glTF" and version == 2 and length == len(whole)
    size, kind = struct.unpack_from("<I4s", whole, 12)
    assert kind == b"JSON"
    return json.loads(whole[20 : 20 + size]), whole[28 + size :]


@pytest.mark.parametrize("method", ["poisson", "balls"])
def test_a_mesh_lies_on_the_surface_and_names_its_source(desk: Desk, tmp_path: Path, method: str) -> None:
    job, cloud = desk
    target = tmp_path / "现场 网格.glb"
    product = save_mesh(job, MeshWanted(cloud.id, target, method, 20_000, 1500, Clip(PART)))
    said, body = glb_of(target)
    asset = said["asset"]
    file = job.read().get(StoredFile, cloud.file_id)
    assert asset["extras"]["source sha256"] == file.sha256 == product.source_sha256
    assert 100 < product.count <= 1600 and product.points < product.of_points
    accessor = said["accessors"][0]
    vertices = np.frombuffer(body[: accessor["count"] * 12], "<f4").reshape(-1, 3)
    origin = np.array(asset["extras"]["origin"])
    y = -vertices[:, 2] + origin[1]
    assert np.percentile(np.abs(y - 3.0), 90) < 0.02
    assert product.sha256 == sha256(target.read_bytes()).hexdigest() and product.author
    note = json.loads(target.with_name(f"{target.name}.provenance.json").read_text("utf-8"))
    assert note["sha256"] == product.sha256 and note["source sha256"] == file.sha256
    assert product.id in {kept.id for kept in products_of(job.read(), cloud.id)}


@pytest.mark.parametrize("suffix", [".ply", ".obj"])
def test_other_kinds_of_mesh_hold_full_coordinates(desk: Desk, tmp_path: Path, suffix: str) -> None:
    job, cloud = desk
    target = tmp_path / f"a{suffix}"
    product = save_mesh(job, MeshWanted(cloud.id, target, "balls", 4000, 0, Clip(PART)))
    text = target.read_bytes()
    assert product.source_sha256.encode() in text
    if suffix == ".obj":
        lines = text.decode().splitlines()
        assert sum(line.startswith("f ") for line in lines) == product.count
        first = next(line for line in lines if line.startswith("v ")).split()
        assert float(first[2]) == pytest.approx(3.0, abs=0.02)
    else:
        assert f"element face {product.count}\n".encode() in text


@pytest.mark.parametrize(("suffix", "turn_deg"), [(".laz", 0.0), (".ply", 0.0), (".laz", 30.0), (".ply", 30.0)])
def test_a_part_has_every_point_of_the_box_as_it_was(
    desk: Desk, tmp_path: Path, suffix: str, turn_deg: float
) -> None:
    job, cloud = desk
    target = tmp_path / f"隔断 1{suffix}"
    product = save_part(job, cloud.id, target, Clip(PART, turn_deg))
    assert (product.box, product.box_turn_deg) == (PART, turn_deg)
    note = json.loads(target.with_name(f"{target.name}.provenance.json").read_text("utf-8"))
    assert ("box turned clockwise by" in note) == bool(turn_deg)
    pyramid = open_pyramid(build_pyramid(job, cloud.id))
    xyz = pyramid.coordinates(np.arange(pyramid.total))
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    right, ahead = ((xyz[:, :2] - (0.0, 3.0)) @ [[c, s], [-s, c]]).T
    inside = xyz[(np.abs(right) <= 3.5) & (np.abs(ahead) <= 0.5) & (xyz[:, 2] >= 0.5) & (xyz[:, 2] <= 3.5)]
    assert product.count == len(inside) > 1000 - 500 * bool(turn_deg)
    if suffix == ".laz":
        data = laspy.read(target, laz_backend=laspy.LazBackend.Lazrs)
        found = np.stack([data.x, data.y, data.z], axis=1)
        (vlr,) = [vlr for vlr in data.header.vlrs if vlr.user_id == "Embercase"]
        assert product.source_sha256.encode() in vlr.record_data_bytes()
        assert (np.asarray(data.red) >> 8).max() == space.COLOURS["screen"][0]
    else:
        head, _, body = target.read_bytes().partition(b"end_header\n")
        assert product.source_sha256.encode() in head
        found = np.frombuffer(body, [("p", "<f8", 3), ("c", "u1", 4)])["p"]
    order, wanted = np.lexsort(found.T), np.lexsort(inside.T)
    assert np.allclose(found[order], inside[wanted], atol=1e-9)


def test_what_cannot_be_made_says_why_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    job, cloud = desk
    far = Clip(((90.0, 90.0, 90.0), (91.0, 91.0, 91.0)))
    with pytest.raises(UserError, match="part_empty"):
        save_part(job, cloud.id, tmp_path / "a.laz", far)
    with pytest.raises(UserError, match="part_empty"):
        save_mesh(job, MeshWanted(cloud.id, tmp_path / "a.glb", clip=far))
    with pytest.raises(UserError, match="bad_suffix"):
        save_mesh(job, MeshWanted(cloud.id, tmp_path / "a.stl"))
    with pytest.raises(UserError, match=r"clouds\.not_saved"):
        save_part(job, cloud.id, tmp_path / "nowhere" / "a.ply", None)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this platform has no device that is always full")
    job, cloud = desk
    partly = tmp_path / ".a.part.ply"
    partly.symlink_to(full)
    with pytest.raises(UserError, match="disk_full"):
        save_part(job, cloud.id, tmp_path / "a.ply", None)
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_stopped(desk: Desk, tmp_path: Path) -> None:
    job, cloud = desk
    stop, seen = threading.Event(), []

    def hear(progress: Progress) -> None:
        seen.append(progress)
        stop.set()

    stopping = Job(job.case, direct_write(job.case), job.parse, hear, stop)
    with pytest.raises(Cancelled):
        save_part(stopping, cloud.id, tmp_path / "a.ply", None)
    assert seen and list(tmp_path.iterdir()) == []


def view(cloud: Cloud, yaw: float = 0.0, projection: Projection = Projection.PERSPECTIVE) -> NamedView:
    return NamedView(
        cloud_id=cloud.id, name="全景", target=(0.0, 4.0, 1.0), yaw_deg=yaw, pitch_deg=-20, distance=9.0,
        projection=projection, colouring=Colouring.RGB,
    )


def test_a_film_has_its_frames_and_its_caption(desk: Desk, tmp_path: Path) -> None:
    job, cloud = desk
    target = tmp_path / "环绕 1.mp4"
    product = save_film(job, FilmWanted((view(cloud),), target, True, "案件 2026-11-25 86a3956e", 0.8, 10, 320, 240))
    assert product.count == 8 == frames_in(str(target)) and product.method == "turntable"
    assert b"mp4v" in target.read_bytes()
    with pytest.raises(UserError, match="film_parallel"):
        save_film(job, FilmWanted((view(cloud, 0, Projection.PLAN),), tmp_path / "b.mp4", True, "x"))
    with pytest.raises(UserError, match="film_too_few"):
        save_film(job, FilmWanted((view(cloud),), tmp_path / "b.mp4", False, "x"))
    band = caption("清溪镇 车间 2026-11-25 SHA-256 86a3956e48943b8d", 320, 240)
    assert band.shape[1] == 320 and (band > 128).any()


def test_a_way_begins_and_ends_at_its_views_and_turns_the_shorter_way() -> None:
    keys = [Camera((0.0, 0.0, 0.0), 4.0, 350.0, -10.0), Camera((1.0, 0.0, 0.0), 8.0, 10.0, -30.0)]
    way = list(film_path(keys, 21))
    assert way[0].yaw_deg == pytest.approx(350) and way[-1].yaw_deg == pytest.approx(10)
    assert way[10].yaw_deg == pytest.approx(0, abs=1e-6) or way[10].yaw_deg == pytest.approx(360)
    assert way[-1].distance == pytest.approx(8) and way[10].target[0] == pytest.approx(0.5)
