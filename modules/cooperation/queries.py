"""Reading what was done together with others, and what the papers of a transfer consist of."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from modules.cooperation.records import Meeting, PoliceNotice, ProsecutorContact, Transfer
from modules.cooperation.rules import Harm
from workstation.api import (
    Loss,
    Moment,
    Officer,
    Read,
    Record,
    Ref,
    RulePack,
    StoredFile,
    UserError,
    Words,
    canonical,
    cited_evidence,
    to_plain,
    today,
)


@dataclass(frozen=True)
class Paper:
    """One piece of a transfer pack: what it is called and its SHA-256; ``file`` is none for a record without one."""

    ref: Ref
    title: str
    sha256: str
    file: StoredFile | None = None


def notices(read: Read) -> list[PoliceNotice]:
    """All notices to the police, earliest first."""
    return sorted(read.all(PoliceNotice), key=lambda one: one.at.utc)


def meetings(read: Read) -> list[Meeting]:
    """All joint meetings, earliest first."""
    return sorted(read.all(Meeting), key=lambda one: one.at.utc)


def contacts(read: Read) -> list[ProsecutorContact]:
    """All contacts with the prosecutor's office, earliest first."""
    return sorted(read.all(ProsecutorContact), key=lambda one: one.at.utc)


def transfers(read: Read) -> list[Transfer]:
    """All transfers, earliest first."""
    return sorted(read.all(Transfer), key=lambda one: one.proposed_at.utc)


def chosen_transfer(read: Read, number: int | None) -> Transfer:
    """The transfer of that number, from 1 in order of time; the newest if none is named.

    Raises ``cooperation.no_transfer``.
    """
    known = transfers(read)
    place = len(known) if number is None else number
    if not 1 <= place <= len(known):
        raise UserError("cooperation.no_transfer", number=place, count=len(known))
    return known[place - 1]


def offences(read: Read, transfer: Transfer | None = None) -> RulePack:
    """The table of offences in force on the day on which the transfer is (or was) proposed."""
    day = transfer.proposed_at.local.date() if transfer else today()
    return read.rules.on("offences", day)


def triggers(read: Read) -> RulePack:
    """When the police must be told."""
    return read.rules.on("police-notice", today())


def harm(read: Read) -> Harm:
    """The newest counts of the case, by the module that keeps them."""
    incident = read.resolve(Ref("incident", "incident"))
    table = read.registry.named("casualties")
    counts = read.all(table.record) if table else []
    count = max(counts, key=_counted_at, default=None)
    loss = max(read.all(Loss), key=lambda one: (one.counted_at.utc, one.id), default=None)
    return Harm(
        deaths=int(getattr(count, "deaths", 0)), serious=int(getattr(count, "serious", 0)),
        economic_yuan=loss.direct_economic_yuan if loss else None,
        burned_households=loss.households if loss else None,
        arson_suspected=bool(getattr(incident, "arson_suspected", False)),
        wide_impact=bool(getattr(incident, "wide_impact", False)),
    )


def _counted_at(count: Record) -> tuple[float, str]:
    moment = getattr(count, "counted_at", None)
    return (moment.utc.timestamp() if isinstance(moment, Moment) else 0.0, count.id)


def officer_text(read: Read, officer_id: str) -> str:
    """An officer with the certificate number: two may bear one name."""
    officer = read.find(Officer, officer_id)
    if officer is None:
        return officer_id
    return f"{officer.name} ({officer.certificate_no})" if officer.certificate_no else officer.name


def papers(read: Read, refs: Sequence[Ref]) -> list[Paper]:
    """The pieces behind these references: every original with its hash, or the hash of the record as it stands."""
    found: list[Paper] = []
    for piece in cited_evidence(read, Words(), refs):
        record = read.resolve(piece.ref)
        if record is not None and not piece.originals:
            found.append(Paper(piece.ref, piece.title, _hash(record)))
        for file in piece.originals:
            title = piece.title if len(piece.originals) == 1 else f"{piece.title} {file.name}"
            title = file.name if piece.ref.id == file.id else title
            found.append(Paper(piece.ref, title, file.sha256, file))
    return found


def _hash(record: Record) -> str:
    return hashlib.sha256(canonical(to_plain(record))).hexdigest()
