"""Pure rules of exhibits: numbers, labels, minimum amounts, and whether a chain of custody holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from unicodedata import normalize

from modules.exhibits.records import CustodyEvent, Exhibit, SealState
from workstation.api import RulePack

_MARK = "EC"
_LONG_UNATTENDED = timedelta(days=30)
_TO_BASE = {
    "g": ("g", 1.0), "克": ("g", 1.0), "kg": ("g", 1000.0), "千克": ("g", 1000.0), "公斤": ("g", 1000.0),
    "mg": ("g", 0.001), "毫克": ("g", 0.001), "斤": ("g", 500.0), "ml": ("mL", 1.0), "毫升": ("mL", 1.0),
    "l": ("mL", 1000.0), "升": ("mL", 1000.0),
}


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


def normal_code(code: str) -> str:
    """A scanned or typed code in one form: full-width signs of an input method and small letters are understood."""
    text = normalize("NFKC", code).strip()
    return text if text.startswith(f"{_MARK}:") else text.upper()


@dataclass(frozen=True)
class Scanned:
    """What a code turned out to be: an exhibit of this case or none, and whether it had been read before."""

    code: str
    exhibit: Exhibit | None
    again: bool


class AmountFault(StrEnum):
    """Why an amount does not satisfy GB/T 20162."""

    BELOW = "below_minimum"
    UNKNOWN = "amount_unknown"
    OTHER_UNIT = "amount_other_unit"


@dataclass(frozen=True)
class Minimum:
    """A minimum amount that an exhibit does not reach, or cannot be compared with."""

    fault: AmountFault
    required: float
    unit: str


def below_minimum(exhibit: Exhibit, pack: RulePack) -> Minimum | None:
    """What speaks against the amount by the minimum of GB/T 20162 for the category; none if it suffices."""
    rule = next((item for item in pack.data["amounts"] if item["category"] == exhibit.category.value), None)
    if rule is None:
        return None
    required, unit = float(rule["minimum"]), str(rule["unit"])
    if exhibit.amount is None:
        return Minimum(AmountFault.UNKNOWN, required, unit)
    base, factor = _TO_BASE.get(normalize("NFKC", exhibit.unit).strip().lower(), ("", 0.0))
    if base != unit:
        return Minimum(AmountFault.OTHER_UNIT, required, unit)
    return Minimum(AmountFault.BELOW, required, unit) if exhibit.amount * factor < required else None


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
    """The hand-overs that count, in time order: superseded ones are left out.

    Hand-overs of the same minute stand in the order in which one receiver is the next giver.
    """
    superseded = {event.supersedes for event in events if event.supersedes}
    left = sorted(
        (event for event in events if event.id not in superseded), key=lambda event: (event.at.utc, event.id)
    )
    ordered: list[CustodyEvent] = []
    while left:
        same = [event for event in left if event.at.utc == left[0].at.utc]
        receivers = {event.receiver for event in same}
        holder = ordered[-1].receiver if ordered else None
        chosen = next((event for event in same if event.giver == holder), None)
        chosen = chosen or next((event for event in same if event.giver not in receivers), same[0])
        ordered.append(chosen)
        left.remove(chosen)
    return ordered


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
    """Who has the exhibit now; where it is stored while it was never handed over."""
    valid = valid_events(events)
    return valid[-1].receiver if valid else exhibit.storage


def next_giver(events: Sequence[CustodyEvent], extractors: Sequence[str], acting: str) -> str:
    """Who would give next: the last receiver, else an extractor, the one who acts before others."""
    valid = valid_events(events)
    if valid:
        return valid[-1].receiver
    return acting if acting in extractors or not extractors else extractors[0]
