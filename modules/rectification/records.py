"""Rectification (整改): what must be mended, by whom, until when, and whether it was done (安委办〔2021〕4号)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workstation.api import Moment, Record, Ref

EVALUATION_ID = "evaluation"


class MeasureStatus(StrEnum):
    """How a measure stands by the word of the unit that is responsible."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    NOT_CARRIED_OUT = "not_carried_out"


class Grade(StrEnum):
    """How the evaluation judges a measure."""

    NONE = ""
    CARRIED_OUT = "carried_out"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, kw_only=True)
class Measure(Record):
    """One measure, from its source clause to its evaluation."""

    number: str
    text: str
    source: str = ""
    source_refs: tuple[Ref, ...] = ()
    unit_id: str | None = None
    deadline: date | None = None
    criterion: str = ""
    status: MeasureStatus = MeasureStatus.NOT_STARTED
    done_on: date | None = None
    proof: tuple[Ref, ...] = ()
    checked_by: str = ""
    checked_at: Moment | None = None
    check_method: str = ""
    check_result: str = ""
    grade: Grade = Grade.NONE
    evaluation: str = ""
    evaluated_by: str | None = None
    evaluated_at: Moment | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Closure(Record):
    """The approval that closes the inquiry (批复结案): the clocks of the evaluation begin with it."""

    approved_on: date
    authority: str = ""
    document_number: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Evaluation(Record):
    """The evaluation as a whole (整改评估); one per case, with the id ``evaluation``."""

    team: str = ""
    methods: tuple[str, ...] = ()
    process: str = ""
    overall: str = ""
    practices: str = ""
    problems: str = ""
    suggestions: str = ""
    substitute_site: str = ""
    evaluated_by: str | None = None
    evaluated_at: Moment | None = None
