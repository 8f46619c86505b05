"""What a loss form must not be sent out with."""

from collections.abc import Iterator

from modules.losses.queries import INPUT_WORDS, counted_of, declared_of, losses, party_name
from modules.losses.records import LossItem
from modules.losses.rules import apart, reckon
from workstation.api import N_, Check, Finding, Read, Ref, Severity, Words, yuan_text

_CLAUSE = "XF 185-2014"


def inputs(read: Read) -> Iterator[Finding]:
    """An item without an input has no loss; a burn-out rate or a price without a reason can't be followed."""
    words = Words("zh")
    for item in losses(read).items:
        reckoned, values = reckon(item), {"number": str(item.number), "item": item.name[:40]}
        if reckoned.missing:
            lacking = "、".join(words(INPUT_WORDS[name]) for name in reckoned.missing)
            yield Finding("losses.missing", {**values, "inputs": lacking}, _ref(item), Severity.ERROR)
        if item.burn_rate is not None and not item.burn_reason.strip():
            yield Finding("losses.no_reason", values, _ref(item))
        if item.unit_price_yuan is not None and not item.price_source.strip():
            yield Finding("losses.no_price_source", values, _ref(item))
        if item.party_id is None:
            yield Finding("losses.no_party", values, _ref(item))


def differences(read: Read) -> Iterator[Finding]:
    """Declared against counted: more than the limit apart must be explained, item by item and party by party."""
    found, words = losses(read), Words("zh")
    for item in found.items:
        share = apart(item.declared_yuan, reckon(item).amount)
        if share is not None and share > found.limit and not item.difference_reason.strip():
            yield Finding("losses.apart", {
                "number": str(item.number), "item": item.name[:40], "percent": f"{float(share) * 100:.0f}",
            }, _ref(item))
    explained = {item.party_id for item in found.items if item.difference_reason.strip()}
    for party in dict.fromkeys(item.party_id for item in found.items):
        declared, counted = declared_of(found, party), counted_of(found, party)
        share = apart(declared, counted)
        if share is not None and share > found.limit and party not in explained:
            yield Finding("losses.party_apart", {
                "party": party_name(found, party, words), "declared": yuan_text(declared),
                "counted": yuan_text(counted), "percent": f"{float(share) * 100:.0f}",
            })


def adoption(read: Read) -> Iterator[Finding]:
    """What was adopted must be what the items come to today."""
    found = losses(read)
    if not found.items and not found.costs:
        return
    adopted, sums = found.adopted, found.totals
    if adopted is None:
        yield Finding("losses.not_adopted", {"amount": yuan_text(sums.property_yuan)})
    elif (adopted.property_yuan, adopted.economic_yuan) != (sums.property_yuan, sums.economic_yuan):
        yield Finding("losses.changed_since", {
            "adopted": yuan_text(adopted.property_yuan), "now": yuan_text(sums.property_yuan),
            "adopted_economic": yuan_text(adopted.economic_yuan), "economic": yuan_text(sums.economic_yuan),
        }, severity=Severity.ERROR)


def _ref(item: LossItem) -> Ref:
    return Ref("loss_items", item.id)


CHECKS = (
    Check("losses.inputs", N_("Inputs of the loss statistics"), _CLAUSE, inputs),
    Check("losses.differences", N_("Declared against counted losses"), f"{_CLAUSE}（差异限值待核）", differences),
    Check("losses.adoption", N_("Loss statistics adopted"), _CLAUSE, adoption),
)
