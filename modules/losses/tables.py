"""The tables of the losses."""

from modules.losses.records import LossAdoption, LossCost, LossDeclaration, LossItem
from workstation.api import record_table

TABLES = (
    record_table("loss_items", LossItem, index=("party_id",), facts="loss_items", points_at={"party_id": "parties"}),
    record_table("loss_costs", LossCost, facts="loss_costs"),
    record_table(
        "loss_declarations", LossDeclaration, facts="loss_declarations", points_at={"party_id": "parties"},
    ),
    record_table("loss_adoptions", LossAdoption),
)
