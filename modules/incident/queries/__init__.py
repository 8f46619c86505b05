"""Reading the incident: its facts, what the rules make of them, how that changed, and which rules were used."""

from modules.incident.queries.case import (
    PROCEDURE_WORDS,
    Assessment,
    assess,
    board,
    fire_day,
    found_cause,
    grade_decision,
    holidays,
    incident,
    investigators,
    newest_casualties,
    newest_loss,
    pack,
    people,
    procedure,
    region,
    standing,
    summary,
)
from modules.incident.queries.counts import Step, choices, history, open_consequences, simple_possible
from modules.incident.queries.packs import carried, changed, newest_used, on_opening, to_record, used_history

__all__ = [
    "PROCEDURE_WORDS", "Assessment", "Step", "assess", "board", "carried", "changed", "choices", "fire_day",
    "found_cause", "grade_decision", "history", "holidays", "incident", "investigators", "newest_casualties",
    "newest_loss", "newest_used", "on_opening", "open_consequences", "pack", "people", "procedure", "region",
    "simple_possible", "standing", "summary", "to_record", "used_history",
]
