"""When 公安 must be told, which thresholds of an offence the counts reach, and what a transfer still lacks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modules.cooperation.records import Transfer

CRITERIA = ("deaths", "serious", "economic_yuan", "burned_households", "forest_ha")


@dataclass(frozen=True)
class Harm:
    """The counts that offences are measured by; ``economic_yuan`` is 直接经济损失. None: not counted."""

    deaths: int = 0
    serious: int = 0
    economic_yuan: float | None = None
    burned_households: int | None = None
    forest_ha: float | None = None
    arson_suspected: bool = False
    wide_impact: bool = False


@dataclass(frozen=True)
class Reached:
    """One criterion of a standard that the counts reach (「以上」 includes the figure itself)."""

    source: str
    criterion: str
    value: float
    threshold: float
    certainty: str


def reached(offence: Mapping[str, Any], harm: Harm) -> list[Reached]:
    """Every criterion that is reached, by each standard of the offence: where two standards differ, both are shown."""
    found = []
    for standard in offence["standards"]:
        for name in CRITERIA:
            value, threshold = getattr(harm, name), standard.get(name)
            if value is not None and threshold is not None and value >= threshold:
                found.append(Reached(standard["source"], name, value, threshold, standard["certainty"]))
    return found


def notice_triggers(harm: Harm) -> frozenset[str]:
    """The reasons of 第十条 that the facts of the case give by themselves."""
    told = {"deaths": harm.deaths > 0, "arson": harm.arson_suspected}
    return frozenset(code for code, holds in told.items() if holds)


def lacking(transfer: Transfer, pack: Mapping[str, Any]) -> Iterator[str]:
    """Codes of what a transfer lacks before it may be decided on."""
    if not transfer.suspect_ids:
        yield "suspect"
    if not transfer.facts.strip():
        yield "facts"
    if not transfer.to.strip():
        yield "to"
    if len(set(transfer.case_team)) < int(pack["team"]):
        yield "team"


def missing_papers(transfer: Transfer, wanted: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of required papers for which nothing is chosen and no reason is given."""
    given = {paper.code for paper in transfer.papers if paper.refs or paper.note.strip()}
    return [str(one["name"]) for one in wanted if one["required"] and one["code"] not in given]
