"""Every format gives back the points that were written, and nothing is passed off as whole that is not."""

import random
import struct
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from modules.clouds.importers.parse import parse_cloud
from modules.clouds.importers.points import Points
from modules.clouds.importers.readers import open_source, ply, recognise
from modules.clouds.importers.store import CLOUD_IMPORTER
from modules.clouds.module import MODULE
from modules.clouds.queries import scans_of, valid_clouds
from tests.modules.clouds import files
from workstation.api import Problem, UserError
from workstation.api.testing import import_files, job_of, temporary_case

SHARED = Path("/", "work", "shared", "data", "clouds")
COUNT = 5000


def read_all(path: Path) -> tuple[files.Floats, list[Points]]:
    with closing(open_source(str(path), path.name)) as source:
        pieces = list(source.stream())
    scale = np.array(source.facts.scale or (1, 1, 1))
    xyz = np.concatenate([np.stack([piece.x, piece.y, piece.z], axis=1) for piece in pieces])
    return xyz * scale + source.facts.offset, pieces


@pytest.mark.parametrize("kind", files.MAKERS)
def test_points_come_back_as_they_were_written(tmp_path: Path, kind: str) -> None:
    path = files.MAKERS[kind](tmp_path / "现场 副本")
    wanted, colour, intensity = files.cloud()
    xyz, pieces = read_all(path)
    assert np.abs(xyz - wanted).max() < (1e-6 if "pcd" in kind else 1e-9)  # PCD: 32-bit fractions
    seen = pieces[0]
    if kind != "csv":
        assert seen.colour is not None
        assert np.array_equal(np.stack(seen.colour, axis=1) >> seen.colour_shift, colour[: len(seen)])
    if kind in ("las", "laz", "csv"):
        assert seen.intensity is not None and np.array_equal(seen.intensity, intensity)
    data = parse_cloud(str(path), name=path.name).data
    assert (data["received"], data["dropped"], data["verified"]) == (COUNT, 0, True)
    assert data["expected"] in (COUNT, None) and not data["notes"]
    assert np.allclose(data["lower"], wanted.min(axis=0)) and np.allclose(data["upper"], wanted.max(axis=0))


def test_coordinates_of_las_are_the_integers_of_the_file(tmp_path: Path) -> None:
    path = files.las(tmp_path / "a.laz", shift=500_000.0)
    with closing(open_source(str(path), path.name)) as source:
        (piece,) = source.stream()
    assert piece.x.dtype == np.int32
    assert np.array_equal(piece.x, np.round(files.cloud()[0][:, 0] * 1000).astype(int))


def test_pieces_from_anywhere_make_the_same_cloud(tmp_path: Path) -> None:
    for kind in ("laz", "ply", "pcd text", "xyz", "pts"):
        path = files.MAKERS[kind](tmp_path / "a")
        with closing(open_source(str(path), path.name)) as source:
            cuts = [0, source.units // 7, source.units // 3, source.units // 3 + 1, source.units]
            parts = [source.read(start, stop) for start, stop in pairwise(cuts)]
            whole = np.concatenate([part.z for part in parts])
            assert np.array_equal(whole, np.concatenate([part.z for part in source.stream()])), kind
        assert len(whole) == COUNT


def test_faces_of_a_mesh_are_seen_at_a_density_that_is_told(tmp_path: Path) -> None:
    """A roof of two squares, 2 × 2 m and 1 × 1 m, as OBJ with quads, backward numbers and a face without corners."""
    path = tmp_path / "屋面 副本.obj"
    path.write_text(
        "v 0 0 1 1 0 0\nv 2 0 1 1 0 0\nv 2 2 1 1 0 0\nv 0 2 1 1 0 0\nf 1/1 2/2 3/3 4/4\n"
        "v 5 0 0 0 0 1\nv 6 0 0 0 0 1\nv 6 1 0 0 0 1\nv 5 1 0 0 0 1\nf -4 -3 -2 -1\nf 1 2 99\n", "ascii",
    )
    source = open_source(str(path), path.name)
    missing, note = source.facts.notes
    assert (missing.code, missing.values["count"]) == ("clouds.faces_left_out", "1")
    spacing = float(note.values["spacing"])
    pieces = list(source.stream())
    xyz = np.concatenate([np.stack([p.x, p.y, p.z], axis=1) for p in pieces])[8:]
    red = np.concatenate([p.colour[0] for p in pieces if p.colour])[8:]
    assert note.code == "clouds.mesh_sampled" and note.values["triangles"] == "4" and len(xyz) + 8 == source.units
    large = xyz[:, 0] < 3
    assert large.sum() == pytest.approx(4 / spacing**2, rel=0.001) and (~large).sum() == pytest.approx(
        1 / spacing**2, rel=0.001
    )
    assert (xyz[large, 2] == 1).all() and np.abs(xyz[~large, 2]).max() < 1e-12 and (red[large] == 255).all()
    counts, *_ = np.histogram2d(xyz[large, 0], xyz[large, 1], bins=10, range=((0, 2), (0, 2)))
    assert counts.min() > 0.9 * counts.mean() and counts.max() < 1.1 * counts.mean()  # spread evenly


@pytest.mark.parametrize("kind", ["binary_little_endian", "binary_big_endian", "ascii"])
@pytest.mark.parametrize("quads", [False, True])
def test_faces_of_a_ply_file_are_seen_too(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch, *, quads: bool
) -> None:
    """A wall of 2 × 1 m, grey at the left and red at the right, with a number before and one behind each face."""
    order = ">" if "big" in kind else "<"
    corners = [(0, 5, 0, 90), (2, 5, 0, 250), (2, 5, 1, 250), (0, 5, 1, 90)]
    faces = [(0, 1, 2, 3)] if quads else [(0, 1, 2), (0, 2, 3)]
    faces.append((*faces[0][:-1], 77))  # names a vertex that is not there
    head = [f"ply\nformat {kind} 1.0\nelement vertex 4", *(f"property float {axis}" for axis in "xyz")]
    head += ["property uchar red", "property uchar green", "property uchar blue", f"element face {len(faces)}"]
    head += ["property short part", "property list uchar int vertex_indices", "property float size", "end_header\n"]
    path = tmp_path / "墙 副本.ply"
    if kind == "ascii":
        rows = [f"{x} {y} {z} {red} 90 90" for x, y, z, red in corners]
        rows += [f"3 {len(face)} {' '.join(map(str, face))} 0.5" for face in faces]
        body = "\n".join(rows).encode() + b"\n"
    else:
        body = b"".join(struct.pack(f"{order}3f3B", x, y, z, red, 90, 90) for x, y, z, red in corners)
        body += b"".join(struct.pack(f"{order}hB{len(face)}if", 3, len(face), *face, 0.5) for face in faces)
    path.write_bytes("\n".join(head).encode() + body)
    source = open_source(str(path), path.name)
    notes = {note.code: note.values for note in source.facts.notes}
    assert notes["clouds.faces_left_out"]["count"] == "1"
    assert notes["clouds.mesh_sampled"]["triangles"] == ("3" if quads else "2")
    xyz, pieces = read_all(path)
    red, green, _ = (np.concatenate([piece.colour[at] for piece in pieces if piece.colour]) for at in range(3))
    assert source.facts.format == "PLY mesh" and len(xyz) == source.units > 90_000
    assert (xyz[:, 1] == 5).all() and xyz[:, (0, 2)].min() >= 0
    assert np.abs(red[4:] - (90 + 80 * xyz[4:, 0])).max() <= 0.51 and (green == 90).all()
    with monkeypatch.context() as patch:
        patch.setattr(ply, "MOST", 3)
        large = open_source(str(path), path.name)
        assert [note.code for note in large.facts.notes] == ["clouds.mesh_by_vertices"]
        assert sum(len(piece.x) for piece in read_all(path)[1]) == 4
    path.write_bytes(path.read_bytes()[:-9])  # the last face is cut
    cut = open_source(str(path), path.name)
    assert "clouds.faces_left_out" in {note.code for note in cut.facts.notes}


def test_glb_stands_upright(tmp_path: Path) -> None:
    xyz, _ = read_all(files.glb(tmp_path / "a.glb"))
    assert np.abs(xyz - files.cloud()[0] - (1, 0, 0)).max() < 1e-5


@pytest.mark.parametrize("make", [files.e57, files.ptx])
def test_scans_are_placed_by_their_poses(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / ("a.ptx" if make is files.ptx else "a.e57"))
    wanted = files.cloud()[0]
    xyz, pieces = read_all(path)
    turned = np.stack([10 - wanted[:, 1], wanted[:, 0], wanted[:, 2]], axis=1)
    assert np.abs(xyz - np.concatenate([wanted, turned])).max() < 1e-5
    assert {piece.scan for piece in pieces} == {0, 1}
    second = parse_cloud(str(path), name=path.name).data["scans"][1]
    assert np.allclose(second[2], (0.5**0.5, 0, 0, 0.5**0.5)) and np.allclose(second[3], (10, 0, 0)) and second[4]
    assert pieces[0].colour is not None and np.array_equal(pieces[0].colour[1], files.cloud()[1][:, 1])


@pytest.mark.parametrize("kind", ["las", "las2", "ply", "ply big", "ply text", "pcd", "pcd text", "pts"])
def test_a_file_cut_short_says_how_much_is_missing(tmp_path: Path, kind: str) -> None:
    path = files.MAKERS[kind](tmp_path / "断")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    data = parse_cloud(str(path), name=path.name).data
    assert data["expected"] == COUNT and 2000 < data["received"] < 4000
    (values,) = [values for code, values in data["notes"] if code == "clouds.incomplete"]
    assert values == {"name": path.name, "expected": str(COUNT), "received": str(data["received"] + data["dropped"])}


@pytest.mark.parametrize("kind", ["laz", "pcd packed", "e57", "glb"])
def test_a_file_that_cannot_be_read_in_part_is_refused(tmp_path: Path, kind: str) -> None:
    makers = {**files.MAKERS, "e57": lambda path: files.e57(path.with_suffix(".e57")),
              "glb": lambda path: files.glb(path.with_suffix(".glb"))}
    path = makers[kind](tmp_path / "断")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    with pytest.raises(UserError, match=r"clouds\.unreadable"):
        parse_cloud(str(path), name=path.name)


def test_coordinates_that_are_no_numbers_are_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("1 2 3\nnan 2 3\n4 5 6\n1 inf 2\n7 8\n1 2 x~3\n7 8 9\n", "ascii")
    data = parse_cloud(str(path), name=path.name).data
    assert (data["received"], data["dropped"]) == (3, 4)
    assert ["clouds.left_out", {"name": "a.xyz", "count": "4"}] in data["notes"]


def test_columns_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_text("9 1 2 3\n9 4 5 6\n", "ascii")
    source = open_source(str(path), path.name, ("skip", "x", "y", "z"))
    (piece,) = source.stream()
    assert piece.x.tolist() == [1, 4] and piece.z.tolist() == [3, 6]


def test_counts_without_limit_are_refused_at_once(tmp_path: Path) -> None:
    path = files.las(tmp_path / "a.las")
    content = bytearray(path.read_bytes())
    content[100:104] = (1_069_128_089).to_bytes(4, "little")  # variable length records
    path.write_bytes(content)
    with pytest.raises(UserError, match="no room"):
        open_source(str(path), path.name)
    ply = tmp_path / "a.ply"
    ply.write_bytes(b"ply\nformat binary_little_endian 1.0\nelement vertex 1000000000000\n"
                    b"property float x\nproperty float y\nproperty float z\nend_header\n" + b"\0" * 120)
    data = parse_cloud(str(ply), name="a.ply").data
    assert (data["expected"], data["received"]) == (10**12, 10)


@pytest.mark.parametrize("kind", [*files.MAKERS, "e57", "glb", "ptx"])
def test_damaged_files_end_in_words_not_in_crashes(tmp_path: Path, kind: str) -> None:
    small = {"las": files.las, "laz": files.las, "e57": files.e57, "glb": files.glb, "ptx": files.ptx}
    path = small[kind](tmp_path / f"a.{kind}", 200) if kind in small else files.MAKERS[kind](tmp_path / "a")
    whole, rng = path.read_bytes(), random.Random(5)
    with temporary_case(tmp_path, [MODULE]) as case, job_of(case) as job:
        for attempt in range(14):
            content = bytearray(whole)
            if attempt % 2:
                del content[rng.randrange(len(content)) :]
            for _ in range(attempt):
                if content:
                    content[rng.randrange(min(len(content), 2000))] = rng.randrange(256)
            path.write_bytes(content)
            try:
                data = job.parse(CLOUD_IMPORTER.parse, path, name=path.name).data
            except UserError as error:
                assert error.code.startswith(("clouds.", "sandbox."))
            else:
                assert data["received"] > 0


def test_an_import_keeps_the_good_and_names_the_bad(tmp_path: Path) -> None:
    source = tmp_path / "扫描 1"
    source.mkdir()
    files.e57(source / "好 1.e57")
    cut = files.las(source / "断.las")
    cut.write_bytes(cut.read_bytes()[:60_000])
    (source / "文字.laz").write_text("这不是点云", "utf-8")
    (source / "乱.ply").write_bytes(random.Random(1).randbytes(3000))
    with temporary_case(tmp_path, [MODULE]) as case:
        report = import_files(case, [source], [CLOUD_IMPORTER])
        read = case.read()
        clouds = {cloud.name: cloud for cloud in valid_clouds(read)}
        assert set(clouds) == {"好 1.e57", "断.las"}
        assert {problem.values["name"]: problem.code for problem in report.problems} == {
            "文字.laz": "clouds.unreadable", "乱.ply": "clouds.unreadable",
        }
        assert {problem.code for problem in read.all(Problem)} == {"clouds.unreadable", "clouds.incomplete"}
        assert not clouds["断.las"].complete and clouds["断.las"].expected == COUNT
        good = clouds["好 1.e57"]
        assert good.complete and [scan.count for scan in scans_of(read, good.id)] == [COUNT, COUNT]


def test_recognised_by_content() -> None:
    assert recognise(b"LASF\0\0") and recognise(b"ASTM-E57") and recognise(b"// X, Y, Z, R, G, B\n1,2,3,4,5,6\n")
    assert not recognise(b"time,value\n1,2\n") and not recognise(b"plywood is not a cloud") and not recognise(b"")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared clouds are not here")
def test_real_files(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        report = import_files(case, [SHARED], [CLOUD_IMPORTER])
        clouds = {cloud.name: cloud for cloud in valid_clouds(case.read())}
        codes = {problem.values["name"]: problem.code for problem in case.read().all(Problem)}
    assert {name: clouds[name].received for name in ("autzen_trim.laz", "simple.copc.laz", "room_scan1.pcd")} == {
        "autzen_trim.laz": 110_000, "simple.copc.laz": 1065, "room_scan1.pcd": 112_586,
    }
    assert codes["copc_trunc50.copc.laz"] == codes["odd_no_prototype.e57"] == "clouds.unreadable"
    assert codes["odd_countplus1000.e57"] == "clouds.incomplete" and not clouds["odd_countplus1000.e57"].complete
    assert clouds["odd_countplus1000.e57"].received == 7680
    assert clouds["pumpAVisualReferenceImage.e57"].received == 155_201
    assert report.found == sum(path.is_file() for path in SHARED.rglob("*"))
