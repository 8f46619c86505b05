"""The tables of the incident."""

from modules.incident.records import (
    Assignment,
    CasualtyCount,
    ClockChange,
    GradeDecision,
    Incident,
    Loss,
    Premises,
    ProcedureDecision,
)
from workstation.api import record_table

TABLES = (
    record_table("incident", Incident, facts="incident"),
    record_table("casualties", CasualtyCount, facts="casualties"),
    record_table("losses", Loss, facts="losses"),
    record_table("premises", Premises, facts="premises"),
    record_table("assignments", Assignment, facts="assignments"),
    record_table("procedure_decisions", ProcedureDecision, facts="procedure_decisions"),
    record_table("grade_decisions", GradeDecision, facts="grade_decisions"),
    record_table("clock_changes", ClockChange, facts="clock_changes"),
)
