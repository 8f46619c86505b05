"""The tables of field tests and commissions."""

from modules.field_tests.records import Commission, FieldTest
from workstation.api import record_table

TABLES = (
    record_table(
        "field_tests", FieldTest, index=("number",), facts="field_tests",
        points_at={"place_id": "places", "instrument_id": "instruments", "testers": "officers"},
    ),
    record_table(
        "commissions", Commission, index=("number",), facts="commissions", points_at={"sent_by": "officers"}
    ),
)
