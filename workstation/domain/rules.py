"""Dated rule packs: every threshold, time limit, form and code list, with the time in which it was law."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.rule_layers import Steps, laid_over, leaves, without_entries

_DIVISION = re.compile("(壮族|回族|维吾尔)?自治区|特别行政区|省|市|\\s")


@dataclass(frozen=True)
class RulePack:
    """One pack of rules of one ``kind``. ``in_force_to`` is the last day, or none while it is in force.

    ``certainty`` is ``verified`` or ``to_verify`` (待核); ``region`` is empty for the whole country. ``digest`` is
    the SHA-256 of the pack as it was read. ``office`` tells a pack that a legal office has approved from a shipped
    one. A pack of a province or town may take entries of the packs below it away: the ways to them are ``taken_out``.
    A pack that was put together lists what lies in it, lowest first, in ``layers``.
    """

    id: str
    kind: str
    title: str
    in_force_from: date
    in_force_to: date | None = None
    region: str = ""
    clause: str = ""
    certainty: str = "to_verify"
    data: dict[str, Any] = field(default_factory=dict, compare=False)
    note: str = ""
    digest: str = ""
    office: bool = False
    taken_out: tuple[Steps, ...] = ()
    layers: tuple["RulePack", ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether the pack was law on ``day``."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def overlaps(self, other: "RulePack") -> bool:
        """Whether some day has both packs in force."""
        return (
            self.in_force_from <= (other.in_force_to or date.max)
            and other.in_force_from <= (self.in_force_to or date.max)
        )

    def source_of(self, steps: Steps) -> "RulePack":
        """The layer that a value comes from; ``steps`` as ``leaves`` gives them."""
        for layer in reversed(self.layers):
            if any(way[: len(steps)] == steps for way, _ in leaves(layer.data)):
                return layer
        return self

    def over(self, below: "RulePack") -> "RulePack":
        """This pack laid over ``below``: what it neither gives nor takes out stays as it was."""
        clauses = dict.fromkeys(clause for clause in (below.clause, self.clause) if clause)
        layers = (*(below.layers or (below,)), self)
        return replace(
            self, data=laid_over(without_entries(below.data, self.taken_out), self.data),
            clause="；".join(clauses), layers=layers,
            certainty="verified" if all(layer.certainty == "verified" for layer in layers) else "to_verify",
        )


@dataclass(frozen=True)
class RefusedPack:
    """A pack of the office that is not used: its file, the line and what is wrong with it."""

    path: str
    line: int
    reason: UserError


class RulePacks:
    """All packs; the one in force on the day of the fire or of the act is used.

    ``refused`` are office packs that are not used. ``renew`` changes what is in force for everybody who holds this
    object, as when an office approves a pack while a case is open.
    """

    def __init__(self, packs: Iterable[RulePack], refused: Iterable[RefusedPack] = (), region: str = "") -> None:
        self.packs = tuple(packs)
        self.refused = tuple(refused)
        self.region = region

    def renew(self, other: "RulePacks") -> None:
        """From now on what ``other`` holds is in force."""
        self.packs, self.refused = other.packs, other.refused

    def within(self, region: str) -> "RulePacks":
        """The same packs, asked for a case of this region."""
        return RulePacks(self.packs, self.refused, region)

    def on(self, kind: str, day: date, region: str | None = None) -> RulePack:
        """The pack of ``kind`` in force on ``day``, with the packs of its province and town laid over it.

        ``region`` is that of the case unless another is named. Raises ``UserError("rules.none_in_force")``.
        """
        wanted = self.region if region is None else region
        found = [
            pack for pack in self.packs
            if pack.kind == kind and pack.in_force(day) and covers(pack.region, wanted)
        ]
        if not found:
            title = next((pack.title for pack in self.packs if pack.kind == kind), kind)
            raise UserError("rules.none_in_force", kind=title, day=day.isoformat())
        found.sort(key=lambda pack: (len(plain_region(pack.region)), pack.office))
        made, nation = found[0], [pack for pack in found if not pack.region]
        if nation:
            made = nation[-1]  # a pack of the office stands in place of the shipped one
        for pack in found:
            if pack.region and pack is not made:
                made = pack.over(made)
        return made


def body_of(pack: RulePack) -> dict[str, Any]:
    """The content of a pack as it stands in its file."""
    body: dict[str, Any] = {
        "id": pack.id, "kind": pack.kind, "title": pack.title, "region": pack.region,
        "in_force_from": pack.in_force_from.isoformat(),
        "in_force_to": pack.in_force_to.isoformat() if pack.in_force_to else None,
        "clause": pack.clause, "certainty": pack.certainty, "note": pack.note, "data": pack.data,
        "taken_out": [list(steps) for steps in pack.taken_out],
    }
    return {key: value for key, value in body.items() if value or key not in ("region", "note", "taken_out")}


def plain_region(region: str) -> str:
    """A region without 省, 市, 自治区 and spaces: 「广东省 东莞市」 and 「广东东莞」 are the same."""
    return _DIVISION.sub("", region)


def covers(pack_region: str, case_region: str) -> bool:
    """Whether a pack of one region holds for a case of another: the nation covers all, a province its towns."""
    return plain_region(case_region).startswith(plain_region(pack_region))
