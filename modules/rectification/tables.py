"""The tables of rectification."""

from modules.rectification.records import EVALUATION_ID, Closure, Evaluation, Measure
from workstation.api import record_table

TABLES = (
    record_table(
        "measures", Measure, index=("number",), facts="measures",
        points_at={"unit_id": "parties", "evaluated_by": "officers"},
    ),
    record_table("closures", Closure, facts="closures"),
    record_table(
        "evaluations", Evaluation, facts="evaluations", points_at={"evaluated_by": "officers"}, only_id=EVALUATION_ID
    ),
)
