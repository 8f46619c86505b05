"""Reading what was done together with others, and what the papers of a transfer consist of."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
    canonical,
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
    """The pieces behind these references: the original with its hash, or the hash of the record as it stands."""
    titles = read.titles(refs)
    found = []
    for ref in refs:
        record = read.resolve(ref)
        if record is None:
            continue
        file = _file_of(read, record)
        title = titles[ref].title if ref in titles else (file.name if file else ref.id)
        found.append(Paper(ref, title, file.sha256 if file else _hash(record), file))
    return found


def _file_of(read: Read, record: Record) -> StoredFile | None:
    if isinstance(record, StoredFile):
        return record
    file_id: Any = getattr(record, "file_id", None)
    return read.find(StoredFile, file_id) if isinstance(file_id, str) else None


def _hash(record: Record) -> str:
    return hashlib.sha256(canonical(to_plain(record))).hexdigest()
