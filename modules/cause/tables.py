"""The tables of the cause; its claims are shared records."""

from modules.cause.records import Calculation, Condition, GateStep, Simulation, Weighing
from workstation.api import record_table

TABLES = (
    record_table(
        "weighings", Weighing, index=("claim_id",), facts="weighings", points_at={"claim_id": "claims"}
    ),
    record_table(
        "conditions", Condition, index=("claim_id",), facts="conditions", points_at={"claim_id": "claims"}
    ),
    record_table(
        "calculations", Calculation, index=("number",), facts="calculations", points_at={"calculated_by": "officers"}
    ),
    record_table("simulations", Simulation, index=("file_id",), points_at={"file_id": "files"}),
    record_table("gate_steps", GateStep, index=("gate",), facts="gate_steps", points_at={"acted_by": "officers"}),
)
