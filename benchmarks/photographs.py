"""Photographs to measure with: generated, decodable, no two the same."""

import io
import random
from functools import cache
from pathlib import Path

from PIL import ExifTags, Image


def card(folder: Path, count: int, *, size: tuple[int, int], bytes_each: int = 0) -> list[Path]:
    """So many photographs in folders of a thousand, as cameras make them.

    Eight different pictures; each file differs in its EXIF time and number. ``bytes_each`` 0 leaves the size to the
    picture, otherwise the quality that comes nearest is taken and the rest is filled up.
    """
    made = []
    for number in range(count):
        place = folder / f"{100 + number // 1000}EMBER"
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"IMG_{number:05}.JPG"
        body = _body(number % 8, size, bytes_each)
        exif = _exif(number)
        path.write_bytes(body[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + body[2:])
        made.append(path)
    return made


def _exif(number: int) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Ember", "E-1"
    exif[ExifTags.Base.ImageDescription] = f"photograph {number}"
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    minutes, second = divmod(number, 60)
    inner[ExifTags.Base.DateTimeOriginal] = f"2026:01:23 {minutes // 60 % 24:02}:{minutes % 60:02}:{second:02}"
    inner[ExifTags.Base.FNumber], inner[ExifTags.Base.ExposureTime] = 8.0, 1 / (30 if number % 7 else 8)
    return exif.tobytes()


@cache
def _body(seed: int, size: tuple[int, int], wanted: int) -> bytes:
    """Soft noise: as hard to compress as a photograph."""
    small = (max(1, size[0] // 4), max(1, size[1] // 4))
    noise = random.Random(seed).randbytes(small[0] * small[1] * 3)
    picture = Image.frombytes("RGB", small, noise).resize(size, Image.Resampling.BICUBIC)
    if not wanted:
        return _encoded(picture, 80)
    made = min((_encoded(picture, quality) for quality in range(30, 96, 5)), key=lambda body: abs(len(body) - wanted))
    return made + bytes(max(0, wanted - len(made)))


def _encoded(picture: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()
