"""The tables of electronic data."""

from modules.edata.records import AcquiredItem, Acquisition, ClockCheck, HashCheck, Log
from workstation.api import record_table

TABLES = (
    record_table(
        "acquisitions", Acquisition, index=("number",), facts="acquisitions",
        points_at={"officers": "officers", "place_id": "places", "clock_id": "clocks"},
    ),
    record_table("acquired_items", AcquiredItem, index=("acquisition_id", "file_id")),
    record_table("hash_checks", HashCheck, index=("file_id",)),
    record_table(
        "clock_checks", ClockCheck, index=("clock_id",), facts="clock_checks",
        points_at={"clock_id": "clocks", "checked_by": "officers"},
    ),
    record_table("logs", Log, index=("file_id",)),
)
