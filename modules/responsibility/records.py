"""Responsibility (责任倒查): who had which duty, what was found, what it caused, and what followed from it."""

from dataclasses import dataclass
from datetime import date
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


class Consequence(StrEnum):
    """What a breach may have contributed to, and what a barrier should have stopped."""

    IGNITION = "ignition"
    SPREAD = "spread"
    CASUALTIES = "casualties"


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
    """One finding on one link; ``subject_id`` is the party whose duty it was.

    It makes three statements, each with its own ground: that the duty was theirs (``duty_evidence``), what was done or
    left undone between ``begins`` and ``ends`` (``evidence``), and what that had to do with the fire (``causation``,
    ``causal_evidence``). ``breach``, the roles and ``causation`` are an officer's judgement (``judged_by``).
    ``duty_code`` names the duty of the rule pack that the words were taken from; ``product`` is what it is about on the
    link of products. ``handling``, ``transferred_to`` and ``result`` are free words; see also ``Handling``.
    """

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
    duty_code: str = ""
    product: str = ""
    begins: Moment | None = None
    ends: Moment | None = None
    duty_evidence: tuple[Ref, ...] = ()
    causation: str = ""
    causal_evidence: tuple[Ref, ...] = ()
    judged_by: str | None = None
    judged_at: Moment | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        decided = self.status in (FindingStatus.ESTABLISHED, FindingStatus.NO_BREACH)
        if decided and not (self.decided_by and self.decided_at):
            raise UserError("responsibility.needs_officer", link=self.link)
        if self.status is FindingStatus.ESTABLISHED and not self.evidence:
            raise UserError("responsibility.needs_evidence", facts=self.facts[:60])
        if self.status is FindingStatus.PUBLISHED and not self.source:
            raise UserError("responsibility.needs_source", facts=self.facts[:60])
        if self.begins and self.ends and self.ends.utc < self.begins.utc:
            raise UserError("responsibility.ends_first", facts=self.facts[:60])

    def role(self, consequence: Consequence) -> Role:
        """What the breach had to do with one consequence."""
        role: Role = getattr(self, f"role_{consequence}")
        return role

    @property
    def roles(self) -> dict[Consequence, Role]:
        """What the breach had, or may have had, to do with which consequence."""
        return {one: self.role(one) for one in Consequence if self.role(one).is_causal}

    @property
    def grounds(self) -> tuple[Ref, ...]:
        """Everything that any of its statements rests on, each once."""
        return tuple(dict.fromkeys((*self.evidence, *self.duty_evidence, *self.causal_evidence)))


class HandlingKind(StrEnum):
    """Which way of handling is proposed: 刑事, 行政, 党政纪, 信用, 其他."""

    CRIMINAL = "criminal"
    ADMINISTRATIVE = "administrative"
    DISCIPLINE = "discipline"
    CREDIT = "credit"
    OTHER = "other"


class HandlingState(StrEnum):
    """How far a proposal has come; it follows from what is entered."""

    PROPOSED = "proposed"
    TRANSFERRED = "transferred"
    RECEIVED = "received"
    CONCLUDED = "concluded"


@dataclass(frozen=True, kw_only=True)
class Handling(Record):
    """One proposal of what shall follow from a finding, to whom it was transferred, and with which result.

    ``target_id`` is whom it concerns, if that is not the subject of the finding (直接负责的主管人员). It is an
    officer's proposal (``proposed_by``), or published, and then names its ``source``.
    """

    finding_id: str
    kind: HandlingKind
    measure: str
    target_id: str | None = None
    basis: str = ""
    transferred_to: str = ""
    proposed_by: str | None = None
    proposed_at: Moment | None = None
    transferred_on: date | None = None
    document_number: str = ""
    received_on: date | None = None
    received_by: str = ""
    result: str = ""
    result_on: date | None = None
    evidence: tuple[Ref, ...] = ()
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.source and not (self.proposed_by and self.proposed_at):
            raise UserError("responsibility.proposal_needs_officer", measure=self.measure[:60])
        if self.transferred_on and not self.transferred_to.strip():
            raise UserError("responsibility.transfer_needs_authority", measure=self.measure[:60])
        days = [day for day in (self.transferred_on, self.received_on, self.result_on) if day is not None]
        if days != sorted(days):
            raise UserError("responsibility.handling_days", measure=self.measure[:60])

    @property
    def state(self) -> HandlingState:
        """How far it has come."""
        if self.result.strip():
            return HandlingState.CONCLUDED
        if self.received_on:
            return HandlingState.RECEIVED
        return HandlingState.TRANSFERRED if self.transferred_on else HandlingState.PROPOSED


class BarrierState(StrEnum):
    """What became of a barrier in this fire; open until an officer has said so."""

    OPEN = "open"
    HELD = "held"
    FAILED = "failed"
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True)
class Barrier(Record):
    """Something that should have stopped the fire or its consequences (查教训), and whether it did.

    ``code`` names the kind of the rule pack; ``against`` what it should have stopped; ``finding_ids`` the findings that
    explain its failure; ``lesson`` what follows from it. ``state`` is an officer's judgement on evidence, or published.
    """

    name: str
    code: str = ""
    function: str = ""
    against: tuple[Consequence, ...] = ()
    place_id: str | None = None
    state: BarrierState = BarrierState.OPEN
    facts: str = ""
    evidence: tuple[Ref, ...] = ()
    finding_ids: tuple[str, ...] = ()
    lesson: str = ""
    judged_by: str | None = None
    judged_at: Moment | None = None
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.state is BarrierState.OPEN or self.source:
            return
        if not (self.judged_by and self.judged_at):
            raise UserError("responsibility.barrier_needs_officer", name=self.name)
        if not self.evidence:
            raise UserError("responsibility.barrier_needs_evidence", name=self.name)


class DocumentState(StrEnum):
    """How it stands with a document that a link requires."""

    OPEN = "open"
    REQUESTED = "requested"
    OBTAINED = "obtained"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True)
class LinkDocument(Record):
    """How it stands with one required document. One of the rule pack has its code as id; others have a ``title``.

    ``obtained`` is which exhibit or material it is; ``reason`` says why it was refused or is not applicable.
    """

    link: Link
    code: str = ""
    title: str = ""
    state: DocumentState = DocumentState.OPEN
    obtained: tuple[Ref, ...] = ()
    from_whom: str = ""
    requested_on: date | None = None
    expected_on: date | None = None
    reason: str = ""
    noted_by: str | None = None
    noted_at: Moment | None = None
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        title = self.title or self.code
        if self.state is DocumentState.OBTAINED and not self.obtained:
            raise UserError("responsibility.document_needs_record", title=title)
        if self.state is DocumentState.REQUESTED and self.requested_on is None:
            raise UserError("responsibility.document_needs_day", title=title)
        if self.state in (DocumentState.REFUSED, DocumentState.NOT_APPLICABLE) and not self.reason.strip():
            raise UserError("responsibility.document_needs_reason", title=title)
