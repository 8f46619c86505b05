"""Papers of the procedure (文书): drafts become issued papers, which are superseded and never overwritten."""

from dataclasses import dataclass, field
from enum import StrEnum

from workstation.api import Moment, Record, Ref, UserError

MOST_CHARACTERS = 50_000  # of one field; more is a mistake of pasting


class FormState(StrEnum):
    """How far a paper has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    ISSUED = "issued"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True)
class FormPaper(Record):
    """One paper: ``code`` names its template, ``pack_id`` the dated version of it, ``values`` what its fields hold.

    An issued paper has its ``number`` (文号) and the SHA-256 of what was issued, and does not change any more.
    ``supersedes`` is the paper in whose place it was issued.
    """

    code: str
    pack_id: str
    title: str
    values: dict[str, str] = field(default_factory=dict)
    party_id: str | None = None
    state: FormState = FormState.DRAFT
    drafted_by: str = ""
    opinion: str = ""
    approved_by: str = ""
    approved_at: Moment | None = None
    number: str = ""
    year: int | None = None
    serial: int | None = None
    issued_by: str = ""
    issued_at: Moment | None = None
    content_hash: str = ""
    supersedes: str | None = None
    refs: tuple[Ref, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, value in self.values.items():
            if len(value) > MOST_CHARACTERS:
                raise UserError("forms.too_long", title=self.title, field=name, count=len(value), most=MOST_CHARACTERS)


class ServiceMethod(StrEnum):
    """How a paper was served (送达方式)."""

    DIRECT = "direct"
    LEFT = "left"
    POST = "post"
    ENTRUSTED = "entrusted"
    PUBLIC = "public"


@dataclass(frozen=True, kw_only=True)
class FormService(Record):
    """The certificate of service (送达回证) of a paper: to whom, how, when, by whom; a refusal with its witness."""

    form_id: str
    party_id: str | None = None
    receiver: str
    method: ServiceMethod = ServiceMethod.DIRECT
    served_at: Moment
    place: str = ""
    served_by: str = ""
    refused: str = ""
    witness: str = ""
    refs: tuple[Ref, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.receiver.strip():
            raise UserError("forms.no_receiver")
        if self.method is ServiceMethod.LEFT and not (self.refused.strip() and self.witness.strip()):
            raise UserError("forms.left_needs_witness")
