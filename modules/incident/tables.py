"""The tables of the incident."""

from modules.incident.records import (
    INCIDENT_ID,
    Assignment,
    CasualtyCount,
    GradeDecision,
    Incident,
    Premises,
    ProcedureDecision,
    RulesUsed,
    StandingDecision,
)
from workstation.api import Loss, ProcedureAct, record_table

TABLES = (
    record_table("incident", Incident, facts="incident", only_id=INCIDENT_ID),
    record_table("casualties", CasualtyCount, facts="casualties"),
    record_table("losses", Loss, facts="losses"),
    record_table(
        "premises", Premises, facts="premises", points_at={"owner_id": "parties", "user_id": "parties"}
    ),
    record_table("assignments", Assignment, facts="assignments", points_at={"officer_id": "officers"}),
    record_table(
        "procedure_decisions", ProcedureDecision, facts="procedure_decisions", points_at={"decided_by": "officers"}
    ),
    record_table(
        "grade_decisions", GradeDecision, facts="grade_decisions", points_at={"decided_by": "officers"}
    ),
    record_table(
        "standing_decisions", StandingDecision, facts="standing_decisions", points_at={"decided_by": "officers"}
    ),
    record_table("rules_used", RulesUsed),
    record_table("procedure_acts", ProcedureAct, facts="procedure_acts", points_at={"party_id": "parties"}),
)
