"""What burnt and what it was worth (XF 185-2014 《火灾损失统计方法》): items, costs, declarations."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError

ONE = Decimal(1)
MOST_YUAN = Decimal(10) ** 13


class Category(StrEnum):
    """What kind of property an item is."""

    BUILDING = "building"
    DECORATION = "decoration"
    EQUIPMENT = "equipment"
    FURNITURE = "furniture"
    VEHICLE = "vehicle"
    GOODS = "goods"
    HERITAGE = "heritage"
    OTHER = "other"


class Method(StrEnum):
    """How the loss of an item is reckoned."""

    REPLACEMENT = "replacement"
    REPAIR = "repair"
    STOCK = "stock"
    HERITAGE = "heritage"
    ESTIMATE = "estimate"


class PriceBasis(StrEnum):
    """Whose price it is: 政府定价 before 指导价 before 市场价; 成本 in production, 进货价 in trade."""

    GOVERNMENT = "government"
    GUIDED = "guided"
    MARKET = "market"
    COST = "cost"
    PURCHASE = "purchase"
    APPRAISAL = "appraisal"


@dataclass(frozen=True, kw_only=True)
class LossItem(Record):
    """One thing that burnt, or many of a kind.

    ``quantity`` of ``unit``; ``unit_price_yuan`` what one costs new (重置价值), or cost or purchase price of stock, or
    rebuilding of a monument, or the estimate. ``age_years`` of ``life_years`` with ``salvage_rate`` left at their end;
    ``least_newness`` is the floor of 成新率. All rates are shares of 1. ``repair_yuan`` for the whole item,
    ``residual_yuan`` what is left of stock, ``factor`` the grade of a monument. Areas in m².
    """

    number: int = 0
    party_id: str | None = None
    name: str
    category: Category = Category.OTHER
    method: Method = Method.REPLACEMENT
    quantity: Decimal = ONE
    unit: str = ""
    unit_price_yuan: Decimal | None = None
    price_basis: PriceBasis = PriceBasis.MARKET
    price_source: str = ""
    price_date: date | None = None
    age_years: Decimal | None = None
    life_years: Decimal | None = None
    salvage_rate: Decimal = Decimal("0.05")
    least_newness: Decimal | None = None
    burn_rate: Decimal | None = None
    burn_reason: str = ""
    repair_yuan: Decimal | None = None
    residual_yuan: Decimal | None = None
    factor: Decimal | None = None
    burnt_area_m2: Decimal | None = None
    whole_area_m2: Decimal | None = None
    declared_yuan: Decimal | None = None
    difference_reason: str = ""
    refs: tuple[Ref, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.strip():
            raise UserError("losses.name_empty")
        for name in ("unit_price_yuan", "repair_yuan", "residual_yuan", "declared_yuan"):
            refuse_bad_yuan(self.name, name, getattr(self, name))
        for name in ("salvage_rate", "least_newness", "burn_rate"):
            rate = getattr(self, name)
            if rate is not None and not 0 <= rate <= 1:
                raise UserError("losses.bad_rate", item=self.name, field=name, value=rate)
        for name in ("quantity", "age_years", "factor", "burnt_area_m2", "whole_area_m2"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= MOST_YUAN:
                raise UserError("losses.negative", item=self.name, field=name, value=value)
        if self.life_years is not None and not 0 < self.life_years <= 1000:
            raise UserError("losses.bad_life", item=self.name, value=self.life_years)
        burnt, whole = self.burnt_area_m2, self.whole_area_m2
        if burnt is not None and whole is not None and burnt > whole:
            raise UserError("losses.area", item=self.name, burnt=burnt, whole=whole)


class CostKind(StrEnum):
    """What a cost is for: the first five are 现场处置费用, the others 人身伤亡支出."""

    AGENT = "agent"
    GEAR = "gear"
    APPARATUS = "apparatus"
    CLEARING = "clearing"
    CLEANING = "cleaning"
    MEDICAL = "medical"
    FUNERAL = "funeral"
    RELIEF = "relief"
    WAGES = "wages"


DISPOSAL = (CostKind.AGENT, CostKind.GEAR, CostKind.APPARATUS, CostKind.CLEARING, CostKind.CLEANING)


@dataclass(frozen=True, kw_only=True)
class LossCost(Record):
    """A cost of fighting the fire and clearing the scene, or of the dead and injured; ``who`` is for the latter."""

    kind: CostKind
    name: str
    who: str = ""
    amount_yuan: Decimal
    basis: str = ""
    refs: tuple[Ref, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.strip():
            raise UserError("losses.name_empty")
        refuse_bad_yuan(self.name, "amount_yuan", self.amount_yuan)


@dataclass(frozen=True, kw_only=True)
class LossDeclaration(Record):
    """What a damaged party declared (火灾直接财产损失申报): its paper is one of ``refs``."""

    party_id: str | None = None
    declared_on: date | None = None
    declared_yuan: Decimal | None = None
    by: str = ""
    refs: tuple[Ref, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_bad_yuan(self.by, "declared_yuan", self.declared_yuan)


@dataclass(frozen=True, kw_only=True)
class LossAdoption(Record):
    """The totals that a named officer took as the statistics of the case, as they stood then (yuan)."""

    property_yuan: Decimal
    disposal_yuan: Decimal
    casualty_yuan: Decimal
    adopted_by: str
    adopted_at: Moment
    note: str = ""

    @property
    def economic_yuan(self) -> Decimal:
        """直接经济损失 = 直接财产损失 + 现场处置费用 + 人身伤亡支出 (XF 185)."""
        return self.property_yuan + self.disposal_yuan + self.casualty_yuan


def refuse_bad_yuan(item: str, name: str, amount: Decimal | None) -> None:
    """Raises ``UserError("losses.negative" | "losses.too_much")``."""
    if amount is not None and amount < 0:
        raise UserError("losses.negative", item=item, field=name, value=amount)
    if amount is not None and amount > MOST_YUAN:
        raise UserError("losses.too_much", item=item, value=amount)
