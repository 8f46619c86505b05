"""Questioning (询问): the record with its answers, who signed which page, recordings, and what is said of what."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError


class Role(StrEnum):
    """What the person questioned has to do with the fire; each has questions of its own in the rule pack."""

    REPORTER = "reporter"
    FINDER = "finder"
    PARTY = "party"
    EMPLOYEE = "employee"
    FIGHTER = "fighter"
    NEIGHBOUR = "neighbour"
    EXPERT = "expert"
    OTHER = "other"


class Mark(StrEnum):
    """How a run of text came about: struck text stays legible, added text was written in after the reading."""

    PLAIN = "plain"
    STRUCK = "struck"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """A run of text of one kind."""

    text: str
    mark: Mark = Mark.PLAIN


@dataclass(frozen=True, kw_only=True)
class Interview(Record):
    """A record of questioning (询问笔录), except for its answers.

    ``number`` is its number in the case, ``ordinal`` which questioning of this person it is; ``interviewers`` and
    ``recorder_id`` are ids of officers. ``guardian`` names who was present for a minor, ``guardian_absent`` says why
    nobody was; ``refusal`` says why somebody would not answer or sign; ``read_aloud`` that it was read to the person.
    """

    number: str = ""
    ordinal: int = 1
    role: Role = Role.OTHER
    party_id: str | None = None
    name: str
    gender: str = ""
    born_on: date | None = None
    id_document: str = ""
    id_number: str = ""
    household: str = ""
    address: str = ""
    phone: str = ""
    occupation: str = ""
    relation: str = ""
    begun: Moment | None = None
    ended: Moment | None = None
    place: str = ""
    place_kind: str = ""
    interviewers: tuple[str, ...] = ()
    recorder_id: str | None = None
    certificate_shown: bool = False
    rights_told: bool = False
    guardian: str = ""
    guardian_absent: str = ""
    interpreter: str = ""
    language: str = ""
    refusal: str = ""
    read_aloud: bool = False
    note: str = ""
    withdrawn: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.begun and self.ended and self.ended.utc < self.begun.utc:
            raise UserError("interviews.backwards", name=self.name, begun=self.begun.text(), ended=self.ended.text())


@dataclass(frozen=True, kw_only=True)
class Exchange(Record):
    """One question with its answer; ``position`` orders those of an interview, ``asked_at`` is when it was put.

    ``withdrawn`` says why, if its interview was withdrawn.
    """

    interview_id: str
    position: int
    question: tuple[Run, ...] = ()
    answer: tuple[Run, ...] = ()
    asked_at: Moment | None = None
    withdrawn: str = ""


class LineKind(StrEnum):
    """What a printed line is."""

    TITLE = "title"
    FIELD = "field"
    QUESTION = "question"
    ANSWER = "answer"
    CLOSING = "closing"
    FOOT = "foot"


@dataclass(frozen=True)
class FormLine:
    """One line of the printed record; ``exchange_id`` says whose text it holds, if anybody's."""

    kind: LineKind
    runs: tuple[Run, ...]
    exchange_id: str = ""


class Signer(StrEnum):
    """In which capacity somebody signs a page."""

    PERSON = "person"
    GUARDIAN = "guardian"
    INTERPRETER = "interpreter"
    INTERVIEWER = "interviewer"
    RECORDER = "recorder"


@dataclass(frozen=True)
class Signature:
    """A signature on a page: ``strokes`` are lines of points (x, y), both 0 to 1 of the pad, y down.

    ``refused`` says why the person would not sign, which is then noted in place of the signature.
    """

    signer: Signer
    name: str
    at: Moment
    strokes: tuple[tuple[tuple[float, float], ...], ...] = ()
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class SignedPage(Record):
    """A page as it was signed: its lines never change; ``superseded`` says why another one took its place.

    ``sha256`` is the SHA-256 of the printed lines (``rules.layout.page_hash``); ``scan_file_id`` is the original of
    the page that was signed on paper.
    """

    interview_id: str
    page: int
    pages: int
    lines: tuple[FormLine, ...]
    sha256: str
    signatures: tuple[Signature, ...] = ()
    scan_file_id: str | None = None
    supersedes: str | None = None
    superseded: str = ""


class Medium(StrEnum):
    """What was recorded."""

    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, kw_only=True)
class Recording(Record):
    """A recording of an interview; the original is the file in the vault. ``excerpt``: a part of a longer one."""

    interview_id: str
    file_id: str
    medium: Medium = Medium.AUDIO
    began: Moment | None = None
    duration_s: float | None = None
    excerpt: bool = False
    device: str = ""
    note: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordingMark(Record):
    """Where in a recording an answer begins, in seconds from the recording's beginning."""

    recording_id: str
    exchange_id: str
    at_s: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.at_s < 0:
            raise UserError("interviews.mark_before", at=self.at_s)


class StatementKind(StrEnum):
    """What a statement is about."""

    TIME = "time"
    PLACE = "place"
    PERSON = "person"
    OBSERVATION = "observation"


class Stance(StrEnum):
    """How an observation stands to the topic's question."""

    NEITHER = "neither"
    AFFIRMS = "affirms"
    DENIES = "denies"


@dataclass(frozen=True, kw_only=True)
class Statement(Record):
    """What somebody or something says on a topic.

    ``quote`` is the sentence as it stands in the answer; a device or a report has no interview, but a ``source``.
    ``claim`` says in short what is held. The time of a statement is that of its event (``event_id``).
    ``withdrawn`` says why, if its interview was withdrawn.
    """

    topic_id: str
    kind: StatementKind
    quote: str
    claim: str = ""
    stance: Stance = Stance.NEITHER
    interview_id: str | None = None
    exchange_id: str | None = None
    event_id: str | None = None
    place_id: str | None = None
    person_id: str | None = None
    source: str = ""
    note: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, kw_only=True)
class Topic(Record):
    """A topic of the contradiction table: one of the rule pack by its code, renamed or moved; or one of the case."""

    title: str
    position: int = 0
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class TopicJudgement(Record):
    """How an officer explains what the sources say differently on a topic; later ones stand beside earlier ones."""

    topic_id: str
    text: str
    refs: tuple[Ref, ...] = ()
    decided_by: str
    decided_at: Moment
