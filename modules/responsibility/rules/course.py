"""The course of facts: who did or left undone what, along time and along the six links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from modules.responsibility.records import Link, ResponsibilityLink
from workstation.api import Moment

_LAST = datetime.max


@dataclass(frozen=True)
class Fact:
    """One finding with the name of its actor; both numbers count rows of the course, ``until`` where it ended."""

    finding: ResponsibilityLink
    actor: str
    until: int


@dataclass(frozen=True)
class Row:
    """One time: ``milestone`` is what happened of the fire itself, a message id; ``moment`` is none for what nobody
    has dated."""

    moment: Moment | None
    milestone: str = ""
    facts: Mapping[Link, tuple[Fact, ...]] | None = None

    def of(self, link: Link) -> tuple[Fact, ...]:
        """The facts of one link at this time."""
        return (self.facts or {}).get(link, ())


def course(
    findings: Sequence[ResponsibilityLink], parties: Mapping[str, str], milestones: Sequence[tuple[str, Moment]]
) -> tuple[Row, ...]:
    """The rows in order of time: findings by when they began, the milestones of the fire between them, and what has no
    date at the end. What lasts on without an end lasts until the fire, if it began before."""
    keyed: dict[tuple[datetime, str], list[ResponsibilityLink]] = {}
    moments: dict[tuple[datetime, str], Moment | None] = {}
    for finding in findings:
        begins = finding.begins
        key = (begins.utc.replace(tzinfo=None), "") if begins else (_LAST, "")
        keyed.setdefault(key, []).append(finding)
        moments[key] = begins
    for title, moment in milestones:
        key = (moment.utc.replace(tzinfo=None), title)
        keyed.setdefault(key, [])
        moments[key] = moment
    order = sorted(keyed)
    starts = [at for at, _ in order]
    rows = []
    for number, key in enumerate(order):
        facts: dict[Link, tuple[Fact, ...]] = {}
        for finding in keyed[key]:
            fact = Fact(finding, parties.get(finding.subject_id or "", ""), _until(finding, number, starts))
            facts[finding.link] = (*facts.get(finding.link, ()), fact)
        rows.append(Row(moments[key], key[1], facts))
    return tuple(rows)


def _until(finding: ResponsibilityLink, number: int, starts: Sequence[datetime]) -> int:
    if finding.begins is None or finding.ends is None:
        return number
    ends = finding.ends.utc.replace(tzinfo=None)
    last = max((place for place, at in enumerate(starts) if at <= ends and at is not _LAST), default=number)
    return max(number, last)
