"""Reading the incident, its newest counts, and what the rules make of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from modules.incident.records import (
    INCIDENT_ID,
    Assignment,
    CasualtyCount,
    GradeDecision,
    Incident,
    Matter,
    Procedure,
    ProcedureDecision,
    StandingDecision,
)
from modules.incident.rules.clocks import ClockState, Deadline, deadlines, due_deadline
from modules.incident.rules.grades import (
    Grade,
    compute_grade,
    compute_jurisdiction,
    count_window_open,
    graded_level,
)
from workstation.api import (
    BEIJING,
    N_,
    CaseSummary,
    Claim,
    ClaimStatus,
    ClockChange,
    Holidays,
    Loss,
    Officer,
    ProcedureAct,
    Read,
    RulePack,
    UserError,
    today,
    zone,
)

SOON_DAYS = 30
"""How long before its last day something is counted as due soon in the header."""

_OPEN = (ClockState.RUNNING, ClockState.OVERDUE, ClockState.UNKNOWN)
PROCEDURE_WORDS = {Procedure.SIMPLE: N_("Simple procedure"), Procedure.GENERAL: N_("General procedure")}


@dataclass(frozen=True)
class Assessment:
    """What the rule packs in force on the day of the fire make of the case; proposals throughout."""

    grade: Grade
    production_grade: Grade | None
    jurisdiction: dict[str, Any]
    level: int
    level_name: str
    deadlines: tuple[Deadline, ...]
    counting: bool
    count_days: int

    @property
    def level_text(self) -> str:
        """The level with its name."""
        return f"{self.level} {self.level_name}"


def incident(read: Read) -> Incident:
    """The incident; one that bears only the case's name until somebody has written it down."""
    return read.find(Incident, INCIDENT_ID) or Incident(id=INCIDENT_ID, name=read.case.name)


def newest_casualties(read: Read) -> CasualtyCount | None:
    """The newest count of casualties."""
    counts = read.all(CasualtyCount)
    return max(counts, key=lambda count: (count.counted_at.utc, count.id)) if counts else None


def newest_loss(read: Read) -> Loss | None:
    """The newest count of losses."""
    losses = read.all(Loss)
    return max(losses, key=lambda loss: (loss.counted_at.utc, loss.id)) if losses else None


def region(read: Read) -> str:
    """Whose provincial rules hold."""
    return incident(read).region


def fire_day(read: Read) -> date:
    """The day whose rules are used: that of the fire, else of the call, else of the case's beginning."""
    known = incident(read)
    moment = known.fire_at or known.reported_at
    instant = moment.utc if moment else datetime.fromisoformat(read.case.created_at)
    return instant.astimezone(zone(BEIJING)).date()


def standing(read: Read, matter: Matter) -> StandingDecision | None:
    """The newest decision on who investigates, or at which level."""
    found = read.where(StandingDecision, matter=matter.value)
    return max(found, key=lambda decision: decision.decided_at.utc) if found else None


def procedure(read: Read) -> ProcedureDecision | None:
    """The newest choice of procedure."""
    found = read.all(ProcedureDecision)
    return max(found, key=lambda decision: decision.decided_at.utc) if found else None


def grade_decision(read: Read, scale: str) -> GradeDecision | None:
    """The newest confirmation of a grade."""
    found = read.where(GradeDecision, scale=scale)
    return max(found, key=lambda decision: decision.decided_at.utc) if found else None


def pack(read: Read, kind: str) -> RulePack:
    """The pack of that kind in force on the day of the fire."""
    return read.rules.on(kind, fire_day(read))


def holidays(read: Read) -> Holidays:
    """The holiday table; one that knows no year if the pack is gone, so that time limits are unknown, not wrong."""
    try:
        return Holidays.of(pack(read, "holidays").data)
    except UserError:
        return Holidays(frozenset(), frozenset(), frozenset())


def assess(read: Read, day: date | None = None) -> Assessment:
    """Compute grade, jurisdiction, level and time limits. Raises ``UserError`` when no pack was in force."""
    known, casualties, loss = incident(read), newest_casualties(read), newest_loss(read)
    now = day or today()
    grade = compute_grade(pack(read, "grades"), casualties, loss)
    chosen = procedure(read)
    rules = pack(read, "procedure")
    level = graded_level(
        rules, known, grade, casualties, simple=chosen is not None and chosen.procedure is Procedure.SIMPLE
    )
    return Assessment(
        grade=grade,
        production_grade=compute_grade(pack(read, "grades-493"), casualties, loss) if known.production_fire else None,
        jurisdiction=compute_jurisdiction(
            pack(read, "jurisdiction"), casualties, loss, municipality=known.municipality
        ),
        level=level,
        level_name=next((str(one["name"]) for one in rules.data["graded"] if one["level"] == level), ""),
        deadlines=tuple(deadlines(
            pack(read, "clocks"), holidays(read), known, read.all(ClockChange), now,
            procedure=chosen.procedure if chosen else None,
            acts=read.all(ProcedureAct), now=datetime.now(UTC) if day is None else None,
        )),
        counting=count_window_open(pack(read, "grades"), fire_day(read), now),
        count_days=int(pack(read, "grades").data["count_days"]),
    )


def board(read: Read, day: date | None = None) -> tuple[Deadline, ...]:
    """Every time limit of the procedure, and what other modules want done by a day. Raises as ``assess`` does."""
    return (*assess(read, day).deadlines, *(due_deadline(item, day or today()) for item in read.dues()))


def investigators(read: Read) -> list[tuple[Assignment, Officer]]:
    """Who has which role, with the officer."""
    officers = {officer.id: officer for officer in read.all(Officer)}
    return [
        (assignment, officers[assignment.officer_id])
        for assignment in read.all(Assignment, order=("since", "role")) if assignment.officer_id in officers
    ]


def people(read: Read) -> list[Officer]:
    """The officers by name; a machine at which nobody had signed in only if it was given a role."""
    assigned = {assignment.officer_id for assignment in read.all(Assignment)}
    officers = read.all(Officer, order=("name",))
    return [officer for officer in officers if officer.id in assigned or not officer.stand_in]


def found_cause(read: Read) -> Claim | None:
    """The cause that was established or published; none while only drafts and excluded causes are known."""
    firm = (ClaimStatus.ESTABLISHED, ClaimStatus.PUBLISHED)
    claims = sorted(read.where(Claim, topic="cause.cause"), key=lambda claim: claim.id)
    return next((claim for claim in claims if claim.status in firm), None)


def summary(read: Read) -> CaseSummary:
    """The window's header."""
    known = incident(read)
    try:
        assessment = assess(read)
    except UserError:
        return CaseSummary(known.name)
    open_ones = [item for item in assessment.deadlines if item.state in _OPEN]
    nearest = min(open_ones, key=lambda item: item.due, default=None)
    chosen = procedure(read)
    left = [(item, (item.due - today()).days) for item in read.dues() if item.ended is None]
    return CaseSummary(
        title=known.name, grade=assessment.grade.name, grade_certainty=assessment.grade.certainty,
        procedure=PROCEDURE_WORDS[chosen.procedure] if chosen else "",
        deadline=nearest.name if nearest else "", due=nearest.due if nearest else None,
        overdue=nearest is not None and nearest.state is ClockState.OVERDUE,
        dues_late=tuple(item for item, days in left if days < 0),
        dues_soon=tuple(item for item, days in left if 0 <= days <= SOON_DAYS),
        due_known=nearest is None or nearest.holidays_known,
        open_deadlines=tuple((item.name, item.due) for item in sorted(open_ones, key=lambda item: item.due)),
    )
