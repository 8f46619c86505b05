"""Reading measures, hazards, checks, photographs, the approval and the evaluation."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from modules.rectification.records import (
    EVALUATION_ID,
    PUBLICATION_ID,
    Closure,
    Evaluation,
    Grade,
    Hazard,
    HazardAct,
    HazardLevel,
    HazardStep,
    Measure,
    MeasureStatus,
    PhotoPair,
    Publication,
    SiteCheck,
    SubstituteSite,
    TeamMember,
)
from modules.rectification.rules.hazards import HazardState
from modules.rectification.rules.measures import Clocks, CountedState, clocks
from modules.rectification.rules.ratings import proposed
from workstation.api import N_, Moment, Party, PartyKind, Read, Ref, RulePack, StoredFile, UserError, today

STATUS_WORDS: dict[MeasureStatus, str] = {
    MeasureStatus.NOT_STARTED: N_("Not started (未启动)"), MeasureStatus.UNDER_WAY: N_("Under way (进行)"),
    MeasureStatus.DONE: N_("Done (完成)"), MeasureStatus.NOT_CARRIED_OUT: N_("Not carried out (未落实)"),
}
COUNTED_WORDS: dict[CountedState, str] = {
    CountedState.NOT_STARTED: N_("Not started"), CountedState.UNDER_WAY: N_("Under way"),
    CountedState.DONE: N_("Done and proven"), CountedState.UNPROVEN: N_("Said to be done, no proof: does not count"),
    CountedState.NOT_CARRIED_OUT: N_("Not carried out"), CountedState.OVERDUE: N_("Overdue"),
}
GRADE_WORDS: dict[Grade, str] = {
    Grade.NONE: N_("Not evaluated"), Grade.CARRIED_OUT: N_("Carried out"), Grade.PARTLY: N_("Partly carried out"),
    Grade.NOT: N_("Not carried out"),
}
MET_WORDS: dict[Grade, str] = {
    Grade.NONE: N_("Not judged"), Grade.CARRIED_OUT: N_("Criterion met"), Grade.PARTLY: N_("Partly met"),
    Grade.NOT: N_("Not met"),
}
LEVEL_WORDS: dict[HazardLevel, str] = {
    HazardLevel.ORDINARY: N_("Ordinary hazard"), HazardLevel.MAJOR: N_("Major hazard"),
}
STEP_WORDS: dict[HazardStep, str] = {
    HazardStep.REPORT: N_("Reported (上报)"), HazardStep.TRACK: N_("Tracked (跟踪)"),
    HazardStep.MEND: N_("Mended (整改)"), HazardStep.REVIEW: N_("Reviewed (复查)"),
    HazardStep.CLOSE: N_("Closed (销账)"),
}
HAZARD_WORDS: dict[HazardState, str] = {
    HazardState.FOUND: N_("Found, not reported"), HazardState.REPORTED: N_("Reported"),
    HazardState.TRACKED: N_("Being tracked"), HazardState.MENDED: N_("Mended, to be reviewed"),
    HazardState.FAILED: N_("Review not passed"), HazardState.PASSED: N_("Review passed, to be closed"),
    HazardState.CLOSED: N_("Closed"),
}


def rules(read: Read, day: date | None = None) -> RulePack:
    """The pack of the evaluation in force on a day (none given: that of the approval, else today), of the province
    of the case before the national one. Raises ``UserError("rules.none_in_force")``."""
    approved = closure(read)
    region = str(getattr(read.resolve(Ref("incident", "incident")), "region", "") or "")
    return read.rules.on("rectification", day or (approved.approved_on if approved else today()), region)


def rule_data(read: Read) -> dict[str, Any]:
    """What the pack in force says; nothing where there is none."""
    try:
        return rules(read).data
    except UserError:
        return {}


def measures(read: Read) -> list[Measure]:
    """Every measure by number."""
    return read.all(Measure, order=("number",))


def hazards(read: Read) -> list[Hazard]:
    """Every hazard by number."""
    return read.all(Hazard, order=("number",))


def acts(read: Read) -> dict[str, list[HazardAct]]:
    """The acts of every hazard, withdrawn ones too, in order of time."""
    found: dict[str, list[HazardAct]] = {}
    for act in sorted(read.all(HazardAct), key=lambda act: (act.at.utc, act.id)):
        found.setdefault(act.hazard_id, []).append(act)
    return found


def acts_of(read: Read, hazard_id: str) -> list[HazardAct]:
    """The acts of one hazard in order of time."""
    return sorted(read.where(HazardAct, hazard_id=hazard_id), key=lambda act: (act.at.utc, act.id))


def site_checks(read: Read) -> dict[Ref, list[SiteCheck]]:
    """The on-site checks of each measure, hazard and substitute site, in order of time."""
    found: dict[Ref, list[SiteCheck]] = {}
    for check in sorted(read.all(SiteCheck), key=lambda check: (check.at.utc, check.id)):
        found.setdefault(check.subject, []).append(check)
    return found


def pairs(read: Read) -> list[PhotoPair]:
    """Every pair of photographs, by what they show."""
    order = {Ref("measures", one.id): (0, one.number) for one in measures(read)}
    order |= {Ref("hazards", one.id): (1, one.number) for one in hazards(read)}
    return sorted(read.all(PhotoPair), key=lambda pair: (order.get(pair.subject, (2, "")), pair.view, pair.id))


@dataclass(frozen=True)
class Shot:
    """What of a photograph matters for a pair; ``path`` is empty where its file is missing."""

    ref: Ref
    name: str
    path: str = ""
    taken: Moment | None = None
    direction_deg: float | None = None
    rotation: int = 0


def shot(read: Read, ref: Ref) -> Shot:
    """A photograph of any module: its record names its file by ``file_id``."""
    record = read.resolve(ref)
    entry = read.titles((ref,)).get(ref)
    name = f"{entry.number} {entry.title}".strip() if entry else ""
    file = read.find(StoredFile, str(getattr(record, "file_id", "")))
    return Shot(
        ref, name, str(read.vault.path(file.sha256)) if file else "", getattr(record, "taken", None),
        getattr(record, "direction_deg", None), int(getattr(record, "rotation", 0) or 0),
    )


def closure(read: Read) -> Closure | None:
    """The newest approval."""
    found = read.all(Closure)
    return max(found, key=lambda item: item.approved_on) if found else None


def evaluation(read: Read) -> Evaluation:
    """The evaluation; an empty one until somebody has written it."""
    return read.find(Evaluation, EVALUATION_ID) or Evaluation(id=EVALUATION_ID)


def publication(read: Read) -> Publication:
    """The text for the public; an empty one until somebody has written it."""
    return read.find(Publication, PUBLICATION_ID) or Publication(id=PUBLICATION_ID)


def team(read: Read) -> list[TeamMember]:
    """The evaluation team, the head first."""
    order = {role["role"]: place for place, role in enumerate(rule_data(read).get("team", ()))}
    return sorted(read.all(TeamMember), key=lambda one: (order.get(one.role, len(order)), one.unit, one.name))


def substitutes(read: Read) -> list[SubstituteSite]:
    """The similar sites that were looked at."""
    return read.all(SubstituteSite, order=("name",))


def proposed_rating(read: Read) -> str:
    """The code of the overall rating that the items propose; empty until all are judged."""
    return proposed(measures(read), rule_data(read).get("ratings", ()))


def evaluation_clocks(read: Read) -> Clocks | None:
    """The clocks of the evaluation; none before the approval, or where no rule was in force."""
    approved = closure(read)
    if approved is None:
        return None
    try:
        return clocks(rules(read), approved.approved_on, evaluation(read).started_on)
    except UserError:
        return None


def counted_on(read: Read) -> date:
    """The day on which a document counts: that of the evaluation, else of the newest check or act, else of the
    approval.

    Documents of an unchanged case must not change with the calendar.
    """
    done = evaluation(read).evaluated_at
    if done is not None:
        return done.local.date()
    checks = [measure.checked_at.local.date() for measure in measures(read) if measure.checked_at]
    acted = [act.at.local.date() for act in read.all(HazardAct)]
    approved = closure(read)
    return max([*checks, *acted, *([approved.approved_on] if approved else [])], default=date(1970, 1, 1))


def unit_names(read: Read) -> dict[str, str]:
    """The names of parties by id."""
    return {party.id: party.name for party in read.all(Party)}


def private_names(read: Read) -> tuple[list[str], list[str]]:
    """Names and addresses of the natural persons of the case: they may not be published."""
    people = [party for party in read.all(Party) if party.kind is PartyKind.PERSON]
    return [one.name for one in people], [one.address for one in people if one.address.strip()]


def subjects(read: Read) -> dict[Ref, str]:
    """What checks and photographs may be about, with what it is called."""
    found = {Ref("measures", one.id): f"{one.number} {one.text[:40]}" for one in measures(read)}
    found |= {Ref("hazards", one.id): f"{one.number} {one.text[:40]}" for one in hazards(read)}
    return found | {Ref("substitute_sites", one.id): one.name for one in substitutes(read)}
