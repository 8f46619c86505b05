"""What follows when the counts change: who investigates, at which level, by which procedure, who must be told.

Every consequence is a finding with its clause; none is a decision. It is done once an officer has acted on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from modules.incident.records import INCIDENT_ID, CasualtyCount
from modules.incident.rules.grades import Grade
from workstation.api import Finding, Loss, Moment, Ref, Severity

_HERE = Ref("incident", INCIDENT_ID)
_PAGES = {
    **dict.fromkeys(("police", "police_again", "autopsy", "extended"), "incident.clocks"),
    "technical_report": "review.documents", "after_window": "incident.harm",
}
_LARGER = ("larger", "major", "extraordinary")


@dataclass(frozen=True)
class Standing:
    """How the case stood by the counts that were known at ``at``; ``counted`` tells whether they count for the grade.

    ``level`` is 0 to 5, ``level_name`` its name; ``rank`` of the level that investigates is higher the further up.
    """

    at: Moment
    casualties: CasualtyCount | None
    loss: Loss | None
    grade: Grade
    production_grade: Grade | None
    jurisdiction: dict[str, Any]
    rank: int
    level: int
    level_name: str
    simple_possible: bool
    counted: bool = True
    source: str = ""

    @property
    def deaths(self) -> int:
        """All deaths."""
        return self.casualties.deaths if self.casualties else 0

    @property
    def serious(self) -> int:
        """The seriously injured."""
        return self.casualties.serious if self.casualties else 0

    @property
    def loss_yuan(self) -> float | None:
        """直接财产损失 in yuan."""
        return self.loss.direct_property_yuan if self.loss else None


@dataclass(frozen=True)
class Known:
    """What officers have done: the acts by code, and what they set."""

    acts: frozenset[str] = frozenset()
    grades: frozenset[tuple[str, str]] = frozenset()
    jurisdiction: str = ""
    level: str = ""
    simple: bool = False


@dataclass(frozen=True)
class Consequence:
    """What follows, with the clause it rests on, and whether it was done."""

    finding: Finding
    clause: str
    certainty: str
    done: bool


def consequences(before: Standing | None, after: Standing, known: Known, days: int) -> list[Consequence]:
    """What follows from the step from ``before`` (none: from nothing) to ``after``.

    ``days`` is the length of the time within which deaths count (消防〔2025〕17号: 30, before that 7).
    """
    return [*_standing(before, after, known), *_duties(before, after, known), *_window(before, after, days)]


def _standing(before: Standing | None, after: Standing, known: Known) -> Iterator[Consequence]:
    if before is not None:
        was, now = before.jurisdiction, after.jurisdiction
        if was["code"] != now["code"]:
            code = "jurisdiction_up" if after.rank > before.rank else "jurisdiction_down"
            yield _made(code, {"before": was["name"], "after": now["name"]}, "《火灾事故调查规定》第六条", "verified",
                        done=known.jurisdiction == now["code"])
        pairs = ((before.grade, after.grade), (before.production_grade, after.production_grade))
        for old, new in pairs:
            if old is not None and new is not None and old.name != new.name:
                yield _made("grade", {"before": old.name, "after": new.name}, new.clause, new.certainty,
                            done=(new.scale, new.name) in known.grades)
        if before.level != after.level:
            values = {"before": f"{before.level} {before.level_name}", "after": f"{after.level} {after.level_name}"}
            yield _made("level", values, "调查分级（建议）", done=known.level == str(after.level))
    if not after.simple_possible and (before is None or before.simple_possible) and known.simple:
        yield _made("not_simple", {}, "《火灾事故调查规定》第十二条", severity=Severity.ERROR)


def _duties(before: Standing | None, after: Standing, known: Known) -> Iterator[Consequence]:
    if after.deaths and not (before and before.deaths):
        yield _made("police", {"deaths": str(after.deaths)}, "《火灾事故调查规定》第十条",
                    done="police_notified" in known.acts)
        yield _made("autopsy", {"deaths": str(after.deaths)}, "《火灾事故调查规定》第二十四条",
                    done="autopsy_received" in known.acts)
        yield _made("extended", {}, "应急消〔2019〕266号；以省级规定为准", done="inquiry_formed" in known.acts)
    elif before is not None and after.deaths > before.deaths:
        yield _made("police_again", {"before": str(before.deaths), "after": str(after.deaths)},
                    "《火灾事故调查规定》第十条", severity=Severity.INFO)
    if after.grade.code in _LARGER and not (before and before.grade.code in _LARGER):
        yield _made("technical_report", {"grade": after.grade.name}, "《火灾事故调查规定》第三十三条",
                    severity=Severity.INFO)


def _window(before: Standing | None, after: Standing, days: int) -> Iterator[Consequence]:
    rose = after.deaths - (before.deaths if before else 0)
    if not after.counted and rose > 0 and after.casualties is not None:
        late = after.casualties.late_deaths
        done = late >= rose
        yield _made("after_window", {"rose": str(rose), "days": str(days), "late": str(late)},
                    "《火灾统计管理规定》消防〔2025〕17号", done=done)


def _made(
    code: str, values: dict[str, str], clause: str, certainty: str = "to_verify", *, done: bool = False,
    severity: Severity = Severity.WARNING,
) -> Consequence:
    page = _PAGES.get(code, "incident.overview")
    return Consequence(Finding(f"incident.follows.{code}", values, _HERE, severity, page), clause, certainty, done)
