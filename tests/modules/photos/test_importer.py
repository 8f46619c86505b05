"""Photographs are taken in with what the camera wrote; damage costs the one file and is named."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from modules.photos.importers import PHOTO_IMPORTER
from modules.photos.importers.exif import read_exif
from modules.photos.importers.parse import parse_photo, render_full
from modules.photos.module import MODULE
from modules.photos.queries import derived_path, valid_photos
from tests.modules.photos.dng import raw_picture
from tests.modules.photos.pictures import exif_block, picture
from workstation.api import UserError
from workstation.api.testing import import_files, temporary_case

SHARED = Path(__file__).parents[4] / "shared" / "data" / "photos"


def test_what_the_camera_wrote_is_read(tmp_path: Path) -> None:
    exif = exif_block(offset="+08:00", gps=(27.331942, 113.528611), direction=271.5, exposure=1 / 125, aperture=5.6)
    facts = read_exif(str(picture(tmp_path / "照片 1.jpg", exif=exif)))
    assert facts["taken_utc"] == "2026-01-22T18:20:10+00:00" and facts["zone_known"] is True
    assert facts["latitude"] == pytest.approx(27.331942, abs=1e-6)
    assert facts["longitude"] == pytest.approx(113.528611, abs=1e-6)
    assert facts["direction_deg"] == pytest.approx(271.5)
    assert (facts["camera"], facts["serial"], facts["iso"], facts["focal_mm"]) == ("Ember E-1", "A100", 400, 24)
    assert facts["exposure_s"] == pytest.approx(1 / 125) and facts["f_number"] == pytest.approx(5.6)


def test_without_a_zone_beijing_time_is_assumed_and_said(tmp_path: Path) -> None:
    facts = read_exif(str(picture(tmp_path / "a.jpg", exif=exif_block())))
    assert facts["taken_utc"] == "2026-01-22T18:20:10+00:00" and facts["zone_known"] is False


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "2026:13:40 99:00:00", "9999:01:01 00:00:00", "gestern"])
def test_absurd_dates_are_nothing(tmp_path: Path, taken: str) -> None:
    facts = read_exif(str(picture(tmp_path / "a.jpg", exif=exif_block(taken=taken))))
    assert "taken_utc" not in facts and facts["camera"] == "Ember E-1"


@pytest.mark.parametrize(("orientation", "size", "corner"), [
    (1, (640, 480), (10, 10)), (3, (640, 480), (630, 470)), (6, (480, 640), (470, 10)), (8, (480, 640), (10, 630)),
])
def test_pictures_are_set_upright(
    tmp_path: Path, orientation: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    parsed = parse_photo(str(picture(tmp_path / "a.jpg", exif=exif_block(orientation=orientation))), name="a.jpg")
    assert (parsed.data["width"], parsed.data["height"]) == size
    with Image.open(io.BytesIO(parsed.blobs["preview"])) as preview:
        assert preview.size == size
        pixel = preview.getpixel(corner)
        assert isinstance(pixel, tuple) and min(pixel) > 240


def test_heic_is_read(tmp_path: Path) -> None:
    path = tmp_path / "手机 1.heic"
    path.write_bytes((Path(__file__).parent / "data" / "phone.heic").read_bytes())
    parsed = parse_photo(str(path), name=path.name)
    assert (parsed.data["width"], parsed.data["height"]) == (64, 48)
    with Image.open(io.BytesIO(parsed.blobs["preview"])) as preview:
        white, blue = preview.getpixel((8, 8)), preview.getpixel((56, 40))
    assert isinstance(white, tuple) and isinstance(blue, tuple) and min(white) > 220 and blue[2] > 2 * blue[0]


def test_raw_data_are_developed_where_the_camera_left_no_picture(tmp_path: Path) -> None:
    parsed = parse_photo(str(raw_picture(tmp_path / "现场 1.dng")), name="现场 1.dng")
    assert parsed.data["camera"] == "Ember E-1 RAW" and (parsed.data["width"], parsed.data["height"]) == (320, 240)
    with Image.open(io.BytesIO(parsed.blobs["preview"])) as preview:
        white, red = preview.getpixel((40, 40)), preview.getpixel((280, 200))
    assert isinstance(white, tuple) and isinstance(red, tuple) and min(white) > 240 and red[0] > 3 * red[1]


@pytest.mark.parametrize(("orientation", "size", "corner"), [
    (3, (320, 240), (280, 200)), (6, (240, 320), (200, 40)), (8, (240, 320), (40, 280)),
])
def test_raw_pictures_are_set_upright(
    tmp_path: Path, orientation: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    for preview in (b"", picture(tmp_path / "a.jpg", size=(2048, 1536)).read_bytes()):
        path = raw_picture(tmp_path / "a.dng", orientation=orientation, preview=preview)
        parsed = parse_photo(str(path), name="a.dng")
        assert (parsed.data["width"], parsed.data["height"]) == size
        with Image.open(io.BytesIO(parsed.blobs["thumbnail"])) as made:
            share = made.width / size[0]
            pixel = made.getpixel((round(corner[0] * share), round(corner[1] * share)))
        assert isinstance(pixel, tuple) and min(pixel) > 240


def test_the_picture_that_the_camera_put_into_a_raw_file_is_shown(tmp_path: Path) -> None:
    inside = picture(tmp_path / "a.jpg", size=(2048, 1536), colour=(10, 20, 200)).read_bytes()
    path = raw_picture(tmp_path / "a.dng", preview=inside)
    with Image.open(io.BytesIO(render_full(str(path), name="a.dng").blobs["full"])) as full:
        blue = full.getpixel((1800, 1200))
    assert isinstance(blue, tuple) and blue[2] > 180 and blue[0] < 40


def test_a_raw_file_that_is_cut_off_is_named(tmp_path: Path) -> None:
    path = raw_picture(tmp_path / "断.dng")
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(UserError, match=r"photos\.unreadable"):
        parse_photo(str(path), name="断.dng")


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp", ".bmp", ".gif"])
def test_other_kinds_of_picture_are_read(tmp_path: Path, suffix: str) -> None:
    parsed = parse_photo(str(picture(tmp_path / f"a{suffix}")), name=f"a{suffix}")
    assert parsed.blobs["thumbnail"].startswith(b"\xff\xd8") and parsed.data["width"] == 640


def test_a_large_picture_is_shrunk_and_shown_whole_on_request(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg", size=(6000, 4000))
    parsed = parse_photo(str(path), name="a.jpg")
    assert (parsed.data["width"], parsed.data["height"]) == (6000, 4000)
    for name, longest in (("thumbnail", 480), ("preview", 2048)):
        with Image.open(io.BytesIO(parsed.blobs[name])) as made:
            assert max(made.size) == longest
    with Image.open(io.BytesIO(render_full(str(path), name="a.jpg").blobs["full"])) as whole:
        assert whole.size == (6000, 4000)


def bomb(path: Path, edge: int) -> Path:
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )
    return path


def test_bad_files_are_named_and_kept(tmp_path: Path) -> None:
    source = tmp_path / "卡 1"
    good = picture(source / "好 1.jpg", exif=exif_block())
    whole = good.read_bytes()
    (source / "断.jpg").write_bytes(whole[: len(whole) // 2])
    (source / "文字.jpg").write_text("这不是照片", "utf-8")
    (source / "空.jpg").write_bytes(b"")
    (source / "坏头.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 64)
    bomb(source / "炸弹.png", 15_000)
    with temporary_case(tmp_path, [MODULE]) as case:
        report = import_files(case, [source], [PHOTO_IMPORTER])
        found = {problem.values["name"]: problem.code for problem in report.problems}
        assert [file.name for file in report.imported] == ["好 1.jpg"]
        assert found == {
            "断.jpg": "photos.truncated", "文字.jpg": "photos.not_an_image", "空.jpg": "import.empty",
            "坏头.jpg": "photos.unreadable", "炸弹.png": "photos.too_many_pixels",
        }
        (photo,) = valid_photos(case.read())
        assert photo.name == "好 1.jpg"


def test_thumbnails_lie_beside_the_case_and_the_original_is_untouched(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg", exif=exif_block())
    with temporary_case(tmp_path, [MODULE]) as case:
        (file,) = import_files(case, [path], [PHOTO_IMPORTER]).imported
        read = case.read()
        for name in ("thumbnail", "preview"):
            with Image.open(derived_path(read, name, file.sha256)) as made:
                assert made.format == "JPEG"
        assert case.vault.path(file.sha256).read_bytes() == path.read_bytes()


def test_the_same_photograph_twice_is_a_duplicate(tmp_path: Path) -> None:
    first = picture(tmp_path / "a" / "1.jpg", exif=exif_block())
    second = tmp_path / "b" / "1.jpg"
    second.parent.mkdir()
    second.write_bytes(first.read_bytes())
    other = picture(tmp_path / "c" / "1.jpg", colour=(1, 2, 3))
    with temporary_case(tmp_path, [MODULE]) as case:
        report = import_files(case, [first, second, other], [PHOTO_IMPORTER])
        assert (len(report.imported), report.duplicates) == (2, [str(second)])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared photographs are not here")
def test_real_photographs(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        report = import_files(case, [SHARED], [PHOTO_IMPORTER])
        photos = {photo.name: photo for photo in valid_photos(case.read())}
    assert report.found == sum(path.is_file() for path in SHARED.rglob("*"))
    gps = photos["DSCN0010.jpg"]
    assert gps.camera == "NIKON COOLPIX P6000" and gps.point is not None
    assert (gps.point.y, gps.point.x) == (pytest.approx(43.4674, abs=1e-3), pytest.approx(11.8851, abs=1e-3))
