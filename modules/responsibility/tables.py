"""The tables of responsibility."""

from modules.responsibility.records import Barrier, Handling, LinkDocument, ResponsibilityLink
from workstation.api import record_table

TABLES = (
    record_table(
        "responsibility", ResponsibilityLink, index=("link",), facts="responsibility",
        points_at={"subject_id": "parties", "decided_by": "officers", "judged_by": "officers"},
    ),
    record_table(
        "handlings", Handling, index=("finding_id",), facts="handlings",
        points_at={"finding_id": "responsibility", "target_id": "parties", "proposed_by": "officers"},
    ),
    record_table(
        "barriers", Barrier, facts="barriers",
        points_at={"place_id": "places", "finding_ids": "responsibility", "judged_by": "officers"},
    ),
    record_table(
        "link_documents", LinkDocument, index=("link",), facts="link_documents", points_at={"noted_by": "officers"},
    ),
)
