"""What a check found: a code with values, about one record or the whole case."""

from dataclasses import dataclass, field
from enum import StrEnum

from workstation.domain.record import Ref


class Severity(StrEnum):
    """How much a finding weighs."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One finding; the catalogues hold its sentence under ``code``.

    ``page`` is where it is mended, if that is not where ``ref`` is shown: what the whole case lacks has no record yet.
    """

    code: str
    values: dict[str, str] = field(default_factory=dict)
    ref: Ref | None = None
    severity: Severity = Severity.WARNING
    page: str = ""
