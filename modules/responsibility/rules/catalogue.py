"""What the rule packs say: duties by link, documents that a link requires, barriers, ways of handling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from modules.responsibility.records import Consequence, HandlingKind, Link

Both = Mapping[str, str]


@dataclass(frozen=True)
class Duty:
    """A duty that an ``actor`` of a link has; texts by language. ``verified`` says whether somebody has compared the
    clause with the official text."""

    code: str
    link: Link
    actor: Both
    duty: Both
    clause: str
    verified: bool


@dataclass(frozen=True)
class DocumentKind:
    """A document that a link requires, and who has it."""

    code: str
    link: Link
    title: Both
    from_whom: Both
    clause: str
    verified: bool


@dataclass(frozen=True)
class BarrierKind:
    """A kind of barrier: what it is for, and against which consequences."""

    code: str
    link: Link
    title: Both
    purpose: Both
    against: tuple[Consequence, ...]


@dataclass(frozen=True)
class HandlingSeed:
    """A usual way of handling and who is in charge of it."""

    kind: HandlingKind
    measure: Both
    authority: Both


@dataclass(frozen=True)
class Catalogue:
    """Everything that is offered in a case; empty where no pack was in force."""

    duties: tuple[Duty, ...] = ()
    documents: tuple[DocumentKind, ...] = ()
    barriers: tuple[BarrierKind, ...] = ()
    handlings: tuple[HandlingSeed, ...] = ()
    breaches: tuple[str, ...] = ()
    seeds: Mapping[str, tuple[str, ...]] | None = None
    service_words: tuple[str, ...] = ()

    def duty(self, code: str) -> Duty | None:
        """The duty of that code."""
        return next((duty for duty in self.duties if duty.code == code), None)


def duties_on(data: Mapping[str, Any], day: date) -> tuple[Duty, ...]:
    """The duties of a pack that were in force on ``day``."""
    return tuple(
        Duty(one["code"], Link(one["link"]), one["actor"], one["duty"], one["clause"], one["certainty"] == "verified")
        for one in data["duties"] if _in_force(one, day)
    )


def documents_of(data: Mapping[str, Any]) -> tuple[DocumentKind, ...]:
    """The documents of a pack."""
    return tuple(
        DocumentKind(one["code"], Link(one["link"]), one["title"], one["from_whom"], one["clause"],
                     one["certainty"] == "verified")
        for one in data["documents"]
    )


def barriers_of(data: Mapping[str, Any]) -> tuple[BarrierKind, ...]:
    """The kinds of barrier of a pack."""
    return tuple(
        BarrierKind(
            one["code"], Link(one["link"]), one["title"], one["purpose"], tuple(map(Consequence, one["against"])),
        )
        for one in data["barriers"]
    )


def handlings_of(data: Sequence[Mapping[str, Any]]) -> tuple[HandlingSeed, ...]:
    """The usual ways of handling; plain names of older packs are left out."""
    return tuple(
        HandlingSeed(HandlingKind(one["kind"]), one["measure"], one["authority"])
        for one in data if isinstance(one, Mapping)
    )


def _in_force(one: Mapping[str, Any], day: date) -> bool:
    begins, ends = (date.fromisoformat(one[name]) if one.get(name) else None for name in ("from", "to"))
    return (begins is None or begins <= day) and (ends is None or day <= ends)
