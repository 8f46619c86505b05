"""Intervals of the response (接警、出动、到场、出水、控制、扑灭) against what a standard or an office asks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from modules.chronology.records import ResponseTarget
from workstation.api import Moment, RulePack


class Verdict(StrEnum):
    """How an interval stands to its target."""

    WITHIN = "within"
    OVER = "over"
    UNCERTAIN = "uncertain"
    NO_TARGET = "no_target"
    UNKNOWN = "unknown"
    BACKWARDS = "backwards"


@dataclass(frozen=True)
class Interval:
    """One interval of the response: ``lasted_s`` ± ``doubt_s`` in seconds, and what is asked of it.

    ``basis`` is the clause, ``certainty`` is ``verified``, ``to_verify`` (待核) or, where the office set the target
    for this case, ``office``.
    """

    code: str
    title: Mapping[str, str]
    begin: Moment | None
    end: Moment | None
    at_most_s: float | None
    basis: str
    certainty: str

    @property
    def lasted_s(self) -> float | None:
        """How long it took; none where a time is missing."""
        return (self.end.utc - self.begin.utc).total_seconds() if self.begin and self.end else None

    @property
    def doubt_s(self) -> float:
        """The uncertainty of the length: the half-widths of both times added, as nobody knows how they go together."""
        return sum(moment.uncertainty_s for moment in (self.begin, self.end) if moment)

    @property
    def verdict(self) -> Verdict:
        """Uncertain where the target lies within the uncertainty of the interval."""
        lasted = self.lasted_s
        if lasted is None:
            return Verdict.UNKNOWN
        if lasted + self.doubt_s < 0:
            return Verdict.BACKWARDS
        if self.at_most_s is None:
            return Verdict.NO_TARGET
        if lasted + self.doubt_s <= self.at_most_s:
            return Verdict.WITHIN
        return Verdict.OVER if lasted - self.doubt_s > self.at_most_s else Verdict.UNCERTAIN


def intervals(pack: RulePack, moments: Mapping[str, Moment], targets: Iterable[ResponseTarget]) -> Iterator[Interval]:
    """Every interval of the pack; ``moments`` by the milestone's code; the office's own target goes before the pack's.
    """
    own = {target.interval: target for target in targets}
    for rule in pack.data["intervals"]:
        target = own.get(rule["code"])
        asked = (target.at_most_s, target.basis, "office") if target else (
            rule.get("at_most_s"), rule.get("clause", ""), rule.get("certainty", pack.certainty)
        )
        yield Interval(rule["code"], rule["title"], moments.get(rule["from"]), moments.get(rule["to"]), *asked)
