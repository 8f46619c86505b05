"""The tables of cooperation."""

from modules.cooperation.records import Meeting, PoliceNotice, ProsecutorContact, Transfer
from workstation.api import record_table

TABLES = (
    record_table("police_notices", PoliceNotice, facts="police_notices", points_at={"told_by": "officers"}),
    record_table("joint_meetings", Meeting, facts="joint_meetings", points_at={"recorded_by": "officers"}),
    record_table(
        "prosecutor_contacts", ProsecutorContact, facts="prosecutor_contacts", points_at={"recorded_by": "officers"},
    ),
    record_table(
        "transfers", Transfer, facts="transfers", points_at={
            "suspect_ids": "parties", "case_team": "officers", "proposed_by": "officers", "entered_by": "officers",
        },
    ),
)
