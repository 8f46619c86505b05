"""What the window's header says of a case: filled by the module that knows."""

from dataclasses import dataclass
from datetime import date

from workstation.domain.contributed import DueItem


@dataclass(frozen=True)
class CaseSummary:
    """Names for the header, as message ids or plain text; ``due`` is the next last day, ``overdue`` if it passed.

    ``dues_late`` and ``dues_soon`` are what other modules want done by a day: late, and due within a month.
    ``due_known`` is false while the holidays of its year are not known; ``open_deadlines`` are all that run, with
    their last days, the next one first.
    """

    title: str
    grade: str = ""
    grade_certainty: str = ""
    procedure: str = ""
    deadline: str = ""
    due: date | None = None
    overdue: bool = False
    dues_late: tuple[DueItem, ...] = ()
    dues_soon: tuple[DueItem, ...] = ()
    due_known: bool = True
    open_deadlines: tuple[tuple[str, date], ...] = ()
