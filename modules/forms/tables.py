"""The tables of the forms."""

from modules.forms.records import FormPaper, FormService
from workstation.api import record_table

TABLES = (
    record_table("forms", FormPaper, index=("code",), facts="forms", points_at={"party_id": "parties"}),
    record_table(
        "form_services", FormService, index=("form_id",), facts="form_services",
        points_at={"form_id": "forms", "party_id": "parties"},
    ),
)
