"""What the cameras write into their pictures: EXIF by Pillow, with the wrong clock that the camera had."""

import math
from datetime import UTC
from typing import Any

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from sample_cases.qingxi_workshop.scenario import Photograph, Scenario

_METRES_PER_DEGREE = 111_320.0
_WHEN = "%Y:%m:%d %H:%M:%S"


def position(scenario: Scenario, photograph: Photograph) -> tuple[float, float]:
    """Latitude and longitude (WGS-84, degrees) from where a picture was taken."""
    turn = math.radians(scenario.site.north_turn_deg)
    x, y, _ = photograph.eye if not photograph.scene.startswith("bench") else (3.0, -9.8, 0.0)
    north = y * math.cos(turn) - x * math.sin(turn)
    east = y * math.sin(turn) + x * math.cos(turn)
    latitude = scenario.site.latitude + north / _METRES_PER_DEGREE
    return latitude, scenario.site.longitude + east / (_METRES_PER_DEGREE * math.cos(math.radians(latitude)))


def direction(scenario: Scenario, photograph: Photograph) -> float:
    """Where the camera looked, degrees clockwise from true north."""
    east, north = (b - a for a, b in zip(photograph.eye[:2], photograph.target[:2], strict=True))
    return (math.degrees(math.atan2(east, north)) + scenario.site.north_turn_deg) % 360.0


def exif_of(scenario: Scenario, photograph: Photograph) -> Image.Exif:
    """The EXIF block of a picture."""
    camera = scenario.camera(photograph.camera)
    shown = scenario.shown(photograph.at, photograph.camera)
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = f"{photograph.caption}({scenario.notice})".encode()
    exif[ExifTags.Base.Make] = camera.make
    exif[ExifTags.Base.Model] = camera.model
    exif[ExifTags.Base.Orientation] = 6 if photograph.portrait else 1
    exif[ExifTags.Base.XResolution] = exif[ExifTags.Base.YResolution] = IFDRational(300, 1)
    exif[ExifTags.Base.ResolutionUnit] = 2
    exif[ExifTags.Base.Software] = "Embercase sample 1.0 (DEMO DATA)"
    exif[ExifTags.Base.DateTime] = shown.strftime(_WHEN)
    inner: dict[int, Any] = {
        ExifTags.Base.ExposureTime: IFDRational(*photograph.exposure),
        ExifTags.Base.FNumber: IFDRational(round(photograph.f_number * 10), 10),
        ExifTags.Base.ExposureProgram: 3,
        ExifTags.Base.ISOSpeedRatings: photograph.iso,
        ExifTags.Base.ExifVersion: b"0232",
        ExifTags.Base.DateTimeOriginal: shown.strftime(_WHEN),
        ExifTags.Base.DateTimeDigitized: shown.strftime(_WHEN),
        ExifTags.Base.MeteringMode: 5,
        ExifTags.Base.Flash: 0x0D if photograph.flash else 0x10,
        ExifTags.Base.FocalLength: IFDRational(round(photograph.focal_mm * 10), 10),
        ExifTags.Base.FocalLengthIn35mmFilm: round(photograph.focal_mm),
        ExifTags.Base.ColorSpace: 1,
        ExifTags.Base.BodySerialNumber: camera.serial,
        ExifTags.Base.LensModel: camera.lens,
    }
    if camera.zone:
        inner[ExifTags.Base.OffsetTime] = inner[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    exif.get_ifd(ExifTags.IFD.Exif).update(inner)
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(_gps(scenario, photograph))
    return exif


def _gps(scenario: Scenario, photograph: Photograph) -> dict[int, Any]:
    latitude, longitude = position(scenario, photograph)
    true = photograph.at.astimezone(UTC)
    tags: dict[int, Any] = {
        ExifTags.GPS.GPSVersionID: b"\x02\x03\x00\x00",
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: _sexagesimal(latitude),
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSLongitude: _sexagesimal(longitude),
        ExifTags.GPS.GPSAltitudeRef: b"\x00",
        ExifTags.GPS.GPSAltitude: IFDRational(round((scenario.site.height_m + photograph.eye[2]) * 10), 10),
        ExifTags.GPS.GPSTimeStamp: tuple(IFDRational(part, 1) for part in (true.hour, true.minute, true.second)),
        ExifTags.GPS.GPSDateStamp: true.strftime("%Y:%m:%d"),
        ExifTags.GPS.GPSMapDatum: "WGS-84",
        ExifTags.GPS.GPSHPositioningError: IFDRational(25 if photograph.scene == "street" else 80, 10),
    }
    if abs(photograph.target[2] - photograph.eye[2]) < 2.5 and not photograph.scene.startswith("bench"):
        tags[ExifTags.GPS.GPSImgDirectionRef] = "T"
        tags[ExifTags.GPS.GPSImgDirection] = IFDRational(round(direction(scenario, photograph) * 10), 10)
    return tags


def _sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    thousandths = round(degrees * 3_600_000)
    whole, rest = divmod(thousandths, 3_600_000)
    minutes, seconds = divmod(rest, 60_000)
    return IFDRational(whole, 1), IFDRational(minutes, 1), IFDRational(seconds, 1000)
