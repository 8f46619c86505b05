"""What stands on what, and what falls if a piece of evidence is taken out (拿掉一份证据会怎样). Nothing is changed."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from workstation.api import Ref

# Which fields of other records hold what they were made of or rest on; all others only point somewhere.
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "field_tests": ("exhibits",),
    "commissions": ("samples",),
    "calculations": ("grounds",),
    "events": ("refs",),
    "interview_answers": ("interview_id",),
    "statements": ("exchange_id", "interview_id", "event_id"),
    "derived_items": ("source",),
    "time_relations": ("refs",),
    "loss_items": ("refs",),
    "claims": ("supports",),
    "barriers": ("evidence",),
    "measures": ("source_refs",),
}


class Standing(StrEnum):
    """How something stands after evidence was taken out."""

    FIRM = "firm"
    WEAKENED = "weakened"
    LOST = "lost"


@dataclass(frozen=True)
class Holding:
    """Something that is held: ``ref`` the record, ``part`` which statement of it, ``grounds`` what it rests on."""

    ref: Ref
    grounds: tuple[Ref, ...]
    part: str = ""
    decided: bool = False


@dataclass(frozen=True)
class Fallen:
    """What becomes of one holding: what it ``lost`` of its grounds, and what is ``left``."""

    holding: Holding
    standing: Standing
    lost: tuple[Ref, ...]
    left: tuple[Ref, ...]


@dataclass(frozen=True)
class Impact:
    """What follows from taking evidence out; ``gone`` is everything that does not stand any more."""

    fallen: tuple[Fallen, ...] = ()
    gone: frozenset[Ref] = field(default_factory=frozenset)

    def of(self, standing: Standing) -> list[Fallen]:
        """Everything that stands in this way."""
        return [one for one in self.fallen if one.standing is standing]

    def standing_of(self, ref: Ref) -> Standing:
        """How a record stands: as its worst statement does."""
        found = {one.standing for one in self.fallen if one.holding.ref == ref}
        return next((one for one in (Standing.LOST, Standing.WEAKENED) if one in found), Standing.FIRM)


def take_out(holdings: Iterable[Holding], removed: AbstractSet[Ref]) -> Impact:
    """What falls if ``removed`` is taken out. A record falls with the last ground of its main statement (the one
    without a ``part``), and then is no ground for others either; circles end where nothing new falls."""
    known = [one for one in holdings if one.grounds]
    gone = set(removed)
    while True:
        more = {
            one.ref for one in known
            if not one.part and one.ref not in gone and all(ground in gone for ground in one.grounds)
        }
        if not more:
            break
        gone |= more
    found = []
    for one in known:
        lost = tuple(ground for ground in one.grounds if ground in gone)
        left = tuple(ground for ground in one.grounds if ground not in gone)
        if lost and one.ref not in removed:
            found.append(Fallen(one, Standing.WEAKENED if left else Standing.LOST, lost, left))
    return Impact(tuple(found), frozenset(gone))


def dependents(holdings: Iterable[Holding]) -> dict[Ref, int]:
    """How many statements rest on each piece of evidence directly."""
    counted: dict[Ref, int] = {}
    for one in holdings:
        for ground in dict.fromkeys(one.grounds):
            counted[ground] = counted.get(ground, 0) + 1
    return counted
