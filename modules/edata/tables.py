"""The tables of electronic data."""

from modules.edata.records import (
    AcquiredItem,
    Acquisition,
    Candidate,
    ClockCheck,
    Derived,
    DiskImage,
    HashCheck,
    Log,
    Recording,
)
from workstation.api import record_table

TABLES = (
    record_table(
        "acquisitions", Acquisition, index=("number",), facts="acquisitions",
        points_at={"officers": "officers", "place_id": "places", "clock_id": "clocks"}, taken_from="exhibits",
    ),
    record_table(
        "acquired_items", AcquiredItem, index=("acquisition_id", "file_id"),
        points_at={"acquisition_id": "acquisitions"},
    ),
    record_table("hash_checks", HashCheck, index=("file_id",)),
    record_table(
        "clock_checks", ClockCheck, index=("clock_id",), facts="clock_checks",
        points_at={"clock_id": "clocks", "checked_by": "officers"},
    ),
    record_table("logs", Log, index=("file_id",)),
    record_table("recordings", Recording, index=("file_id",)),
    record_table("light_candidates", Candidate, index=("recording_id",)),
    record_table("disk_images", DiskImage, index=("file_id",)),
    record_table("derived_items", Derived, index=("number",)),
)
