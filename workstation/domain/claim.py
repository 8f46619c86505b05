"""Claims: what is held to be so, by whom, and on what ground."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.errors import UserError
from workstation.domain.record import Record, Ref
from workstation.domain.time import Moment


class ClaimStatus(StrEnum):
    """How firmly a claim stands. Only a named officer's act moves it off DRAFT."""

    DRAFT = "draft"
    ESTABLISHED = "established"
    EXCLUDED = "excluded"
    CANNOT_EXCLUDE = "cannot_exclude"
    PUBLISHED = "published"


@dataclass(frozen=True, kw_only=True)
class Claim(Record):
    """A claim on one topic (起火时间, 起火部位, 起火点, 起火原因 …) with what supports and contradicts it.

    ``topic`` is a code such as ``cause.origin_area``. A PUBLISHED claim restates a public report and names it
    in ``source``; every other decided claim names the officer and the time of the decision, and in ``reason`` why.
    ``category`` files a cause under the statistics' heads (规则包 causes).
    """

    topic: str
    text: str
    status: ClaimStatus = ClaimStatus.DRAFT
    supports: tuple[Ref, ...] = ()
    contradicts: tuple[Ref, ...] = ()
    decided_by: str | None = None
    decided_at: Moment | None = None
    source: str = ""
    reason: str = ""
    category: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        decided = self.status not in (ClaimStatus.DRAFT, ClaimStatus.PUBLISHED)
        if decided and not (self.decided_by and self.decided_at):
            raise UserError("claim.needs_officer", text=self.text[:40])
        if self.status is ClaimStatus.PUBLISHED and not self.source:
            raise UserError("claim.needs_source", text=self.text[:40])
