"""Dated rule packs: every threshold, time limit, form and code list, with the time in which it was law."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workstation.domain.errors import UserError


@dataclass(frozen=True)
class RulePack:
    """One pack of rules of one ``kind``. ``in_force_to`` is the last day, or none while it is in force.

    ``certainty`` is ``verified`` or ``to_verify`` (待核); ``region`` is empty for the whole country.
    """

    id: str
    kind: str
    title: str
    in_force_from: date
    in_force_to: date | None = None
    region: str = ""
    clause: str = ""
    certainty: str = "to_verify"
    data: dict[str, Any] = field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        """Whether the pack was law on ``day``."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


class RulePacks:
    """All packs; the one in force on the day of the fire or of the act is used."""

    def __init__(self, packs: Iterable[RulePack]) -> None:
        self.packs = tuple(packs)

    def on(self, kind: str, day: date, region: str = "") -> RulePack:
        """The pack of ``kind`` in force on ``day``; the region's own goes before the national one.

        Raises ``UserError("rules.none_in_force")``.
        """
        found = [pack for pack in self.packs if pack.kind == kind and pack.in_force(day)]
        for wanted in dict.fromkeys((region, "")):
            for pack in found:
                if pack.region == wanted:
                    return pack
        raise UserError("rules.none_in_force", kind=kind, day=day.isoformat(), region=region)
