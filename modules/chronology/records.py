"""Times and their relations (时间线): what sources say came before what, and times that are sought."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError

LONGEST_SPAN_S = 1e11  # three thousand years


@dataclass(frozen=True, kw_only=True)
class TimePoint:
    """One time of one record: ``part`` tells several times of a record apart, ``end`` means when it ended."""

    ref: Ref
    part: str = ""
    end: bool = False


class RelationKind(StrEnum):
    """How the second time stands to the first."""

    BEFORE = "before"
    AFTER = "after"
    SAME = "same"
    WITHIN = "within"
    DURING = "during"


@dataclass(frozen=True, kw_only=True)
class TimeRelation(Record):
    """``first`` was before, after, at the time of, within so long of, or during ``second``.

    ``at_least_s`` and ``at_most_s`` bound the span between them in seconds; ``source`` says who or what says so.
    """

    first: TimePoint
    second: TimePoint
    kind: RelationKind
    at_least_s: float | None = None
    at_most_s: float | None = None
    source: str = ""
    refs: tuple[Ref, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.first == self.second:
            raise UserError("chronology.same_time_twice")
        spans = [span for span in (self.at_least_s, self.at_most_s) if span is not None]
        if any(span < 0 for span in spans) or spans != sorted(spans):
            raise UserError("chronology.bad_span", at_least=self.at_least_s, at_most=self.at_most_s)
        if any(span > LONGEST_SPAN_S for span in spans):
            raise UserError("chronology.span_too_long")
        if self.kind is RelationKind.WITHIN and self.at_most_s is None:
            raise UserError("chronology.within_what")


@dataclass(frozen=True, kw_only=True)
class SoughtTime(Record):
    """A time that nobody measured and that relations narrow down: 起火时间 above all."""

    title: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SetAside(Record):
    """A statement that an officer does not follow, and why: ``ref`` a relation, or a record with its ``part``."""

    ref: Ref
    part: str = ""
    reason: str
    decided_by: str
    decided_at: Moment


@dataclass(frozen=True, kw_only=True)
class ResponseTarget(Record):
    """What the office asks of one interval of the response in this case: at most so many seconds, and on what basis.

    ``interval`` is a code of the rule pack ``response-standard``; no ``at_most_s`` means that nothing is asked.
    """

    interval: str
    at_most_s: float | None = None
    basis: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.at_most_s is not None and not 0 < self.at_most_s <= LONGEST_SPAN_S:
            raise UserError("chronology.bad_target", at_most=self.at_most_s)
