"""Working with 公安, 检察 and others: notices, joint meetings, contacts, and the transfer of a case (移送)."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError


@dataclass(frozen=True, kw_only=True)
class PoliceNotice(Record):
    """That 公安 was told of the fire (第十条): why (codes of the pack ``police-notice``), when, how and whom."""

    triggers: tuple[str, ...] = ()
    at: Moment
    to: str
    notice_way: str = ""
    received_by: str = ""
    told_by: str
    document_number: str = ""
    message: str = ""
    refs: tuple[Ref, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.to.strip():
            raise UserError("cooperation.notice_to_whom")


@dataclass(frozen=True)
class Participant:
    """Who took part in a meeting: name, unit, and as what."""

    name: str
    unit: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Meeting(Record):
    """A joint meeting (联席会议, 会商) with who took part, its minutes and what was agreed."""

    at: Moment
    topic: str
    place: str = ""
    host: str = ""
    participants: tuple[Participant, ...] = ()
    minutes: str = ""
    agreed: str = ""
    recorded_by: str
    refs: tuple[Ref, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.topic.strip():
            raise UserError("cooperation.meeting_subject")


@dataclass(frozen=True, kw_only=True)
class ProsecutorContact(Record):
    """A contact with 检察机关: what was asked or told, what they said, and what was done with it."""

    at: Moment
    office: str
    contact_person: str = ""
    matter: str
    their_opinion: str = ""
    follow_up: str = ""
    recorded_by: str
    refs: tuple[Ref, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.office.strip() or not self.matter.strip():
            raise UserError("cooperation.contact_what")


class Answer(StrEnum):
    """What the police decided (立案结果)."""

    OPEN = "open"
    FILED = "filed"
    NOT_FILED = "not_filed"


@dataclass(frozen=True)
class TransferPaper:
    """One kind of paper of the transfer pack: the records that make it up, or why there is none."""

    code: str
    refs: tuple[Ref, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Transfer(Record):
    """A case handed to 公安 (移送案件): proposed by a team of two, decided by the head, handed over within 24 hours.

    ``offence`` is a code of the rule pack ``offences`` in its form ``pack_digest``; ``approved`` is none until the
    head has decided. Every step names the officer whose act it is.
    """

    offence: str
    offence_name: str
    articles: str = ""
    standard: str = ""
    suspect_ids: tuple[str, ...] = ()
    facts: str = ""
    to: str = ""
    case_team: tuple[str, ...] = ()
    papers: tuple[TransferPaper, ...] = ()
    pack_id: str = ""
    pack_digest: str = ""
    proposed_by: str
    proposed_at: Moment
    approved: bool | None = None
    decided_by: str = ""
    decided_at: Moment | None = None
    decision_reason: str = ""
    entered_by: str = ""
    sent_at: Moment | None = None
    received_by: str = ""
    receipt_number: str = ""
    receipt_refs: tuple[Ref, ...] = ()
    police_answer: Answer = Answer.OPEN
    answered_at: Moment | None = None
    answer_number: str = ""
    told_at: Moment | None = None
    copied_at: Moment | None = None
