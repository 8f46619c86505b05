"""Losses by XF 185: what two parties declared, every item with its reasons, the costs, and the sums as adopted."""

from datetime import date
from decimal import Decimal
from typing import Any

from modules.losses import operations
from modules.losses.queries import losses
from modules.losses.records import Category, CostKind, LossCost, LossDeclaration, LossItem, Method, PriceBasis
from sample_cases.qingxi_workshop.work.working import Working, party_id, when, wording


def work(case: Working) -> None:
    """What was declared and counted; small mixed things make up what the counted total of the scenario leaves."""
    said = wording("losses")
    case.sign_in("chen")
    for item in said["declarations"]:
        case.do("losses.declaration", operations.put_declaration, LossDeclaration(
            party_id=party_id(item["party"]), declared_on=date.fromisoformat(item["on"]), by=item["by"],
            declared_yuan=Decimal(item["yuan"]),
        ))
    items = [_item(number, item) for number, item in enumerate(said["items"], 1)]
    case.do("losses.item", operations.put_items, items)
    for item in said["costs"]:
        case.do("losses.cost", operations.put_cost, LossCost(
            kind=CostKind(item["kind"]), name=item["name"], who=item.get("who", ""), amount_yuan=Decimal(item["yuan"]),
            basis=item["basis"],
        ))
    left = Decimal(str(case.scenario.facts.direct_property_yuan)) - losses(case.read()).totals.property_yuan
    case.do("losses.item", operations.put_item, _item(len(items), said["items"][-1], left))
    case.do("losses.adopt", operations.adopt, said["adopted_note"], at=when(said["adopted_at"]))


def _item(number: int, item: dict[str, Any], price: Decimal | None = None) -> LossItem:
    def exact(name: str) -> Decimal | None:
        return Decimal(item[name]) if name in item else None

    return LossItem(
        id=f"loss-{number}", number=number, party_id=party_id(item["party"]), name=item["name"],
        category=Category(item["category"]), method=Method(item.get("method", "replacement")),
        quantity=Decimal(item["quantity"]), unit=item["unit"], unit_price_yuan=price or exact("price"),
        price_basis=PriceBasis(item.get("price_basis", "market")), price_source=item["price_source"],
        age_years=exact("age"), life_years=exact("life"), burn_rate=exact("burn"), burn_reason=item["reason"],
        repair_yuan=exact("repair"), residual_yuan=exact("residual"), declared_yuan=exact("declared"),
        difference_reason=item.get("difference", ""), burnt_area_m2=exact("burnt_area"),
        whole_area_m2=exact("whole_area"),
    )
