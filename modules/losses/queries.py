"""Reading the losses, and what their codes are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from modules.losses.records import (
    Category,
    CostKind,
    LossAdoption,
    LossCost,
    LossDeclaration,
    LossItem,
    Method,
    PriceBasis,
)
from modules.losses.rules import Totals, by_number, total
from workstation.api import N_, Party, Read, RulePack, Words, today

CATEGORY_WORDS: dict[Category, str] = {
    Category.BUILDING: N_("Building"), Category.DECORATION: N_("Decoration"), Category.EQUIPMENT: N_("Equipment"),
    Category.FURNITURE: N_("Furniture and household goods"), Category.VEHICLE: N_("Vehicles"),
    Category.GOODS: N_("Goods, materials, products"), Category.HERITAGE: N_("Monuments"), Category.OTHER: N_("Other"),
}
METHOD_WORDS: dict[Method, str] = {
    Method.REPLACEMENT: N_("Replacement value × newness × burn-out"),
    Method.REPAIR: N_("Cost of repair, at most what it was worth"),
    Method.STOCK: N_("Cost or purchase value × burn-out − what is left"),
    Method.HERITAGE: N_("Cost of rebuilding × burn-out × grade (to be verified)"),
    Method.ESTIMATE: N_("Estimate or appraisal"),
}
BASIS_WORDS: dict[PriceBasis, str] = {
    PriceBasis.GOVERNMENT: N_("Government price"), PriceBasis.GUIDED: N_("Guided price"),
    PriceBasis.MARKET: N_("Market price"), PriceBasis.COST: N_("Cost of production"),
    PriceBasis.PURCHASE: N_("Purchase price"), PriceBasis.APPRAISAL: N_("Appraisal"),
}
COST_WORDS: dict[CostKind, str] = {
    CostKind.AGENT: N_("Extinguishing agents"), CostKind.GEAR: N_("Wear of gear"),
    CostKind.APPARATUS: N_("Damage to apparatus"), CostKind.CLEARING: N_("Clearing: machines and hands"),
    CostKind.CLEANING: N_("Cleaning of the scene"), CostKind.MEDICAL: N_("Medical treatment and care"),
    CostKind.FUNERAL: N_("Funeral and compensation"), CostKind.RELIEF: N_("Relief payments"),
    CostKind.WAGES: N_("Wages while off work"),
}
INPUT_WORDS: dict[str, str] = {
    "unit_price_yuan": N_("Unit price"), "life_years": N_("Life"), "age_years": N_("Years in use"),
    "burn_rate": N_("Burn-out rate"), "repair_yuan": N_("Cost of repair"), "factor": N_("Factor of grade"),
}


@dataclass(frozen=True)
class Losses:
    """Everything of the losses of a case; ``parties`` are names by id."""

    items: tuple[LossItem, ...]
    costs: tuple[LossCost, ...]
    declarations: tuple[LossDeclaration, ...]
    adoptions: tuple[LossAdoption, ...]
    totals: Totals
    parties: Mapping[str | None, str]
    limit: Fraction

    @property
    def adopted(self) -> LossAdoption | None:
        """What was adopted last."""
        return max(self.adoptions, key=lambda one: one.adopted_at.utc, default=None)


def losses(read: Read) -> Losses:
    """All items in their order, costs, declarations, and the sums."""
    items, costs = tuple(by_number(read.all(LossItem))), tuple(read.all(LossCost, order=("kind", "name")))
    return Losses(
        items, costs, tuple(read.all(LossDeclaration)), tuple(read.all(LossAdoption)), total(items, costs),
        {party.id: party.name for party in read.all(Party)},
        Fraction(str(pack(read).data["difference_limit"])),
    )


def pack(read: Read) -> RulePack:
    """The rules of loss statistics in force today."""
    return read.rules.on("losses", today())


def party_name(found: Losses, party_id: str | None, words: Words) -> str:
    """What a damaged party is called."""
    return found.parties.get(party_id) or words("no party named")


def declared_of(found: Losses, party_id: str | None) -> Decimal | None:
    """What a party declared in all: on its declaration if a sum stands there, or else the sum over its items."""
    on_paper = [
        one.declared_yuan for one in found.declarations if one.party_id == party_id and one.declared_yuan is not None
    ]
    if on_paper:
        return sum(on_paper, Decimal(0))
    by_item = [
        group.declared for (party, _), group in found.totals.groups.items()
        if party == party_id and group.declared is not None
    ]
    return sum(by_item, Decimal(0)) if by_item else None


def counted_of(found: Losses, party_id: str | None) -> Decimal:
    """What was counted for a party."""
    return sum((group.counted for (party, _), group in found.totals.groups.items() if party == party_id), Decimal(0))
