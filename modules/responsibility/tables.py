"""The table of responsibility."""

from modules.responsibility.records import ResponsibilityLink
from workstation.api import record_table

TABLES = (
    record_table(
        "responsibility", ResponsibilityLink, index=("link",), facts="responsibility",
        points_at={"subject_id": "parties", "decided_by": "officers"},
    ),
)
