"""People and organisations: those who investigate and those whom the case concerns."""

from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.record import Record


@dataclass(frozen=True, kw_only=True)
class Officer(Record):
    """An investigator (调查人员). ``public_key`` is the Ed25519 key in hex with which the officer signs.

    ``verified`` is false for the stand-in that acts when nobody has signed in.
    """

    name: str
    unit: str = ""
    certificate_no: str = ""
    public_key: str = ""
    verified: bool = False

    @property
    def stand_in(self) -> bool:
        """Whether this is a machine at which nobody had signed in, not a person."""
        return bool(self.public_key) and not self.verified


class PartyKind(StrEnum):
    """What a party is before the law."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, kw_only=True)
class Party(Record):
    """A person or organisation of the case (当事人, 起火单位, 证人 …).

    ``credit_code`` is the 统一社会信用代码 (GB 32100); ``id_number`` the number of the identity document.
    """

    kind: PartyKind
    name: str
    role: str = ""
    credit_code: str = ""
    id_document: str = ""
    id_number: str = ""
    representative: str = ""
    phone: str = ""
    address: str = ""
    occupation: str = ""
    note: str = ""
