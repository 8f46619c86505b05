"""Cause (起火原因认定): how evidence bears on hypotheses, what each requires, and the steps before a determination.

Claims themselves are shared records. A hypothesis is a claim on ``cause.cause``; what is consistent with it stands in
its ``supports``, what is not in its ``contradicts``.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError


class Bearing(StrEnum):
    """How an item of evidence bears on a hypothesis."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    NEUTRAL = "neutral"
    PENDING = "pending"


@dataclass(frozen=True, kw_only=True)
class Weighing(Record):
    """One item of evidence held against one hypothesis. ``bearing`` is kept in step with the claim's evidence."""

    claim_id: str
    evidence: Ref
    bearing: Bearing = Bearing.PENDING
    reason: str = ""


class ConditionKind(StrEnum):
    """What any cause needs (能量、时间、部位、起火物、痕迹)."""

    ENERGY = "energy"
    TIME = "time"
    PLACE = "place"
    FUEL = "fuel"
    PATTERN = "pattern"


class Met(StrEnum):
    """Whether a condition was met."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Condition(Record):
    """One condition of a hypothesis: what it ``requires``, what was ``found``, by which evidence and tests."""

    claim_id: str
    kind: ConditionKind
    requires: str = ""
    found: str = ""
    met: Met = Met.UNKNOWN
    evidence: tuple[Ref, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Calculation(Record):
    """A hand calculation that may be cited: ``inputs`` and ``outputs`` by the codes of the calculator ``method``, in
    its units; ``equation`` and ``basis`` as they were then; ``grounds`` is where the inputs come from."""

    number: str
    method: str
    title: str
    inputs: dict[str, float] = field(default_factory=dict)
    outputs: dict[str, float] = field(default_factory=dict)
    valid: bool = True
    equation: str = ""
    basis: str = ""
    assumptions: str = ""
    grounds: tuple[Ref, ...] = ()
    calculated_by: str | None = None
    calculated_at: Moment | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TimeSeries:
    """One column of a table of results: its extremes over every row, and values at the run's ``times_s``."""

    name: str
    unit: str = ""
    lowest: float = 0.0
    highest: float = 0.0
    highest_at_s: float = 0.0
    values: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Simulation(Record):
    """A run of FDS or CFAST as its table of results tells it: 「模拟,非证据」. ``bad_rows`` could not be read."""

    file_id: str
    title: str
    tool: str = ""
    version: str = ""
    question: str = ""
    rows: int = 0
    bad_rows: int = 0
    times_s: tuple[float, ...] = ()
    series: tuple[TimeSeries, ...] = ()
    note: str = ""


class StepState(StrEnum):
    """How a step of a list stands."""

    OPEN = "open"
    DONE = "done"
    PAUSED = "paused"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, kw_only=True)
class GateStep(Record):
    """One step of a list that is gone through before something may follow: ``gate`` and ``code`` name it in the rule
    pack. A paused one says what is ``awaited`` and ``until`` when; one that is not needed says why in ``note``."""

    gate: str
    code: str
    state: StepState = StepState.OPEN
    acted_by: str | None = None
    acted_at: Moment | None = None
    awaited: str = ""
    until: date | None = None
    evidence: tuple[Ref, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.state is not StepState.OPEN and not (self.acted_by and self.acted_at):
            raise UserError("cause.step_needs_officer", code=self.code)
        if self.state is StepState.PAUSED and not (self.awaited.strip() and self.until):
            raise UserError("cause.pause_needs_day", code=self.code)
        if self.state is StepState.NOT_NEEDED and not self.note.strip():
            raise UserError("cause.not_needed_why", code=self.code)
