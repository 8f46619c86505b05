"""What a camera wrote into a photograph (EXIF 3.0), read so that no strange value can do harm.

exifread is asked first, without maker notes (with them a 258-byte file can hang it); Pillow is the second reader.
Whatever is absurd becomes nothing.
"""

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from workstation.api import BEIJING, zone

_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")
_WHEN = re.compile(r"(\d{4})[:\-](\d{2})[:\-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})")
_EARLIEST, _LATEST = 1990, 2100


def read_exif(path: str) -> dict[str, Any]:
    """The facts of a photograph as JSON values; what is missing or absurd is left out."""
    tags = _tags(path)
    found: dict[str, Any] = {}
    _put(found, "camera", _text(tags, "Image Make", "Image Model"))
    _put(found, "serial", _text(tags, "EXIF BodySerialNumber"))
    _put(found, "exposure_s", _number(tags, "EXIF ExposureTime", 1e-6, 3600))
    _put(found, "f_number", _number(tags, "EXIF FNumber", 0.5, 100))
    _put(found, "focal_mm", _number(tags, "EXIF FocalLength", 0.5, 5000))
    iso = _number(tags, "EXIF ISOSpeedRatings", 1, 10_000_000)
    _put(found, "iso", int(iso) if iso is not None else None)
    _time(tags, found)
    _place(tags, found)
    return found


def _tags(path: str) -> dict[str, Any]:
    import exifread

    try:
        with Path(path).open("rb") as stream:
            tags: dict[str, Any] = exifread.process_file(stream, details=False)
    except Exception:  # exifread's errors have no common base
        tags = {}
    return tags or _pillow_tags(path)


def _pillow_tags(path: str) -> dict[str, Any]:
    from PIL import ExifTags, Image

    try:
        with Image.open(path) as image:
            exif = image.getexif()
            inner = exif.get_ifd(ExifTags.IFD.Exif)
    except Exception:  # a damaged block must not hide the picture
        return {}
    named = {f"Image {ExifTags.TAGS.get(tag, tag)}": value for tag, value in exif.items()}
    return named | {f"EXIF {ExifTags.TAGS.get(tag, tag)}": value for tag, value in inner.items()}


def _put(found: dict[str, Any], name: str, value: Any) -> None:
    if value not in (None, ""):
        found[name] = value


def _text(tags: dict[str, Any], *names: str) -> str:
    parts = [str(tags[name]) for name in names if name in tags]
    kept = ("".join(character for character in part if character.isprintable()).strip() for part in parts)
    return " ".join(dict.fromkeys(part for part in kept if part))[:120]


def _values(tags: dict[str, Any], name: str) -> list[float]:
    tag = tags.get(name)
    values = getattr(tag, "values", tag)
    if isinstance(values, str | bytes) or values is None:
        return []
    try:
        return [_float(value) for value in (values if isinstance(values, list | tuple) else [values])]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return []


def _float(value: Any) -> float:
    numerator, denominator = getattr(value, "num", None), getattr(value, "den", None)
    number = numerator / denominator if numerator is not None and denominator is not None else float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return float(number)


def _number(tags: dict[str, Any], name: str, least: float, most: float) -> float | None:
    values = _values(tags, name)
    return values[0] if values and least <= values[0] <= most else None


def _time(tags: dict[str, Any], found: dict[str, Any]) -> None:
    """``taken_utc`` with ``taken_raw``; without a zone in the file Beijing time is assumed and said so."""
    for name in ("EXIF DateTimeOriginal", "EXIF DateTimeDigitized", "Image DateTime"):
        raw = _text(tags, name)
        match = _WHEN.match(raw)
        if match is None or not _EARLIEST <= int(match[1]) <= _LATEST:
            continue
        offset = _OFFSET.search(_text(tags, "EXIF OffsetTimeOriginal", "EXIF OffsetTime"))
        try:
            year, month, day, hour, minute, second = (int(part) for part in match.groups())
            local = datetime(year, month, day, hour, minute, second)
        except ValueError:
            continue
        here = zone(BEIJING)
        known = offset is not None and int(offset[2]) <= 14
        if known and offset is not None:
            sign = 1 if offset[1] == "+" else -1
            moment = local.replace(tzinfo=timezone(sign * timedelta(hours=int(offset[2]), minutes=int(offset[3]))))
        else:
            moment = local.replace(tzinfo=here)
        found["taken_utc"] = moment.astimezone(UTC).isoformat()
        found["taken_raw"] = f"{raw} {offset[0]}" if known and offset else raw
        found["zone_known"] = known
        return


def _place(tags: dict[str, Any], found: dict[str, Any]) -> None:
    latitude, longitude = _degrees(tags, "GPS GPSLatitude"), _degrees(tags, "GPS GPSLongitude")
    if latitude is not None and longitude is not None and (latitude, longitude) != (0.0, 0.0):
        latitude *= -1 if _text(tags, "GPS GPSLatitudeRef").upper().startswith("S") else 1
        longitude *= -1 if _text(tags, "GPS GPSLongitudeRef").upper().startswith("W") else 1
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            found["latitude"], found["longitude"] = latitude, longitude
    _put(found, "altitude_m", _number(tags, "GPS GPSAltitude", -1000, 100_000))
    direction = _number(tags, "GPS GPSImgDirection", 0, 360)
    if direction is not None and not _text(tags, "GPS GPSImgDirectionRef").upper().startswith("M"):
        found["direction_deg"] = direction % 360


def _degrees(tags: dict[str, Any], name: str) -> float | None:
    values = _values(tags, name)
    if len(values) != 3:
        return None
    degrees = values[0] + values[1] / 60 + values[2] / 3600
    return degrees if 0 <= degrees <= 180 else None
