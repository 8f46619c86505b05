"""Print copies: upright, small enough, sRGB, always the same bytes; small JPEGs pass as they are."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from tests.typeset.sample import jpeg
from workstation.domain.errors import UserError
from workstation.typeset.print_copy import print_copy


def test_a_small_upright_jpeg_passes_byte_for_byte(tmp_path: Path) -> None:
    source = jpeg(tmp_path / "a.jpg", 640, 480)
    copy = print_copy(source, 640)
    assert copy.data == source.read_bytes()
    assert (copy.width, copy.height, copy.gray) == (640, 480, False)


def test_a_large_one_is_reduced_the_same_way_every_time(tmp_path: Path) -> None:
    source = jpeg(tmp_path / "a.jpg", 4000, 3000)
    first, second = print_copy(source, 1000), print_copy(source, 1000)
    assert first == second
    assert (first.width, first.height) == (1000, 750)
    with Image.open(io.BytesIO(first.data)) as image:
        assert image.size == (1000, 750)


def test_the_camera_position_is_applied(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = Image.new("RGB", (80, 40), "blue")
    picture.paste("red", (0, 0, 40, 40))
    source = tmp_path / "turned.jpg"
    picture.save(source, exif=exif, quality=95)
    copy = print_copy(source, 500)
    assert (copy.width, copy.height) == (40, 80)
    with Image.open(io.BytesIO(copy.data)) as image:
        red, _, blue = image.getpixel((20, 10))
        assert red > 200 > blue, "turned clockwise: the left half is on top"
        assert image.getexif().get(0x0112, 1) == 1


def test_another_colour_space_becomes_srgb(tmp_path: Path) -> None:
    lab = ImageCms.createProfile("XYZ")
    profile = ImageCms.ImageCmsProfile(lab).tobytes()
    source = jpeg(tmp_path / "p.jpg", 64, 48, icc_profile=profile)
    copy = print_copy(source, 500)
    assert copy.data != source.read_bytes()
    with Image.open(io.BytesIO(copy.data)) as image:
        assert "icc_profile" not in image.info


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "typeset.photo_missing"), (b"", "typeset.photo_unreadable"), (b"text", "typeset.photo_unreadable")],
)
def test_bad_files_are_known_errors(tmp_path: Path, content: bytes | None, code: str) -> None:
    source = tmp_path / "x.jpg"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(UserError) as raised:
        print_copy(source, 500)
    assert raised.value.code == code
    assert raised.value.values["name"] == "x.jpg"


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    source = tmp_path / "bomb.png"
    Image.new("1", (10_000, 7_000)).save(source)
    with pytest.raises(UserError, match="photo_too_large"):
        print_copy(source, 500)
