"""Grades, jurisdiction and the level of investigation, computed from dated rule packs: proposals, never decisions."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from modules.incident.records import CasualtyCount, Incident
from workstation.api import Loss, RulePack

TO_VERIFY = "to_verify"


@dataclass(frozen=True)
class Criterion:
    """One criterion of a grade: what was counted, the grade it alone would give, the threshold it reached."""

    name: str
    value: float | None
    threshold: float | None
    grade: str
    certainty: str


@dataclass(frozen=True)
class Grade:
    """A computed grade: the worst single criterion decides (「以上」 includes the figure itself)."""

    scale: str
    code: str
    name: str
    pack_id: str
    clause: str
    certainty: str
    criteria: tuple[Criterion, ...]
    minor: bool = False

    @property
    def decisive(self) -> tuple[Criterion, ...]:
        """The criteria that give this grade."""
        return tuple(item for item in self.criteria if item.grade == self.code)


def compute_grade(pack: RulePack, casualties: CasualtyCount | None, loss: Loss | None) -> Grade:
    """The grade by ``pack`` (kinds ``grades`` and ``grades-493``). Missing counts count as nothing."""
    loss_yuan = _loss_for(pack, loss)
    values: dict[str, float | None] = {
        "deaths": casualties.graded_deaths if casualties else 0,
        "serious": casualties.serious if casualties else 0,
        "loss_yuan": loss_yuan,
    }
    grades: list[dict[str, Any]] = pack.data["grades"]
    certainty: dict[str, str] = pack.data["certainty"]
    criteria = [_criterion(name, value, grades, certainty.get(name, TO_VERIFY)) for name, value in values.items()]
    if pack.data["households"] is not None and loss is not None and loss.households:
        criteria.append(Criterion("households", loss.households, None, "", TO_VERIFY))
    order = [grade["code"] for grade in grades]
    code = min((item.grade for item in criteria if item.grade), key=order.index)
    name = next(grade["name"] for grade in grades if grade["code"] == code)
    minor = _is_minor(pack, casualties, loss_yuan)
    if minor:
        name = pack.data["minor"]["name"]
    worst = tuple(item for item in criteria if item.grade == code)
    unsure = any(item.certainty == TO_VERIFY for item in criteria)
    return Grade(
        pack.kind, code, name, pack.id, pack.clause,
        TO_VERIFY if unsure or pack.certainty == TO_VERIFY or not worst else "verified", tuple(criteria), minor,
    )


def _loss_for(pack: RulePack, loss: Loss | None) -> float | None:
    """国务院令493号 grades by 直接经济损失, fire statistics by 直接财产损失."""
    if loss is None:
        return None
    if pack.kind == "grades-493" and loss.direct_economic_yuan is not None:
        return loss.direct_economic_yuan
    return loss.direct_property_yuan


def _criterion(name: str, value: float | None, grades: list[dict[str, Any]], certainty: str) -> Criterion:
    counted = value or 0
    for grade in grades:
        threshold = grade[name]
        if threshold is not None and counted >= threshold:
            return Criterion(name, value, threshold, grade["code"], certainty)
    return Criterion(name, value, None, grades[-1]["code"], certainty)


def _is_minor(pack: RulePack, casualties: CasualtyCount | None, loss_yuan: float | None) -> bool:
    minor = pack.data["minor"]
    if minor is None or loss_yuan is None or casualties is None:
        return False
    return not casualties.harmed and loss_yuan < float(minor["loss_yuan"])


def compute_jurisdiction(
    pack: RulePack, casualties: CasualtyCount | None, loss: Loss | None, *, municipality: bool
) -> dict[str, Any]:
    """The level that investigates (管辖) by 第六条; the highest level of which any criterion is met."""
    deaths = casualties.deaths if casualties else 0
    serious = casualties.serious if casualties else 0
    households = (loss.households or 0) if loss else 0
    levels = [pack.data["municipality"], pack.data["levels"][-1]] if municipality else pack.data["levels"]
    for level in levels:
        both = level["deaths_and_serious"]
        if (
            deaths >= level["deaths"] or serious >= level["serious"] or households >= level["households"]
            or (both is not None and deaths + serious >= both)
        ):
            return dict(level)
    return dict(levels[-1])


def graded_level(
    pack: RulePack, incident: Incident, grade: Grade, casualties: CasualtyCount | None, *, simple: bool
) -> int:
    """The level of graded investigation (调查分级) that the facts speak for: a proposal, 待核.

    The first level of the pack ``procedure`` of whose triggers one holds; the last holds always.
    """
    holds = {
        f"grade:{grade.code}": True, "deaths": bool(casualties and casualties.deaths),
        "hurt": bool(casualties and casualties.hurt), "wide_impact": incident.wide_impact,
        "arson_suspected": incident.arson_suspected, "minor": grade.minor, "simple": simple,
    }
    levels: list[dict[str, Any]] = pack.data["graded"]
    found = next((level for level in levels if any(holds.get(trigger) for trigger in level["triggers"])), levels[-1])
    return int(found["level"])


def count_window_open(pack: RulePack, fire_day: date, today: date) -> bool:
    """Whether deaths still count for the grade (30 days since 2025-05-01, 7 before)."""
    return today <= fire_day + timedelta(days=int(pack.data["count_days"]))
