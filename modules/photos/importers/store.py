"""Storing a photograph that was read, with its derived pictures beside the case."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from modules.photos.importers.parse import RAW_SUFFIXES, is_photo
from modules.photos.operations import register
from modules.photos.queries import derived_path
from modules.photos.records import Photo
from workstation.api import N_, WGS84, GeoPoint, Importer, Moment, Parsed, StoredFile, UserError, Work, write_derived

SUFFIXES = (
    ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".heic", ".heif", ".avif", *RAW_SUFFIXES,
)


def store_photo(work: Work, file: StoredFile, parsed: Parsed) -> None:
    """Register the photograph and keep its thumbnail and preview; where these have no room they are made later."""
    with suppress(UserError):
        for name, content in parsed.blobs.items():
            write_derived(derived_path(work, name, file.sha256), content)
    register(work, photo_of(file, parsed.data))


def photo_of(file: StoredFile, data: dict[str, Any]) -> Photo:
    """The photograph that the facts describe."""
    taken = None
    if "taken_utc" in data:
        taken = Moment(utc=datetime.fromisoformat(data["taken_utc"]), raw=data["taken_raw"])
    point = None
    if "latitude" in data:
        point = GeoPoint(
            x=data["longitude"], y=data["latitude"], frame=WGS84, height_m=data.get("altitude_m"), accuracy_m=10.0
        )
    return Photo(
        id=file.id, file_id=file.id, name=file.name, taken=taken, zone_known=data.get("zone_known", False),
        camera=data.get("camera", ""), serial=data.get("serial", ""), exposure_s=data.get("exposure_s"),
        f_number=data.get("f_number"), iso=data.get("iso"), focal_mm=data.get("focal_mm"),
        width=data["width"], height=data["height"], point=point, direction_deg=data.get("direction_deg"),
    )


PHOTO_IMPORTER = Importer(
    id="photos", title=N_("Photograph"), suffixes=SUFFIXES, recognise=is_photo,
    parse="modules.photos.importers.parse:parse_photo", store=store_photo, priority=10,
)
