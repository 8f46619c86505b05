"""Pure rules of exhibits: numbers, labels, minimum amounts, and whether a chain of custody holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from modules.exhibits.records import Category, CustodyEvent, Exhibit, SealState
from workstation.api import RulePack

_MARK = "EC"
_LONG_UNATTENDED = timedelta(days=30)
_TO_BASE = {"kg": ("g", 1000.0), "mg": ("g", 0.001), "L": ("mL", 1000.0)}


def next_number(taken: set[str]) -> str:
    """The next free number of the form W-001 (物证编号)."""
    highest = max((int(number[2:]) for number in taken if number[:2] == "W-" and number[2:].isdecimal()), default=0)
    return f"W-{highest + 1:03}"


def label_code(case_id: str, exhibit_id: str) -> str:
    """What the QR code of a label holds: enough to know the exhibit, nothing that a finder could use."""
    return f"{_MARK}:{case_id[:8]}:{exhibit_id}"


def read_label(code: str, case_id: str) -> str | None:
    """The exhibit's id if the code is of this case, otherwise none."""
    parts = code.strip().split(":")
    if len(parts) == 3 and parts[0] == _MARK and parts[1] == case_id[:8]:
        return parts[2]
    return None


@dataclass(frozen=True)
class Minimum:
    """A minimum amount that an exhibit does not reach."""

    required: float
    unit: str


def below_minimum(exhibit: Exhibit, pack: RulePack) -> Minimum | None:
    """The minimum of GB/T 20162 for the category, if the amount is known and below it."""
    rule = next((item for item in pack.data["amounts"] if item["category"] == exhibit.category.value), None)
    if rule is None or exhibit.amount is None:
        return None
    unit, factor = _TO_BASE.get(exhibit.unit, (exhibit.unit, 1.0))
    if unit == rule["unit"] and exhibit.amount * factor < rule["minimum"]:
        return Minimum(float(rule["minimum"]), str(rule["unit"]))
    return None


class GapKind(StrEnum):
    """What is wrong with a link of the chain."""

    WRONG_GIVER = "wrong_giver"
    SEAL_BROKEN = "seal_broken"
    NOT_SIGNED = "not_signed"
    BEFORE_EXTRACTION = "before_extraction"
    LONG = "long"


@dataclass(frozen=True)
class Gap:
    """One fault in a chain: at which hand-over, and what was expected."""

    kind: GapKind
    event: CustodyEvent
    expected: str = ""


def valid_events(events: Sequence[CustodyEvent]) -> list[CustodyEvent]:
    """The hand-overs that count, in time order: superseded ones are left out."""
    superseded = {event.supersedes for event in events if event.supersedes}
    kept = [event for event in events if event.id not in superseded]
    return sorted(kept, key=lambda event: (event.at.utc, event.id))


def chain_gaps(exhibit: Exhibit, events: Sequence[CustodyEvent], first_holders: Sequence[str] = ()) -> list[Gap]:
    """Every fault of the chain: the giver must be the last receiver, seals intact, both signed, in order.

    ``first_holders`` are the names of those who may give first: the extractors. Without them anyone may.
    """
    gaps: list[Gap] = []
    holder: str | None = None
    previous: CustodyEvent | None = None
    for event in valid_events(events):
        expected = [holder] if holder is not None else list(first_holders)
        if expected and event.giver not in expected:
            gaps.append(Gap(GapKind.WRONG_GIVER, event, "、".join(name for name in expected if name)))
        if exhibit.extracted_at is not None and event.at.utc < exhibit.extracted_at.utc:
            gaps.append(Gap(GapKind.BEFORE_EXTRACTION, event, exhibit.extracted_at.text()))
        if previous is not None and event.at.utc - previous.at.utc > _LONG_UNATTENDED and not previous.place:
            gaps.append(Gap(GapKind.LONG, event, previous.receiver))
        if event.seal_state is SealState.BROKEN:
            gaps.append(Gap(GapKind.SEAL_BROKEN, event))
        if not (event.giver_signed and event.receiver_signed):
            gaps.append(Gap(GapKind.NOT_SIGNED, event))
        holder, previous = event.receiver, event
    return gaps


def holder_of(exhibit: Exhibit, events: Sequence[CustodyEvent]) -> str:
    """Who has the exhibit now; empty while it was never handed over."""
    valid = valid_events(events)
    return valid[-1].receiver if valid else exhibit.storage


CATEGORY_UNITS: dict[Category, str] = {
    Category.ASH: "g", Category.SOOT: "g", Category.HAIR: "g", Category.CLOTHES: "g", Category.GAS: "mL",
    Category.LIQUID: "mL",
}
