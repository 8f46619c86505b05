"""Writing the losses; to adopt their sum is a named officer's act."""

from collections.abc import Sequence
from dataclasses import replace

from modules.losses.queries import losses
from modules.losses.records import LossAdoption, LossCost, LossDeclaration, LossItem
from workstation.api import Loss, Moment, Party, UserError, Work


def put_item(work: Work, item: LossItem) -> LossItem:
    """Enter an item or correct it; a new one gets the next number."""
    _refuse_unknown_party(work, item.party_id)
    if not item.number:
        item = replace(item, number=_next(work))
    work.put(item)
    return item


def put_items(work: Work, items: Sequence[LossItem]) -> int:
    """Enter many items, as from a declaration; returns how many."""
    number = _next(work)
    for offset, item in enumerate(items):
        _refuse_unknown_party(work, item.party_id)
        work.put(replace(item, number=number + offset))
    return len(items)


def remove_items(work: Work, ids: Sequence[str]) -> None:
    """Take items out; undo brings them back."""
    for item_id in ids:
        work.remove(LossItem, item_id)


def put_cost(work: Work, cost: LossCost) -> LossCost:
    """Enter a cost or correct it."""
    work.put(cost)
    return cost


def put_declaration(work: Work, declaration: LossDeclaration) -> LossDeclaration:
    """Enter what a party declared."""
    _refuse_unknown_party(work, declaration.party_id)
    work.put(declaration)
    return declaration


def adopt(work: Work, note: str = "", *, at: Moment | None = None) -> LossAdoption:
    """Take the present sums as the statistics of the case: they become its newest count, and the grade follows.

    ``at``: when it was decided. Raises ``UserError("losses.nothing_to_adopt" | "losses.unreckoned")``.
    """
    found = losses(work)
    if not found.items and not found.costs:
        raise UserError("losses.nothing_to_adopt")
    if found.totals.unreckoned:
        names = "、".join(item.name for item in found.totals.unreckoned[:5])
        raise UserError("losses.unreckoned", count=len(found.totals.unreckoned), names=names)
    sums, at = found.totals, at or Moment(utc=work.at)
    adoption = LossAdoption(
        property_yuan=sums.property_yuan, disposal_yuan=sums.disposal_yuan, casualty_yuan=sums.casualty_yuan,
        adopted_by=work.decider.id, adopted_at=at, note=note.strip(),
    )
    work.put(adoption)
    work.put(Loss(
        direct_property_yuan=float(sums.property_yuan), direct_economic_yuan=float(sums.economic_yuan), counted_at=at,
        households=_households(work), source="火灾损失统计（XF 185）",
    ))
    return adoption


def _households(work: Work) -> int | None:
    """The struck households are not counted here: what was counted last stays."""
    known = max(work.all(Loss), key=lambda loss: loss.counted_at.utc, default=None)
    return known.households if known else None


def _next(work: Work) -> int:
    return max((item.number for item in work.all(LossItem)), default=0) + 1


def _refuse_unknown_party(work: Work, party_id: str | None) -> None:
    if party_id is not None and work.find(Party, party_id) is None:
        raise UserError("losses.no_such_party", id=party_id)
