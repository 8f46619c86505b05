"""Field tests (现场检测) and laboratory commissions (鉴定委托): what was read at the scene, what was sent away."""

import math
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError


class Method(StrEnum):
    """How it was tested; forms, units and bands of each are in the rule pack ``field_tests``."""

    MAGNETISM = "magnetism"
    LIQUID = "liquid"
    CHAR = "char"
    REBOUND = "rebound"
    INSULATION = "insulation"
    MELT_MARK = "melt_mark"
    THERMAL = "thermal"


@dataclass(frozen=True, kw_only=True)
class FieldTest(Record):
    """One test of one object. ``values`` and ``blanks`` (空白、本底) are in ``unit``; ``category`` and ``parameters``
    are codes of the rule pack; ``testers`` are officers' ids. A first check only: 现场初检,不代替鉴定."""

    number: str
    method: Method
    subject: str
    category: str = ""
    unit: str = ""
    values: tuple[float, ...] = ()
    blanks: tuple[float, ...] = ()
    parameters: dict[str, str] = field(default_factory=dict)
    observation: str = ""
    exhibits: tuple[Ref, ...] = ()
    place_id: str | None = None
    position: str = ""
    instrument_id: str | None = None
    at: Moment | None = None
    testers: tuple[str, ...] = ()
    photos: tuple[Ref, ...] = ()
    withdrawn: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(math.isfinite(value) for value in (*self.values, *self.blanks)):
            raise UserError("field_tests.not_a_number", number=self.number)


@dataclass(frozen=True, kw_only=True)
class Commission(Record):
    """A commission to a laboratory (鉴定委托书). ``samples`` are exhibits; ``due_on`` is the agreed day of the opinion,
    ``kept_until`` the end of 检材保管期限. From ``sent_on`` to ``received_on`` the period of determination stands still
    if ``pauses``."""

    number: str
    laboratory: str
    qualification: str = ""
    facts: str = ""
    samples: tuple[Ref, ...] = ()
    request: str = ""
    sent_by: tuple[str, ...] = ()
    sent_on: date | None = None
    accepted_by: str = ""
    due_on: date | None = None
    kept_until: date | None = None
    approved_by: str = ""
    pauses: bool = True
    received_on: date | None = None
    report_number: str = ""
    result: str = ""
    reports: tuple[Ref, ...] = ()
    withdrawn: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("due_on", "received_on"):
            day = getattr(self, name)
            if self.sent_on and day and day < self.sent_on:
                raise UserError("field_tests.before_sent", number=self.number, day=day, sent=self.sent_on)
