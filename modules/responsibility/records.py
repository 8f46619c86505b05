"""Responsibility (责任倒查): for each of the six links, who had which duty, what was found, and what it caused."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError


class Link(StrEnum):
    """The six links (六环节) over which responsibility is traced back (应急消〔2019〕266号)."""

    CONSTRUCTION = "construction"
    MANAGEMENT = "management"
    USER = "user"
    SERVICES = "services"
    PRODUCTS = "products"
    SUPERVISION = "supervision"


class Role(StrEnum):
    """What a breach had to do with a consequence; open until somebody has said so."""

    OPEN = "open"
    NONE = "none"
    POSSIBLE = "possible"
    CONTRIBUTING = "contributing"
    DIRECT = "direct"

    @property
    def is_causal(self) -> bool:
        """Whether it had, or may have had, anything to do with it."""
        return self not in (Role.OPEN, Role.NONE)


class FindingStatus(StrEnum):
    """How firmly a finding stands. Only a named officer's act moves it off DRAFT."""

    DRAFT = "draft"
    ESTABLISHED = "established"
    NO_BREACH = "no_breach"
    PUBLISHED = "published"


@dataclass(frozen=True, kw_only=True)
class ResponsibilityLink(Record):
    """One finding on one link; ``subject_id`` is the party whose duty it was."""

    link: Link
    subject_id: str | None = None
    duty: str = ""
    legal_basis: str = ""
    facts: str = ""
    breach: str = ""
    role_ignition: Role = Role.OPEN
    role_spread: Role = Role.OPEN
    role_casualties: Role = Role.OPEN
    evidence: tuple[Ref, ...] = ()
    handling: str = ""
    transferred_to: str = ""
    result: str = ""
    status: FindingStatus = FindingStatus.DRAFT
    decided_by: str | None = None
    decided_at: Moment | None = None
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        decided = self.status in (FindingStatus.ESTABLISHED, FindingStatus.NO_BREACH)
        if decided and not (self.decided_by and self.decided_at):
            raise UserError("responsibility.needs_officer", link=self.link)
        if self.status is FindingStatus.ESTABLISHED and not self.evidence:
            raise UserError("responsibility.needs_evidence", facts=self.facts[:60])
        if self.status is FindingStatus.PUBLISHED and not self.source:
            raise UserError("responsibility.needs_source", facts=self.facts[:60])
