"""The tables of cooperation."""

from modules.cooperation.records import Meeting, PoliceNotice, ProsecutorContact, Transfer
from workstation.api import record_table

TABLES = (
    record_table("police_notices", PoliceNotice),
    record_table("joint_meetings", Meeting),
    record_table("prosecutor_contacts", ProsecutorContact),
    record_table("transfers", Transfer),
)
