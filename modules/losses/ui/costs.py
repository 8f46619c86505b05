"""Costs of fighting the fire and clearing up, and of the dead and injured."""

from collections.abc import Mapping
from typing import Any

from modules.losses import operations, queries
from modules.losses.records import CostKind, LossCost
from workstation.api import N_, Read, Work, new_id, yuan_text
from workstation.api.widgets import Field, RecordPage, TableColumn

_KINDS = tuple(queries.COST_WORDS.items())


class CostsPage(RecordPage[LossCost]):
    """现场处置费用 and 人身伤亡支出."""

    kinds = ("loss_costs",)
    title = N_("Costs")
    subtitle = N_("With the losses of property they make the direct economic loss.")
    icon = "tag"
    empty_text = N_("No costs yet: extinguishing agents, clearing, medical treatment, wages.")
    new_text = N_("New cost")
    operation = "losses.cost"

    def columns(self) -> list[TableColumn[LossCost]]:
        words = self.words
        return [
            TableColumn(words("Kind"), lambda cost: words(queries.COST_WORDS[cost.kind]), 150),
            TableColumn(words("What for"), lambda cost: cost.name, 200),
            TableColumn(words("Who"), lambda cost: cost.who, 100),
            TableColumn(words("Amount (yuan)"), lambda cost: yuan_text(cost.amount_yuan), 130,
                        sort=lambda cost: cost.amount_yuan, right=True),
            TableColumn(words("Basis"), lambda cost: cost.basis, 160),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("kind", N_("Kind"), "choice", choices=_KINDS, required=True),
            Field("amount_yuan", N_("Amount"), "decimal", unit=N_("yuan"), required=True, minimum=0),
            Field("name", N_("What for"), required=True, wide=True),
            Field("who", N_("Who"), help=N_("For costs of the dead and injured")),
            Field("basis", N_("Basis"), help=N_("Bill, rule, statement")),
            Field("refs", N_("Evidence"), "refs"), Field("note", N_("Note"), "multiline"),
        ]

    def defaults(self) -> Mapping[str, Any]:
        return {"kind": CostKind.AGENT}

    def load(self, read: Read) -> Any:
        return read.all(LossCost, order=("kind", "name"))

    def store(self, work: Work, record: LossCost | None, values: dict[str, Any]) -> LossCost:
        return operations.put_cost(work, LossCost(id=record.id if record else new_id(), **values))
