"""The dossier of a case as its officers want it: order and volumes, archived versions, what was confirmed by name."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.errors import UserError
from workstation.domain.record import Record
from workstation.domain.time import Moment

ARRANGEMENT_ID = "dossier"


@dataclass(frozen=True)
class PlacedSection:
    """A section of the dossier in a kind of volume, or one ``paper`` of it."""

    section: str
    volume: str
    paper: str = ""


@dataclass(frozen=True, kw_only=True)
class DossierArrangement(Record):
    """How the dossier of this case is bound; there is one record, with the id ``dossier``.

    ``order`` names the sections and papers that were moved or stand beside such: what it leaves out follows the
    template. The rest is what the cover says of the archive (档号、密级、保管期限、立卷人、检查人).
    """

    order: tuple[PlacedSection, ...] = ()
    archive_number: str = ""
    secrecy: str = ""
    retention: str = ""
    filed_by: str = ""
    checked_by: str = ""
    remarks: str = ""


class DossierState(StrEnum):
    """Whether a version of the dossier is shut."""

    ARCHIVED = "archived"
    REOPENED = "reopened"


@dataclass(frozen=True, kw_only=True)
class DossierVersion(Record):
    """An archived version (归档): which file, of which state of the ledger, by whom; reopened with a reason.

    ``sha256`` is that of the PDF in the vault, ``head`` that of the newest ledger row that it holds.
    """

    number: int
    state: DossierState = DossierState.ARCHIVED
    sha256: str
    sm3: str = ""
    size: int
    pages: int
    volumes: int
    language: str = "zh"
    head: str
    head_size: int
    archived_by: str
    archived_at: Moment
    note: str = ""
    reopened_by: str = ""
    reopened_at: Moment | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.number < 1:
            raise UserError("archive.bad_number", number=self.number)
        if self.state is DossierState.REOPENED and not (self.reopened_by and self.reopened_at and self.reason.strip()):
            raise UserError("archive.needs_reason", number=self.number)


@dataclass(frozen=True, kw_only=True)
class Confirmation(Record):
    """What no machine can tell of a rule, told by a named officer: the id is the code of the rule.

    ``applies`` is false where the officer says that the rule is not for this case.
    """

    met: bool
    applies: bool = True
    note: str = ""
    confirmed_by: str
    confirmed_at: Moment

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.note.strip():
            raise UserError("readiness.needs_note", code=self.id)
