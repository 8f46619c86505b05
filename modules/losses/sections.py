"""火灾直接财产损失申报统计表 and the sums; every input is printed, so that anybody can reckon again."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from modules.losses.queries import (
    BASIS_WORDS,
    CATEGORY_WORDS,
    COST_WORDS,
    INPUT_WORDS,
    Losses,
    counted_of,
    declared_of,
    losses,
    party_name,
)
from modules.losses.records import DISPOSAL, LossItem, Method
from modules.losses.rules import newness, percent, plain, reckon
from workstation.api import (
    N_,
    Block,
    Column,
    Entry,
    Heading,
    KeyValues,
    Officer,
    Paragraph,
    Read,
    Ref,
    Section,
    SignaturePlace,
    Signatures,
    Span,
    Table,
    Words,
    anchor_of,
    capital_yuan,
    to_verify,
    yuan_text,
)


def build(read: Read, words: Words, _: str) -> Iterator[Block]:
    """One form a party, then the costs, then the sums as they were adopted."""
    found = losses(read)
    if not found.items and not found.costs and not found.declarations:
        return
    yield Entry(words("Loss statistics"))
    yield Heading(1, words("Loss statistics"))
    for party in dict.fromkeys(item.party_id for item in found.items):
        yield from _party(found, party, words)
    yield from _costs(found, words)
    yield from _sums(read, found, words)


def _party(found: Losses, party: str | None, words: Words) -> Iterator[Block]:
    items = [item for item in found.items if item.party_id == party]
    yield Heading(2, words("Declaration and count of direct property loss: {party}",
                           party=party_name(found, party, words)))
    yield Table(
        (Column(words("Number"), 0.75), Column(words("What burnt"), 2.35),
         Column(words("Quantity × unit price"), 2, "right"), Column(words("Newness × burn-out"), 2, "right"),
         Column(words("Loss (yuan)"), 1.45, "right"), Column(words("Declared (yuan)"), 1.45, "right")),
        tuple(_row(item) for item in items),
        anchors=tuple(anchor_of(Ref("loss_items", item.id)) for item in items),
    )
    yield Table(
        (Column(words("Number"), 0.75), Column(words("Basis and reason"), 9.25)),
        tuple((str(item.number), _why(item, words)) for item in items),
    )
    counted, declared = counted_of(found, party), declared_of(found, party)
    yield KeyValues((
        (words("Counted"), f"{yuan_text(counted)}（{capital_yuan(counted)}）"),
        (words("Declared"), yuan_text(declared) if declared is not None else words("nothing declared")),
    ))
    lacking = [item for item in items if reckon(item).missing]
    if lacking:
        yield Paragraph(words("Not reckoned, because an input is missing: {items}", items="、".join(
            f"{item.name}（{'、'.join(words(INPUT_WORDS[name]) for name in reckon(item).missing)}）" for item in lacking
        )))
    yield Signatures((
        SignaturePlace(words("Declared by"), party_name(found, party, words)), SignaturePlace(words("Counted by")),
    ))


def _row(item: LossItem) -> tuple[str, ...]:
    rate = newness(item) if item.method in (Method.REPLACEMENT, Method.REPAIR) else None
    reckoned = reckon(item)
    factors = (f"{plain(item.quantity)} {item.unit}".strip(), yuan_text(item.unit_price_yuan))
    rates = (rate, Fraction(item.burn_rate) if item.burn_rate is not None else None)
    return (
        str(item.number), item.name, " × ".join(filter(None, factors)),
        " × ".join(percent(one) for one in rates if one is not None) or "—",
        yuan_text(reckoned.amount) or "—", yuan_text(item.declared_yuan) or "—",
    )


def _why(item: LossItem, words: Words) -> str:
    """Age and life, repair, what is left, price basis, reasons: all that the sum was made of."""
    parts = [words(BASIS_WORDS[item.price_basis]) + (f"：{item.price_source}" if item.price_source else "")]
    if item.age_years is not None and item.life_years is not None:
        parts.append(words("{age} of {life} years, {salvage} left", age=plain(item.age_years),
                           life=plain(item.life_years), salvage=percent(Fraction(item.salvage_rate))))
    if item.method is Method.REPAIR and item.repair_yuan is not None:
        parts.append(words("repair {amount}", amount=yuan_text(item.repair_yuan)))
    if item.residual_yuan:
        parts.append(words("left {amount}", amount=yuan_text(item.residual_yuan)))
    if item.factor is not None:
        parts.append(words("factor {factor}", factor=plain(item.factor)))
    if item.burnt_area_m2 is not None and item.whole_area_m2 is not None:
        parts.append(words("{burnt} of {whole} m²", burnt=plain(item.burnt_area_m2), whole=plain(item.whole_area_m2)))
    return "；".join(filter(None, [*parts, item.burn_reason, item.difference_reason, item.note]))


def _costs(found: Losses, words: Words) -> Iterator[Block]:
    for title, disposal in ((words("Costs at the scene"), True), (words("Costs of the dead and injured"), False)):
        costs = [cost for cost in found.costs if (cost.kind in DISPOSAL) == disposal]
        if costs:
            yield Heading(2, title)
            yield Table(
                (Column(words("Kind"), 1.6), Column(words("What for"), 2.4), Column(words("Who"), 1),
                 Column(words("Amount (yuan)"), 1.3, "right"), Column(words("Basis"), 2)),
                tuple((
                    words(COST_WORDS[cost.kind]), cost.name, cost.who, yuan_text(cost.amount_yuan), cost.basis,
                ) for cost in costs),
                anchors=tuple(anchor_of(Ref("loss_costs", cost.id)) for cost in costs),
            )


def _sums(read: Read, found: Losses, words: Words) -> Iterator[Block]:
    yield Heading(2, words("Sums"))
    sums = found.totals
    by_kind: dict[str, Decimal] = {}
    for (_, category), group in sums.groups.items():
        title = words(CATEGORY_WORDS[category])
        by_kind[title] = by_kind.get(title, Decimal(0)) + group.counted
    yield Table(
        (Column(words("Kind"), 3), Column(words("Loss (yuan)"), 2, "right")),
        (
            *((title, yuan_text(amount)) for title, amount in by_kind.items()),
            (Span(words("Direct property loss"), bold=True), Span(yuan_text(sums.property_yuan), bold=True)),
            (words("Costs at the scene"), yuan_text(sums.disposal_yuan)),
            (words("Costs of the dead and injured"), yuan_text(sums.casualty_yuan)),
            (Span(words("Direct economic loss"), bold=True), Span(yuan_text(sums.economic_yuan), bold=True)),
        ),
    )
    adopted = found.adopted
    if adopted is None:
        yield Paragraph(words("These sums have not been adopted by an officer."))
    else:
        officer = read.find(Officer, adopted.adopted_by)
        yield Paragraph(words(
            "Adopted by {officer} at {at}: direct property loss {property} yuan, direct economic loss {economic} yuan.",
            officer=officer.name if officer else adopted.adopted_by, at=adopted.adopted_at.text("%Y-%m-%d %H:%M"),
            property=yuan_text(adopted.property_yuan), economic=yuan_text(adopted.economic_yuan),
        ))
    yield Paragraph((words("Money, bills and securities are not counted (XF 185-2014)."), to_verify(words)))


SECTIONS = (Section("losses", N_("Loss statistics"), "losses", build),)
