"""Rectification (整改): what must be mended, by whom, until when, and whether it was done (安委办〔2021〕4号)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError

EVALUATION_ID = "evaluation"
PUBLICATION_ID = "publication"


class MeasureStatus(StrEnum):
    """How a measure stands by the word of the unit that is responsible."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    NOT_CARRIED_OUT = "not_carried_out"


class Grade(StrEnum):
    """How the evaluation judges a measure."""

    NONE = ""
    CARRIED_OUT = "carried_out"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, kw_only=True)
class Measure(Record):
    """One measure, from its source clause to its evaluation. The fields of the check are those of the newest one."""

    number: str
    text: str
    source: str = ""
    source_refs: tuple[Ref, ...] = ()
    unit_id: str | None = None
    deadline: date | None = None
    criterion: str = ""
    status: MeasureStatus = MeasureStatus.NOT_STARTED
    done_on: date | None = None
    proof: tuple[Ref, ...] = ()
    checked_by: str = ""
    checked_at: Moment | None = None
    check_method: str = ""
    check_result: str = ""
    grade: Grade = Grade.NONE
    evaluation: str = ""
    evaluated_by: str | None = None
    evaluated_at: Moment | None = None
    note: str = ""
    aspect: str = ""
    """What of the evaluation it belongs to, by the code of the rule pack (责任追究、整改措施、举一反三、制度标准)."""


class HazardLevel(StrEnum):
    """一般隐患、重大隐患."""

    ORDINARY = "ordinary"
    MAJOR = "major"


@dataclass(frozen=True, kw_only=True)
class Hazard(Record):
    """A hazard (隐患). How it stands follows from its acts; ``measure_id`` is the measure that it falls under."""

    number: str
    text: str
    place: str = ""
    level: HazardLevel = HazardLevel.ORDINARY
    unit_id: str | None = None
    measure_id: str | None = None
    found_on: date | None = None
    found_by: str = ""
    basis: str = ""
    requirement: str = ""
    deadline: date | None = None
    refs: tuple[Ref, ...] = ()
    note: str = ""


class HazardStep(StrEnum):
    """上报、跟踪、整改、复查、销账."""

    REPORT = "report"
    TRACK = "track"
    MEND = "mend"
    REVIEW = "review"
    CLOSE = "close"


@dataclass(frozen=True, kw_only=True)
class HazardAct(Record):
    """One act in the history of a hazard: entered by the officer ``officer_id``, done by ``person``.

    ``passed`` is the outcome of a review; ``refs`` prove the act. An act entered by mistake is withdrawn with a reason
    and stays in the history.
    """

    hazard_id: str
    step: HazardStep
    at: Moment
    officer_id: str
    person: str = ""
    text: str = ""
    passed: bool | None = None
    refs: tuple[Ref, ...] = ()
    withdrawn: str = ""


@dataclass(frozen=True, kw_only=True)
class SiteCheck(Record):
    """An on-site check (现场核查) of a measure, a hazard or a substitute site; ``met``: its criterion was met."""

    subject: Ref
    at: Moment
    officer_id: str
    companions: str = ""
    present: str = ""
    place: str = ""
    method: str = ""
    result: str
    met: Grade = Grade.NONE
    refs: tuple[Ref, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.result.strip():
            raise UserError("rectification.result_empty")


@dataclass(frozen=True, kw_only=True)
class PhotoPair(Record):
    """Before and after (整改前后对照): two photographs of one ``view``; ``same_view`` is a person's word for it."""

    subject: Ref
    before: Ref
    after: Ref
    view: str = ""
    same_view: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.before == self.after:
            raise UserError("rectification.same_photo")


@dataclass(frozen=True, kw_only=True)
class Closure(Record):
    """The approval that closes the inquiry (批复结案): the clocks of the evaluation begin with it."""

    approved_on: date
    authority: str = ""
    document_number: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamMember(Record):
    """A member of the evaluation team (评估组); ``role`` is a code of the rule pack."""

    name: str
    unit: str = ""
    role: str = "department"
    duty: str = ""
    avoided: str = ""
    """Why the person stepped back (回避), if so."""


@dataclass(frozen=True, kw_only=True)
class SubstituteSite(Record):
    """A similar site that is looked at where the site itself no longer exists (原址灭失、关停的, 核查同类单位)."""

    name: str
    unit_id: str | None = None
    address: str = ""
    likeness: str = ""
    found: str = ""
    met: Grade = Grade.NONE
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evaluation(Record):
    """The evaluation as a whole (整改评估); one per case, with the id ``evaluation``.

    ``rating`` is a code of the rule pack, set by an officer; ``rating_proposed`` is what the items proposed then.
    """

    team: str = ""
    methods: tuple[str, ...] = ()
    process: str = ""
    overall: str = ""
    practices: str = ""
    problems: str = ""
    suggestions: str = ""
    substitute_site: str = ""
    evaluated_by: str | None = None
    evaluated_at: Moment | None = None
    started_on: date | None = None
    site_gone: bool = False
    site_gone_why: str = ""
    rating: str = ""
    rating_reason: str = ""
    rating_proposed: str = ""
    rated_by: str | None = None
    rated_at: Moment | None = None


@dataclass(frozen=True, kw_only=True)
class Publication(Record):
    """The text for the public (公开稿); one per case, with the id ``publication``. A change asks for a new approval."""

    text: str = ""
    approved_by: str | None = None
    approved_at: Moment | None = None
    published_on: date | None = None
    published_where: str = ""
    withheld: str = ""
    """What was left out, and why."""
