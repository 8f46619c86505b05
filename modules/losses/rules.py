"""The formulas of XF 185-2014, exact: fractions until the end, then the fen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from modules.losses.records import DISPOSAL, Category, CostKind, LossCost, LossItem, Method
from workstation.api import N_, to_cents, yuan_text

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Step:
    """One step of a reckoning: what it finds, the formula with its figures, and the result as text."""

    title: str
    formula: str
    result: str


@dataclass(frozen=True)
class Reckoned:
    """The loss of one item in yuan, none while an input is ``missing``, with every step."""

    amount: Decimal | None
    newness: Fraction | None = None
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()


def newness(item: LossItem) -> Fraction | None:
    """成新率 = 1 − 年平均折旧率 × 已使用年, 年平均折旧率 = (1 − 残值率) / 折旧年限; not below its floor or nothing.

    None where the life or the age is not known.
    """
    if item.life_years is None or item.age_years is None:
        return None
    yearly = (1 - Fraction(item.salvage_rate)) / Fraction(item.life_years)
    floor = Fraction(item.least_newness or _ZERO)
    return max(floor, 1 - yearly * Fraction(item.age_years), Fraction(0))


def reckon(item: LossItem) -> Reckoned:
    """The loss of an item by its method (XF 185-2014; domain constants are the officer's, none is built in)."""
    missing = tuple(name for name in _NEEDS[item.method] if getattr(item, name) is None)
    if missing:
        return Reckoned(None, newness(item), (), missing)
    return _METHODS[item.method](item)


_NEEDS: dict[Method, tuple[str, ...]] = {
    Method.REPLACEMENT: ("unit_price_yuan", "life_years", "age_years", "burn_rate"),
    Method.REPAIR: ("unit_price_yuan", "life_years", "age_years", "repair_yuan"),
    Method.STOCK: ("unit_price_yuan", "burn_rate"),
    Method.HERITAGE: ("unit_price_yuan", "burn_rate", "factor"),
    Method.ESTIMATE: ("unit_price_yuan",),
}


def _worth(item: LossItem, title: str) -> tuple[Fraction, Step]:
    price = item.unit_price_yuan or _ZERO
    worth = Fraction(item.quantity) * Fraction(price)
    return worth, Step(title, f"{plain(item.quantity)} × {yuan_text(price)}", money(worth))


def _new(item: LossItem) -> tuple[Fraction, Step]:
    rate = newness(item) or Fraction(0)
    years, life = plain(item.age_years or _ZERO), plain(item.life_years or _ZERO)
    formula = f"1 − (1 − {percent(Fraction(item.salvage_rate))}) ÷ {life} × {years}"
    if item.least_newness is not None:
        formula += f" ≥ {percent(Fraction(item.least_newness))}"
    return rate, Step(N_("Newness (成新率)"), formula, percent(rate))


def _replacement(item: LossItem) -> Reckoned:
    worth, first = _worth(item, N_("Replacement value (重置价值)"))
    rate, second = _new(item)
    burnt = Fraction(item.burn_rate or _ZERO)
    loss = worth * rate * burnt
    third = Step(N_("Loss"), f"{money(worth)} × {percent(rate)} × {percent(burnt)}", money(loss))
    return Reckoned(to_cents(loss), rate, (first, second, third))


def _repair(item: LossItem) -> Reckoned:
    """The repair, but no more than what the thing was still worth."""
    worth, first = _worth(item, N_("Replacement value (重置价值)"))
    rate, second = _new(item)
    loss = min(Fraction(item.repair_yuan or _ZERO), worth * rate)
    third = Step(N_("Loss"), f"min({yuan_text(item.repair_yuan)}, {money(worth)} × {percent(rate)})", money(loss))
    return Reckoned(to_cents(loss), rate, (first, second, third))


def _stock(item: LossItem) -> Reckoned:
    worth, first = _worth(item, N_("Cost or purchase value"))
    burnt, left = Fraction(item.burn_rate or _ZERO), Fraction(item.residual_yuan or _ZERO)
    loss = max(worth * burnt - left, Fraction(0))
    second = Step(N_("Loss"), f"{money(worth)} × {percent(burnt)} − {money(left)}", money(loss))
    return Reckoned(to_cents(loss), None, (first, second))


def _heritage(item: LossItem) -> Reckoned:
    worth, first = _worth(item, N_("Cost of rebuilding"))
    burnt, factor = Fraction(item.burn_rate or _ZERO), Fraction(item.factor or _ZERO)
    loss = worth * burnt * factor
    second = Step(
        N_("Loss"), f"{money(worth)} × {percent(burnt)} × {plain(item.factor or _ZERO)}", money(loss),
    )
    return Reckoned(to_cents(loss), None, (first, second))


def _estimate(item: LossItem) -> Reckoned:
    worth, first = _worth(item, N_("Estimated loss"))
    return Reckoned(to_cents(worth), None, (first,))


_METHODS = {
    Method.REPLACEMENT: _replacement, Method.REPAIR: _repair, Method.STOCK: _stock, Method.HERITAGE: _heritage,
    Method.ESTIMATE: _estimate,
}


@dataclass(frozen=True)
class Group:
    """What one party lost in one category, counted and declared (yuan)."""

    counted: Decimal = _ZERO
    declared: Decimal | None = None
    open: int = 0


@dataclass(frozen=True)
class Totals:
    """All totals in yuan; ``groups`` by party id and category, ``unreckoned`` the items that lack an input."""

    property_yuan: Decimal = _ZERO
    disposal_yuan: Decimal = _ZERO
    casualty_yuan: Decimal = _ZERO
    groups: dict[tuple[str | None, Category], Group] = field(default_factory=dict)
    unreckoned: tuple[LossItem, ...] = ()

    @property
    def economic_yuan(self) -> Decimal:
        """直接经济损失 = 直接财产损失 + 现场处置费用 + 人身伤亡支出."""
        return self.property_yuan + self.disposal_yuan + self.casualty_yuan


def total(items: Iterable[LossItem], costs: Iterable[LossCost]) -> Totals:
    """The sums of what is reckoned; each item is rounded to the fen first, as on the form."""
    groups: dict[tuple[str | None, Category], Group] = {}
    lacking: list[LossItem] = []
    for item in items:
        amount, key = reckon(item).amount, (item.party_id, item.category)
        known = groups.get(key, Group())
        declared = known.declared if item.declared_yuan is None else (known.declared or _ZERO) + item.declared_yuan
        groups[key] = Group(known.counted + (amount or _ZERO), declared, known.open + (amount is None))
        if amount is None:
            lacking.append(item)
    sums = dict.fromkeys(CostKind, _ZERO)
    for cost in costs:
        sums[cost.kind] += to_cents(cost.amount_yuan)
    disposal = sum((sums[kind] for kind in DISPOSAL), _ZERO)
    return Totals(
        sum((group.counted for group in groups.values()), _ZERO), disposal, sum(sums.values(), _ZERO) - disposal,
        groups, tuple(lacking),
    )


def apart(declared: Decimal | None, counted: Decimal | None) -> Fraction | None:
    """How far what was declared lies from what was counted, as a share of what was counted; none if unknown.

    Where nothing was counted, anything declared is wholly apart (1).
    """
    if declared is None or counted is None:
        return None
    if not counted:
        return Fraction(1) if declared else Fraction(0)
    return abs(Fraction(declared) - Fraction(counted)) / Fraction(counted)


def by_number(items: Iterable[LossItem]) -> Iterator[LossItem]:
    """In the order of the form."""
    return iter(sorted(items, key=lambda item: (item.number, item.name, item.id)))


def money(amount: Fraction) -> str:
    """Yuan as printed."""
    return yuan_text(to_cents(amount))


def percent(rate: Fraction) -> str:
    """A rate in per cent with at most two decimals."""
    return f"{plain(to_cents(rate * 100))} %"


def plain(value: Decimal) -> str:
    """A decimal number without trailing noughts."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
