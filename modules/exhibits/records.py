"""Exhibits (物证): what was taken from the scene, how, by whom, and through whose hands it went."""

from dataclasses import dataclass, field
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError


class Category(StrEnum):
    """What an exhibit is; the minimum amounts of GB/T 20162 go by it."""

    MELT_MARK = "melt_mark"
    ASH = "ash"
    SOOT = "soot"
    HAIR = "hair"
    NAILS = "nails"
    CLOTHES = "clothes"
    GAS = "gas"
    LIQUID = "liquid"
    DEVICE = "device"
    ELECTRONIC = "electronic"
    OTHER = "other"


class SealState(StrEnum):
    """How the seal was found."""

    INTACT = "intact"
    BROKEN = "broken"
    RESEALED = "resealed"


@dataclass(frozen=True, kw_only=True)
class Exhibit(Record):
    """One exhibit. ``amount`` is in ``unit``; extractors are officers' ids, at least two."""

    number: str
    name: str
    category: Category = Category.OTHER
    amount: float | None = None
    unit: str = ""
    features: str = ""
    place_id: str | None = None
    position: str = ""
    method: str = ""
    container: str = ""
    seal_number: str = ""
    extracted_at: Moment | None = None
    sealed_at: Moment | None = None
    extractors: tuple[str, ...] = ()
    witness: str = ""
    witness_refused: bool = False
    position_measured: bool = False
    photos_before: tuple[Ref, ...] = ()
    photos_after: tuple[Ref, ...] = ()
    control_sample_id: str | None = None
    storage: str = ""
    withdrawn: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.amount is not None and self.amount < 0:
            raise UserError("exhibits.negative_amount", number=self.number, amount=self.amount)


@dataclass(frozen=True, kw_only=True)
class CustodyEvent(Record):
    """One hand-over (流转): who gave, who received, why, and how the seal was; never changed, only superseded."""

    exhibit_id: str
    giver: str
    receiver: str
    at: Moment
    place: str = ""
    purpose: str = ""
    seal_state: SealState = SealState.INTACT
    new_seal_number: str = ""
    giver_signed: bool = False
    receiver_signed: bool = False
    supersedes: str | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StockCheck(Record):
    """A stock check (清点): which exhibits were expected, which were scanned, which codes were foreign."""

    at: Moment
    checked_by: str
    expected: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    finished: bool = False
    note: str = field(default="")
