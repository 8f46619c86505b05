"""What a redacted copy (脱敏副本) leaves out: decided by named officers, one term and one picture at a time."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.errors import UserError
from workstation.domain.record import Record
from workstation.domain.time import Moment


class RedactionKind(StrEnum):
    """What kind of thing a removed text is."""

    NAME = "name"
    OFFICER = "officer"
    ORGANISATION = "organisation"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class RedactedTerm(Record):
    """A text that is printed as ``replacement`` instead, wherever it stands."""

    kind: RedactionKind
    text: str
    replacement: str
    reason: str = ""
    decided_by: str
    decided_at: Moment

    def __post_init__(self) -> None:
        super().__post_init__()
        if len("".join(self.text.split())) < 2:
            raise UserError("redaction.text_too_short", text=self.text)
        if not self.replacement.strip():
            raise UserError("redaction.no_replacement", text=self.text)
        if "".join(self.text.split()).upper() in "".join(self.replacement.split()).upper():
            raise UserError("redaction.replacement_tells", text=self.text)


@dataclass(frozen=True)
class Region:
    """A rectangle of a picture; coordinates are shares (0 to 1) of the upright, unturned picture."""

    x1: float
    y1: float
    x2: float
    y2: float
    reason: str = ""

    def __post_init__(self) -> None:
        if not (0 <= self.x1 < self.x2 <= 1 and 0 <= self.y1 < self.y2 <= 1):
            raise UserError("redaction.bad_region")


@dataclass(frozen=True, kw_only=True)
class RedactedPicture(Record):
    """That somebody looked at a picture: what is blotted out in it, or that it is left out; its id is its SHA-256.

    Without regions it is shown as it is.
    """

    regions: tuple[Region, ...] = ()
    left_out: bool = False
    reason: str = ""
    decided_by: str
    decided_at: Moment
