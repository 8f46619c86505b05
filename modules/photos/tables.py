"""The tables of photographs."""

from modules.photos.records import Annotation, Photo
from workstation.api import record_table

TABLES = (
    record_table("photos", Photo, index=("file_id", "kind", "place_id")),
    record_table("photo_annotations", Annotation, index=("photo_id",)),
)
