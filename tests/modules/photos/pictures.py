"""Real pictures for tests, written by Pillow with the EXIF that a camera would write."""

from pathlib import Path

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

GPS, EXIF = ExifTags.IFD.GPSInfo, ExifTags.IFD.Exif


def exif_block(
    *, taken: str = "2026:01:23 02:20:10", offset: str = "", exposure: float = 1 / 60, aperture: float = 8.0,
    serial: str = "A100", gps: tuple[float, float] | None = None, direction: float | None = None, orientation: int = 1,
    iso: int = 400,
) -> Image.Exif:
    """An EXIF block."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Ember", "E-1"
    exif[ExifTags.Base.Orientation] = orientation
    inner = exif.get_ifd(EXIF)
    inner[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        inner[ExifTags.Base.OffsetTimeOriginal] = offset
    inner[ExifTags.Base.ExposureTime] = IFDRational(round(exposure * 100_000), 100_000)
    inner[ExifTags.Base.FNumber] = IFDRational(round(aperture * 10), 10)
    inner[ExifTags.Base.ISOSpeedRatings] = iso
    inner[ExifTags.Base.BodySerialNumber] = serial
    inner[ExifTags.Base.FocalLength] = IFDRational(24, 1)
    if gps is not None:
        place = exif.get_ifd(GPS)
        place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", _degrees(gps[0])
        place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", _degrees(gps[1])
        if direction is not None:
            place[ExifTags.GPS.GPSImgDirectionRef] = "T"
            place[ExifTags.GPS.GPSImgDirection] = IFDRational(round(direction * 100), 100)
    return exif


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    degrees, rest = divmod(value * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return IFDRational(int(degrees), 1), IFDRational(int(minutes), 1), IFDRational(round(seconds * 1000), 1000)


def picture(
    path: Path, *, size: tuple[int, int] = (640, 480), colour: tuple[int, int, int] = (120, 80, 40),
    exif: Image.Exif | None = None,
) -> Path:
    """Write a picture: its left upper quarter is white, so that turning it shows."""
    image = Image.new("RGB", size, colour)
    image.paste((255, 255, 255), (0, 0, size[0] // 2, size[1] // 2))
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **({"exif": exif} if exif is not None else {}))
    return path
