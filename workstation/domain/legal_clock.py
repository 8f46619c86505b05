"""Legal time limits (期限): the acts that begin and end them, and what makes one stand still or run longer."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workstation.domain.errors import UserError
from workstation.domain.record import Record, Ref
from workstation.domain.time import Moment


class PauseKind(StrEnum):
    """Why a clock stands still or runs longer."""

    COMMISSION = "commission"
    EXTENSION = "extension"


@dataclass(frozen=True, kw_only=True)
class ClockChange(Record):
    """Time that does not count (检验、鉴定) or an approved extension; ``clock`` is the code of the time limit."""

    kind: PauseKind
    clock: str = "determination"
    start: date
    end: date | None = None
    days: int = 0
    approved_by: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.end is not None and self.end < self.start:
            raise UserError("incident.pause_backwards", start=self.start, end=self.end)


@dataclass(frozen=True, kw_only=True)
class ProcedureAct(Record):
    """An act of the procedure that begins or ends a time limit; ``code`` is one of the rule pack ``clocks``.

    ``document_number`` is the 文号 of its paper, ``party_id`` whose application or whom it is about.
    """

    code: str
    at: Moment
    party_id: str | None = None
    document_number: str = ""
    refs: tuple[Ref, ...] = ()
    note: str = ""
