"""Writing the incident. Every decision names the officer whose act it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from modules.incident.queries import (
    assess,
    choices,
    fire_day,
    incident,
    newest_casualties,
    newest_loss,
    pack,
    simple_possible,
    to_record,
)
from modules.incident.records import (
    INCIDENT_ID,
    Assignment,
    CasualtyCount,
    GradeDecision,
    Incident,
    Matter,
    Premises,
    Procedure,
    ProcedureDecision,
    StandingDecision,
)
from modules.incident.rules.clocks import day_of
from workstation.api import (
    ClockChange,
    Event,
    Loss,
    Moment,
    Officer,
    Party,
    PartyKind,
    PauseKind,
    Place,
    ProcedureAct,
    UserError,
    Work,
    is_credit_code,
    is_resident_id,
)

_OLD_ID_LENGTH = 15  # until 1999: without century and check digit


def record_incident(work: Work, **facts: Any) -> Incident:
    """Write facts of the incident; those not named stay as they are."""
    known = replace(incident(work), **facts)
    if not known.name.strip():
        raise UserError("incident.name_empty")
    work.put(replace(known, id=INCIDENT_ID))
    moment = known.fire_at or known.reported_at
    work.put_many(to_record(work, day_of(moment) if moment else fire_day(work), known.region))
    return known


def begin(work: Work, fire_at: Moment) -> None:
    """What a new case knows of the incident: its name and when the fire was."""
    record_incident(work, fire_at=fire_at)


def count_casualties(work: Work, count: CasualtyCount) -> None:
    """Add a count of casualties."""
    work.put(count)


def count_loss(work: Work, loss: Loss) -> None:
    """Add a count of losses."""
    work.put(loss)


def put_premises(work: Work, premises: Premises) -> None:
    """Store a building of the fire."""
    work.put(premises)


def put_party(work: Work, party: Party) -> None:
    """Store a party; the credit code or identity number must be well formed if it is given."""
    if not party.name.strip():
        raise UserError("incident.party_name_empty")
    if party.kind is PartyKind.ORGANISATION and party.credit_code and not is_credit_code(party.credit_code):
        raise UserError("incident.credit_code", name=party.name, code=party.credit_code)
    if _claims_resident_id(party) and not is_resident_id(party.id_number):
        raise UserError("incident.id_number", name=party.name, number=party.id_number)
    work.put(party)


def _claims_resident_id(party: Party) -> bool:
    """Whether the number is given as that of a 居民身份证: whole (one may be masked), and of no other document."""
    number = party.id_number
    whole = len(number) > _OLD_ID_LENGTH and number.upper().removesuffix("X").isdecimal()
    return whole and party.id_document in ("", "居民身份证", "身份证")


def put_place(work: Work, place: Place) -> None:
    """Store a part of the scene (部位); it cannot lie within itself."""
    if not place.name.strip():
        raise UserError("incident.place_name_empty")
    seen, parent = {place.id}, place.parent_id
    while parent is not None:
        if parent in seen:
            raise UserError("incident.place_circle", name=place.name)
        seen.add(parent)
        above = work.find(Place, parent)
        parent = above.parent_id if above else None
    work.put(place)


def put_event(work: Work, event: Event) -> None:
    """Store something that happened."""
    if not event.title.strip():
        raise UserError("incident.event_title_empty")
    work.put(event)


def assign(work: Work, officer: Officer, role: str, since: date | None = None) -> Assignment:
    """Give an officer a role in the case."""
    if not role.strip():
        raise UserError("incident.role_empty")
    if work.find(Officer, officer.id) is None:
        work.put(officer)
    assignment = Assignment(officer_id=officer.id, role=role.strip(), since=since)
    work.put(assignment)
    return assignment


def put_officer(
    work: Work, officer: Officer | None, *, name: str, unit: str, certificate_no: str, role: str = ""
) -> Officer:
    """Store an officer who has no key here, or correct unit and number; with ``role`` also give that role."""
    known = officer or Officer(name=name)
    corrected = replace(known, name=name, unit=unit, certificate_no=certificate_no)
    work.put(corrected)
    if role.strip():
        assign(work, corrected, role)
    return corrected


def choose_procedure(
    work: Work, procedure: Procedure, conditions: Sequence[str], reason: str = "", *, at: Moment | None = None
) -> ProcedureDecision:
    """Decide on the procedure; the simple one needs every condition of 第十二条 (R2).

    ``at`` is when it was decided, if that was before it is entered; the ledger keeps when it was entered.
    """
    required = {condition["code"] for condition in pack(work, "procedure").data["conditions"]}
    missing = required - set(conditions)
    if procedure is Procedure.SIMPLE and missing:
        raise UserError("incident.simple_not_allowed", missing=", ".join(sorted(missing)))
    if procedure is Procedure.SIMPLE and not simple_possible(
        pack(work, "procedure"), newest_casualties(work), newest_loss(work)
    ):
        raise UserError("incident.simple_contradicted")
    decision = ProcedureDecision(
        procedure=procedure, conditions=tuple(conditions), reason=reason, decided_by=work.decider.id,
        decided_at=at or Moment(utc=work.at),
    )
    work.put(decision)
    return decision


def confirm_grade(work: Work, *, at: Moment | None = None) -> list[GradeDecision]:
    """Confirm what the rule packs compute now; both scales for a production fire. ``at``: when it was decided."""
    assessment = assess(work)
    decisions = [
        GradeDecision(
            scale=grade.scale, grade=grade.name, pack_id=grade.pack_id, basis=grade.clause,
            decided_by=work.decider.id, decided_at=at or Moment(utc=work.at),
            pack_digest=pack(work, grade.scale).digest,
        )
        for grade in (assessment.grade, assessment.production_grade) if grade is not None
    ]
    work.put_many(decisions)
    return decisions


def decide_standing(
    work: Work, matter: Matter, code: str, reason: str = "", *, at: Moment | None = None
) -> StandingDecision:
    """Set who investigates, or at which level. Raises ``incident.no_such_choice``, ``incident.reason_missing`` where
    it is another than the computed one."""
    names = dict(choices(work, matter))
    if code not in names:
        raise UserError("incident.no_such_choice", code=code)
    assessment = assess(work)
    computed = str(assessment.level if matter is Matter.LEVEL else assessment.jurisdiction["code"])
    if code != computed and not reason.strip():
        raise UserError("incident.reason_missing", computed=names.get(computed, computed), chosen=names[code])
    rules = pack(work, "procedure" if matter is Matter.LEVEL else "jurisdiction")
    decision = StandingDecision(
        matter=matter, code=code, name=names[code], reason=reason.strip(), pack_id=rules.id, pack_digest=rules.digest,
        decided_by=work.decider.id, decided_at=at or Moment(utc=work.at),
    )
    work.put(decision)
    return decision


def pause_clock(work: Work, start: date, end: date | None, reason: str, *, clock: str = "determination") -> None:
    """Time of an examination (检验、鉴定) that does not count."""
    work.put(ClockChange(kind=PauseKind.COMMISSION, clock=clock, start=start, end=end, reason=reason))


def end_pause(work: Work, change_id: str, end: date) -> None:
    """The clock runs again from ``end`` on."""
    work.put(replace(work.get(ClockChange, change_id), end=end))


def extend_clock(
    work: Work, start: date, approved_by: str, reason: str, *, clock: str = "determination"
) -> None:
    """The one extension that the superior agency may approve."""
    rule = pack(work, "clocks").data["extensions"].get(clock)
    if rule is None:
        raise UserError("incident.no_extension")
    used = work.where(ClockChange, kind=PauseKind.EXTENSION.value, clock=clock)
    if len(used) >= rule["times"]:
        raise UserError("incident.extended_already")
    if not approved_by.strip():
        raise UserError("incident.extension_needs_approval", approver=rule["approved_by"])
    work.put(ClockChange(
        kind=PauseKind.EXTENSION, clock=clock, start=start, days=rule["length"], approved_by=approved_by, reason=reason
    ))


def remove_clock_changes(work: Work, change_ids: Sequence[str]) -> None:
    """Take back pauses and extensions that were entered by mistake."""
    for change_id in change_ids:
        work.remove(ClockChange, change_id)


def put_act(work: Work, act: ProcedureAct) -> ProcedureAct:
    """Enter an act of the procedure; the time limits that it begins or ends follow.

    Raises ``UserError("incident.no_such_act" | "incident.no_such_party")``.
    """
    if act.code not in {known["code"] for known in pack(work, "clocks").data["acts"]}:
        raise UserError("incident.no_such_act", code=act.code)
    if act.party_id is not None and work.find(Party, act.party_id) is None:
        raise UserError("incident.no_such_party", id=act.party_id)
    work.put(act)
    return act


def remove_acts(work: Work, act_ids: Sequence[str]) -> None:
    """Take acts out that were entered by mistake."""
    for act_id in act_ids:
        work.remove(ProcedureAct, act_id)
